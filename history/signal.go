package history

import (
	"cmp"
	"math"
	"slices"
)

// signal is one thing that speaks for or against a suspect. Weight is what it
// adds to the logarithm of the odds, found by TestAccuracy on fixes whose culprit
// is known.
type signal struct {
	name   string
	weight float64
	value  func(*bench, *suspect) float64 // between 0 and about 1
	as     reckoning
}

// reckoning is how a suspect's value counts beside those of the others.
type reckoning int

const (
	itself reckoning = iota // as it is
	ofMost                  // as a part of the highest
	isMost                  // 1 for the highest, and 0
	byRank                  // 1 for the highest, 1/2 for the second, and so on
)

// apply makes of the values of all suspects what counts.
func (r reckoning) apply(values []float64) {
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	if r == itself || most == 0 {
		return
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	for i, v := range values {
		switch {
		case v <= 0:
			values[i] = 0
		case r == ofMost:
			values[i] = v / most
		case r == isMost:
			values[i] = flag(v == most)
		case r == byRank:
			above, _ := slices.BinarySearchFunc(sorted, v, func(a, b float64) int {
				if a > b {
					return 1
				}
				return -1
			})
			values[i] = 1 / float64(1+len(sorted)-above)
		}
	}
}

// bench holds the suspects of one inquiry while they are compared.
type bench struct {
	*inquiry
	suspects []*suspect
	unknown  float64         // the chance that it is none of them
	newest   map[oid]int     // rank by date
	rankTold map[oid]float64 // rank by what the message tells
	hole     bool            // the message of the fix speaks of a hole that an attacker can use
}

func newBench(q *inquiry, suspects []*suspect) *bench {
	b := &bench{inquiry: q, suspects: suspects, newest: map[oid]int{}, rankTold: map[oid]float64{}, hole: holed.MatchString(q.message)}
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
	told := make([]float64, len(suspects))
	for i, s := range suspects {
		told[i] = s.telling
	}
	byRank.apply(told)
	for i, s := range suspects {
		b.rankTold[s.hash] = told[i]
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

func shareOf(c clue, depth int) func(*bench, *suspect) float64 {
	return func(b *bench, s *suspect) float64 { return b.share(s, c, depth) }
}

func namesOf(kind func(*named) bool) func(*bench, *suspect) float64 {
	return func(b *bench, s *suspect) float64 { return b.share64(s.names, kind) }
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
	{name: "took out its lines", weight: 0.33, value: shareOf(taken, 0)},
	{name: "took out any line of it", weight: 0.25, value: func(b *bench, s *suspect) float64 { return flag(s.hits[taken][0] > 0) }},
	{name: "changed lines before", weight: 0.25, value: shareOf(taken, 1)},
	{name: "changed lines before that", weight: 0.31, value: shareOf(taken, 2)},
	{name: "changed lines long before", weight: 0.21, value: shareOf(taken, 3)},
	{name: "put lines beside", weight: 0.32, value: shareOf(beside, 0)},
	{name: "changed beside before that", weight: 0.13, value: shareOf(beside, 2)},
	{name: "changed beside long before", weight: -0.09, value: shareOf(beside, 3)},
	{name: "share of what the fix touched", weight: 0.31, value: (*bench).direct},
	{name: "most of what the fix touched", weight: -0.15, value: (*bench).direct, as: isMost},
	{name: "nothing direct", weight: -0.58, value: func(b *bench, s *suspect) float64 { return flag(b.direct(s) == 0) }},
	{name: "no evidence of lines", weight: -1.08, value: func(b *bench, s *suspect) float64 { return flag(s.untouched()) }},
	{name: "newest", weight: 0.27, value: func(b *bench, s *suspect) float64 {
		if i, ok := b.newest[s.hash]; ok {
			return 1 / float64(1+i)
		}
		return 0
	}},
	{name: "function", weight: 0.53, value: shareOf(within, 0)},
	{name: "head", weight: 0.06, value: shareOf(heading, 0)},
	{name: "made the function and touched", weight: -0.16, value: func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share(s, heading, 0) }},
	{name: "only adds: function", weight: 0.05, value: func(b *bench, s *suspect) float64 { return flag(b.evidence.only) * b.share(s, within, 0) }},
	{name: "only adds: took beside", weight: 0.25, value: func(b *bench, s *suspect) float64 { return flag(b.evidence.only) * b.direct(s) }},
	{name: "began its lines", weight: 0.09, value: begunOf(taken)},
	{name: "began the most of its lines", weight: 0.14, value: func(b *bench, s *suspect) float64 { return s.began[taken] }, as: isMost},
	{name: "began what is beside", weight: 0.22, value: begunOf(beside)},
	{name: "began lines with names", weight: -0.39, value: begunOf(naming)},
	{name: "began the head", weight: -0.15, value: begunOf(heading)},

	{name: "brought the names", weight: 0.56, value: namesOf(anyName)},
	{name: "brought the names new", weight: 0.5, value: namesOf(newName)},
	{name: "touched other files only", weight: 0.13, value: func(b *bench, s *suspect) float64 { return flag(s.far) }},
	{name: "far and names", weight: -0.51, value: func(b *bench, s *suspect) float64 { return flag(s.far) * b.share64(s.names, anyName) }},
	{name: "direct and names", weight: -0.34, value: func(b *bench, s *suspect) float64 { return flag(b.direct(s) > 0) * b.share64(s.names, anyName) }},
	{name: "names before that", weight: 0.14, value: func(b *bench, s *suspect) float64 { return b.share(s, naming, 2) + b.share(s, naming, 3) }},
	{name: "first brought the most names", weight: 0.27, value: func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, anyName) }, as: isMost},
	{name: "first brought the names new", weight: 0.5, value: func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, newName) }},
	{name: "first brought the names gone", weight: 0.13, value: func(b *bench, s *suspect) float64 { return b.share64(s.firstNames, goneName) }},
	{name: "first brought pairs", weight: 0.18, value: func(b *bench, s *suspect) float64 { return b.pairShare(s.firstPairs) }},

	{name: "like the fix", weight: 0.24, value: func(b *bench, s *suspect) float64 { return s.like }},
	{name: "message like the fix", weight: 0.29, value: func(b *bench, s *suspect) float64 { return s.told }},
	{name: "message most like the fix", weight: 0.09, value: func(b *bench, s *suspect) float64 { return s.told }, as: isMost},
	{name: "message has the names", weight: 0.4, value: func(b *bench, s *suspect) float64 { return b.share64(s.spoken, anyName) }},
	{name: "message has the most names", weight: 0.12, value: func(b *bench, s *suspect) float64 { return b.share64(s.spoken, anyName) }, as: isMost},
	{name: "telling", weight: -0.04, value: func(b *bench, s *suspect) float64 { return s.telling }},
	{name: "telling rank", weight: 0.74, value: func(b *bench, s *suspect) float64 { return s.telling }, as: byRank},
	{name: "far and telling", weight: 0.36, value: func(b *bench, s *suspect) float64 { return flag(s.far) * s.telling }},
	{name: "far and telling rank", weight: 0.4, value: func(b *bench, s *suspect) float64 { return flag(s.far) * b.rankTold[s.hash] }},
	{name: "first told", weight: -0.05, value: func(b *bench, s *suspect) float64 { return s.firstTold }},
	{name: "cosmetic", weight: -0.05, value: func(b *bench, s *suspect) float64 { return flag(cosmetic.MatchString(s.subject)) }},
	{name: "reshaped", weight: -0.1, value: func(b *bench, s *suspect) float64 { return flag(reshaped.MatchString(s.subject)) }},
	{name: "brought something new", weight: 0.28, value: func(b *bench, s *suspect) float64 { return flag(novel.MatchString(s.subject)) }},
	{name: "mended", weight: -0.24, value: func(b *bench, s *suspect) float64 { return flag(mending.MatchString(s.subject)) }},

	{name: "within a month", weight: 0.87, value: func(b *bench, s *suspect) float64 { return flag(b.days(s) < 30) }},
	{name: "within half a year", weight: 0.3, value: func(b *bench, s *suspect) float64 { return flag(b.days(s) < 180) }},
	{name: "within a year", weight: 0.42, value: func(b *bench, s *suspect) float64 { return flag(b.days(s) < 365) }},
	{name: "age", weight: -0.31, value: func(b *bench, s *suspect) float64 { return math.Log10(1+b.days(s)) / 4 }},
	{name: "large", weight: -0.59, value: func(b *bench, s *suspect) float64 { return flag(s.changes > 30) }},
	{name: "very large", weight: -0.41, value: func(b *bench, s *suspect) float64 { return flag(s.changes > 100) }},
	{name: "changes", weight: 0.18, value: func(b *bench, s *suspect) float64 { return math.Log10(float64(1+s.changes)) / 2 }},
	{name: "put", weight: -0.03, value: func(b *bench, s *suspect) float64 { return math.Log10(1+float64(s.put)) / 3 }},
	{name: "shared", weight: 0.15, value: func(b *bench, s *suspect) float64 { return s.shared }},
	{name: "near", weight: 0.36, value: func(b *bench, s *suspect) float64 { return flag(s.near) }},

	{name: "hole: within half a year", weight: -0.61, value: func(b *bench, s *suspect) float64 { return flag(b.hole && b.days(s) < 180) }},
	{name: "hole: first names", weight: 0.37, value: func(b *bench, s *suspect) float64 { return flag(b.hole) * b.share64(s.firstNames, anyName) }},
	{name: "hole: first told", weight: 0.1, value: func(b *bench, s *suspect) float64 { return flag(b.hole) * s.firstTold }},
	{name: "hole: began the head", weight: -0.08, value: func(b *bench, s *suspect) float64 { return flag(b.hole) * b.shareBegan(s, heading) }},
	{name: "hole: made the file", weight: 0.36, value: func(b *bench, s *suspect) float64 { return flag(b.hole && s.made) }},
	{name: "hole: novel", weight: 0.15, value: func(b *bench, s *suspect) float64 { return flag(b.hole && novel.MatchString(s.subject)) }},

	{name: "took out its lines, of the most", weight: 0.18, value: shareOf(taken, 0), as: ofMost},
	{name: "changed lines before, of the most", weight: 0.21, value: shareOf(taken, 1), as: ofMost},
	{name: "put lines beside, of the most", weight: 0.12, value: shareOf(beside, 0), as: ofMost},
	{name: "share of what the fix touched, of the most", weight: 0.69, value: (*bench).direct, as: ofMost},
	{name: "function, of the most", weight: 0.23, value: shareOf(within, 0), as: ofMost},
	{name: "began its lines, of the most", weight: 0.17, value: begunOf(taken), as: ofMost},
	{name: "brought the names, of the most", weight: 0.95, value: namesOf(anyName), as: ofMost},
	{name: "first brought pairs, of the most", weight: 0.32, value: func(b *bench, s *suspect) float64 { return b.pairShare(s.firstPairs) }, as: ofMost},
	{name: "like the fix, of the most", weight: 0.2, value: func(b *bench, s *suspect) float64 { return s.like }, as: ofMost},
	{name: "message has the names, of the most", weight: 0.38, value: func(b *bench, s *suspect) float64 { return b.share64(s.spoken, anyName) }, as: ofMost},
	{name: "telling, of the most", weight: 0.99, value: func(b *bench, s *suspect) float64 { return s.telling }, as: ofMost},
	{name: "first told, of the most", weight: 0.23, value: func(b *bench, s *suspect) float64 { return s.firstTold }, as: ofMost},
}

// none is the weight of the answer that none of the suspects is the one.
const none = 3.57

// judge gives each suspect its chance: of all suspects and of none of them
// being the one, each has odds by its signals.
func (b *bench) judge() {
	for _, s := range b.suspects {
		s.signals, s.chance = make([]float64, len(signals)), 0
	}
	values := make([]float64, len(b.suspects))
	for i, g := range signals {
		for j, s := range b.suspects {
			values[j] = g.value(b, s)
		}
		g.as.apply(values)
		for j, s := range b.suspects {
			s.signals[i] = values[j]
			s.chance += g.weight * values[j]
		}
	}
	sum := math.Exp(none)
	for _, s := range b.suspects {
		s.chance = math.Exp(s.chance)
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
