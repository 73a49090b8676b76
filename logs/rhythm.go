package logs

import (
	"math"
	"slices"
)

// span is the time the files of a source cover, with how busy it was.
type span struct {
	from, to int64 // the first and the last tick
	heard    int64 // the one from which on what is looked at was read
	step     int64 // ticks that traffic is counted by
	traffic  []float64
	before   []float64 // the traffic before each step
	busy     []float64 // how busy each step is, where 1 is as usual or less
	rush     []float64 // the sum of busy before each step
	usual    float64   // the median of traffic, 0 where it tells nothing
	holes    []hole    // of which nothing was read, in order
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
func newSpan(total *series, patterns int, from, to int64, holes []hole) span {
	sp := span{from: from, to: to, heard: from, step: quarter, holes: holes, many: math.Log(float64(max(1, patterns)))}
	// A source with stamps a century apart is not a rhythm to learn from.
	if to-from > longest {
		return sp
	}
	for _, step := range trafficSteps {
		step *= max(1, total.width/roughly)
		sp.step = step
		sp.traffic = make([]float64, (to-from)/step+1)
		for _, b := range total.bins {
			sp.traffic[sp.slot(b.at)] += float64(b.n - b.hits)
		}
		sorted := slices.Clone(sp.traffic)
		slices.Sort(sorted)
		sorted = sorted[min(len(sorted)-1, int(sp.missing(from, to)/step)):] // those of holes are empty
		if sp.usual = sorted[len(sorted)/2]; sp.usual >= trafficRecords {
			sp.before = make([]float64, len(sp.traffic)+1)
			sp.busy, sp.rush = make([]float64, len(sp.traffic)), make([]float64, len(sp.traffic)+1)
			for i, n := range sp.traffic {
				sp.before[i+1] = sp.before[i] + n
				sp.busy[i] = max(1, n/sp.usual)
				sp.rush[i+1] = sp.rush[i] + sp.busy[i]*(1-float64(sp.missing(from+int64(i)*step, from+int64(i+1)*step-1))/float64(step))
			}
			return sp
		}
	}
	sp.usual = 0
	return sp
}

// slot is the index of the step of a tick. A wide bin may begin before the
// first tick.
func (sp *span) slot(at int64) int {
	return int(uint32(max(0, min(at-sp.from, sp.to-sp.from))) / uint32(sp.step)) // which is faster than with longer numbers
}

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

// share is the part of all records that is expected in a stretch by its length
// and its traffic.
func (sp *span) share(from, to int64) float64 {
	if sp.usual == 0 {
		return float64(to-from) / sp.len()
	}
	until := func(at int64) float64 {
		at = max(sp.from, min(at, sp.to+1))
		i := sp.slot(at)
		return sp.rush[i] + (sp.rush[i+1]-sp.rush[i])*float64(at-sp.from-int64(i)*sp.step)/float64(sp.step)
	}
	return (until(to) - until(from)) / until(sp.to+1)
}

// carries reports whether a pattern of so many records that is no trouble is a
// good part of the traffic, so that there is nothing to compare it with.
func (sp *span) carries(n int) bool {
	return sp.usual == 0 || 4*float64(n) > sp.before[len(sp.before)-1]
}

// rate is the usual number of records a tick, and how unevenly they come.
type rate struct{ mean, phi float64 }

// rhythm is what a series is expected to count.
type rhythm struct {
	sp   *span
	base rate
	days *days // what other days had; nil where there are none
	lens *lens
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
func newRhythm(counts []amount, width int64, sp *span, l *lens) rhythm {
	r := rhythm{sp: sp, lens: l}
	l.all.take(counts, sp.from)
	r.base = l.baseline(&l.all, sp, sp.to, width)
	part := sp.heard + (sp.to-sp.heard)/4
	early := 0
	n := 0.0
	for early < len(counts) && counts[early].at < part {
		n += float64(counts[early].n)
		early++
	}
	l.early.take(counts[:early], sp.from)
	before := l.baseline(&l.early, sp, part-1, width)
	if sp.usual > 0 {
		before.mean /= max(0.1, min(1, 4*sp.passed(part)))
	}
	heard := float64(part - sp.from - sp.missing(sp.from, part-1))
	expected := before.mean * heard
	usual := r.base.mean * heard
	if r.base.mean >= 1.5*before.mean && n < usual && n < 2*expected+burstNats {
		if short := usual - n + n*math.Log(max(n, 1)/usual); short > earlyNats+sp.many {
			r.base = before
		}
	}
	if d := sp.to - sp.from; d >= 2*day-quarter && d <= longest && len(counts) > 0 {
		r.days = &l.days
		first, last := min(sp.from, counts[0].at), max(sp.to, counts[len(counts)-1].at)
		l.days.take(counts, floorDiv(first, quarter), floorDiv(last, quarter))
	}
	return r
}

// expect is the number of records expected in a stretch of width ticks: the
// usual rate, more when the source is busier than usual, and as much as other
// days had at that hour.
func (r *rhythm) expect(at, width int64) float64 {
	mean := r.base.mean
	if r.sp.usual > 0 {
		mean *= r.sp.busy[r.sp.slot(at)]
	}
	if r.days != nil {
		mean = max(mean, r.days.season(r.sp, at))
	}
	return mean * float64(width)
}

// season is the rate of other days at the same time of day.
func (r *rhythm) season(at int64) float64 {
	if r.days == nil {
		return 0
	}
	return r.days.season(r.sp, at)
}

// fewCells is how many stretches of several minutes a median needs.
const fewCells = 12

// baseline is the usual rate a tick, from the finest width whose median count
// tells something: the median holds even where a burst fills half of the log.
// It is that from the beginning of a span to a tick, but for holes.
func (l *lens) baseline(c *cells, sp *span, to, width int64) rate {
	length := max(1, to-sp.from+1-sp.missing(sp.from, to))
	span := float64(length)
	if len(c.counts) == 0 {
		return rate{1 / span, 1}
	}
	for _, w := range [...]int64{1, 6, 30, 90, width} {
		if w < width {
			continue // no closer look than the series has
		}
		all := int((length-1)/w) + 1
		if w > 6 && all < fewCells {
			break
		}
		if len(c.counts) < all-all/2 {
			continue // more than half of the stretches are empty
		}
		counts := c.at(w)
		l.size(counts)
		at := func(q float64) float64 {
			i := int(q*float64(all)) - (all - len(counts))
			if i < 0 || len(counts) == 0 {
				return 0
			}
			return float64(nth(l.sizes, min(i, len(counts)-1)))
		}
		if mid := at(0.5); mid >= 2 {
			// The upper half may be a burst's; the lower tells how unevenly the
			// usual records come.
			sd := (mid - at(0.25)) / 0.6745
			return rate{mid / float64(w), max(1, sd*sd/mid)}
		}
	}
	return rate{max(l.rare(c.counts, sp, to), 1/span), 1}
}

// rare is the rate a tick of what comes so rarely that no median of counts tells
// it: the one at which a third of the time lies in pauses as long as a third of it
// lies in here. It holds even where a burst holds most of the records, as long
// as that takes less than two thirds of the time.
func (l *lens) rare(counts []amount, sp *span, to int64) float64 {
	l.sizes = l.sizes[:0]
	at := sp.from
	pause := func(until int64) int {
		if len(sp.holes) > 0 && until > at {
			return int(until - at - sp.missing(at, until-1))
		}
		return int(max(0, until-at))
	}
	for _, c := range counts {
		l.sizes = append(l.sizes, pause(c.at))
		at = max(at, c.at)
	}
	l.sizes = append(l.sizes, pause(to+1))
	slices.Sort(l.sizes)
	rest := int(to+1-sp.from-sp.missing(sp.from, to)) / 3
	i := len(l.sizes) - 1
	for ; i > 0 && rest > l.sizes[i]; i-- {
		rest -= l.sizes[i]
	}
	return longPause / float64(max(1, l.sizes[i]))
}

// longPause is how many times as long as the mean pause between records that come
// by chance the one is that a moment chosen by chance lies in, in a third of all
// moments: x of (1+x)·e^-x = 1/3.
const longPause = 2.289

// size takes the counts alone.
func (l *lens) size(counts []amount) {
	l.sizes = l.sizes[:0]
	for _, c := range counts {
		l.sizes = append(l.sizes, c.n)
	}
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
