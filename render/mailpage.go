package render

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// Mail clients drop style sheets, classes and most of what is younger than
// tables, so every element carries its own style. These are all styles there
// are; the wall lets no other pass.
const (
	sans = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
	mono = "font-family:ui-monospace,Menlo,Consolas,monospace;"

	mailBody  = "margin:0;padding:0;background:#f1f1ed;"
	mailOuter = "padding:24px 12px;"
	mailSheet = "width:100%;max-width:600px;background:#ffffff;border:1px solid #dddfdb;"
	mailInner = sans + "padding:28px 28px 20px;font-size:16px;line-height:25px;color:#1c2025;text-align:left;overflow-wrap:anywhere;"
	mailOver  = "margin:0 0 14px;font-size:14px;line-height:20px;color:#555b64;"
	mailTitle = "margin:0 0 20px;font-size:26px;line-height:32px;font-weight:bold;color:#1c2025;"
	mailFoot  = sans + "padding:16px 28px 22px;border-top:1px solid #dddfdb;font-size:13px;line-height:19px;color:#555b64;text-align:left;"
	mailGoing = "display:inline-block;padding:3px 10px;background:#fff1d6;color:#8a4b00;font-weight:bold;"
	mailDone  = "display:inline-block;padding:3px 10px;background:#e3f3ea;color:#12633f;font-weight:bold;"
	mailHouse = "display:inline-block;padding:3px 10px;background:#fdecea;color:#9b1c14;font-weight:bold;"
	mailLabel = "color:#555b64;"
	mailCell  = "padding:7px 12px 7px 0;border-bottom:1px solid #dddfdb;vertical-align:top;font-size:15px;line-height:21px;text-align:"
	mailHead  = "padding:7px 12px 7px 0;border-bottom:2px solid #1c2025;vertical-align:bottom;font-size:13px;line-height:18px;color:#555b64;font-weight:bold;text-align:"
)

// mailStyles are the styles of what a document consists of.
var mailStyles = map[atom.Atom]string{
	atom.P:          "margin:0 0 16px;",
	atom.H2:         "margin:28px 0 10px;padding-top:18px;border-top:1px solid #dddfdb;font-size:20px;line-height:26px;font-weight:bold;",
	atom.H3:         "margin:22px 0 8px;font-size:17px;line-height:24px;font-weight:bold;",
	atom.H4:         "margin:18px 0 6px;font-size:16px;line-height:24px;font-weight:bold;",
	atom.H5:         "margin:18px 0 6px;font-size:16px;line-height:24px;",
	atom.H6:         "margin:18px 0 6px;font-size:16px;line-height:24px;",
	atom.Ul:         "margin:0 0 16px;padding:0 0 0 22px;",
	atom.Ol:         "margin:0 0 16px;padding:0 0 0 26px;",
	atom.Li:         "margin:0 0 6px;",
	atom.Blockquote: "margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid #0b5b63;color:#555b64;",
	atom.Pre:        mono + "margin:0 0 16px;padding:12px 14px;background:#f5f5f2;border:1px solid #dddfdb;font-size:13px;line-height:19px;white-space:pre-wrap;overflow-wrap:anywhere;",
	atom.Code:       mono + "font-size:14px;background:#f5f5f2;overflow-wrap:anywhere;",
	atom.Hr:         "margin:24px 0;border:0;border-top:1px solid #dddfdb;",
	atom.A:          "color:#0b5b63;text-decoration:underline;",
	atom.Table:      "width:100%;margin:0 0 18px;border-collapse:collapse;",
	atom.Del:        "color:#555b64;",
	atom.Mark:       "background:#fff1d6;color:#8a4b00;",
	atom.Sup:        "font-size:11px;line-height:11px;",
}

// mailAllowed is the last wall of a mail: what its HTML may consist of, around
// the document and in it.
var mailAllowed = func() rules {
	style := in(slices.Concat(slices.Collect(maps.Values(mailStyles)), []string{
		mailOuter, mailSheet, mailInner, mailOver, mailTitle, mailFoot, mailGoing, mailDone, mailHouse, mailLabel,
		mailCell + "left;", mailCell + "center;", mailCell + "right;", mailHead + "left;", mailHead + "center;", mailHead + "right;",
	})...)
	r := rules{
		atom.H1: {}, atom.H2: {}, atom.H3: {}, atom.H4: {}, atom.H5: {}, atom.H6: {}, atom.P: {}, atom.Ul: {}, atom.Li: {}, atom.Blockquote: {}, atom.Pre: {},
		atom.Ol: {"start": allowed[atom.Ol]["start"]}, atom.Hr: {}, atom.Br: {}, atom.Code: {}, atom.Em: {}, atom.Strong: {}, atom.Del: {}, atom.Sup: {}, atom.Mark: {}, atom.Span: {},
		atom.A:     {"href": leadsOut, "title": any1k},
		atom.Table: {"role": in("presentation"), "width": in("100%", "600"), "cellpadding": in("0"), "cellspacing": in("0"), "border": in("0")},
		atom.Thead: {}, atom.Tbody: {}, atom.Tr: {}, atom.Th: {"scope": in("col", "row")}, atom.Td: {"align": in("center")},
	}
	for _, attrs := range r {
		attrs["style"] = style
	}
	return r
}()

// mailHTML writes the document as mail clients show it. The tree, which has
// passed the walls, is changed.
func mailHTML(t *Theme, a account, heading string, body *html.Node) string {
	markText(body)
	number(body)
	dressMail(body)
	frame := element(atom.Body)
	outer := layoutTable("100%", "")
	frame.AppendChild(outer)
	sheet := layoutTable("600", mailSheet)
	put(layoutRow(outer, mailOuter, "align", "center"), sheet)
	inner := layoutRow(sheet, mailInner)
	put(inner, a.mailTop()...)
	shown := heading
	if a.number >= 0 {
		// The mark above it says so already.
		shown = strings.TrimPrefix(heading, a.state()+": ")
	}
	inner.AppendChild(styled(atom.H1, mailTitle, textNode(shown)))
	for body.FirstChild != nil {
		c := body.FirstChild
		body.RemoveChild(c)
		inner.AppendChild(c)
	}
	if foot := a.mailFootHTML(); foot != nil {
		put(layoutRow(sheet, mailFoot), foot...)
	}
	frame = rebuildBy(mailAllowed, frame)
	t.colours.paint(frame)
	set(frame, "style", mailBody)
	return mailDocument(languageTag(a.language), heading, frame)
}

// mailDocument puts the head before the body.
func mailDocument(language, heading string, body *html.Node) string {
	doc := &html.Node{Type: html.DocumentNode}
	doc.AppendChild(&html.Node{Type: html.DoctypeNode, Data: "html"})
	top := element(atom.Html, "lang", language)
	head := element(atom.Head)
	name := element(atom.Title)
	name.AppendChild(textNode(heading))
	put(head, element(atom.Meta, "charset", "utf-8"), element(atom.Meta, "name", "viewport", "content", "width=device-width, initial-scale=1"),
		element(atom.Meta, "name", "color-scheme", "content", "light dark"), name)
	put(top, head, body)
	doc.AppendChild(top)
	var b bytes.Buffer
	_ = html.Render(&b, doc)
	return b.String() + "\n"
}

// dressMail gives every element its style, and takes out what leads nowhere
// from a mail.
func dressMail(body *html.Node) {
	for _, img := range find(body, atom.Img) {
		img.Parent.InsertBefore(textNode(attr(img, "alt")), img)
		remove(img)
	}
	for _, link := range find(body, atom.A) {
		switch {
		case attr(link, "role") == "doc-backlink":
			remove(link)
		case !leadsOut(attr(link, "href")):
			for link.FirstChild != nil {
				c := link.FirstChild
				link.RemoveChild(c)
				link.Parent.InsertBefore(c, link)
			}
			remove(link)
		}
	}
	for _, t := range find(body, atom.Table) {
		if !slices.ContainsFunc(find(t, atom.Th), func(th *html.Node) bool { return th.FirstChild != nil }) {
			for _, head := range find(t, atom.Thead) {
				remove(head)
			}
		}
	}
	for _, t := range find(body, atom.Table) {
		if wideTable(t) {
			stackRows(t)
		}
	}
	for _, sup := range find(body, atom.Sup) {
		if sup.PrevSibling != nil && sup.PrevSibling.DataAtom == atom.Sup {
			sup.InsertBefore(textNode(", "), sup.FirstChild)
		}
	}
	for n := range body.Descendants() {
		if style := mailStyles[n.DataAtom]; n.Type == html.ElementNode && style != "" && !(n.DataAtom == atom.Code && n.Parent.DataAtom == atom.Pre) {
			set(n, "style", style)
		}
	}
	for _, c := range find(body, atom.Th, atom.Td) {
		side := attr(c, "align")
		if side == "" {
			side = "left"
		}
		look := mailCell
		if c.DataAtom == atom.Th {
			look = mailHead
			set(c, "scope", "col")
		}
		c.Attr = slices.DeleteFunc(c.Attr, func(a html.Attribute) bool { return a.Key == "align" })
		set(c, "style", look+side+";")
	}
}

// wideTable reports whether the rows of a table have no room side by side on a
// telephone, and mail clients have no other way to make it.
func wideTable(t *html.Node) bool {
	for _, tr := range find(t, atom.Tr) {
		if len(find(tr, atom.Th, atom.Td)) > 2 && len(textOf(tr)) > 70 {
			return true
		}
	}
	return false
}

// stackRows makes one cell of each row: the first value in bold, and each
// other below it after the name of its column.
func stackRows(t *html.Node) {
	var names []string
	for _, th := range find(t, atom.Th) {
		names = append(names, textOf(th))
	}
	for _, head := range find(t, atom.Thead) {
		remove(head)
	}
	for _, tr := range find(t, atom.Tr) {
		one := element(atom.Td)
		for k, c := range find(tr, atom.Td) {
			remove(c)
			if c.FirstChild == nil {
				continue
			}
			into := one
			if k == 0 {
				into = element(atom.Strong)
				one.AppendChild(into)
			} else {
				one.AppendChild(element(atom.Br))
			}
			if k > 0 && k < len(names) && names[k] != "" {
				one.AppendChild(styled(atom.Span, mailLabel, textNode(names[k]+": ")))
			}
			for c.FirstChild != nil {
				n := c.FirstChild
				c.RemoveChild(n)
				into.AppendChild(n)
			}
		}
		tr.AppendChild(one)
	}
}

// mailTop stands above the title: whose message it is, and where things stand.
func (a account) mailTop() []*html.Node {
	var top []*html.Node
	over := []string{visible.Line(a.Organisation), visible.Line(a.Service)}
	over = slices.DeleteFunc(over, func(s string) bool { return s == "" })
	if len(over) > 0 {
		top = append(top, styled(atom.P, mailOver, textNode(strings.Join(over, " · "))))
	}
	mark, look := "", mailGoing
	switch {
	case a.draft.Audience != incident.Public:
		mark, look = "Internal", mailHouse
	case a.number >= 0:
		mark = a.state()
		if closed(a.phase) {
			look = mailDone
		}
	}
	if mark != "" {
		top = append(top, styled(atom.P, mailOver, styled(atom.Span, look, textNode(mark))))
	}
	return top
}

func (a account) mailFootHTML() []*html.Node {
	var out []*html.Node
	add := func(n *html.Node) {
		if len(out) > 0 {
			out = append(out, element(atom.Br))
		}
		out = append(out, n)
	}
	link := func(href, text string) *html.Node {
		n := styled(atom.A, mailStyles[atom.A], textNode(text))
		set(n, "href", href)
		return n
	}
	if p := a.publisher(); p != "" {
		add(textNode(p))
	}
	if page := a.page(a.draft.Name); page != "" {
		add(link(page, page))
	}
	if u := a.Publish.Unsubscribe; u != "" && a.draft.Audience == incident.Public {
		add(link(u, a.words.unsubscribe))
	}
	return out
}

func layoutTable(width, style string) *html.Node {
	t := element(atom.Table, "role", "presentation", "width", width, "cellpadding", "0", "cellspacing", "0", "border", "0")
	if style != "" {
		set(t, "style", style)
	}
	t.AppendChild(element(atom.Tbody))
	return t
}

// layoutRow adds a row of one cell to a layout table and returns the cell.
func layoutRow(table *html.Node, style string, attrs ...string) *html.Node {
	tr, td := element(atom.Tr), element(atom.Td, append(attrs, "style", style)...)
	tr.AppendChild(td)
	table.FirstChild.AppendChild(tr)
	return td
}

func styled(a atom.Atom, style string, children ...*html.Node) *html.Node {
	n := element(a, "style", style)
	put(n, children...)
	return n
}

func put(n *html.Node, children ...*html.Node) {
	for _, c := range children {
		n.AppendChild(c)
	}
}
