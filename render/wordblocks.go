package render

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wordDocument is the body of a DOCX while it is written from the tree of a
// page.
type wordDocument struct {
	out       bytes.Buffer
	links     []string              // where the links of the text lead
	noteLinks []string              // where those of the footnotes lead
	notes     map[string]*html.Node // the footnotes, by the ID that refers to them
	order     []string              // their IDs, as they are met in the text
	anchors   map[string]bool       // the IDs that links of the text lead to
	lists     []bool                // the lists, and whether each is numbered
	marks     int                   // bookmarks so far
	inNote    bool
}

// at is where a block stands.
type at struct {
	depth int    // lists around it, from 1
	list  int    // the innermost list's number, from 1
	style string // of paragraphs that have none of their own
	first *bool  // the paragraph that bears the list's mark is still to come
}

func newWordDocument(body *html.Node) *wordDocument {
	d := &wordDocument{notes: map[string]*html.Node{}, anchors: map[string]bool{}}
	for _, div := range find(body, atom.Div) {
		if attr(div, "role") != "doc-endnotes" {
			continue
		}
		for _, li := range find(div, atom.Li) {
			if id := attr(li, "id"); id != "" {
				d.notes["#"+id] = li
			}
		}
		remove(div)
	}
	for _, a := range find(body, atom.A) {
		if href := attr(a, "href"); strings.HasPrefix(href, "#") {
			d.anchors[href[1:]] = true
		}
	}
	return d
}

// paragraph writes one, with its style and what else its properties hold.
func (d *wordDocument) paragraph(style, more string, runs func()) {
	d.out.WriteString("<w:p>")
	if style != "" || more != "" {
		d.out.WriteString("<w:pPr>")
		if style != "" {
			d.out.WriteString(`<w:pStyle w:val="` + style + `"/>`)
		}
		d.out.WriteString(more + "</w:pPr>")
	}
	runs()
	d.out.WriteString("</w:p>")
}

// blocks writes the children of n. Runs of text between blocks become a
// paragraph of their own.
func (d *wordDocument) blocks(n *html.Node, where at) {
	var inline []*html.Node
	flush := func() {
		if blank(inline) {
			inline = nil
			return
		}
		nodes := inline
		inline = nil
		d.prose(nodes, where)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if !isBlock(c) {
			inline = append(inline, c)
			continue
		}
		flush()
		d.block(c, where)
	}
	flush()
}

func blank(nodes []*html.Node) bool {
	for _, n := range nodes {
		if n.Type != html.TextNode || strings.TrimSpace(n.Data) != "" {
			return false
		}
	}
	return true
}

func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Blockquote,
		atom.Pre, atom.Hr, atom.Div, atom.Section, atom.Figure, atom.Figcaption, atom.Dl, atom.Dt, atom.Dd, atom.Details, atom.Summary:
		return true
	}
	return false
}

func (d *wordDocument) block(n *html.Node, where at) {
	switch n.DataAtom {
	case atom.P:
		d.prose(children(n), where)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		d.heading(n)
	case atom.Ul, atom.Ol:
		d.list(n, where)
	case atom.Table:
		d.table(n)
	case atom.Blockquote:
		d.blocks(n, at{depth: where.depth, style: "Quote"})
	case atom.Pre:
		d.code(n)
	case atom.Hr:
		d.paragraph("", `<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>`, func() {})
	default:
		d.blocks(n, where)
	}
}

func children(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out = append(out, c)
	}
	return out
}

// prose writes a paragraph, and the mark of its list where it is the first of
// an item.
func (d *wordDocument) prose(nodes []*html.Node, where at) {
	more := ""
	style := cmp.Or(where.style, "BodyText")
	switch {
	case where.first != nil && *where.first:
		*where.first = false
		style = "ListParagraph"
		more = `<w:numPr><w:ilvl w:val="` + strconv.Itoa(min(where.depth-1, 8)) + `"/><w:numId w:val="` + strconv.Itoa(where.list) + `"/></w:numPr>`
	case where.depth > 0:
		more = `<w:ind w:left="` + strconv.Itoa(wordIndent*min(where.depth, 9)) + `"/>`
	}
	d.paragraph(style, more, func() { d.inline(nodes, look{}) })
}

func (d *wordDocument) heading(n *html.Node) {
	level := int(n.Data[1] - '0')
	d.paragraph("Heading"+strconv.Itoa(max(1, level-1)), "", func() {
		id := attr(n, "id")
		if !d.anchors[id] {
			d.inline(children(n), look{})
			return
		}
		d.marks++
		mark := strconv.Itoa(d.marks)
		d.out.WriteString(`<w:bookmarkStart w:id="` + mark + `" w:name="` + bookmark(id) + `"/>`)
		d.inline(children(n), look{})
		d.out.WriteString(`<w:bookmarkEnd w:id="` + mark + `"/>`)
	})
}

// bookmark is an ID as the name of a bookmark, which has 40 letters at most.
func bookmark(id string) string {
	if id == "" {
		return ""
	}
	return escaped("s-" + clip(id, 38))
}

func (d *wordDocument) list(n *html.Node, where at) {
	d.lists = append(d.lists, n.DataAtom == atom.Ol)
	number := len(d.lists)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom != atom.Li {
			continue
		}
		first := true
		d.blocks(c, at{depth: where.depth + 1, list: number, first: &first})
	}
}

// code writes a block of code: one paragraph, so that it stays together.
func (d *wordDocument) code(n *html.Node) {
	d.paragraph("Code", "", func() {
		for i, line := range strings.Split(strings.TrimRight(rawText(n), "\n"), "\n") {
			if i > 0 {
				d.out.WriteString("<w:r><w:br/></w:r>")
			}
			d.text(line, look{})
		}
	})
}

func rawText(n *html.Node) string {
	var b strings.Builder
	gather(&b, n)
	return b.String()
}

func (d *wordDocument) table(n *html.Node) {
	rows := find(n, atom.Tr)
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(find(r, atom.Th, atom.Td)))
	}
	if columns == 0 {
		return
	}
	d.out.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Facts"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:firstRow="1"/></w:tblPr><w:tblGrid>`)
	for range columns {
		d.out.WriteString(`<w:gridCol w:w="` + strconv.Itoa(textWidthTwips/columns) + `"/>`)
	}
	d.out.WriteString("</w:tblGrid>")
	for _, r := range rows {
		cells := find(r, atom.Th, atom.Td)
		if len(cells) == 0 {
			continue
		}
		d.out.WriteString("<w:tr>")
		if cells[0].Parent.Parent.DataAtom == atom.Thead {
			d.out.WriteString(`<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		} else {
			d.out.WriteString(`<w:trPr><w:cantSplit/></w:trPr>`)
		}
		for i := range columns {
			d.out.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(textWidthTwips/columns) + `" w:type="dxa"/></w:tcPr>`)
			d.cell(cells, i)
			d.out.WriteString("</w:tc>")
		}
		d.out.WriteString("</w:tr>")
	}
	d.out.WriteString("</w:tbl>")
	// Word joins two tables that have nothing between them.
	d.paragraph("TableEnd", "", func() {})
}

// cell writes the paragraph of one cell, which Word wants even where the row
// has no such cell.
func (d *wordDocument) cell(cells []*html.Node, i int) {
	if i >= len(cells) {
		d.paragraph("TableText", "", func() {})
		return
	}
	more := ""
	if align := attr(cells[i], "align"); align == "right" || align == "center" {
		more = `<w:jc w:val="` + align + `"/>`
	}
	d.paragraph("TableText", more, func() {
		d.inline(children(cells[i]), look{bold: cells[i].DataAtom == atom.Th})
	})
}

// footnotes writes the part that holds the footnotes, in the order in which
// the text refers to them.
func (d *wordDocument) footnotes() string {
	text := d.out
	d.out = bytes.Buffer{}
	d.inNote = true
	d.out.WriteString(footnotesHead)
	for i := 0; i < len(d.order); i++ {
		d.out.WriteString(`<w:footnote w:id="` + strconv.Itoa(i+1) + `">`)
		d.paragraph("FootnoteText", "", func() {
			d.out.WriteString(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>`)
			d.text(" ", look{})
			d.inline(flat(d.notes[d.order[i]]), look{})
		})
		d.out.WriteString("</w:footnote>")
	}
	d.out.WriteString("</w:footnotes>")
	made := d.out.String()
	d.out, d.inNote = text, false
	return made
}

// flat lists what a footnote's paragraphs hold, as one run of text.
func flat(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isBlock(c) {
			if len(out) > 0 {
				out = append(out, textNode(" "))
			}
			out = append(out, flat(c)...)
			continue
		}
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" && (c.PrevSibling == nil || c.NextSibling == nil || isBlock(c.NextSibling)) {
			continue
		}
		out = append(out, c)
	}
	return out
}
