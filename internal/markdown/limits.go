package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// What a document may cost. The Markdown engine needs time or memory that grows
// with the square of some of these, or faster.
const (
	MaxBytes        = 512 << 10
	MaxLines        = 1 << 16
	maxReferences   = 2000    // lines of link references in a row
	maxNesting      = 32      // lists and quotes within each other
	maxColumns      = 64      // of a table
	maxCells        = 100_000 // of all tables together
	maxMarks        = 1000    // emphasis marks, or brackets, of one block
	maxInlineDepth  = 100     // emphasis and links within each other
	MaxDestination  = 8 << 10 // bytes of one link's destination
	maxDestinations = 2 << 20 // bytes of all destinations, references resolved
)

// limitError is a limit that a draft goes over, and where.
type limitError struct {
	offset int
	cause  string
}

// meter counts, during one parse, what could grow too large. It keeps the
// first limit that is passed; from there on the parser makes plain text of what
// is beyond it, so that the parse ends soon.
type meter struct {
	err   *limitError
	block ast.Node
	marks int
	links int
	cells int
}

func (m *meter) fail(offset int, format string, args ...any) {
	if m.err == nil || offset < m.err.offset {
		m.err = &limitError{offset, fmt.Sprintf(format, args...)}
	}
}

// Err tells the limit that was passed, with its line in the draft.
func (m *meter) Err(name string, source []byte) error {
	if m.err == nil {
		return nil
	}
	line := 1 + bytes.Count(source[:min(max(m.err.offset, 0), len(source))], []byte("\n"))
	return fmt.Errorf("%s: line %d: %s", name, line, m.err.cause)
}

// enter makes the counts of a block begin anew.
func (m *meter) enter(block ast.Node) {
	if m.block != block {
		m.block, m.marks, m.links = block, 0, 0
	}
}

// nested bounds how deep a container block may lie.
type nested struct {
	parser.BlockParser
	m *meter
}

func (p nested) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, pos := r.Position()
	node, state := p.BlockParser.Open(parent, r, pc)
	if node == nil || depth(parent) < maxNesting {
		return node, state
	}
	r.SetPosition(line, pos)
	p.m.fail(pos.Start, "lists and quotes lie more than %d deep: use fewer levels", maxNesting)
	return nil, parser.NoChildren
}

func depth(n ast.Node) int {
	d := 0
	for ; n != nil; n = n.Parent() {
		switch n.Kind() {
		case ast.KindList, ast.KindBlockquote:
			d++
		}
	}
	return d
}

// emphasis bounds the emphasis marks of one block.
type emphasis struct {
	parser.InlineParser
	m *meter
}

func (p emphasis) Parse(parent ast.Node, r text.Reader, pc parser.Context) ast.Node {
	p.m.enter(parent)
	if p.m.marks >= maxMarks {
		_, pos := r.Position()
		p.m.fail(pos.Start, "more than %d emphasis marks in one paragraph: split it, or escape them with \\", maxMarks)
		return nil
	}
	node := p.InlineParser.Parse(parent, r, pc)
	if d, ok := node.(*parser.Delimiter); ok && (d.CanOpen || d.CanClose) {
		p.m.marks++
	}
	return node
}

// brackets bounds the link brackets of one block.
type brackets struct {
	parser.InlineParser
	m *meter
}

func (p brackets) Parse(parent ast.Node, r text.Reader, pc parser.Context) ast.Node {
	p.m.enter(parent)
	if line, _ := r.PeekLine(); line[0] == '!' && (len(line) < 2 || line[1] != '[') {
		return nil
	}
	p.m.links++
	if p.m.links > maxMarks {
		_, pos := r.Position()
		p.m.fail(pos.Start, "more than %d square brackets in one paragraph: split it, or escape them with \\", maxMarks)
		return nil
	}
	return p.InlineParser.Parse(parent, r, pc)
}

// CloseBlock passes on what the link parser needs at the end of a block.
func (p brackets) CloseBlock(parent ast.Node, r text.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, r, pc)
	}
}

// tables bounds the columns and cells of tables: a short row is filled up to
// the width of its table.
type tables struct {
	parser.ParagraphTransformer
	m *meter
}

func (p tables) Transform(node *ast.Paragraph, r text.Reader, pc parser.Context) {
	lines := node.Lines()
	for i := 1; i < lines.Len(); i++ {
		at := lines.At(i)
		row := at.Value(r.Source())
		if len(bytes.Trim(row, "|:- \t\r\n")) > 0 {
			continue
		}
		columns := bytes.Count(row, []byte("|")) + 1
		if columns > maxColumns+2 {
			p.m.fail(at.Start, "a table has more than %d columns: split it", maxColumns)
			return
		}
		if p.m.cells += columns * (lines.Len() - i); p.m.cells > maxCells {
			p.m.fail(at.Start, "tables have more than %d cells: shorten them", maxCells)
			return
		}
		break
	}
	p.ParagraphTransformer.Transform(node, r, pc)
}

// references bounds the lines of link references in a row.
type references struct {
	parser.ParagraphTransformer
	m *meter
}

func (p references) Transform(node *ast.Paragraph, r text.Reader, pc parser.Context) {
	lines := node.Lines()
	if lines.Len() > maxReferences && r.Source()[lines.At(0).Start] == '[' {
		p.m.fail(lines.At(0).Start, "more than %d lines of link references in a row: put an empty line between them", maxReferences)
		return
	}
	p.ParagraphTransformer.Transform(node, r, pc)
}
