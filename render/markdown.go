package render

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdownToHTML renders Markdown. With the wall down, raw HTML and every link
// pass as they are: that is for the tests which show that the other wall holds
// without this one.
func markdownToHTML(name string, source []byte, wall bool) ([]byte, error) {
	if len(source) > maxBytes {
		return nil, fmt.Errorf("%s: %d kB of Markdown is more than %d kB: split the document", name, len(source)>>10, maxBytes>>10)
	}
	if n := bytes.Count(source, []byte("\n")); n > maxLines {
		return nil, fmt.Errorf("%s: line %d: more than %d lines: split the document", name, maxLines+1, maxLines)
	}
	m := &meter{}
	doc := newParser(m).Parse(text.NewReader(source))
	measure(doc, m)
	if err := m.Err(name, source); err != nil {
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

func newParser(m *meter) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(clashParser{}, 50),
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(nested{parser.NewListParser(), m}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(nested{parser.NewBlockquoteParser(), m}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(brackets{extension.NewFootnoteParser(), m}, 101),
			util.Prioritized(brackets{parser.NewLinkParser(), m}, 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewRawHTMLParser(), 400),
			util.Prioritized(emphasis{parser.NewEmphasisParser(), m}, 500),
			util.Prioritized(emphasis{extension.NewStrikethroughParser(), m}, 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(references{parser.LinkReferenceParagraphTransformer, m}, 100),
			util.Prioritized(tables{extension.NewTableParagraphTransformer(), m}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)
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
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(html.NewRenderer(options...), 1000),
	))
}

// measure bounds what the tree would cost to write out.
func measure(doc ast.Node, m *meter) {
	var inline, total int
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		if !entering {
			inline--
			return ast.WalkContinue, nil
		}
		if inline++; inline > maxInlineDepth {
			m.fail(blockOf(n), "emphasis and links lie more than %d deep in each other", maxInlineDepth)
			return ast.WalkStop, nil
		}
		size := len(destination(n))
		total += size
		if size > maxDestination && !isPNG(destination(n)) {
			m.fail(blockOf(n), "a link's destination is longer than %d bytes", maxDestination)
		}
		if total > maxDestinations {
			m.fail(blockOf(n), "the destinations of links take more than %d bytes together", maxDestinations)
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
}

func destination(n ast.Node) []byte {
	switch n := n.(type) {
	case *ast.Link:
		return n.Destination
	case *ast.Image:
		return n.Destination
	}
	return nil
}

// blockOf is where the block that holds an inline node begins.
func blockOf(n ast.Node) int {
	for n.Type() == ast.TypeInline && n.Parent() != nil {
		n = n.Parent()
	}
	if lines := n.Lines(); lines != nil && lines.Len() > 0 {
		return lines.At(0).Start
	}
	return n.Pos()
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
