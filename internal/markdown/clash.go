package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// KindClash is the kind of a Clash.
var KindClash = ast.NewNodeKind("Clash")

// Clash is a line with which a merge marks two versions of a passage.
type Clash struct {
	ast.BaseBlock
	Side  string // open, middle or close
	Line  string
	Start int // its offset in the document
}

// Kind names the node for its renderer.
func (*Clash) Kind() ast.NodeKind { return KindClash }

// IsRaw says that the line holds no Markdown.
func (*Clash) IsRaw() bool { return true }

// Dump prints the node for debugging.
func (n *Clash) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"side": n.Side}, nil)
}

// clashParser keeps the lines of a clash from being read as Markdown, in which
// they are a heading's underline and seven quotes.
type clashParser struct{}

var clashOpen = parser.NewContextKey()

// Trigger lists the bytes that a line of a clash begins with.
func (clashParser) Trigger() []byte { return []byte("<=>|") }

// Open reads one line of a clash.
func (clashParser) Open(_ ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := r.PeekLine()
	side := clashSide(line, pc.Get(clashOpen) != nil)
	switch side {
	case "":
		return nil, parser.NoChildren
	case "open":
		pc.Set(clashOpen, true)
	case "close":
		pc.Set(clashOpen, nil)
	}
	r.AdvanceToEOL()
	return &Clash{Side: side, Line: string(bytes.TrimSpace(line)), Start: seg.Start}, parser.NoChildren
}

func clashSide(line []byte, open bool) string {
	line = bytes.TrimRight(line, " \t\r\n")
	is := func(mark string) bool {
		return bytes.HasPrefix(line, []byte(mark)) && (len(line) == len(mark) || line[len(mark)] == ' ')
	}
	switch {
	case !open && is("<<<<<<<"):
		return "open"
	case open && (is("=======") || is("|||||||")):
		return "middle"
	case open && is(">>>>>>>"):
		return "close"
	}
	return ""
}

// Continue ends the block: it is one line.
func (clashParser) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }

// Close does nothing: there is nothing left open.
func (clashParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph says that a clash may begin in the middle of one.
func (clashParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine says that an indented line is not one of a clash.
func (clashParser) CanAcceptIndentedLine() bool { return false }
