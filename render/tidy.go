package render

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/candor-reports/candor/internal/markdown"
)

// Tidy writes a draft with its tables aligned and one line feed at its end.
// Every other line stays as people wrote it: a paragraph that is wrapped anew,
// or cut into sentences, would hide in a comparison what was changed.
func Tidy(draft []byte) []byte {
	draft = slices.Concat(bytes.TrimRight(draft, "\r\n"), []byte("\n"))
	doc, err := markdown.Parse("draft", draft)
	if err != nil {
		return draft
	}
	lines := strings.Split(string(draft), "\n")
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*extast.Table); ok && entering {
			if first := headerLine(t, draft); first >= 0 {
				alignLines(lines, first, t)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return []byte(strings.Join(lines, "\n"))
}

// headerLine is the line of a table's header, from 0; −1 where no cell of the
// table holds text.
func headerLine(t *extast.Table, source []byte) int {
	row := 0
	for n := t.FirstChild(); n != nil; n = n.NextSibling() {
		for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
			if text := firstText(cell); text != nil {
				line := bytes.Count(source[:text.Segment.Start], []byte("\n"))
				if row > 0 {
					row++ // the line under the header
				}
				return line - row
			}
		}
		row++
	}
	return -1
}

func firstText(n ast.Node) (found *ast.Text) {
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering && t.Segment.Len() > 0 {
			found = t
			return ast.WalkStop, nil
		}
		return ast.WalkContinue, nil
	})
	return found
}

// alignLines aligns the lines of a table, each of which begins and ends with a
// bar. A table that is written otherwise stays as it is.
func alignLines(lines []string, first int, t *extast.Table) {
	count := t.ChildCount() + 1
	if first < 0 || first+count > len(lines) {
		return
	}
	lead, _, _ := strings.Cut(lines[first], "|")
	var rows [][]string
	for i := range count {
		cells, ok := cellsOf(lines[first+i], lead)
		if !ok || len(cells) != len(t.Alignments) {
			return
		}
		if i != 1 {
			rows = append(rows, cells)
		}
	}
	for i, line := range strings.Split(aligned(rows, alignmentMarks(t)), "\n") {
		lines[first+i] = lead + line
	}
}

// cellsOf cuts a line into its cells.
func cellsOf(line, lead string) ([]string, bool) {
	text, ok := strings.CutPrefix(strings.TrimRight(line, " \t\r"), lead+"|")
	if !ok || !strings.HasSuffix(text, "|") || strings.HasSuffix(text, `\|`) {
		return nil, false
	}
	var cells []string
	start := 0
	for i := range len(text) {
		if text[i] == '|' && (i == 0 || text[i-1] != '\\') {
			cells = append(cells, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return cells, true
}
