package history

import (
	"cmp"
	"math"
	"slices"
)

// signal is one thing that speaks for or against a suspect. Value is between 0
// and about 1; weight is what it adds to the logarithm of the odds, found by
// TestAccuracy on fixes whose culprit is known.
type signal struct {
	name   string
	weight float64
	value  func(*bench, *suspect) float64
}

// bench holds the suspects of one inquiry while they are compared.
type bench struct {
	*inquiry
	suspects []*suspect
	unknown  float64     // the chance that it is none of them
	newest   map[oid]int // rank by date
	hole     bool        // the message of the fix speaks of a hole that an attacker can use
}

func newBench(q *inquiry, suspects []*suspect) *bench {
	b := &bench{inquiry: q, suspects: suspects, newest: map[oid]int{}, hole: holed.MatchString(q.message)}
	var direct []*suspect
	for _, s := range suspects {
		if b.direct(s) > 0 {
			direct = append(direct, s)
		}
	}
	slices.SortFunc(direct, func(a, b *suspect) int {
		return cmp.Or(cmp.Compare(b.raw.committer.when.seconds, a.raw.committer.when.seconds), slices.Compare(a.hash[:], b.hash[:]))
	})
	for i, s := range direct {
		b.newest[s.hash] = i
	}
	return b
}

// direct gives how much of what the fix touched itself comes from a suspect.
func (b *bench) direct(s *suspect) float64 {
	all := b.evidence.all[taken] + b.evidence.all[beside]/2
	if all == 0 {
		return 0
	}
	return min(1, (s.hits[taken][0]+s.hits[beside][0]/2)/all)
}

// top is 1 for the suspect with most of something, where it has any.
func (b *bench) top(s *suspect, of func(*suspect) float64) float64 {
	own := of(s)
	if own <= 0 {
		return 0
	}
	for _, o := range b.suspects {
		if of(o) > own {
			return 0
		}
	}
	return 1
}

func shareOf(c clue, depth int) func(*bench, *suspect) float64 {
	return func(b *bench, s *suspect) float64 { return b.share(s, c, depth) }
}

func topOf(c clue, depth int) func(*bench, *suspect) float64 {
	return func(b *bench, s *suspect) float64 {
		return b.top(s, func(s *suspect) float64 { return s.hits[c][depth] })
	}
}

func begunOf(c clue) func(*bench, *suspect) float64 {
	return func(b *bench, s *suspect) float64 { return b.shareBegan(s, c) }
}

// untouched reports whether no line that the fix points to was ever changed by
// a suspect.
func (s *suspect) untouched() bool {
	for _, h := range s.hits {
		for _, weight := range h {
			if weight > 0 {
				return false
			}
		}
	}
	return true
}

func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

var signals = []signal{
	{"took out its lines", 0.49, shareOf(taken, 0)},
	{"took out the most lines of it", -0.07, topOf(taken, 0)},
	{"took out any line of it", 0.56, func(b *bench, s *suspect) float64 { return flag(s.hits[taken][0] > 0) }},
	{"changed lines before", 0.49, shareOf(taken, 1)},
	{"changed lines before that", 0.38, shareOf(taken, 2)},
	{"put lines beside", 0.68, shareOf(beside, 0)},
	{"changed beside before", 0.07, shareOf(beside, 1)},
	{"share of what the fix touched", 0.48, (*bench).direct},
	{"most of what the fix touched", 0.21, func(b *bench, s *suspect) float64 { return b.top(s, b.direct) }},
	{"function", 0.49, shareOf(within, 0)},
	{"head", 0.08, shareOf(heading, 0)},
	{"newest", 0.26, func(b *bench, s *suspect) float64 {
		if i, ok := b.newest[s.hash]; ok {
			return 1 / float64(1+i)
		}
		return 0
	}},
	{"brought the names", 1.23, func(b *bench, s *suspect) float64 { return b.share64(s.names, anyName) }},
	{"brought the names new", 0.92, func(b *bench, s *suspect) float64 { return b.share64(s.names, newName) }},
	{"touched other files only", -0.27, func(b *bench, s *suspect) float64 { return flag(s.far) }},
	{"far and names", -0.26, func(b *bench, s *suspect) float64 { return flag(s.far) * b.share64(s.names, anyName) }},
	{"nothing direct", -0.82, func(b *bench, s *suspect) float64 { return flag(b.direct(s) == 0) }},
	{"direct and names", -0.29, func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share64(s.names, anyName) }},
	{"within a month", 0.8, func(b *bench, s *suspect) float64 { return flag(b.days(s) < 30) }},
	{"within half a year", 0.53, func(b *bench, s *suspect) float64 { return flag(b.days(s) < 180) }},
	{"made the function and touched", -0.1, func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share(s, heading, 0) }},
	{"large", -0.65, func(b *bench, s *suspect) float64 { return flag(s.changes > 30) }},
	{"like the fix", 0.55, func(b *bench, s *suspect) float64 { return s.like }},
	{"cosmetic", -0.22, func(b *bench, s *suspect) float64 { return flag(cosmetic.MatchString(s.subject)) }},
	{"reshaped", -0.2, func(b *bench, s *suspect) float64 { return flag(reshaped.MatchString(s.subject)) }},
	{"brought something new", 0.2, func(b *bench, s *suspect) float64 { return flag(novel.MatchString(s.subject)) }},
	{"mended", -0.15, func(b *bench, s *suspect) float64 { return flag(mending.MatchString(s.subject)) }},
	{"age", -0.71, func(b *bench, s *suspect) float64 { return math.Log10(1+b.days(s)) / 4 }},
	{"began its lines", 0.1, begunOf(taken)},
	{"began the most of its lines", 0.32, func(b *bench, s *suspect) float64 {
		return b.top(s, func(s *suspect) float64 { return s.began[taken] })
	}},
	{"began what is beside", 0.31, begunOf(beside)},
	{"began lines with names", -0.25, begunOf(naming)},
	{"began the head", -0.16, begunOf(heading)},
	{"changed the head before", 0.1, func(b *bench, s *suspect) float64 {
		return b.share(s, heading, 1) + b.share(s, heading, 2) + b.share(s, heading, 3)
	}},
	{"changed lines long before", 0.15, shareOf(taken, 3)},
	{"changed beside before that", 0.09, shareOf(beside, 2)},
	{"changed beside long before", -0.11, shareOf(beside, 3)},
	{"names before that", 0.16, func(b *bench, s *suspect) float64 { return b.share(s, naming, 2) + b.share(s, naming, 3) }},
	{"first brought the names", -0.09, func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, anyName) }},
	{"first brought the most names", 0.54, func(b *bench, s *suspect) float64 {
		return b.top(s, func(s *suspect) float64 { return b.share64(s.firstNames, anyName) })
	}},
	{"first brought the names new", 0.62, func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, newName) }},
	{"first brought the names gone", 0.19, func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, goneName) }},
	{"first brought pairs", 0.44, func(b *bench, s *suspect) float64 { return b.pairShare(s.firstPairs) }},
	{"message like the fix", 0.9, func(b *bench, s *suspect) float64 { return s.told }},
	{"message most like the fix", 0.58, func(b *bench, s *suspect) float64 { return b.top(s, func(s *suspect) float64 { return s.told }) }},
	{"message has the names", 0.45, func(b *bench, s *suspect) float64 { return b.share64(s.spoken, anyName) }},
	{"message has the most names", 0.25, func(b *bench, s *suspect) float64 {
		return b.top(s, func(s *suspect) float64 { return b.share64(s.spoken, anyName) })
	}},
	{"very large", -0.46, func(b *bench, s *suspect) float64 { return flag(s.changes > 100) }},
	{"only adds: function", 0.29, func(b *bench, s *suspect) float64 { return flag(b.evidence.only) * b.share(s, within, 0) }},
	{"only adds: made the file", 0.06, func(b *bench, s *suspect) float64 { return flag(b.evidence.only && s.made) }},
	{"hole: within half a year", -0.65, func(b *bench, s *suspect) float64 { return flag(b.hole && b.days(s) < 180) }},
	{"hole: first names", 0.27, func(b *bench, s *suspect) float64 { return flag(b.hole) * b.share64(s.firstNames, anyName) }},
	{"hole: began the head", -0.09, func(b *bench, s *suspect) float64 { return flag(b.hole) * b.shareBegan(s, heading) }},
	{"hole: made the file", 0.36, func(b *bench, s *suspect) float64 { return flag(b.hole && s.made) }},
	{"hole: novel", 0.23, func(b *bench, s *suspect) float64 { return flag(b.hole && novel.MatchString(s.subject)) }},
	{"no evidence of lines", -1.42, func(b *bench, s *suspect) float64 { return flag(s.untouched()) }},
}

// none is the weight of the answer that none of the suspects is the one.
const none = 2.26

// judge gives each suspect its chance: of all suspects and of none of them
// being the one, each has odds by its signals.
func (b *bench) judge() {
	sum := math.Exp(none)
	for _, s := range b.suspects {
		z := 0.0
		s.signals = make([]float64, len(signals))
		for i, g := range signals {
			s.signals[i] = g.value(b, s)
			z += g.weight * s.signals[i]
		}
		s.chance = math.Exp(z)
		sum += s.chance
	}
	for _, s := range b.suspects {
		s.chance /= sum
	}
	b.unknown = math.Exp(none) / sum
	b.rank()
}

func (b *bench) rank() {
	slices.SortFunc(b.suspects, func(x, y *suspect) int {
		return cmp.Or(cmp.Compare(y.chance, x.chance), slices.Compare(x.hash[:], y.hash[:]))
	})
}
