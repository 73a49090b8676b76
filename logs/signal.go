package logs

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// What a pattern must have to be told as new.
const (
	fewLines    = 200 // up to so many serious lines in the window, each distinct one is told
	newRecords  = 5
	newNats     = 12
	manyBursts  = 5 // of one pattern; the strongest are told
	warmUpShare = 10
)

// signals joins what the files gave and finds what is to be told.
type signals struct {
	s        *source
	patterns map[uint64]*pattern
	order    []*pattern
	total    series
	width    int64
	from, to mark
	serious  int
	stamped  int
	inside   int // lines in the window
	beyond   int // lines of patterns beyond the limit
	timers   int // patterns whose bursts come as regularly as a timer
	told     int
	events   []timeline.Event
}

// join adds the harvest of each file, in the order of their names.
func (s *source) join() *signals {
	g := &signals{s: s, patterns: map[uint64]*pattern{}, width: 1}
	for _, h := range s.counted() {
		g.width = max(g.width, h.width)
		g.beyond += h.other
		g.serious += h.serious
		g.events = append(g.events, h.events...)
		g.total.bins = append(g.total.bins, h.total.bins...)
		if h.stamped > 0 {
			if g.stamped == 0 || h.from.compare(g.from) < 0 {
				g.from = h.from
			}
			if g.stamped == 0 || h.to.ns > g.to.ns {
				g.to = h.to
			}
		}
		g.stamped += h.stamped
		for _, k := range h.order {
			g.add(h.patterns[k])
		}
		h.patterns, h.order = nil, nil
	}
	bins := 0
	for _, p := range g.order {
		bins += len(p.bins)
	}
	for bins > maxBins || g.width > 1 && bins >= 0 {
		bins = 0
		for _, p := range g.order {
			p.widen(g.width)
			bins += len(p.bins)
		}
		if bins <= maxBins {
			break
		}
		g.width *= 2
	}
	g.total.widen(g.width)
	return g
}

func (g *signals) add(p *pattern) {
	if q := g.patterns[p.key]; q != nil {
		q.merge(p)
		return
	}
	if len(g.order) >= 2*g.s.o.Limits.Patterns {
		for _, b := range p.bins {
			g.beyond += b.lines
		}
		return
	}
	g.patterns[p.key] = p
	g.order = append(g.order, p)
}

// find makes the events of the patterns worth telling.
func (g *signals) find() {
	if g.stamped == 0 {
		return
	}
	floor := func(ns int64) int64 {
		at := (ns - floorMod(ns, minute)) / minute
		return at - floorMod(at, g.width)
	}
	sp := newSpan(&g.total, floor(g.from.ns), floor(g.to.ns), g.width)
	for _, p := range g.order {
		if p.serious && len(p.samples) > 0 {
			g.tell(p, sp)
		}
	}
}

// tell makes the events of one pattern: its bursts, and what lies outside them
// where it is new, of the highest level, or one of few.
func (g *signals) tell(p *pattern, sp span) {
	found := bursts(&p.series, sp)
	if periodic(found, &p.series) {
		g.timers++
		found = nil
	}
	found = slices.DeleteFunc(found, func(b burst) bool { return stretch(p.bins[b.lo:b.hi]).hits == 0 })
	found = strongest(found)
	fresh := g.fresh(p)
	rest := make([]bin, 0, len(p.bins))
	at := 0
	for _, b := range found {
		rest = append(rest, p.bins[at:b.lo]...)
		at = b.hi
	}
	rest = append(rest, p.bins[at:]...)
	left := stretch(rest)
	also := left.hits > 0 && (p.level == timeline.Fatal || g.serious <= fewLines || fresh)
	first := p.samples[0]
	for _, b := range found {
		part := p.bins[b.lo:b.hi]
		e := g.event(p, timeline.Burst, part)
		if fresh && stretch(part).first.compare(first.mark) == 0 {
			e.Labels["new"] = "true"
			// What follows the burst is its tail, not another first time.
			also = also && p.level == timeline.Fatal
		}
		g.events = append(g.events, e.Seal())
	}
	if also {
		e := g.event(p, timeline.Pattern, rest)
		if fresh {
			e.Labels["new"] = "true"
		}
		g.events = append(g.events, e.Seal())
	}
}

func strongest(in []burst) []burst {
	if len(in) <= manyBursts {
		return in
	}
	slices.SortStableFunc(in, func(a, b burst) int { return cmp.Compare(b.score, a.score) })
	in = in[:manyBursts]
	slices.SortFunc(in, func(a, b burst) int { return a.lo - b.lo })
	return in
}

// fresh reports whether the pattern did not occur before the window, or in the
// first tenth of what was read where less than that lies before the window,
// and comes often enough after that for its absence to tell something.
func (g *signals) fresh(p *pattern) bool {
	since := g.from.ns
	if s := g.s.o.Since; !s.IsZero() {
		since = max(since, s.UnixNano())
	}
	start := since
	if tenth := g.from.ns + (g.to.ns-g.from.ns)/warmUpShare; since < tenth {
		start = tenth
	}
	if p.seen < start || start == g.from.ns {
		return false
	}
	n := 0
	for _, b := range p.bins {
		n += b.n
	}
	after := float64(g.to.ns - p.seen)
	return n >= newRecords && float64(n)*float64(p.seen-g.from.ns) > newNats*after
}

// stretch sums bins.
func stretch(bins []bin) bin {
	var sum bin
	for _, b := range bins {
		sum.join(b)
	}
	return sum
}

// event tells the part of a pattern that lies in some bins. The text is that
// of the pattern's first line in the window.
func (g *signals) event(p *pattern, kind timeline.Kind, bins []bin) timeline.Event {
	sum := stretch(bins)
	peak := 0
	for _, b := range bins {
		peak = max(peak, b.hits)
	}
	g.told += sum.lines
	clock := g.s.clock
	e := timeline.Event{
		Time: clock.time(sum.first.instant), Kind: kind, Level: p.level,
		Subject: timeline.Foreign(p.subject), Text: timeline.Foreign(p.text), Detail: timeline.Foreign(p.detail()),
		Source: timeline.Position{Source: g.s.o.Source, File: g.s.files[sum.first.file].Name, Line: sum.first.line},
		Lines:  sum.lines,
		Labels: map[string]string{
			"count": strconv.Itoa(sum.hits), "pattern": p.id,
			"first": stamped(p.seen),
		},
	}
	last := sum.first.instant
	last.ns = sum.last
	if sum.hits > 1 {
		e.Until = clock.time(last)
		if g.width == 1 {
			e.Labels["peak_per_minute"] = strconv.Itoa(peak)
		} else {
			e.Labels["peak"] = fmt.Sprintf("%d in %d minutes", peak, g.width)
		}
	}
	e.Labels["last"] = stamped(sum.last)
	return e
}

func stamped(ns int64) string { return time.Unix(0, ns).UTC().Format(time.RFC3339Nano) }

func (p *pattern) detail() string {
	var b []byte
	for i, s := range p.samples {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, s.line...)
	}
	return string(b)
}
