package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns the text with every character that cannot be seen, or that
// changes how its neighbours are seen, written as <U+202E>. Line ends and tabs
// stay. Joiners and variation selectors stay where they shape a script or an
// emoji, which is after a character outside ASCII.
func visible(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; i++ {
		c := s[i]
		clean = c >= ' ' && c < 0x7f || c == '\n' || c == '\t'
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var before rune
	for i, r := range s {
		switch {
		case r == utf8.RuneError && strings.HasPrefix(s[i:], "\uFFFD"):
			b.WriteRune(r)
		case r == utf8.RuneError:
			fmt.Fprintf(&b, "<0x%02X>", s[i])
		case hidden(r) && !(shaping(r) && before > unicode.MaxASCII):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func hidden(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f || r == '\n' || r == '\t':
		return false
	case r > 0xa0 && r < 0x300 && r != 0xad || r > 0x2070 && r < 0x3000:
		// Most letters, and the signs people write with.
		return false
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Co, r):
		return true
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
		return true
	}
	return unicode.Is(unicode.Noncharacter_Code_Point, r)
}

func shaping(r rune) bool {
	return r == '\u200C' || r == '\u200D' || unicode.Is(unicode.Variation_Selector, r)
}

// oneLine returns foreign text as one visible line of at most limit
// characters; what is cut ends in an ellipsis.
func oneLine(s string, limit int) string {
	if len(s) > 8*limit {
		s = strings.ToValidUTF8(s[:8*limit], "") + "…"
	}
	return clip(visible(strings.Join(strings.Fields(s), " ")), limit)
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
