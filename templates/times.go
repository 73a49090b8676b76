package templates

import (
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// clock writes a time of day: hours and minutes, since a second is more than a
// reader of a letter needs.
func (l *Language) clock(t time.Time) string {
	s := t.Format("15:04")
	if l.Hour == "plain" && s[0] == '0' {
		return s[1:]
	}
	return s
}

func (l *Language) date(t time.Time) string {
	day := strconv.Itoa(t.Day())
	if t.Day() == 1 && l.FirstDay != "" {
		day = l.FirstDay
	}
	return fill(l.Date, "day", day, "month", l.Months[t.Month()-1], "year", strconv.Itoa(t.Year()))
}

// day writes a time as its day, in UTC.
func (l *Language) day(t timeline.Time) string {
	switch t.Form {
	case timeline.Unknown:
		return l.NotKnown
	case timeline.Date:
		d, _ := time.Parse(time.DateOnly, t.Clock())
		return l.date(d)
	case timeline.Floating:
		return l.date(t.Wall())
	}
	if first, last := l.date(t.Earliest), l.date(t.Latest); first != last {
		return fill(l.Either, "a", first, "b", last)
	}
	return l.date(t.Earliest)
}

// point writes a time in the patterns for its form.
func (l *Language) point(t timeline.Time, f pointForms) string {
	from, to := l.clock(t.Earliest), l.clock(t.Latest)
	switch t.Form {
	case timeline.Instant:
		if t.Precision > time.Minute {
			return fill(f.Around, "time", from, "date", l.day(t))
		}
		return fill(f.Instant, "time", from, "date", l.day(t))
	case timeline.Interval:
		if first, last := l.date(t.Earliest), l.date(t.Latest); first != last {
			return fill(f.Days, "from", from, "date", first, "to", to, "last", last)
		}
		return fill(f.Between, "from", from, "to", to, "date", l.day(t))
	case timeline.Date:
		return fill(f.Day, "date", l.day(t))
	case timeline.Floating:
		return fill(f.Local, "time", l.clock(t.Wall()), "date", l.day(t))
	}
	return f.Unknown
}

// on writes a time as people say it in a letter.
func (l *Language) on(t timeline.Time) string { return l.mend(l.point(t, l.On)) }

// nearly is the widest interval that a letter tells as "about" its middle.
const nearly = 30 * time.Minute

// middle is the middle of an interval. One that is no whole minute was stated
// by nobody, so it is as rough as the interval is.
func middle(t timeline.Time) time.Time {
	at := t.Earliest.Add(t.Spread() / 2)
	if t.Spread() > 5*time.Minute && !at.Equal(at.Truncate(time.Minute)) {
		at = at.Round(5 * time.Minute)
	}
	return at
}

// moment writes a time to count from, for "from … until …".
func (l *Language) moment(t timeline.Time) string {
	if t.Form == timeline.Interval && t.Spread() <= nearly {
		return fill(l.About, "moment", l.moment(timeline.At(middle(t), t.Precision)))
	}
	return l.mend(l.point(t, l.Moment))
}

// floating tells what a floating time means; empty for other times.
func (l *Language) floating(t timeline.Time) string {
	if t.Form != timeline.Floating {
		return ""
	}
	return l.mend(fill(l.Floating, "time", l.clock(t.Wall()),
		"from", l.moment(timeline.At(t.Earliest, t.Precision)), "to", l.moment(timeline.At(t.Latest, t.Precision))))
}

// during writes from when to when something was. The end may be unknown.
func (l *Language) during(from, to timeline.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return l.mend(fill(l.During.Open, "from", l.moment(from)))
	case l.oneDay(from, to):
		return l.within(l.clock(from.Earliest), to)
	case from.Form == timeline.Date && to.Form == timeline.Date:
		return l.days(from, to)
	}
	return l.mend(fill(l.During.Until, "from", l.moment(from), "to", l.moment(to)))
}

// oneDay reports whether two times can be told with the day once.
func (l *Language) oneDay(from, to timeline.Time) bool {
	return from.Exact() && to.Exact() && max(from.Precision, to.Precision) <= time.Minute && l.day(from) == l.day(to)
}

func (l *Language) within(from string, to timeline.Time) string {
	return l.mend(fill(l.During.Same, "from", from, "to", l.moment(to), "time", l.clock(to.Earliest), "date", l.day(to)))
}

// days writes on which days something was, without times.
func (l *Language) days(from, to timeline.Time) string {
	first, last := l.day(from), l.day(to)
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return l.mend(fill(l.During.Open, "from", fill(l.Moment.Day, "date", first)))
	case first == last:
		return l.mend(fill(l.On.Day, "date", first))
	}
	return l.mend(fill(l.During.Days, "from", first, "to", last))
}

// window is during, with each end in the zones of readers too.
func (l *Language) window(zones []incident.Zone, from, to timeline.Time) string {
	begins, ends := l.zoned(zones, from), l.zoned(zones, to)
	switch {
	case begins == "" && ends == "":
		return l.during(from, to)
	case to.IsZero():
		return l.mend(fill(l.During.Open, "from", l.moment(from)+begins))
	case l.oneDay(from, to):
		return l.within(l.clock(from.Earliest)+begins, to) + ends
	}
	return l.mend(fill(l.During.Until, "from", l.moment(from)+begins, "to", l.moment(to)+ends))
}

// howlong writes a duration for the reader of a letter. Where the beginning
// floats, the longest that anybody can have had it is what is said.
func (l *Language) howlong(from, to timeline.Time) string {
	s := to.Since(from)
	switch {
	case s.Unknown || s.Max <= 0:
		return ""
	case s.Exact():
		return fill(l.Lasting.Exact, "length", l.length(s.Max, s.Precision))
	case from.Form == timeline.Floating && to.Form != timeline.Floating:
		return fill(l.Lasting.Local, "length", l.length(s.Max, s.Precision))
	case s.Min <= 0:
		return fill(l.Lasting.Most, "length", l.length(s.Max, s.Precision))
	}
	return l.between(l.Lasting.Exact, l.Lasting.Between, s)
}

// after writes a span that counts from when impact began; empty where it is
// not known.
func (l *Language) after(s timeline.Span) string {
	switch {
	case s.Unknown || s.Max <= 0:
		return ""
	case s.Exact():
		return fill(l.After.Exact, "length", l.length(s.Max, s.Precision))
	case s.Min <= 0:
		return fill(l.After.Most, "length", l.length(s.Max, s.Precision))
	}
	return l.between(l.After.Exact, l.After.Between, s)
}

// span writes a length of time for a line of figures.
func (l *Language) span(s timeline.Span) string {
	switch {
	case s.Unknown || s.Max <= 0:
		return l.NotKnown
	case s.Exact():
		return fill(l.Span.Exact, "length", l.length(s.Max, s.Precision))
	case s.Min <= 0:
		return fill(l.Span.Most, "length", l.length(s.Max, s.Precision))
	}
	return l.between(l.Span.Exact, l.Span.Between, s)
}

// between writes a span between two lengths, or one length where both are
// written alike.
func (l *Language) between(exact, between string, s timeline.Span) string {
	least, most := l.length(s.Min, s.Precision), l.length(s.Max, s.Precision)
	if least == most {
		return fill(exact, "length", most)
	}
	if n, unit, ok := single(s.Min, s.Precision); ok && l.ShareUnit {
		if _, other, ok := single(s.Max, s.Precision); ok && unit == other {
			least = l.count(n)
		}
	}
	return fill(between, "min", least, "max", most)
}

// single takes apart a length of one unit.
func single(d, precision time.Duration) (n int, unit string, ok bool) {
	words := strings.Fields(timeline.Length(d, precision))
	if len(words) != 2 {
		return 0, "", false
	}
	n, err := strconv.Atoi(words[0])
	return n, strings.TrimSuffix(words[1], "s"), err == nil
}

// length spells a duration out: "1 hour 4 minutes".
func (l *Language) length(d, precision time.Duration) string {
	units := map[string]Forms{
		"ms": l.Units.Millisecond, "s": l.Units.Second, "min": l.Units.Minute, "h": l.Units.Hour, "day": l.Units.Day, "days": l.Units.Day,
	}
	words := strings.Fields(timeline.Length(d, precision))
	out := ""
	for i := 0; i+1 < len(words); i += 2 {
		n, _ := strconv.Atoi(words[i])
		part := l.form(n, units[words[i+1]])
		if out == "" {
			out = part
			continue
		}
		out = fill(l.Join, "a", out, "b", part)
	}
	return out
}

func (l *Language) month(t timeline.Time) string {
	if t.IsZero() {
		return l.NotKnown
	}
	return fill(l.MonthOfYear, "month", l.Months[t.Earliest.Month()-1], "year", strconv.Itoa(t.Earliest.Year()))
}

// here is zoned as Markdown: the space before it stays.
func (l *Language) here(zones []incident.Zone, t timeline.Time) Markdown {
	return between(l.zoned(zones, t))
}

// zoned writes a time in the zones of readers, behind a space and in brackets;
// empty without zones, and for times that are told as no one moment.
func (l *Language) zoned(zones []incident.Zone, t timeline.Time) string {
	at := t.Earliest
	switch {
	case len(zones) == 0:
		return ""
	case t.Form == timeline.Interval && t.Spread() <= nearly:
		at = middle(t)
	case t.Form != timeline.Instant:
		return ""
	}
	parts := make([]string, len(zones))
	for i, z := range zones {
		local := at.In(z.Location)
		parts[i] = fill(l.Zone, "time", l.clock(local), "city", l.city(z), "offset", offset(local))
		switch utc := at.UTC(); {
		case local.YearDay() == utc.YearDay():
		case local.Format(time.DateOnly) > utc.Format(time.DateOnly):
			parts[i] = fill(l.NextDay, "zone", parts[i])
		default:
			parts[i] = fill(l.DayBefore, "zone", parts[i])
		}
	}
	all := parts[0]
	for _, part := range parts[1:] {
		all = fill(l.Zones, "a", all, "b", part)
	}
	return " (" + l.mend(all) + ")"
}

// offset writes an offset from UTC as short as it allows: "+1", "-3:30", "+0".
func offset(t time.Time) string {
	_, seconds := t.Zone()
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	out := sign + strconv.Itoa(seconds/3600)
	if m := seconds % 3600 / 60; m > 0 {
		out += ":" + strconv.Itoa(m)
	}
	return out
}

// city is the name of the city that a zone is called after.
func (l *Language) city(z incident.Zone) string {
	for _, c := range l.Cities {
		if c.Zone == z.String() {
			return c.Name
		}
	}
	name := z.String()
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}
