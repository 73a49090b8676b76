package logs

// enclosedWords is how many words in brackets may be a value: a remark has more.
const enclosedWords = 7

// enclosed masks what stands in square or angle brackets behind the first word
// of a message: a program puts there what it was given, as in user [root] or no
// module <auth>, and one that was seen alone is a value too. Brackets before the
// first word hold a level or a part of the program, and a word in capitals alone
// is a state: both stay, and so do the names of fields.
func (x *lexicon) enclosed(p []piece) []piece {
	open := false
	for _, t := range p {
		open = open || t.word == x.square || t.word == x.angle
	}
	if !open {
		return p
	}
	out := p[:0]
	said, opened := false, false
	for i := 0; i < len(p); i++ {
		t, n := p[i], x.inside(p[i:])
		said = said || x.item(t) && !opened
		opened = t.word == x.square
		out = append(out, t)
		if said && n > 0 {
			out = append(out, piece{starWord, true})
			i += n
		}
	}
	return out
}

// inside is how many pieces stand between the bracket that p begins with and
// the one that closes it, where they are a value, or 0.
func (x *lexicon) inside(p []piece) int {
	var close byte
	switch p[0].word {
	case x.square:
		close = ']'
	case x.angle:
		close = '>'
	default:
		return 0
	}
	words, n := 0, 1
	for ; n < len(p) && !x.is(p[n], close); n++ {
		if x.closes(p[n]) != 0 || x.is(p[n], ':') || x.is(p[n], '=') {
			return 0
		}
		words += btoi(x.item(p[n]))
	}
	switch {
	case n == len(p), !p[1].glued, !p[n].glued, words == 0, words > enclosedWords:
		return 0
	case n == 2 && x.kinds[p[1].word]&isState != 0:
		return 0
	}
	return n - 1
}

// ends reports whether a piece closes a bracket.
func (x *lexicon) ends(t piece) bool { return x.is(t, ')') || x.is(t, ']') || x.is(t, '}') }
