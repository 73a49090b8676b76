package timeline

import (
	"fmt"
	"strings"
	"time"
)

// layoutFor gives the shortest ISO layout that loses nothing of a precision.
func layoutFor(p time.Duration) string {
	switch {
	case p >= time.Minute:
		return "2006-01-02T15:04"
	case p >= time.Second:
		return "2006-01-02T15:04:05"
	}
	digits := 0
	for u := time.Second; u > p && digits < 9; u /= 10 {
		digits++
	}
	return "2006-01-02T15:04:05." + strings.Repeat("0", digits)
}

// String writes the time so that ParseTime reads it back: ISO 8601 in UTC to
// the stated precision, a slash between the bounds of an interval, " local"
// after a floating time. An unknown time gives "".
func (t Time) String() string {
	layout := layoutFor(t.Precision)
	switch t.Form {
	case Instant:
		return t.Earliest.Format(layout) + "Z"
	case Interval:
		return t.Earliest.Format(layout) + "Z/" + t.Latest.Format(layout) + "Z"
	case Date:
		day := t.Earliest.In(t.dayZone())
		if zone := t.Basis.Zone; zone != "" && zone != "UTC" {
			return day.Format(time.DateOnly) + " " + zone
		}
		return day.Format(time.DateOnly)
	case Floating:
		return t.Wall().Format(layout) + " local"
	}
	return ""
}

func (t Time) dayZone() *time.Location {
	if loc, err := time.LoadLocation(t.Basis.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// Clock is the layout people read: date, time to the stated precision, zone.
// It always names its zone: "2026-03-04 14:02 UTC", "between 2026-03-04 14:02
// and 14:09 UTC", "2026-03-04", "2008-08-12 00:00 local time". An unknown time
// gives "not known".
func (t Time) Clock() string { return t.ClockIn(time.UTC) }

// ClockIn is Clock in another zone.
func (t Time) ClockIn(loc *time.Location) string {
	layout := strings.Replace(layoutFor(t.Precision), "T", " ", 1)
	from, to := t.Earliest.In(loc), t.Latest.In(loc)
	switch t.Form {
	case Instant:
		return from.Format(layout + " " + zoneLayout(loc))
	case Interval:
		first := from.Format(layout)
		if zoneAt(from) != zoneAt(to) {
			first += " " + zoneAt(from)
		}
		second := to.Format(layout)
		if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
			second = second[len("2006-01-02 "):]
		}
		return "between " + first + " and " + second + " " + zoneAt(to)
	case Date:
		return t.Earliest.In(t.dayZone()).Format(time.DateOnly)
	case Floating:
		return t.Wall().Format(layout) + " local time"
	}
	return "not known"
}

func zoneAt(t time.Time) string { return t.Format(zoneLayout(t.Location())) }

// zoneLayout prints the abbreviation where it is one, else the offset.
func zoneLayout(loc *time.Location) string {
	if loc == time.UTC {
		return "UTC"
	}
	return "MST (-07:00)"
}

// Span is a length of time between two points, with its uncertainty: the true
// length lies from Min to Max. Unknown is set where either end is not known.
type Span struct {
	Min, Max  time.Duration
	Precision time.Duration // the coarser of the two ends' precisions
	Unknown   bool
}

// Since returns the span from u to t. A negative Min with a positive Max means
// that the order of the two is not known.
func (t Time) Since(u Time) Span {
	if t.IsZero() || u.IsZero() {
		return Span{Unknown: true}
	}
	// A date's uncertainty is in its bounds already; what its ends are stated
	// to is the minute.
	precision := max(t.unit(), u.unit())
	if t.Form == Floating && u.Form == Floating {
		d := t.Wall().Sub(u.Wall())
		return Span{Min: d, Max: d, Precision: precision}
	}
	return Span{Min: t.Earliest.Sub(u.Latest), Max: t.Latest.Sub(u.Earliest), Precision: precision}
}

func (t Time) unit() time.Duration {
	if t.Form == Date {
		return time.Minute
	}
	return t.Precision
}

// Exact reports whether the span is known to its precision.
func (s Span) Exact() bool { return !s.Unknown && s.Min == s.Max }

// Mid is the middle of the span, and Uncertainty the distance from there to
// either end: the length is Mid ± Uncertainty.
func (s Span) Mid() time.Duration { return s.Min + (s.Max-s.Min)/2 }

// Uncertainty is half of the distance between the ends of the span.
func (s Span) Uncertainty() time.Duration { return (s.Max - s.Min) / 2 }

// Negative reports whether the span certainly runs backwards.
func (s Span) Negative() bool { return !s.Unknown && s.Max+s.Precision <= 0 && s.Max < 0 }

// String writes the span for people: "7 min", "4–9 min", "1 h 4 min",
// "3 days 2 h", "at most 5 min", "not known". It never shows more than the
// precision of its ends allows.
func (s Span) String() string {
	switch {
	case s.Unknown:
		return "not known"
	case s.Min == s.Max:
		return s.length(s.Min)
	case s.Min < 0 && s.Max > 0:
		return "at most " + s.length(s.Max)
	case s.Max <= 0:
		return "−(" + Span{Min: -s.Max, Max: -s.Min, Precision: s.Precision}.String() + ")"
	}
	return joinRange(s.length(s.Min), s.length(s.Max))
}

func (s Span) length(d time.Duration) string { return Length(d, s.Precision) }

// joinRange writes "4–9 min" for "4 min" and "9 min", and keeps both units
// where they differ.
func joinRange(a, b string) string {
	if a == b {
		return a
	}
	an, au, aok := strings.Cut(a, " ")
	_, bu, bok := strings.Cut(b, " ")
	if aok && bok && au == bu && !strings.Contains(au, " ") {
		return an + "–" + b
	}
	return a + " to " + b
}

// Length writes a duration for people in at most two units, rounded to the
// given precision: "850 ms", "42 s", "7 min 12 s", "1 h 4 min", "41 h",
// "3 days 2 h". From a day on it is rounded to the hour.
func Length(d, precision time.Duration) string {
	if d < 0 {
		return "−" + Length(-d, precision)
	}
	if precision >= time.Minute || d >= time.Hour {
		d = d.Round(time.Minute)
	} else if precision >= time.Second || d >= time.Minute {
		d = d.Round(time.Second)
	}
	switch {
	case d >= 24*time.Hour && d < 72*time.Hour:
		return fmt.Sprintf("%d h", d.Round(time.Hour)/time.Hour)
	case d >= 72*time.Hour:
		d = d.Round(time.Hour)
		return twoUnits(int64(d/(24*time.Hour)), "day", "days", int64(d%(24*time.Hour)/time.Hour), "h")
	case d >= time.Hour:
		return twoUnits(int64(d/time.Hour), "h", "h", int64(d%time.Hour/time.Minute), "min")
	case d >= time.Minute && precision >= time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	case d >= time.Minute:
		return twoUnits(int64(d/time.Minute), "min", "min", int64(d%time.Minute/time.Second), "s")
	case precision >= time.Minute:
		return "less than 1 min"
	case d >= time.Second || precision >= time.Second:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return fmt.Sprintf("%d ms", d.Milliseconds())
}

func twoUnits(n int64, one, many string, rest int64, restUnit string) string {
	unit := many
	if n == 1 {
		unit = one
	}
	if rest == 0 {
		return fmt.Sprintf("%d %s", n, unit)
	}
	return fmt.Sprintf("%d %s %d %s", n, unit, rest, restUnit)
}
