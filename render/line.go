package render

import (
	"strings"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/visible"
)

// oneLine returns foreign text as one visible line of at most limit
// characters; what is cut ends in an ellipsis.
func oneLine(s string, limit int) string {
	if len(s) > 8*limit {
		s = strings.ToValidUTF8(s[:8*limit], "") + "…"
	}
	return clip(visible.Line(s), limit)
}

func clip(s string, limit int) string {
	n := 0
	for i := range s {
		if n == limit-1 && utf8.RuneCountInString(s[i:]) > 1 {
			return strings.TrimRight(s[:i], " ") + "…"
		}
		n++
	}
	return s
}
