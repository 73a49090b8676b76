package render

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// stateColumns are the headings of a column that says how far something is.
var stateColumns = []string{"state", "status", "done"}

// stateWords are the words with which such a cell begins, and how it is shown.
var stateWords = map[string]string{
	"done": "good", "completed": "good", "closed": "good", "✓": "good", "yes": "good", "met": "good", "kept": "good",
	"open": "wait", "started": "wait", "planned": "wait", "in": "wait", "running": "wait",
	"overdue": "late", "late": "late", "broken": "late", "missed": "late",
}

// dressStates marks the state of an action item or a promise, which is told by
// its word; the colour only helps to find it.
func dressStates(body *html.Node) {
	for _, table := range find(body, atom.Table) {
		column := slices.IndexFunc(find(table, atom.Th), func(th *html.Node) bool {
			return slices.Contains(stateColumns, strings.ToLower(textOf(th)))
		})
		if column < 0 {
			continue
		}
		for _, tr := range find(table, atom.Tr) {
			if cells := find(tr, atom.Td); column < len(cells) {
				dressState(cells[column])
			}
		}
	}
}

func dressState(cell *html.Node) {
	word, _, _ := strings.Cut(strings.ToLower(textOf(cell)), " ")
	class, ok := stateWords[strings.Trim(word, ",.:;")]
	if !ok || cell.FirstChild == nil {
		return
	}
	chip := element(atom.Span, "class", "state "+class)
	for c := cell.FirstChild; c != nil; c = cell.FirstChild {
		remove(c)
		chip.AppendChild(c)
	}
	cell.AppendChild(chip)
}
