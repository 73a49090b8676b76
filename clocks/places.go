package clocks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// Place is where in a report an answer can stand.
type Place struct {
	Name string
	Doc  string
	Read func(*incident.Report) []incident.Claim
}

// Places lists the places of a report that regimes can take answers from, by
// name.
func Places() []Place {
	places := []Place{
		{"actions", "what was done, and what will be, with its dates", actions},
		{"advice", "what those affected can do", func(r *incident.Report) []incident.Claim { return r.Advice }},
		{"cause.factors", "conditions that made it possible or worse", func(r *incident.Report) []incident.Claim { return r.Cause.Factors }},
		{"cause.mechanism", "how the fault worked", one(func(r *incident.Report) incident.Claim { return r.Cause.Mechanism })},
		{"cause.plain", "the cause in plain words", one(func(r *incident.Report) incident.Claim { return r.Cause.Plain })},
		{"cause.trigger", "what set it off", one(func(r *incident.Report) incident.Claim { return r.Cause.Trigger })},
		{"components", "the parts of the service that were affected", components},
		{"contact", "how to reach a person", contact},
		{"detection", "how it was noticed", one(func(r *incident.Report) incident.Claim { return r.Detection })},
		{"duration", "how long it had an effect", duration},
		{"impact.count", "how many were affected", text(func(r *incident.Report) string { return r.Impact.Count })},
		{"impact.data", "whether data was lost", data},
		{"impact.effects", "what it did", func(r *incident.Report) []incident.Claim { return r.Impact.Effects }},
		{"impact.money", "what it cost", text(func(r *incident.Report) string { return r.Impact.Money })},
		{"impact.not_affected", "what kept working", func(r *incident.Report) []incident.Claim { return r.Impact.NotAffected }},
		{"impact.requests", "the share of requests that failed", text(func(r *incident.Report) string { return r.Impact.Requests })},
		{"impact.who", "who could not do what", who},
		{"notices", "what those affected were told, and when", notices},
		{"organisation", "who reports", text(func(r *incident.Report) string { return r.Organisation })},
		{"recurrence", "whether it happened before", one(func(r *incident.Report) incident.Claim { return r.Recurrence })},
		{"regions", "where it had an effect", text(func(r *incident.Report) string { return strings.Join(r.Regions, ", ") })},
		{"remedy", "the fix, and how to get it", one(func(r *incident.Report) incident.Claim { return r.Remedy })},
		{"resolution", "what ended it", one(func(r *incident.Report) incident.Claim { return r.Resolution })},
		{"service", "what was affected", service},
		{"severity", "how grave it was, on the house's scale", severity},
		{"submissions", "what was submitted, and when", submissions},
		{"summary", "what happened", one(func(r *incident.Report) incident.Claim { return r.Summary })},
		{"title", "the incident in one line", text(func(r *incident.Report) string { return r.Title })},
		{"workaround", "what helps until the fix", workaround},
	}
	for _, name := range startNames() {
		places = append(places, Place{"at." + name, "when: " + name, func(r *incident.Report) []incident.Claim { return moment(r, name) }})
	}
	slices.SortFunc(places, func(a, b Place) int { return strings.Compare(a.Name, b.Name) })
	return places
}

// placesByName is the places by their names.
func placesByName() map[string]Place {
	out := map[string]Place{}
	for _, p := range Places() {
		out[p.Name] = p
	}
	return out
}

// one reads a single claim, none where it says nothing.
func one(of func(*incident.Report) incident.Claim) func(*incident.Report) []incident.Claim {
	return func(r *incident.Report) []incident.Claim {
		if c := of(r); !c.IsZero() {
			return []incident.Claim{c}
		}
		return nil
	}
}

// text reads a text that has no evidence of its own.
func text(of func(*incident.Report) string) func(*incident.Report) []incident.Claim {
	return one(func(r *incident.Report) incident.Claim { return incident.Claim{Text: of(r)} })
}

// moment tells when a point or a milestone was.
func moment(r *incident.Report, name string) []incident.Claim {
	if p := r.Duties.Points.Find(name); !p.At.IsZero() {
		return []incident.Claim{{Text: timed(p.At, p.Text), Evidence: p.Evidence}}
	}
	mark := r.Timeline.Marked[timeline.Milestone(name)]
	if mark.Time.IsZero() {
		return nil
	}
	c := incident.Claim{Text: timed(mark.Time, mark.Text)}
	for _, id := range mark.Evidence {
		c.Evidence = append(c.Evidence, string(id))
	}
	// A mark holds events alone; the record may cite links as well.
	for _, m := range r.Milestones {
		if string(m.Name) == name && m.At == mark.Time {
			c.Evidence = m.Evidence
		}
	}
	return []incident.Claim{c}
}

func timed(at timeline.Time, text string) string {
	if text == "" {
		return at.Clock()
	}
	return at.Clock() + " (" + strings.TrimSuffix(text, ".") + ")"
}

func actions(r *incident.Report) []incident.Claim {
	var out []incident.Claim
	for _, a := range r.Actions {
		state := "planned, no date yet"
		switch {
		case !a.Done.IsZero():
			state = "done " + a.Done.Clock()
		case !a.Due.IsZero():
			state = "planned, due " + a.Due.Clock()
		}
		out = append(out, incident.Claim{Text: fmt.Sprintf("%s (%s)", strings.TrimSuffix(a.Text, "."), state), Evidence: a.Evidence})
	}
	return out
}

func components(r *incident.Report) []incident.Claim {
	var names []string
	for _, c := range r.Components {
		names = append(names, c.Name)
	}
	return text(func(*incident.Report) string { return strings.Join(names, ", ") })(r)
}

func contact(r *incident.Report) []incident.Claim {
	c := r.Contact
	switch {
	case c.How == "":
		return nil
	case c.Role == "":
		return []incident.Claim{{Text: c.How}}
	}
	return []incident.Claim{{Text: c.Role + ": " + c.How}}
}

func duration(r *incident.Report) []incident.Claim {
	if m := r.Metric("to mitigate"); !m.Span.Unknown {
		return []incident.Claim{{Text: m.Span.String() + " (" + m.Formula + ")"}}
	}
	return nil
}

func data(r *incident.Report) []incident.Claim {
	known := map[incident.DataLoss]string{
		incident.DataNone: "No data was lost", incident.DataPossible: "Data may have been lost", incident.DataConfirmed: "Data was lost",
	}
	out := known[r.Impact.Data]
	if r.Impact.DataNote != "" {
		out = r.Impact.DataNote
	}
	return text(func(*incident.Report) string { return out })(r)
}

func who(r *incident.Report) []incident.Claim {
	if r.Impact.Who == "" || r.Impact.CouldNot == "" {
		return nil
	}
	return []incident.Claim{{Text: r.Impact.Who + " could not " + r.Impact.CouldNot}}
}

func notices(r *incident.Report) []incident.Claim {
	var out []incident.Claim
	for _, n := range r.Notices {
		c := incident.Claim{Text: n.At.Clock() + ": " + string(n.Phase)}
		if n.Channel != "" {
			c.Text += " (" + n.Channel + ")"
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return moment(r, string(timeline.Told))
	}
	return out
}

func service(r *incident.Report) []incident.Claim {
	out := r.Service
	if out != "" && len(r.Versions) > 0 {
		out += " (" + strings.Join(r.Versions, ", ") + ")"
	}
	return text(func(*incident.Report) string { return out })(r)
}

func severity(r *incident.Report) []incident.Claim {
	if r.Severity == "" {
		return nil
	}
	return []incident.Claim{{Text: "Severity " + r.Severity + " on the organisation's own scale"}}
}

func submissions(r *incident.Report) []incident.Claim {
	var out []incident.Claim
	for _, s := range r.Submissions {
		c := incident.Claim{Text: s.At.Clock() + ": " + s.Stage}
		if s.To != "" {
			c.Text += " to " + s.To
		}
		if s.Reference != "" {
			c.Text += ", reference " + s.Reference
		}
		out = append(out, c)
	}
	return out
}

func workaround(r *incident.Report) []incident.Claim {
	w := r.Workaround
	if w.Text == "" {
		return nil
	}
	out := []incident.Claim{{Text: w.Text}}
	if w.Caveat != "" {
		out = append(out, incident.Claim{Text: w.Caveat})
	}
	return out
}
