package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/visible"
)

// statusPost is what a status page is told, before it is put into the terms of
// one service.
type statusPost struct {
	account
	name     string // of the incident
	markdown string // as the service reads it, without its heading
	plain    string // without marks
	notice   bool   // whether it is an update; else a report or letter that comes after
	parts    []statusPart
	impact   string // none, minor, major, critical, maintenance; empty where it is not known
}

// statusPart is a component of the status page.
type statusPart struct {
	id    string
	state incident.State
}

// statusRequests is what a status output writes: the requests in the order in
// which they are sent. Nothing in it is secret, and nothing is sent.
type statusRequests struct {
	Service string   `json:"service"`
	Fill    []string `json:"fill_in,omitempty"` // what only the page itself knows
	Notes   []string `json:"notes,omitempty"`

	Create     *statusRequest `json:"create,omitempty"`
	Update     *statusRequest `json:"update,omitempty"`
	Components *statusRequest `json:"component,omitempty"`
	Close      *statusRequest `json:"close,omitempty"`
	Postmortem *statusRequest `json:"postmortem,omitempty"`
	Publish    *statusRequest `json:"publish,omitempty"`
}

type statusRequest struct {
	Method string `json:"method"`
	Path   string `json:"path"` // names in braces are the caller's to fill in
	Body   any    `json:"body"`
}

// object is a JSON object; its keys are written in alphabetical order.
type object = map[string]any

// statusService is one kind of status page.
type statusService struct {
	name, doc      string
	nameMax        int // characters of the incident's name
	bodyMax        int // characters of an update
	plain          bool
	dialect        dialect
	reportsAllowed bool // a report is kept apart from the updates
	requests       func(p statusPost, out *statusRequests)
}

func statusOutputs() []Output {
	var out []Output
	for _, s := range statusServices() {
		out = append(out, Output{
			Name: s.name, Doc: s.doc, Ext: "." + s.name + ".json", Media: "application/json",
			Write: func(w io.Writer, rep *incident.Report, d *incident.Draft) error { return s.write(w, rep, d) },
		})
	}
	return out
}

func (s statusService) write(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	p, err := statusPostOf(rep, d, s.dialect)
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	body := p.markdown
	if s.plain && p.notice {
		body = p.plain
	}
	if err := s.fits(p, body); err != nil {
		return err
	}
	out := statusRequests{Service: s.name}
	s.requests(p, &out)
	for _, c := range p.Components {
		if c.ID == "" {
			out.Notes = append(out.Notes, fmt.Sprintf("component %s is left out: the record gives it no id: as the page has it", visible.Line(c.Name)))
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// fits holds a post against the limits of the service: to cut it would lose
// what readers were to be told.
func (s statusService) fits(p statusPost, body string) error {
	if n := utf8.RuneCountInString(p.name); n > s.nameMax {
		return fmt.Errorf("%s: the title has %d characters, and the service takes %d\n  hint: shorten title: in the record", s.name, n, s.nameMax)
	}
	limit := s.bodyMax
	if !p.notice && s.reportsAllowed {
		limit = 0
	}
	if n := utf8.RuneCountInString(body); limit > 0 && n > limit {
		return fmt.Errorf("%s: %s has %d characters, and an update may have %d\n  hint: shorten it, or publish it as a page and tell its address in an update", s.name, p.draft.Name, n, limit)
	}
	return nil
}

// statusPostOf gathers what a status page is told. What is for the house is
// told to none.
func statusPostOf(rep *incident.Report, d *incident.Draft, as dialect) (statusPost, error) {
	a, err := accountOf(rep, d)
	if err != nil {
		return statusPost{}, err
	}
	if d.Audience == incident.Internal {
		return statusPost{}, fmt.Errorf("%s is for the house, and a status page is read by everybody\n  hint: choose a document for customers; candor templates lists them", draftName(d))
	}
	p := statusPost{account: a, name: a.title, notice: a.number >= 0}
	if !p.notice && closedStatus(rep.Status) {
		p.phase = incident.Resolved
	}
	if p.phase == "" {
		p.phase = incident.Investigating
	}
	if _, p.markdown, err = rewrite(draftName(d), d.Markdown, as); err != nil {
		return statusPost{}, err
	}
	p.markdown = strings.TrimRight(p.markdown, "\n")
	_, body, err := a.message()
	if err != nil {
		return statusPost{}, err
	}
	p.plain = flatText(body)
	for _, c := range rep.Components {
		if state := p.stateOf(c); c.ID != "" && (state != "operational" || p.wasAffected(c)) {
			p.parts = append(p.parts, statusPart{c.ID, state})
		}
	}
	p.impact = p.impactOnPage()
	return p, nil
}

func closedStatus(s incident.Status) bool { return s == incident.Status(incident.Resolved) }

// stateOf is how well a component works when the post is told: by the intervals
// of impact, else as the record says it is now.
func (p statusPost) stateOf(c incident.Component) incident.State {
	switch {
	case closed(p.phase):
		return "operational"
	case p.phase == incident.InProgress || p.phase == incident.Verifying:
		return "maintenance"
	}
	for _, s := range p.Impact.Intervals {
		if s.Component == c.Name && !p.at.Before(s.From.Earliest) && (s.To.IsZero() || p.at.Before(s.To.Latest)) {
			return s.State
		}
	}
	return c.State
}

// wasAffected reports whether a component was touched by the incident: by the
// intervals of impact; without any, by the states of the components, and where
// these are all well again, all of them may have been.
func (p statusPost) wasAffected(c incident.Component) bool {
	well := func(c incident.Component) bool { return c.State == "operational" || c.State == "" }
	switch {
	case len(p.Impact.Intervals) > 0:
		return slices.ContainsFunc(p.Impact.Intervals, func(s incident.Spell) bool { return s.Component == c.Name })
	case slices.ContainsFunc(p.Components, func(c incident.Component) bool { return !well(c) }):
		return !well(c)
	}
	return closed(p.phase)
}

// impactOnPage is the impact of the whole incident: that of the worst state a
// component was in, else that of the severity, where its name says it.
func (p statusPost) impactOnPage() string {
	if p.phase.Maintenance() {
		return "maintenance"
	}
	worst := -1
	for _, s := range p.Impact.Intervals {
		worst = max(worst, slices.Index(incident.States[:4], s.State))
	}
	for _, c := range p.Components {
		worst = max(worst, slices.Index(incident.States[:4], c.State))
	}
	if worst > 0 {
		return []string{"none", "minor", "major", "critical"}[worst]
	}
	return impactOfSeverity(p.Severity)
}

var severityNumber = pattern.New(`(?i)^(?:sev(?:erity)?|s|p|prio(?:rity)?)[ -]?([0-5])$`)

// impactOfSeverity reads the usual names of severities: SEV-1, P2, critical.
// Every house has its own, and what is not known is not guessed.
func impactOfSeverity(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if m := severityNumber.FindStringSubmatch(s); m != nil {
		return []string{"critical", "critical", "major", "minor", "none", "none"}[m[1][0]-'0']
	}
	for _, known := range []string{"critical", "major", "minor"} {
		if s == known {
			return known
		}
	}
	return ""
}

// ids lists the components of the page.
func (p statusPost) ids() []string {
	out := []string{}
	for _, c := range p.parts {
		out = append(out, c.id)
	}
	return out
}

// told is when the post is told, in RFC 3339; empty where nobody knows.
func (p statusPost) told() string { return rfc3339(p.at) }

func rfc3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// window is when maintenance begins and ends.
func (p statusPost) window() (from, to time.Time) {
	return p.Maintenance.From.Earliest.UTC(), p.Maintenance.To.Latest.UTC()
}

// setKey sets a key of an object, unless there is nothing to say.
func setKey(o object, key string, value any) {
	if s, ok := value.(string); ok && s == "" {
		return
	}
	o[key] = value
}

// flatText is a text without marks, for pages that show an update as it is: its
// paragraphs, the items of its lists after hyphens, links in parentheses.
func flatText(body []passage) string {
	var b strings.Builder
	for i, p := range body {
		if i > 0 {
			b.WriteByte('\n')
			if !tight(body[i-1], p) {
				b.WriteByte('\n')
			}
		}
		switch p.kind {
		case listItem:
			lead := p.lead
			if lead == "•" {
				lead = "-"
			}
			b.WriteString(strings.Repeat("  ", max(0, p.level-1)) + lead + " ")
			b.WriteString(withLinks(p.parts))
		case codeBlock:
			b.WriteString(p.code)
		case tableBlock:
			var rows []string
			for _, row := range p.rows {
				var cells []string
				for _, c := range row {
					cells = append(cells, withLinks(c))
				}
				rows = append(rows, strings.Join(cells, " | "))
			}
			b.WriteString(strings.Join(rows, "\n"))
		case ruler:
			b.WriteString("---")
		default:
			b.WriteString(withLinks(p.parts))
		}
	}
	return b.String()
}

func withLinks(parts []part) string {
	var b strings.Builder
	for i, p := range parts {
		if p.brk {
			b.WriteByte('\n')
			continue
		}
		b.WriteString(p.text)
		last := i+1 == len(parts) || parts[i+1].href != p.href
		if p.href != "" && last && !strings.HasPrefix(p.href, "#") && linkText(parts[:i+1], p.href) != shownLink(p.href) {
			b.WriteString(" (" + shownLink(p.href) + ")")
		}
	}
	return strings.TrimSpace(b.String())
}
