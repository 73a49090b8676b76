package pattern

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	mostWords  = 200 // beyond them, looking for the words costs what it saves
	mostExact  = 64  // texts that a part of an expression is followed through
	mostLetter = 12  // of a class of characters
)

// matched is what is known of the texts that an expression matches, in small
// letters.
type matched struct {
	exact []string // all of them; none where they are too many
	words []string // one of which each holds; none where nothing is known
}

// needsOf reads what a match of an expression must hold.
func needsOf(expr string) *needs {
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	words := matchedBy(parsed.Simplify()).any()
	if len(words) == 0 {
		return nil
	}
	return newNeeds(words, folds(parsed))
}

func folds(re *syntax.Regexp) bool {
	return re.Flags&syntax.FoldCase != 0 || slices.ContainsFunc(re.Sub, folds)
}

// any gives the more telling of what is known.
func (m matched) any() []string {
	if better(m.exact, m.words) {
		return m.exact
	}
	return m.words
}

// better reports whether a set of words is more telling than another: by the
// length of its shortest word, then by how few they are. An empty word tells
// nothing.
func better(a, b []string) bool {
	x, y := min(shortest(a), 4), min(shortest(b), 4)
	return x > y || x == y && x > 0 && len(a) < len(b)
}

func shortest(words []string) int {
	if len(words) == 0 || len(words) > mostWords {
		return 0
	}
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}

func matchedBy(re *syntax.Regexp) matched {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return matched{exact: []string{""}}
	case syntax.OpLiteral:
		return literal(re)
	case syntax.OpCharClass:
		return matched{exact: class(re)}
	case syntax.OpCapture:
		return matchedBy(re.Sub[0])
	case syntax.OpPlus:
		return matched{words: matchedBy(re.Sub[0]).any()}
	case syntax.OpRepeat:
		if re.Min > 0 {
			return matched{words: matchedBy(re.Sub[0]).any()}
		}
	case syntax.OpQuest:
		if m := matchedBy(re.Sub[0]); len(m.exact) > 0 {
			return matched{exact: append([]string{""}, m.exact...)}
		}
	case syntax.OpConcat:
		return concat(re.Sub)
	case syntax.OpAlternate:
		return alternate(re.Sub)
	}
	return matched{}
}

// concat follows texts through the parts of an expression as far as they are
// few, and keeps the most telling of those it had to leave.
func concat(parts []*syntax.Regexp) matched {
	var best []string
	exact, all := []string{""}, true
	leave := func() {
		if better(exact, best) {
			best = exact
		}
		exact, all = []string{""}, false
	}
	for _, part := range parts {
		m := matchedBy(part)
		switch n := len(m.exact); {
		case n == 0:
			leave()
		case n*len(exact) > mostExact:
			leave()
			exact = m.exact
		default:
			exact = product(exact, m.exact)
		}
		if better(m.words, best) {
			best = m.words
		}
	}
	if all {
		return matched{exact: exact, words: best}
	}
	leave()
	return matched{words: best}
}

func product(a, b []string) []string {
	out := make([]string, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, x+y)
		}
	}
	return out
}

func alternate(parts []*syntax.Regexp) matched {
	var m matched
	exact, words := true, true
	for _, part := range parts {
		p := matchedBy(part)
		one := p.any()
		exact, words = exact && len(p.exact) > 0, words && len(one) > 0
		m.exact, m.words = append(m.exact, p.exact...), append(m.words, one...)
	}
	if !exact || len(m.exact) > mostWords {
		m.exact = nil
	}
	if !words || len(m.words) > mostWords {
		m.words = nil
	}
	return m
}

// literal gives the words for a literal: itself, or what of it is ASCII where
// capital letters count as small ones.
func literal(re *syntax.Regexp) matched {
	text := string(re.Rune)
	switch {
	case slices.Contains(re.Rune, utf8.RuneError):
		return matched{} // bytes that are no text match it, too
	case re.Flags&syntax.FoldCase == 0 || !strings.ContainsFunc(text, beyond):
		return matched{exact: []string{lowered(text)}}
	}
	word := ""
	for part := range strings.FieldsFuncSeq(text, beyond) {
		if len(part) > len(word) {
			word = part
		}
	}
	if word == "" {
		return matched{}
	}
	return matched{words: []string{lowered(word)}}
}

func beyond(r rune) bool { return r >= utf8.RuneSelf }

// lowered writes ASCII in small letters.
func lowered(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = small[c]
	}
	return string(b)
}

// class gives the characters of a class, where they are few.
func class(re *syntax.Regexp) []string {
	var out []string
	for i := 0; i < len(re.Rune); i += 2 {
		if int(re.Rune[i+1]-re.Rune[i]) >= mostLetter-len(out) {
			return nil
		}
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r == utf8.RuneError {
				return nil
			}
			if c := lowered(string(r)); !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	return out
}
