package render

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/candor-reports/candor/internal/markdown"
)

// rewriter writes a syntax tree as Markdown for one site generator. The tree
// says what a reader is to see; the dialect says how that generator has to be
// told. What the draft looked like is not asked: the same tree gives the same
// Markdown.
type rewriter struct {
	source []byte
	d      dialect
	notes  map[int]string // the labels of footnotes, by their number
}

// rewrite parses a draft, lets it pass the first wall and writes it anew. It
// takes out the heading with which a draft opens and returns it as the title.
func rewrite(name string, source []byte, d dialect) (title, body string, err error) {
	source = normal(source)
	doc, err := markdown.Parse(name, source)
	if err != nil {
		return "", "", err
	}
	sift(doc, source)
	r := &rewriter{source: source, d: d, notes: labels(doc)}
	if h, ok := doc.FirstChild().(*ast.Heading); ok && h.Level == 1 {
		title = r.plain(h)
		doc.RemoveChild(doc, h)
	}
	body = r.blocks(doc, false)
	if body != "" {
		body += "\n"
	}
	if d.finish != nil {
		body = d.finish(body)
	}
	return title, body, nil
}

// normal is a draft as the engines are given it: valid UTF-8 and line feeds.
func normal(source []byte) []byte {
	source = bytes.ToValidUTF8(source, []byte("\uFFFD"))
	return bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
}

// labels gives each footnote the name it had, where every engine takes it, else
// its number.
func labels(doc ast.Node) map[int]string {
	out := map[int]string{}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if f, ok := n.(*extast.Footnote); ok && entering {
			label := string(f.Ref)
			if strings.ContainsFunc(label, func(r rune) bool { return r != '-' && (r >= 0x80 || !alphanumeric(byte(r))) }) || label == "" {
				label = "n" + strconv.Itoa(f.Index)
			}
			out[f.Index] = label
		}
		return ast.WalkContinue, nil
	})
	return out
}

func alphanumeric(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

// blocks writes the children of a block. In a tight list nothing stands
// between them.
func (r *rewriter) blocks(parent ast.Node, tight bool) string {
	var parts []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if part, ok := r.block(n); ok {
			parts = append(parts, part)
		}
	}
	if tight {
		return strings.Join(parts, "\n")
	}
	return strings.Join(parts, "\n\n")
}

// block writes one block without the line feed at its end. It reports false
// for what no reader sees.
func (r *rewriter) block(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.Heading:
		text := strings.Join(strings.Fields(r.inline(n)), " ")
		return strings.TrimRight(strings.Repeat("#", n.Level)+" "+text, " "), true
	case *ast.ThematicBreak:
		return "***", true
	case *ast.CodeBlock:
		return r.fence("", n), true
	case *ast.FencedCodeBlock:
		return r.fence(string(n.Language(r.source)), n), true
	case *ast.Blockquote:
		return indent(r.blocks(n, false), "> ", "> "), true
	case *ast.List:
		return r.list(n), true
	case *extast.Table:
		return r.table(n), true
	case *extast.FootnoteList:
		return r.footnotes(n), true
	case *markdown.Clash:
		return markdown.Code(n.Line, r.d.breaks(false)), true
	case *ast.Paragraph, *ast.TextBlock:
		text := r.inline(n)
		return text, text != ""
	}
	return r.blocks(n, false), n.HasChildren()
}

// indent puts first before the first line and rest before the others. A line
// that holds nothing gets no space at its end.
func indent(text, first, rest string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		prefix := rest
		if i == 0 {
			prefix = first
		}
		lines[i] = prefix + line
		if line == "" {
			lines[i] = strings.TrimRight(prefix, " ")
		}
	}
	return strings.Join(lines, "\n")
}

func (r *rewriter) fence(lang string, n ast.Node) string {
	if strings.Contains(lang, "`") {
		lang = "" // after tildes alone may a backtick stand there, and it names no language
	}
	text := strings.TrimSuffix(string(n.Lines().Value(r.source)), "\n")
	if r.d.block != nil {
		text = r.d.block(text)
	}
	return markdown.Fence(lang, text)
}

// list writes a list. One that follows another of its kind has another mark,
// without which it would go on with the first.
func (r *rewriter) list(n *ast.List) string {
	mark := "-"
	if n.IsOrdered() {
		mark = "."
	}
	if before, ok := n.PreviousSibling().(*ast.List); ok && before.IsOrdered() == n.IsOrdered() && r.alternate(before) {
		mark = map[string]string{"-": "*", ".": ")"}[mark]
	}
	var items []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		lead := mark + " "
		if n.IsOrdered() {
			lead = strconv.Itoa(number) + mark + " "
			number++
		}
		body := r.blocks(item, n.IsTight)
		if body == "" {
			lead = strings.TrimRight(lead, " ")
		}
		items = append(items, indent(body, lead, strings.Repeat(" ", len(lead))))
	}
	if n.IsTight {
		return strings.Join(items, "\n")
	}
	return strings.Join(items, "\n\n")
}

// alternate reports whether a list has the usual mark, so that the next one
// takes the other.
func (r *rewriter) alternate(n *ast.List) bool {
	before, ok := n.PreviousSibling().(*ast.List)
	return !ok || before.IsOrdered() != n.IsOrdered() || !r.alternate(before)
}

// footnotes writes the footnotes that the document refers to.
func (r *rewriter) footnotes(list *extast.FootnoteList) string {
	var out []string
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		note, ok := n.(*extast.Footnote)
		if !ok {
			continue
		}
		out = append(out, indent(r.blocks(note, false), "[^"+r.notes[note.Index]+"]: ", "    "))
	}
	return strings.Join(out, "\n\n")
}

// decoded is the text that a reader sees of a segment of the draft, with its
// escapes and references resolved.
func decoded(segment []byte) string {
	if !bytes.ContainsAny(segment, "\\&\x00") {
		return string(segment)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	gmhtml.DefaultWriter.Write(w, segment)
	_ = w.Flush()
	return html.UnescapeString(b.String())
}
