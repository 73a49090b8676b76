package logs

import (
	"math"
	"slices"
)

// silence is a stretch in which nothing came that was expected.
type silence struct {
	from, to int64 // nanoseconds since 1970 of the last record before and the first after
	next     mark  // the first record after; zero where none came
	last     mark
	every    int64   // the expected distance of two records, in nanoseconds
	missed   float64 // how many records were expected
	ended    bool
}

// What a silence must have.
const (
	silentBeats  = 8    // records at even distances before it
	silentMissed = 2.8  // of the expected distance: two records in a row are missing
	silentNats   = 30   // or so many records of a steady stream
	silentLeast  = 30e9 // nanoseconds
	silentTimes  = 3    // as long as any other pause but one
	steadiness   = 0.8  // of the distances, how many must be even
)

// pause is the time between two bins in which nothing came.
type pause struct {
	i        int // of the bin before
	from, to int64
}

// silences finds where something that came through the whole log, at even
// distances or as a steady stream, stopped. The end of the log ends a silence
// only in so far as nothing more is known.
func silences(bins []bin, r *rhythm, end int64, patterns int) []silence {
	if len(bins) < silentBeats {
		return nil
	}
	var longest threeLongest
	for i := range bins {
		p := pause{i: i, from: ends(&bins[i]), to: end}
		if i+1 < len(bins) {
			p.to = begins(&bins[i+1])
		}
		longest.add(p)
	}
	usual := longest[2].to - longest[2].from
	if most := longest[0].to - longest[0].from; most < silentLeast || most <= 2*usual {
		return nil // as long as others
	}
	every, even := r.lens.cadence(bins)
	var out []silence
	for _, p := range longest[:2] {
		length := p.to - p.from
		if length < silentLeast || length < silentTimes*usual && !(even && length > 2*usual) {
			continue
		}
		s := silence{from: p.from, to: p.to, every: every, last: bins[p.i].last}
		if s.ended = p.i+1 < len(bins); s.ended {
			s.next = bins[p.i+1].first
		}
		switch {
		case even && float64(length) > silentMissed*float64(every) && begins(&bins[0])-r.sp.heard*tick < max(2*every, (r.sp.to-r.sp.heard)*tick/warmUpShare):
			s.missed = float64(length) / float64(every)
		case r.base.mean*roughly >= 2:
			// The quarters at the ends of the pause are partly heard.
			for at := p.from / tick; at < p.to/tick; at += quarter {
				width := min(quarter, p.to/tick-at)
				s.missed += float64(width) * r.least(at)
			}
			if s.missed/r.base.phi < silentNats+math.Log(float64(patterns)) {
				continue
			}
			s.every = int64(tick / r.base.mean)
		default:
			continue
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b silence) int { return int(min(1, max(-1, a.from-b.from))) })
	return out
}

// threeLongest are the longest pauses, the longest first; of equals the earlier.
type threeLongest [3]pause

func (t *threeLongest) add(p pause) {
	at := len(t)
	for at > 0 && p.to-p.from > t[at-1].to-t[at-1].from {
		at--
	}
	if at < len(t) {
		copy(t[at+1:], t[at:])
		t[at] = p
	}
}

// least is the rate that is expected at least: less where the source is less
// busy than usual or other days had less at that hour.
func (r *rhythm) least(at int64) float64 {
	mean := r.base.mean * min(1, r.sp.load(at))
	if r.days != nil {
		mean = min(mean, r.season(at))
	}
	return mean
}

// cadence is the usual distance of two records, and whether it is even. Where
// more than one comes in most bins it is told from their number.
func (l *lens) cadence(bins []bin) (every int64, even bool) {
	n := 0
	for i := range bins[1:] {
		n += int(bins[i+1].n)
	}
	if 2*n > 3*len(bins) {
		return tick, false
	}
	l.sizes = l.sizes[:0]
	for i := range bins[1:] {
		l.sizes = append(l.sizes, int(begins(&bins[i+1])-begins(&bins[i])))
	}
	every = max(1, int64(nth(l.sizes, len(l.sizes)/2)))
	close := 0
	for _, d := range l.sizes {
		if abs(int64(d)-every) <= max(every/5, 15e8) {
			close++
		}
	}
	return every, close >= silentBeats-1 && float64(close) >= steadiness*float64(len(l.sizes))
}

func abs(n int64) int64 { return max(n, -n) }

// begins is when the first record of a bin came; of those outside of the
// window only the tick is known.
func begins(b *bin) int64 {
	if b.hits > 0 && int(b.hits) == int(b.n) {
		return b.first.ns
	}
	return b.at * tick
}

func ends(b *bin) int64 {
	if b.hits > 0 {
		return b.last.ns
	}
	return b.at * tick
}
