package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// Head is the head of a report: what kind of incident it was, and when.
type Head struct {
	Organisation, Service, Severity string
	Status                          string
	Dates                           []Stamp
}

// Stamp is a named time, for people and for machines.
type Stamp struct {
	Name    string
	Text    string
	Machine string // empty where the time is not one a machine can read
}

// timed reports whether one of the dates is an instant.
func (h Head) timed() bool {
	return slices.ContainsFunc(h.Dates, func(s Stamp) bool { return strings.HasSuffix(s.Machine, "Z") })
}

// keyDates are the milestones a head names.
var keyDates = []timeline.Milestone{timeline.Started, timeline.Detected, timeline.Mitigated, timeline.Resolved}

func headOf(rep *incident.Report, internal bool) Head {
	if rep == nil || rep.Incident == nil {
		return Head{}
	}
	h := Head{
		Organisation: visible.Text(rep.Organisation),
		Service:      visible.Text(rep.Service),
		Severity:     visible.Text(rep.Severity),
		Status:       visible.Text(string(rep.Status)),
	}
	for _, name := range keyDates {
		m, ok := mark(rep, name)
		if !ok || m.Time.IsZero() || !internal && !m.Public {
			continue
		}
		machine, _ := machineTime(m.Time)
		h.Dates = append(h.Dates, Stamp{milestoneName(name), m.Time.Clock(), machine})
	}
	return h
}

// mark is a milestone as the timeline has it, or else as the record states it.
func mark(rep *incident.Report, name timeline.Milestone) (timeline.Mark, bool) {
	if rep.Timeline != nil {
		if m, ok := rep.Timeline.Marked[name]; ok {
			return m, true
		}
	}
	for _, m := range rep.Milestones {
		if m.Name == name {
			return timeline.Mark{Milestone: name, Time: m.At, Text: m.Text, Public: m.Public}, true
		}
	}
	return timeline.Mark{}, false
}

// metricsOf lists the metrics with what makes them: outside the organisation,
// only those between two milestones that are public.
func metricsOf(rep *incident.Report, internal bool) []incident.Metric {
	if rep == nil {
		return nil
	}
	var out []incident.Metric
	for _, m := range rep.Metrics {
		if !internal && (rep.Incident == nil || !public(rep, m.From) || !public(rep, m.To)) {
			continue
		}
		m.Name, m.Doc = visible.Text(m.Name), visible.Text(m.Doc)
		m.Formula = visible.Text(cmp.Or(m.Formula, string(m.To)+" − "+string(m.From)))
		out = append(out, m)
	}
	return out
}

func public(rep *incident.Report, name timeline.Milestone) bool {
	m, ok := mark(rep, name)
	return ok && m.Public
}

// milestoneName writes a milestone for people: "Told resolved".
func milestoneName(m timeline.Milestone) string {
	s := oneLine(strings.ReplaceAll(string(m), "-", " "), 30)
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// machineTime is the time in the form of HTML's time element, which knows
// instants and days but no uncertainty.
func machineTime(t timeline.Time) (string, bool) {
	switch t.Form {
	case timeline.Instant:
		return t.String(), true
	case timeline.Date:
		day, _, _ := strings.Cut(t.String(), " ")
		return day, true
	case timeline.Floating:
		return strings.TrimSuffix(t.String(), " local"), true
	}
	return "", false
}
