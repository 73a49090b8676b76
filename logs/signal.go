package logs

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// What a pattern must have to be told.
const (
	fewLines    = 200 // up to so many serious lines in the window, each distinct one is told
	fewFatal    = 20  // up to so many lines of the highest level are told
	newRecords  = 5
	newNats     = 12
	warmUpShare = 10
	manySignals = 5 // bursts and silences of one pattern; the strongest are told
	calmNats    = 100
	calmTimes   = 5 // for what is no trouble: how many times the usual rate a burst must reach
)

// signals joins what the files gave and finds what is to be told.
type signals struct {
	s        *source
	patterns map[uint64]*pattern
	order    []*pattern
	total    series
	answers  answers
	from, to mark
	serious  int
	stamped  int
	inside   int // lines in the window
	beyond   int // lines of patterns beyond the limit
	over     int // events beyond the limit
	timers   int // patterns whose bursts come as regularly as a timer
	again    int // patterns whose bursts come again and again through the whole log
	told     int
	twice    map[timeline.ID]bool // events whose line stands behind another event as well
	late     map[int]int64        // files of which only the end was kept, with when they begin
	spans    map[int64]*span      // what is usual since then
	found    []signal
	events   []timeline.Event
}

// signal is one thing that a series shows: a burst, a silence, or records that
// are told for themselves.
type signal struct {
	p        *pattern
	kind     timeline.Kind
	bins     []bin // what it is made of
	sum      bin
	expected float64
	score    float64
	fresh    bool
	lone     bool    // one of few of its kind in the whole log
	over     bool    // it ended while the log went on
	quiet    silence // of a silence
	waves    []burst // of a burst that is told of several
	gauge    *gauge  // of a signal about requests
	with     []signal
}

// join adds the harvest of each file, in the order of their names.
func (s *source) join() *signals {
	g := &signals{s: s, patterns: map[uint64]*pattern{}, twice: map[timeline.ID]bool{}, total: series{width: roughly}}
	for _, o := range s.parts {
		s.marks.merge(&o.marks)
		if o.stamped > 0 {
			if g.stamped == 0 || o.from.compare(g.from) < 0 {
				g.from = o.from
			}
			if g.stamped == 0 || o.to.ns > g.to.ns {
				g.to = o.to
			}
		}
		g.stamped += o.stamped
	}
	var all *harvest
	for i, h := range s.heaps {
		if h == nil {
			continue
		}
		s.marks.merge(&h.marks)
		if s.heaps[i] = nil; all == nil {
			all = h
			continue
		}
		all.adopt(h)
		all.other += h.other
		all.serious += h.serious
		all.over += h.over
		all.events = append(all.events, h.events...)
		all.total.add(&h.total)
	}
	if all == nil {
		return g
	}
	all.bound()
	g.beyond, g.serious, g.over, g.events = all.other, all.serious, all.over, all.events
	g.answers, g.total, g.patterns = all.answers, all.total, all.patterns
	for _, k := range all.order {
		g.order = append(g.order, g.patterns[k])
	}
	// In which order they were met depends on how the lines were shared out.
	slices.SortFunc(g.order, func(a, b *pattern) int { return cmp.Compare(a.key, b.key) })
	all.tighten(fine, roomOf[fine])
	all.tighten(rough, roomOf[rough])
	g.total.bound(maxTotal)
	return g
}

// find makes the events of what is worth telling.
func (g *signals) find() {
	if g.stamped == 0 {
		return
	}
	sp := newSpan(&g.total, len(g.order), tickOf(g.from.ns, 1), tickOf(g.to.ns, 1), holesOf(&g.total))
	g.late, g.spans = g.lateFiles(&sp), map[int64]*span{}
	l := &lens{}
	for _, p := range g.order {
		if len(p.samples) > 0 {
			g.look(p, g.spanOf(p, &sp), l)
		}
	}
	g.slow(&sp, l)
	g.hush(&sp, l)
	g.lone(&sp)
	for _, s := range together(g.found) {
		g.tell(s)
	}
}

// look finds the signals of one pattern: its bursts and silences, and what
// lies outside of the bursts where it is new, of the highest level, or one of
// few.
func (g *signals) look(p *pattern, sp *span, l *lens) {
	counts := l.take(p.bins)
	r := newRhythm(counts, p.width, sp, l)
	n := 0
	for _, c := range counts {
		n += c.n
	}
	fresh := g.fresh(p, n, sp)
	found, timer := timed(bursts(counts, &r, p.width), counts, &r)
	if timer {
		g.timers++
		fresh = 0 // its first time is not more than one round after the log began
	}
	if rest := standing(found, sp); len(rest) < len(found) {
		found = rest
		g.again++
	}
	found = stories(found, counts, &r)
	var out []signal
	rest, at := []bin{}, 0
	for i, b := range found {
		in := inside(p.bins, b.from, b.to)
		s := signal{p: p, kind: timeline.Burst, expected: b.expected, score: b.score, bins: in, sum: stretch(in), waves: b.waves}
		if s.sum.hits == 0 || p.grain == rough && (sp.carries(n) || b.score < calmNats || float64(b.n) < calmTimes*b.expected) {
			continue
		}
		if fresh > 0 && i == 0 && g.beginning(&s, b) {
			s.score += fresh
		}
		if p.id == failedRequests && !g.failing(&s, found) {
			continue
		}
		s.over = over(b, sp) && in[len(in)-1].hits == in[len(in)-1].n
		lo, _ := slices.BinarySearchFunc(p.bins, s.bins[0].at, func(b bin, at int64) int { return cmp.Compare(b.at, at) })
		rest = append(rest, p.bins[at:lo]...)
		at = lo + len(s.bins)
		out = append(out, s)
	}
	// What follows the burst of a new pattern is its tail, not another first time.
	begun := len(out) > 0 && out[0].fresh
	few := p.grain == fine && g.serious <= fewLines && !begun && !timer && (p.id != failedRequests || gathered(p.bins, sp))
	if p.level == timeline.Fatal && n <= fewFatal && gathered(p.bins, sp) || few || fresh > 0 && !begun {
		rest = append(rest, p.bins[at:]...)
		left := signal{p: p, kind: timeline.Pattern, bins: rest, sum: stretch(rest), score: fresh, fresh: fresh > 0 && !begun}
		if left.sum.hits > 0 {
			out = append(out, left)
		}
	}
	g.found = append(g.found, strongest(append(out, g.silent(p, &r)...))...)
}

// gathered reports whether what comes lies within half of the time: what is
// spread over all of it is the usual noise.
func gathered(bins []bin, sp *span) bool {
	return 2*(bins[len(bins)-1].at-bins[0].at) <= sp.to-sp.from
}

// beginning makes the burst of a new pattern begin with its first record, where
// no more than the length of the burst lies between them. It reports whether
// it does.
func (g *signals) beginning(s *signal, b burst) bool {
	first := s.p.bins[0].at
	if b.from-first > max(b.to-b.from, 30) {
		return false
	}
	s.bins = inside(s.p.bins, first, b.to)
	s.sum = stretch(s.bins)
	s.fresh = s.p.seen >= s.sum.first.ns
	return s.fresh
}

// over reports whether a burst ended while the log went on for long enough to
// tell: long enough for ten more of its records, a minute, and as long as it
// paused before.
func over(b burst, sp *span) bool {
	rest := sp.to + 1 - b.to
	return rest >= max(6, b.pause) && float64(rest)*float64(b.n) >= 10*float64(b.to-b.from)
}

func strongest(in []signal) []signal {
	if len(in) <= manySignals {
		return in
	}
	slices.SortStableFunc(in, func(a, b signal) int { return cmp.Compare(b.score, a.score) })
	return in[:manySignals]
}

// fresh tells, in nats, how surprising it is that a pattern did not come
// earlier; 0 where it is not new. A pattern is new where it did not occur before
// the window, or in the first tenth of what was read where less than that lies
// before the window, and comes often enough after that for its absence to tell
// something: by the time that passed and by the traffic.
func (g *signals) fresh(p *pattern, n int, sp *span) float64 {
	began := max(g.from.ns, sp.heard*tick)
	since := began
	if s := g.s.o.Since; !s.IsZero() {
		since = max(since, s.UnixNano())
	}
	start := since
	if tenth := began + (g.to.ns-began)/warmUpShare; since < tenth {
		start = tenth
	}
	if p.seen < start || start == began || n < newRecords || p.grain == rough && sp.carries(n) {
		return 0
	}
	if n = p.afresh(sp); n < newRecords {
		return 0
	}
	passed := float64(p.seen-began) / float64(g.to.ns-began)
	passed = min(passed, sp.passed(tickOf(p.seen, 1)), 1-1e-9)
	nats, enough := float64(n)*passed/(1-passed), newNats+sp.many
	if p.grain == rough {
		// How unlikely it is that all came late by chance, which is less: what is
		// no trouble must be surer.
		nats = -float64(n) * math.Log(1-passed)
	}
	if nats <= enough {
		return 0
	}
	return nats
}

// afresh is how many records tell that a pattern did not come before. In a log of
// days, those at hours that no day before had may come every day.
func (p *pattern) afresh(sp *span) int {
	seen := tickOf(p.seen, 1) - sp.heard
	all := sp.to-sp.heard < 2*day-quarter || seen >= day
	n := 0
	for i := range p.bins {
		if all || floorMod(p.bins[i].at-sp.heard, day) < seen {
			n += int(p.bins[i].n)
		}
	}
	return n
}

// silent finds the silences of one pattern, but for those in which the whole
// source is silent.
func (g *signals) silent(p *pattern, r *rhythm) []signal {
	var out []signal
	for _, q := range silences(p.bins, r, g.to.ns, len(g.order)) {
		if !g.heard(q) || !g.s.holds(q.from) {
			continue
		}
		s := signal{p: p, kind: timeline.Silence, expected: q.missed, score: q.missed, quiet: q, over: q.ended && g.s.holds(q.to)}
		s.sum = bin{first: q.last, last: q.next, hits: 1, lines: 1}
		out = append(out, s)
	}
	return out
}

// heard reports whether the source was heard during most of a silence.
func (g *signals) heard(q silence) bool {
	width := g.total.width
	from, to := tickOf(q.from, width)+width, tickOf(q.to, width)
	return to-from < 2*width || 2*int64(len(inside(g.total.bins, from, to))) > (to-from)/width
}

// stretch sums bins.
func stretch(bins []bin) bin {
	var sum bin
	for _, b := range bins {
		sum.join(b)
	}
	return sum
}

// weight orders signals: how sure it is that something changed, counted more
// for what is more serious and for what is new.
func (s *signal) weight() float64 {
	w := math.Log(1+max(0, s.score)) * float64(1+int(s.level()))
	if s.fresh {
		w *= 1.25
	}
	return w
}

// level is that of the pattern; words of trouble count as a warning.
func (s *signal) level() timeline.Level {
	if s.p.level == timeline.NoLevel && s.p.grain == fine {
		return timeline.Warning
	}
	return s.p.level
}

// together tells what begins within the same moment as one signal: the most
// serious and most frequent leads, the others are counted with it.
func together(in []signal) []signal {
	slices.SortStableFunc(in, func(a, b signal) int {
		return cmp.Or(a.rank()-b.rank(), strings.Compare(string(a.begins()), string(b.begins())), a.sum.first.compare(b.sum.first))
	})
	var out []signal
	for i := 0; i < len(in); {
		lead, j := i, i+1
		for j < len(in) && joins(in[i], in[j]) {
			if in[j].weight() > in[lead].weight() {
				lead = j
			}
			j++
		}
		s := in[lead]
		for k := i; k < j; k++ {
			if k != lead {
				s.with = append(s.with, in[k])
			}
		}
		slices.SortStableFunc(s.with, func(a, b signal) int { return cmp.Compare(b.weight(), a.weight()) })
		out = append(out, s)
		i = j
	}
	return out
}

// rank puts what is measured of requests, and of all lines, behind the rest,
// which joins what stands beside it.
func (s *signal) rank() int {
	switch {
	case s.p.id == hushed:
		return 2
	case s.gauge != nil:
		return 1
	}
	return 0
}

// begins is the kind of what begins with a signal: records that are new begin as
// a burst does.
func (s *signal) begins() timeline.Kind {
	if s.kind == timeline.Pattern && s.fresh && !s.lone {
		return timeline.Burst
	}
	return s.kind
}

// moment is how closely signals follow each other that begin together.
const moment = tick + tick/2

// joins reports whether two signals begin together. Records that are told because
// they are few stand for themselves, and so does what is measured of requests or
// of all lines.
func joins(a, b signal) bool {
	return !a.lone && !b.lone && a.rank() == 0 && b.rank() == 0 && a.begins() == b.begins() && a.begins() != timeline.Pattern && b.sum.first.ns-a.sum.first.ns <= moment
}
