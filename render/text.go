package render

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/visible"
)

// markText makes invisible characters visible in all text, and puts what is
// still to do into chips, outside code.
func markText(body *html.Node) {
	var texts []*html.Node
	for n := range body.Descendants() {
		switch n.Type {
		case html.TextNode:
			n.Data = visible.Text(n.Data)
			texts = append(texts, n)
		case html.ElementNode:
			for i := range n.Attr {
				n.Attr[i].Val = visible.Text(n.Attr[i].Val)
			}
		}
	}
	for _, n := range texts {
		if strings.Contains(n.Data, "TODO") && !inCode(n) {
			chip(n)
		}
	}
}

func inCode(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Code || n.DataAtom == atom.Pre {
			return true
		}
	}
	return false
}

// todo matches one thing to do, up to the end of its sentence.
var todo = pattern.New(`TODO(?:\(([^()\n]{1,60})\))?:?(?:[^.?!;\n]|[.?!;]\S)*[.?!;]?`)

// chip marks each thing to do in a text node. The role comes first, so that
// its owner finds it.
func chip(n *html.Node) {
	rest := n.Data
	for _, at := range todo.FindAllStringSubmatchIndex(n.Data) {
		start := len(n.Data) - len(rest)
		n.Parent.InsertBefore(textNode(n.Data[start:at[0]]), n)
		mark := element(atom.Mark, "class", "todo")
		after := at[0] + len("TODO")
		if at[2] >= 0 {
			after = at[3] + len(")")
		}
		if strings.HasPrefix(n.Data[after:], ":") {
			after++
		}
		strong := element(atom.Strong)
		strong.AppendChild(textNode(n.Data[at[0]:after]))
		mark.AppendChild(strong)
		mark.AppendChild(textNode(n.Data[after:at[1]]))
		n.Parent.InsertBefore(mark, n)
		rest = n.Data[at[1]:]
	}
	n.Data = rest
}

// frameClashes puts the two versions of a clash into one frame, so that
// neither can be taken for the agreed text.
func frameClashes(body *html.Node) {
	for _, p := range find(body, atom.P) {
		class := attr(p, "class")
		if !strings.HasPrefix(class, "clash-") {
			continue
		}
		mark := textOf(p)
		for p.FirstChild != nil {
			p.RemoveChild(p.FirstChild)
		}
		code := element(atom.Code)
		code.AppendChild(textNode(mark))
		p.AppendChild(textNode(clashWords[class] + " "))
		p.AppendChild(code)
		if class == "clash-open" && p.Parent.DataAtom == atom.Body {
			frame(p)
		}
	}
}

var clashWords = map[string]string{
	"clash-open":   "Two versions of this passage: keep one, and delete the marks.",
	"clash-middle": "The other version:",
	"clash-close":  "End of the two versions.",
}

func frame(open *html.Node) {
	close := open
	for close != nil && attr(close, "class") != "clash-close" {
		close = nextElement(close)
	}
	if close == nil {
		return
	}
	box := element(atom.Div, "class", "clash", "role", "note", "aria-label", "Two versions of a passage")
	open.Parent.InsertBefore(box, open)
	for n := open; n != nil; {
		next := n.NextSibling
		remove(n)
		box.AppendChild(n)
		if n == close {
			return
		}
		n = next
	}
}
