package logs

import (
	"cmp"
	"math"
	"slices"
)

// burst is a stretch in which a pattern came far more often than before.
type burst struct {
	from, to int64 // ticks, the last one excluded
	n        int
	expected float64
	score    float64 // in nats
	waves    []burst // where it is told of several
	pause    int64   // the longest between them, in ticks
}

// What a burst must have: so many records, so much evidence, so much more than
// is expected.
const (
	burstRecords = 10
	burstNats    = 25
	burstTimes   = 2
	burstGap     = 12 // ticks between two bursts that are told as one, or a sixth of the time they take
	splitNats    = 10 // what it must bring to tell a stretch as two bursts
)

// scales are the widths, in widths of the series, at which bursts are looked
// for: a weak one shows in minutes what it does not in seconds.
var scales = []int64{1, 6, 30, 180, 1080}

// bursts finds the bursts of a series, at several widths. Where a wide look
// and a close one see the same stretch, the account that explains more of the
// counts is taken.
func bursts(bins []amount, r *rhythm, width int64) []burst {
	n := 0
	for _, b := range bins {
		n += b.n
	}
	if n < burstRecords || r.sp.len() < 30 {
		return nil
	}
	var found []burst
	for _, scale := range scales {
		if w := scale * width; int64(r.sp.len()) >= 8*w {
			found = better(found, raised(r.lens.all.at(w), r, w), bins, r)
		}
	}
	for i := range found {
		lo, hi := r.sp.from, r.sp.to+1
		if i > 0 {
			lo = found[i-1].to
		}
		if i < len(found)-1 {
			hi = found[i+1].from
		}
		found[i] = edges(found[i], bins, r, width, lo, hi)
	}
	found = joined(found, bins, r)
	return slices.DeleteFunc(found, func(b burst) bool {
		return b.n < burstRecords || b.score < burstNats || float64(b.n) < burstTimes*b.expected || gathers(b, n, r) < newNats+2*math.Log(float64(n))
	})
}

// gathers is how unlikely it is, in nats, that so many of the n records of a
// series lie in a burst, where all come evenly (Kulldorff, A spatial scan
// statistic, 1997). What is usual is known the less the rarer a series is; this
// depends on nothing that was learned of it.
func gathers(b burst, n int, r *rhythm) float64 {
	in, all := float64(b.n), float64(n)
	share := r.sp.share(b.from, b.to)
	if in <= all*share {
		return 0
	}
	nats := in * math.Log(in/(all*share))
	if n > b.n {
		nats += (all - in) * math.Log((all-in)/(all*(1-share)))
	}
	return nats / r.base.phi
}

// measure counts what a stretch holds.
func measure(from, to int64, bins []amount, r *rhythm) burst {
	b := burst{from: from, to: to}
	step := min(r.sp.step, quarter)
	if r.sp.usual == 0 && r.days == nil {
		step = to - from // nothing varies
	}
	for at := from; at < to; {
		next := min(to, at+step-floorMod(at-r.sp.from, step))
		b.expected += r.expect(at, next-at)
		at = next
	}
	for _, x := range partOf(bins, from, to) {
		b.n += x.n
	}
	b.score = surprise(float64(b.n), b.expected, r.base.phi)
	return b
}

// inside returns the bins that begin in a stretch.
func inside(bins []bin, from, to int64) []bin {
	byTime := func(b bin, at int64) int { return cmp.Compare(b.at, at) }
	lo, _ := slices.BinarySearchFunc(bins, from, byTime)
	hi, _ := slices.BinarySearchFunc(bins, to, byTime)
	return bins[lo:max(lo, hi)]
}

// partOf returns the counts that begin in a stretch.
func partOf(counts []amount, from, to int64) []amount {
	byTime := func(a amount, at int64) int { return cmp.Compare(a.at, at) }
	lo, _ := slices.BinarySearchFunc(counts, from, byTime)
	hi, _ := slices.BinarySearchFunc(counts, to, byTime)
	return counts[lo:max(lo, hi)]
}

// better joins what a close look found with what a wider one found, both in
// the order of time and each without overlaps.
func better(near, wide []burst, bins []amount, r *rhythm) []burst {
	out := make([]burst, 0, len(near)+len(wide))
	for _, w := range wide {
		for len(near) > 0 && near[0].from < w.to {
			out, near = append(out, near[0]), near[1:]
		}
		first := len(out) // of those that overlap the wide one
		for first > 0 && out[first-1].to > w.from {
			first--
		}
		over := out[first:]
		if len(over) == 0 {
			out = append(out, measure(w.from, w.to, bins, r))
			continue
		}
		parts := float64(splitNats)
		for _, b := range over {
			parts += b.score - splitNats
		}
		w = measure(min(w.from, over[0].from), max(w.to, over[len(over)-1].to), bins, r)
		if w.score > parts {
			out = append(out[:first], w)
		}
	}
	return append(out, near...)
}

// raised finds the stretches of a series that are raised, with a model of two
// states, usual and raised, after Kleinberg (Bursty and Hierarchical Structure
// in Streams, 2002) with counts in bins.
func raised(counts []amount, r *rhythm, width int64) []burst {
	states := twoStates{rise: 1.5 * math.Log(r.sp.len()/float64(width))}
	c := &r.lens.path
	c.phi = r.base.phi
	quiet, loud := c.of(0, r.base.mean*float64(width))
	if !c.rises(counts, r, width, loud-quiet, states.rise) {
		return nil
	}
	return c.cheapest(&states, counts, r, width)
}

// cheapest finds the cheapest path through all counts.
func (c *costs) cheapest(states *twoStates, counts []amount, r *rhythm, width int64) []burst {
	quiet, loud := c.of(0, r.base.mean*float64(width))
	at := r.sp.from - width
	states.steps = r.lens.steps[:0]
	for _, n := range counts {
		gap := float64((n.at-at)/width - 1)
		usual, high := c.of(float64(n.n), r.expect(n.at, width))
		states.step(gap*quiet, gap*loud, usual, high)
		at = n.at
	}
	r.lens.steps = states.steps
	return states.cut(counts, width)
}

// costs is what a count costs in the usual and in the raised state. Most counts
// are asked for again and again.
type costs struct {
	phi   float64
	bound bound
	known [512]priced
}

// priced is what a count was found to cost.
type priced struct{ phi, k, mean, usual, high float64 }

func (c *costs) of(k, mean float64) (usual, high float64) {
	slot := (math.Float64bits(k)*0x9e3779b97f4a7c15 ^ math.Float64bits(mean)*0xc2b2ae3d27d4eb4f) >> 55
	p := &c.known[slot]
	if k != p.k || mean != p.mean || c.phi != p.phi {
		*p = priced{c.phi, k, mean, cost(k, mean, c.phi), cost(k, c.raised(k, mean), c.phi)}
	}
	return p.usual, p.high
}

// raised is the rate of the raised state. More than it is no argument against it.
func (c *costs) raised(k, mean float64) float64 {
	return max(3*mean, mean+4*math.Sqrt(c.phi*mean), 1, k)
}

// rises reports whether the raised state can be worth its rise anywhere in a
// series. It is a bound of what the two states find that needs no logarithms
// where little comes together, and else few: of most counts a bound tells that
// they speak for the usual state.
func (c *costs) rises(counts []amount, r *rhythm, width int64, pause, rise float64) bool {
	return c.gains(counts, r, width, pause, rise, false) && c.gains(counts, r, width, pause, rise, true)
}

func (c *costs) gains(counts []amount, r *rhythm, width int64, pause, rise float64, exact bool) bool {
	const rounding = 0.01
	c.bound = bound{}
	gain, next := 0.0, r.sp.from
	for i := range counts {
		n := &counts[i]
		if n.at > next {
			gain = max(0, gain-float64((n.at-next)/width)*pause)
		}
		next = n.at + width
		k, mean := float64(n.n), r.expect(n.at, width)
		speaks := c.atMost(k, mean)
		if exact && speaks > 0 || math.IsInf(speaks, 1) {
			usual, high := c.of(k, mean)
			speaks = usual - high
		}
		if gain = max(0, gain+speaks); gain > rise-rounding {
			return true
		}
	}
	return false
}

// bound is what atMost needs of a rate.
type bound struct {
	mean, high, lo, hi, times, less float64
	own                             bool // the raised rate is that of one k
}

// atMost is a bound of how much k records speak for the raised state rather than
// for the usual one; infinity where it knows none. What the chance of k gains
// from a rate to a higher one is the difference of the two times what it gains on
// average between them. For records that come evenly the logarithmic mean of the
// rates, which has a logarithm in it, is above their geometric one; for those
// that come unevenly what is gained is convex in the rate, so that its average
// is below that of its ends, and there it is a sum of reciprocals that is below
// the integral around them. The logarithm of x is at most x-1.
func (c *costs) atMost(k, mean float64) float64 {
	b := &c.bound
	if mean != b.mean || k > b.high || b.own {
		*b = c.boundOf(k, mean)
	}
	if c.phi <= 1.01 {
		return b.times * (k*b.less - 1)
	}
	if b.lo <= 0 {
		return math.Inf(1)
	}
	return b.times * ((k+b.lo)*(k+b.hi)*b.less - 1)
}

func (c *costs) boundOf(k, mean float64) bound {
	b := bound{mean: mean, high: c.raised(k, mean)}
	b.own = b.high == k
	if c.phi <= 1.01 {
		b.times, b.less = b.high-mean, 1/math.Sqrt(b.high*mean)
		return b
	}
	b.lo, b.hi = mean/(c.phi-1)-0.5, b.high/(c.phi-1)-0.5
	b.times, b.less = (b.hi-b.lo)/2, 1/(c.phi*c.phi*b.lo*b.hi)
	return b
}

// twoStates finds the cheapest path through usual and raised bins. Empty
// stretches between bins cost by their length.
type twoStates struct {
	rise  float64
	usual float64 // cost of the cheapest path that ends usual
	high  float64 // and raised
	steps []step
	began bool
}

// step says how the cheapest paths came to a bin.
type step struct {
	fromHigh bool // the usual state, from a raised one
	stay     bool // the raised state, raised all the way from the bin before
	viaHigh  bool // the raised state after a rise, from a raised bin before a pause
}

func (t *twoStates) step(quiet, loud, usual, high float64) {
	if !t.began {
		t.began, t.high = true, math.Inf(1)
	}
	down := min(t.usual, t.high) + quiet
	st := step{fromHigh: t.high < t.usual}
	stay, rise := t.high+loud, down+t.rise
	st.stay = stay <= rise
	st.viaHigh = st.fromHigh
	t.usual, t.high = down+usual, min(stay, rise)+high
	t.steps = append(t.steps, st)
}

// cut walks the cheapest path back and returns its raised stretches.
func (t *twoStates) cut(counts []amount, width int64) []burst {
	var out []burst
	high := t.high < t.usual
	linked := false // the raised bin after this one was raised all the way from it
	for i := len(t.steps) - 1; i >= 0; i-- {
		st := t.steps[i]
		if !high {
			high, linked = st.fromHigh, false
			continue
		}
		if !linked {
			out = append(out, burst{to: counts[i].at + width})
		}
		b := &out[len(out)-1]
		b.from = counts[i].at
		b.n += counts[i].n
		if linked = st.stay; !linked {
			high = st.viaHigh
		}
	}
	slices.Reverse(out)
	return out
}

// edgeNats is what it must bring to say that a burst began before it was
// clear, or went on after: chance brings so much in one of a thousand.
const edgeNats = 7

// edges finds where a burst left the usual rate and where it came back to it,
// between lo and hi. First the steepest places are found; then, for a ramp,
// the ends of the stretch around it that is above the usual.
func edges(b burst, bins []amount, r *rhythm, width, lo, hi int64) burst {
	b = measure(b.from, b.to, bins, r)
	if b.n == 0 || b.expected <= 0 {
		return b
	}
	times := max(1, float64(b.n)/b.expected)
	times = max(math.Sqrt(times), times/10)
	mid := middle(b, bins)
	from := leaves(bins, r, lo, mid, times, false)
	to := leaves(bins, r, mid, hi-1, times, true) + width
	if at, gain := leave(bins, r, lo, from-1, 2, false); gain > edgeNats {
		from = at
	}
	if at, gain := leave(bins, r, to, hi-1, 2, true); gain > edgeNats {
		to = at + width
	}
	return measure(from, min(to, hi), bins, r)
}

// middle is the tick at which half of the records of a burst have come.
func middle(b burst, bins []amount) int64 {
	n := 0
	for _, x := range partOf(bins, b.from, b.to) {
		if n += x.n; 2*n >= b.n {
			return x.at
		}
	}
	return b.from
}

func leaves(bins []amount, r *rhythm, lo, hi int64, times float64, after bool) int64 {
	at, _ := leave(bins, r, lo, hi, times, after)
	return at
}

// leave finds the bin between lo and hi from which on, up to the other end,
// the counts speak most for a rate so many times the expected; after, the bin
// up to which they do. The second result is how much they speak for it.
func leave(bins []amount, r *rhythm, lo, hi int64, times float64, after bool) (int64, float64) {
	in := partOf(bins, lo, hi+1)
	best, sum, at := 0.0, 0.0, hi
	if after {
		at = lo
	}
	last := at
	for i := range in {
		b := in[i]
		if !after {
			b = in[len(in)-1-i]
		}
		gap := float64(max(b.at-last, last-b.at))
		mean := r.expect(b.at, 1)
		sum += (float64(b.n)*math.Log(times) - gap*mean*(times-1)) / r.base.phi
		if last = b.at; sum > best {
			best, at = sum, b.at
		}
	}
	return at, best
}

// joined tells bursts that follow each other closely as one.
func joined(in []burst, bins []amount, r *rhythm) []burst {
	var out []burst
	for i := 0; i < len(in); {
		b := in[i]
		first := i
		for i++; i < len(in) && in[i].from-b.to <= max(burstGap, (in[i].to-b.from)/6); i++ {
			b.to = max(b.to, in[i].to)
		}
		if i > first+1 {
			b = measure(b.from, b.to, bins, r)
		}
		out = append(out, b)
	}
	return out
}
