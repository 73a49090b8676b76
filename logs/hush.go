package logs

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/candor-reports/candor/timeline"
)

// hushed stands for the id of a pattern in signals about all lines together.
const hushed = "psilent"

// everyLine is what a text about all lines calls them.
const everyLine = "lines of every kind"

// What a silence of the whole source must have. The end of the log is none.
const (
	hushLeast  = 12   // ticks
	hushShare  = 0.25 // of the usual traffic, below which it is next to nothing
	hushEdge   = 0.5  // of the usual traffic, above which it is usual again
	hushBefore = 20   // steps of steady traffic before
	hushSteady = 15   // of those, how many must be within twice the usual
	hushAfter  = 5    // steps after
)

// hush finds where the whole source stopped, or wrote next to nothing, and went
// on as before. What it does at the same time of other days is no silence.
func (g *signals) hush(sp *span, l *lens) {
	alone := *sp
	alone.usual = 0 // all lines are not measured by themselves
	r := newRhythm(l.take(g.total.bins), g.total.width, &alone, l)
	stops := g.stops(&r)
	for _, s := range append(stops, g.falls(sp, &r, stops)...) {
		if g.s.holds(s.quiet.from) && s.quiet.last.place > 0 {
			g.found = append(g.found, s)
		}
	}
}

// stops finds where nothing at all came.
func (g *signals) stops(r *rhythm) []signal {
	width := g.total.width
	var pauses []pause
	for i, b := range g.total.bins[:max(len(g.total.bins)-1, 0)] {
		pauses = append(pauses, pause{i: i, from: b.at + width, to: g.total.bins[i+1].at})
	}
	if len(pauses) < hushBefore || r.base.mean*roughly < 2 {
		return nil
	}
	var longest threeLongest
	for _, p := range pauses {
		longest.add(p)
	}
	var out []signal
	for _, p := range longest[:2] {
		length, missed := p.to-p.from, 0.0
		if length < hushLeast || length < silentTimes*(longest[2].to-longest[2].from) {
			continue
		}
		for at := p.from; at < p.to; at += quarter {
			missed += float64(min(quarter, p.to-at)) * r.least(at)
		}
		if missed/r.base.phi < silentNats {
			continue
		}
		s := g.hushOf(p.from, p.to, missed)
		s.p.text, s.quiet.every = everyLine, int64(tick/r.base.mean)
		out = append(out, s)
	}
	return out
}

// falls finds where traffic fell to a small part of what it was before and
// after.
func (g *signals) falls(sp *span, r *rhythm, stops []signal) []signal {
	if sp.usual == 0 {
		return nil
	}
	var out []signal
	var before []float64 // the traffic of the latest steps that were no fall
	for i := 0; i < len(sp.traffic); i++ {
		usual, steady := steadily(before)
		low := i
		for low < len(sp.traffic) && steady && sp.traffic[low] < hushShare*usual {
			low++
		}
		if low == i {
			before = append(before[max(0, len(before)-hushBefore+1):], sp.traffic[i])
			continue
		}
		from, to := sp.from+int64(i)*sp.step, sp.from+int64(low)*sp.step
		after := slices.Sorted(slices.Values(sp.traffic[low:min(len(sp.traffic), low+hushAfter)]))
		habit := r.days != nil && r.season((from+to)/2)*float64(sp.step) < hushEdge*usual
		if to-from >= hushLeast && len(after) == hushAfter && after[hushAfter/2] >= hushEdge*usual && !habit && !slices.ContainsFunc(stops, func(s signal) bool {
			return s.quiet.from < to*tick && s.quiet.to > from*tick
		}) {
			out = append(out, g.fell(sp, i, low, usual))
		}
		i = low - 1
		before = nil // what is usual afterwards must show first
	}
	return strongest(out)
}

// steadily is the usual traffic of some steps, and whether most had about as
// much.
func steadily(steps []float64) (usual float64, steady bool) {
	if len(steps) < hushBefore {
		return 0, false
	}
	usual = slices.Sorted(slices.Values(steps))[len(steps)/2]
	near := 0
	for _, n := range steps {
		near += btoi(n >= hushEdge*usual && n <= usual/hushEdge)
	}
	return usual, near >= hushSteady
}

// fell is the signal of a fall between two steps.
func (g *signals) fell(sp *span, i, low int, usual float64) signal {
	n := 0.0
	for _, t := range sp.traffic[i:low] {
		n += t
	}
	perMinute := func(n float64, steps int) float64 { return n / float64(steps) / float64(sp.step) * roughly }
	s := g.hushOf(sp.from+int64(i)*sp.step, sp.from+int64(low)*sp.step, usual*float64(low-i)-n)
	s.gauge = &gauge{
		text:  fmt.Sprintf("fell to %.2g a minute, of %.3g as usual: %s", perMinute(n, low-i), perMinute(usual, 1), everyLine),
		about: everyLine,
		labels: map[string]string{
			"per_minute": strconv.FormatFloat(perMinute(n, low-i), 'g', 3, 64), "usual_per_minute": strconv.FormatFloat(perMinute(usual, 1), 'g', 3, 64),
		},
	}
	s.quiet.every = int64(float64(sp.step*tick) / usual)
	return s
}

// hushOf is the signal of a silence of the whole source between two ticks. It
// stands at the last record before it and ends with the first after it.
func (g *signals) hushOf(from, to int64, missed float64) signal {
	p := &pattern{id: hushed, level: timeline.Warning, serious: true, grain: fine}
	q := silence{ended: true, missed: missed}
	q.last.ns, q.next.ns = math.MinInt64, math.MaxInt64
	near := 2 * g.total.width
	for _, o := range g.order {
		for _, b := range inside(o.bins, from-near-o.width, from) {
			// A wide bin may hold what came before and after it.
			m := b.last
			if m.ns >= to*tick {
				m = b.first
			}
			if b.hits > 0 && m.ns < to*tick && m.compare(q.last) > 0 {
				q.last = m
			}
		}
		for _, b := range inside(o.bins, to+1-o.width, to+near) {
			m := b.first
			if m.ns < to*tick {
				m = b.last
			}
			if b.hits > 0 && m.ns >= to*tick && m.compare(q.next) < 0 {
				q.next = m
			}
		}
	}
	q.from, q.to = q.last.ns, q.next.ns
	s := signal{p: p, kind: timeline.Silence, expected: missed, score: missed, quiet: q, over: q.next.place > 0 && g.s.holds(q.to)}
	s.sum = bin{first: q.last, last: q.next, hits: 1, lines: 1}
	return s
}
