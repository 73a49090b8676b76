package review

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/yuin/goldmark/ast"
)

var todoRule = Rule{
	ID:    "todo",
	Doc:   "a fact is still missing: a reader would see the gap, or worse, a guess in its place",
	Level: Error,
	Examples: []Example{
		{"TODO(support lead): how many customers\n", 1},
		{"| a | b |\n|---|---|\n| TODO(x): y | TODO(x): z |\n", 2},
		{"TODO(translator): impact.who in pt-BR konnten\n", 1},
		{"The commit said `TODO(ann): remove this`.\n", 0},
		{"```\nTODO(ann): in a log\n```\n", 0},
		{"What is left to do is in the table.\n", 0},
	},
	Run: runTodo,
}

var todoMark = []byte("TODO(")

func runTodo(p *Pass) {
	source := p.Document.Draft.Markdown
	_ = ast.Walk(p.Tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		t, ok := n.(*ast.Text)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		seg := t.Segment.Value(source)
		for from := 0; ; {
			i := bytes.Index(seg[from:], todoMark)
			if i < 0 {
				return ast.WalkContinue, nil
			}
			at := from + i
			start := t.Segment.Start + at
			f := p.at(start, "a fact is missing", "put the fact into incident.yaml and draft again, or write it here")
			if role, what, ok := bytes.Cut(source[start+len(todoMark):lineEnd(source, start)], []byte("): ")); ok {
				f.Role, f.Fact = string(role), string(untilCell(what))
				f.Message = fmt.Sprintf("a fact is missing; ask the %s: %s", f.Role, f.Fact)
				if of, lang, ok := translatorTodo(what); ok && f.Role == "translator" {
					f.Fact = of + " in " + lang
					f.Message = fmt.Sprintf("%s is not translated into %s", of, lang)
					f.Hint = "write its text into translations/" + lang + ".yaml and draft again; candor translate " + lang + " lists what is missing"
				}
			}
			from = at + len(todoMark)
		}
	})
}

var ofLanguage = regexp.MustCompile(`^([\w.-]+) in ([A-Za-z]+(?:-[A-Za-z0-9]+)*)`)

// translatorTodo reads which text has no translation, and into which language.
func translatorTodo(what []byte) (of, lang string, ok bool) {
	m := ofLanguage.FindSubmatch(bytes.ReplaceAll(what, []byte(`\`), nil))
	if m == nil {
		return "", "", false
	}
	return string(m[1]), string(m[2]), true
}

func lineEnd(b []byte, from int) int {
	if i := bytes.IndexByte(b[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(b)
}

// untilCell cuts what follows a mark at the end of its sentence or table cell.
func untilCell(b []byte) []byte {
	for _, end := range []string{" |", ". ", " TODO("} {
		if i := bytes.Index(b, []byte(end)); i >= 0 {
			b = b[:i]
		}
	}
	return bytes.TrimRight(bytes.TrimSpace(b), ".:")
}
