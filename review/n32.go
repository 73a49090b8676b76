package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

var durationRule = Rule{
	ID: "N32", Name: "duration-mismatch", Level: Error, Source: measured,
	Doc: "a stated duration is not the one that follows from the times of the record, by more than a minute or 2 %",
	Why: "readers of two documents are told two things",
	Run: func(p *Pass) {
		if !stated(p.Report) || p.Document.Foreign || p.Document.Several {
			return
		}
		for _, d := range p.Reading.Durations {
			if d.Bound || d.Hours != "" {
				continue
			}
			switch {
			case d.Metric != "":
				p.recorded(d, p.metricSpans(d.Metric))
			case (lasting.MatchString(d.Sentence) || tellsImpact(d)) && !ofOther.MatchString(d.Sentence):
				p.recorded(d, p.allSpans())
			}
		}
	},
	Examples: noRecord,
}

var (
	impactWords = re(`(?i)\b(?:could not|couldn't|unable to|unavailable|unreachable|failed|was down|were down|did not work)\b`)
	forSoLong   = re(`(?i)\bfor (?:about |around |approximately |some |nearly |almost )?$`)
)

// tellsImpact reports whether a duration is how long something did not work.
func tellsImpact(d reading.Duration) bool {
	before, _, _ := strings.Cut(d.Sentence, d.Text)
	return forSoLong.MatchString(before) && impactWords.MatchString(d.Sentence)
}

// stretch is how long something took, and what it is in the record.
type stretch struct {
	span timeline.Span
	what string
}

// recorded reports a duration that is none of those of the record.
func (p *Pass) recorded(d reading.Duration, spans []stretch) {
	var known []stretch
	for _, s := range spans {
		if s.span.Unknown {
			continue
		}
		slack := max(tolerance(d), d.Value/50)
		if d.Value >= s.span.Min-slack && d.Value <= s.span.Max+slack {
			return
		}
		known = append(known, s)
	}
	if len(known) == 0 {
		return
	}
	p.on(d.Place, fmt.Sprintf("%s is told, and by the record it is %s (%s)", d.Text, timeline.Length(known[0].span.Min, time.Minute), known[0].what), "mend the figure here, or the times in incident.yaml")
}

// metricSpans are what a labelled duration may be by the record.
func (p *Pass) metricSpans(m reading.Metric) []stretch {
	var out []stretch
	ends := metricEnds[m]
	for _, end := range ends {
		for _, from := range []timeline.Milestone{timeline.Started, timeline.Detected, timeline.Declared, timeline.Shipped} {
			if from != end {
				out = append(out, p.between(from, end))
			}
		}
	}
	if m == reading.Whole {
		out = append(out, p.spells()...)
	}
	return out
}

// allSpans are the lengths between any two times of the record.
func (p *Pass) allSpans() []stretch {
	out := p.metricSpans(reading.Whole)
	for i, from := range timeline.Milestones {
		for _, to := range timeline.Milestones[i+1:] {
			out = append(out, p.between(from, to))
		}
	}
	return out
}

func (p *Pass) between(from, to timeline.Milestone) stretch {
	return stretch{p.recordedAt(to).Since(p.recordedAt(from)), fmt.Sprintf("from %s to %s", from, to)}
}

// spells are how long the record says that its components were down.
func (p *Pass) spells() []stretch {
	var out []stretch
	var all timeline.Span
	for _, s := range p.Report.Impact.Intervals {
		length := s.To.Since(s.From)
		out = append(out, stretch{length, "an interval of the impact"})
		all.Min, all.Max, all.Unknown = all.Min+length.Min, all.Max+length.Max, all.Unknown || length.Unknown
	}
	if len(out) > 1 {
		out = append(out, stretch{all, "all intervals of the impact"})
	}
	return out
}
