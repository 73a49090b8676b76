package render

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the script
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// pageScript tells the times of a page in the reader's zone. It is all of the
// page that runs; without it, the page says the same.
//
//go:embed theme/page.js
var pageScript string

// walls says which walls stand. Only tests take one down.
type walls struct{ markdown, tree bool }

func writeHTML(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	return usual().writeHTML(w, rep, d)
}

func (m making) writeHTML(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	return m.writePage(w, rep, d, walls{markdown: true, tree: true})
}

func writePage(w io.Writer, rep *incident.Report, d *incident.Draft, stand walls) error {
	return usual().writePage(w, rep, d, stand)
}

func (m making) writePage(w io.Writer, rep *incident.Report, d *incident.Draft, stand walls) error {
	name := d.Name
	if name == "" {
		name = "draft"
	}
	body, err := bodyBy(m.convert, name, d.Markdown, stand)
	if err != nil {
		return err
	}
	page, err := m.theme.write(newPage(m.theme, rep, d, body))
	if err != nil {
		return err
	}
	_, err = w.Write(page)
	return err
}

// bodyOf renders the Markdown and lets it pass the walls.
func bodyOf(name string, source []byte, stand walls) (*html.Node, error) {
	return bodyBy(markdownToHTML, name, source, stand)
}

func bodyBy(convert converter, name string, source []byte, stand walls) (*html.Node, error) {
	made, err := convert(name, normal(source), stand.markdown)
	if err != nil {
		return nil, err
	}
	tree, err := parseHTML(made)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if stand.tree {
		tree = rebuild(tree)
	}
	return tree, nil
}

// Page is what the page template sees.
type Page struct {
	Kind     string // report or letter
	Lang     string // the language's tag
	Title    string
	CSS      template.CSS
	Script   template.JS // empty where the page has no time to tell in other zones
	Policy   string
	Internal bool
	Linked   template.JS // what the page is, for machines: data that no browser runs
	Masthead *Masthead   // nil where the theme has neither a logo nor a band
	Head     Head
	Metrics  []Figure
	Sections []Section
	Lead     template.HTML // the picture, where the draft has no place for it
	Body     template.HTML
}

func newPage(t *Theme, rep *incident.Report, d *incident.Draft, body *html.Node) *Page {
	p := &Page{Kind: kindOf(d), Lang: languageTag(languageOf(rep, d)), Internal: d.Audience == incident.Internal}
	p.Title = title(takeTitle(body), rep, d)
	p.Linked = linkedData(rep, d, p.Title)
	pic := newPicture(rep, d)
	markText(body)
	frameClashes(body)
	p.Sections = number(body)
	dressTables(body, cellTimes(rep))
	dressLinks(body)
	dressCode(body)
	dressStates(body)
	placed := placePicture(body, pic)
	if p.Kind == "report" {
		p.Head = headOf(rep, p.Internal).without(body)
		p.Metrics = figuresOf(rep, p.Internal)
		if !placed && pic.svg != "" && !asksForPicture(d) {
			figure := pic.figure("")
			if !afterTimelineHeading(body, figure) {
				p.Lead = outer(figure)
			}
		}
		if len(p.Sections) < 3 {
			p.Sections = nil
		}
	} else {
		p.Sections = nil
	}
	p.Body = inner(body)
	p.CSS = template.CSS(t.css)
	if p.Head.timed() || len(find(body, atom.Time)) > 0 {
		p.Script = template.JS(pageScript)
	}
	p.Policy = policy(t.css, string(p.Script))
	if p.Masthead = t.masthead(rep); p.Masthead != nil && p.Masthead.Logo == "" {
		p.Head.Organisation = "" // it stands above
	}
	return p
}

func asksForPicture(d *incident.Draft) bool {
	return bytes.Contains(d.Markdown, []byte("("+pictureName))
}

// kindOf tells a letter from a report: a letter is what is written to those
// affected.
func kindOf(d *incident.Draft) string {
	name := strings.ToLower(d.Template + " " + d.Name)
	is := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
	}
	switch {
	case is("letter", "apology"):
		return "letter"
	case is("postmortem", "report", "review"), d.Audience == incident.Internal:
		return "report"
	}
	return "letter"
}

func title(heading string, rep *incident.Report, d *incident.Draft) string {
	for _, t := range []string{heading, d.Title, reportTitle(rep), d.Name} {
		if t != "" {
			return visible.Text(t)
		}
	}
	return "Incident"
}

func reportTitle(rep *incident.Report) string {
	if rep == nil || rep.Incident == nil {
		return ""
	}
	return rep.Incident.Title
}

// policy lets the page use its own style and its own script, and nothing else.
func policy(css, script string) string {
	p := "default-src 'none'; style-src " + digest(css)
	if strings.Contains(css, "data:font/") || strings.Contains(css, "data:application/font") {
		p += "; font-src data:"
	}
	if script != "" {
		p += "; script-src " + digest(script)
	}
	return p + "; img-src data:; base-uri 'none'; form-action 'none'"
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func inner(n *html.Node) template.HTML {
	var b bytes.Buffer
	for c := range n.ChildNodes() {
		_ = html.Render(&b, c)
	}
	return template.HTML(b.String())
}

func outer(n *html.Node) template.HTML {
	box := element(atom.Div)
	box.AppendChild(n)
	return inner(box)
}
