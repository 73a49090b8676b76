package render

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/visible"
)

// look is how a run of text is set.
type look struct{ bold, italic, struck, code, raised, link bool }

// inline writes the runs of a paragraph. The spaces at its ends go, as a
// browser drops them.
func (d *wordDocument) inline(nodes []*html.Node, l look) {
	for i, n := range nodes {
		if n.Type == html.TextNode {
			s := spaces(n.Data)
			if i == 0 && l == (look{}) {
				s = strings.TrimLeft(s, " ")
			}
			d.text(s, l)
			continue
		}
		d.element(n, l)
	}
}

// spaces makes one space of each run of them, as a browser does.
func spaces(s string) string {
	words := strings.Fields(s)
	out := strings.Join(words, " ")
	if len(words) == 0 {
		return " "
	}
	if strings.ContainsAny(s[:1], " \t\n") {
		out = " " + out
	}
	if strings.ContainsAny(s[len(s)-1:], " \t\n") {
		out += " "
	}
	return out
}

func (d *wordDocument) element(n *html.Node, l look) {
	switch n.DataAtom {
	case atom.Strong, atom.B:
		l.bold = true
	case atom.Em, atom.I, atom.Cite:
		l.italic = true
	case atom.Del, atom.S:
		l.struck = true
	case atom.Code, atom.Kbd, atom.Samp:
		l.code = true
	case atom.Sup:
		if d.note(n) {
			return
		}
		l.raised = true
	case atom.Br:
		d.out.WriteString("<w:r><w:br/></w:r>")
		return
	case atom.Img:
		l.italic = true
		d.text("["+attr(n, "alt")+"]", l)
		return
	case atom.A:
		d.link(n, l)
		return
	}
	d.inline(children(n), l)
}

// note writes the reference to a footnote.
func (d *wordDocument) note(sup *html.Node) bool {
	refs := find(sup, atom.A)
	if len(refs) != 1 || d.inNote {
		return false
	}
	id := attr(refs[0], "href")
	if d.notes[id] == nil {
		return false
	}
	if at := slices.Index(d.order, id); at >= 0 {
		// A footnote of Word has one reference; what refers to it again is its
		// number.
		d.text(strconv.Itoa(at+1), look{raised: true})
		return true
	}
	d.order = append(d.order, id)
	d.out.WriteString(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="` + strconv.Itoa(len(d.order)) + `"/></w:r>`)
	return true
}

func (d *wordDocument) link(a *html.Node, l look) {
	href := attr(a, "href")
	switch {
	case attr(a, "role") == "doc-backlink":
		return
	case strings.HasPrefix(href, "#"):
		d.out.WriteString(`<w:hyperlink w:anchor="` + bookmark(href[1:]) + `">`)
	case allowedLink(href) && absolute(href):
		d.out.WriteString(`<w:hyperlink r:id="` + d.relation(href) + `">`)
	default:
		d.inline(children(a), l)
		return
	}
	l.link = true
	d.inline(children(a), l)
	d.out.WriteString("</w:hyperlink>")
}

// absolute reports whether an address says where it leads by itself. A file
// has no page that it lies beside.
func absolute(href string) bool {
	u, err := url.Parse(href)
	return err == nil && u.Scheme != ""
}

// relation keeps where a link leads, and returns what it is called.
func (d *wordDocument) relation(href string) string {
	links := &d.links
	if d.inNote {
		links = &d.noteLinks
	}
	*links = append(*links, href)
	return "link" + strconv.Itoa(len(*links))
}

// text writes a run. Nothing else puts text of a document into the file.
func (d *wordDocument) text(s string, l look) {
	if s == "" {
		return
	}
	d.out.WriteString("<w:r>" + l.properties() + `<w:t xml:space="preserve">` + escaped(s) + "</w:t></w:r>")
}

// properties writes the look in the order that the schema wants.
func (l look) properties() string {
	var b strings.Builder
	if l.link {
		b.WriteString(`<w:rStyle w:val="Hyperlink"/>`)
	} else if l.code {
		b.WriteString(`<w:rStyle w:val="CodeText"/>`)
	}
	if l.bold {
		b.WriteString("<w:b/>")
	}
	if l.italic {
		b.WriteString("<w:i/>")
	}
	if l.struck {
		b.WriteString("<w:strike/>")
	}
	if l.raised {
		b.WriteString(`<w:vertAlign w:val="superscript"/>`)
	}
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// escaped makes text fit for XML; what XML cannot hold and what nobody can see
// is written as text that can be seen.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(visible.Text(s)))
	return b.String()
}
