package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/timeline"
)

// The measures of the picture, in tenths of a unit.
const (
	pictureWidth = px(9600)
	plotLeft     = px(1280)
	plotRight    = px(8620)
	edge         = px(9560) // labels may reach up to here
	rowHeight    = px(190)
	lanePad      = px(60)
	flagHeight   = px(330)
	markSize     = px(110)
	maxLanes     = 10
	maxRows      = 5
	labelSize    = 11
)

// lane holds the marks of one source, in rows so that none covers another.
type lane struct {
	name string
	dots []dot
	rows int
	y, h px
}

// dot is the mark of an entry, or of several where there is no room for each.
type dot struct {
	entry    timeline.Entry
	x        px // where the mark stands
	from, to px // the reach of its uncertainty and duration
	certain  px // where a duration is certain to have begun
	row      int
	more     int // further entries at the same place
	text     string
	label    string
	before   bool // the label stands before the mark
}

func latest(e timeline.Entry) time.Time {
	if e.Until.Latest.After(e.Time.Latest) {
		return e.Until.Latest
	}
	return e.Time.Latest
}

// stated reports whether an entry only repeats what a milestone's flag says.
func stated(e timeline.Entry) bool {
	return e.Source() == timeline.RecordSource && e.Milestone != "" && e.Time.Exact() && e.Until.IsZero()
}

// layLanes gives each source its lane, in the order in which they come up.
func (d *drawing) layLanes() []lane {
	var names []string
	for _, e := range d.entries {
		if !stated(e) && !slices.Contains(names, e.Source()) {
			names = append(names, e.Source())
		}
	}
	lanes := make([]lane, min(len(names), maxLanes))
	for i := range lanes {
		lanes[i].name = oneLine(names[i], 60)
		if names[i] == timeline.RecordSource {
			lanes[i].name = "stated"
		}
	}
	if extra := len(names) - maxLanes; extra > 0 {
		lanes[maxLanes-1].name = fmt.Sprintf("%d other sources", extra+1)
	}
	for _, e := range d.entries {
		if i := slices.Index(names, e.Source()); !stated(e) {
			l := &lanes[min(i, maxLanes-1)]
			l.dots = append(l.dots, d.place(e))
		}
	}
	for i := range lanes {
		lanes[i].arrange()
	}
	return lanes
}

func (d *drawing) place(e timeline.Entry) dot {
	from, certain := d.axis.pos(e.Time.Earliest), d.axis.pos(e.Time.Latest)
	return dot{
		entry: e, text: oneLine(string(e.Text), 44), x: from + (certain-from)/2, from: from, certain: certain,
		to: max(certain, d.axis.pos(latest(e))),
	}
}

// arrange puts each mark in the first row where it fits with its label, or
// else where it fits alone. A mark that fits nowhere joins the one it would
// cover.
func (l *lane) arrange() {
	var ends [maxRows]px
	var labelled [maxRows]px
	kept := l.dots[:0]
	last := [maxRows]int{}
	for _, dt := range l.dots {
		left := min(dt.from, dt.x-markSize/2-20)
		right := max(dt.to, dt.x+markSize/2+20)
		width := textWidth(dt.text, labelSize) + 110
		want, room := right+width, left
		if want > edge {
			want, room = right, left-width
		}
		row := slices.IndexFunc(labelled[:], func(end px) bool { return end <= room })
		if row < 0 {
			row = slices.IndexFunc(ends[:], func(end px) bool { return end <= left })
		}
		if row < 0 {
			nearest := slices.Index(ends[:], slices.Min(ends[:]))
			joined := &kept[last[nearest]]
			joined.more++
			ends[nearest] = max(ends[nearest], joined.labelAt()+textWidth("+99", labelSize))
			labelled[nearest] = max(labelled[nearest], ends[nearest])
			continue
		}
		dt.row = row
		ends[row], labelled[row] = right, want
		last[row] = len(kept)
		l.rows = max(l.rows, row+1)
		kept = append(kept, dt)
	}
	l.dots = kept
	l.label()
	l.rows = max(l.rows, 1)
	l.h = rowHeight*px(l.rows) + 2*lanePad - 60
}

// label writes beside each mark as much of its text as there is room for:
// after the mark, or before it where only there is room for more.
func (l *lane) label() {
	next := [maxRows]px{}
	for i := range next {
		next[i] = edge
	}
	for i := len(l.dots) - 1; i >= 0; i-- {
		dt := &l.dots[i]
		if dt.more > 0 {
			dt.label = fmt.Sprintf("+%d", dt.more)
		} else {
			dt.label = fit(dt.text, labelSize, next[dt.row]-dt.labelAt()-60)
		}
		next[dt.row] = dt.labelBefore() + 20
	}
	var ends [maxRows]px
	for i := range ends {
		ends[i] = plotLeft
	}
	for i := range l.dots {
		dt := &l.dots[i]
		if s := fit(dt.text, labelSize, dt.labelBefore()-ends[dt.row]-60); dt.more == 0 && utf8.RuneCountInString(s) > utf8.RuneCountInString(strings.TrimSuffix(dt.label, "…")) {
			dt.label, dt.before = s, true
		}
		ends[dt.row] = dt.labelAt()
		if !dt.before {
			ends[dt.row] += textWidth(dt.label, labelSize)
		}
	}
}

func (dt dot) labelBefore() px { return min(dt.from, dt.x-markSize/2) - 40 }

func (dt dot) labelAt() px { return max(dt.to, dt.x+markSize/2) + 40 }

// flagMark is the label of a milestone. It stands to the right of its pole.
type flagMark struct {
	mark       timeline.Mark
	x, to      px
	name, when string
	w          px
	row        int
}

// layFlags puts the flags in rows so that no flag covers another and no pole
// runs through a flag: where a pole would, its flag goes below.
func (d *drawing) layFlags() []flagMark {
	var out []flagMark
	for _, m := range d.marks {
		f := flagMark{
			mark: m, x: d.axis.pos(m.Time.Earliest), to: d.axis.pos(m.Time.Latest),
			name: milestoneName(m.Milestone), when: d.when(m.Time),
		}
		f.w = max(textWidth(f.name, 12), textWidth(f.when, labelSize)) + 100
		for _, g := range out {
			if f.x < g.x+g.w && f.x >= g.x {
				f.row = max(f.row, g.row+1)
			}
		}
		out = append(out, f)
	}
	return out
}

// when writes a time as shortly as the picture allows.
func (d *drawing) when(t timeline.Time) string {
	clock := "15:04"
	if t.Precision < time.Minute && t.Form == timeline.Instant && t.Earliest.Second() != 0 {
		clock = "15:04:05"
	}
	date := "2 Jan "
	if d.yeared {
		date = "2 Jan 2006 "
	}
	if !d.dated {
		date = ""
	}
	switch t.Form {
	case timeline.Interval:
		second := date + clock
		if t.Earliest.Format(date) == t.Latest.Format(date) {
			second = clock
		}
		return t.Earliest.Format(date+clock) + "–" + t.Latest.Format(second)
	case timeline.Date:
		lived, err := time.Parse(time.DateOnly, t.Clock())
		if err != nil {
			return t.Clock()
		}
		return lived.Format(cmp.Or(strings.TrimSpace(date), "2 Jan"))
	case timeline.Floating:
		return t.Wall().Format(date+clock) + " local"
	}
	return t.Earliest.Format(date + clock)
}

// impact is the time from the start of the impact to its end.
type impact struct {
	label      string
	from, sure px // its start, from the earliest to the latest instant it may be
	ended, to  px // its end
	open       bool
}

func (d *drawing) layImpact() impact {
	at := map[timeline.Milestone]timeline.Mark{}
	for _, m := range d.marks {
		at[m.Milestone] = m
	}
	start, ok := at[timeline.Started]
	if !ok {
		return impact{}
	}
	i := impact{from: d.axis.pos(start.Time.Earliest), sure: d.axis.pos(start.Time.Latest)}
	for _, name := range []timeline.Milestone{timeline.Mitigated, timeline.Resolved} {
		if end, ok := at[name]; ok && !end.Time.Before(start.Time) {
			i.ended, i.to = d.axis.pos(end.Time.Earliest), d.axis.pos(end.Time.Latest)
			i.sure, i.ended = min(i.sure, i.to), max(i.ended, i.from)
			i.label = "Impact: " + end.Time.Since(start.Time).String()
			return i
		}
	}
	last := d.axis.pieces[len(d.axis.pieces)-1]
	i.ended, i.to, i.open = last.x+last.w, last.x+last.w, true
	i.label = "Impact: end not known"
	return i
}
