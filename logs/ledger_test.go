package logs

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// randomLog is a log of some families of lines, with how many lines of each
// lie in the window, and how many of all lie outside or have no time.
type randomLog struct {
	text          string
	since, until  time.Time
	in            map[string]int // lines of a family in the window
	read, outside int
	refused       int
}

// stormy writes two hours in which up to eight families burst, begin together,
// stop and come again, some with lines that go on with them.
func stormy(seed uint64) randomLog {
	rnd := rand.New(rand.NewPCG(seed, 9))
	l := randomLog{in: map[string]int{}, since: morning.Add(time.Duration(rnd.IntN(600)) * time.Second), until: morning.Add(time.Duration(6000+rnd.IntN(1500)) * time.Second)}
	var b strings.Builder
	for range rnd.IntN(3) {
		fmt.Fprintln(&b, "no time here")
		l.read, l.refused = l.read+1, l.refused+1
	}
	words := []string{"albatross", "buzzard", "cormorant", "dunnock", "egret", "falcon", "goshawk", "heron"}[:2+rnd.IntN(7)]
	type family struct {
		from, to, every, usual, follow int
		level                          string
	}
	var families []family
	starts := []int{rnd.IntN(5000), rnd.IntN(5000)} // so that several begin together
	for range words {
		from := starts[rnd.IntN(2)]
		families = append(families, family{
			from: from, to: from + 120 + rnd.IntN(1800), every: 1 + rnd.IntN(5), usual: rnd.IntN(3) * (5 + rnd.IntN(60)), follow: rnd.IntN(3),
			level: []string{"INFO", "WARN", "ERROR", "FATAL"}[rnd.IntN(4)],
		})
	}
	for sec := range 7200 {
		at := morning.Add(time.Duration(sec) * time.Second)
		inside := !at.Before(l.since) && !at.After(l.until)
		say := func(level, word string, follow int) {
			fmt.Fprintf(&b, "%s %s %s saw %d fish\n%s", at.Format("2006-01-02 15:04:05"), level, word, rnd.IntN(1e6), strings.Repeat("\tat nest\n", follow))
			if l.read += 1 + follow; inside {
				l.in[word] += 1 + follow
			} else {
				l.outside += 1 + follow
			}
		}
		say("INFO", "sparrow", 0)
		if sec%10 == 0 && (sec < 3000 || sec > 3600) {
			say("INFO", "heartbeat", 0)
		}
		for i, f := range families {
			if sec >= f.from && sec < f.to && sec%f.every == 0 || f.usual > 0 && sec%f.usual == 0 {
				say(f.level, words[i], f.follow)
			}
		}
	}
	l.text = b.String()
	return l
}

var beganWith = regexp.MustCompile(`(?m)^began with it: (\w+) saw .*\(×(\d+)\)$`)

// TestLinesAreCountedOnce holds over random logs that what was read adds up to
// what was written, that no line stands behind two entries, also where signals
// that begin together are told as one, and that the timeline's ledger agrees.
func TestLinesAreCountedOnce(t *testing.T) {
	seeds := uint64(8)
	if *everything {
		seeds = 200
	}
	joined := 0
	for seed := range seeds {
		l := stormy(seed)
		r := Read(t.Context(), []File{memory("a.log", l.text)}, Options{Source: "s", Zone: time.UTC, Since: l.since, Until: l.until})
		events, _ := collect(t, r)
		tally := r.Reading().Tally
		if tally.Read != l.read || tally.Outside != l.outside || tally.Refused != l.refused {
			t.Errorf("seed %d: %d lines, %d outside, %d without a time; read as %+v", seed, l.read, l.outside, l.refused, tally)
		}
		records, behind, alone := map[string]int{}, 0, 0
		for _, e := range events {
			if e.Kind != timeline.Burst && e.Kind != timeline.Pattern {
				alone++
				continue
			}
			behind += e.Lines
			n, _ := strconv.Atoi(e.Labels["count"])
			records[strings.Fields(string(e.Text))[0]] += n
			for _, m := range beganWith.FindAllStringSubmatch(string(e.Detail), -1) {
				n, _ = strconv.Atoi(m[2])
				records[m[1]] += n
				joined++
			}
		}
		for word, n := range records {
			if n > l.in[word] {
				t.Errorf("seed %d: %d records of %d lines are told of %s", seed, n, l.in[word], word)
			}
		}
		// A silence or a recovery stands at one line, which may be another entry's.
		if tally.Told < behind || tally.Told > behind+alone {
			t.Errorf("seed %d: %d lines are told, %d behind bursts and patterns and at most %d beside", seed, tally.Told, behind, alone)
		}
		for _, most := range []int{0, 3} {
			tl, err := timeline.Build(r.Events(), timeline.Options{Max: most, Sources: []timeline.Tally{tally}})
			if err != nil {
				t.Fatal(err)
			}
			if tl.Ledger.Events != len(events) {
				t.Errorf("seed %d: the ledger has %d of %d events", seed, tl.Ledger.Events, len(events))
			}
		}
	}
	if joined == 0 {
		t.Error("in no log signals were told as one")
	}
}
