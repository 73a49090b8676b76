package logs

import (
	"errors"
	"strings"
	"time"
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

	today   int64   // days since 1970 of the latest line, if dayFrom is not dayWritten
	dayFrom dayFrom // where the date of a line that states none comes from
	ofDay   int64   // nanoseconds since midnight of the latest line; -1 if there was none since the date was told

	regions map[string]*time.Location // that lines named; nil for what is no zone

	seen orders
	used assumptions

	latest struct { // the stamp settled last, if those of its second are settled like it
		valid bool
		when  when
		from  provenance
		wall  int64
	}
}

// when is what tells the second of a stamp.
type when struct {
	year, month, day, hour, minute, second, offset int
	form                                           dateForm
	zone                                           zoneForm
}

// dayFrom says where the date came from that a line did not state.
type dayFrom uint8

const (
	dayWritten  dayFrom = iota
	dayFromLine         // a line before, or a heading
	dayFromName         // the name of the file
	dayFromFile         // the file's date, which is that of its last line
)

var dayReasons = []string{"", "from other lines", "from the file's name", "from the file's date"}

// assumptions counts what was assumed, to be told.
type assumptions struct {
	zone, nickname, fold, gap, leap int
	days                            [4]int // by dayFrom
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

var (
	errNoYear   = errors.New("no year in the time, and nothing to derive it from: declare the year")
	errNoDate   = errors.New("no such date")
	errNoDay    = errors.New("a time of day without a date, and nothing to derive the date from: no date in the file's name, in a line before, or of the file")
	errFarYear  = errors.New("the year is not between 1970 and 2199")
	errNoLeapIn = errors.New("29 February, but the year it would be in has none: declare the year")
)

// settle gives the instant of a stamp.
func (c *calendar) settle(s *stamp) (instant, error) {
	p := provenance{digits: int8(s.digits)}
	if s.form == epoch {
		return instant{s.unix + int64(c.fix), p.origin()}, nil
	}
	w := when{s.year, s.month, s.day, s.hour, s.minute, s.second, s.offset, s.form, s.zone}
	if l := &c.latest; l.valid && l.when == w {
		return c.same(s), nil
	}
	c.latest.valid = false
	year, month, day, err := c.date(s, &p)
	if err != nil {
		return instant{}, err
	}
	sec := int64(s.second)
	nanos := int64(s.nanos)
	if sec == 60 {
		// A leap second has no number of its own since 1970; the end of the
		// second before it keeps the order of the lines.
		sec, nanos = 59, 999_999_999
		p.digits = 0
		c.used.leap++
	}
	wall := daysSince1970(year, month, day)*86400 + int64(s.hour)*3600 + int64(s.minute)*60 + sec
	if s.zone == stated {
		wall -= int64(s.offset)
	} else if loc := c.region(s); loc != nil {
		at := time.Unix(wall, 0).UTC()
		wall = time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, loc).Unix()
	} else {
		p.zone = true
		wall = c.local(wall, s)
	}
	t := instant{wall*1_000_000_000 + nanos + int64(c.fix), p.origin()}
	if (s.form == fullDate || s.form == yearless && year == c.year) && s.second < 60 && (s.zone == stated || s.zone == noZone && c.loc == time.UTC) {
		c.latest.valid, c.latest.when, c.latest.from, c.latest.wall = true, w, p, wall
	}
	return t, nil
}

// same settles a stamp of the second of the latest one. It tells nothing new
// about the lines after it but the part of the second.
func (c *calendar) same(s *stamp) instant {
	p := c.latest.from
	p.digits = int8(s.digits)
	if s.form == yearless {
		c.used.year(c.year)
	}
	if s.zone != stated && c.assum {
		c.used.zone++
	}
	c.ofDay = s.clockNanos()
	return instant{c.latest.wall*1_000_000_000 + int64(s.nanos) + int64(c.fix), p.origin()}
}

// date settles year, month and day.
func (c *calendar) date(s *stamp, p *provenance) (year, month, day int, err error) {
	year, month, day = s.year, s.month, s.day
	if s.ordered() {
		c.seen.add(s)
		p.order, p.shown = c.order.settled(s.form == shortSlash, s.dots), c.order != undecided
	}
	switch s.form {
	case slashDate, pairDate:
		if c.order == dayFirst && day <= 12 || month > 12 {
			month, day = day, month
		}
	case shortSlash:
		year, month, day = p.order.short(s)
	case clockOnly:
		return c.dayOf(s, p)
	}
	if s.form == yearless || s.form == pairDate {
		dated := *s
		dated.month, dated.day = month, day
		if year, err = c.yearOf(&dated); err != nil {
			return 0, 0, 0, err
		}
		p.basis = c.basis
		c.used.year(year)
	}
	switch {
	case !plausible(year):
		return 0, 0, 0, errFarYear
	case month < 1 || month > 12 || day < 1 || day > daysIn(year, month):
		return 0, 0, 0, errNoDate
	}
	if s.form != yearless && s.form != pairDate && c.basis != yearDeclared {
		// A line that states its year speaks for its neighbours.
		c.year, c.basis, c.wall = year, yearFromLines, wallOf(year, s)
	}
	c.today, c.dayFrom, c.ofDay = daysSince1970(year, month, day), dayFromLine, s.clockNanos()
	return year, month, day, nil
}

// heading takes a date that a heading states for the lines after it.
func (c *calendar) heading(s *stamp) {
	c.latest.valid = false
	c.date(s, new(provenance))
	c.ofDay = -1
}

// dayOf gives a line that states the time of day alone its date: that of the
// line before, or the next day where the time jumps back by more than half a
// day.
func (c *calendar) dayOf(s *stamp, p *provenance) (year, month, day int, err error) {
	now := s.clockNanos()
	const half = 12 * 3600 * 1_000_000_000
	switch {
	case c.dayFrom == dayWritten && c.anchor.IsZero():
		return 0, 0, 0, errNoDay
	case c.dayFrom == dayWritten:
		at := c.anchor.In(c.loc)
		c.today = daysSince1970(at.Year(), int(at.Month()), at.Day()) - int64(c.earlier)
		c.dayFrom = dayFromFile
	case c.ofDay < 0:
	case now < c.ofDay-half:
		c.today++
	case c.ofDay < half/12 && now > half*23/12:
		// A line from before midnight that was written late.
		year, month, day = dateOf(c.today - 1)
		p.day = c.dayFrom
		c.used.days[c.dayFrom]++
		return year, month, day, nil
	}
	c.ofDay, p.day = now, c.dayFrom
	c.used.days[c.dayFrom]++
	year, month, day = dateOf(c.today)
	return year, month, day, nil
}

func (s *stamp) clockNanos() int64 {
	return (int64(s.hour)*3600+int64(s.minute)*60+int64(s.second))*1_000_000_000 + int64(s.nanos)
}

func dateOf(days int64) (year, month, day int) {
	y, m, d := time.Unix(days*86400, 0).UTC().Date()
	return y, int(m), d
}

// named looks for a date in the name of a file, for lines that state none.
func (c *calendar) named(name string) {
	b := []byte(name[strings.LastIndexByte(name, '/')+1:])
	for i := range b {
		if i > 0 && isDigit(b[i-1]) {
			continue
		}
		n := digitRun(b[i:])
		var y, m, d int
		switch {
		case n == 8 || n == 14:
			y, m, d = four(b[i:]), number(b[i+4:i+6]), number(b[i+6:i+8])
		case n == 4 && len(b) >= i+10 && contains("-_.", b[i+4]) && b[i+7] == b[i+4] && digitRun(b[i+5:]) == 2 && digitRun(b[i+8:]) == 2:
			y, m, d = four(b[i:]), number(b[i+5:i+7]), number(b[i+8:i+10])
		case n == 6 && len(b) > i+6:
			y, m, d = century(number(b[i:i+2])), number(b[i+2:i+4]), number(b[i+4:i+6]) // u_ex240304.log
		}
		if plausible(y) && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m) {
			c.today, c.dayFrom, c.ofDay = daysSince1970(y, m, d), dayFromName, -1
			return
		}
	}
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
