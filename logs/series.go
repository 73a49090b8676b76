package logs

import (
	"cmp"
	"slices"
)

// tick is the finest stretch of time that is counted, in nanoseconds: signals
// begin and end where the first and last line of a tick do.
const (
	tickSeconds = 10
	tick        = tickSeconds * 1_000_000_000
)

// roughly is how many ticks are counted as one in the series of everything and
// of patterns that are no trouble: there are many of them, and they come with
// nearly every tick.
const roughly = 6

// bin counts the records of one stretch of time.
type bin struct {
	at    int64 // ticks since 1970, a multiple of the series' width
	n     int32 // records, in the window or not
	hits  int32 // records in the window; in the series of everything those that are trouble
	lines int32 // lines of those in the window, continuation lines included
	first mark  // the first record in the window
	last  mark  // the last one
}

// mark is where and when a record was met.
type mark struct {
	instant
	place
}

// place is where a line stands: the number of the file and that of the line,
// which alone tell which of two comes first.
type place uint64

// fileBits are those of a place that say which file it is.
const fileBits = 24

func placeOf(file, line int) place {
	return place(file)<<(64-fileBits) | place(line)&(1<<(64-fileBits)-1)
}

func (p place) file() int { return int(p >> (64 - fileBits)) }
func (p place) line() int { return int(p & (1<<(64-fileBits) - 1)) }

func (m mark) compare(o mark) int {
	switch {
	case m.ns < o.ns:
		return -1
	case m.ns > o.ns:
		return 1
	}
	return cmp.Compare(m.place, o.place)
}

// series is a sparse count over time.
type series struct {
	width int64 // of a bin, in ticks
	bins  []bin
	tidy  int // bins at the front that are sorted and distinct
}

// slot returns the index of the bin for a tick.
func (s *series) slot(at int64) int {
	// Lines of several threads jitter around the turn of a tick.
	for i := len(s.bins) - 1; i >= 0 && i >= len(s.bins)-3; i-- {
		if s.bins[i].at == at {
			return i
		}
	}
	if len(s.bins) > 2*s.tidy+64 {
		s.sort()
		s.tidy = len(s.bins)
	}
	s.bins = append(s.bins, bin{at: at})
	return len(s.bins) - 1
}

// sort brings the bins in order and joins those of the same time.
func (s *series) sort() {
	s.order()
	n := min(len(s.bins), 1)
	for n < len(s.bins) && s.bins[n].at != s.bins[n-1].at {
		n++ // which is all of them, more often than not
	}
	out := s.bins[:n]
	for _, b := range s.bins[n:] {
		if n := len(out); out[n-1].at == b.at {
			out[n-1].join(b)
			continue
		}
		out = append(out, b)
	}
	s.bins = out
	s.tidy = len(out)
}

// order sorts the bins by time. Most are in order, and the others stand near
// their place.
func (s *series) order() {
	moved := 0
	for i := 1; i < len(s.bins); i++ {
		if s.bins[i].at >= s.bins[i-1].at {
			continue
		}
		b, j := s.bins[i], i
		for ; j > 0 && s.bins[j-1].at > b.at; j-- {
			s.bins[j] = s.bins[j-1]
		}
		s.bins[j] = b
		if moved += i - j; moved > 8*len(s.bins)+64 {
			slices.SortFunc(s.bins, func(a, b bin) int { return cmp.Compare(a.at, b.at) })
			return
		}
	}
}

// add takes over the bins of another series, which is used no more. Both become
// as wide as the wider one.
func (s *series) add(o *series) {
	if s.width < o.width {
		s.widen(o.width)
	} else if o.width < s.width {
		o.widen(s.width)
	}
	switch {
	case len(o.bins) == 0:
		return
	case len(s.bins) == 0:
		s.bins, s.tidy, o.bins = o.bins, o.tidy, nil
		return
	case 4*len(o.bins) < len(s.bins):
		for _, b := range o.bins {
			s.bins[s.slot(b.at)].join(b)
		}
		o.bins = nil
		return
	}
	// Where much comes, as from another worker on the same file, sorting it into
	// its place one by one would take longer.
	s.sort()
	o.sort()
	n := len(s.bins) + len(o.bins)
	for i, j := 0, 0; i < len(s.bins) && j < len(o.bins); {
		switch a, b := s.bins[i].at, o.bins[j].at; {
		case a < b:
			i++
		case a > b:
			j++
		default:
			i, j, n = i+1, j+1, n-1
		}
	}
	out, rest := make([]bin, 0, n), o.bins
	for _, b := range s.bins {
		for len(rest) > 0 && rest[0].at < b.at {
			out, rest = append(out, rest[0]), rest[1:]
		}
		if len(rest) > 0 && rest[0].at == b.at {
			b.join(rest[0])
			rest = rest[1:]
		}
		out = append(out, b)
	}
	s.bins, o.bins = append(out, rest...), nil
	s.tidy = len(s.bins)
}

func (b *bin) join(o bin) {
	if o.hits > 0 {
		if b.hits == 0 || o.first.compare(b.first) < 0 {
			b.first = o.first
		}
		if b.hits == 0 || o.last.compare(b.last) > 0 {
			b.last = o.last
		}
	}
	b.n += o.n
	b.hits += o.hits
	b.lines += o.lines
}

// widen makes the bins as wide as width ticks.
func (s *series) widen(width int64) {
	s.width = width
	for i := range s.bins {
		s.bins[i].at -= floorMod(s.bins[i].at, width)
	}
	s.sort()
}

// tickOf is the tick that an instant lies in, as the beginning of a stretch of
// width ticks.
func tickOf(ns, width int64) int64 {
	at := (ns - floorMod(ns, tick)) / tick
	return at - floorMod(at, width)
}

func floorMod(a, b int64) int64 {
	m := a % b
	if m < 0 {
		m += b
	}
	return m
}
