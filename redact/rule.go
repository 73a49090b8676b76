package redact

import "slices"

// Rule finds one kind of thing that has to be taken out.
type Rule struct {
	Name    string // what it is called in the text that stays behind
	Doc     string
	Samples []Sample

	// At holds the bytes at which Find is asked, Begins the beginnings of words
	// at which it is asked, of which the first two bytes count.
	At     string
	Begins []string

	// Find is given a text and a place in it, and returns the part to take out,
	// which may begin before the place; to is 0 where there is none. It looks a
	// bounded distance around the place, or no further than it takes out.
	Find func(s string, i int) (from, to int)
}

// Sample is a text and what becomes of it.
type Sample struct{ Text, Want string }

// Rules lists the rules by name.
func Rules() []Rule {
	all := slices.Concat(keyRules(), fieldRules(), addressRules(), personalRules())
	slices.SortFunc(all, func(a, b Rule) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// charset is a set of bytes.
type charset [256]bool

// chars reads "a-z0-9_" as a charset; a hyphen stands for itself at the end.
func chars(spec string) *charset {
	var set charset
	for i := 0; i < len(spec); i++ {
		if i+2 < len(spec) && spec[i+1] == '-' {
			for c := int(spec[i]); c <= int(spec[i+2]); c++ {
				set[c] = true
			}
			i += 2
			continue
		}
		set[spec[i]] = true
	}
	return &set
}

var (
	alnum     = chars("a-zA-Z0-9")
	wordy     = chars("a-zA-Z0-9_")
	tokenish  = chars("a-zA-Z0-9_-")
	dotted    = chars("a-zA-Z0-9_.=-")
	base64ish = chars("a-zA-Z0-9+/=_-")
	hex       = chars("a-f0-9A-F")
	base32    = chars("A-Z2-7")
	upper     = chars("A-Z0-9")
	digits    = chars("0-9")
)

// run is the number of bytes of s from i on that are in the set.
func (set *charset) run(s string, i int) int {
	n := i
	for n < len(s) && set[s[n]] {
		n++
	}
	return n - i
}

// has reports whether any byte of s is in the set.
func (set *charset) has(s string) bool {
	for i := range len(s) {
		if set[s[i]] {
			return true
		}
	}
	return false
}

// all reports whether every byte of s is in the set.
func (set *charset) all(s string) bool { return set.run(s, 0) == len(s) }
