package review

import (
	"fmt"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

var evidenceRule = Rule{
	ID:    "evidence",
	Doc:   "a claim cites evidence that no source has, or states a cause or an effect and cites none",
	Level: Error,
	Examples: []Example{
		{"It failed.[^e0123456789]\n\n[^e0123456789]: gone\n", 1},
		{"It failed.\n", 0},
	},
	Run: func(p *Pass) {
		p.footnotes()
		p.claims()
		p.edits()
	},
}

var footnoteMark = re(`\[\^(e[0-9a-f]{10})\]`)

// footnotes finds marks that name an event which no source gives any more.
func (p *Pass) footnotes() {
	for _, m := range footnoteMark.FindAllSubmatchIndex(p.Document.Draft.Markdown) {
		id := timeline.ID(p.Document.Draft.Markdown[m[2]:m[3]])
		definition := m[1] < len(p.Document.Draft.Markdown) && p.Document.Draft.Markdown[m[1]] == ':'
		if _, ok := p.Report.Timeline.Events[id]; !ok && !definition {
			p.at(m[0], fmt.Sprintf("event %s is cited, but no source has it", id), "collect again, or cite another event: candor timeline shows the ids")
		}
	}
}

// claims holds the record's evidence against what was collected. It is the
// record that has to be mended, so the findings point there; they are reported
// with internal documents, which are the ones that cite.
func (p *Pass) claims() {
	if p.Document.Draft.Audience != incident.Internal {
		return
	}
	for path, c := range p.Report.Claims() {
		p.resolve(c.Evidence, append(path, "evidence"))
		if len(c.Evidence) == 0 && needsEvidence(path) {
			p.record(Warning, path, fmt.Sprintf("%s is stated without evidence", field(path)), "add evidence: with an event id, SOURCE:REF or a link")
		}
	}
	for _, m := range p.Report.Milestones {
		p.resolve(m.Evidence, []any{"milestones", string(m.Name), "evidence"})
	}
	for i, a := range p.Report.Actions {
		p.resolve(a.Evidence, []any{"actions", i, "evidence"})
	}
	for _, point := range p.Report.Duties.Points {
		p.resolve(point.Evidence, []any{"duties", "points", point.Name, "evidence"})
	}
	for i, d := range p.Report.Duties.Regimes {
		for _, point := range d.Points {
			p.resolve(point.Evidence, []any{"duties", "regimes", i, "points", point.Name, "evidence"})
		}
	}
}

func (p *Pass) resolve(evidence []string, path []any) {
	for i, e := range evidence {
		if _, ok := incident.Resolve(e, p.Report.Timeline.Events); !ok {
			p.record(Error, append(path, i), fmt.Sprintf("evidence %q names nothing that was collected", e), "candor timeline --all shows what was; a line or commit outside of the source's window is not collected")
		}
	}
}

// edits reports decisions about events that no source gives any more.
func (p *Pass) edits() {
	if p.Document.Draft.Audience != incident.Internal {
		return
	}
	for _, d := range p.Report.Timeline.Orphans {
		for i, e := range p.Report.Edits {
			if e.Event == d.Event {
				p.record(Warning, []any{"edits", i}, fmt.Sprintf("edit of %s has no event any more", d.Event), "the source changed; find the event anew with candor timeline --all, and remove this edit")
			}
		}
	}
}

func (p *Pass) record(level Level, path []any, message, hint string) {
	p.found = append(p.found, Finding{
		Rule: p.rule.ID, Level: level, File: incident.File, Line: p.Report.Line(path...), Message: message, Hint: hint,
	})
}

// needsEvidence names the claims that a reader acts on: causes and effects.
func needsEvidence(path []any) bool {
	return path[0] == "cause" || path[0] == "impact"
}

func field(path []any) string {
	s := ""
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if s != "" {
				s += "."
			}
			s += step
		case int:
			s += fmt.Sprintf(" %d", step+1)
		}
	}
	return s
}
