package strict

import (
	"fmt"
	"slices"
	"strings"
)

// Error is one thing in a document that does not fit.
type Error struct {
	File    string
	Line    int // 1-based
	Column  int // 1-based, in runes
	Message string
	Excerpt string // the line, without its end
	Hint    string // what to write instead; may be empty
}

// Error gives position and message, then the quoted line with a caret under
// the column, then the hint.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Excerpt != "" {
		n := fmt.Sprintf("%5d", e.Line)
		fmt.Fprintf(&b, "\n%s | %s\n%s | %s^", n, e.Excerpt, strings.Repeat(" ", len(n)), indent(e.Excerpt, e.Column))
	}
	if e.Hint != "" {
		b.WriteString("\n  hint: " + e.Hint)
	}
	return b.String()
}

// indent keeps tabs, so that the caret stands under its column in a terminal.
func indent(line string, column int) string {
	var b strings.Builder
	for i, r := range []rune(line) {
		if i >= column-1 {
			break
		}
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Errors are all the things in a document that do not fit, in its order.
type Errors []*Error

const mostErrors = 10

func (es Errors) Error() string {
	parts := make([]string, 0, len(es))
	for i, e := range es {
		if i == mostErrors {
			parts = append(parts, fmt.Sprintf("… and %d more in %s", len(es)-mostErrors, e.File))
			break
		}
		parts = append(parts, e.Error())
	}
	return strings.Join(parts, "\n")
}

// Nearest returns the candidate that a misspelling most likely meant, or ""
// where none is near.
func Nearest(word string, candidates []string) string {
	if len(word) > longestWord {
		return ""
	}
	best, bestDistance := "", max(2, len(word)/3)+1
	for _, c := range candidates {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(c), strings.ToLower(word)) {
			return c
		}
	}
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// Suggest gives the hint for a word that is not one of the candidates.
func Suggest(word string, candidates []string) string {
	if near := Nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	list := slices.Clone(candidates)
	return "write one of: " + strings.Join(list, ", ")
}

// distance is the number of insertions, deletions, substitutions and
// transpositions of neighbours between two words.
func distance(a, b string) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}
