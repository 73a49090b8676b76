package review

import (
	"bytes"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

var severeGrade = re(`(?i)^\s*(?:sev(?:erity)?|p|prio(?:rity)?)?[ -]*[012]\b|critical|major|\bhigh\b|blocker|emergency`)

func severeName(severity string) bool { return severeGrade.MatchString(severity) }

// stated reports whether there is a record to hold the document against.
func stated(rep *incident.Report) bool { return rep != nil && rep.Incident != nil && rep.ID != "" }

// proven reports whether the record states the impact as a fact: what people
// could not do, and since when.
func proven(rep *incident.Report) bool {
	return stated(rep) && (rep.Impact.CouldNot != "" || len(rep.Impact.Effects) > 0) &&
		(!rep.Milestones.At(timeline.Started).IsZero() || len(rep.Impact.Intervals) > 0)
}

// line is the number of the line that holds an offset.
func (p *Pass) line(offset int) int {
	return 1 + bytes.Count(p.Document.Draft.Markdown[:offset], []byte("\n"))
}

// recordedAt is when the record, or else the timeline, has a milestone.
func (p *Pass) recordedAt(name timeline.Milestone) timeline.Time {
	if t := p.Report.Milestones.At(name); !t.IsZero() {
		return t
	}
	return p.Report.At(name)
}
