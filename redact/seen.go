package redact

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// invisible are the characters that can stand in the middle of a key unseen.
var invisible = []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}

// place is where something that is seen stands in what it was made of.
type place struct{ from, to int }

// visible gives the text as it is seen, and for each byte of that its place in
// s. Show says what the beginning of a text is seen as, and how many bytes of
// it that takes.
func visible(s string, show func(rest string) (seen string, n int)) (string, []place) {
	var b strings.Builder
	places := make([]place, 0, len(s))
	for i := 0; i < len(s); {
		seen, n := show(s[i:])
		for range len(seen) {
			places = append(places, place{i, i + n})
		}
		b.WriteString(seen)
		i += n
	}
	return b.String(), places
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

// back gives the finds in a text as it is seen by their places in what it was
// made of.
func (r *Redactor) back(seen string, places []place) []span {
	spans := r.spans(seen)
	for k := range spans {
		spans[k].from, spans[k].to = places[spans[k].from].from, places[spans[k].to-1].to
	}
	return spans
}

// markupSpans looks at the text as it stands and as it is seen: a private key
// is found in the one, an address with escaped dots in the other.
func (r *Redactor) markupSpans(s string) []span {
	plain, places := visible(s, unhidden)
	found := r.back(plain, places)
	if strings.ContainsAny(s, "\\&*`") {
		seen, places := visible(s, shown)
		found = append(found, r.back(seen, places)...)
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
