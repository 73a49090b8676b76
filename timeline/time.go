package timeline

import (
	"fmt"
	"strings"
	"time"
)

// Form is the shape of what is known about a time.
type Form uint8

// The forms of a Time. The zero form means that nothing is known.
const (
	Unknown  Form = iota
	Instant       // one point, to the stated precision
	Interval      // some point between two others
	Date          // some point of one calendar day
	Floating      // one wall-clock time that each time zone reaches at its own instant
)

// The widest offsets in use on Earth: a wall-clock time is reached first at
// UTC+14 (Kiritimati) and last at UTC−12 (Baker Island).
const (
	firstZone = 14 * time.Hour
	lastZone  = -12 * time.Hour
)

// Time is a point in time with what is known about it. Bounds are UTC.
//
// For an Instant both bounds are equal and Precision is the unit it was stated
// in. For the other forms the true instant lies anywhere from Earliest to
// Latest, except for a Floating time, which happens at each of them, in one
// zone after another. The zero Time is an unknown time.
type Time struct {
	Form      Form
	Earliest  time.Time
	Latest    time.Time
	Precision time.Duration
	Basis     Basis
}

// At returns the instant t, stated to the given precision. A precision of zero
// means one second.
func At(t time.Time, precision time.Duration) Time {
	if t.IsZero() {
		return Time{}
	}
	if precision <= 0 {
		precision = time.Second
	}
	t = t.UTC()
	return Time{Form: Instant, Earliest: t, Latest: t, Precision: precision}
}

// Between returns the interval from a to b: the true instant is somewhere in
// it. The bounds may be given in either order.
func Between(a, b Time) Time {
	if b.Earliest.Before(a.Earliest) {
		a, b = b, a
	}
	return Time{
		Form:      Interval,
		Earliest:  a.Earliest,
		Latest:    b.Latest,
		Precision: max(a.Precision, b.Precision),
		Basis:     a.Basis,
	}
}

// OnDay returns the calendar day that holds t, as that day is lived in t's own
// location.
func OnDay(t time.Time) Time {
	y, m, d := t.Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	end := time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
	return Time{Form: Date, Earliest: start.UTC(), Latest: end.UTC(), Precision: 24 * time.Hour}
}

// Float returns the floating time at which clocks everywhere show the wall
// clock of t; t's location is ignored. It spans the 26 hours that the Earth
// takes to get past one wall-clock time.
func Float(t time.Time, precision time.Duration) Time {
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	return Time{
		Form:      Floating,
		Earliest:  wall.Add(-firstZone),
		Latest:    wall.Add(-lastZone),
		Precision: precision,
	}
}

// IsZero reports whether nothing is known about the time.
func (t Time) IsZero() bool { return t.Form == Unknown }

// Wall returns the wall-clock reading of a floating time, in UTC as a carrier.
func (t Time) Wall() time.Time { return t.Earliest.Add(firstZone) }

// Exact reports whether the time is a single instant.
func (t Time) Exact() bool { return t.Form == Instant }

// Spread is the distance between the earliest and the latest instant; zero for
// an instant.
func (t Time) Spread() time.Duration { return t.Latest.Sub(t.Earliest) }

// Compare orders times for display: by earliest instant, then by latest.
// Unknown times come last. It says nothing about what really came first: see
// Before for that.
func (t Time) Compare(u Time) int {
	switch {
	case t.IsZero() && u.IsZero():
		return 0
	case t.IsZero():
		return 1
	case u.IsZero():
		return -1
	}
	if c := t.Earliest.Compare(u.Earliest); c != 0 {
		return c
	}
	return t.Latest.Compare(u.Latest)
}

// Before reports whether t is certain to lie before u, with the precision of
// both taken into account. Two unknown or overlapping times are not before
// each other.
func (t Time) Before(u Time) bool {
	if t.IsZero() || u.IsZero() {
		return false
	}
	return t.end().Compare(u.Earliest) <= 0 && t.Earliest.Before(u.Earliest)
}

// end is the first instant at which t is certain to be over.
func (t Time) end() time.Time {
	if t.Form == Date {
		return t.Latest
	}
	return t.Latest.Add(t.Precision)
}

// Shift returns the time moved by a clock correction, which its basis records.
func (t Time) Shift(correction time.Duration) Time {
	if t.IsZero() || correction == 0 {
		return t
	}
	t.Earliest = t.Earliest.Add(correction)
	t.Latest = t.Latest.Add(correction)
	t.Basis.Clock += correction
	return t
}

// Overlaps reports whether the time may lie within [from, to]. A zero bound is
// open.
func (t Time) Overlaps(from, to time.Time) bool {
	if t.IsZero() {
		return false
	}
	return (to.IsZero() || !t.Earliest.After(to)) && (from.IsZero() || !t.Latest.Before(from))
}

// Basis says how a time was known. The zero Basis means that the text stated
// everything, its offset included.
type Basis struct {
	Zone         string        `json:"zone,omitempty"`          // zone applied because the text named none
	ZoneAssumed  bool          `json:"zone_assumed,omitempty"`  // nobody declared that zone
	Year         int           `json:"year,omitempty"`          // year supplied because the text had none
	YearDeclared bool          `json:"year_declared,omitempty"` // a person declared that year
	Day          string        `json:"day,omitempty"`           // where the date came from, because the text had the time of day alone
	Order        string        `json:"order,omitempty"`         // order in which the numbers of the date were read, because they can be read in two
	OrderAssumed bool          `json:"order_assumed,omitempty"` // no date of the source shows that order
	Clock        time.Duration `json:"clock,omitempty"`         // correction of the source's clock, in nanoseconds
}

// Assumed reports whether any part of the time is a guess nobody confirmed.
func (b Basis) Assumed() bool {
	return b.ZoneAssumed || b.Year != 0 && !b.YearDeclared || b.Day != "" || b.OrderAssumed
}

// String tells the basis in words: "offset stated", or what was declared,
// assumed and corrected.
func (b Basis) String() string {
	var parts []string
	if b.Zone != "" {
		parts = append(parts, "zone "+b.Zone+" "+word(!b.ZoneAssumed))
	}
	if b.Year != 0 {
		parts = append(parts, fmt.Sprintf("year %d %s", b.Year, word(b.YearDeclared)))
	}
	if b.Day != "" {
		parts = append(parts, "date "+b.Day)
	}
	if b.Order != "" {
		shown := "as the dates show"
		if b.OrderAssumed {
			shown = "assumed"
		}
		parts = append(parts, b.Order+", "+shown)
	}
	if b.Clock != 0 {
		parts = append(parts, fmt.Sprintf("clock corrected by %+gs", b.Clock.Seconds()))
	}
	if len(parts) == 0 {
		return "offset stated"
	}
	return strings.Join(parts, ", ")
}

func word(declared bool) string {
	if declared {
		return "declared"
	}
	return "assumed"
}
