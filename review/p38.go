package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

var recordTimeRule = Rule{
	ID: "P38", Name: "record-mismatch", Level: Error, Source: measured,
	Doc: "a time that the document gives a milestone, or a row of its timeline, is not that of the record",
	Why: "what follows from the record, such as durations and notices, tells another story than this document",
	Run: func(p *Pass) {
		if !stated(p.Report) || p.Document.Foreign || p.Document.Several {
			return
		}
		for _, m := range p.Reading.Milestones {
			p.heldAgainst(m.Mention, m.Name, m.Label)
		}
		for _, s := range p.Reading.Stretches {
			p.heldAgainst(s[0], timeline.Started, "the beginning")
			p.heldAgainst(s[1], timeline.Resolved, "the end")
		}
		for _, m := range p.Reading.Mentions {
			p.window(m)
		}
		for _, r := range p.Reading.Rows {
			p.entry(r)
		}
	},
	Examples: noRecord,
}

// alsoCalled are the milestones that people mean by the name of one.
var alsoCalled = map[timeline.Milestone][]timeline.Milestone{
	timeline.Started:   {timeline.Started, timeline.Shipped, timeline.Detected},
	timeline.Detected:  {timeline.Detected, timeline.Acknowledged, timeline.Declared},
	timeline.Mitigated: {timeline.Mitigated, timeline.Resolved},
	timeline.Resolved:  {timeline.Resolved, timeline.Mitigated, timeline.ToldResolved},
}

// heldAgainst reports a time of a milestone that the record has at another.
func (p *Pass) heldAgainst(m reading.Mention, name timeline.Milestone, label string) {
	names := alsoCalled[name]
	if names == nil {
		names = []timeline.Milestone{name}
	}
	rec := p.recordedAt(names[0])
	if !m.Clock || m.NoSuchDay || m.Time.Basis.OrderAssumed || rec.IsZero() || slices.ContainsFunc(names, func(n timeline.Milestone) bool { return near(p.recordedAt(n), m.Time, m.Approx) }) {
		return
	}
	if name == timeline.Started || name == timeline.Resolved {
		for _, s := range p.Report.Impact.Intervals {
			if near(s.From, m.Time, m.Approx) || near(s.To, m.Time, m.Approx) {
				return
			}
		}
	}
	p.on(m.Place, fmt.Sprintf("%s at %s, but the record has %s at %s", label, m.Text, names[0], rec), "mend one of the two")
}

// near reports whether two times can be the same minute.
func near(a, b timeline.Time, approx bool) bool {
	if a.IsZero() || b.IsZero() {
		return false
	}
	slack := time.Minute
	if approx {
		slack = 15 * time.Minute
	}
	return !a.Latest.Add(slack).Before(b.Earliest) && !b.Latest.Add(slack).Before(a.Earliest)
}

// window holds the stretch of time in which a sentence says that people could
// not do something against the record: "From 14:02 to 14:49 UTC you could not
// place an order."
func (p *Pass) window(m reading.Mention) {
	if m.WallUntil.IsZero() || m.Until == nil || !m.Clock || p.Document.Language != "en" || !impactWords.MatchString(p.lineOf(m.Place)) || p.isRow(m) {
		return
	}
	starts, ends := []timeline.Time{p.recordedAt(timeline.Started)}, []timeline.Time{p.recordedAt(timeline.Mitigated), p.recordedAt(timeline.Resolved)}
	for _, s := range p.Report.Impact.Intervals {
		starts, ends = append(starts, s.From), append(ends, s.To)
	}
	// What began with the impact ends with it; what began later may be any part.
	if !near(starts[0], m.Time, m.Approx) {
		for _, e := range p.Report.Timeline.Entries {
			starts, ends = append(starts, e.Time), append(ends, e.Time, e.Until)
		}
	}
	// What begins in each zone at its own hour has no one window.
	if !starts[0].Exact() || first(starts[:1]).IsZero() || first(ends[:2]).IsZero() {
		return
	}
	hit := func(t timeline.Time) func(timeline.Time) bool {
		return func(rec timeline.Time) bool { return near(rec, t, m.Approx) }
	}
	if !slices.ContainsFunc(starts, hit(m.Time)) || !slices.ContainsFunc(ends, hit(*m.Until)) {
		p.on(m.Place, fmt.Sprintf("%s is told, but the record has %s to %s", m.Text, starts[0], first(ends)), "mend one of the two")
	}
}

// first is the first time that is known.
func first(times []timeline.Time) timeline.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return timeline.Time{}
}

func (p *Pass) lineOf(at reading.Place) string { return string(p.lines[at.Line-1]) }

// isRow reports whether a time is that of a row of a timeline.
func (p *Pass) isRow(m reading.Mention) bool {
	return slices.ContainsFunc(p.Reading.Rows, func(r reading.Row) bool { return r.Offset == m.Offset })
}

// entry holds a row against the entries of the timeline that say the same.
func (p *Pass) entry(r reading.Row) {
	if !r.Clock || r.NoSuchDay {
		return
	}
	says := strings.ToLower(r.Says)
	var same []timeline.Entry
	for _, e := range p.Report.Timeline.Entries {
		if text := strings.ToLower(string(e.Text)); len(text) > 15 && alike(says, text) && alike(text, says) {
			same = append(same, e)
		}
	}
	if len(same) == 0 || slices.ContainsFunc(same, func(e timeline.Entry) bool {
		return near(e.Time, r.Time, r.Approx) || near(e.Until, r.Time, r.Approx)
	}) {
		return
	}
	p.on(r.Place, fmt.Sprintf("%s is told, but the timeline has it at %s", r.Text, same[0].Time), "mend one of the two: candor edit retimes an entry")
}
