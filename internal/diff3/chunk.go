package diff3

import (
	"cmp"
	"slices"
)

// from says where the text of a chunk comes from.
type from uint8

const (
	fromYours from = iota // unchanged, changed by yours alone, or by both alike
	fromOurs              // changed by ours alone
	fromBoth              // changed by both
)

// chunk is a part of the three texts that belongs together, in units of what
// was compared.
type chunk struct {
	from                   from
	b0, b1, y0, y1, o0, o1 int
}

// interner gives equal strings equal numbers.
type interner map[string]int

func (in interner) of(tokens []string) []int {
	out := make([]int, len(tokens))
	for i, t := range tokens {
		id, ok := in[t]
		if !ok {
			id = len(in)
			in[t] = id
		}
		out[i] = id
	}
	return out
}

// chunks aligns yours and ours along base. Changes of both sides that only
// touch stay apart: which of them comes first is plain.
func chunks(base, yours, ours []string) []chunk {
	ids := interner{}
	b, y, o := ids.of(base), ids.of(yours), ids.of(ours)
	s := sweep{y: diff(b, y), o: diff(b, o)}
	var out []chunk
	at := chunk{}
	for len(s.y)+len(s.o) > 0 {
		c := s.next()
		// Behind the last chunk the three texts run in step up to this one.
		same := c.b0 - at.b1
		if same > 0 {
			out = append(out, chunk{fromYours, at.b1, c.b0, at.y1, at.y1 + same, at.o1, at.o1 + same})
		}
		at = chunk{c.from, c.b0, c.b1, at.y1 + same, at.y1 + same + c.b1 - c.b0 + c.y1, at.o1 + same, at.o1 + same + c.b1 - c.b0 + c.o1}
		if at.from == fromBoth && slices.Equal(y[at.y0:at.y1], o[at.o0:at.o1]) {
			at.from = fromYours
		}
		out = append(out, at)
	}
	if at.b1 < len(b) {
		out = append(out, chunk{fromYours, at.b1, len(b), at.y1, len(y), at.o1, len(o)})
	}
	return out
}

// sweep goes through the hunks of both sides in base order.
type sweep struct{ y, o []hunk }

// next takes the first hunk together with all that overlap it. In the chunk it
// returns, y1 and o1 hold how much longer than base each side has become.
func (s *sweep) next() chunk {
	var c chunk
	if len(s.o) == 0 || len(s.y) > 0 && before(s.y[0], s.o[0]) {
		c = chunk{from: fromYours, b0: s.y[0].b0, b1: s.y[0].b1}
		c.y1, s.y = growth(s.y[0]), s.y[1:]
	} else {
		c = chunk{from: fromOurs, b0: s.o[0].b0, b1: s.o[0].b1}
		c.o1, s.o = growth(s.o[0]), s.o[1:]
	}
	for {
		switch {
		case len(s.y) > 0 && overlap(c, s.y[0]):
			c.b1, c.y1 = max(c.b1, s.y[0].b1), c.y1+growth(s.y[0])
			s.y = s.y[1:]
		case len(s.o) > 0 && overlap(c, s.o[0]):
			c.b1, c.o1 = max(c.b1, s.o[0].b1), c.o1+growth(s.o[0])
			s.o = s.o[1:]
		default:
			return c
		}
		// Hunks of one side never overlap each other.
		c.from = fromBoth
	}
}

func growth(h hunk) int { return h.s1 - h.s0 - (h.b1 - h.b0) }

func before(a, b hunk) bool {
	return cmp.Or(cmp.Compare(a.b0, b.b0), cmp.Compare(a.b1, b.b1)) <= 0
}

// overlap reports whether n changes what c covers, or puts something at the
// very place where c does.
func overlap(c chunk, n hunk) bool {
	if c.b0 == c.b1 || n.b0 == n.b1 {
		inside := n.b0 > c.b0 && n.b0 < c.b1 || c.b0 > n.b0 && c.b0 < n.b1
		return inside || c.b0 == c.b1 && n.b0 == n.b1 && c.b0 == n.b0
	}
	return n.b0 < c.b1 && c.b0 < n.b1
}
