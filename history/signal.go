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
	unknown  float64 // the chance that it is none of them
	scope    string
	newest   map[oid]int // rank by date
}

func newBench(q *inquiry, suspects []*suspect) *bench {
	b := &bench{inquiry: q, suspects: suspects, scope: scopeOf(q.subject), newest: map[oid]int{}}
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

func flag(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

var signals = []signal{
	{"took out its lines", 0.61, shareOf(taken, 0)},
	{"took out the most lines of it", 0.09, topOf(taken, 0)},
	{"took out any line of it", 0.65, func(b *bench, s *suspect) float64 { return flag(s.hits[taken][0] > 0) }},
	{"changed lines before", 1.28, shareOf(taken, 1)},
	{"changed lines before that", 0.79, shareOf(taken, 2)},
	{"put lines beside", 0.51, shareOf(beside, 0)},
	{"put lines beside most", 0.22, topOf(beside, 0)},
	{"put any line beside", 0.24, func(b *bench, s *suspect) float64 { return flag(s.hits[beside][0] > 0) }},
	{"changed beside before", 0.27, shareOf(beside, 1)},
	{"share of what the fix touched", 0.66, (*bench).direct},
	{"most of what the fix touched", 0.17, func(b *bench, s *suspect) float64 { return b.top(s, b.direct) }},
	{"names", 0.36, shareOf(naming, 0)},
	{"names most", -0.22, topOf(naming, 0)},
	{"names before", -0.09, shareOf(naming, 1)},
	{"function", 1.06, shareOf(within, 0)},
	{"function most", -0.13, topOf(within, 0)},
	{"head", 0.15, shareOf(heading, 0)},
	{"newest", 0.22, func(b *bench, s *suspect) float64 {
		if i, ok := b.newest[s.hash]; ok {
			return 1 / float64(1+i)
		}
		return 0
	}},
	{"oldest", 0.06, func(b *bench, s *suspect) float64 {
		i, ok := b.newest[s.hash]
		return flag(ok && i > 0 && i == len(b.newest)-1)
	}},
	{"brought the names", 1.43, func(b *bench, s *suspect) float64 { return b.share64(s.names, anyName) }},
	{"brought the names most", 0.72, func(b *bench, s *suspect) float64 {
		return b.top(s, func(s *suspect) float64 { return b.share64(s.names, anyName) })
	}},
	{"brought the names gone", 0.25, func(b *bench, s *suspect) float64 { return b.share64(s.names, goneName) }},
	{"brought the names new", 1.14, func(b *bench, s *suspect) float64 { return b.share64(s.names, newName) }},
	{"touched other files only", -0.6, func(b *bench, s *suspect) float64 { return flag(s.far) }},
	{"far and names", -0.53, func(b *bench, s *suspect) float64 { return flag(s.far) * b.share64(s.names, anyName) }},
	{"most like", 0.58, func(b *bench, s *suspect) float64 { return b.top(s, func(s *suspect) float64 { return s.like }) }},
	{"recent", 0.24, func(b *bench, s *suspect) float64 {
		if s.recent < 0 {
			return 0
		}
		return 1 / float64(1+s.recent)
	}},
	{"nothing direct", -1.35, func(b *bench, s *suspect) float64 { return flag(b.direct(s) == 0) }},
	{"fix only adds: names new", 0.12, func(b *bench, s *suspect) float64 { return flag(b.evidence.only) * b.share64(s.names, newName) }},
	{"fix only adds: direct", 0.46, func(b *bench, s *suspect) float64 { return flag(b.evidence.only) * b.direct(s) }},
	{"fix only adds: newest", -0.2, func(b *bench, s *suspect) float64 {
		return flag(b.evidence.only && b.newest[s.hash] == 0 && b.direct(s) > 0)
	}},
	{"direct and names", -0.68, func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share64(s.names, anyName) }},
	{"direct and alike", 0.24, func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * s.like }},
	{"within a month", 0.75, func(b *bench, s *suspect) float64 { return flag(b.days(s) < 30) }},
	{"within half a year", 0.43, func(b *bench, s *suspect) float64 { return flag(b.days(s) < 180) }},
	{"made the function and touched", -0.34, func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share(s, heading, 0) }},
	{"large", -0.75, func(b *bench, s *suspect) float64 { return flag(s.changes > 30) }},
	{"made the file", -0.39, func(b *bench, s *suspect) float64 { return flag(s.made) }},
	{"like the fix", 0.65, func(b *bench, s *suspect) float64 { return s.like }},
	{"same scope", 0.17, func(b *bench, s *suspect) float64 { return flag(b.scope != "" && scopeOf(s.subject) == b.scope) }},
	{"cosmetic", -0.3, func(b *bench, s *suspect) float64 { return flag(cosmetic.MatchString(s.subject)) }},
	{"reshaped", -0.37, func(b *bench, s *suspect) float64 { return flag(reshaped.MatchString(s.subject)) }},
	{"brought something new", 0.26, func(b *bench, s *suspect) float64 { return flag(novel.MatchString(s.subject)) }},
	{"mended", -0.16, func(b *bench, s *suspect) float64 { return flag(mending.MatchString(s.subject)) }},
	{"size", 0.18, func(b *bench, s *suspect) float64 { return math.Log10(1+float64(s.changes)) / 3 }},
	{"age", -0.43, func(b *bench, s *suspect) float64 { return math.Log10(1+b.days(s)) / 4 }},
	{"paths", 0.28, func(b *bench, s *suspect) float64 {
		return min(1, float64(len(s.paths))/float64(max(1, len(b.evidence.files))))
	}},
}

// none is the weight of the answer that none of the suspects is the one.
const none = 2.97

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
