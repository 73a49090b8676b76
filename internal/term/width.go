package term

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Width is the number of columns that one line of clean text takes: two for
// East Asian wide characters and for emoji, none for combining marks (Unicode
// Annex 11 and Technical Standard 51). A tab counts as one.
func Width(s string) int {
	width := 0
	for s != "" {
		n, w := cluster(s)
		s, width = s[n:], width+w
	}
	return width
}

// Truncate returns s where it fits into width columns, else as much of its
// start as fits together with an ellipsis. No character is cut in two.
func Truncate(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	end, left := 0, width-1
	for end < len(s) {
		n, w := cluster(s[end:])
		if w > left {
			break
		}
		end, left = end+n, left-w
	}
	return s[:end] + "…"
}

// Pad returns s with as many spaces behind it as make it width columns wide.
func Pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

const (
	joiner     = 0x200d
	emojiStyle = 0xfe0f
)

// cluster measures the first character of s with everything that is drawn on
// top of it: marks, an emoji's style and skin tone, emoji joined to it, the
// second half of a flag.
func cluster(s string) (size, width int) {
	r, size := utf8.DecodeRuneInString(s)
	width = runeWidth(r)
	flag := regional(r)
	for size < len(s) {
		next, n := utf8.DecodeRuneInString(s[size:])
		switch {
		case next == emojiStyle:
			width = 2
		case next == joiner:
			_, after := utf8.DecodeRuneInString(s[size+n:])
			n += after
		case flag && regional(next):
			flag, width = false, 2
		case skinTone(next) && width == 2:
		case runeWidth(next) > 0 || next < ' ':
			return size, width
		}
		size += n
	}
	return size, width
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
func skinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || r >= 0x1160 && r <= 0x11ff:
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// wide holds the characters that are East Asian wide or fullwidth, or shown as
// emoji unless told otherwise (Unicode 16).
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3},
		{0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2630, 0x2637, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x267f, 1},
		{0x268a, 0x268f, 1}, {0x2693, 0x2693, 1}, {0x26a1, 0x26a1, 1}, {0x26aa, 0x26ab, 1}, {0x26bd, 0x26be, 1},
		{0x26c4, 0x26c5, 1}, {0x26ce, 0x26ce, 1}, {0x26d4, 0x26d4, 1}, {0x26ea, 0x26ea, 1}, {0x26f2, 0x26f3, 1},
		{0x26f5, 0x26f5, 1}, {0x26fa, 0x26fa, 1}, {0x26fd, 0x26fd, 1}, {0x2705, 0x2705, 1}, {0x270a, 0x270b, 1},
		{0x2728, 0x2728, 1}, {0x274c, 0x274e, 2}, {0x2753, 0x2755, 1}, {0x2757, 0x2757, 1}, {0x2795, 0x2797, 1},
		{0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1}, {0x2b50, 0x2b55, 5}, {0x2e80, 0x2e99, 1}, {0x2e9b, 0x2ef3, 1},
		{0x2f00, 0x2fd5, 1}, {0x2ff0, 0x303e, 1}, {0x3041, 0x3247, 1}, {0x3250, 0xa48c, 1}, {0xa490, 0xa4c6, 1},
		{0xa960, 0xa97c, 1}, {0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe10, 0xfe19, 1}, {0xfe30, 0xfe6b, 1},
		{0xff01, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18d08, 1}, {0x1aff0, 0x1b2fb, 1}, {0x1d300, 0x1d376, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1},
		{0x1f18e, 0x1f18e, 1}, {0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f335, 1}, {0x1f337, 0x1f37c, 1},
		{0x1f37e, 0x1f393, 1}, {0x1f3a0, 0x1f3ca, 1}, {0x1f3cf, 0x1f3d3, 1}, {0x1f3e0, 0x1f3f0, 1}, {0x1f3f4, 0x1f3f4, 1},
		{0x1f3f8, 0x1f43e, 1}, {0x1f440, 0x1f440, 1}, {0x1f442, 0x1f4fc, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f54b, 0x1f54e, 1},
		{0x1f550, 0x1f567, 1}, {0x1f57a, 0x1f57a, 1}, {0x1f595, 0x1f596, 1}, {0x1f5a4, 0x1f5a4, 1}, {0x1f5fb, 0x1f64f, 1},
		{0x1f680, 0x1f6c5, 1}, {0x1f6cc, 0x1f6cc, 1}, {0x1f6d0, 0x1f6d2, 1}, {0x1f6d5, 0x1f6d7, 1}, {0x1f6dc, 0x1f6df, 1},
		{0x1f6eb, 0x1f6ec, 1}, {0x1f6f4, 0x1f6fc, 1}, {0x1f7e0, 0x1f7eb, 1}, {0x1f7f0, 0x1f7f0, 1}, {0x1f90c, 0x1f93a, 1},
		{0x1f93c, 0x1f945, 1}, {0x1f947, 0x1f9ff, 1}, {0x1fa70, 0x1faf8, 1}, {0x20000, 0x3fffd, 1},
	},
}
