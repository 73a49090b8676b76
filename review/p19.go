package review

import (
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

var unsortedRule = Rule{
	ID: "P19", Name: "timeline-unsorted", Level: Error, Source: measured,
	Doc: "a row of a timeline is earlier than the row above it",
	Why: "a reader takes the order of the rows for the order of what happened",
	Examples: []Example{
		{"## Timeline\n\nAll times in UTC\n\n- 2024-05-01 14:29 It is reported\n- 2024-05-01 14:49 It works again\n- 2024-05-01 14:43 The fix is applied\n", 1},
		{"## Timeline\n\nAll times in UTC\n\n- 2024-05-01 23:50 It is reported\n- 00:10 It works again\n", 0},
	},
	Run: func(p *Pass) {
		for _, b := range p.breaks() {
			if b.year {
				continue // rule P20 has it
			}
			f := p.on(b.row.Place, b.says(), "put the rows in order, or mend the time")
			if b.meant != "" {
				f.Hint = "is " + b.meant + " meant? Else put the rows in order"
			}
			if b.row.Approx || b.other.Approx {
				f.Level = Warning
			}
		}
	},
}

// broken is a row that is out of order, and the row it contradicts.
type broken struct {
	row, other reading.Row
	meant      string // what would fit instead
	first      bool   // it stands before the other
	newest     bool   // the timeline begins with the newest row
	year       bool   // its year or month is the odd one out
}

// says tells which row stands on the wrong side of which.
func (b broken) says() string {
	row, other := b.row.Text, b.other.Text
	if y, m, d := b.row.Wall.Date(); b.other.Wall.Day() != d || b.other.Wall.Month() != m || b.other.Wall.Year() != y {
		row, other = onDay(b.row), onDay(b.other)
	}
	side := "after"
	if b.first {
		side = "before"
	}
	text := fmt.Sprintf("%s stands %s %s", row, side, other)
	if b.newest {
		text += ", in a list that begins with the newest"
	}
	return text
}

// onDay is a time as it is written, with the day that was carried to it.
func onDay(r reading.Row) string {
	if r.DayStated {
		return r.Text
	}
	return fmt.Sprintf("%s (%s)", r.Text, r.Wall.Format("2 January 2006"))
}

// breaks are the rows of the document that are out of order.
func (p *Pass) breaks() []broken {
	if !p.ordered {
		p.ordered, p.broken = true, breaks(p.Reading)
	}
	return p.broken
}

// breaks finds the rows that are out of order. A timeline that mostly runs from
// the newest to the oldest is read from its end.
func breaks(d *reading.Document) []broken {
	var out []broken
	for _, rows := range timelines(d) {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r reading.Row) bool { return r.NoSuchDay || r.Time.Basis.OrderAssumed })
		reversed := newestFirst(rows)
		if reversed {
			slices.Reverse(rows)
		}
		for i := 1; i < len(rows); i++ {
			if !backwards(rows, i) {
				continue
			}
			// The later of the two is at fault, unless all is well without the
			// earlier and not without the later.
			bad, other := i, i-1
			if withoutFirst := i < 2 || !earlier(rows[i], rows[i-2]); withoutFirst && i >= 2 && i+1 < len(rows) && earlier(rows[i+1], rows[i-1]) {
				bad, other = i-1, i
			}
			b := broken{row: rows[bad], other: rows[other], first: (bad < other) != reversed, newest: reversed}
			b.meant, b.year = meant(rows, bad)
			out = append(out, b)
			if bad == i && i+1 < len(rows) && !earlier(rows[i+1], rows[i-1]) {
				// One row is out of place; what follows goes on from the one above it.
				rows = slices.Delete(slices.Clone(rows), i, i+1)
				i--
			}
		}
	}
	return out
}

func backwards(rows []reading.Row, i int) bool { return earlier(rows[i], rows[i-1]) }

// earlier reports whether a is certain to lie before b, and not by less than
// people mean with "about".
func earlier(a, b reading.Row) bool {
	slack := time.Duration(0)
	if a.Approx || b.Approx {
		slack = 30 * time.Minute
	}
	if a.Clock && b.Clock && a.Time.Exact() && b.Time.Exact() {
		return a.Time.Earliest.Before(b.Time.Earliest.Add(-slack))
	}
	return a.Time.Before(b.Time)
}

func newestFirst(rows []reading.Row) bool {
	up, down := 0, 0
	for i := 1; i < len(rows); i++ {
		switch {
		case earlier(rows[i], rows[i-1]):
			down++
		case earlier(rows[i-1], rows[i]):
			up++
		}
	}
	return down > 1 && down > up
}

// meant looks for the one slip that would put a row between its neighbours.
func meant(rows []reading.Row, i int) (string, bool) {
	wall := rows[i].Wall
	fits := func(t time.Time) bool {
		return (i == 0 || !t.Before(rows[i-1].Wall)) && (i+1 >= len(rows) || !t.After(rows[i+1].Wall))
	}
	layout := "2006-01-02 15:04"
	if !rows[i].Clock {
		layout = time.DateOnly
	}
	if rows[i].DayStated {
		for _, c := range []struct{ y, m int }{{1, 0}, {-1, 0}, {2, 0}, {-2, 0}, {0, 1}, {0, -1}} {
			if t := wall.AddDate(c.y, c.m, 0); fits(t) && t.Day() == wall.Day() && i > 0 && i+1 < len(rows) {
				return t.Format(layout), true
			}
		}
		for _, days := range []int{1, -1} {
			if t := wall.AddDate(0, 0, days); fits(t) {
				return t.Format(layout), false
			}
		}
	}
	for _, h := range []int{12, -12, 1, -1, 2, -2, 10, -10} {
		if t := wall.Add(time.Duration(h) * time.Hour); rows[i].Clock && i+1 < len(rows) && fits(t) {
			return t.Format("15:04"), false
		}
	}
	return "", false
}
