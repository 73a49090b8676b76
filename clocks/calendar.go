package clocks

import (
	"cmp"
	"fmt"
	"time"

	"github.com/candor-reports/candor/internal/strict"
)

// Calendar is the days on which an authority does not work, besides Saturdays
// and Sundays.
type Calendar struct {
	Name   string    `yaml:"name"`
	Doc    string    `yaml:"doc"`
	Source string    `yaml:"source"`
	From   int       `yaml:"from"` // the first year that it holds for
	To     int       `yaml:"to"`   // the last
	Days   []Holiday `yaml:"days"`
}

// Holiday is a day of each year: a date, a weekday of a month, or a distance
// from Easter Sunday; or one day of one year.
type Holiday struct {
	Name    string `yaml:"name"`
	Month   int    `yaml:"month"`
	Day     int    `yaml:"day"`
	Weekday string `yaml:"weekday"`
	Which   int    `yaml:"which"`  // 1 is the month's first such weekday, -1 its last
	Easter  int    `yaml:"easter"` // days after Easter Sunday
	Date    string `yaml:"date"`   // one day of one year, 2025-01-09
	Moved   string `yaml:"moved"`  // "nearest": from a Saturday to the Friday before, from a Sunday to the Monday after
}

// in returns the day on which the holiday is kept in a year, as midnight UTC;
// false where it is not kept in that year.
func (h Holiday) in(year int) (time.Time, bool) {
	first := time.Date(year, time.Month(cmp.Or(h.Month, 1)), 1, 0, 0, 0, 0, time.UTC)
	var day time.Time
	switch {
	case h.Date != "":
		d, err := time.Parse(time.DateOnly, h.Date)
		return d, err == nil && d.Year() == year
	case h.Easter != 0:
		day = easter(year).AddDate(0, 0, h.Easter)
	case h.Which > 0:
		w, _ := weekday(h.Weekday)
		day = first.AddDate(0, 0, (int(w)-int(first.Weekday())+7)%7+7*(h.Which-1))
	case h.Which < 0:
		w, _ := weekday(h.Weekday)
		last := first.AddDate(0, 1, -1)
		day = last.AddDate(0, 0, -((int(last.Weekday())-int(w)+7)%7)+7*(h.Which+1))
	default:
		day = first.AddDate(0, 0, h.Day-1)
	}
	switch {
	case h.Moved == "nearest" && day.Weekday() == time.Saturday:
		day = day.AddDate(0, 0, -1)
	case h.Moved == "nearest" && day.Weekday() == time.Sunday:
		day = day.AddDate(0, 0, 1)
	}
	return day, true
}

func weekday(name string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if w.String() == name {
			return w, true
		}
	}
	return 0, false
}

// easter returns the Easter Sunday of a year of the Gregorian calendar: the
// Sunday after the first ecclesiastical full moon from 21 March on.
func easter(year int) time.Time {
	golden := year % 19
	century := year / 100
	epact := (century - century/4 - (8*century+13)/25 + 19*golden + 15) % 30
	moon := epact - epact/28*(1-29/(epact+1)*((21-golden)/11))
	sunday := moon - (year+year/4+moon+2-century+century/4)%7
	return time.Date(year, time.March, 28+sunday, 0, 0, 0, 0, time.UTC)
}

// Holiday returns the name of the holiday on a day, or "". A year that the
// calendar does not hold for is an error.
func (c *Calendar) Holiday(day time.Time) (string, error) {
	if day.Year() < c.From || day.Year() > c.To {
		return "", fmt.Errorf("calendar %s: has the holidays of %d to %d, not of %d\n  hint: a file calendars/%s.yaml in the folder regimes/ beside the record replaces it", c.Name, c.From, c.To, day.Year(), c.Name)
	}
	for _, h := range c.Days {
		// New Year's Day of a year can be kept in the year before.
		for year := day.Year(); year <= day.Year()+1; year++ {
			if d, ok := h.in(year); ok && d.Year() == day.Year() && d.YearDay() == day.YearDay() {
				return h.Name, nil
			}
		}
	}
	return "", nil
}

// working reports whether the authority works on a day.
func (c *Calendar) working(day time.Time) (bool, error) {
	name, err := c.Holiday(day)
	return name == "" && day.Weekday() != time.Saturday && day.Weekday() != time.Sunday, err
}

// After returns a time of day on the n-th working day after an instant; days
// are those of the zone, and the instant's own day is not counted.
func (c *Calendar) After(t time.Time, n int, until time.Duration, loc *time.Location) (time.Time, error) {
	local := t.In(loc)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		ok, err := c.working(day)
		if err != nil {
			return time.Time{}, err
		}
		if ok {
			n--
		}
	}
	return wall(day, until, loc).UTC(), nil
}

// check holds a calendar against what types cannot say.
func (c *Calendar) check(doc *strict.Doc) {
	if !wordForm.MatchString(c.Name) {
		doc.Fail([]any{"name"}, "a calendar needs a name of small letters, digits and hyphens", "")
	}
	if c.From < 1970 || c.To < c.From || c.To > 2100 {
		doc.Fail([]any{"from"}, "a calendar needs from: and to:", "the first and the last year that it holds for")
	}
	for i, h := range c.Days {
		_, isDay := weekday(h.Weekday)
		_, err := time.Parse(time.DateOnly, h.Date)
		date := h.Month >= 1 && h.Month <= 12 && h.Day >= 1 && h.Day <= 31
		nth := h.Month >= 1 && h.Month <= 12 && isDay && h.Which >= -5 && h.Which <= 5 && h.Which != 0
		if h.Name == "" || !date && !nth && h.Easter == 0 && (h.Date == "" || err != nil) || h.Moved != "" && h.Moved != "nearest" {
			doc.Fail([]any{"days", i}, "a holiday needs name: and a day", "a day is month: and day:, or month:, weekday: and which:, or easter:, or date: 2025-01-09; moved: can be nearest")
		}
	}
}
