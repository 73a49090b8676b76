package logs

import "strings"

// lexicon numbers the words of all groups, so that they are compared as
// numbers. Number 0 stands for what varies.
type lexicon struct {
	ids   map[string]uint32
	texts []string
	kinds []wordKind

	square, angle uint32 // the brackets [ and <
}

// wordKind is what is known of a word by itself.
type wordKind uint8

const (
	isMark  wordKind = 1 << iota
	isTruth          // true, false, null: values whatever the key is
	isDate           // the name of a day or a month
	isZone
	isUnit    // of a number
	isState   // in capitals alone
	isThing   // the word after it names somebody or something
	isLeading // what may stand before that
)

const starWord uint32 = 0

func newLexicon() *lexicon {
	x := &lexicon{ids: map[string]uint32{}, texts: []string{"<*>"}, kinds: []wordKind{0}}
	x.square, x.angle = x.id([]byte("[")), x.id([]byte("<"))
	return x
}

func (x *lexicon) id(text []byte) uint32 {
	if len(text) == 1 && text[0] == starByte {
		return starWord
	}
	if id, ok := x.ids[string(text)]; ok {
		return id
	}
	id := uint32(len(x.texts))
	x.texts = append(x.texts, string(text))
	x.kinds = append(x.kinds, kindOf(string(text)))
	x.ids[x.texts[id]] = id
	return id
}

// wordKinds is the words that are known, zones of time in capitals and all
// others in lower case.
var wordKinds = func() map[string]wordKind {
	known := map[string]wordKind{}
	for _, of := range []struct {
		kind  wordKind
		words string
	}{
		{isTruth, "true false null nil none undefined nan n/a localhost"},
		{isDate, "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday" +
			" jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december"},
		{isZone, "UTC GMT CET CEST EST EDT CST CDT MST MDT PST PDT BST IST JST HKT SGT AEST AEDT AM PM"},
		{isUnit, "b kb mb gb tb pb kib mib gib tib byte bytes bit bits ns us µs ms s sec secs second seconds" +
			" m min mins minute minutes h hr hrs hour hours d day days week weeks % percent hz khz mhz ghz"},
		{isThing, "user username account role group host node table database schema index file folder directory module plugin package library service unit" +
			" job task queue topic device interface volume bucket container pod namespace cluster domain share key"},
		{isLeading, "for of by from as to with invalid illegal unknown"},
	} {
		for w := range strings.FieldsSeq(of.words) {
			known[w] = of.kind
		}
	}
	return known
}()

func kindOf(w string) wordKind {
	if len(w) == 1 && maskClass[w[0]]&maskMark != 0 {
		return isMark
	}
	lower := strings.ToLower(w)
	switch k := wordKinds[lower]; {
	case k == isTruth && w != "none", k == isDate && w != lower, k == isUnit, k == isThing, k == isLeading && w == lower:
		return k
	case wordKinds[w] == isZone:
		return isZone
	case strings.HasSuffix(lower, ".") || strings.HasSuffix(lower, "!"):
		if wordKinds[strings.TrimRight(lower, ".!")] == isUnit {
			return isUnit
		}
	case state(w):
		return isState
	}
	return 0
}

// state reports whether a word is in capitals alone.
func state(w string) bool {
	letters := 0
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case c >= 'A' && c <= 'Z':
			letters++
		case c != '_' && c != '-':
			return false
		}
	}
	return letters > 1
}

// piece is one token of a folded text.
type piece struct {
	word  uint32
	glued bool
}

// fold brings the masked text of a group into the form in which texts are
// compared: words that mean something only beside what varies become part of
// it, and parts that hold nothing but what varies may be missing.
func (x *lexicon) fold(masked []byte) []piece {
	p := make([]piece, 0, 16)
	for text, glued := range maskedTokens(masked) {
		if len(text) > 1 && text[0] == '.' && text[1] == '.' {
			text = text[:2] // how many dots there are depends on the margin
		}
		p = append(p, piece{x.id(text), glued})
	}
	p = x.lists(p)
	p = x.enclosed(x.values(p))
	for {
		n := len(p)
		if p = x.runs(p); len(p) == n {
			return p
		}
	}
}

// values masks words that are values by their neighbours.
func (x *lexicon) values(p []piece) []piece {
	star := func(i int) bool { return i >= 0 && i < len(p) && p[i].word == starWord }
	date := func(i int) bool { return i >= 0 && i < len(p) && x.kinds[p[i].word]&isDate != 0 }
	for i := range p {
		k := x.kinds[p[i].word]
		switch {
		case k&isTruth != 0,
			k&isDate != 0 && (star(i+1) || star(i-1) || date(i+1)),
			k&isZone != 0 && star(i-1):
			p[i].word = starWord
		}
	}
	out := p[:0]
	for i, t := range p {
		k := x.kinds[t.word]
		if k&isUnit != 0 && len(out) > 0 && out[len(out)-1].word == starWord {
			continue
		}
		// A bound such as <1: the mark is part of the number.
		if (x.is(t, '<') || x.is(t, '>')) && i+1 < len(p) && p[i+1].word == starWord && p[i+1].glued && !(i+2 < len(p) && x.is(p[i+2], '>')) && !t.glued {
			continue
		}
		out = append(out, t)
	}
	return out
}

func (x *lexicon) is(t piece, mark byte) bool {
	return x.kinds[t.word]&isMark != 0 && x.texts[t.word][0] == mark
}

// runs joins what varies with what varies beside it, and takes out brackets
// that hold nothing else.
func (x *lexicon) runs(p []piece) []piece {
	out := p[:0]
	for i := 0; i < len(p); i++ {
		t := p[i]
		n := len(out)
		if t.word == starWord {
			if n > 0 && out[n-1].word == starWord {
				continue
			}
			if n > 1 && out[n-2].word == starWord && x.kinds[out[n-1].word]&isMark != 0 && out[n-1].glued && listMark(x.texts[out[n-1].word][0]) {
				out = out[:n-1]
				continue
			}
		}
		if n > 0 && out[n-1].word == starWord && x.is(t, ',') && i+1 < len(p) && x.ends(p[i+1]) {
			continue // the last item of a list was missing
		}
		if close := x.closes(t); close != 0 && len(p) > 3 {
			if i+1 < len(p) && x.is(p[i+1], close) {
				i++
				continue
			}
			if i+2 < len(p) && p[i+1].word == starWord && x.is(p[i+2], close) {
				i += 2
				continue
			}
		}
		out = append(out, t)
	}
	return out
}

// closes is the mark that ends what a mark opens, or 0.
func (x *lexicon) closes(t piece) byte {
	if x.kinds[t.word]&isMark == 0 {
		return 0
	}
	switch x.texts[t.word][0] {
	case '(':
		return ')'
	case '[':
		return ']'
	case '{':
		return '}'
	}
	return 0
}

// lists makes one word of items with commas between them, in brackets or
// without blanks: how many there are is not what tells patterns apart.
func (x *lexicon) lists(p []piece) []piece {
	comma := false
	for _, t := range p {
		comma = comma || x.is(t, ',')
	}
	if !comma {
		return p
	}
	out := p[:0:0]
	for i := 0; i < len(p); {
		n := x.list(p, i)
		if n == 0 {
			out = append(out, p[i])
			i++
			continue
		}
		t := piece{starWord, p[i].glued}
		text := ""
		for _, q := range p[i : i+n] {
			if text += x.texts[q.word]; q.word == starWord {
				text = ""
				break
			}
		}
		if text != "" {
			t.word = x.id([]byte(text))
		}
		out = append(out, t)
		i += n
	}
	return out
}

// list is how many pieces at i are a list of single words, or 0.
func (x *lexicon) list(p []piece, i int) int {
	open := i > 0 && x.closes(p[i-1]) != 0
	n := 1
	for i+n+1 < len(p) && x.is(p[i+n], ',') && x.item(p[i]) && x.item(p[i+n+1]) && (open || p[i+n].glued && p[i+n+1].glued) {
		n += 2
	}
	if n == 1 {
		return 0
	}
	if i+n == len(p) {
		return n
	}
	if next := p[i+n]; open && x.is(next, x.closes(p[i-1])) || !open && !next.glued {
		return n
	}
	return 0
}

func (x *lexicon) item(t piece) bool { return x.kinds[t.word]&isMark == 0 }
