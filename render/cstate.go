package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// cstateOutput is a page of cState, a theme of Hugo that makes a status page:
// one page for the incident, a report on top and the updates below it, the
// newest first.
func cstateOutput() Output {
	return Output{
		Name: "cstate", Ext: ".cstate.md", Media: "text/markdown; charset=utf-8", Updates: true,
		Doc: "The incident's page of a cState site: its front matter, and the updates so far.",
		Place: func(rep *incident.Report, d *incident.Draft) (page, picture string) {
			slug := slugOf(rep, &incident.Draft{Name: "issue"})
			page = slug + ".md"
			if p, err := statusPostOf(rep, d, dialect{}); err == nil {
				page = fileDay(p.began()) + "-" + page
			}
			return "content/issues/" + page, "static/" + slug + "/" + pictureName
		},
		Write: writeCState,
	}
}

func writeCState(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	as := hugo()
	as.image = func(name string) string { return "/" + slugOf(rep, &incident.Draft{Name: "issue"}) + "/" + name }
	p, err := statusPostOf(rep, d, as)
	if err != nil {
		return fmt.Errorf("cstate: %w", err)
	}
	var body []string
	if !p.notice {
		body = append(body, p.markdown)
		if len(d.Updates) > 0 {
			body = append(body, "***")
		}
	}
	updates, err := p.updates()
	if err != nil {
		return err
	}
	body = append(body, updates...)
	_, err = io.WriteString(w, frontMatter(p.cstateFields())+"\n"+strings.Join(body, "\n\n")+"\n")
	return err
}

// updates are the updates so far, the newest first, each under what it says of
// the incident and when.
func (p statusPost) updates() ([]string, error) {
	all := slices.Clone(p.draft.Updates)
	if p.notice && (len(all) == 0 || all[len(all)-1].ID != p.account.notice.ID) {
		all = append(all, incident.Update{Notice: p.account.notice, Document: p.draft.Name, Markdown: p.draft.Markdown})
	}
	slices.Reverse(all)
	var out []string
	for _, u := range all {
		if len(u.Markdown) == 0 {
			continue
		}
		_, text, err := rewrite(u.Document, u.Markdown, hugo())
		if err != nil {
			return nil, err
		}
		head := "*" + cmp.Or(p.words.phases[u.Phase], string(u.Phase)) + "*"
		if at := rfc3339(u.At.Earliest); at != "" {
			head += ` {{< track "` + at + `" >}}`
		}
		out = append(out, head, strings.TrimRight(text, "\n"))
	}
	return out, nil
}

func (p statusPost) cstateFields() []field {
	severity := map[string]string{"critical": "down", "maintenance": "notice"}[p.impact]
	var affected []string
	for _, c := range p.Components {
		if state := p.stateOf(c); state != "operational" || p.wasAffected(c) {
			affected = append(affected, visible.Line(c.Name))
		}
	}
	if affected == nil && p.Service != "" {
		affected = []string{visible.Line(p.Service)}
	}
	over := closed(p.phase)
	var ended time.Time
	if over {
		ended = p.until()
	}
	return []field{
		{"title", inJSON(p.name)}, {"date", p.began()}, {"resolved", over}, {"resolvedWhen", ended}, {"severity", cmp.Or(severity, "disrupted")},
		{"affected", inJSONs(affected)}, {"section", "issue"},
		// Without its end a page would say "resolved in under a minute".
		{"informational", maybe(over && ended.IsZero())},
	}
}

// maybe is true, or nothing.
func maybe(b bool) any {
	if b {
		return true
	}
	return ""
}

// began is when the incident began for readers, or the maintenance.
func (p statusPost) began() time.Time {
	if p.phase.Maintenance() && !p.Maintenance.From.IsZero() {
		return p.Maintenance.From.Earliest.UTC()
	}
	if t := p.started(); !t.IsZero() {
		return t.Earliest.UTC()
	}
	return p.at.UTC()
}

func (p statusPost) until() time.Time {
	if p.phase.Maintenance() && !p.Maintenance.To.IsZero() {
		return p.Maintenance.To.Latest.UTC()
	}
	if t := p.ended(); !t.IsZero() {
		return t.Latest.UTC()
	}
	return p.at.UTC()
}

// inJSON is a text that cState can put between quotation marks: its status
// interface is JSON written by hand, which a straight mark or a backslash in a
// title would break for everybody who reads it.
func inJSON(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '\\':
			r = '＼'
		case r == '"' && (i == 0 || s[i-1] == ' ' || s[i-1] == '('):
			r = '“'
		case r == '"':
			r = '”'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func inJSONs(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = inJSON(s)
	}
	return out
}
