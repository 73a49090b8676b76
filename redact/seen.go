package redact

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// invisible are the characters that can stand in the middle of a key unseen.
var invisible = []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}

// piece is a part of a text as it is seen, and what it was made of: the same
// bytes, or of what is one in the text that is seen, other ones.
type piece struct {
	seen     int // where it begins in the text as it is seen
	from, to int
	same     bool
}

// visible gives the text as it is seen, and what its parts were made of. Show
// says what the beginning of a text is seen as, and how many bytes of it that
// takes; it is asked only at bytes of the set.
func visible(s string, at *charset, show func(rest string) (seen string, n int)) (string, []piece) {
	var b strings.Builder
	b.Grow(len(s))
	var pieces []piece
	for i := 0; i < len(s); {
		n := i
		for n < len(s) && !at[s[n]] {
			n++
		}
		if n > i {
			pieces = append(pieces, piece{b.Len(), i, n, true})
			b.WriteString(s[i:n])
			i = n
			continue
		}
		seen, n := show(s[i:])
		pieces = append(pieces, piece{b.Len(), i, i + n, false})
		b.WriteString(seen)
		i += n
	}
	return b.String(), pieces
}

func unhidden(rest string) (string, int) {
	if rest[0] < utf8.RuneSelf {
		return rest[:1], 1
	}
	_, n := utf8.DecodeRuneInString(rest)
	if slices.Contains(invisible, rest[:n]) {
		return "", n
	}
	return rest[:n], n
}

// longestReference is how much of a text is looked at for a reference.
const longestReference = 12

// shown reads Markdown and HTML as their reader does: escapes and references
// are what they stand for, and emphasis is not there.
func shown(rest string) (string, int) {
	switch c := rest[0]; {
	case c == '\\' && len(rest) > 1 && punctuation[rest[1]]:
		return rest[1:2], 2
	case c == '&':
		end := strings.IndexByte(rest[:min(len(rest), longestReference)], ';')
		if end < 2 {
			return rest[:1], 1
		}
		if text := html.UnescapeString(rest[:end+1]); text != rest[:end+1] {
			seen, n := unhidden(text)
			if n == len(text) {
				return seen, end + 1
			}
			return text, end + 1
		}
		return rest[:1], 1
	case c == '*' || c == '`':
		return "", 1
	}
	return unhidden(rest)
}

var punctuation = chars("!\"#$%&'()*+,./:;<=>?@[]^_`{|}~-")

// source gives the place in the original of a byte of the text as it is seen.
func source(pieces []piece, at int) (from, to int) {
	n, found := slices.BinarySearchFunc(pieces, at, func(p piece, at int) int { return p.seen - at })
	if !found {
		n--
	}
	// Of several that begin there, all but the last are not seen.
	for n+1 < len(pieces) && pieces[n+1].seen <= at {
		n++
	}
	if p := pieces[n]; !p.same {
		return p.from, p.to
	}
	return pieces[n].from + at - pieces[n].seen, pieces[n].from + at - pieces[n].seen + 1
}

// back gives the finds in a text as it is seen by their places in what it was
// made of.
func (r *Redactor) back(seen string, pieces []piece) []span {
	spans := r.spans(seen)
	for k := range spans {
		spans[k].from, _ = source(pieces, spans[k].from)
		_, spans[k].to = source(pieces, spans[k].to-1)
	}
	return spans
}

// unhide finds what a text shows beside what is not seen in it.
func (r *Redactor) unhide(s string) []span {
	if !slices.ContainsFunc(invisible, func(hidden string) bool { return strings.Contains(s, hidden) }) {
		return r.spans(s)
	}
	return r.back(visible(s, highBytes, unhidden))
}

var (
	highBytes = chars("\x80-\xff")
	markup    = chars("\\&*`\x80-\xff")
)

// markupSpans looks at the text as it stands and as it is seen: a private key
// is found in the one, an address with escaped dots in the other.
func (r *Redactor) markupSpans(s string) []span {
	found := r.unhide(s)
	if strings.ContainsAny(s, "\\&*`") {
		found = append(found, r.back(visible(s, markup, shown))...)
	}
	return merged(found)
}

// allowed are the texts that may stay.
type allowed struct {
	whole    map[string]bool
	patterns []string
	inside   int // the first rule that is one of Inside
}

func newAllowed(list []string) allowed {
	a := allowed{whole: map[string]bool{}}
	for _, text := range list {
		text = strings.ToLower(strings.TrimSpace(text))
		switch {
		case strings.Trim(text, "*") == "":
		case strings.HasPrefix(text, "*"), strings.HasSuffix(text, "*"):
			a.patterns = append(a.patterns, text)
		default:
			a.whole[text] = true
		}
	}
	return a
}

// find reports whether what a rule found may stay. A pattern allows what is
// inside alone: it must not let a key through.
func (a allowed) find(text string, rule int) bool {
	return len(a.whole)+len(a.patterns) > 0 && a.text(text, rule >= a.inside)
}

func (a allowed) text(text string, patterns bool) bool {
	text = strings.ToLower(text)
	if a.whole[text] {
		return true
	}
	return patterns && slices.ContainsFunc(a.patterns, func(p string) bool {
		begins, ends := strings.HasSuffix(p, "*"), strings.HasPrefix(p, "*")
		core := strings.Trim(p, "*")
		switch {
		case begins && ends:
			return strings.Contains(text, core)
		case begins:
			return strings.HasPrefix(text, core)
		}
		return strings.HasSuffix(text, core)
	})
}

// marked is the length of the mark of an earlier run that s begins with.
func marked(s string) int {
	if !strings.HasPrefix(s, redacted) {
		return 0
	}
	n := len(redacted) + markChars.run(s, len(redacted))
	if n == len(s) || s[n] != ']' {
		return 0
	}
	return n + 1
}

var markChars = chars("a-z-")
