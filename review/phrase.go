package review

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// A phrase is a way of putting things that a rule looks for in prose.
type phrase struct {
	// One of the words stands in whatever the pattern matches. They are looked
	// up first, since most sentences hold none. Without words every sentence is
	// matched, as languages without spaces need it.
	words   string
	pattern *pattern.Pattern // of lower-case text
	unless  *pattern.Pattern // what makes the sentence harmless
	message string           // with %q for the words
	hint    string
}

// re is a pattern that is compiled when it is first used.
func re(expr string) *pattern.Pattern { return pattern.New(expr) }

// match is a place where a phrase was found.
type match struct {
	sentence *Sentence
	block    *Block
	from, to int // in the sentence
}

// words are the words as they are written.
func (m match) words() string { return m.sentence.Text[m.from:m.to] }

// find yields where a phrase stands in the prose, but for what is quoted.
func (p *Prose) find(ph phrase, yield func(match)) {
	var seen []int32
	if ph.words == "" {
		for i := range p.Sentences {
			p.findIn(int32(i), ph, yield)
		}
		return
	}
	for w := range strings.FieldsSeq(ph.words) {
		for _, i := range p.words[w] {
			if !contains(seen, i) {
				seen = append(seen, i)
				p.findIn(i, ph, yield)
			}
		}
	}
}

func contains(seen []int32, i int32) bool {
	for _, s := range seen {
		if s == i {
			return true
		}
	}
	return false
}

func (p *Prose) findIn(i int32, ph phrase, yield func(match)) {
	s := &p.Sentences[i]
	found := ph.pattern.FindAllStringSubmatchIndex(s.Lower)
	if len(found) == 0 || ph.unless != nil && ph.unless.MatchString(s.Lower) {
		return
	}
	b := &p.Blocks[s.Block]
	for _, m := range found {
		from, to := m[0], m[1]
		// A group called for narrows the match to the words that are meant.
		if len(m) > 2 && m[2] >= 0 {
			from, to = m[2], m[3]
		}
		if !quoted(b.Text, s.Start+from) {
			yield(match{s, b, from, to})
		}
	}
}

// quoted reports whether a place lies between quotation marks: the words of
// somebody else, or words that are talked about.
func quoted(text string, at int) bool {
	open := false
	var closing rune
	for _, r := range text[:at] {
		switch {
		case open && r == closing:
			open = false
		case open:
		case r == '"':
			open, closing = true, '"'
		case r == '“' || r == '„':
			open, closing = true, '”'
			if r == '„' {
				closing = '“'
			}
		case r == '«':
			open, closing = true, '»'
		case r == '「':
			open, closing = true, '」'
		}
	}
	return open && strings.ContainsRune(text[at:], closing)
}

var (
	denyBefore = re(`(?:\b(?:never|not|no|nor|neither|without|instead of|rather than|avoid(?:s|ed|ing)?|less|blam(?:e|es|ing)|call(?:s|ed|ing)?)\b|n't\b)[^,;:.]{0,40}$`)
	denyAfter  = re(`^[^,;:.]{0,12}\b(?:never|not|isn't|wasn't|aren't)\b`)
)

// denied reports whether the sentence says that it is not so.
func (m match) denied() bool {
	return denyBefore.MatchString(m.sentence.Lower[:m.from]) || denyAfter.MatchString(m.sentence.Lower[m.to:])
}

// say adds a finding for the words of a match.
func (p *Pass) say(m match, message, hint string) *Finding {
	return p.words(m.block, m.sentence.Start+m.from, m.sentence.Start+m.to, message, hint)
}

// words adds a finding for words of a block.
func (p *Pass) words(b *Block, from, to int, message, hint string) *Finding {
	f := p.at(b.at(from), strings.ReplaceAll(message, "%q", `"`+b.Text[from:to]+`"`), hint)
	f.Words = b.Text[from:to]
	return f
}

// phrases makes a rule's run of phrases.
func phrases(list ...phrase) func(*Pass) {
	return func(p *Pass) {
		for _, ph := range list {
			p.Prose.find(ph, func(m match) { p.say(m, ph.message, ph.hint) })
		}
	}
}
