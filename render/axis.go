package render

import (
	"cmp"
	"slices"
	"time"
)

// axis maps time to the width of the picture, piece by piece. Long stretches in
// which nothing happened are left out; a break mark tells how long they were.
type axis struct {
	pieces []piece
}

// piece is a stretch of time drawn to one scale.
type piece struct {
	from, to time.Time
	x, w     px
	points   int
}

const (
	maxBreaks  = 7
	breakWidth = px(260)
	minPiece   = px(360)
)

// newAxis lays the instants out from x on, w wide.
func newAxis(at []time.Time, x, w px) axis {
	at = slices.Clone(at)
	slices.SortFunc(at, time.Time.Compare)
	at = slices.CompactFunc(at, time.Time.Equal)
	a := axis{}
	for _, g := range divide(at, maxBreaks) {
		a.pieces = append(a.pieces, piece{from: g[0], to: g[len(g)-1], points: len(g)})
	}
	a.share(x, w)
	return a
}

// divide cuts a row of instants at its longest gaps, as often as a gap is worth
// a cut, and then does the same within each group. A gap is worth a cut where
// it is twice as long as everything that the cuts leave.
func divide(row []time.Time, cuts int) [][]time.Time {
	n := len(row) - 1
	if n < 2 || cuts < 1 {
		return [][]time.Time{row}
	}
	gap := func(i int) time.Duration { return row[i+1].Sub(row[i]) }
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(gap(j), gap(i)) })
	rest := row[n].Sub(row[0])
	best := 0
	for k := 1; k <= min(cuts, max(1, n/3)); k++ {
		rest -= gap(order[k-1])
		if rest > 0 && gap(order[k-1]) > 2*rest {
			best = k
		}
	}
	if best == 0 && vast(gap(order[0]), row) {
		best = 1
	}
	if best == 0 {
		return [][]time.Time{row}
	}
	cuts -= best
	var out [][]time.Time
	start := 0
	for _, i := range append(slices.Sorted(slices.Values(order[:best])), n) {
		groups := divide(row[start:i+1], cuts)
		cuts -= len(groups) - 1
		out = append(out, groups...)
		start = i + 1
	}
	return out
}

// vast reports whether a gap takes much of the width for nothing, while what
// else happened is crowded: two fifths of a row, and eight times as long as the
// other gaps are on average. The groups around such a gap may be long themselves,
// of a time known to some days, and short where all happened.
func vast(gap time.Duration, row []time.Time) bool {
	n := len(row) - 1
	whole := row[n].Sub(row[0])
	return gap > whole/5*2 && gap > (whole-gap)/time.Duration(n-1)*8
}

// share gives each piece its width: half by its length, half by how much
// happened in it, and never too little to be read.
func (a *axis) share(x, w px) {
	w -= breakWidth * px(len(a.pieces)-1)
	var length, points int64
	for _, p := range a.pieces {
		length += millis(p.from, p.to)
		points += int64(p.points - 1)
	}
	free := w - minPiece*px(len(a.pieces))
	used := px(0)
	for i := range a.pieces {
		p := &a.pieces[i]
		part := int64(free) * int64(p.points-1) / max(points, 1)
		if length > 0 {
			part = (part + int64(free)*(millis(p.from, p.to)/1000)/max(length/1000, 1)) / 2
		}
		p.w = minPiece + px(part)
		used += p.w
	}
	a.pieces[len(a.pieces)-1].w += w - used
	for i := range a.pieces {
		a.pieces[i].x = x
		x += a.pieces[i].w + breakWidth
	}
}

func millis(from, to time.Time) int64 { return to.Sub(from).Milliseconds() }

// pos is where an instant lies. An instant within a break lies at its middle.
func (a *axis) pos(t time.Time) px {
	for i, p := range a.pieces {
		if t.Before(p.from) {
			if i == 0 {
				return p.x
			}
			return p.x - breakWidth/2
		}
		if !t.After(p.to) {
			return p.pos(t)
		}
	}
	last := a.pieces[len(a.pieces)-1]
	return last.x + last.w
}

// pos leaves a margin at both ends, so that marks do not lie on the edge.
func (p piece) pos(t time.Time) px {
	margin := p.margin()
	whole := millis(p.from, p.to)
	if whole <= 0 {
		return p.x + p.w/2
	}
	// Four years in milliseconds times the width in tenths fit in 63 bits; a
	// thousand years would still.
	return p.x + margin + px(millis(p.from, t)*int64(p.w-2*margin)/whole)
}

func (p piece) margin() px { return min(px(100), p.w/6) }

// tick is a mark of the axis. Day names the date where it is a new one.
type tick struct {
	at    time.Time
	x     px
	label string
	day   string
}

// step is a distance between ticks.
type step struct {
	length time.Duration // 0 where months are counted
	months int
	layout string
}

const day = 24 * time.Hour

var steps = []step{
	{time.Second, 0, "15:04:05"}, {5 * time.Second, 0, "15:04:05"}, {15 * time.Second, 0, "15:04:05"}, {30 * time.Second, 0, "15:04:05"},
	{time.Minute, 0, "15:04"}, {2 * time.Minute, 0, "15:04"}, {5 * time.Minute, 0, "15:04"}, {10 * time.Minute, 0, "15:04"},
	{15 * time.Minute, 0, "15:04"}, {30 * time.Minute, 0, "15:04"}, {time.Hour, 0, "15:04"}, {2 * time.Hour, 0, "15:04"},
	{3 * time.Hour, 0, "15:04"}, {6 * time.Hour, 0, "15:04"}, {12 * time.Hour, 0, "15:04"},
	{day, 0, "2 Jan"}, {2 * day, 0, "2 Jan"}, {7 * day, 0, "2 Jan"}, {14 * day, 0, "2 Jan"},
	{0, 1, "Jan"}, {0, 3, "Jan"}, {0, 6, "Jan"}, {0, 12, "2006"}, {0, 60, "2006"}, {0, 240, "2006"},
}

const tickWidth = px(560)

// ticks lists the marks of one piece, in UTC. A piece in which no round time
// falls is marked at its beginning.
func (p piece) ticks() []tick {
	whole := p.to.Sub(p.from)
	room := int64(p.w - 2*p.margin())
	for _, s := range steps {
		if whole == 0 {
			break
		}
		length := s.length
		if length == 0 {
			length = time.Duration(s.months) * 30 * day
		}
		if room*int64(length/time.Second) < int64(tickWidth)*int64(whole/time.Second+1) {
			continue
		}
		if out := p.every(s); len(out) > 0 {
			return out
		}
		break
	}
	layout := "15:04"
	if whole >= 2*day {
		layout = "2 Jan"
	}
	return []tick{{p.from, p.pos(p.from), p.from.Format(layout), dayOf(p.from, layout)}}
}

func (p piece) every(s step) []tick {
	var out []tick
	for t := s.first(p.from); !t.After(p.to); t = s.next(t) {
		out = append(out, tick{t, p.pos(t), t.Format(s.layout), dayOf(t, s.layout)})
	}
	return out
}

// dayOf is what a tick's label leaves out of its date; the year of a day is
// left to the writer, who knows whether it is a new one.
func dayOf(t time.Time, layout string) string {
	switch layout {
	case "2 Jan", "Jan":
		return t.Format("2006")
	case "2006":
		return ""
	}
	return t.Format("2 Jan")
}

func (s step) first(t time.Time) time.Time {
	if s.months == 0 {
		u := t.Truncate(s.length)
		if u.Before(t) {
			u = u.Add(s.length)
		}
		return u
	}
	months := t.Year()*12 + int(t.Month()) - 1
	months -= months % s.months
	u := time.Date(months/12, time.Month(months%12+1), 1, 0, 0, 0, 0, time.UTC)
	for u.Before(t) {
		u = s.next(u)
	}
	return u
}

func (s step) next(t time.Time) time.Time {
	if s.months == 0 {
		return t.Add(s.length)
	}
	return t.AddDate(0, s.months, 0)
}
