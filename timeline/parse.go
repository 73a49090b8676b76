package timeline

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrNoZone says that a wall-clock time came with no offset, no zone name and
// no declared zone to read it in.
var ErrNoZone = errors.New("no time zone")

// ParseTime reads a time as people write it in a record:
//
//	2026-03-04T14:02:11Z                       an instant; its digits give the precision
//	2026-03-04T14:02+01:00                     an instant to the minute
//	2026-03-04 14:02 Europe/Berlin             a wall clock in a named zone
//	2026-03-04 14:02                           a wall clock in loc
//	2026-03-04T14:02Z/2026-03-04T14:09Z        somewhere between the two
//	2026-03-04T14:02Z/14:09Z                   the same, the second day left out
//	2026-03-04T14:02Z ±10m                     an interval around an instant
//	2026-03-04                                 some time on that day in loc
//	2008-08-12T00:00 local                     a floating time: local clocks everywhere
//
// A space may stand for the T. Where the text states no zone, loc is used and
// the basis records it as declared; a nil loc gives ErrNoZone.
func ParseTime(s string, loc *time.Location) (Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Time{}, nil
	}
	// Zone names hold slashes too, so an interval is split where a digit follows.
	if i := intervalSplit(s); i > 0 {
		return parseInterval(s[:i], s[i+1:], loc)
	}
	if head, tail, ok := cutAny(s, "±", "+/-"); ok {
		mid, err := ParseTime(head, loc)
		if err != nil {
			return Time{}, err
		}
		d, err := time.ParseDuration(strings.ReplaceAll(strings.TrimSpace(tail), " ", ""))
		if err != nil || d < 0 || !mid.Exact() {
			return Time{}, fmt.Errorf("%q: after ± write a duration such as 10m", s)
		}
		mid.Form, mid.Earliest, mid.Latest = Interval, mid.Earliest.Add(-d), mid.Latest.Add(d)
		return mid, nil
	}
	return parsePoint(s, loc)
}

func cutAny(s string, seps ...string) (before, after string, ok bool) {
	for _, sep := range seps {
		if before, after, ok = strings.Cut(s, sep); ok {
			return before, after, true
		}
	}
	return s, "", false
}

func intervalSplit(s string) int {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == '/' && digit(s[i+1]) && s[i-1] != '+' {
			return i
		}
	}
	return -1
}

func parseInterval(from, to string, loc *time.Location) (Time, error) {
	a, err := parsePoint(strings.TrimSpace(from), loc)
	if err != nil {
		return Time{}, err
	}
	to = strings.TrimSpace(to)
	if len(to) > 2 && to[2] == ':' {
		to = from[:10] + "T" + to
	}
	b, err := parsePoint(to, loc)
	if err != nil {
		return Time{}, err
	}
	if a.Form == Floating || b.Form == Floating {
		return Time{}, fmt.Errorf("%q: an interval cannot have a local (floating) bound", from+"/"+to)
	}
	if b.Latest.Before(a.Earliest) {
		return Time{}, fmt.Errorf("%q ends before it begins", from+"/"+to)
	}
	return Between(a, b), nil
}

// pointLayouts are the accepted forms of a date with a time of day, longest
// first, with the precision each one states.
var pointLayouts = []struct {
	layout    string
	precision time.Duration
}{
	{"2006-01-02T15:04:05", time.Second},
	{"2006-01-02T15:04", time.Minute},
	{"2006-01-02T15", time.Hour},
}

func parsePoint(s string, loc *time.Location) (Time, error) {
	if len(s) >= 10 {
		if _, err := time.Parse(time.DateOnly, s[:10]); err != nil {
			return Time{}, badTime(s)
		}
	}
	switch {
	case len(s) < 10:
		return Time{}, badTime(s)
	case len(s) == 10:
		return parseDay(s, loc)
	case s[10] != 'T' && s[10] != ' ' && s[10] != 't':
		return Time{}, badTime(s)
	case s[10] == ' ' && (len(s) == 11 || !digit(s[11])):
		zone, basis, err := parseZone(strings.TrimSpace(s[10:]), loc)
		if err != nil || zone == nil {
			return Time{}, badTime(s)
		}
		day, _ := time.ParseInLocation(time.DateOnly, s[:10], zone)
		t := OnDay(day)
		t.Basis = basis
		return t, nil
	}
	clock := strings.TrimSpace(s[11:])
	n := 0
	for n < len(clock) && (digit(clock[n]) || clock[n] == ':' || clock[n] == '.' || clock[n] == ',') {
		n++
	}
	wall, precision, err := parseWall(s[:10] + "T" + strings.Replace(clock[:n], ",", ".", 1))
	if err != nil {
		return Time{}, badTime(s)
	}
	zone, basis, err := parseZone(strings.TrimSpace(clock[n:]), loc)
	switch {
	case err != nil:
		return Time{}, fmt.Errorf("%q: %w", s, err)
	case zone == nil:
		return Float(wall, precision), nil
	}
	t := At(time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone), precision)
	t.Basis = basis
	return t, nil
}

func parseDay(s string, loc *time.Location) (Time, error) {
	if loc == nil {
		return Time{}, fmt.Errorf("%q: %w: a day begins at another instant in each zone", s, ErrNoZone)
	}
	day, err := time.ParseInLocation(time.DateOnly, s, loc)
	if err != nil {
		return Time{}, badTime(s)
	}
	t := OnDay(day)
	t.Basis = Basis{Zone: loc.String()}
	return t, nil
}

func parseWall(s string) (time.Time, time.Duration, error) {
	for _, l := range pointLayouts {
		t, err := time.Parse(l.layout, s)
		if err != nil {
			continue
		}
		if _, frac, ok := strings.Cut(s, "."); ok {
			p := time.Second
			for range min(len(frac), 9) {
				p /= 10
			}
			return t, p, nil
		}
		return t, l.precision, nil
	}
	return time.Time{}, 0, errors.New("no such time")
}

// parseZone reads what follows a wall clock. A nil location with a nil error
// means "local": the clock of every reader's own zone.
func parseZone(s string, loc *time.Location) (*time.Location, Basis, error) {
	switch {
	case s == "" && loc == nil:
		return nil, Basis{}, ErrNoZone
	case s == "":
		return loc, Basis{Zone: loc.String()}, nil
	case s == "Z" || s == "z" || s == "UTC" || s == "GMT":
		return time.UTC, Basis{}, nil
	case s == "local":
		return nil, Basis{}, nil
	case s[0] == '+' || s[0] == '-':
		off, err := parseOffset(s)
		if err != nil {
			return nil, Basis{}, err
		}
		return time.FixedZone("", off), Basis{}, nil
	}
	zone, err := time.LoadLocation(s)
	if err != nil || !strings.Contains(s, "/") {
		return nil, Basis{}, fmt.Errorf("%q is not a zone: write Z, an offset such as +02:00, or a name such as Europe/Berlin", s)
	}
	return zone, Basis{Zone: s}, nil
}

func parseOffset(s string) (int, error) {
	digits := strings.Replace(s[1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 4 || n%100 > 59 || n > 1400 {
		return 0, fmt.Errorf("%q is not an offset: write +hh:mm, at most 14 hours", s)
	}
	secs := n/100*3600 + n%100*60
	if s[0] == '-' {
		secs = -secs
	}
	return secs, nil
}

func badTime(s string) error {
	return fmt.Errorf("%q is not a time: write for example 2026-03-04T14:02Z, 2026-03-04 14:02 Europe/Berlin, 2026-03-04, or 2026-03-04T00:00 local", s)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
