package reading

import (
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/timeline"
)

// reader carries what earlier lines say over to later ones.
type reader struct {
	doc   *Document
	file  string
	lines []line

	day      day // the date that a clock without one is on
	from     string
	assumed  Zone // the only zone that any clock is written with
	rowZone  Zone // of the row before, in the same timeline
	tableCol map[int]columns
	group    group
	groups   int
	section  string
	fullDay  bool // a clock of the document counts to 24
}

// columns are those of a table that matter.
type columns struct{ date, time, says int }

// group is the timeline that is being read.
type group struct {
	id      int
	form    kind
	table   int
	depth   int
	last    time.Time // of the row before
	next    int       // the line after the last row
	section string
}

func (r *reader) place(l *line, from, to int) Place {
	return Place{Line: l.number + 1, Column: utf8.RuneCountInString(l.raw[:from]) + 1, Offset: l.offset + from, Text: strings.TrimSpace(l.raw[from:to])}
}

// begin finds the date that the document as a whole is about.
func (r *reader) begin() {
	for i := range r.lines {
		l := &r.lines[i]
		if l.kind == heading && r.doc.Title == "" {
			r.doc.Title = strings.TrimSpace(strings.Trim(l.raw[l.body:], "#= "))
			r.take(l.stamps, "the title")
		}
	}
	if !r.day.complete() {
		for _, s := range stamps(fileWords(r.file)) {
			if s.day.complete() && s.day.exists() {
				r.day, r.from = s.day, "the file's name"
			}
		}
	}
	for pass := range 2 {
		for i := range r.lines {
			if l := &r.lines[i]; !r.day.complete() && (pass == 1 || l.kind != front) {
				r.take(l.stamps, "the first date of the document")
			}
		}
	}
	zones := map[string]Zone{}
	for _, l := range r.lines {
		for _, s := range l.stamps {
			if s.clock.set && s.zone.Name != "" {
				zones[s.zone.Name] = s.zone
			}
			if s.clock.set && s.clock.half == "" && (s.clock.hour >= 13 || s.clock.hour == 0 || s.clock.written[0] == '0') {
				r.fullDay = true
			}
		}
	}
	if len(zones) == 1 {
		for _, z := range zones {
			r.assumed = z
		}
	}
}

func (r *reader) take(found []stamp, from string) {
	for _, s := range found {
		if !r.day.complete() && s.day.complete() && s.day.exists() {
			r.day, r.from = s.day, from
		}
	}
}

// fileWords makes the words of a file's name readable: 06-nov-2022_halt.md.
func fileWords(file string) string {
	name := path.Base(strings.ReplaceAll(file, "\\", "/"))
	if len(name) > 8 {
		if v, n := number(name, 9); n == 8 && v > 19700101 && v < 21000000 {
			name = name[:4] + "-" + name[4:6] + "-" + name[6:8] + " " + name[8:]
		}
	}
	return strings.NewReplacer("_", " ", ".", " ").Replace(name)
}

// settle turns a stamp into a mention. Its date, year and zone may come from
// what was read before.
func (r *reader) settle(l *line, s stamp, z Zone, stated bool) Mention {
	m := Mention{Place: r.place(l, s.start, s.end), Approx: s.approx, Clock: s.clock.set, Half: s.clock.half, Weekday: s.day.weekday,
		Hour: s.clock.hour, Padded: s.clock.written != "" && s.clock.written[0] == '0' && s.clock.hour > 0, ZoneStated: stated}
	d := s.day
	m.DayStated, m.YearStated = d.month != 0, d.year != 0
	basis := timeline.Basis{}
	switch {
	case d.month == 0:
		d = r.day
		if d.month == 0 {
			d = day{year: 1970, month: 1, date: 1}
		}
		basis.Day = "from " + r.source()
	case d.year == 0:
		d.year = r.yearFor(d)
		basis.Year = d.year
	}
	if s.day.order {
		basis.Order, basis.OrderAssumed = "day before month", true
	}
	m.NoSuchDay = m.DayStated && !d.exists()
	m.zone, m.Zone, m.ZoneOwn = z, z.Name, s.zone.Name != ""
	if s.zone.Name == "" {
		basis.Zone, basis.ZoneAssumed = z.Name, !stated
		if z.Name == "" {
			basis.Zone = "UTC"
		}
	}
	m.Wall = d.start().Add(s.clock.of())
	m.Time = r.instant(m.Wall, s.clock, z, basis)
	if s.until != nil {
		r.range_(&m, d, s, z, basis)
	}
	return m
}

func (r *reader) source() string {
	if r.from == "" {
		return "nowhere"
	}
	return r.from
}

func (r *reader) range_(m *Mention, d day, s stamp, z Zone, basis timeline.Basis) {
	u := *s.until
	if u.day.month != 0 {
		year := d.year
		d = u.day
		if d.year == 0 {
			d.year = year
		}
	}
	m.WallUntil = d.start().Add(u.clock.of())
	// A range that ends earlier in the day than it begins ends the next day;
	// half a day or less of it is a slip that a rule looks at.
	if u.day.month == 0 && m.WallUntil.Before(m.Wall) && m.Wall.Sub(m.WallUntil) > 12*hour {
		m.WallUntil = m.WallUntil.AddDate(0, 0, 1)
	}
	if u.zone.Name != "" {
		z = u.zone
	}
	t := r.instant(m.WallUntil, u.clock, z, basis)
	m.Until = &t
}

func (r *reader) instant(wall time.Time, c clock, z Zone, basis timeline.Basis) timeline.Time {
	var t timeline.Time
	switch {
	case z.local:
		t = timeline.Float(wall, c.precision)
	case !c.set:
		t = timeline.OnDay(wall)
		basis.Zone, basis.ZoneAssumed = "UTC", true
	default:
		t = timeline.At(wall.Add(-z.Offset(wall)), c.precision)
	}
	t.Basis = basis
	return t
}

// yearFor supplies the year of a date that states none: the one that brings it
// closest to the date carried so far.
func (r *reader) yearFor(d day) int {
	if !r.day.complete() {
		return 1970
	}
	best, distance := r.day.year, 400*24*hour
	for y := r.day.year - 1; y <= r.day.year+1; y++ {
		d.year = y
		if gap := d.start().Sub(r.day.start()).Abs(); gap < distance {
			best, distance = y, gap
		}
	}
	return best
}

// carry makes a date that of the clocks that follow.
func (r *reader) carry(m Mention, from string) {
	if m.NoSuchDay {
		return
	}
	y, mo, d := m.Wall.Date()
	r.day, r.from = day{year: y, month: int(mo), date: d}, from
}
