package history

import "math/bits"

// Where names came in says more than the lines they stand in: lines are
// rewritten, and names stay. Who first brought a name, or first used two
// names in one line, may have made what the fix had to mend.

// maxTold is how many lines of a fix are read for names that stand together.
const maxTold = 100

// pairUp lists pairs of the fix's names that stand in one of its lines, as
// many as there are bits.
func (q *inquiry) pairUp(names map[string]uint64) {
	seen := map[uint64]bool{}
	for _, line := range q.evidence.lines {
		for i, a := range line {
			for _, b := range line[:i] {
				pair := names[a] | names[b]
				if names[a] == 0 || names[b] == 0 || seen[pair] || len(q.pairs) == 64 {
					continue
				}
				seen[pair] = true
				q.pairs = append(q.pairs, pair)
			}
		}
	}
}

// firsts remembers for each of 64 things who was met last that brought it in.
// Trails go from new to old, so that is who brought it in first.
type firsts [64]*suspect

func (f *firsts) met(s *suspect, things uint64) {
	for ; things != 0; things &= things - 1 {
		f[bits.TrailingZeros64(things)] = s
	}
}

// brought tells the suspects what they were the first to bring in.
func (q *inquiry) brought() {
	for i := range 64 {
		if s := q.firstNames[i]; s != nil {
			s.firstNames |= 1 << i
		}
		if s := q.firstPairs[i]; s != nil {
			s.firstPairs |= 1 << i
		}
	}
}

// putPairs gives the pairs of names in one of the lines that a change put in,
// and in none that it took out there.
func (t *texts) putPairs(old, new text, hunks []hunk, pairs []uint64) uint64 {
	var put uint64
	for _, h := range hunks {
		if in := t.pairsIn(new.keys[h.b0:h.b1], pairs); in != 0 {
			put |= in &^ t.pairsIn(old.keys[h.a0:h.a1], pairs)
		}
	}
	return put
}

func (t *texts) pairsIn(keys, pairs []uint64) uint64 {
	var out uint64
	for _, k := range keys {
		marks := t.marks[k]
		if marks&(marks-1) == 0 {
			continue
		}
		for i, p := range pairs {
			if marks&p == p {
				out |= 1 << i
			}
		}
	}
	return out
}

// pairShare gives which part of the pairs of names are among some.
func (q *inquiry) pairShare(some uint64) float64 {
	if len(q.pairs) == 0 {
		return 0
	}
	return float64(bits.OnesCount64(some)) / float64(len(q.pairs))
}
