package logs

import (
	"cmp"
	"math"
	"slices"
)

// span is the time the files of a source cover, with how busy it was.
type span struct {
	from, to int64 // the first and the last tick
	step     int64 // ticks that traffic is counted by
	traffic  []float64
	before   []float64 // the traffic before each step
	usual    float64   // the median of traffic, 0 where it tells nothing
	many     float64   // the logarithm of the number of patterns: what chance brings to one of them
}

// longest is the span in ticks, about five years, beyond which no rhythm is
// looked for.
const longest = 1 << 24

// Traffic is counted by the finest of these, in ticks, of which half hold so
// many records that chance does not matter.
var trafficSteps = []int64{6, 30, 90}

const trafficRecords = 100

// newSpan learns how busy a source was from the records that are no trouble: a
// storm of errors must not be taken for a rush hour.
func newSpan(total *series, patterns []*pattern, from, to, width int64) span {
	sp := span{from: from, to: to, step: quarter, many: math.Log(float64(max(1, len(patterns))))}
	// A source with stamps a century apart is not a rhythm to learn from.
	if to-from > longest {
		return sp
	}
	for _, step := range trafficSteps {
		step *= max(1, width/roughly)
		sp.step = step
		sp.traffic = make([]float64, (to-from)/step+1)
		for _, b := range total.bins {
			sp.traffic[sp.slot(b.at)] += float64(b.n)
		}
		for _, p := range patterns {
			if p.grain != fine {
				continue
			}
			for _, b := range p.bins {
				sp.traffic[sp.slot(b.at)] -= float64(b.n)
			}
		}
		sorted := slices.Clone(sp.traffic)
		slices.Sort(sorted)
		if sp.usual = sorted[len(sorted)/2]; sp.usual >= trafficRecords {
			sp.before = make([]float64, len(sp.traffic)+1)
			for i, n := range sp.traffic {
				sp.before[i+1] = sp.before[i] + n
			}
			return sp
		}
	}
	sp.usual = 0
	return sp
}

// slot is the index of the step of a tick. A wide bin may begin before the
// first tick.
func (sp *span) slot(at int64) int64 { return max(0, min(at-sp.from, sp.to-sp.from)) / sp.step }

func (sp *span) len() float64 { return float64(sp.to - sp.from + 1) }

// load tells how busy the source was around a tick, where 1 is as usual.
func (sp *span) load(at int64) float64 {
	if sp.usual == 0 {
		return 1 // also where there is no traffic to tell
	}
	return sp.traffic[sp.slot(at)] / sp.usual
}

// passed is the share of all traffic that came before a tick, and the share of
// the time where traffic tells nothing.
func (sp *span) passed(at int64) float64 {
	if sp.usual == 0 {
		return float64(at-sp.from) / sp.len()
	}
	return sp.before[sp.slot(at)] / sp.before[len(sp.before)-1]
}

// carries reports whether a pattern of so many records that is no trouble is a
// good part of the traffic, so that there is nothing to compare it with.
func (sp *span) carries(n int) bool {
	return sp.usual == 0 || 4*float64(n) > sp.before[len(sp.before)-1]
}

// amount is how many records came in one stretch of time.
type amount struct {
	at int64
	n  int
}

// regroup returns the counts of a series at a coarser width, in rising order
// of time and without the empty ones.
func regroup(bins []bin, from, width int64) []amount {
	if len(bins) == 0 {
		return nil
	}
	cells := (bins[len(bins)-1].at-bins[0].at)/width + 2
	out := make([]amount, 0, min(int64(len(bins)), cells))
	at := bins[0].at - width // of the latest amount
	for i := range bins {
		b := &bins[i]
		if len(out) > 0 && b.at < at+width {
			out[len(out)-1].n += int(b.n)
			continue
		}
		at = b.at - floorMod(b.at-from, width)
		out = append(out, amount{at, int(b.n)})
	}
	return out
}

// rate is the usual number of records a tick, and how unevenly they come.
type rate struct{ mean, phi float64 }

// rhythm is what a series is expected to count.
type rhythm struct {
	sp   *span
	base rate
	days map[int64][]amount // by the quarter of an hour of the day: what each day had

	asked  int64 // the last quarter that season was asked for
	answer float64
}

const (
	quarter = 90           // ticks
	day     = 96 * quarter // ticks
)

// earlyNats is how surprising the quiet beginning of a series must be.
const earlyNats = 10

// newRhythm learns what a series usually counts. Where the first quarter of
// the time was far quieter than the whole, the usual is what came then: what
// begins in the middle and stays is a change, and not the usual.
func newRhythm(bins []bin, sp *span) rhythm {
	r := rhythm{sp: sp, base: baseline(bins, sp.from, sp.to)}
	part := sp.from + (sp.to-sp.from)/4
	early, _ := slices.BinarySearchFunc(bins, part, func(b bin, at int64) int { return int(b.at - at) })
	before := baseline(bins[:early], sp.from, part-1)
	if sp.usual > 0 {
		before.mean /= max(0.1, min(1, 4*sp.passed(part)))
	}
	n, expected := 0.0, before.mean*float64(part-sp.from)
	for _, b := range bins[:early] {
		n += float64(b.n)
	}
	usual := r.base.mean * float64(part-sp.from)
	short := usual - n + n*math.Log(max(n, 1)/usual)
	if r.base.mean >= 1.5*before.mean && n < usual && short > earlyNats+sp.many && n < 2*expected+burstNats {
		r.base = before
	}
	if d := sp.to - sp.from; d >= 2*day-quarter && d <= longest {
		r.days = map[int64][]amount{}
		for _, c := range regroup(bins, 0, quarter) {
			k := floorMod(c.at, day)
			r.days[k] = append(r.days[k], amount{(c.at - k) / day, c.n})
		}
	}
	return r
}

// expect is the number of records expected in a stretch of width ticks: the
// usual rate, more when the source is busier than usual, and as much as other
// days had at that hour.
func (r *rhythm) expect(at, width int64) float64 {
	mean := r.base.mean
	if r.sp.usual > 0 {
		mean *= max(1, r.sp.load(at))
	}
	return max(mean, r.season(at)) * float64(width)
}

// season is the rate of other days at the same time of day, or up to a quarter
// of an hour around it, since people are not punctual. Days before count where
// there are two: what is new every day since yesterday is still new.
func (r *rhythm) season(at int64) float64 {
	if r.days == nil {
		return 0
	}
	if at -= floorMod(at, quarter); at == r.asked {
		return r.answer
	}
	today := (at - floorMod(at, day)) / day
	first, last := (r.sp.from-floorMod(r.sp.from, day))/day, (r.sp.to-floorMod(r.sp.to, day))/day
	if today-first >= 2 {
		last = today - 1
	}
	first = max(first, today-7)
	var same []int
	for d := first; d <= last; d++ {
		if d == today {
			continue
		}
		most := 0
		for _, near := range []int64{-quarter, 0, quarter} {
			t := at + near + (d-today)*day
			k := floorMod(t, day)
			if i, ok := slices.BinarySearchFunc(r.days[k], (t-k)/day, func(c amount, d int64) int { return cmp.Compare(c.at, d) }); ok {
				most = max(most, r.days[k][i].n)
			}
		}
		same = append(same, most)
	}
	r.asked, r.answer = at, 0
	if len(same) > 0 {
		slices.Sort(same)
		r.answer = float64(same[(len(same)-1)/2]) / quarter
	}
	return r.answer
}

// fewCells is how many stretches of several minutes a median needs.
const fewCells = 12

// baseline is the usual rate a tick, from the finest width whose median count
// tells something: the median holds even where a burst fills half of the log.
func baseline(bins []bin, from, to int64) rate {
	span := float64(to - from + 1)
	if len(bins) == 0 {
		return rate{1 / span, 1}
	}
	for _, w := range []int64{1, 6, 30, 90} {
		all := int((to-from)/w) + 1
		if w > 6 && all < fewCells {
			break
		}
		if len(bins) < all-all/2 {
			continue // more than half of the stretches are empty
		}
		counts := sizes(regroup(bins, from, w))
		at := func(q float64) float64 {
			i := int(q*float64(all)) - (all - len(counts))
			if i < 0 || i >= len(counts) {
				return 0
			}
			return float64(counts[i])
		}
		if mid := at(0.5); mid >= 2 {
			// The upper half may be a burst's; the lower tells how unevenly the
			// usual records come.
			sd := (mid - at(0.25)) / 0.6745
			return rate{mid / float64(w), max(1, sd*sd/mid)}
		}
	}
	counts := sizes(regroup(bins, from, 30))
	drop := min(len(counts), int(span/30)/10+1)
	sum := 0
	for _, c := range counts[:len(counts)-drop] {
		sum += c
	}
	return rate{max(float64(sum)/max(1, span-float64(30*drop)), 1/span), 1}
}

// sizes are the counts alone, the smallest first.
func sizes(counts []amount) []int {
	out := make([]int, len(counts))
	for i, c := range counts {
		out[i] = c.n
	}
	slices.Sort(out)
	return out
}

// cost is minus the logarithm of the chance of k records where mean are
// expected, but for what depends on k alone: Poisson, or negative binomial
// where they come unevenly.
func cost(k, mean, phi float64) float64 {
	if phi <= 1.01 {
		return mean - k*math.Log(mean)
	}
	if k == 0 {
		return mean / (phi - 1) * math.Log(phi)
	}
	r := mean / (phi - 1)
	a, _ := math.Lgamma(k + r)
	b, _ := math.Lgamma(r)
	return b - a + r*math.Log(phi) - k*math.Log((phi-1)/phi)
}

// surprise is how unlikely it is, in nats, that n records come where so many
// are expected by chance.
func surprise(n, expected, phi float64) float64 {
	if n <= expected || expected <= 0 {
		return 0
	}
	return (n*math.Log(n/expected) - n + expected) / phi
}
