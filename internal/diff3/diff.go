package diff3

import "slices"

// hunk says that base[b0:b1] became side[s0:s1].
type hunk struct{ b0, b1, s0, s1 int }

// diff returns the hunks that lead from a to b, in order, none touching
// another.
func diff(a, b []int) []hunk {
	d := differ{}
	d.match(a, b, 0, 0)
	var out []hunk
	i, j := 0, 0
	for _, p := range append(d.pairs, [2]int{len(a), len(b)}) {
		if i < p[0] || j < p[1] {
			out = append(out, hunk{i, p[0], j, p[1]})
		}
		i, j = p[0]+1, p[1]+1
	}
	return out
}

type differ struct{ pairs [][2]int }

// match finds equal elements of a and b in order, the first of which stand at
// a0 and b0 in the whole. It looks for the shortest edit; where that is too far
// off to look for, what occurs once on both sides divides the rest.
func (d *differ) match(a, b []int, a0, b0 int) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		d.pairs = append(d.pairs, [2]int{a0 + n, b0 + n})
		n++
	}
	a, b, a0, b0 = a[n:], b[n:], a0+n, b0+n
	tail := 0
	for tail < len(a) && tail < len(b) && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	d.middle(a[:len(a)-tail], b[:len(b)-tail], a0, b0)
	for k := range tail {
		d.pairs = append(d.pairs, [2]int{a0 + len(a) - tail + k, b0 + len(b) - tail + k})
	}
}

func (d *differ) middle(a, b []int, a0, b0 int) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	if pairs, ok := shortest(a, b); ok {
		for _, p := range pairs {
			d.pairs = append(d.pairs, [2]int{a0 + p[0], b0 + p[1]})
		}
		return
	}
	anchors := unique(a, b)
	if len(anchors) == 0 {
		return
	}
	i, j := 0, 0
	for _, p := range anchors {
		d.match(a[i:p[0]], b[j:p[1]], a0+i, b0+j)
		d.pairs = append(d.pairs, [2]int{a0 + p[0], b0 + p[1]})
		i, j = p[0]+1, p[1]+1
	}
	d.match(a[i:], b[j:], a0+i, b0+j)
}

// far is the number of insertions and deletions up to which the shortest edit
// is looked for; time and memory grow with its square.
const far = 1000

// shortest finds the equal pairs of the shortest edit from a to b by the
// greedy method (E. W. Myers, An O(ND) Difference Algorithm, 1986).
func shortest(a, b []int) ([][2]int, bool) {
	limit := min(far, len(a)+len(b))
	reach := make([]int, 2*limit+3)
	origin := limit + 1
	var trace [][]int
	for d := 0; d <= limit; d++ {
		trace = append(trace, slices.Clone(reach[origin-d-1:origin+d+2]))
		for k := -d; k <= d; k += 2 {
			x := reach[origin+k-1] + 1
			if k == -d || k != d && reach[origin+k-1] < reach[origin+k+1] {
				x = reach[origin+k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			reach[origin+k] = x
			if x >= len(a) && x-k >= len(b) {
				return backtrack(trace, len(a), len(b)), true
			}
		}
	}
	return nil, false
}

// backtrack walks the furthest reaches back from the end; trace[d] holds the
// diagonals -d-1 to d+1 as they were before step d.
func backtrack(trace [][]int, x, y int) [][2]int {
	var pairs [][2]int
	for d := len(trace) - 1; d >= 0; d-- {
		v := func(k int) int { return trace[d][k+d+1] }
		k := x - y
		from := k - 1
		if k == -d || k != d && v(k-1) < v(k+1) {
			from = k + 1
		}
		px := v(from)
		py := px - from
		for x > px && y > py {
			x, y = x-1, y-1
			pairs = append(pairs, [2]int{x, y})
		}
		x, y = px, py
	}
	slices.Reverse(pairs)
	return pairs
}

// unique pairs the elements that occur once in a and once in b, as many of
// them as stand in the same order in both.
func unique(a, b []int) [][2]int {
	seen := map[int][4]int{} // times in a, place in a, times in b, place in b
	for i, v := range a {
		s := seen[v]
		seen[v] = [4]int{s[0] + 1, i, 0, 0}
	}
	for j, v := range b {
		if s, ok := seen[v]; ok {
			seen[v] = [4]int{s[0], s[1], s[2] + 1, j}
		}
	}
	var pairs [][2]int
	for i, v := range a {
		if s := seen[v]; s[0] == 1 && s[2] == 1 {
			pairs = append(pairs, [2]int{i, s[3]})
		}
	}
	return rising(pairs)
}

// rising returns a longest part of pairs whose second numbers rise.
func rising(pairs [][2]int) [][2]int {
	var piles []int // indexes of the pile tops
	before := make([]int, len(pairs))
	for i, p := range pairs {
		at, _ := slices.BinarySearchFunc(piles, p[1], func(top, v int) int { return pairs[top][1] - v })
		before[i] = -1
		if at > 0 {
			before[i] = piles[at-1]
		}
		if at == len(piles) {
			piles = append(piles, i)
		} else {
			piles[at] = i
		}
	}
	if len(piles) == 0 {
		return nil
	}
	var out [][2]int
	for i := piles[len(piles)-1]; i >= 0; i = before[i] {
		out = append(out, pairs[i])
	}
	slices.Reverse(out)
	return out
}
