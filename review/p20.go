package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

var impossibleTimeRule = Rule{
	ID: "P20", Name: "timeline-impossible", Level: Error, Source: measured,
	Doc: "a time cannot be: an end before its start, a day that the calendar does not have, a weekday of another date, a row after the report was written, a year that no other row has",
	Why: "one wrong date makes every figure that is counted from it wrong",
	Examples: []Example{
		{"## Key events\n\n- Detected: 2024-05-02 10:00 UTC\n- Resolved: 2024-05-01 12:00 UTC\n", 1},
		{"It began on Monday, 1 May 2024.\n", 1},
		{"It began on 30 February 2024.\n", 1},
		{"The certificate got the invalid end 29 February 2013.\n", 0},
		{"## Key events\n\n- Detected: 2024-05-01 10:00 UTC\n- Resolved: 2024-05-01 12:00 UTC\n", 0},
	},
	Run: func(p *Pass) {
		p.oddDates()
		p.calendar()
		p.stretches()
		p.disorder()
		p.afterPublication()
	},
}

// oddDates reports rows whose year or month no neighbour shares.
func (p *Pass) oddDates() {
	for _, b := range p.breaks() {
		if b.year {
			p.on(b.row.Place, fmt.Sprintf("%s stands next to %s", b.row.Text, b.other.Text), "is "+b.meant+" meant?")
		}
	}
}

// calendar reports days that do not exist, weekdays of another date, and
// stretches of time that end before they begin.
func (p *Pass) calendar() {
	for _, m := range p.Reading.Mentions {
		switch {
		case m.NoSuchDay && spokenOf.MatchString(p.around(m.Place)):
		case m.NoSuchDay:
			p.on(m.Place, fmt.Sprintf("the calendar has no %s", m.Text), "write the day that is meant")
		case m.Weekday != "" && !strings.EqualFold(m.Wall.Weekday().String(), m.Weekday) && !m.Time.Basis.OrderAssumed:
			f := p.on(m.Place, fmt.Sprintf("%s was a %s", m.Wall.Format("2 January 2006"), m.Wall.Weekday()), "mend the weekday or the date")
			if !m.YearStated {
				f.Level = Warning // the year is a guess
			}
		}
		half := m.Clock && m.Half == "" && !m.Padded && m.Hour <= 12 && m.WallUntil.Hour() <= 12 // rule P25 looks at these
		if !m.WallUntil.IsZero() && m.Until != nil && !half && m.Until.Before(m.Time) {
			p.on(m.Place, "it ends before it begins", "mend one of the two times")
		}
	}
}

// spokenOf are words by which a text tells of a day that does not exist, as of
// a certificate that was to last until 29 February of the year after.
var spokenOf = re(`(?i)\b(?:invalid|non-?existent|nonexistent|does(?:n't| not| n’t) exist|did(?:n't| not) exist|no such|impossible|not a valid|leap (?:day|year)|leap-(?:day|year))\b`)

// around is what stands on both sides of a place, on its line.
func (p *Pass) around(at reading.Place) string {
	line, from := p.lineOf(at), max(at.Column-1, 0)
	runes := []rune(line)
	return string(runes[max(0, min(from, len(runes))-120):min(len(runes), from+120)])
}

// stretches reports what ends before it begins, in the words of a sentence.
func (p *Pass) stretches() {
	for _, s := range p.Reading.Stretches {
		from, to := s[0], s[1]
		if !from.NoSuchDay && !to.NoSuchDay && !from.Time.Basis.OrderAssumed && to.DayStated == from.DayStated && to.Time.Before(from.Time) {
			p.wrong = append(p.wrong, from.Offset, to.Offset)
			p.on(to.Place, fmt.Sprintf("it ends at %s, before it begins at %s", to.Text, from.Text), "mend one of the two times")
		}
	}
}

// disorder reports milestones that cannot be in the order they are in, and one
// whose year is not that of the others.
func (p *Pass) disorder() {
	count := map[timeline.Milestone]int{}
	for _, m := range p.Reading.Milestones {
		count[m.Name]++
	}
	var marks []timeline.Mark
	at := map[timeline.Milestone]reading.Milestone{}
	for _, m := range p.Reading.Milestones {
		if count[m.Name] == 1 && !m.NoSuchDay && !m.Time.Basis.OrderAssumed {
			marks = append(marks, timeline.Mark{Milestone: m.Name, Time: m.Time})
			at[m.Name] = m
		}
	}
	told := map[int]bool{}
	for _, d := range timeline.Disorders(marks) {
		early, late := at[d.Earlier.Milestone], at[d.Later.Milestone]
		if told[late.Offset] || told[early.Offset] {
			continue
		}
		told[late.Offset], told[early.Offset] = true, true
		p.wrong = append(p.wrong, late.Offset, early.Offset)
		f := p.on(late.Place, fmt.Sprintf("%s at %s, before %s at %s", late.Label, late.Text, early.Label, early.Text), "mend one of the two times")
		if d.Earlier.Milestone == timeline.Declared && between(late.Mention, early.Mention) < time.Hour {
			f.Level = Warning // an incident is sometimes declared when it is over
		}
	}
	p.farOff(marks, at, told)
}

// farOff reports a milestone that lies most of a year from all the others, and
// would lie among them in another year.
func (p *Pass) farOff(marks []timeline.Mark, at map[timeline.Milestone]reading.Milestone, told map[int]bool) {
	const most, near = 300 * 24 * time.Hour, 62 * 24 * time.Hour
	for _, m := range marks {
		far, years := 0, map[int]int{}
		for _, o := range marks {
			gap := o.Time.Earliest.Sub(m.Time.Earliest)
			if o.Milestone == m.Milestone || gap.Abs() < most {
				continue
			}
			far++
			for _, y := range []int{-1, 1} {
				if o.Time.Earliest.Sub(m.Time.Earliest.AddDate(y, 0, 0)).Abs() < near {
					years[y]++
				}
			}
		}
		for _, y := range []int{-1, 1} {
			if far == len(marks)-1 && far > 1 && years[y] == far && !told[at[m.Milestone].Offset] {
				told[at[m.Milestone].Offset] = true
				p.wrong = append(p.wrong, at[m.Milestone].Offset)
				p.on(at[m.Milestone].Place, "its year is not that of the other milestones", "is "+at[m.Milestone].Wall.AddDate(y, 0, 0).Format(time.DateOnly)+" meant?")
			}
		}
	}
}

// afterPublication reports rows that lie after the day the report was written.
// A date that is no later than the first row is that of the incident.
func (p *Pass) afterPublication() {
	pub := p.Reading.Published
	if pub == nil || pub.NoSuchDay || pub.Time.Basis.OrderAssumed || len(p.Reading.Rows) == 0 {
		return
	}
	first := p.Reading.Rows[0].Time
	for _, r := range p.Reading.Rows {
		if r.Time.Before(first) {
			first = r.Time
		}
	}
	day := timeline.OnDay(pub.Wall)
	if !first.Before(day) || !p.Document.Foreign && !p.Reading.Updated {
		return
	}
	var late []reading.Row
	for _, r := range p.Reading.Rows {
		if !r.NoSuchDay && r.DayStated && r.Time.Earliest.Sub(day.Latest) >= 14*time.Hour {
			late = append(late, r)
		}
	}
	if !p.Reading.Updated && 4*len(late) > len(p.Reading.Rows) {
		return
	}
	for _, r := range late {
		f := p.on(r.Place, fmt.Sprintf("%s lies after the report's own date, %s", r.Text, pub.Text), "mend one of the two, or say when the report was last changed")
		if p.Reading.Updated {
			continue
		}
		f.Level = Warning
	}
}
