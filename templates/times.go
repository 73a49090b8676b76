package templates

import (
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

const dayLayout = "2 January 2006"

func day(t timeline.Time) string {
	switch t.Form {
	case timeline.Unknown:
		return "not known"
	case timeline.Date:
		d, _ := time.Parse(time.DateOnly, t.Clock())
		return d.Format(dayLayout)
	case timeline.Floating:
		return t.Wall().Format(dayLayout)
	}
	if first, last := t.Earliest.Format(dayLayout), t.Latest.Format(dayLayout); first != last {
		return first + " or " + last
	}
	return t.Earliest.Format(dayLayout)
}

// on writes a time as people say it in a letter: hours and minutes, seconds
// only where a second is what was stated and nothing coarser will do.
func on(t timeline.Time) string {
	const clock = "15:04"
	switch t.Form {
	case timeline.Instant:
		if t.Precision > time.Minute {
			return "around " + t.Earliest.Format(clock) + " UTC on " + day(t)
		}
		return "at " + t.Earliest.Format(clock) + " UTC on " + day(t)
	case timeline.Interval:
		if t.Earliest.Format(time.DateOnly) != t.Latest.Format(time.DateOnly) {
			return "between " + t.Earliest.Format(clock+" on "+dayLayout) + " and " + t.Latest.Format(clock+" UTC on "+dayLayout)
		}
		return "between " + t.Earliest.Format(clock) + " and " + t.Latest.Format(clock) + " UTC on " + day(t)
	case timeline.Date:
		return "on " + day(t)
	case timeline.Floating:
		return "at " + t.Wall().Format(clock) + " local time on " + day(t)
	}
	return "at a time that is not known"
}

// nearly is the widest interval that a letter tells as "about" its middle.
const nearly = 30 * time.Minute

// moment is on without its preposition, for "from … until …".
func moment(t timeline.Time) string {
	if t.Form == timeline.Interval && t.Spread() <= nearly {
		return "about " + moment(timeline.At(t.Earliest.Add(t.Spread()/2), t.Precision))
	}
	phrase := on(t)
	for _, prefix := range []string{"at ", "on "} {
		if rest, ok := strings.CutPrefix(phrase, prefix); ok {
			return rest
		}
	}
	return "some time " + phrase
}

func floating(t timeline.Time) string {
	if t.Form != timeline.Floating {
		return ""
	}
	return "Depending on the time zone, " + t.Wall().Format("15:04") + " local time came between " + moment(timeline.At(t.Earliest, t.Precision)) +
		" and " + moment(timeline.At(t.Latest, t.Precision)) + "."
}

// during writes from when to when something was: "from 14:02 to 14:49 UTC on 4
// March 2026". The end may be unknown.
func during(from, to timeline.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return "from " + moment(from) + " on"
	case from.Exact() && to.Exact() && from.Precision <= time.Minute && day(from) == day(to):
		return "from " + from.Earliest.Format("15:04") + " to " + moment(to)
	}
	return "from " + moment(from) + " until " + moment(to)
}

// howlong writes a duration for the reader of a letter. Where the beginning
// floats, the longest that anybody can have had it is what is said.
func howlong(from, to timeline.Time) string {
	s := to.Since(from)
	switch {
	case s.Unknown || s.Max <= 0:
		return ""
	case s.Exact():
		return "for " + inWords(s)
	case from.Form == timeline.Floating && to.Form != timeline.Floating:
		return "for up to " + inWords(timeline.Span{Min: s.Max, Max: s.Max, Precision: s.Precision}) + ", depending on your time zone"
	case s.Min <= 0:
		return "for " + inWords(s)
	}
	return "for between " + inWords(s)
}

// after writes a span that counts from when impact began.
func after(s timeline.Span) string {
	switch {
	case s.Unknown || s.Max <= 0:
		return ""
	case s.Exact():
		return inWords(s) + " after it began"
	case s.Min <= 0:
		return "at most " + inWords(timeline.Span{Min: s.Max, Max: s.Max, Precision: s.Precision}) + " after it began"
	}
	return "between " + inWords(s) + " after it began"
}

func month(t timeline.Time) string {
	if t.IsZero() {
		return "a month that is not known"
	}
	return t.Earliest.Format("January 2006")
}

// units are the short forms of lengths and the words they stand for.
var units = map[string]string{"min": "minute", "h": "hour", "s": "second", "ms": "millisecond", "day": "day", "days": "day"}

// inWords spells the units of a span out: "1 hour 4 minutes".
func inWords(s timeline.Span) string {
	words := strings.Fields(strings.ReplaceAll(s.String(), "–", " and "))
	for i, w := range words {
		unit, ok := units[w]
		if !ok {
			continue
		}
		if i > 0 && words[i-1] != "1" {
			unit += "s"
		}
		words[i] = unit
	}
	return strings.Replace(strings.Join(words, " "), " to ", " and ", 1)
}
