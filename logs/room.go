package logs

import "slices"

// What all series may hold, in bins of 64 bytes: of what is trouble more, which
// is looked for more closely.
var roomOf = [2]int{fine: 1 << 18, rough: 1 << 18}

// maxTotal is how many bins the series of everything may have.
const maxTotal = 1 << 17

// room bounds the memory of all series of one grain. Where they need more, those
// that have the most bins are counted in wider stretches: what comes all the time
// is known well enough by them, and what comes rarely keeps its moments. The
// result depends only on what was counted, since a series that was widened
// weighs as much as it may have, which is less than it had.
type room struct {
	most int // bins of one series; 0 for no bound yet
	held int // bins of all, those of series that were widened as many as they may have
}

// width of a series of a grain that was not widened, in ticks.
func (g grain) width() int64 {
	if g == rough {
		return roughly
	}
	return 1
}

// weighs is how much of the room a series takes.
func (r *room) weighs(p *pattern) int {
	if r.most > 0 && (p.width > p.grain.width() || len(p.bins) > r.most) {
		return r.most
	}
	return len(p.bins)
}

// grew keeps a series to its bounds after bins were added to it. Some may be of the
// same time as others, which shows only where the series is sorted.
func (r *room) grew(p *pattern) {
	switch n := len(p.bins); {
	case r.most > 0 && n > r.most+r.most/4+2:
		p.bound(r.most)
	case n > 2*p.tidy+64:
		p.sort()
	}
	r.held += r.weighs(p)
}

// crowded keeps all series of a grain to their bounds, with more room than they
// have in the end: some patterns may still be given up.
func (h *harvest) crowded(g grain) {
	if limit := roomOf[g]; h.rooms[g].held > limit+limit*3/8 {
		h.tighten(g, limit+limit/4)
	}
}

// bound sorts a series and widens it until it has at most so many bins; 0 is no
// bound.
func (s *series) bound(most int) {
	for s.sort(); most > 0 && len(s.bins) > most; {
		s.widen(2 * s.width)
	}
}

// tighten widens the longest series of a grain until all are within a limit.
func (h *harvest) tighten(g grain, limit int) {
	r := &h.rooms[g]
	for {
		r.held = 0
		for _, k := range h.order {
			if p := h.patterns[k]; p.grain == g {
				p.bound(r.most)
				if cap(p.bins) > len(p.bins)+len(p.bins)/2 {
					p.bins = slices.Clone(p.bins)
				}
				r.held += r.weighs(p)
			}
		}
		if r.held <= limit || r.most == 1 {
			return
		}
		if r.most == 0 {
			r.most = roomOf[g]
		}
		r.most /= 2
	}
}

// What workers have of their own, before they hand it over.
const (
	ownBins     = 1 << 17 // of all of them
	ownPatterns = 1 << 12
)

// handOver moves what a worker counted to the patterns of the whole file where it
// takes much memory, so that many workers take little more than one. Where there
// are so many patterns that some of them may be given up, they go, too: what comes
// after is met as if for the first time.
func (w *hand) handOver() {
	h, few := w.h, len(w.h.order) < ownPatterns
	if few && h.counts.used+h.rooms[fine].held+h.rooms[rough].held < h.s.o.own {
		return
	}
	h.flush()
	w.of.share.Lock()
	defer w.of.share.Unlock()
	w.of.take(h, few)
	for i := range h.rooms {
		h.rooms[i] = room{most: w.of.rooms[i].most}
		few = few && h.rooms[i].most == 0 && w.of.families[i].top == 0
	}
	if few {
		return
	}
	for i := range h.families {
		h.families[i] = family{top: w.of.families[i].top}
	}
	h.patterns, h.order = make(map[uint64]*pattern, len(h.patterns)), nil
	h.pruned++ // what was noted of lines points to patterns that count no more
}
