package render

import (
	"bytes"
	"html/template"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// linkedOrganisation, linkedEvent and linkedPage are types of schema.org.
type linkedOrganisation struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type linkedEvent struct {
	Type       string `json:"@type"`
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
	Start      string `json:"startDate,omitempty"`
	End        string `json:"endDate,omitempty"`
}

type linkedPage struct {
	Context    string              `json:"@context"`
	Type       string              `json:"@type"`
	Headline   string              `json:"headline"`
	Language   string              `json:"inLanguage"`
	URL        string              `json:"url,omitempty"`
	Published  string              `json:"datePublished,omitempty"`
	Modified   string              `json:"dateModified,omitempty"`
	Author     *linkedOrganisation `json:"author,omitempty"`
	Publisher  *linkedOrganisation `json:"publisher,omitempty"`
	About      linkedEvent         `json:"about"`
	Keywords   string              `json:"keywords,omitempty"`
	Accessible bool                `json:"isAccessibleForFree"`
}

// linkedData tells machines what a page for the public is, in the words of
// schema.org: a Report, which is an Article of an organisation on what it has
// done, or an Article where the page is a letter or a notice. It is not a
// SpecialAnnouncement: that type is for public authorities in a crisis and
// still provisional. What a page for the house is, machines need not know.
// The JSON has no character that could end the element it stands in.
func linkedData(rep *incident.Report, d *incident.Draft, heading string) template.JS {
	a, err := accountOf(rep, d)
	if err != nil || d.Audience != incident.Public {
		return ""
	}
	page := linkedPage{
		Context: "https://schema.org", Type: "Article", Headline: visible.Line(heading), Language: languageTag(a.language), URL: a.page(d.Name),
		About: linkedEvent{Type: "Event", Name: a.title, Identifier: a.ID, Start: a.publicMark(timeline.Started), End: a.publicEnd()}, Accessible: true,
		Keywords: strings.Join(a.keywords(), ", "),
	}
	if kindOf(d) == "report" {
		page.Type = "Report"
	}
	if !a.at.IsZero() {
		page.Published, page.Modified = a.at.UTC().Format(time.RFC3339), a.at.UTC().Format(time.RFC3339)
	}
	if p := a.publisher(); p != "" {
		page.Author = &linkedOrganisation{"Organization", p, a.home()}
		page.Publisher = page.Author
	}
	var b bytes.Buffer
	if err := writeJSON(&b, page); err != nil {
		return ""
	}
	return template.JS(strings.TrimSpace(b.String()))
}

// publicMark is the time of a milestone that is public, for machines.
func (a account) publicMark(name timeline.Milestone) string {
	if m, ok := mark(a.Report, name); ok && m.Public {
		machine, _ := machineTime(m.Time)
		return machine
	}
	return ""
}

func (a account) publicEnd() string {
	if end := a.publicMark(timeline.Mitigated); end != "" {
		return end
	}
	return a.publicMark(timeline.Resolved)
}
