package logs

import (
	"math"
	"slices"
)

// span is the time the files of a source cover, in bins.
type span struct {
	from, to int64 // minutes since 1970 of the first and last bin
	width    int64
	traffic  []int64 // records of all kinds, by quarter of an hour
	usual    float64 // the median of traffic, 0 where it tells nothing
}

func newSpan(total *series, from, to, width int64) span {
	s := span{from: from, to: to, width: width}
	// A source with stamps a century apart is not a rhythm to learn from.
	if n := (to-from)/s.quarter() + 1; n < 1<<20 {
		s.traffic = make([]int64, n)
		for _, b := range total.bins {
			s.traffic[(b.at-from)/s.quarter()] += int64(b.n)
		}
		sorted := slices.Clone(s.traffic)
		slices.Sort(sorted)
		s.usual = float64(sorted[len(sorted)/2])
	}
	return s
}

func (s span) quarter() int64 { return max(15, s.width) }

func (s span) len() int { return int((s.to-s.from)/s.width) + 1 }

// busy tells how much more than usual everything else was written around a
// minute: a rush hour brings more of each line, and is no burst of any.
func (s span) busy(at int64, own float64) float64 {
	if s.usual < 100 {
		return 1
	}
	i := (at - s.from) / s.quarter()
	return max(1, (float64(s.traffic[i])-own)/s.usual)
}

// burst is a stretch in which a pattern came far more often than before: the
// bins from lo to hi, hi excluded.
type burst struct {
	lo, hi int
	n      int
	peak   int
	score  float64 // in nats
}

// What a burst must have: so many records, so much evidence.
const (
	burstRecords = 10
	burstNats    = 25
	burstGap     = 2 // bins between two bursts that are told as one
)

// rate is the usual number of records a bin, and how unevenly they come.
type rate struct{ mean, phi float64 }

// bursts finds the bursts of a series with a model of two states, usual and
// raised, after Kleinberg (Bursty and Hierarchical Structure in Streams, 2002)
// with counts in bins.
func bursts(s *series, sp span) []burst {
	n := 0
	for _, b := range s.bins {
		n += b.n
	}
	if n < burstRecords || sp.len() < 5 {
		return nil
	}
	base := baseline(s, sp)
	raised := max(3*base.mean, base.mean+4*math.Sqrt(base.phi*base.mean), 1)
	own := quarters(s, sp)
	states := twoStates{width: sp.width, rise: 1.5 * math.Log(float64(sp.len()))}
	at := sp.from - sp.width
	for _, b := range s.bins {
		gap := float64((b.at-at)/sp.width - 1)
		f := sp.busy(b.at, own[(b.at-sp.from)/sp.quarter()])
		quiet, loud := cost(0, base.mean, base.phi), cost(0, raised, base.phi)
		k := float64(b.n)
		usual := cost(k, base.mean*f, base.phi)
		// More than the raised rate is no argument against it.
		high := cost(k, max(raised*f, k), base.phi)
		states.step(gap*quiet, gap*loud, usual, high)
		at = b.at
	}
	return states.cut(s)
}

// quarters sums a series by quarter of an hour.
func quarters(s *series, sp span) map[int64]float64 {
	m := map[int64]float64{}
	for _, b := range s.bins {
		m[(b.at-sp.from)/sp.quarter()] += float64(b.n)
	}
	return m
}

// baseline is the usual rate a bin, from the finest width whose median count
// tells something: the median holds even where a burst fills half of the log.
func baseline(s *series, sp span) rate {
	for _, w := range []int64{1, 5, 15} {
		counts := regroup(s, sp, w*sp.width)
		all := int((sp.to-sp.from)/(w*sp.width)) + 1
		at := func(q float64) float64 {
			i := int(q*float64(all)) - (all - len(counts))
			if i < 0 || i >= len(counts) {
				return 0
			}
			return float64(counts[i])
		}
		if mid := at(0.5); mid >= 2 {
			iqr := (at(0.75) - at(0.25)) / 1.349
			return rate{mid / float64(w), max(1, iqr*iqr/mid)}
		}
	}
	counts := regroup(s, sp, 5*sp.width)
	all := int((sp.to-sp.from)/(5*sp.width)) + 1
	drop := min(len(counts), all/10+1)
	sum := 0
	for _, c := range counts[:len(counts)-drop] {
		sum += c
	}
	bins := float64(sp.len())
	return rate{max(float64(sum)/max(1, bins-float64(5*drop)), 1/bins), 1}
}

// regroup returns the counts of a series at a coarser width that are not
// zero, in rising order.
func regroup(s *series, sp span, width int64) []int {
	var counts []int
	last := int64(-1)
	for _, b := range s.bins {
		i := (b.at - sp.from) / width
		if i == last {
			counts[len(counts)-1] += b.n
			continue
		}
		counts = append(counts, b.n)
		last = i
	}
	slices.Sort(counts)
	return counts
}

// cost is minus the logarithm of the chance of k records where mean are
// expected: Poisson, or negative binomial where they come unevenly.
func cost(k, mean, phi float64) float64 {
	lk, _ := math.Lgamma(k + 1)
	if phi <= 1.01 {
		return mean - k*math.Log(mean) + lk
	}
	r := mean / (phi - 1)
	a, _ := math.Lgamma(k + r)
	b, _ := math.Lgamma(r)
	return lk + b - a + r*math.Log(phi) - k*math.Log((phi-1)/phi)
}

// twoStates finds the cheapest path through usual and raised bins. Empty
// stretches between bins cost by their length.
type twoStates struct {
	width int64
	rise  float64
	usual float64 // cost of the cheapest path that ends usual
	high  float64 // and raised
	steps []step
	began bool
}

// step says how the cheapest paths came to a bin.
type step struct {
	fromHigh bool    // the usual state, from a raised one
	stay     bool    // the raised state, raised all the way from the bin before
	viaHigh  bool    // the raised state after a rise, from a raised bin before a pause
	gain     float64 // how much cheaper raised is, for this bin and the stretch before
	alone    float64 // and for this bin alone
}

func (t *twoStates) step(quiet, loud, usual, high float64) {
	if !t.began {
		t.began, t.high = true, math.Inf(1)
	}
	down := min(t.usual, t.high) + quiet
	st := step{fromHigh: t.high < t.usual, gain: usual + quiet - high - loud, alone: usual - high}
	stay, rise := t.high+loud, down+t.rise
	st.stay = stay <= rise
	st.viaHigh = st.fromHigh
	t.usual, t.high = down+usual, min(stay, rise)+high
	t.steps = append(t.steps, st)
}

// cut walks the cheapest path back and returns its raised stretches.
func (t *twoStates) cut(s *series) []burst {
	var out []burst
	high := t.high < t.usual
	for i := len(t.steps) - 1; i >= 0; i-- {
		st := t.steps[i]
		if !high {
			high = st.fromHigh
			continue
		}
		if len(out) == 0 || out[len(out)-1].lo != i+1 || !t.steps[i+1].stay {
			out = append(out, burst{hi: i + 1})
		}
		b := &out[len(out)-1]
		b.lo = i
		b.n += s.bins[i].n
		b.peak = max(b.peak, s.bins[i].n)
		if st.stay {
			b.score += st.gain
		} else {
			b.score += st.alone
			high = st.viaHigh
		}
	}
	slices.Reverse(out)
	return strong(joined(out, s, t.width))
}

// joined tells bursts that follow each other closely as one.
func joined(in []burst, s *series, width int64) []burst {
	var out []burst
	for _, b := range in {
		if n := len(out); n > 0 {
			p := &out[n-1]
			if s.bins[b.lo].at-s.bins[p.hi-1].at <= (burstGap+1)*width {
				p.hi, p.peak = b.hi, max(p.peak, b.peak)
				p.n += b.n
				p.score += b.score
				continue
			}
		}
		out = append(out, b)
	}
	return out
}

func strong(in []burst) []burst {
	return slices.DeleteFunc(in, func(b burst) bool { return b.n < burstRecords || b.score < burstNats })
}

// periodic reports whether bursts come at even distances, as those of a timer
// do.
func periodic(in []burst, s *series) bool {
	if len(in) < 3 {
		return false
	}
	lo, hi := int64(math.MaxInt64), int64(0)
	for i := 1; i < len(in); i++ {
		d := s.bins[in[i].lo].at - s.bins[in[i-1].lo].at
		lo, hi = min(lo, d), max(hi, d)
	}
	return float64(hi-lo) <= 0.1*float64(hi)+1
}
