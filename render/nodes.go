package render

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"github.com/candor-reports/candor/internal/markdown"
)

var kindShown = ast.NewNodeKind("Shown")

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

// ownRenderer writes the nodes that the engine does not know.
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
	reg.Register(markdown.KindClash, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if c := n.(*markdown.Clash); entering {
			writeElement(w, "p", "clash-"+c.Side, c.Line)
		}
		return ast.WalkContinue, nil
	})
}

func writeElement(w util.BufWriter, tag, class, text string) {
	_, _ = w.WriteString("<" + tag + ` class="` + class + `">`)
	_, _ = w.Write(util.EscapeHTML([]byte(text)))
	_, _ = w.WriteString("</" + tag + ">")
}
