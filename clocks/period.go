package clocks

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Period is a length of time as rules state it (ISO 8601): months and days of
// the calendar, and hours that pass.
type Period struct {
	Months, Days int
	Clock        time.Duration
}

var periodForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?$`)

// ParsePeriod reads a duration of ISO 8601, to the minute: PT72H, P1M, P14D.
func ParsePeriod(s string) (Period, error) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") {
		return Period{}, fmt.Errorf("%q is not a duration: write for example PT72H, P14D or P1M", s)
	}
	n := make([]int, len(m))
	for i := range m[1:] {
		n[i], _ = strconv.Atoi(m[i+1])
	}
	return Period{
		Months: 12*n[0] + n[1], Days: 7*n[2] + n[3],
		Clock: time.Duration(n[4])*time.Hour + time.Duration(n[5])*time.Minute,
	}, nil
}

// String writes the period for people: "72 h", "1 month", "14 days".
func (p Period) String() string {
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(p.Months, "month", "months")
	add(p.Days, "day", "days")
	hours, minutes := int(p.Clock/time.Hour), int(p.Clock%time.Hour/time.Minute)
	add(hours, "h", "h")
	add(minutes, "min", "min")
	return strings.Join(parts, " ")
}

// After returns the instant a period after another. Months and days are those
// of the calendar in a zone: the same time of day, on the same day of the month
// or, where the month has no such day, on its last. Hours are hours that pass.
func (p Period) After(t time.Time, loc *time.Location) time.Time {
	if p.Months != 0 || p.Days != 0 {
		local := t.In(loc)
		first := time.Date(local.Year(), local.Month()+time.Month(p.Months), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		day := first.AddDate(0, 0, min(local.Day(), last)-1+p.Days)
		hour, minute, sec := local.Clock()
		t = wall(day, time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute+time.Duration(sec)*time.Second+time.Duration(local.Nanosecond()), loc)
	}
	return t.Add(p.Clock).UTC()
}

// wall returns the instant at which clocks of a zone show a time of a day. Of
// two such instants it is the first. Where clocks jump over it, it is the
// instant that the offset after the jump gives, which lies before the jump.
func wall(day time.Time, clock time.Duration, loc *time.Location) time.Time {
	shown := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC).Add(clock)
	var best, first time.Time
	for _, near := range []time.Time{shown.Add(-36 * time.Hour), shown.Add(36 * time.Hour)} {
		_, offset := near.In(loc).Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if _, o := at.In(loc).Zone(); o == offset && (best.IsZero() || at.Before(best)) {
			best = at
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	if best.IsZero() {
		return first
	}
	return best
}
