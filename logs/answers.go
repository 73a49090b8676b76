package logs

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
)

// Durations are counted in stretches that grow with them: eight to a doubling,
// from 2^16 ns (66 µs) to 2^36 ns (69 s), so that one is known to a twelfth.
const (
	octaveSteps  = 8
	lowestOctave = 16
	octaves      = 20
)

// maxAnswers is how many stretches of time the requests are counted in, some
// three megabytes; beyond it they are counted in wider ones.
const maxAnswers = 4096

// answers counts the requests of a source: how many came, how many the server
// failed at, and how long they took.
type answers struct {
	width int64 // in ticks
	bins  map[int64]*answered
	last  *answered
	timed bool // some of them tell how long they took
}

// answered is the requests of one stretch of time.
type answered struct {
	at        int64
	n, failed int // requests
	took      *[octaves * octaveSteps]uint32
	slowest   slowest
	paths     []asks // of those that failed, in the order of their digests
}

// slowest is the request in the window that took longest, of equals the first.
type slowest struct {
	sample
	took    int64
	key     uint64 // of its pattern
	subject string
}

func (s *slowest) before(o *slowest) bool {
	if s.line == "" || o.line == "" {
		return s.line != ""
	}
	return s.took > o.took || s.took == o.took && s.compare(o.mark) < 0
}

// answer counts a request.
func (h *harvest) answer(line []byte, m mark, inside bool, key uint64) {
	r := h.rec
	b := h.answers.bin(m.ns)
	b.n++
	if r.status >= 500 {
		b.failed++
		b.asked(r.message)
	}
	if r.took < 0 {
		return
	}
	h.answers.timed = true
	if b.took == nil {
		b.took = new([octaves * octaveSteps]uint32)
	}
	b.took[durationStep(r.took)]++
	if s := (slowest{sample: sample{mark: m}, took: r.took, key: key}); inside && (b.slowest.line == "" || r.took > b.slowest.took || r.took == b.slowest.took && m.compare(b.slowest.mark) < 0) {
		s.line, s.subject = oneLine(line, textLimit), r.about(nil)
		b.slowest = s
	}
}

// bin returns the stretch that an instant lies in.
func (a *answers) bin(ns int64) *answered {
	a.width = max(a.width, 1)
	at := tickOf(ns, a.width)
	if a.last != nil && a.last.at == at {
		return a.last
	}
	if a.bins == nil {
		a.bins = map[int64]*answered{}
	}
	if a.bins[at] == nil {
		if len(a.bins) >= maxAnswers {
			a.widen(2 * a.width)
			return a.bin(ns)
		}
		a.bins[at] = &answered{at: at}
	}
	a.last = a.bins[at]
	return a.last
}

// widen counts in stretches of a greater width.
func (a *answers) widen(width int64) {
	old := a.bins
	a.width, a.bins, a.last = width, map[int64]*answered{}, nil
	for _, b := range old {
		b.at -= floorMod(b.at, width)
		if c := a.bins[b.at]; c != nil {
			c.join(b)
		} else {
			a.bins[b.at] = b
		}
	}
}

// add adds what another count gave, which is used no more. The result depends
// neither on the order nor on how the requests were shared out.
func (a *answers) add(o *answers) {
	if len(o.bins) == 0 {
		return
	}
	a.timed = a.timed || o.timed
	switch {
	case a.bins == nil:
		*a, *o = *o, answers{}
		return
	case a.width < o.width:
		a.widen(o.width)
	case o.width < a.width:
		o.widen(a.width)
	}
	for at, b := range o.bins {
		if c := a.bins[at]; c != nil {
			c.join(b)
		} else {
			a.bins[at] = b
		}
	}
	for len(a.bins) > maxAnswers {
		a.widen(2 * a.width)
	}
	a.last, *o = nil, answers{}
}

// failures adds how many requests came, and which of them failed.
func (b *answered) failures(o *answered) {
	b.n += o.n
	b.failed += o.failed
	for _, a := range o.paths {
		b.count(a, nil)
	}
}

func (b *answered) join(o *answered) {
	b.failures(o)
	if o.slowest.before(&b.slowest) {
		b.slowest = o.slowest
	}
	if b.took == nil {
		b.took = o.took
	} else if o.took != nil {
		for i, n := range o.took {
			b.took[i] += n
		}
	}
}

// sorted returns the stretches in the order of time.
func (a *answers) sorted() []*answered {
	return slices.SortedFunc(maps.Values(a.bins), func(x, y *answered) int { return cmp.Compare(x.at, y.at) })
}

// sumOf adds stretches up.
func sumOf(in []*answered) answered {
	sum := answered{took: new([octaves * octaveSteps]uint32)}
	for _, b := range in {
		sum.join(b)
	}
	return sum
}

// share is the part of the requests that the server failed at.
func (b *answered) share() float64 { return float64(b.failed) / float64(max(b.n, 1)) }

// durations is how many requests tell how long they took.
func (b *answered) durations() int {
	n := 0
	if b.took != nil {
		for _, k := range b.took {
			n += int(k)
		}
	}
	return n
}

// quantile is the duration in nanoseconds that a share of the requests do not
// exceed.
func (b *answered) quantile(q float64) int64 {
	rest := q * float64(b.durations())
	for i, k := range b.took {
		if rest <= float64(k) && k > 0 {
			from, to := stepBegins(i), stepBegins(i+1)
			return from + int64(rest/float64(k)*float64(to-from))
		}
		rest -= float64(k)
	}
	return 0
}

// slower is how many requests took at least as long as the step begins.
func (b *answered) slower(step int) int {
	n := 0
	if b.took != nil {
		for _, k := range b.took[step:] {
			n += int(k)
		}
	}
	return n
}

// durationStep is the place of a duration among the steps.
func durationStep(ns int64) int {
	if ns < 1<<lowestOctave {
		return 0
	}
	top := bits.Len64(uint64(ns)) - 1
	if top >= lowestOctave+octaves {
		return octaves*octaveSteps - 1
	}
	return (top-lowestOctave)*octaveSteps + int(ns>>(top-3))&(octaveSteps-1)
}

// stepBegins is the least duration of a step.
func stepBegins(step int) int64 {
	top := lowestOctave + step/octaveSteps
	return 1<<top + int64(step%octaveSteps)<<(top-3)
}
