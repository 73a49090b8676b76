package review

import (
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
)

var phaseWord = re(`^\W*(?:(?:incident )?(?:status|state|update|phase)\W+)?(investigating|identified|monitoring|resolved|reopened|scheduled|in[ -]progress|verifying|completed)\b`)

// phase is what a notice says of the incident: told by the name of its
// document, or by the word that it begins with. It is "" where neither tells.
func (p *Pass) phase() incident.Phase {
	d := p.Document.Draft
	name := strings.FieldsFunc(strings.ToLower(d.Template+" "+d.Name), func(r rune) bool { return strings.ContainsRune(" -_./", r) })
	if strings.Contains(d.Template+d.Name, string(incident.InProgress)) {
		return incident.InProgress
	}
	if slices.Contains(name, "final") {
		return incident.Resolved
	}
	if ph := phaseIn(name); ph != "" {
		return ph
	}
	for i := range min(3, len(p.Prose.Blocks)) {
		if m := phaseWord.FindStringSubmatch(strings.ToLower(p.Prose.Blocks[i].Text)); m != nil {
			return incident.Phase(strings.ReplaceAll(m[1], " ", "-"))
		}
	}
	if p.Prose.has(overWords) {
		return incident.Resolved
	}
	return ""
}

// open reports whether a notice is one that another has to follow.
func open(ph incident.Phase) bool {
	return ph != incident.Resolved && ph != incident.Completed && !ph.Maintenance()
}

var overWords = phrase{
	words:   "resolved over restored normal",
	pattern: re(`\b(?:issue|incident|problem|outage) (?:is|was|has been|is now) (?:\w+ )?(?:resolved|over)\b|\b(?:fully|completely) (?:restored|recovered|resolved)\b`),
}

// has reports whether a phrase stands in the prose.
func (p *Prose) has(ph phrase) bool {
	found := false
	p.find(ph, func(match) { found = true })
	return found
}
