package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// logServer is a server that keeps logs and counts their lines.
type logServer struct {
	// counts gives the number of lines from each step of the window on. With
	// trouble it counts those alone whose words or level are of trouble.
	counts func(ctx context.Context, from, to time.Time, step time.Duration, trouble bool) ([]bucket, error)
	// lines gives the first lines of trouble from an instant on.
	lines func(ctx context.Context, from, to time.Time, limit int) ([]evidence, error)
}

// bucket is how many lines begin in a step.
type bucket struct {
	at time.Time
	n  int
}

// evidence is a line that a server gave.
type evidence struct {
	at      string
	text    string
	service string
	level   string
	ref     string
}

const (
	maxBursts  = 20 // of one server, the largest first
	evidenceOf = 20 // lines of each
)

// stepFor is the step in which lines are counted: a minute, or what makes at
// most two thousand steps of a window.
func stepFor(from, to time.Time) time.Duration {
	step := time.Minute
	for to.Sub(from)/step > 2000 {
		step += time.Minute
	}
	return step
}

// ask has a server count lines, finds what stands out, and asks for evidence of
// that alone.
func (s logServer) ask(ctx context.Context, t *take, from, to time.Time) error {
	step := stepFor(from, to)
	// Servers that count by steps of their own begin with 1970.
	from = from.Add(-time.Duration(from.UnixNano()) % step)
	all, err := s.counts(ctx, from, to, step, false)
	if err != nil {
		return err
	}
	trouble, err := s.counts(ctx, from, to, step, true)
	if err != nil {
		return err
	}
	lines := filled(all, from, to, step)
	for _, n := range lines {
		t.tally.Read += n
	}
	if t.tally.Read == 0 {
		return errors.New("no line is in the window: is the query right, and does the server keep logs for so long?")
	}
	for i, n := range lines {
		if n > 0 {
			t.from = t.instant(from.Add(time.Duration(i)*step), step)
			break
		}
	}
	t.note(fmt.Sprintf("lines counted by the server, in steps of %s; those of bursts were read, %d of each", step, evidenceOf))
	bursts := burstsOf(filled(trouble, from, to, step))
	slices.SortStableFunc(bursts, func(a, b span) int { return cmp.Compare(b.n, a.n) })
	if len(bursts) > maxBursts {
		t.gap("%d smaller bursts were counted and not looked at", len(bursts)-maxBursts)
		bursts = bursts[:maxBursts]
	}
	for i, b := range bursts {
		var lines []evidence
		if err == nil {
			// What was counted is told, whether or not its lines can be had.
			if lines, err = s.lines(ctx, from.Add(time.Duration(b.from)*step), from.Add(time.Duration(b.to+1)*step), evidenceOf); err != nil {
				t.gap("the lines of %d of the %d bursts were not read", len(bursts)-i, len(bursts))
			}
		}
		t.burst(b, lines, from, step)
	}
	t.silences(lines, from, step)
	t.tally.Quiet = t.tally.Read - t.tally.Told
	return err
}

// burst makes an event of lines that came far more often than before, with the
// first of them for evidence.
func (t *take) burst(b span, lines []evidence, from time.Time, step time.Duration) {
	start, end := from.Add(time.Duration(b.from)*step), from.Add(time.Duration(b.to+1)*step)
	e := timeline.Event{
		Time: t.instant(start, step), Until: t.instant(end, step), Kind: timeline.Burst, Level: timeline.Error,
		Text: "lines of trouble", Lines: b.n,
		Labels: map[string]string{"count": strconv.Itoa(b.n), "peak": fmt.Sprintf("%d in %s", b.peak, step), "usual": fmt.Sprintf("%d in %s", b.usual, step)},
	}
	seen := map[string]bool{}
	for _, l := range lines {
		text := string(tidy(timeline.Foreign(l.text), textLimit))
		if text == "" || seen[text] {
			continue
		}
		if len(seen) == 0 {
			e.Text, e.Subject, e.Source.Ref = timeline.Foreign(text), timeline.Foreign(l.service), l.ref
			e.Level = max(e.Level, alertLevel(l.level))
			if at, err := t.clock.Time(l.at); err == nil {
				e.Time = at
			}
		} else if len(seen) < 4 {
			e.Detail += timeline.Foreign(text + "\n")
		}
		seen[text] = true
	}
	// A burst that reaches over the end of the window ends there.
	if limit := t.instant(t.until, step); e.Until.Compare(limit) > 0 && e.Time.Compare(limit) < 0 {
		e.Until = limit
	}
	if t.add(&object{}, e) != nil {
		t.tally.Told += b.n
	}
}

// silences tells where lines that came in every step stopped.
func (t *take) silences(counts []int, from time.Time, step time.Duration) {
	usual := median(counts)
	if usual < 5 || len(counts) < 20 {
		return
	}
	for i := 0; i < len(counts); i++ {
		j := i
		for j < len(counts) && counts[j] == 0 {
			j++
		}
		// What has not begun yet, or goes on over the end, may be for want of
		// logs.
		if j-i >= 3 && i > 0 && j < len(counts) {
			t.add(&object{}, timeline.Event{
				Time: t.instant(from.Add(time.Duration(i)*step), step), Until: t.instant(from.Add(time.Duration(j)*step), step),
				Kind: timeline.Silence, Level: timeline.Warning, Text: timeline.Foreign(fmt.Sprintf("No line at all, where %d come in %s as a rule", usual, step)),
			})
		}
		i = j
	}
}

// instant is a time of the server, known to the step.
func (t *take) instant(at time.Time, step time.Duration) timeline.Time {
	return timeline.At(at, step).Shift(t.fix())
}

// filled puts counts into the steps of a window.
func filled(counts []bucket, from, to time.Time, step time.Duration) []int {
	out := make([]int, int(to.Sub(from)/step)+1)
	for _, b := range counts {
		if i := int(b.at.Sub(from) / step); !b.at.Before(from) && i < len(out) && b.n > 0 {
			out[i] += b.n
		}
	}
	return out
}

// span is a run of steps that stand out.
type span struct{ from, to, n, peak, usual int }

// gapSteps is how many quiet steps a burst may hold.
const gapSteps = 2

// burstsOf finds runs of steps in which far more lines came than is usual: more
// than three times the median and than four standard deviations of a count
// above it, ten at least.
func burstsOf(counts []int) []span {
	usual := median(counts)
	high := max(5, int(math.Ceil(max(3*float64(usual), float64(usual)+4*math.Sqrt(float64(usual))))))
	var out []span
	for i, n := range counts {
		if n < high {
			continue
		}
		if k := len(out) - 1; k >= 0 && i-out[k].to <= gapSteps+1 {
			for j := out[k].to + 1; j <= i; j++ {
				out[k].n += counts[j]
			}
			out[k].to, out[k].peak = i, max(out[k].peak, n)
			continue
		}
		out = append(out, span{from: i, to: i, n: n, peak: n, usual: usual})
	}
	return slices.DeleteFunc(out, func(s span) bool { return s.n < 10 })
}

func median(counts []int) int {
	if len(counts) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(counts))
	return sorted[len(sorted)/2]
}

// earliest orders lines by their time, which a server may give stream by
// stream.
func earliest(lines []evidence) []evidence {
	nanos := func(e evidence) int64 {
		if n, err := strconv.ParseInt(e.at, 10, 64); err == nil {
			return n
		}
		at, _ := time.Parse(time.RFC3339Nano, e.at)
		return at.UnixNano()
	}
	slices.SortStableFunc(lines, func(a, b evidence) int { return cmp.Compare(nanos(a), nanos(b)) })
	return lines
}
