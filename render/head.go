package render

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

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

// without shares what is known with the table of facts that a report may begin
// with, so that each is told once: the head has the status and the severity,
// and the table the times that it names.
func (h Head) without(body *html.Node) Head {
	table := leadingFacts(body)
	if table == nil {
		return h
	}
	for _, tr := range find(table, atom.Tr) {
		cells := find(tr, atom.Th, atom.Td)
		if len(cells) != 2 {
			continue
		}
		value := textOf(cells[1])
		h.Dates = slices.DeleteFunc(h.Dates, func(s Stamp) bool { return s.Text == value })
		if value != "" && (strings.EqualFold(value, h.Status) || value == h.Severity) {
			remove(tr)
		}
	}
	if len(find(table, atom.Tr)) == 0 {
		remove(table.Parent)
	}
	return h
}

// leadingFacts is the table of facts before the first heading; nil where there
// is none.
func leadingFacts(body *html.Node) *html.Node {
	for n := range body.Descendants() {
		switch {
		case n.DataAtom == atom.H2:
			return nil
		case n.DataAtom == atom.Table && attr(n, "class") == "facts-table":
			return n
		}
	}
	return nil
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

// Figure is a metric as a page shows it.
type Figure struct{ Name, Span, Formula string }

func figuresOf(rep *incident.Report, internal bool) []Figure {
	var out []Figure
	for _, m := range metricsOf(rep, internal) {
		out = append(out, Figure{m.Name, wholeSpan(m.Span.String()), m.Formula})
	}
	return out
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

// wholeSpan keeps a figure and its unit in one line, and the word before it.
func wholeSpan(span string) string {
	words := strings.Split(span, " ")
	for i, w := range words[:len(words)-1] {
		if figure(w) || w == "to" || w == "most" {
			words[i] = w + "\u00a0"
			continue
		}
		words[i] = w + " "
	}
	return strings.Join(words, "")
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
