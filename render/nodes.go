package render

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	kindShown = ast.NewNodeKind("Shown")
	kindClash = ast.NewNodeKind("Clash")
)

// shown is text that is shown as it is, in an element of the given class.
type shown struct {
	ast.BaseInline
	class, text string
}

func newShown(class, text string) *shown { return &shown{class: class, text: text} }

// Kind names the node for its renderer.
func (*shown) Kind() ast.NodeKind { return kindShown }

// Dump prints the node for debugging.
func (n *shown) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"text": n.text}, nil)
}

// clash is a line with which a merge marks two versions of a passage.
type clash struct {
	ast.BaseBlock
	side string // open, middle or close
	text string
}

// Kind names the node for its renderer.
func (*clash) Kind() ast.NodeKind { return kindClash }

// IsRaw says that the line holds no Markdown.
func (*clash) IsRaw() bool { return true }

// Dump prints the node for debugging.
func (n *clash) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"side": n.side}, nil)
}

// clashParser keeps the lines of a clash from being read as Markdown, in which
// they are a heading's underline and seven quotes.
type clashParser struct{}

var clashOpen = parser.NewContextKey()

// Trigger lists the bytes that a line of a clash begins with.
func (clashParser) Trigger() []byte { return []byte("<=>|") }

// Open reads one line of a clash.
func (clashParser) Open(_ ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := r.PeekLine()
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
	return &clash{side: side, text: string(bytes.TrimSpace(line))}, parser.NoChildren
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

// ownRenderer writes the nodes above.
type ownRenderer struct{}

// RegisterFuncs tells the engine which nodes it writes.
func (ownRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindShown, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if s := n.(*shown); entering {
			tag := "code"
			if s.class == "task" {
				tag = "span"
			}
			writeElement(w, tag, s.class, s.text)
		}
		return ast.WalkContinue, nil
	})
	reg.Register(kindClash, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if c := n.(*clash); entering {
			writeElement(w, "p", "clash-"+c.side, c.text)
		}
		return ast.WalkContinue, nil
	})
}

func writeElement(w util.BufWriter, tag, class, text string) {
	_, _ = w.WriteString("<" + tag + ` class="` + class + `">`)
	_, _ = w.Write(util.EscapeHTML([]byte(text)))
	_, _ = w.WriteString("</" + tag + ">")
}
