package pattern

import "strings"

// needs are words of which a text that holds a match has at least one, in small
// letters where they are ASCII.
type needs struct {
	pairs [64]uint64 // a bit for each two bytes that a word begins with
	ones  *[256]bool // words of a single byte, if any
	words [256][]string
	folds bool // capital letters count as small ones, and so do two letters of other scripts
}

func newNeeds(words []string, folds bool) *needs {
	n := &needs{folds: folds}
	for _, w := range words {
		if len(w) == 1 {
			if n.ones == nil {
				n.ones = new([256]bool)
			}
			n.ones[w[0]] = true
			continue
		}
		h := pair(w[0], w[1])
		n.pairs[h>>6] |= 1 << (h & 63)
		n.words[w[0]] = append(n.words[w[0]], w)
	}
	return n
}

// in reports whether the text has one of the words.
func (n *needs) in(s string) bool {
	switch {
	case n == nil:
		return true
	// They stand for s and k where capital letters count as small ones.
	case n.folds && (strings.Contains(s, "\u017f") || strings.Contains(s, "\u212a")):
		return true
	case n.ones != nil && n.one(s):
		return true
	case len(s) < 2:
		return false
	}
	c := small[s[0]]
	for i := 1; i < len(s); i++ {
		d := small[s[i]]
		if h := pair(c, d); n.pairs[h>>6]&(1<<(h&63)) != 0 {
			for _, w := range n.words[c] {
				if begins(s[i-1:], w) {
					return true
				}
			}
		}
		c = d
	}
	return false
}

func (n *needs) one(s string) bool {
	for i := range len(s) {
		if n.ones[small[s[i]]] {
			return true
		}
	}
	return false
}

func begins(s, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := range len(word) {
		if small[s[i]] != word[i] {
			return false
		}
	}
	return true
}

func pair(c, d byte) uint16 { return (uint16(c)*31 ^ uint16(d)*7) & 0xfff }

// small is each byte as a small letter.
var small = func() (t [256]byte) {
	for c := range 256 {
		t[c] = byte(c)
		if 'A' <= c && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}()
