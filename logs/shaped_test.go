package logs

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// usual writes what a shop says in a second of a usual day, with a backup that
// complains every quarter of an hour.
func (s *script) usual(at time.Time, load float64) {
	s.some(1.5*load, at, "INFO gateway: GET /items/%d 200")
	s.some(0.8*load, at, "INFO cart: item %d added")
	s.some(0.05*load, at, "WARN cart: item %d is running low")
	s.some(0.02*load, at, "ERROR mail: address of customer %d was refused")
	if at.Second() == 0 {
		s.say(at, "INFO cron: tick %d", at.Minute())
	}
	if at.Second() == 30 && at.Minute()%15 == 0 {
		for i := range 40 {
			s.say(at, "WARN backup: file %d is in use", i)
		}
	}
}

// nightly writes every ten seconds what a shop says, with a job at two at night
// that complains so often each time.
func (s *script) nightly(at time.Time, mean float64) {
	if at.Second()%10 != 0 {
		return
	}
	s.some(0.5, at, "INFO request %d served")
	s.some(0.02, at, "WARN client %d closed the connection")
	if at.Hour() == 2 && at.Minute() < 10 {
		s.some(mean, at, "ERROR batch: row %d was refused")
	}
}

// scene is an incident of some shape in a log of some hours.
type scene struct {
	name   string
	hours  int
	second func(s *script, at time.Time, minute float64)
	wants  []want
	by     time.Duration // how exact the times must be; 0 means ten seconds
}

// want is something that must be told, in minutes from the beginning.
type want struct {
	kind   timeline.Kind
	minute float64
	text   string
}

func between(m, from, to float64) bool { return m >= from && m < to }

var scenes = []scene{
	{name: "two incidents, one of which comes back", hours: 8, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		if between(m, 150, 170) || between(m, 300, 310) {
			s.some(2, at, "ERROR pay: bank %d did not answer")
		}
		if between(m, 220, 250) {
			s.some(1, at, "ERROR search: index %d is gone")
		}
	}, wants: []want{
		{timeline.Burst, 150, "pay: bank"}, {timeline.Recovery, 170, "ended: pay: bank"}, {timeline.Burst, 220, "search: index"},
		{timeline.Recovery, 250, "ended: search: index"}, {timeline.Burst, 300, "pay: bank"}, {timeline.Recovery, 310, "ended: pay: bank"},
	}},
	{name: "nothing is written", hours: 8, second: func(s *script, at time.Time, m float64) {
		if !between(m, 200, 218) {
			s.usual(at, 1)
		}
	}, wants: []want{{timeline.Silence, 200, "stopped: lines of every kind"}, {timeline.Recovery, 218, "again: lines of every kind"}}},
	{name: "traffic falls", hours: 8, by: time.Minute, second: func(s *script, at time.Time, m float64) {
		load := 1.0
		if between(m, 200, 225) {
			load = 0.05
		}
		s.usual(at, load)
	}, wants: []want{{timeline.Silence, 200, "fell to "}, {timeline.Recovery, 225, "again: lines of every kind"}}},
	{name: "restarts", hours: 8, by: 30 * time.Second, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		step := int(m*60+0.5) % 25
		if m == 60 || between(m, 240, 260) && step == 0 {
			s.say(at, "INFO main: shop 1.2 starts with pid %d", at.Unix()%1e5)
		}
		if between(m, 240, 260) && step == 20 {
			s.say(at, "FATAL main: cannot allocate %d bytes", at.Unix()%1e5*977)
		}
	}, wants: []want{{timeline.Burst, 240, "main: shop 1.2 starts"}, {timeline.Burst, 240, "main: cannot allocate"}, {timeline.Recovery, 260, "ended: main: cannot"}}},
	{name: "an error that becomes rarer", hours: 8, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		if m >= 120 {
			s.some(4*math.Exp2(-(m-120)/10), at, "ERROR cache: node %d is not reachable")
		}
	}, wants: []want{{timeline.Burst, 120, "cache: node"}, {timeline.Recovery, -1, "ended: cache: node"}}},
	{name: "the log begins in the middle", hours: 6, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		if m < 40 {
			s.some(2, at, "ERROR cache: node %d is not reachable")
		}
	}, wants: []want{{timeline.Burst, 0, "cache: node"}, {timeline.Recovery, 40, "ended: cache: node"}}},
	{name: "the log ends in the middle", hours: 6, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		if m >= 320 {
			s.some(2, at, "ERROR cache: node %d is not reachable")
		}
	}, wants: []want{{timeline.Burst, 320, "cache: node"}}},
	{name: "no words for levels", hours: 8, second: func(s *script, at time.Time, m float64) {
		s.some(1.5, at, "gateway: GET /items/%d 200")
		s.some(0.8, at, "cart: item %d added")
		s.some(0.05, at, "cart: item %d is running low")
		if between(m, 210, 231) {
			s.some(1.2, at, "pay: card of order %d declined by issuer")
			s.some(0.6, at, "pay: could not reach bank %d: connection refused")
		}
	}, wants: []want{{timeline.Burst, 210, "pay: could not reach bank"}, {timeline.Recovery, 231, "ended: pay: could not reach bank"}}},
	{name: "a blip, and waves of clients that try again", hours: 6, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		for i, size := range []float64{3, 4, 5, 4, 2} {
			if from := 180 + 4*float64(i); between(m, from, from+1.2) {
				s.some(size, at, "ERROR auth: %d requests are in flight, rejected")
			}
		}
	}, wants: []want{{timeline.Burst, 180, "auth: "}, {timeline.Recovery, 197.2, "ended: auth: "}}},
	{name: "killed again and again, ever faster", hours: 9, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		for _, from := range []float64{305, 352, 383, 404, 420, 431, 440, 447} {
			if between(m, from, from+1.5) {
				s.some(0.6, at, "ERROR web: search %d is unavailable")
			}
		}
	}, wants: []want{{timeline.Burst, 305, "web: search"}, {timeline.Recovery, 448.5, "ended: web: search"}}},
	{name: "a leader is lost, which is said once", hours: 6, second: func(s *script, at time.Time, m float64) {
		s.usual(at, 1)
		switch m {
		case 77:
			s.say(at, "INFO main: configuration read again")
		case 200:
			s.say(at, "INFO pool: lost the lock of the leader, stepping down")
		case 203:
			s.say(at, "INFO pool: two leaders seen, the other one is fenced")
		}
		if between(m, 200, 204) {
			s.some(2, at, "ERROR order: %d could not be stored")
		}
	}, wants: []want{
		{timeline.Pattern, 200, "pool: lost the lock"}, {timeline.Burst, 200, "order: "}, {timeline.Pattern, 203, "pool: two leaders"}, {timeline.Recovery, 204, "ended: order: "},
	}},
	{name: "three days with rush hours, and an incident beside them", hours: 72, second: func(s *script, at time.Time, m float64) {
		if at.Second()%10 != 0 {
			return
		}
		h := float64(at.Hour()) + float64(at.Minute())/60
		load := 0.4 + 2*math.Exp(-(h-9)*(h-9)/1.5) + 3*math.Exp(-(h-18)*(h-18))
		s.some(3*load, at, "INFO request %d served")
		s.some(0.2*load*load, at, "WARN db: pool of %d connections is full")
		s.some(0.1*load, at, "ERROR upstream %d timed out")
		if between(m, 1660, 1690) {
			s.some(4, at, "ERROR upstream %d timed out")
		}
	}, wants: []want{{timeline.Burst, 1660, "upstream"}, {timeline.Recovery, 1690, "ended: upstream"}}},
	{name: "a job that complains each night", hours: 24 * 7, second: func(s *script, at time.Time, m float64) {
		s.nightly(at, 0.5)
	}},
	{name: "a job that complains each night, and one night far more", hours: 24 * 7, by: time.Minute, second: func(s *script, at time.Time, m float64) {
		mean := 0.3
		if at.Day() == morning.Day()+5 {
			mean = 6
		}
		s.nightly(at, mean)
	}, wants: []want{{timeline.Burst, 6840, "batch: row"}, {timeline.Recovery, 6850, "ended: batch: row"}}},
	{name: "errors that come in groups again and again", hours: 96, second: func(s *script, at time.Time, m float64) {
		if s.nightly(at, 0); at.Second()%10 == 0 && s.rnd.IntN(34560/20) == 0 {
			for range 10 + s.rnd.IntN(6) {
				s.say(at, "ERROR import: line %d is not understood", s.rnd.IntN(1e6))
			}
		}
	}},
	{name: "two weeks with quiet weekends", hours: 24 * 14, second: func(s *script, at time.Time, m float64) {
		if at.Second()%30 != 0 {
			return
		}
		h := float64(at.Hour()) + float64(at.Minute())/60
		load := 0.4 + 2*math.Exp(-(h-9)*(h-9)/1.5) + 3*math.Exp(-(h-18)*(h-18))
		if w := at.Weekday(); w == time.Saturday || w == time.Sunday {
			load *= 0.15
		}
		s.some(load, at, "INFO request %d served")
		s.some(0.05*load, at, "WARN db: pool of %d connections is full")
		s.some(0.01*load, at, "ERROR upstream %d timed out")
	}},
	{name: "a slow ramp", hours: 24, by: 15 * time.Minute, second: func(s *script, at time.Time, m float64) {
		if at.Second()%2 != 0 {
			return
		}
		s.usual(at, 0.7)
		s.some(0.03+max(0, min(1.5, (m-600)/240*1.5)), at, "WARN db: query took %d ms")
	}, wants: []want{{timeline.Burst, 600, "db: query took"}}},
}

// TestScenes holds that of each scene what happened is told, when it was, and
// nothing else.
func TestScenes(t *testing.T) {
	for _, sc := range scenes {
		if testing.Short() && sc.hours > 8 {
			continue
		}
		s := newScript()
		for sec := range sc.hours * 3600 {
			sc.second(s, morning.Add(time.Duration(sec)*time.Second), float64(sec)/60)
		}
		events := s.events(t)
		if sc.by == 0 {
			sc.by = 10 * time.Second
		}
		if len(events) != len(sc.wants) {
			t.Errorf("%s: want %d events, got\n%s", sc.name, len(sc.wants), told(events))
			continue
		}
		for i, w := range sc.wants {
			e := events[i]
			if e.Kind != w.kind || !strings.HasPrefix(string(e.Text), w.text) {
				t.Errorf("%s: want %s %q, got\n%s", sc.name, w.kind, w.text, told(events))
			}
			if at := morning.Add(time.Duration(w.minute * float64(time.Minute))); w.minute >= 0 && e.Time.Earliest.Sub(at).Abs() > sc.by {
				t.Errorf("%s: %s at %s, want %s", sc.name, e.Text, e.Time, at.Format(time.TimeOnly))
			}
		}
	}
}
