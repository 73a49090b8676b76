package render

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// noteList gathers the footnotes of chunks and numbers them through the whole
// document, in the order in which they are first referred to.
type noteList struct {
	numbers map[string]int // by the anchor that the engine gave
	items   []*html.Node   // by number
	uses    []int          // how often each is referred to
}

const noteAnchor = "fn:"

// gather takes the footnotes out of a chunk's tree and numbers its references.
func (l *noteList) gather(tree *html.Node) {
	for _, div := range find(tree, atom.Div) {
		if attr(div, "class") != "footnotes" {
			continue
		}
		remove(div)
		l.refer(tree)
		for _, li := range find(div, atom.Li) {
			if anchor, ok := strings.CutPrefix(attr(li, "id"), noteAnchor); ok {
				l.keep(anchor, li)
			}
		}
		return
	}
}

func (l *noteList) keep(anchor string, li *html.Node) {
	n := l.number(anchor)
	if l.items[n-1] == nil {
		remove(li)
		l.items[n-1] = li
		l.refer(li)
	}
}

func (l *noteList) number(anchor string) int {
	if n, ok := l.numbers[anchor]; ok {
		return n
	}
	l.items, l.uses = append(l.items, nil), append(l.uses, 0)
	l.numbers[anchor] = len(l.items)
	return len(l.items)
}

// refer writes the references of a tree in the form that pages have.
func (l *noteList) refer(tree *html.Node) {
	for _, sup := range find(tree, atom.Sup) {
		a := firstElement(sup)
		if attr(sup, "class") != "footnote-ref" || a == nil {
			continue
		}
		anchor, ok := strings.CutPrefix(attr(a, "href"), "#"+noteAnchor)
		if !ok {
			continue
		}
		n := l.number(anchor)
		l.uses[n-1]++
		id := "fnref:" + strconv.Itoa(n)
		if l.uses[n-1] > 1 {
			id = "fnref" + strconv.Itoa(l.uses[n-1]-1) + ":" + strconv.Itoa(n)
		}
		sup.Attr = []html.Attribute{{Key: "id", Val: id}}
		a.Attr = []html.Attribute{{Key: "href", Val: "#" + noteAnchor + strconv.Itoa(n)}, {Key: "class", Val: "footnote-ref"}, {Key: "role", Val: "doc-noteref"}}
		a.FirstChild.Data = strconv.Itoa(n)
	}
}

// write puts the footnotes at the end of a page.
func (l *noteList) write(page *html.Node) {
	list := element(atom.Ol)
	for i, li := range l.items {
		if li == nil {
			continue
		}
		n := strconv.Itoa(i + 1)
		li.Attr = []html.Attribute{{Key: "id", Val: noteAnchor + n}}
		last := li
		if p := li.LastChild; p != nil && p.DataAtom == atom.P {
			last = p
		}
		back := element(atom.A, "href", "#fnref:"+n, "class", "footnote-backref", "role", "doc-backlink")
		back.AppendChild(textNode("↩"))
		last.AppendChild(textNode("\u00a0"))
		last.AppendChild(back)
		list.AppendChild(li)
	}
	if list.FirstChild == nil {
		return
	}
	div := element(atom.Div, "class", "footnotes", "role", "doc-endnotes")
	div.AppendChild(element(atom.Hr))
	div.AppendChild(list)
	page.AppendChild(div)
}
