package render

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/gomarkdown/markdown/ast"
	second "github.com/gomarkdown/markdown/html"
	"github.com/gomarkdown/markdown/parser"
	"golang.org/x/net/html"

	"github.com/candor-reports/candor/internal/markdown"
)

// The second engine is fed in chunks: its time grows with the cube of the
// blocks it is given. Its panics end in an error, and what it does not stop
// itself, raw HTML and links of any scheme, is shown as text.

// longLine is the number of bytes of a line from which the second engine is not
// asked: for some lines its time grows with the square of their length.
const longLine = 8 << 10

func secondHTML(name string, source []byte, wall bool) ([]byte, error) {
	// The limits are those of the first engine, which are counted in its tree.
	if _, err := markdown.Parse(name, source); err != nil {
		return nil, err
	}
	for i, line := range bytes.Split(source, []byte("\n")) {
		if len(pngInLine.ReplaceAll(line, nil)) > longLine {
			return nil, fmt.Errorf("%s: line %d: more than %d kB in one line are too much for the engine gomarkdown: break it, or render with goldmark", name, i+1, longLine>>10)
		}
	}
	all := definitions(source)
	var merged *html.Node
	notes := &noteList{numbers: map[string]int{}}
	for _, c := range chunks(source) {
		made, err := secondChunk(c, all, wall)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, c.line, err)
		}
		tree, err := parseHTML(made)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, c.line, err)
		}
		notes.gather(tree)
		if merged == nil {
			merged = tree
			continue
		}
		for n := tree.FirstChild; n != nil; n = tree.FirstChild {
			tree.RemoveChild(n)
			merged.AppendChild(n)
		}
	}
	if merged == nil {
		return nil, nil
	}
	notes.write(merged)
	return []byte(inner(merged)), nil
}

var pngInLine = regexp.MustCompile(`data:image/png;base64,[A-Za-z0-9+/=]+`)

// secondExtensions are those that the engine has by default, and footnotes.
const secondExtensions = parser.CommonExtensions | parser.Footnotes

// secondChunk renders one chunk with the definitions it uses.
func secondChunk(c chunk, all map[string]definition, wall bool) (made []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the engine gomarkdown fails on the passage that begins here: %v\n  hint: write it in another way, or render with goldmark", p)
		}
	}()
	doc := parser.NewWithExtensions(secondExtensions).Parse(withDefinitions(c.source, all))
	options := second.RendererOptions{Flags: second.FlagsNone}
	if wall {
		options.RenderNodeHook = secondWall
	}
	var b bytes.Buffer
	r := second.NewRenderer(options)
	ast.WalkFunc(doc, func(n ast.Node, entering bool) ast.WalkStatus { return r.RenderNode(&b, n, entering) })
	return b.Bytes(), nil
}

// secondWall is the first wall for the second engine: it shows raw HTML as the
// text it is, and takes links and images out that a page must not hold.
func secondWall(w io.Writer, n ast.Node, entering bool) (ast.WalkStatus, bool) {
	switch n := n.(type) {
	case *ast.HTMLSpan:
		showRaw(w, n.Literal)
		return ast.GoToNext, true
	case *ast.HTMLBlock:
		if !isComment(string(n.Literal)) {
			_, _ = io.WriteString(w, "<p>")
			showRaw(w, bytes.TrimSpace(n.Literal))
			_, _ = io.WriteString(w, "</p>\n")
		}
		return ast.GoToNext, true
	case *ast.CodeBlock:
		if lang, _, _ := strings.Cut(string(n.Info), " "); !knownLanguage(lang) {
			n.Info = nil
		}
	case *ast.Link:
		if n.NoteID == 0 && !allowedLink(html.UnescapeString(string(n.Destination))) {
			if !entering {
				showCode(w, "refused", string(n.Destination))
			}
			return ast.GoToNext, true
		}
	case *ast.Image:
		if !allowedImage(html.UnescapeString(string(n.Destination))) {
			if !entering {
				showCode(w, "refused", string(n.Destination))
			}
			return ast.GoToNext, true
		}
	}
	return ast.GoToNext, false
}

func showRaw(w io.Writer, raw []byte) {
	if !isComment(string(raw)) {
		showCode(w, "raw", string(raw))
	}
}

func showCode(w io.Writer, class, text string) {
	_, _ = io.WriteString(w, `<code class="`+class+`">`+html.EscapeString(text)+"</code>")
}
