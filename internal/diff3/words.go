package diff3

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words merges three versions of a passage word by word. It declines where
// both sides changed the same or neighbouring words.
func words(base, yours, ours string) (string, bool) {
	switch {
	case base == ours || yours == ours:
		return yours, true
	case base == yours:
		return ours, true
	}
	b, y, o := tokens(base), tokens(yours), tokens(ours)
	var out strings.Builder
	last := fromYours // who replaced words last, with no unchanged word since
	replaced := false
	all := chunks(b, y, o)
	unchangedWord := func(i int) bool {
		if i < 0 || i == len(all) {
			return true
		}
		c := all[i]
		return c.from == fromYours && slices.Equal(b[c.b0:c.b1], y[c.y0:c.y1]) && anyWord(b[c.b0:c.b1])
	}
	for i, c := range all {
		// What is new goes beside a word that is still there. A blank alone
		// says nothing about where in a new sentence it belongs.
		if c.from == fromBoth || c.from == fromOurs && !unchangedWord(i-1) && !unchangedWord(i+1) {
			return "", false
		}
		unchanged := c.from == fromYours && slices.Equal(b[c.b0:c.b1], y[c.y0:c.y1])
		removes := anyWord(b[c.b0:c.b1])
		switch {
		case unchanged && removes:
			replaced = false
		case !unchanged && removes:
			// "4 minutes" that became "4 hours" here and "5 minutes" there is
			// not five hours.
			if replaced && last != c.from {
				return "", false
			}
			last, replaced = c.from, true
		}
		if c.from == fromOurs {
			out.WriteString(strings.Join(o[c.o0:c.o1], ""))
		} else {
			out.WriteString(strings.Join(y[c.y0:c.y1], ""))
		}
	}
	return out.String(), true
}

// alike reports whether at least a third of the words of base are still there,
// in order. With less its words cannot be told apart from new text.
func alike(base, side string) bool {
	if base == side {
		return true
	}
	b, s := onlyWords(tokens(base)), onlyWords(tokens(side))
	ids := interner{}
	kept := len(b)
	for _, h := range diff(ids.of(b), ids.of(s)) {
		kept -= h.b1 - h.b0
	}
	return kept > 0 && kept*3 >= len(b)
}

func onlyWords(tokens []string) []string {
	var out []string
	for _, t := range tokens {
		if isWord(t) {
			out = append(out, t)
		}
	}
	return out
}

func anyWord(tokens []string) bool { return len(onlyWords(tokens)) > 0 }

func isWord(token string) bool {
	r, _ := utf8.DecodeRuneInString(token)
	return wordRune(r)
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// tokens cuts text into words, runs of blanks, and single other characters. A
// figure stays whole: 14:02, 1,234.5 and 2026-03-04 are one word each. In
// scripts that put no blanks between words each character is a word.
func tokens(text string) []string {
	var out []string
	for text != "" {
		n := tokenLen(text)
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}

func tokenLen(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	switch {
	case first == ' ' || first == '\t':
		return len(text) - len(strings.TrimLeft(text, " \t"))
	case !wordRune(first) || unbroken(first):
		return n
	}
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		next, _ := utf8.DecodeRuneInString(text[n+size:])
		inner := strings.ContainsRune(".,:-'’_/", r) && wordRune(next) && !unbroken(next)
		if !inner && (!wordRune(r) || unbroken(r)) {
			return n
		}
		n += size
	}
	return n
}

func unbroken(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
