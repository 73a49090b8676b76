package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
)

// Output is a form in which a draft can be published.
type Output struct {
	Name  string
	Doc   string // what it gives, in one sentence
	Ext   string // the file name's extension, with its dot
	Media string // the media type of what it writes
	Shows string // the output whose text this one shows, where its bytes are no text

	// Browser says that a browser makes the bytes, so that they may differ from
	// one machine to the next: see ShowsText.
	Browser bool

	// Place is where a site keeps such a file, under the name it wants, and
	// where the picture of the timeline. It is nil for what belongs to no site.
	Place func(rep *incident.Report, d *incident.Draft) (page, picture string)

	// Updates says that it tells the updates of the incident as well: see
	// incident.Draft.
	Updates bool

	// Write writes the draft in this form. It writes nothing unless the whole
	// of it could be made.
	Write func(w io.Writer, rep *incident.Report, d *incident.Draft) error

	// made writes the draft by an engine and in a theme. It is nil where
	// neither counts.
	made   func(m making, w io.Writer, rep *incident.Report, d *incident.Draft) error
	making making
}

// making is what a form is made with, beside the report and the draft.
type making struct {
	convert converter
	theme   *Theme
}

func usual() making { return making{markdownToHTML, OwnTheme()} }

// by returns the output as it is made with m.
func (o Output) by(m making) Output {
	o.making = m
	if o.made != nil {
		o.Write = func(w io.Writer, rep *incident.Report, d *incident.Draft) error { return o.made(m, w, rep, d) }
	}
	return o
}

// Text returns the output whose text this one shows, made as this one is. It is
// the output itself where its bytes are text.
func (o Output) Text() (Output, error) {
	if o.Shows == "" {
		return o, nil
	}
	shown, err := Find(o.Shows)
	return shown.by(o.making), err
}

// Themed returns the output as it looks in a theme. It is the output itself
// where nothing is to be seen of a theme.
func (o Output) Themed(t *Theme) Output {
	m := o.making
	m.theme = t
	return o.by(m)
}

// Outputs lists the outputs, sorted by name.
func Outputs() []Output {
	return sorted(messageOutputs(), statusOutputs(), []Output{
		astroOutput(),
		cstateOutput(),
		docusaurusOutput(),
		{
			Name:  "docx",
			Doc:   "The document for word processors: styles, footnotes and tables, no macro and no request.",
			Ext:   ".docx",
			Media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
			Shows: "html",
			Write: writeDOCX,
		},
		{
			Name:  "html",
			Doc:   "One page that holds everything it needs: no request to anywhere, and the same with scripts off.",
			Ext:   ".html",
			Media: "text/html; charset=utf-8",
			made:  making.writeHTML,
		},
		hugoOutput(),
		jekyllOutput(),
		{
			Name:  "markdown",
			Doc:   "The draft as it is, with its tables aligned, ending in one newline.",
			Ext:   ".md",
			Media: "text/markdown; charset=utf-8",
			Write: writeMarkdown,
		},
		{
			Name:    "pdf",
			Doc:     "The page as it prints, through a Chromium or Chrome that is installed here.",
			Ext:     ".pdf",
			Media:   "application/pdf",
			Shows:   "html",
			Browser: true,
			made:    making.writePDF,
		},
		{
			Name:    "png",
			Doc:     "The timeline as pixels, for mail and chats, through a Chromium or Chrome that is installed here.",
			Ext:     ".png",
			Media:   "image/png",
			Shows:   "svg",
			Browser: true,
			made:    making.writePNG,
		},
		{
			Name:  "svg",
			Doc:   "The timeline as a picture of its own, which a Markdown file can show.",
			Ext:   ".svg",
			Media: "image/svg+xml",
			made:  making.writeSVG,
		},
	})
}

func sorted(lists ...[]Output) []Output {
	all := slices.Concat(lists...)
	for i, o := range all {
		all[i] = o.by(usual())
	}
	slices.SortFunc(all, func(a, b Output) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Find returns the output of that name. The error for an unknown name suggests
// the nearest.
func Find(name string) (Output, error) {
	var names []string
	for _, o := range Outputs() {
		if o.Name == name || o.Ext == "."+name {
			return o, nil
		}
		names = append(names, o.Name)
	}
	return Output{}, fmt.Errorf("output %q does not exist\n  hint: %s", name, strict.Suggest(name, names))
}

func writeMarkdown(w io.Writer, _ *incident.Report, d *incident.Draft) error {
	_, err := w.Write(Tidy(d.Markdown))
	return err
}

func (m making) writeSVG(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	p := Picture{Style: m.theme.text(pictureStyle)}
	if d != nil {
		p.Audience = d.Audience
	}
	if rep == nil {
		return SVG(w, nil, p)
	}
	if rep.Incident != nil {
		p.Title = rep.Incident.Title
	}
	return SVG(w, rep.Timeline, p)
}
