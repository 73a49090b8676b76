// Package visible writes characters that cannot be seen as text that can:
// controls, bidirectional overrides, invisible and tag characters, bytes that
// are not UTF-8, and the rest of an overlong pile of combining marks. What was
// U+202E reads "<U+202E>" afterwards, a stray byte reads "\xFF".
//
// It decides nothing about look-alike letters, and it knows neither Markdown
// nor terminals; the packages that write those start from its result.
package visible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Marks is the number of combining marks in a row that are left as they are.
const Marks = 4

// Text returns s with everything that cannot be seen made visible. Line feeds
// and tabs stay. The result is valid UTF-8, and Text of it is itself.
func Text(s string) string {
	i := firstSpecial(s)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 64)
	b.WriteString(s[:i])
	prev, marks := lastRune(s[:i]), 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02X`, s[i])
			i, prev, marks = i+1, 'x', 0
			continue
		}
		switch {
		case unicode.Is(unicode.M, r) && !unicode.Is(unicode.Variation_Selector, r) && !hidden(r):
			marks++
			// A mark with nothing to sit on would change what stands before
			// the text: the cell's border, the quotation mark.
			if marks > Marks || prev == 0 || prev == '\n' || prev == '\t' {
				r = name(&b, r)
			} else {
				b.WriteRune(r)
			}
		case hidden(r) && !joins(prev, r, s[i+n:]):
			r, marks = name(&b, r), 0
		default:
			b.WriteRune(r)
			marks = 0
		}
		i, prev = i+n, r
	}
	return b.String()
}

// Line is Text on one line: each run of white space becomes one space, and
// there is none at the ends.
func Line(s string) string {
	return strings.Join(strings.FieldsFunc(Text(newlines.Replace(s)), unicode.IsSpace), " ")
}

// Carriage returns are line ends here, not controls.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Lines is Text with the line ends of other systems turned into line feeds.
func Lines(s string) string { return Text(newlines.Replace(s)) }

// name writes the visible form of r and returns the rune it ends with.
func name(b *strings.Builder, r rune) rune {
	fmt.Fprintf(b, "<U+%04X>", r)
	return '>'
}

func lastRune(s string) rune {
	if s == "" {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// firstSpecial is the index of the first byte that is not printable ASCII, a
// line feed or a tab.
func firstSpecial(s string) int {
	for i := range len(s) {
		if c := s[i]; (c < ' ' && c != '\n' && c != '\t') || c >= 0x7f {
			return i
		}
	}
	return len(s)
}

// hidden reports whether r shows nothing itself, or changes how its neighbours
// are shown. U+FFFD is not hidden: it is how others write what was lost.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x7f:
		return r < ' '
	case r == 0x2800: // a Braille cell with no dots
		return true
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
		unicode.Noncharacter_Code_Point)
}

const (
	zwnj       = 0x200c
	zwj        = 0x200d
	emojiStyle = 0xfe0f
	keycap     = 0x20e3
)

// joins reports whether r is an invisible character that does honest work
// where it stands: it holds an emoji together or gives it its colours, or it
// shapes letters of a script that needs it (Unicode Annex 31, section 2.3).
func joins(prev, r rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case emojiStyle:
		return emoji(prev) || (next == keycap && strings.ContainsRune("#*0123456789", prev))
	case zwj:
		return (emoji(prev) || prev == emojiStyle) && emoji(next) || shaped(prev) && shaped(next) && unicode.IsLetter(next)
	case zwnj:
		return shaped(prev) && shaped(next) && unicode.IsLetter(next)
	}
	return false
}

// emoji reports whether r is a pictograph, wide enough a notion for joins: it
// only lets a joiner or a style through, which then has something to act on.
func emoji(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2190 && r <= 0x2bff && r != 0x2800 && unicode.Is(unicode.S, r) || r == 0x2139 || r == 0x203c || r == 0x2049
}

func shaped(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
		unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar)
}
