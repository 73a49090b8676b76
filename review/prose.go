package review

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

// Prose is what a document says in words: the text of its headings,
// paragraphs, list items and table cells. Code, quotes, addresses, footnotes,
// raw HTML and front matter are left out.
type Prose struct {
	Blocks    []Block
	Sentences []Sentence
	words     map[string][]int32 // the sentences a word stands in
}

// BlockKind says what a block of prose is.
type BlockKind int

// The kinds of block.
const (
	Paragraph BlockKind = iota
	Heading
	Item // the first paragraph of a list item
	Cell
)

// Block is one run of prose.
type Block struct {
	Kind     BlockKind
	Level    int      // of a heading
	Path     []string // the headings it stands under, the outermost first, in lower case
	Text     string   // with entities and escapes resolved; code and addresses stand as U+FFFC
	From, To int      // its sentences
	Node     ast.Node
	source   []anchor
}

// Sentence is one sentence of a block.
type Sentence struct {
	Text  string
	Lower string // of the same length
	Block int
	Start int // in the block's text
}

// anchor ties a place of a block's text to one of the document.
type anchor struct{ text, source int }

// object stands in prose for what is no prose.
const object = "\ufffc"

// at returns the offset in the document of a place in the block's text.
func (b *Block) at(i int) int {
	n := sort.Search(len(b.source), func(n int) bool { return b.source[n].text > i }) - 1
	if n < 0 {
		return 0
	}
	return b.source[n].source + i - b.source[n].text
}

// Under reports whether one of the block's headings holds one of the words.
func (b *Block) Under(words ...string) bool {
	for _, h := range b.Path {
		for _, w := range words {
			if strings.Contains(h, w) {
				return true
			}
		}
	}
	return false
}

// proseOf gathers the prose of a document.
func proseOf(doc ast.Node, source []byte) *Prose {
	g := &gatherer{source: source, prose: &Prose{words: make(map[string][]int32, 512)}, front: frontMatter(source)}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock, extast.KindFootnoteList, extast.KindFootnote:
			return ast.WalkSkipChildren, nil
		case ast.KindHeading, ast.KindParagraph, ast.KindTextBlock, extast.KindTableCell:
			g.block(n)
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return g.prose
}

// frontMatter is where the text after front matter begins.
func frontMatter(source []byte) int {
	first, rest, _ := bytes.Cut(bytes.TrimPrefix(source, []byte("\ufeff")), []byte("\n"))
	fence := bytes.TrimSpace(first)
	if string(fence) != "---" && string(fence) != "+++" {
		return 0
	}
	if end := bytes.Index(rest, slices.Concat([]byte("\n"), fence)); end >= 0 {
		return len(source) - len(rest) + end + 1 + len(fence)
	}
	return 0
}

type gatherer struct {
	source []byte
	prose  *Prose
	path   []pathEntry
	front  int
	text   []byte
	src    []anchor
}

type pathEntry struct {
	level int
	text  string
}

func (g *gatherer) block(n ast.Node) {
	g.text, g.src = nil, nil
	g.inline(n)
	if len(bytes.TrimSpace(g.text)) == 0 || len(g.src) > 0 && g.src[0].source < g.front {
		return
	}
	b := Block{Text: string(g.text), Node: n, source: g.src}
	switch n := n.(type) {
	case *ast.Heading:
		b.Kind, b.Level = Heading, n.Level
		for len(g.path) > 0 && g.path[len(g.path)-1].level >= n.Level {
			g.path = g.path[:len(g.path)-1]
		}
	case *extast.TableCell:
		b.Kind = Cell
	default:
		if p := n.Parent(); p != nil && p.Kind() == ast.KindListItem && p.FirstChild() == n {
			b.Kind = Item
		}
	}
	for _, h := range g.path {
		b.Path = append(b.Path, h.text)
	}
	if b.Kind == Heading {
		g.path = append(g.path, pathEntry{b.Level, strings.ToLower(b.Text)})
	}
	g.sentences(&b)
	g.prose.Blocks = append(g.prose.Blocks, b)
}

func (g *gatherer) inline(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			g.segment(n.Segment.Start, n.Segment.Stop, n.IsRaw())
			if n.SoftLineBreak() || n.HardLineBreak() {
				g.add(" ", n.Segment.Stop)
			}
		case *ast.CodeSpan, *ast.AutoLink, *ast.Image:
			g.add(object, g.end())
		case *ast.RawHTML:
			if n.Segments.Len() > 0 && bytes.HasPrefix(n.Segments.Value(g.source), []byte("<br")) {
				g.add(" ", n.Segments.At(0).Start)
			}
		case *extast.Strikethrough, *extast.FootnoteLink, *extast.TaskCheckBox:
		default:
			g.inline(n)
		}
	}
}

// end is the offset up to which the block has been read.
func (g *gatherer) end() int {
	if len(g.src) == 0 {
		return g.front
	}
	last := g.src[len(g.src)-1]
	return last.source + len(g.text) - last.text
}

func (g *gatherer) add(s string, at int) {
	if len(g.src) == 0 || g.end() != at {
		g.src = append(g.src, anchor{len(g.text), at})
	}
	g.text = append(g.text, s...)
}

// segment adds a run of source text as a reader sees it.
func (g *gatherer) segment(from, to int, raw bool) {
	s := g.source
	for i := from; i < to; {
		j := i
		for j < to && s[j] != '\\' && s[j] != '&' && s[j] != ':' && s[j] != 0xe2 && s[j] != 0xc2 {
			j++
		}
		if j > i {
			g.add(string(s[i:j]), i)
			i = j
			continue
		}
		i = g.special(i, to, raw)
	}
}

// special adds what stands at a byte that may need to be read as another, and
// returns where the text goes on.
func (g *gatherer) special(i, to int, raw bool) int {
	rest := g.source[i:to]
	switch {
	case !raw && rest[0] == '\\' && len(rest) > 1 && util.IsPunct(rest[1]):
		g.add(string(rest[1:2]), i+1)
		return i + 2
	case !raw && rest[0] == '&':
		if end := bytes.IndexByte(rest, ';'); end > 1 && end < 32 {
			if got := util.ResolveEntityNames(util.ResolveNumericReferences(rest[:end+1])); len(got) <= end {
				g.add(string(got), i)
				g.src = append(g.src, anchor{len(g.text), i + end + 1})
				return i + end + 1
			}
		}
	case bytes.HasPrefix(rest, []byte("://")):
		scheme := len(bytes.TrimRightFunc(g.text, unicode.IsLetter))
		end := bytes.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == ')' || r == '>' || r == '"' })
		if end < 0 {
			end = len(rest)
		}
		if scheme < len(g.text) {
			g.text = append(g.text[:scheme], object...)
			g.src = append(g.src, anchor{len(g.text), i + end})
			return i + end
		}
	case bytes.HasPrefix(rest, []byte("’")), bytes.HasPrefix(rest, []byte("‘")):
		g.add("'", i)
		g.src = append(g.src, anchor{len(g.text), i + len("’")})
		return i + len("’")
	case bytes.HasPrefix(rest, []byte("\u00a0")):
		g.add(" ", i)
		g.src = append(g.src, anchor{len(g.text), i + len("\u00a0")})
		return i + len("\u00a0")
	}
	_, n := utf8.DecodeRune(rest)
	g.add(string(rest[:n]), i)
	return i + n
}

func (g *gatherer) sentences(b *Block) {
	p := g.prose
	b.From = len(p.Sentences)
	lower := lowered(b.Text)
	for start := 0; start < len(b.Text); {
		end := start + sentenceEnd(b.Text[start:])
		if strings.TrimSpace(b.Text[start:end]) != "" {
			s := Sentence{Text: b.Text[start:end], Lower: lower[start:end], Block: len(p.Blocks), Start: start}
			n := int32(len(p.Sentences))
			p.Sentences = append(p.Sentences, s)
			for w := range words(s.Lower) {
				if at := p.words[w]; len(at) == 0 || at[len(at)-1] != n {
					p.words[w] = append(at, n)
				}
			}
		}
		start = end
	}
	b.To = len(p.Sentences)
}

// lowered is a text in lower case whose letters stand where they stood.
func lowered(s string) string {
	if l := strings.ToLower(s); len(l) == len(s) {
		return l
	}
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}

// words ranges over the words of a text: letters, digits and apostrophes.
func words(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range s {
			in := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '\'' || r >= 0x80 && unicode.IsLetter(r)
			switch {
			case in && start < 0:
				start = i
			case !in && start >= 0:
				if !yield(s[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(s[start:])
		}
	}
}

// shortened are words that end with a full stop inside of a sentence.
var shortened = map[string]bool{
	"e.g": true, "i.e": true, "approx": true, "vs": true, "no": true, "inc": true, "ltd": true, "mr": true, "mrs": true, "ms": true, "dr": true,
	"a.m": true, "p.m": true, "ca": true, "z.b": true, "u.a": true, "nr": true, "bzw": true, "p.ej": true, "cf": true,
}

// sentenceEnd is the length of the first sentence of a text, with the space
// behind it.
func sentenceEnd(s string) int {
	for i, r := range s {
		switch r {
		case '。', '！', '？':
			return i + len("。")
		case '.', '!', '?':
		default:
			continue
		}
		rest := strings.TrimLeft(s[i+1:], `.!?)"'”»*`)
		next := strings.TrimLeft(rest, " \t")
		if next == rest && rest != "" {
			continue
		}
		if first, _ := utf8.DecodeRuneInString(next); r == '.' && (unicode.IsLower(first) || short(s[:i])) {
			continue
		}
		return len(s) - len(next)
	}
	return len(s)
}

// short reports whether a text ends in a word whose full stop ends nothing.
func short(s string) bool {
	w := strings.ToLower(s[strings.LastIndexAny(s, " (")+1:])
	// "No." ends a sentence of its own.
	return shortened[w] && (w != "no" || len(s) > 2) || len(w) == 1 && w != "i" && w >= "a" && w <= "z"
}
