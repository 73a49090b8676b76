package logs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// made writes a log of some days second by second, or in wider steps.
type script struct {
	strings.Builder
	rnd *rand.Rand
}

func newScript() *script { return &script{rnd: rand.New(rand.NewPCG(7, 8))} }

func (s *script) say(at time.Time, format string, args ...any) {
	fmt.Fprintf(s, at.Format("2006-01-02 15:04:05")+" "+format+"\n", args...)
}

// some says a line as often as chance has it, where mean are expected.
func (s *script) some(mean float64, at time.Time, format string) {
	for limit, k := math.Exp(-mean), s.rnd.Float64(); k > limit; k *= s.rnd.Float64() {
		s.say(at, format, s.rnd.IntN(1e6))
	}
}

func (s *script) events(t *testing.T) []timeline.Event {
	t.Helper()
	r := Read(t.Context(), []File{memory("a.log", s.String())}, Options{Source: "s", Zone: time.UTC})
	events, _ := collect(t, r)
	if err := r.Reading().Tally.Err(); err != nil {
		t.Error(err)
	}
	return events
}

// TestRushHours holds that what comes every day is no incident, and what comes
// on one of the days is.
func TestRushHours(t *testing.T) {
	s := newScript()
	wrong := morning.Add(4*24*time.Hour + 5*time.Hour)
	for step := range 5 * 24 * 360 {
		at := morning.Add(time.Duration(step) * 10 * time.Second)
		hour := float64(at.Hour()) + float64(at.Minute())/60
		load := 0.5 + 4*math.Exp(-(hour-13)*(hour-13)/4) + 3*math.Exp(-(hour-19)*(hour-19)/2)
		s.some(3*load, at, "INFO request %d served")
		s.some(0.1*load, at, "WARN client %d closed the connection")
		if d := at.Sub(wrong); d >= 0 && d < 20*time.Minute {
			s.some(5, at, "ERROR no stock for item %d")
			s.some(1, at, "WARN client %d closed the connection")
		}
	}
	events, ends := apart(s.events(t))
	if len(events) == 0 || len(events) > 2 || len(ends) == 0 || !strings.HasPrefix(string(events[0].Text), "no stock") {
		t.Fatalf("want the one incident, got\n%s", told(events))
	}
	within(t, events[0].Time, wrong, 10*time.Second)
	within(t, ends[len(ends)-1].Time, wrong.Add(20*time.Minute), time.Minute)
}

// TestRamp holds that what grows slowly begins where it left the usual.
func TestRamp(t *testing.T) {
	s := newScript()
	for step := range 8 * 360 {
		at := morning.Add(time.Duration(step) * 10 * time.Second)
		s.some(4, at, "INFO request %d served")
		grown := max(0, float64(step-4*360)/360) // hours since noon
		s.some(0.3+2*min(grown, 2), at, "ERROR timeout after %d ms")
	}
	events, _ := apart(s.events(t))
	if len(events) != 1 || events[0].Kind != timeline.Burst || events[0].Labels["ended"] != "false" {
		t.Fatalf("want the ramp, got\n%s", told(events))
	}
	within(t, events[0].Time, morning.Add(4*time.Hour), 10*time.Minute)
}

// TestHeartbeat holds that what comes evenly and stops is a silence, and ends
// with the first beat after it.
func TestHeartbeat(t *testing.T) {
	for _, every := range []int{5, 30, 300} {
		s := newScript()
		for sec := range 6 * 3600 {
			at := morning.Add(time.Duration(sec) * time.Second)
			s.some(0.3, at, "INFO request %d served")
			if sec%every == 0 && (sec < 3*3600 || sec >= 3*3600+1800) {
				s.say(at, "INFO heartbeat %d ok", sec)
			}
		}
		events := s.events(t)
		if len(events) != 2 || events[0].Kind != timeline.Silence || events[1].Kind != timeline.Recovery || !strings.HasPrefix(string(events[0].Text), "stopped: heartbeat") {
			t.Errorf("every %d s: want a silence and its end, got\n%s", every, told(events))
			continue
		}
		within(t, events[0].Time, morning.Add(time.Duration(3*3600-every)*time.Second), 10*time.Second)
		within(t, events[1].Time, morning.Add(3*time.Hour+30*time.Minute), 10*time.Second)
	}
}

// TestNewAfterDeploy holds that an error that a deploy brings is told as new,
// though it is rare, and an even background of others is not.
func TestNewAfterDeploy(t *testing.T) {
	s := newScript()
	deployed := morning.Add(4 * time.Hour)
	for sec := range 8 * 3600 {
		at := morning.Add(time.Duration(sec) * time.Second)
		s.some(0.5, at, "INFO request %d served")
		s.some(0.05, at, "WARN retry %d")
		if at.After(deployed) && sec%240 == 7 {
			s.say(at, "ERROR cannot read price list version %d", sec)
		}
	}
	events := s.events(t)
	if len(events) != 1 || events[0].Labels["new"] != "true" {
		t.Fatalf("want the new error, got\n%s", told(events))
	}
	within(t, events[0].Time, deployed.Add(4*time.Minute), 4*time.Minute)
}

// TestMissingPart holds that a part of a log that is missing makes nothing of
// its lines a silence of its own.
func TestMissingPart(t *testing.T) {
	s := newScript()
	for sec := range 6 * 3600 {
		at := morning.Add(time.Duration(sec) * time.Second)
		if sec > 3*3600 && sec < 3*3600+2400 {
			continue
		}
		s.some(0.5, at, "INFO request %d served")
		if sec%10 == 0 {
			s.say(at, "INFO heartbeat %d ok", sec)
		}
		if sec%3600 == 60 {
			for range 30 {
				s.say(at, "WARN clean-up of shard %d", sec)
			}
		}
	}
	for _, e := range s.events(t) {
		if strings.Contains(string(e.Text), "heartbeat") || strings.Contains(string(e.Text), "clean-up") {
			t.Errorf("told: %s %s %s", e.Time, e.Kind, e.Text)
		}
	}
}
