package logs

import "slices"

// counts holds the bins that lines are being counted in, those of all patterns in
// the order in which they began: the ones in use lie side by side, and none is
// moved before there are many. Then they go to their patterns.
type counts struct {
	chunks [][]openBin
	chunk  int // the one that is being filled
	used   int
	owners []*pattern
	others []counts // of other workers, for the same patterns
}

// openBin is a bin that is counted in. It is as long as a cache line.
type openBin struct {
	at             int64
	n, hits, lines int32
	owner          int32 // of the owners
	began, ended   int64 // nanoseconds since 1970 of the first and the last record in the window
	first, last    place
	from, until    origin // of those instants
}

const (
	leastOpen = 16      // bins of the first chunk: most files are small
	chunkOpen = 1 << 10 // of any other
	mostOpen  = 1 << 17 // of all
)

// begin returns a new bin of a pattern.
func (c *counts) begin(p *pattern, at int64) *openBin {
	if c.chunk < len(c.chunks) && len(c.chunks[c.chunk]) == cap(c.chunks[c.chunk]) {
		c.chunk++
	}
	if c.chunk == len(c.chunks) {
		size := chunkOpen
		if c.chunk == 0 {
			size = leastOpen
		}
		c.chunks = append(c.chunks, make([]openBin, 0, size))
	}
	c.own(p, 1)
	all := append(c.chunks[c.chunk], openBin{at: at, owner: p.owner})
	c.chunks[c.chunk] = all
	return &all[len(all)-1]
}

// own notes that there are so many bins more for a pattern.
func (c *counts) own(p *pattern, bins int32) {
	if p.opened == 0 {
		p.owner = int32(len(c.owners))
		c.owners = append(c.owners, p)
	}
	p.opened += bins
	c.used += int(bins)
}

// join takes over the bins of another worker, which counts no more, for the patterns
// of the same keys.
func (c *counts) join(o *counts, patterns map[uint64]*pattern) {
	for i, p := range o.owners {
		bins := p.opened
		p.opened, p.latest = 0, [len(p.latest)]*openBin{}
		o.owners[i] = patterns[p.key]
		c.own(o.owners[i], bins)
	}
	if o.used > 0 {
		c.others = append(c.others, *o)
	}
	*o = counts{}
}

// hit counts a record in the window.
func (b *openBin) hit(m mark) {
	if b.hits == 0 || m.ns < b.began || m.ns == b.began && m.place < b.first {
		b.began, b.from, b.first = m.ns, m.origin, m.place
	}
	if b.hits == 0 || m.ns > b.ended || m.ns == b.ended && m.place > b.last {
		b.ended, b.until, b.last = m.ns, m.origin, m.place
	}
	b.hits++
	b.lines++
}

// spans reports whether an instant lies in the bin of a width.
func (b *openBin) spans(ns, width int64) bool {
	return uint64(ns-b.at*tick) < uint64(width*tick)
}

// bin is what was counted.
func (b *openBin) bin() bin {
	return bin{
		at: b.at, n: b.n, hits: b.hits, lines: b.lines,
		first: mark{instant{b.began, b.from}, b.first}, last: mark{instant{b.ended, b.until}, b.last},
	}
}

// binOf is when the bin of a pattern begins that an instant lies in.
func (h *harvest) binOf(p *pattern, ns int64) int64 {
	at := h.tickOf(ns, p.grain)
	if p.width > roughly {
		at -= floorMod(at, p.width)
	}
	return at
}

// counted is the bin of a pattern that an instant lies in. Lines of several threads
// jitter around the turn of a tick.
func (h *harvest) counted(p *pattern, ns int64) *openBin {
	at := h.binOf(p, ns)
	for i, b := range p.latest {
		if b != nil && b.at == at {
			p.latest[0], p.latest[i] = b, p.latest[0]
			return b
		}
	}
	if h.counts.used == mostOpen {
		h.flush()
		at = h.binOf(p, ns)
	}
	b := h.counts.begin(p, at)
	copy(p.latest[1:], p.latest[:])
	p.latest[0] = b
	return b
}

// flush hands the bins to their patterns, and keeps to the bounds of the room that
// these take.
func (h *harvest) flush() {
	c := &h.counts
	if c.used == 0 {
		return
	}
	for _, p := range c.owners {
		h.rooms[p.grain].held -= h.rooms[p.grain].weighs(p)
		p.bins = slices.Grow(p.bins, int(p.opened))
	}
	c.pour()
	for _, p := range c.owners {
		h.rooms[p.grain].grew(p)
		p.opened, p.latest = 0, [len(p.latest)]*openBin{}
	}
	clear(c.owners)
	c.used, c.chunk, c.owners, c.others = 0, 0, c.owners[:0], nil
	for _, g := range []grain{fine, rough} {
		h.crowded(g)
	}
}

// pour empties the bins into those of the patterns. Where several workers counted,
// each a part of the time, the earliest comes first, so that little is left to be
// sorted.
func (c *counts) pour() {
	from := []openBins{{counts: c}}
	for i := range c.others {
		from = append(from, openBins{counts: &c.others[i]})
	}
	for {
		var first *openBins
		var next *openBin
		for i := range from {
			if b := from[i].next(); b != nil && (next == nil || b.at < next.at) {
				first, next = &from[i], b
			}
		}
		if next == nil {
			break
		}
		first.i++
		first.owners[next.owner].take(next)
	}
	for i, chunk := range c.chunks {
		c.chunks[i] = chunk[:0]
	}
}

// openBins goes through the bins in the order in which they began.
type openBins struct {
	*counts
	at, i int // the chunk, and the bin in it
}

// next is the next bin, or nil.
func (o *openBins) next() *openBin {
	for ; o.at < len(o.chunks); o.at, o.i = o.at+1, 0 {
		if o.i < len(o.chunks[o.at]) {
			return &o.chunks[o.at][o.i]
		}
	}
	return nil
}

// take adds a bin that was counted in.
func (s *series) take(b *openBin) {
	done := b.bin()
	if s.width > roughly {
		done.at -= floorMod(done.at, s.width)
	}
	if n := len(s.bins); n > 0 && s.bins[n-1].at == done.at {
		s.bins[n-1].join(done)
		return
	}
	s.bins = append(s.bins, done)
}
