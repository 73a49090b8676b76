package logs

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
)

// Pattern is the constant part of a family of log lines.
type Pattern struct {
	ID    string // p and ten hexadecimal digits, a digest of Text
	Text  string // what is constant, with <*> for what varies
	Lines int
}

// patterns is what a miner found.
type patterns struct {
	list   []*Pattern // in the order of their texts
	groups map[uint64]*Pattern
	shapes map[uint64]*Pattern // where all of a shape is one pattern
	other  Pattern             // lines that were counted without a pattern
}

// of is the pattern of a message, whose key is maskOf it.
func (ps *patterns) of(key uint64, message []byte) *Pattern {
	if p := ps.groups[key]; p != nil {
		return p
	}
	if p := ps.shapes[shapesOf(appendMask(nil, message))[0]]; p != nil {
		return p
	}
	return &ps.other
}

// otherID stands for lines of more patterns than are kept apart.
const otherID = "other"

// folded is the groups of one folded text.
type folded struct {
	text []piece
	keys []uint64
}

// mine joins the groups into patterns. The result depends only on which groups
// there are, not on the order in which they were met.
func (m *miner) mine() *patterns { return m.mineBy(usual) }

func (m *miner) mineBy(r rules) *patterns {
	for i := range m.sieves {
		m.bound(i)
	}
	x := newLexicon()
	byText := map[string]*folded{}
	var all []*folded
	var key []byte
	for k, g := range m.groups {
		text := x.fold([]byte(g.masked))
		key = key[:0]
		for _, t := range text {
			key = append(key, byte(t.word), byte(t.word>>8), byte(t.word>>16), byte(t.word>>24))
		}
		f := byText[string(key)]
		if f == nil {
			f = &folded{text: text}
			byText[string(key)] = f
			all = append(all, f)
		}
		f.keys = append(f.keys, k)
		// Which blanks stand in the text must not depend on the order.
		if slices.CompareFunc(text, f.text, func(a, b piece) int { return cmp.Compare(btoi(a.glued), btoi(b.glued)) }) < 0 {
			f.text = text
		}
	}
	t := tree{rules: r, x: x, seen: make([]uint32, len(x.texts))}
	buckets := map[string][]*folded{}
	for _, f := range all {
		k := x.skeleton(f.text)
		buckets[k] = append(buckets[k], f)
	}
	for _, b := range buckets {
		t.grow(b)
	}
	t.learn()
	for _, b := range buckets {
		t.grow(b)
	}
	return m.named(t.leaves, x)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// skeleton tells the places of the marks of a text and its length.
func (x *lexicon) skeleton(text []piece) string {
	b := make([]byte, len(text))
	for i, t := range text {
		if b[i] = 'w'; x.kinds[t.word]&isMark != 0 {
			b[i] = x.texts[t.word][0]
		}
	}
	return string(b)
}

// leaf is texts that are one pattern, and the text they have in common.
type leaf struct {
	text  []piece
	parts []*folded
}

// tree splits texts of one skeleton until what varies in each leaf is what
// varies in its pattern.
type tree struct {
	rules
	x      *lexicon
	seen   []uint32
	stamp  uint32
	leaves []leaf
	values map[uint32]bool // words that stood where something varied
}

// learn notes the words that were found to be values in one pattern: names of
// users, hosts and things come back in others, where few of them may be seen.
// The leaves are then made again.
func (t *tree) learn() {
	t.values = map[uint32]bool{}
	for _, l := range t.leaves {
		for i, p := range l.text {
			if p.word != starWord {
				continue
			}
			for _, f := range l.parts {
				if w := f.text[i].word; w != starWord {
					t.values[w] = true
				}
			}
		}
	}
	t.leaves = nil
}

// rules are the figures that were chosen by trial.
type rules struct {
	// How many words may stand in a place of a pattern that tell patterns
	// apart: opened and closed are two things that happened, a hundred names
	// are one that happened to each. Words in capitals are states, of which a
	// program has more.
	choices, states int
	constant        int // the least share of words that stay constant, in percent
}

var usual = rules{choices: 5, states: 20, constant: 50}

func (t *tree) grow(parts []*folded) {
	text := slices.Clone(parts[0].text)
	if len(parts) == 1 {
		t.keep(text, parts)
		return
	}
	fewest, place, first := math.MaxInt, -1, -1
	varying := make([]bool, len(text))
	for i := range text {
		n := t.distinct(parts, i)
		if n == 1 {
			continue
		}
		varying[i] = true
		if first < 0 {
			first = i
		}
		if n < fewest && n <= t.apart(parts, i) {
			fewest, place = n, i
		}
	}
	if place < 0 {
		if !t.thin(text, varying) {
			for i := range text {
				if varying[i] {
					text[i].word = starWord
				}
			}
			t.keep(text, parts)
			return
		}
		place = first
	}
	t.split(parts, place)
}

// keep makes a leaf. A blank stands in its text where one stands in any of the
// parts, in whatever order they came.
func (t *tree) keep(text []piece, parts []*folded) {
	for _, f := range parts {
		for i := range text {
			text[i].glued = text[i].glued && f.text[i].glued
		}
	}
	t.leaves = append(t.leaves, leaf{text, parts})
}

// distinct counts the words in a place.
func (t *tree) distinct(parts []*folded, i int) int {
	t.stamp++
	n := 0
	for _, f := range parts {
		if w := f.text[i].word; t.seen[w] != t.stamp {
			t.seen[w] = t.stamp
			n++
		}
	}
	return n
}

// apart is how many words in a place are told apart: none where they name
// somebody or something, where others of them vary by their looks, or where all
// of them are known as values.
func (t *tree) apart(parts []*folded, i int) int {
	capital, named, known, looks := true, i > 1, true, false
	for _, f := range parts {
		w := f.text[i].word
		looks = looks || w == starWord && i > 0
		known = known && (w == starWord || t.values[w])
		capital = capital && t.x.kinds[w]&isState != 0
		named = named && t.x.kinds[f.text[i-1].word]&isThing != 0 && t.x.kinds[f.text[i-2].word]&isLeading != 0
	}
	switch {
	case named, looks:
		return 0
	case capital:
		return t.states
	case known:
		return 0
	}
	return t.choices
}

// thin reports whether a text would have too few constant words left to say
// what happened.
func (t *tree) thin(text []piece, varying []bool) bool {
	words, constant, lead := 0, 0, -1
	for i, p := range text {
		if t.x.kinds[p.word]&isMark != 0 {
			continue
		}
		if lead < 0 {
			lead = i
		}
		if p.word == starWord && !varying[i] {
			continue
		}
		words++
		if !varying[i] {
			constant++
		}
	}
	return constant*100 < words*t.constant || lead >= 0 && varying[lead] && constant < 2
}

func (t *tree) split(parts []*folded, i int) {
	sets := map[uint32][]*folded{}
	for _, f := range parts {
		sets[f.text[i].word] = append(sets[f.text[i].word], f)
	}
	for _, s := range sets {
		t.grow(s)
	}
}

// named gives the patterns their texts and ids. Leaves whose texts differ only
// in where something that varies may be missing are one pattern.
func (m *miner) named(leaves []leaf, x *lexicon) *patterns {
	ps := &patterns{groups: map[uint64]*Pattern{}, shapes: map[uint64]*Pattern{}, other: Pattern{ID: otherID, Lines: m.other}}
	byID := map[string]*Pattern{}
	for _, l := range leaves {
		// What was found to vary only here may be missing as well.
		id, text := x.identity(x.runs(slices.Clone(l.text))), x.written(l.text)
		p := byID[id]
		if p == nil {
			p = &Pattern{ID: id, Text: text}
			byID[id] = p
			ps.list = append(ps.list, p)
		}
		if len(text) > len(p.Text) || len(text) == len(p.Text) && text < p.Text {
			p.Text = text
		}
		for _, f := range l.parts {
			for _, k := range f.keys {
				ps.groups[k] = p
				p.Lines += m.groups[k].lines
			}
		}
	}
	whole := map[uint64]*Pattern{} // what all groups of a shape belong to
	for k, g := range m.groups {
		p := ps.groups[k]
		if q, ok := whole[g.shapes[0]]; ok && q != p {
			p = &ps.other
		}
		whole[g.shapes[0]] = p
	}
	for id, s := range m.sieves[0].shapes {
		if s.rest == 0 {
			continue
		}
		p := cmp.Or(whole[id], &ps.other)
		p.Lines += s.rest
		if p != &ps.other {
			ps.shapes[id] = p
		}
	}
	slices.SortFunc(ps.list, func(a, b *Pattern) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID)) })
	return ps
}

// identity is the id of a text: a digest of its constant words and marks.
// Where there are two words or more, what varies does not count.
func (x *lexicon) identity(text []piece) string {
	words := 0
	for _, t := range text {
		if t.word != starWord && x.kinds[t.word]&isMark == 0 {
			words++
		}
	}
	d := sha256.New()
	for _, t := range text {
		if t.word != starWord || words < 2 {
			d.Write([]byte(x.texts[t.word]))
			d.Write([]byte{' '})
		}
	}
	return "p" + hex.EncodeToString(d.Sum(nil)[:5])
}

// written is a text as people read it.
func (x *lexicon) written(text []piece) string {
	var b strings.Builder
	for i, t := range text {
		if i > 0 && !t.glued {
			b.WriteByte(' ')
		}
		b.WriteString(x.texts[t.word])
	}
	return b.String()
}
