package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/visible"
)

// passage is a block of a document, for the forms that have no HTML: text,
// chats and cards.
type passage struct {
	kind   passageKind
	level  int      // of a heading, from 1; of a list item, how deep it lies
	quoted int      // how many quotations it lies in
	lead   string   // what stands before a list item: "•", "3."
	parts  []part   // of everything but tables and code
	rows   [][]cell // of a table, the first being its head unless that is empty
	code   string
}

type passageKind uint8

const (
	paragraph passageKind = iota
	heading
	listItem
	continued // a further paragraph of a list item
	codeBlock
	tableBlock
	ruler
)

type cell []part

// part is a run of text that is written in one way.
type part struct {
	text                      string
	strong, em, struck, fixed bool
	href                      string // where it leads; empty where nowhere
	brk                       bool   // a line break, and no text
}

// plain is the text of parts as a reader sees it, on one line.
func plain(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.brk {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// passages reads a tree that has passed the wall.
func passages(body *html.Node) []passage {
	var r passageReader
	r.blocks(body, passage{})
	return r.out
}

type passageReader struct {
	out  []passage
	item bool // the next paragraph is the first of a list item
}

var inlineElements = []atom.Atom{
	atom.A, atom.Em, atom.Strong, atom.Del, atom.Code, atom.Sup, atom.Img, atom.Br, atom.Span, atom.Mark, atom.Time,
}

func inline(n *html.Node) bool {
	if n.Type == html.TextNode {
		return true
	}
	for _, a := range inlineElements {
		if n.DataAtom == a {
			return true
		}
	}
	return false
}

// blocks reads the children of n. Loose text between them is a paragraph.
func (r *passageReader) blocks(n *html.Node, at passage) {
	var loose []*html.Node
	flush := func() {
		r.add(at, loose...)
		loose = nil
	}
	for c := range n.ChildNodes() {
		if inline(c) {
			loose = append(loose, c)
			continue
		}
		flush()
		r.block(c, at)
	}
	flush()
}

func (r *passageReader) block(n *html.Node, at passage) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		at.kind, at.level = heading, int(n.Data[1]-'0')
		r.addChildren(n, at)
	case atom.P:
		r.addChildren(n, at)
	case atom.Blockquote:
		at.quoted++
		r.blocks(n, at)
	case atom.Ul, atom.Ol:
		r.list(n, at)
	case atom.Pre:
		at.kind, at.code = codeBlock, strings.TrimRight(allText(n), "\n")
		r.out = append(r.out, at)
	case atom.Table:
		r.table(n, at)
	case atom.Hr:
		at.kind = ruler
		r.out = append(r.out, at)
	default:
		r.blocks(n, at)
	}
}

func (r *passageReader) list(n *html.Node, at passage) {
	number, _ := strconv.Atoi(attr(n, "start"))
	if attr(n, "start") == "" {
		number = 1
	}
	at.level++
	for li := range n.ChildNodes() {
		if li.DataAtom != atom.Li {
			continue
		}
		at.kind, at.lead = listItem, "•"
		switch {
		case noteID(attr(li, "id")):
			_, name, _ := strings.Cut(attr(li, "id"), ":")
			at.lead = "(" + name + ")"
		case n.DataAtom == atom.Ol:
			at.lead = strconv.Itoa(number) + "."
		}
		r.item = true
		r.blocks(li, at)
		r.item = false
		number++
	}
}

func (r *passageReader) table(n *html.Node, at passage) {
	at.kind = tableBlock
	for _, tr := range find(n, atom.Tr) {
		var row []cell
		for _, c := range find(tr, atom.Th, atom.Td) {
			row = append(row, cellParts(c))
		}
		at.rows = append(at.rows, row)
	}
	r.out = append(r.out, at)
}

func (r *passageReader) addChildren(n *html.Node, at passage) {
	var all []*html.Node
	for c := range n.ChildNodes() {
		all = append(all, c)
	}
	r.add(at, all...)
}

// add adds a paragraph, heading or item made of inline nodes, unless it is
// empty.
func (r *passageReader) add(at passage, nodes ...*html.Node) {
	for _, n := range nodes {
		at.parts = append(at.parts, spans(n, part{})...)
	}
	if plain(at.parts) == "" {
		return
	}
	if at.kind == listItem && !r.item {
		at.kind = continued
	}
	r.item = false
	r.out = append(r.out, at)
}

func cellParts(n *html.Node) []part {
	var out []part
	for c := range n.ChildNodes() {
		out = append(out, spans(c, part{})...)
	}
	return out
}

// spans reads an inline node.
func spans(n *html.Node, as part) []part {
	if n.Type == html.TextNode {
		as.text = visible.Text(n.Data)
		if !as.fixed {
			as.text = strings.ReplaceAll(as.text, "\n", " ")
		}
		return []part{as}
	}
	switch n.DataAtom {
	case atom.Br:
		return []part{{brk: true}}
	case atom.Img:
		as.text = visible.Line(attr(n, "alt"))
		return []part{as}
	case atom.Em:
		as.em = true
	case atom.Strong:
		as.strong = true
	case atom.Del:
		as.struck = true
	case atom.Code:
		as.fixed = true
	case atom.Sup:
		mark := "(" + textOf(n) + ")"
		if n.PrevSibling == nil || n.PrevSibling.DataAtom != atom.Sup {
			mark = " " + mark
		}
		return []part{{text: mark}}
	case atom.A:
		if attr(n, "role") == "doc-backlink" {
			return nil
		}
		if href := attr(n, "href"); leadsOut(href) {
			as.href = href
		}
	}
	var out []part
	for c := range n.ChildNodes() {
		out = append(out, spans(c, as)...)
	}
	return out
}

// leadsOut reports whether a link leads somewhere from wherever it stands: what
// is relative to the page leads nowhere from a mail, a feed or a chat.
func leadsOut(href string) bool {
	return allowedLink(href) && (strings.HasPrefix(href, "https:") || strings.HasPrefix(href, "http:") || strings.HasPrefix(href, "mailto:"))
}

// allText is all text in n, with its line ends.
func allText(n *html.Node) string {
	var b strings.Builder
	gather(&b, n)
	return visible.Text(b.String())
}
