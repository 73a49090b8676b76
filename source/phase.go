package source

import "github.com/candor-reports/candor/timeline"

// The phases of an alert, a page and a notice, as the label "phase" tells
// them.
const (
	fired        = "fired"
	acknowledged = "acknowledged"
	escalated    = "escalated"
	silenced     = "silenced"
	resolved     = "resolved"
	posted       = "told"
	postedEnd    = "told-resolved"
)

// suggests are the milestones that a phase speaks for. A person decides: they
// are told as the label "milestone" and set nothing.
var suggests = map[string]timeline.Milestone{
	fired: timeline.Detected, acknowledged: timeline.Acknowledged, resolved: timeline.Resolved,
	posted: timeline.Told, postedEnd: timeline.ToldResolved,
}

// phased adds a phase, and the milestone it speaks for, to the labels of an
// event.
func phased(phase string, labels map[string]string) map[string]string {
	if labels == nil {
		labels = map[string]string{}
	}
	labels["phase"] = phase
	if m := suggests[phase]; m != "" {
		labels["milestone"] = string(m)
	}
	return labels
}
