package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/candor-reports/candor/internal/diff3"
	"github.com/candor-reports/candor/internal/markdown"
)

// Difference is a passage of a draft that readers see differently where another
// Markdown engine renders it: on a status page, in a wiki, at a help desk.
type Difference struct {
	Line  int    // of the draft, from 1
	Here  string // what candor's page shows; empty where it shows nothing
	There string // what the other engine shows
	Why   string // what in the draft makes the difference
	Hint  string // what to write instead
}

// Portable renders a draft with both engines and returns where what a reader
// sees differs: text, links, headings, lists, tables and code.
func Portable(name string, draft []byte) ([]Difference, error) {
	source := normal(draft)
	here, err := readFirst(name, source)
	if err != nil {
		return nil, err
	}
	there, err := readSecond(name, source)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(source), "\n")
	var out []Difference
	for _, h := range diff3.Hunks(texts(here), texts(there)) {
		for _, part := range apart(here, there, h) {
			ours, theirs := here[part.Before:part.BeforeEnd], there[part.After:part.AfterEnd]
			d := Difference{Line: lineOf(lines, here, part.Before, ours, theirs), Here: joined(ours), There: joined(theirs)}
			d.Why, d.Hint = explain(lines, d.Line, ours, theirs)
			out = append(out, d)
		}
	}
	return out, nil
}

// apart cuts a stretch that differs where both show the same words in another
// form: each of these is a difference of its own.
func apart(here, there []sight, h diff3.Hunk) []diff3.Hunk {
	var out []diff3.Hunk
	i, k := h.Before, h.After
	pairs := func(until int) {
		for ; i < until; i, k = i+1, k+1 {
			out = append(out, diff3.Hunk{Before: i, BeforeEnd: i + 1, After: k, AfterEnd: k + 1})
		}
	}
	for _, s := range diff3.Hunks(bares(here[h.Before:h.BeforeEnd]), bares(there[h.After:h.AfterEnd])) {
		pairs(h.Before + s.Before)
		i, k = h.Before+s.BeforeEnd, h.After+s.AfterEnd
		out = append(out, diff3.Hunk{Before: h.Before + s.Before, BeforeEnd: i, After: h.After + s.After, AfterEnd: k})
	}
	pairs(h.BeforeEnd)
	return out
}

func bares(all []sight) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.bare
	}
	return out
}

// sight is one thing that a reader sees: a paragraph, an item, a row, a line of
// code.
type sight struct {
	kind     passageKind
	text     string // with what makes it that: its level, its mark, its links
	bare     string // its words alone
	from, to int    // the lines of the block it is in, from 0
}

func texts(all []sight) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.text
	}
	return out
}

func joined(all []sight) string { return strings.Join(texts(all), " ⏎ ") }

// readFirst reads a draft as candor's page shows it. Each block of the tree
// makes one element, which tells the lines.
func readFirst(name string, source []byte) ([]sight, error) {
	doc, err := markdown.Parse(name, source)
	if err != nil {
		return nil, err
	}
	sift(doc, source)
	var made bytes.Buffer
	if err := newRenderer(false).Render(&made, source, doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	tree, err := parseHTML(made.Bytes())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	tree = rebuild(tree)
	end := bytes.Count(source, []byte("\n")) + 1
	var out []sight
	block := doc.FirstChild()
	for n := firstElement(tree); n != nil; n = nextElement(n) {
		var r passageReader
		r.block(n, passage{})
		from, to := 0, end
		if block != nil {
			from = startLine(block, source)
			if block = block.NextSibling(); block != nil {
				to = max(from+1, startLine(block, source))
			}
		}
		for _, s := range sights(r.out) {
			s.from, s.to = from, to
			out = append(out, s)
		}
	}
	return out, nil
}

// startLine is the line on which a block begins, from 0.
func startLine(n ast.Node, source []byte) int {
	at := -1
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			at = n.Lines().At(0).Start
			return ast.WalkStop, nil
		}
		if t, ok := n.(*ast.Text); ok {
			at = t.Segment.Start
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	if at < 0 {
		return 0
	}
	line := bytes.Count(source[:at], []byte("\n"))
	if n.Kind() == ast.KindFencedCodeBlock {
		line--
	}
	return line
}

func readSecond(name string, source []byte) ([]sight, error) {
	made, err := secondHTML(name, source, true)
	if err != nil {
		return nil, err
	}
	tree, err := parseHTML(made)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return sights(passages(rebuild(tree))), nil
}

// sights lists what a reader sees of passages.
func sights(all []passage) []sight {
	var out []sight
	for _, p := range all {
		quote := strings.Repeat("> ", p.quoted)
		see := func(mark, text, bare string) {
			out = append(out, sight{kind: p.kind, text: strings.TrimSpace(quote + mark + text), bare: bare})
		}
		switch p.kind {
		case heading:
			see(strings.Repeat("#", p.level)+" ", written(p.parts), plain(p.parts))
		case listItem:
			see(strings.Repeat("  ", p.level-1)+p.lead+" ", written(p.parts), plain(p.parts))
		case codeBlock:
			for line := range strings.SplitSeq(p.code, "\n") {
				see("code: ", line, line)
			}
		case tableBlock:
			for _, row := range p.rows {
				var cells, words []string
				for _, c := range row {
					cells, words = append(cells, written(c)), append(words, plain(c))
				}
				see("| ", strings.Join(cells, " | "), strings.Join(words, " "))
			}
		case ruler:
			see("---", "", "")
		default:
			see("", written(p.parts), plain(p.parts))
		}
	}
	return out
}

// written is a text with its links and code.
func written(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		switch {
		case p.brk:
			b.WriteByte(' ')
		case p.href != "" && !strings.HasPrefix(p.href, "#"):
			b.WriteString("[" + p.text + "](" + p.href + ")")
		case p.fixed:
			b.WriteString("`" + p.text + "`")
		default:
			b.WriteString(p.text)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// lineOf finds the line of a difference: within the block that shows it, the
// one that has most of its words.
func lineOf(lines []string, here []sight, at int, ours, theirs []sight) int {
	var words []string
	from, to := 0, len(lines)
	switch {
	case len(ours) > 1 && len(theirs) > 0 && ours[0].bare != theirs[0].bare && strings.HasPrefix(theirs[0].bare, ours[0].bare):
		// The other engine goes on with a block where a new one begins.
		return lineOf(lines, here, at+1, ours[1:], nil)
	case len(ours) > 0:
		from, to = ours[0].from, ours[0].to
		words = strings.Fields(ours[0].bare)
	case at < len(here):
		from, to = max(0, here[at].from-1), here[at].to
	case at > 0:
		from = here[at-1].from
	}
	if len(words) == 0 && len(theirs) > 0 {
		words = strings.Fields(theirs[0].bare)
	}
	best, most := from, 0
	for i := from; i < min(to, len(lines)); i++ {
		found := 0
		for _, w := range words[:min(len(words), 8)] {
			if strings.Contains(lines[i], w) {
				found++
			}
		}
		if found > most {
			best, most = i, found
		}
	}
	return best + 1
}
