package render

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/candor-reports/candor/internal/markdown"
)

// run writes what stands within one block. Text is gathered until something
// else comes: how a character has to be written depends on those around it,
// and the engine cuts text in pieces.
type run struct {
	r       *rewriter
	out     []byte
	pending strings.Builder // text
	coded   strings.Builder // code
	start   bool            // of a line
	cell    bool            // of a table
}

// inline writes the content of a block that holds no blocks.
func (r *rewriter) inline(n ast.Node) string { return r.line(n, false) }

func (r *rewriter) line(n ast.Node, cell bool) string {
	w := &run{r: r, start: true, cell: cell}
	w.children(n)
	w.flush(false)
	return strings.Trim(string(w.out), " \n")
}

func (w *run) children(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.node(c)
	}
}

func (w *run) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(n)
	case *ast.String:
		w.say(string(n.Value))
	case *ast.CodeSpan:
		w.code(codeText(n, w.r.source))
	case *shown:
		if n.class == "task" {
			w.say(n.text)
		} else {
			w.code(n.text)
		}
	case *ast.Emphasis:
		w.marked(strings.Repeat("*", n.Level), n)
	case *extast.Strikethrough:
		w.marked("~~", n)
	case *ast.Link:
		w.link("[", n, resolved(n.Destination), decoded(n.Title))
	case *ast.Image:
		w.flush(true)
		w.put("![" + w.r.escape(w.r.plain(n), false) + target(w.r.d.picture(resolved(n.Destination)), decoded(n.Title)))
	case *ast.AutoLink:
		w.autoLink(n)
	case *extast.FootnoteLink:
		w.flush(true)
		w.put("[^" + w.r.notes[n.Index] + "]")
	case *extast.FootnoteBacklink:
	default:
		w.children(n)
	}
}

// text gathers the text of a node and writes the end of its line.
func (w *run) text(n *ast.Text) {
	segment := n.Segment.Value(w.r.source)
	if n.IsRaw() {
		w.say(string(segment))
	} else {
		w.say(decoded(segment))
	}
	if !n.HardLineBreak() && !n.SoftLineBreak() {
		return
	}
	w.flush(false)
	// A line that holds nothing would end the paragraph.
	if !w.start {
		if n.HardLineBreak() {
			w.out = append(w.out, "  "...)
		}
		w.out = append(w.out, '\n')
	}
	w.start = true
}

func (w *run) say(text string) {
	if text != "" {
		w.flushCode()
		w.pending.WriteString(text)
	}
}

// flush writes what was gathered. What follows is a bracket or not: an
// exclamation mark before one would make an image of it.
func (w *run) flush(bracket bool) {
	w.flushText(bracket)
	w.flushCode()
}

func (w *run) flushText(bracket bool) {
	text := w.pending.String()
	w.pending.Reset()
	if w.start {
		text = strings.TrimLeft(text, " \t")
	}
	if text == "" {
		return
	}
	escaped := w.r.escape(text, w.start)
	if rest, ok := strings.CutSuffix(escaped, "!"); ok && bracket {
		escaped = rest + "&#33;"
	}
	if escaped[0] == ':' && bytes.HasSuffix(w.out, []byte("]")) {
		escaped = `\` + escaped // else it defines what the brackets name
	}
	w.put(escaped)
}

// flushCode writes code. Two spans that touch are one: their backticks would
// be.
func (w *run) flushCode() {
	text := strings.Trim(strings.ReplaceAll(w.coded.String(), "\n", " "), " ")
	w.coded.Reset()
	if text != "" {
		w.put(markdown.Code(text, w.r.d.breaks(w.cell)))
	}
}

// escape writes text that may hold line feeds, which a reference gives.
func (r *rewriter) escape(text string, start bool) string {
	text = strings.Join(strings.FieldsFunc(text, func(c rune) bool { return c == '\n' || c == '\r' }), " ")
	escaped := markdown.Escape(text, start)
	if r.d.text != nil {
		return r.d.text(escaped, start)
	}
	return escaped
}

func (w *run) put(markdown string) {
	if markdown != "" {
		w.out = append(w.out, markdown...)
		w.start = false
	}
}

func (w *run) code(text string) {
	w.flushText(false)
	w.coded.WriteString(text)
}

// marked writes emphasis. One that follows another of its kind goes on with
// it: their marks would be taken for a mark of another kind.
func (w *run) marked(mark string, n ast.Node) {
	w.flush(false)
	first := n.PreviousSibling() == nil || !sameMark(n.PreviousSibling(), n)
	last := n.NextSibling() == nil || !sameMark(n, n.NextSibling())
	at := len(w.out)
	w.children(n)
	w.flush(false)
	// White space within the marks would take their meaning from them.
	inner := strings.TrimRight(string(w.out[at:]), " \n")
	space := string(w.out[at+len(inner):])
	text := strings.TrimLeft(inner, " \n")
	w.out = append(w.out[:at], inner[:len(inner)-len(text)]...)
	if text == "" || !flanks(w.out, text, w.next(n)) {
		mark = ""
	}
	if first {
		w.out = append(w.out, mark...)
	}
	w.out = append(w.out, text...)
	if last {
		w.out = append(w.out, mark...)
	}
	w.out = append(w.out, space...)
	w.start = w.start && text == ""
}

// flanks reports whether marks around a text are read as marks: not where a
// letter stands outside and a sign inside (CommonMark 0.31.2, section 6.2). That
// comes about where something was taken out.
func flanks(before []byte, text string, after byte) bool {
	wordBefore := len(before) > 0 && wordByte(before[len(before)-1])
	return (!wordBefore || wordByte(text[0])) && (!wordByte(after) || wordByte(text[len(text)-1]))
}

func wordByte(c byte) bool { return alphanumeric(c) || c >= 0x80 }

// next is the first byte of the text that follows a node; 0 where something
// else does.
func (w *run) next(n ast.Node) byte {
	if t, ok := n.NextSibling().(*ast.Text); ok && t.Segment.Len() > 0 {
		return t.Segment.Value(w.r.source)[0]
	}
	return 0
}

func sameMark(a, b ast.Node) bool {
	x, ok := a.(*ast.Emphasis)
	y, also := b.(*ast.Emphasis)
	return a.Kind() == b.Kind() && ok == also && (!ok || x.Level == y.Level)
}

func (w *run) link(open string, n ast.Node, href, title string) {
	w.flush(true)
	w.out = append(w.out, open...)
	w.start = false
	w.children(n)
	w.flush(false)
	w.out = append(w.out, target(href, title)...)
}

// autoLink writes an address between angle brackets as a link with that text:
// where components are read, brackets are theirs. Within a link it is text.
func (w *run) autoLink(n *ast.AutoLink) {
	label := string(n.Label(w.r.source))
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			w.say(label)
			return
		}
	}
	href := string(n.URL(w.r.source))
	if n.AutoLinkType == ast.AutoLinkEmail {
		href = "mailto:" + strings.TrimPrefix(href, "mailto:")
	}
	w.flush(true)
	w.put("[" + w.r.escape(label, false) + target(resolved([]byte(href)), ""))
}

// target ends a link or an image. Everything in it that any engine could take
// for the end of something is written as a reference or in percent.
func target(href, title string) string {
	out := "](" + destinationEscapes.Replace(href)
	if title = strings.Join(strings.Fields(title), " "); title != "" {
		out += ` "` + titleEscapes.Replace(title) + `"`
	}
	return out + ")"
}

var destinationEscapes = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "{", "%7B", "}", "%7D", "|", "%7C", `\`, "%5C", `"`, "%22", "'", "%27", "`", "%60",
	"*", "%2A", "~", "%7E", "$", "%24", "[", "%5B", "]", "%5D", " ", "%20", "&", "&amp;", "\n", "%0A",
)

var titleEscapes = strings.NewReplacer(
	`"`, "&quot;", "&", "&amp;", "<", "&lt;", ">", "&gt;", "{", "&#123;", "}", "&#125;", `\`, "&#92;", "|", "&#124;", "`", "&#96;",
	"[", "&#91;", "]", "&#93;", "*", "&#42;", "_", "&#95;", "-", "&#45;", ":", "&#58;",
)

// codeText is the text of a code span.
func codeText(n ast.Node, source []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(source))
		case *ast.String:
			b.Write(c.Value)
		}
	}
	return b.String()
}

// plain is the text that a reader sees of a node, on one line.
func (r *rewriter) plain(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			b.WriteString(codeText(n, r.source))
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			b.WriteString(decoded(n.Segment.Value(r.source)))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.Write(n.Label(r.source))
		case *shown:
			b.WriteString(n.text)
		case *ast.String:
			b.Write(n.Value)
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(b.String()), " ")
}
