package history

import "math"

// hunk says that lines a0 to a1 of one version stand as b0 to b1 in the next.
// Counting starts at 0, and the end is not included.
type hunk struct{ a0, a1, b0, b1 int }

// diffLines finds a short way from one version of a file to the next, by the
// algorithm of Myers (An O(ND) Difference Algorithm and Its Variations, 1986)
// in linear space. Where two versions have very little in common it settles
// for a way that is not the shortest.
func diffLines(a, b text) []hunk {
	head := 0
	for head < len(a.keys) && head < len(b.keys) && a.keys[head] == b.keys[head] {
		head++
	}
	tail := 0
	for tail < len(a.keys)-head && tail < len(b.keys)-head && a.keys[len(a.keys)-1-tail] == b.keys[len(b.keys)-1-tail] {
		tail++
	}
	if head+tail == len(a.keys) && head+tail == len(b.keys) {
		return nil
	}
	d := newDiffer(a.keys[head:len(a.keys)-tail], b.keys[head:len(b.keys)-tail], a.keys[:head], a.keys[len(a.keys)-tail:])
	left, right := make([]bool, len(a.keys)), make([]bool, len(b.keys))
	d.run(left[head:], right[head:])
	settle(a, left, right)
	settle(b, right, left)
	return hunks(left, right)
}

// hunks reads the changed lines of both sides as hunks.
func hunks(left, right []bool) []hunk {
	var out []hunk
	i, j := 0, 0
	for i < len(left) || j < len(right) {
		h := hunk{a0: i, b0: j}
		for i < len(left) && left[i] {
			i++
		}
		for j < len(right) && right[j] {
			j++
		}
		if h.a1, h.b1 = i, j; i > h.a0 || j > h.b0 {
			out = append(out, h)
		}
		i, j = i+1, j+1
	}
	return out
}

// differ compares two sequences of lines. Lines that the other side lacks are
// left out before: they are changed whatever way is found.
type differ struct {
	a, b           []int32 // lines by number
	fromA, fromB   []int32 // which line each is
	goneA, goneB   []bool
	forward, back  []int // furthest reach on each diagonal, shifted by offset
	offset, budget int
}

// newDiffer prepares to compare the part of two files that differs. around is
// what stands before and after it in both.
func newDiffer(a, b []uint64, around ...[]uint64) *differ {
	d := &differ{}
	numbers := make(map[uint64]int32, len(a))
	var inA, inB []int32 // how often each line is there
	for _, k := range a {
		n, ok := numbers[k]
		if !ok {
			n = int32(len(numbers))
			numbers[k] = n
			inA, inB = append(inA, 0), append(inB, 0)
		}
		inA[n]++
	}
	for _, k := range b {
		if n, ok := numbers[k]; ok {
			inB[n]++
		}
	}
	both := 0
	for _, keys := range around {
		both += len(keys)
		for _, k := range keys {
			if n, ok := numbers[k]; ok {
				inA[n]++
				inB[n]++
			}
		}
	}
	d.a, d.fromA, d.goneA = kept(a, numbers, inB, both)
	d.b, d.fromB, d.goneB = kept(b, numbers, inA, both)
	size := len(d.a) + len(d.b) + 3
	d.forward, d.back, d.offset = make([]int, size), make([]int, size), len(d.b)+1
	d.budget = 256
	for d.budget*d.budget < size {
		d.budget *= 2
	}
	return d
}

// box is a part of both sides. In a short one only the shortest way will do:
// it is known to be no longer than the search that led there.
type box struct {
	a0, a1, b0, b1 int
	short          bool
}

// meeting is a point that divides a box, and which of its halves are short.
type meeting struct {
	i, j          int
	before, after bool
}

// run marks the changed lines of both sides.
func (d *differ) run(left, right []bool) {
	copy(left, d.goneA)
	copy(right, d.goneB)
	stack := []box{{0, len(d.a), 0, len(d.b), false}}
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for x.a0 < x.a1 && x.b0 < x.b1 && d.a[x.a0] == d.b[x.b0] {
			x.a0, x.b0 = x.a0+1, x.b0+1
		}
		for x.a0 < x.a1 && x.b0 < x.b1 && d.a[x.a1-1] == d.b[x.b1-1] {
			x.a1, x.b1 = x.a1-1, x.b1-1
		}
		if x.a0 == x.a1 || x.b0 == x.b1 {
			for i := x.a0; i < x.a1; i++ {
				left[d.fromA[i]] = true
			}
			for j := x.b0; j < x.b1; j++ {
				right[d.fromB[j]] = true
			}
			continue
		}
		m := d.middle(x)
		stack = append(stack, box{x.a0, m.i, x.b0, m.j, m.before}, box{m.i, x.a1, m.j, x.b1, m.after})
	}
}

// middle finds a point that a shortest way passes, by searching from both ends
// until the two meet on a diagonal. A diagonal is i-j.
func (d *differ) middle(x box) meeting {
	a0, a1, b0, b1 := x.a0, x.a1, x.b0, x.b1
	front := reach{at: d.forward, offset: d.offset, least: a0 - b1, most: a1 - b0, outside: -1}
	back := reach{at: d.back, offset: d.offset, least: a0 - b1, most: a1 - b0, outside: math.MaxInt32}
	front.start(a0-b0, a0)
	back.start(a1-b1, a1)
	odd := (a0-b0-a1+b1)&1 != 0
	for cost := 1; ; cost++ {
		long := false
		front.widen()
		for k := front.to; k >= front.from; k -= 2 {
			i := max(front.get(k-1)+1, front.get(k+1))
			began := i
			for i < a1 && i-k < b1 && d.a[i] == d.b[i-k] {
				i++
			}
			front.set(k, i)
			long = long || i-began > longRun
			if odd && back.from <= k && k <= back.to && back.get(k) <= i {
				return meeting{i, i - k, true, true}
			}
		}
		back.widen()
		for k := back.to; k >= back.from; k -= 2 {
			i := min(back.get(k-1), back.get(k+1)-1)
			began := i
			for i > a0 && i-k > b0 && d.a[i-1] == d.b[i-k-1] {
				i--
			}
			back.set(k, i)
			long = long || began-i > longRun
			if !odd && front.from <= k && k <= front.to && i <= front.get(k) {
				return meeting{i, i - k, true, true}
			}
		}
		if x.short {
			continue
		}
		if long && cost > enoughCost {
			if m, ok := d.promising(&front, &back, x, cost); ok {
				return m
			}
		}
		if cost >= d.budget {
			return furthest(&front, &back, x)
		}
	}
}

const (
	longRun    = 20  // so many equal lines in a row are no accident
	enoughCost = 256 // from here on a good way is taken for the best
)

// promising looks for a way that has come much further than its cost and ends
// in a long run of equal lines.
func (d *differ) promising(front, back *reach, x box, cost int) (m meeting, ok bool) {
	best := 4 * cost
	for k := front.to; k >= front.from; k -= 2 {
		i := front.get(k)
		gain := i - x.a0 + i - k - x.b0 - abs(k-(x.a0-x.b0))
		if gain > best && i >= x.a0+longRun && i < x.a1 && i-k >= x.b0+longRun && i-k < x.b1 && d.equalBefore(i, i-k) {
			m, best, ok = meeting{i: i, j: i - k, before: true}, gain, true
		}
	}
	if ok {
		return m, ok
	}
	for k := back.to; k >= back.from; k -= 2 {
		i := back.get(k)
		gain := x.a1 - i + x.b1 - i + k - abs(k-(x.a1-x.b1))
		if gain > best && i > x.a0 && i <= x.a1-longRun && i-k > x.b0 && i-k <= x.b1-longRun && d.equalBefore(i+longRun, i-k+longRun) {
			m, best, ok = meeting{i: i, j: i - k, after: true}, gain, true
		}
	}
	return m, ok
}

func (d *differ) equalBefore(i, j int) bool {
	for n := 1; n <= longRun; n++ {
		if d.a[i-n] != d.b[j-n] {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }

// reach is how far a search came on each diagonal.
type reach struct {
	at          []int
	offset      int
	from, to    int // the diagonals that were searched
	least, most int // the diagonals there are
	outside     int // no way comes from a diagonal that was not searched
}

func (r *reach) get(k int) int  { return r.at[k+r.offset] }
func (r *reach) set(k, i int)   { r.at[k+r.offset] = i }
func (r *reach) start(k, i int) { r.from, r.to = k, k; r.set(k, i) }

// widen takes in one more diagonal on each side. At the border of the box it
// steps back, so that every second diagonal is searched in turn.
func (r *reach) widen() {
	if r.from > r.least {
		r.from--
		r.set(r.from-1, r.outside)
	} else {
		r.from++
	}
	if r.to < r.most {
		r.to++
		r.set(r.to+1, r.outside)
	} else {
		r.to--
	}
}

// furthest gives the point where a search that became too long has come
// furthest, from whichever end that is.
func furthest(front, back *reach, x box) meeting {
	var m meeting
	best := -1
	for k := front.to; k >= front.from; k -= 2 {
		i := min(front.get(k), x.a1, x.b1+k)
		if gain := i + i - k - x.a0 - x.b0; gain > best {
			m, best = meeting{i: i, j: i - k, before: true}, gain
		}
	}
	forward := best
	for k := back.to; k >= back.from; k -= 2 {
		i := max(back.get(k), x.a0, x.b0+k)
		if gain := x.a1 + x.b1 - i - i + k; gain > best || gain == forward && m.before {
			m, best = meeting{i: i, j: i - k, after: true}, gain
		}
	}
	return m
}
