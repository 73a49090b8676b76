package logs

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// tell makes the events of a signal: one for it and what began with it, and
// one for its end where that is known.
func (g *signals) tell(s signal) {
	if s.kind == timeline.Silence {
		g.tellSilence(s)
		return
	}
	e := g.event(s)
	for _, o := range s.with {
		e.Lines += int(o.sum.lines)
		g.told += int(o.sum.lines)
	}
	e = e.Seal()
	g.events = append(g.events, e)
	if s.p.id == slowRequests {
		// It is measured on many requests, and stands at the line of one.
		g.twice[e.ID] = g.counted(s.sum.first)
	}
	if b := s.burst(); b.kind == timeline.Burst && b.over && b.p.grain == fine && g.s.holds(b.sum.last.ns) {
		g.tellEnd(b, "ended: ", b.sum.last, true)
	}
}

// burst is the signal itself where it is a burst, or else the weightiest one that
// began with it: what is new has no end of its own.
func (s signal) burst() signal {
	best := s
	for _, o := range s.with {
		if o.kind == timeline.Burst && s.kind != timeline.Burst && (best.kind != timeline.Burst || o.weight() > best.weight()) {
			best = o
		}
	}
	return best
}

// tellEnd tells the end of a signal, at the line that shows it.
func (g *signals) tellEnd(s signal, words string, at mark, behind bool) {
	text := s.p.says()
	if s.gauge != nil {
		text = s.gauge.about
	}
	e := timeline.Event{
		Time: g.s.clock.time(at.instant), Kind: timeline.Recovery, Level: timeline.Info,
		Subject: timeline.Foreign(s.p.subject), Text: timeline.Foreign(words + text), Source: g.place(at), Lines: 1,
		Labels: map[string]string{"pattern": s.p.id, "began": stamped(s.sum.first.ns), "score": strconv.Itoa(int(s.weight()))},
	}.Seal()
	g.events = append(g.events, e)
	g.twice[e.ID] = behind
}

// event tells the part of a pattern that lies in some bins. The text is that
// of the pattern's first line in the window.
func (g *signals) event(s signal) timeline.Event {
	sum, p := s.sum, s.p
	g.told += int(sum.lines)
	e := timeline.Event{
		Time: g.s.clock.time(sum.first.instant), Kind: s.kind, Level: p.level,
		Subject: timeline.Foreign(p.subject), Text: timeline.Foreign(p.says()), Detail: timeline.Foreign(s.detail()),
		Source: g.place(sum.first), Lines: int(sum.lines),
		Labels: map[string]string{
			"count": strconv.Itoa(int(sum.hits)), "pattern": p.id, "first": stamped(p.seen), "last": stamped(sum.last.ns),
			"score": strconv.Itoa(int(s.weight())),
		},
	}
	if sum.hits > 1 {
		e.Until = g.s.clock.time(sum.last.instant)
		e.Labels["peak_per_minute"] = strconv.Itoa(peak(s.bins, p.width))
	}
	if s.fresh {
		e.Labels["new"] = "true"
	}
	if len(s.waves) > 0 {
		e.Labels["waves"] = strconv.Itoa(len(s.waves))
	}
	if s.kind == timeline.Burst {
		if !s.fresh && s.expected > 0 {
			e.Labels["usual_per_minute"] = perMinute(s.expected, sum)
			e.Labels["times_usual"] = fmt.Sprintf("%.3g", float64(sum.hits)/s.expected)
		}
		e.Labels["ended"] = strconv.FormatBool(s.over)
	}
	if len(s.with) > 0 {
		e.Labels["with"] = strconv.Itoa(len(s.with))
		e.Labels["with_first"], e.Labels["with_first_count"] = s.with[0].p.says(), strconv.Itoa(int(s.with[0].sum.hits))
	}
	if s.gauge != nil {
		e.Text = timeline.Foreign(s.gauge.text)
		maps.Copy(e.Labels, s.gauge.labels)
	}
	return e
}

func (g *signals) place(m mark) timeline.Position {
	return timeline.Position{Source: g.s.o.Source, File: g.s.files[m.file()].Name, Line: m.line()}
}

// perMinute writes what was expected in the time of a signal as a rate.
func perMinute(expected float64, sum bin) string {
	minutes := max(float64(sum.last.ns-sum.first.ns)/60e9, 1.0/6)
	return fmt.Sprintf("%.2g", expected/minutes)
}

// peak is the most records that came in one minute.
func peak(bins []bin, width int64) int {
	most, n, at := 0, 0, int64(0)
	for _, b := range bins {
		if minute := b.at - floorMod(b.at, roughly); minute != at || n == 0 {
			at, n = minute, 0
		}
		n += int(b.hits)
		most = max(most, n)
	}
	if width > roughly {
		most = int(int64(most) * roughly / width)
	}
	return max(most, 1)
}

func stamped(ns int64) string { return time.Unix(0, ns).UTC().Format(time.RFC3339Nano) }

// clockOfTick is when a tick begins, in UTC.
func clockOfTick(at int64) string {
	return time.Unix(at*tickSeconds, 0).UTC().Format("15:04:05")
}

// manyWith is how many of the signals that began with another are named.
const manyWith = 10

// detail shows lines of the pattern, and names what began with it.
func (s *signal) detail() string {
	var b []byte
	for i, l := range s.p.samples {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, l.line...)
	}
	for i, w := range s.waves {
		if i == manyWith {
			b = fmt.Appendf(b, "\nand %d more waves", len(s.waves)-i)
			break
		}
		b = fmt.Appendf(b, "\nwave %d: %s to %s (×%d)", i+1, clockOfTick(w.from), clockOfTick(w.to), w.n)
	}
	for i, o := range s.with {
		if i == manyWith {
			b = fmt.Appendf(b, "\nand %d more", len(s.with)-i)
			break
		}
		b = fmt.Appendf(b, "\nbegan with it: %s (×%d)", o.p.says(), o.sum.hits)
	}
	return string(b)
}

// tellSilence tells what stopped, from the last record before the silence.
func (g *signals) tellSilence(s signal) {
	e := timeline.Event{
		Time: g.s.clock.time(s.quiet.last.instant), Kind: timeline.Silence, Level: max(s.p.level, timeline.Warning),
		Subject: timeline.Foreign(s.p.subject), Text: timeline.Foreign("stopped: " + s.p.says()), Detail: timeline.Foreign(s.detail()),
		Source: g.place(s.quiet.last), Lines: 1,
		Labels: map[string]string{
			"pattern": s.p.id, "last": stamped(s.quiet.from), "score": strconv.Itoa(int(s.weight())),
			"every": time.Duration(s.quiet.every).Round(100 * time.Millisecond).String(), "missed": strconv.Itoa(int(s.quiet.missed)),
			"ended": strconv.FormatBool(s.quiet.ended),
		},
	}
	if s.over {
		e.Until = g.s.clock.time(s.quiet.next.instant)
	}
	if len(s.with) > 0 {
		e.Labels["with"] = strconv.Itoa(len(s.with))
	}
	if s.gauge != nil {
		e.Text = timeline.Foreign(s.gauge.text)
		maps.Copy(e.Labels, s.gauge.labels)
	}
	e = e.Seal()
	g.events = append(g.events, e)
	g.twice[e.ID] = g.behind(s.p, s.quiet.last)
	if s.over {
		g.tellEnd(s, "again: ", s.quiet.next, g.behind(s.p, s.quiet.next))
	}
}

// behind reports whether a record of a pattern stands behind a burst or
// another event that is told.
func (g *signals) behind(p *pattern, m mark) bool {
	if at := g.place(m); p.id == hushed && slices.ContainsFunc(g.events, func(e timeline.Event) bool { return e.Source == at }) {
		return true
	}
	for _, s := range g.found {
		if (s.p == p || p.id == hushed) && s.kind != timeline.Silence && slices.ContainsFunc(s.bins, func(b bin) bool { return b.first.compare(m) <= 0 && m.compare(b.last) <= 0 }) {
			return true
		}
	}
	return false
}

// counted reports whether the request at a mark stands behind the event of its
// own pattern.
func (g *signals) counted(m mark) bool {
	for _, b := range g.answers.bins {
		if b.slowest.mark == m {
			p := g.patterns[b.slowest.key]
			return p != nil && g.behind(p, m)
		}
	}
	return false
}
