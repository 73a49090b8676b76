package render

import (
	"strings"
	"unicode/utf8"

	extast "github.com/yuin/goldmark/extension/ast"
)

// wide is the number of characters from which a cell counts as prose.
const wide = 60

// table writes a table.
func (r *rewriter) table(n *extast.Table) string {
	var rows [][]string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, r.line(cell, true))
		}
		rows = append(rows, cells)
	}
	return aligned(rows, alignmentMarks(n))
}

// alignmentMarks are how the columns of a table stand: the shortest rule that
// says so, empty where they stand as they do.
func alignmentMarks(n *extast.Table) []string {
	marks := make([]string, len(n.Alignments))
	for i, a := range n.Alignments {
		marks[i] = map[extast.Alignment]string{extast.AlignLeft: ":--", extast.AlignRight: "--:", extast.AlignCenter: ":-:"}[a]
	}
	return marks
}

// aligned writes the rows of a table under each other, the header first. The
// columns are as wide as their widest cell up to the first that holds prose;
// from there on nothing is filled up, so that a sentence that is changed changes
// one line.
func aligned(rows [][]string, marks []string) string {
	widths := make([]int, len(marks))
	for i := range marks {
		widths[i] = max(3, columnWidth(rows, i))
		if widths[i] > wide {
			clear(widths[i:])
			break
		}
	}
	if n := len(widths); n > 0 && !strings.HasSuffix(marks[n-1], ":") {
		widths[n-1] = 0
	}
	lines := make([]string, 0, len(rows)+1)
	for i, cells := range rows {
		lines = append(lines, row(cells, widths, marks))
		if i == 0 {
			rule := make([]string, len(marks))
			for k, m := range marks {
				rule[k] = ruleOf(m, max(3, widths[k]))
			}
			lines = append(lines, row(rule, widths, marks))
		}
	}
	return strings.Join(lines, "\n")
}

func columnWidth(rows [][]string, i int) int {
	width := 0
	for _, cells := range rows {
		if i < len(cells) {
			width = max(width, utf8.RuneCountInString(cells[i]))
		}
	}
	return width
}

func row(cells []string, widths []int, marks []string) string {
	var b strings.Builder
	for i, cell := range cells {
		pad, left := 0, 0
		if i < len(widths) {
			pad = max(0, widths[i]-utf8.RuneCountInString(cell))
			switch marks[i] {
			case "--:":
				left = pad
			case ":-:":
				left = pad / 2
			}
		}
		b.WriteString("| " + strings.Repeat(" ", left) + cell + strings.Repeat(" ", pad-left) + " ")
	}
	return b.String() + "|"
}

func ruleOf(mark string, width int) string {
	switch mark {
	case ":--":
		return ":" + strings.Repeat("-", width-1)
	case "--:":
		return strings.Repeat("-", width-1) + ":"
	case ":-:":
		return ":" + strings.Repeat("-", width-2) + ":"
	}
	return strings.Repeat("-", width)
}
