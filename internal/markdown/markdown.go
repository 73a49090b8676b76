// Package markdown reads a document's Markdown within bounds: CommonMark with
// tables, strikethrough, task lists and footnotes, and the marker lines of a
// merge. A document that would take more time or memory than a person's text
// ever does is refused, with the line. It also writes text as Markdown that
// shows just that text.
//
// It renders nothing and judges nothing.
package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse returns the syntax tree of a document. The name is used in messages
// only.
func Parse(name string, source []byte) (ast.Node, error) {
	if len(source) > MaxBytes {
		return nil, fmt.Errorf("%s: %d kB of Markdown is more than %d kB: split the document", name, len(source)>>10, MaxBytes>>10)
	}
	if n := bytes.Count(source, []byte("\n")); n > MaxLines {
		return nil, fmt.Errorf("%s: line %d: more than %d lines: split the document", name, MaxLines+1, MaxLines)
	}
	m := &meter{}
	doc := newParser(m).Parse(text.NewReader(source))
	measure(doc, m)
	if err := m.Err(name, source); err != nil {
		return nil, err
	}
	return doc, nil
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
		if size > MaxDestination && !bytes.HasPrefix(destination(n), []byte("data:image/png")) {
			m.fail(blockOf(n), "a link's destination is longer than %d bytes", MaxDestination)
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
