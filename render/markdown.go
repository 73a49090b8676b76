package render

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"github.com/candor-reports/candor/internal/markdown"
)

// markdownToHTML renders Markdown. With the wall down, raw HTML and every link
// pass as they are: that is for the tests which show that the other wall holds
// without this one.
func markdownToHTML(name string, source []byte, wall bool) ([]byte, error) {
	doc, err := markdown.Parse(name, source)
	if err != nil {
		return nil, err
	}
	if wall {
		sift(doc, source)
	}
	var b bytes.Buffer
	if err := newRenderer(!wall).Render(&b, source, doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b.Bytes(), nil
}

func newRenderer(unsafe bool) renderer.Renderer {
	var options []html.Option
	if unsafe {
		options = append(options, html.WithUnsafe())
	}
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(ownRenderer{}, 100),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(extension.WithFootnoteBacklinkHTML("↩")), 500),
		util.Prioritized(html.NewRenderer(options...), 1000),
	))
}

// sift is the first wall: it takes out of the tree what the page must not
// hold, and leaves a visible mark of each.
func sift(doc ast.Node, source []byte) {
	var nodes []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			nodes = append(nodes, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range nodes {
		switch n := n.(type) {
		case *ast.RawHTML:
			replaceInline(n, shownHTML(string(n.Segments.Value(source))))
		case *ast.HTMLBlock:
			siftBlock(n, source)
		case *ast.Link:
			if href := resolved(n.Destination); !allowedLink(href) {
				unwrap(n, newShown("refused", href))
			}
		case *ast.AutoLink:
			if href := string(n.URL(source)); n.AutoLinkType == ast.AutoLinkURL && !allowedLink(resolved([]byte(href))) {
				replaceInline(n, newShown("refused", href))
			}
		case *ast.Image:
			if src := resolved(n.Destination); !allowedImage(src) {
				unwrap(n, newShown("refused", src))
			}
		case *ast.FencedCodeBlock:
			if lang := n.Language(source); lang != nil && !knownLanguage(string(lang)) {
				n.Info = nil
			}
		case *extast.TaskCheckBox:
			mark := "☐ "
			if n.IsChecked {
				mark = "☑ "
			}
			replaceInline(n, newShown("task", mark))
		}
	}
}

// resolved is a destination as the engine writes it, with entities resolved.
func resolved(dest []byte) string { return string(util.URLEscape(dest, true)) }

// siftBlock shows a block of HTML as the text it is; a comment is left out.
func siftBlock(n *ast.HTMLBlock, source []byte) {
	var raw bytes.Buffer
	raw.Write(n.Lines().Value(source))
	if n.HasClosure() {
		raw.Write(n.ClosureLine.Value(source))
	}
	parent := n.Parent()
	if isComment(raw.String()) {
		parent.RemoveChild(parent, n)
		return
	}
	p := ast.NewParagraph()
	p.AppendChild(p, newShown("raw", string(bytes.TrimSpace(raw.Bytes()))))
	parent.ReplaceChild(parent, n, p)
}

func shownHTML(raw string) ast.Node {
	if isComment(raw) {
		return nil
	}
	return newShown("raw", raw)
}

func isComment(raw string) bool {
	t := bytes.TrimSpace([]byte(raw))
	return bytes.HasPrefix(t, []byte("<!--")) && bytes.Index(t, []byte("-->")) == len(t)-len("-->")
}

func replaceInline(old, with ast.Node) {
	parent := old.Parent()
	if with == nil {
		parent.RemoveChild(parent, old)
		return
	}
	parent.ReplaceChild(parent, old, with)
}

// unwrap puts the children of a node in its place, and a note after them.
func unwrap(n, note ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = next
	}
	parent.ReplaceChild(parent, n, note)
}
