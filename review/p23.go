package review

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

var metricRule = Rule{
	ID: "P23", Name: "metric-mismatch", Level: Error, Source: measured + ": 22 of 56 stated values in one archive, 10 of 60 in another",
	Doc: "a stated duration does not follow from the document's own times",
	Why: "one of the two is wrong, and a reader cannot tell which",
	Examples: []Example{
		{"- First detected: 2024-05-01 10:26 UTC\n- Repaired: 2024-05-01 11:21 UTC\n\n- **Time to repair**: 1h 25m\n", 1},
		{"The service was down from 10:26 to 11:21 UTC (lasting 97 minutes).\n", 1},
		{"**Date**: 2024-05-01\n**Duration**: 3 hours 42 minutes (09:17 - 13:59 UTC)\n", 1},
		{"- Impact start: 2024-05-01 09:36 UTC\n- Fixed: 2024-05-01 09:45 UTC\n- Closed: 2024-05-01 10:12 UTC\n\n- **Time to resolve**: 9 minutes\n", 0},
		{"- First detected: 2024-05-01 10:26 UTC\n- Repaired: 2024-05-01 11:21 UTC\n\n- **Time to repair**: 55m\n", 0},
		{"The service was down from 10:26 to 11:21 UTC, for about an hour.\n", 0},
	},
	Run: func(p *Pass) {
		for _, d := range p.Reading.Durations {
			switch {
			case d.Bound:
			case d.Metric != "" && d.Hours == "" && len(d.Pair) == 2 && d.Pair[0].Offset == d.Pair[1].Offset && inBrackets(d.Pair[0].Text, d.Sentence):
				p.paired(d)
			case d.Metric != "":
				p.labelled(d)
			case len(d.Pair) == 2:
				p.paired(d)
			case lasting.MatchString(d.Sentence):
				p.lasting(d)
			}
		}
	},
}

// tolerance is how far a duration may be from the truth and still say what it
// says: half of an hour or day that it is stated in, a whole minute, and a tenth
// of what is "about".
func tolerance(d reading.Duration) time.Duration {
	t := max(d.Precision/2, time.Minute)
	if d.Precision < time.Hour && d.Precision > 5*time.Minute && d.Value%(30*time.Minute) == 0 {
		t = 15 * time.Minute // "1.5 hours"
	}
	if d.Approx {
		t = max(t, d.Precision, d.Value/10)
		if d.Value%(5*time.Minute) == 0 {
			t = max(t, 5*time.Minute)
		}
	}
	return t
}

func agrees(d reading.Duration, actual time.Duration) bool {
	return (actual - d.Value).Abs() <= tolerance(d)
}

// counted are the times that a duration can be measured between.
func counted(all []reading.Mention) []reading.Mention {
	var out []reading.Mention
	for _, m := range all {
		if m.NoSuchDay || m.Time.Basis.OrderAssumed || !m.Clock {
			continue
		}
		out = append(out, m)
		if m.Until != nil {
			end := m
			end.Time = *m.Until
			out = append(out, end)
		}
	}
	return out
}

func between(a, b reading.Mention) time.Duration { return b.Time.Earliest.Sub(a.Time.Earliest).Abs() }

// follows finds two times that a duration follows from.
func follows(d reading.Duration, times []reading.Mention) (from, to reading.Mention, ok bool) {
	for i, a := range times {
		for _, b := range times[i+1:] {
			if agrees(d, between(a, b)) {
				return a, b, true
			}
		}
	}
	return from, to, false
}

// metricEnds are the milestones that a metric ends with.
var metricEnds = map[reading.Metric][]timeline.Milestone{
	reading.ToDetect:  {timeline.Detected},
	reading.ToRespond: {timeline.Acknowledged},
	reading.ToRepair:  {timeline.Mitigated},
	reading.ToResolve: {timeline.Resolved},
	reading.Whole:     {timeline.Resolved, timeline.Mitigated},
}

// labelled checks a field such as "Time to repair: 1h 4m" against the
// milestones of the document: it may be counted from any of them to the one it
// names. Where the document does not give that one a field, any two times of the
// timeline will do.
func (p *Pass) labelled(d reading.Duration) {
	if d.Hours != "" {
		return
	}
	var ends, others []reading.Milestone
	for _, name := range metricEnds[d.Metric] {
		for _, m := range p.Reading.Milestones {
			if m.Clock && m.Name == name && len(ends) == 0 {
				ends = append(ends, m)
			}
		}
	}
	if d.Metric == reading.ToResolve && len(ends) > 0 && !strings.Contains(strings.ToLower(ends[0].Label), "resol") && p.untilFixed(d) {
		return
	}
	for _, m := range p.Reading.Milestones {
		if m.Clock && len(ends) > 0 && m.Name != ends[0].Name && m.Name != timeline.Resolved {
			others = append(others, m)
		}
	}
	// What it is mostly counted from comes first.
	slices.SortStableFunc(others, func(a, b reading.Milestone) int {
		return slices.Index(timeline.Milestones, a.Name) - slices.Index(timeline.Milestones, b.Name)
	})
	times := counted(p.Reading.Times())
	switch {
	case len(ends) > 0 && len(others) > 0:
		p.fromMilestones(d, ends[0], others, times)
	case len(times) >= 2:
		if _, _, ok := follows(d, times); !ok {
			p.on(d.Place, fmt.Sprintf("%s of %s: no two times of the document are so far apart", d.Label, d.Text), "mend the figure or the times it was counted from")
		}
	}
}

// untilFixed reports whether a time to resolve follows from the field that says
// when it was fixed. It may, where what comes after is called otherwise than
// resolved: closed, or done.
func (p *Pass) untilFixed(d reading.Duration) bool {
	for _, end := range p.Reading.Milestones {
		if end.Name != timeline.Mitigated || !end.Clock {
			continue
		}
		for _, m := range p.Reading.Milestones {
			if m.Clock && m.Time.Before(end.Time) && agrees(d, between(m.Mention, end.Mention)) {
				return true
			}
		}
	}
	return false
}

func (p *Pass) fromMilestones(d reading.Duration, end reading.Milestone, others []reading.Milestone, times []reading.Mention) {
	var longest time.Duration
	first := others[0]
	for _, m := range others {
		actual := between(m.Mention, end.Mention)
		if agrees(d, actual) {
			return
		}
		longest = max(longest, actual)
		if d.Metric != reading.Whole && (actual-d.Value).Abs() < (between(first.Mention, end.Mention)-d.Value).Abs() {
			first = m
		}
	}
	// The timeline may know of a start that no field gives.
	for _, t := range times {
		if t.Time.Earliest.Before(end.Time.Earliest) && agrees(d, end.Time.Earliest.Sub(t.Time.Earliest)) {
			return
		}
	}
	if slices.Contains(p.wrong, end.Offset) || slices.Contains(p.wrong, first.Offset) {
		return
	}
	f := p.on(d.Place, fmt.Sprintf("%s is %s, but from %q (%s) to %q (%s) it is %s", d.Label, d.Text, first.Label, first.Text, end.Label, end.Text,
		timeline.Length(between(first.Mention, end.Mention), time.Minute)), "mend the figure, or say what it was counted from")
	if a, b, ok := follows(d, times); ok {
		f.Hint = fmt.Sprintf("it is the time from %s to %s: name what it was counted from, or mend it", a.Text, b.Text)
	}
	// Over a night, the hours at work may be meant.
	if longest > 12*time.Hour && d.Value < longest/2 {
		f.Level, f.Hint = Warning, "mend the figure; where only working hours are counted, say so"
	}
}

var (
	ofStretch = re(`(?i)\b(?:last(?:ed|ing|s)?|for|total(?:l?ing)?|duration|downtime|down|outage|unavailable|period|length)\b`)
	ofOther   = re(`(?i)\b(?:each|every|per|within|after|later|before|interval|average|earlier|ago|timeout|delay|delayed|next|first|last|another|some of)\b`)
	lasting   = re(`(?i)\b(?:outage|incident|downtime|disruption|interruption|unavailability)\b[^.]{0,40}\b(?:lasted|lasting|lasts|went on|duration|for (?:a )?(?:total )?)|\b\d+[- ]minute (?:outage|downtime|incident)\b|\b(?:were|was) (?:down|unavailable|unreachable) for\b`)
)

// paired checks a duration against the stretch of time that the same sentence
// states: "from 16:31 to 18:08 UTC (lasting 97 minutes)".
func (p *Pass) paired(d reading.Duration) {
	a, b := d.Pair[0], d.Pair[1]
	if a.Offset != b.Offset || !ofStretch.MatchString(d.Sentence) && !inBrackets(d.Text, d.Sentence) || ofOther.MatchString(d.Sentence) {
		return
	}
	actual := b.Time.Earliest.Sub(a.Time.Earliest)
	if agrees(d, actual) || !a.DayStated && agrees(d, actual+24*time.Hour) || !a.DayStated && actual > 12*time.Hour && agrees(d, actual-12*time.Hour) {
		return
	}
	p.on(d.Place, fmt.Sprintf("%s is stated, but %s is %s", d.Text, a.Text, timeline.Length(actual, time.Minute)), "mend the figure or the times")
}

// inBrackets reports whether a duration or a stretch of time stands in
// brackets: it sums up, or says in other words, what stands before it.
func inBrackets(text, sentence string) bool {
	m, err := regexp.MatchString(`[(\[](?:~|about |approx\.? )?`+regexp.QuoteMeta(text)+`[)\]]`, sentence)
	return err == nil && m
}

// lasting checks what running text says of the length of the outage against
// all times of the document.
func (p *Pass) lasting(d reading.Duration) {
	times := counted(p.Reading.Mentions)
	if len(times) < 2 || ofOther.MatchString(d.Sentence) {
		return
	}
	if _, _, ok := follows(d, times); !ok {
		p.on(d.Place, fmt.Sprintf("no two times of the document are %s apart", d.Text), "mend the figure, or give the times it was counted from").Level = Warning
	}
}
