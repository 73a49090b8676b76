package logs

import (
	"errors"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// dayOrder is the order in which a file writes the numbers of a date.
type dayOrder uint8

const (
	undecided  dayOrder = iota
	monthFirst          // 03/14/2024
	dayFirst            // 14/03/2024, 14/03/24
	shortYear           // 24/03/14, the usual order of two-digit dates
)

// yearBasis says where the year came from that a line did not state.
type yearBasis uint8

const (
	yearWritten yearBasis = iota
	yearDeclared
	yearFromLines
	yearFromFile
	yearFromWindow
)

var yearReasons = []string{"", "declared", "from other lines", "from the file's date", "from the window asked for"}

// calendar turns the stamps of one file into instants. It carries what one
// line tells about the next: the year, and the side of a clock change.
type calendar struct {
	clockOf
	order dayOrder

	year    int // of the latest line, or the year declared; 0 if not known yet
	basis   yearBasis
	anchor  time.Time // what the year of the first line is derived from
	earlier int       // years to take off because the file spans more than one
	wall    int64     // of the latest line that had no year

	prev             int64 // the latest instant in a zone with clock changes
	zoneFrom, zoneTo int64 // wall-clock seconds between which offset holds
	offset           int64

	seen orders
	used assumptions
}

// clockOf is what was declared of the clock of a source.
type clockOf struct {
	loc   *time.Location
	assum bool          // nobody declared loc
	fix   time.Duration // correction of the clock
}

// assumptions counts what was assumed, to be told.
type assumptions struct {
	zone, nickname, fold, gap, leap int
	years                           []yearCount
}

// yearCount is how many lines were given a year.
type yearCount struct{ year, lines int }

func (a *assumptions) year(y int) {
	for i := len(a.years) - 1; i >= 0; i-- {
		if a.years[i].year == y {
			a.years[i].lines++
			return
		}
	}
	a.years = append(a.years, yearCount{y, 1})
}

// instant is a stamp that was settled.
type instant struct {
	ns     int64 // since 1970, the clock's correction included
	digits int8
	basis  yearBasis
	zone   bool // the zone was applied, not stated
}

var (
	errNoYear   = errors.New("no year in the time, and nothing to derive it from: declare the year")
	errNoDate   = errors.New("no such date")
	errFarYear  = errors.New("the year is not between 1970 and 2199")
	errNoLeapIn = errors.New("29 February, but the year it would be in has none: declare the year")
)

// settle gives the instant of a stamp.
func (c *calendar) settle(s *stamp) (instant, error) {
	t := instant{digits: int8(s.digits)}
	if s.form == epoch {
		t.ns = s.unix + int64(c.fix)
		return t, nil
	}
	year, month, day, err := c.date(s, &t)
	if err != nil {
		return t, err
	}
	sec := int64(s.second)
	nanos := int64(s.nanos)
	if sec == 60 {
		// A leap second has no number of its own since 1970; the end of the
		// second before it keeps the order of the lines.
		sec, nanos = 59, 999_999_999
		t.digits = 0
		c.used.leap++
	}
	wall := daysSince1970(year, month, day)*86400 + int64(s.hour)*3600 + int64(s.minute)*60 + sec
	if s.zone == stated {
		wall -= int64(s.offset)
	} else {
		t.zone = true
		wall = c.local(wall, s.zone)
	}
	t.ns = wall*1_000_000_000 + nanos + int64(c.fix)
	return t, nil
}

// date settles year, month and day.
func (c *calendar) date(s *stamp, t *instant) (year, month, day int, err error) {
	year, month, day = s.year, s.month, s.day
	switch s.form {
	case slashDate:
		c.seen.add(s)
		if c.order == dayFirst && day <= 12 || month > 12 {
			month, day = day, month
		}
	case shortSlash:
		c.seen.add(s)
		year, month, day = c.order.short(s)
	case yearless:
		if year, err = c.yearOf(s); err != nil {
			return 0, 0, 0, err
		}
		t.basis = c.basis
		c.used.year(year)
	}
	switch {
	case !plausible(year):
		return 0, 0, 0, errFarYear
	case month < 1 || month > 12 || day < 1 || day > daysIn(year, month):
		return 0, 0, 0, errNoDate
	}
	if s.form != yearless && c.basis != yearDeclared {
		// A line that states its year speaks for its neighbours.
		c.year, c.basis, c.wall = year, yearFromLines, wallOf(year, s)
	}
	return year, month, day, nil
}

// turn is how far back a date without a year must lie behind the line before
// it to mean that the year changed in between.
const turn = 30 * 86400

// yearOf gives a line without a year its year: that of the line before, or the
// next where the date jumps back.
func (c *calendar) yearOf(s *stamp) (int, error) {
	if c.year == 0 {
		if c.anchor.IsZero() {
			return 0, errNoYear
		}
		c.year = latestYear(s, c.anchor) - c.earlier
		c.wall = wallOf(c.year, s)
	}
	if c.wall == 0 {
		c.wall = wallOf(c.year, s)
	}
	wall := wallOf(c.year, s)
	switch {
	case wall < c.wall-turn:
		c.year++
		wall = wallOf(c.year, s)
	case wall > c.wall+366*86400-turn:
		// A line of the old year that was written late.
		return c.year - 1, nil
	}
	if s.month == 2 && s.day == 29 && daysIn(c.year, 2) < 29 {
		return 0, errNoLeapIn
	}
	c.wall = wall
	return c.year, nil
}

// latestYear is the last year in which the stamp is not later than the day
// after the anchor: a file is not older than its lines.
func latestYear(s *stamp, anchor time.Time) int {
	limit := anchor.Add(24 * time.Hour)
	y := limit.Year()
	for wallOf(y, s) > limit.Unix() || s.month == 2 && s.day == 29 && daysIn(y, 2) < 29 {
		y--
	}
	return y
}

func wallOf(year int, s *stamp) int64 {
	return daysSince1970(year, s.month, s.day)*86400 + int64(s.hour)*3600 + int64(s.minute)*60 + int64(s.second)
}

// local turns a wall clock into seconds since 1970 in the file's zone.
func (c *calendar) local(wall int64, z zoneForm) int64 {
	if z == nickname {
		c.used.nickname++
	}
	if c.assum {
		c.used.zone++
	}
	if c.loc == time.UTC {
		return wall
	}
	if wall < c.zoneFrom || wall >= c.zoneTo {
		return c.change(wall)
	}
	c.prev = wall - c.offset
	return c.prev
}

// change settles a wall clock near a change of the clocks, where it can name
// two instants or none, and remembers the stretch after it.
func (c *calendar) change(wall int64) int64 {
	const day = 86400
	_, before := time.Unix(wall-day, 0).In(c.loc).Zone()
	_, after := time.Unix(wall+day, 0).In(c.loc).Zone()
	early, late := wall-int64(before), wall-int64(after)
	if before == after {
		c.offset, c.zoneFrom, c.zoneTo = int64(before), wall, wall+1
		if _, end := time.Unix(early, 0).In(c.loc).ZoneBounds(); end.IsZero() || end.Unix() > early+2*day {
			c.zoneTo = wall + day
		}
		c.prev = early
		return early
	}
	_, atEarly := time.Unix(early, 0).In(c.loc).Zone()
	_, atLate := time.Unix(late, 0).In(c.loc).Zone()
	first, second := atEarly == before, atLate == after
	switch {
	case first && second:
		// The hour that comes twice: the second pass is the one that does not
		// go back behind the line before.
		c.used.fold++
		if turned, _ := time.Unix(late, 0).In(c.loc).ZoneBounds(); c.prev >= turned.Unix() || early < c.prev-60 {
			early = late
		}
	case second:
		early = late
	case !first:
		// The hour that does not exist: the clock had not been changed yet.
		c.used.gap++
	}
	c.prev = early
	return early
}

// time tells the instant with its precision and how it was known.
func (c clockOf) time(t instant) timeline.Time {
	at := time.Unix(0, t.ns-int64(c.fix)).UTC()
	var out timeline.Time
	switch {
	case t.digits == toDay && t.zone:
		out = timeline.OnDay(at.In(c.loc))
	case t.digits == toDay:
		out = timeline.OnDay(at)
	case t.digits == toMinute:
		out = timeline.At(at, time.Minute)
	default:
		unit := time.Second
		for range t.digits {
			unit /= 10
		}
		out = timeline.At(at, unit)
	}
	if t.zone {
		out.Basis.Zone, out.Basis.ZoneAssumed = c.loc.String(), c.assum
	}
	if t.basis != yearWritten {
		out.Basis.Year, out.Basis.YearDeclared = at.In(c.loc).Year(), t.basis == yearDeclared
	}
	return out.Shift(c.fix)
}

// daysSince1970 counts the days to a date of the Gregorian calendar.
func daysSince1970(y, m, d int) int64 {
	if m <= 2 {
		y--
	}
	era := y / 400
	inEra := y - era*400
	months := m - 3
	if m <= 2 {
		months = m + 9
	}
	days := inEra*365 + inEra/4 - inEra/100 + (153*months+2)/5 + d - 1
	return int64(era)*146097 + int64(days) - 719468
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
