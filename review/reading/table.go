package reading

import (
	"slices"
	"strings"
)

var timeHeads = []string{"time", "date", "when", "timestamp", "zeit", "datum", "uhrzeit", "heure", "hora", "fecha", "data", "start", "日時", "時刻", "时间", "時間", "일시", "시간"}

// tableRow reads a row of a table: of a timeline where a column holds times, of
// fields where the first one names them.
func (r *reader) tableRow(l *line) {
	if r.tableCol == nil {
		r.tableCol = map[int]columns{}
	}
	if l.head {
		r.tableCol[l.table] = r.columns(l)
		if c := r.tableCol[l.table]; c.time >= 0 || len(l.stamps) == 0 {
			return
		}
	}
	if strings.Trim(l.text, "|:- \t") == "" {
		return
	}
	c := r.tableCol[l.table]
	s, ok := l.inColumn(c)
	if !ok || history.MatchString(r.section) && !chronology.MatchString(r.section) {
		r.plain(l)
		return
	}
	r.row(l, s, 0)
	r.doc.Rows[len(r.doc.Rows)-1].Says = r.says(l, c)
	last := &r.doc.Rows[len(r.doc.Rows)-1]
	last.Milestone, last.Strong = milestoneOf(last.Says)
}

// columns finds the column that holds the times, by its head, and where no head
// says so, by what stands in the first row.
func (r *reader) columns(l *line) columns {
	c := columns{date: -1, time: -1}
	for i := range l.cells {
		head := strings.ToLower(strings.Trim(l.cell(i), "*_ "))
		for _, w := range timeHeads {
			if !strings.HasPrefix(head, w) || strings.HasPrefix(head, "time to") || strings.HasPrefix(head, "start") && len(l.cells) < 3 {
				continue
			}
			if head == "date" || head == "datum" || head == "day" || head == "fecha" {
				c.date = i
			} else if c.time < 0 {
				c.time = i
			}
			break
		}
	}
	if c.time < 0 && c.date >= 0 {
		c.time = c.date
	}
	if c.time >= 0 {
		c.says = c.time + 1
		return c
	}
	for n := l.number + 1; n < min(l.number+3, len(r.lines)); n++ {
		next := &r.lines[n]
		if next.kind != row {
			break
		}
		if s, ok := next.leading(); ok && len(next.cells) > 0 && s.end <= next.cells[0].end+1 && next.cells[0].start <= s.start {
			return columns{date: -1, time: 0, says: 1}
		}
	}
	return c
}

// inColumn returns the time in the column of times, with the date of the
// column of dates.
func (l *line) inColumn(c columns) (stamp, bool) {
	find := func(col int) (stamp, bool) {
		if col < 0 || col >= len(l.cells) {
			return stamp{}, false
		}
		i := slices.IndexFunc(l.stamps, func(s stamp) bool { return s.start >= l.cells[col].start && s.start < l.cells[col].end })
		if i < 0 {
			return stamp{}, false
		}
		lead := strings.Trim(l.text[l.cells[col].start:l.stamps[i].start], " \t~[(")
		return l.stamps[i], len(lead) < 12
	}
	at, ok := find(c.time)
	on, dated := find(c.date)
	switch {
	case ok && dated && c.date != c.time && at.day.month == 0:
		at.day = on.day
	case !ok && dated:
		return on, true
	}
	return at, ok
}

// says joins the cells beside the time.
func (r *reader) says(l *line, c columns) string {
	var parts []string
	for i, cell := range l.cells {
		text := strings.Trim(l.raw[cell.start:min(cell.end, len(l.raw))], " \t*")
		if i != c.time && i != c.date && text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " | ")
}
