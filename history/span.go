package history

import "cmp"

func compareSpans(a, b span) int {
	return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.depth, b.depth), cmp.Compare(a.lo, b.lo), cmp.Compare(a.hi, b.hi), cmp.Compare(a.line, b.line))
}

// handOver splits spans into what the older version has as well, told in its
// lines, and what the hunks brought.
func handOver(spans []span, hunks []hunk) (handed, rest []span) {
	for _, s := range spans {
		for _, h := range hunks {
			if s.lo >= s.hi || h.b0 >= s.hi {
				break
			}
			if h.b1 <= s.lo {
				continue
			}
			if s.lo < h.b0 {
				handed = append(handed, older(s.part(s.lo, h.b0), hunks))
			}
			to := min(s.hi, h.b1)
			if from := max(s.lo, h.b0); from < to {
				rest = append(rest, s.part(from, to))
			}
			s = s.part(max(s.lo, to), s.hi)
		}
		if s.lo < s.hi {
			handed = append(handed, older(s, hunks))
		}
	}
	return handed, rest
}

// older tells unchanged lines in the lines of the older version.
func older(s span, hunks []hunk) span {
	lo, hi := 0, len(hunks)
	for lo < hi {
		if mid := (lo + hi) / 2; hunks[mid].b1 <= s.lo {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	shift := 0
	if lo > 0 {
		shift = hunks[lo-1].a1 - hunks[lo-1].b1
	}
	s.lo, s.hi = s.lo+shift, s.hi+shift
	return s
}

// maxReplaced is the longest run of lines that is followed in place of others.
const maxReplaced = 60

// replaced gives the lines of the older version in whose place the lines of a
// span stand. Where as many lines replaced as many, line stands for line; else
// the whole run is taken, or of a long run the part at the same height. The
// weight stays what it was in all.
func replaced(s span, hunks []hunk) []span {
	for _, h := range hunks {
		if h.b1 <= s.lo || h.b0 >= s.hi || h.a0 == h.a1 {
			continue
		}
		n := s
		n.depth, n.more = n.depth+1, n.more-1
		old, new := h.a1-h.a0, h.b1-h.b0
		switch {
		case old == new:
			n.lo, n.hi = h.a0+s.lo-h.b0, h.a0+s.hi-h.b0
		case old <= maxReplaced:
			n.lo, n.hi = h.a0, h.a1
		default:
			n.lo = h.a0 + (s.lo-h.b0)*old/new
			n.hi = min(h.a1, max(n.lo+1, h.a0+(s.hi-h.b0)*old/new))
		}
		n.weight = s.weight * float64(s.hi-s.lo) / float64(n.hi-n.lo)
		return []span{n}
	}
	return nil
}

// stops is a queue of versions, those of the newest commits first.
type stops []*stop

func (q stops) Len() int           { return len(q) }
func (q stops) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q stops) Less(i, j int) bool { return q[i].seconds > q[j].seconds }
func (q *stops) Push(v any)        { *q = append(*q, v.(*stop)) }

func (q *stops) Pop() any {
	old := *q
	v := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return v
}
