package render

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// icsField is a line of a calendar: its name with parameters, and its value as
// it is written.
type icsField struct{ name, value string }

// writeICS writes the window of a maintenance as RFC 5545 has it: a calendar of
// one event that replaces what an earlier notice of the same work announced.
func writeICS(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	a, err := accountOf(rep, d)
	if err != nil {
		return err
	}
	m := a.Maintenance
	if m.From.IsZero() && m.To.IsZero() && !a.phase.Maintenance() {
		return errors.New("ics: the incident is no maintenance, so there is nothing to put into a calendar\n  hint: for maintenance state from and to in the record: maintenance: {from: …, to: …}")
	}
	start, err := icsTime("DTSTART", "maintenance.from", m.From, false)
	if err != nil {
		return err
	}
	end, err := icsTime("DTEND", "maintenance.to", m.To, true)
	switch {
	case err != nil:
		return err
	case m.From.Form != m.To.Form:
		return fmt.Errorf("ics: maintenance.from is %s and maintenance.to is %s, which a calendar cannot hold together\n  hint: state both as times, or both as days", m.From.Clock(), m.To.Clock())
	case a.at.IsZero():
		return missing("ics", "when it was announced", "tell it: candor notice scheduled")
	}
	_, err = io.WriteString(w, icsText(a.icsEvent(start, end)))
	return err
}

func (a account) icsEvent(start, end icsField) []icsField {
	stamp := a.at.UTC().Format("20060102T150405Z")
	fields := []icsField{
		{"BEGIN", "VCALENDAR"}, {"VERSION", "2.0"}, {"PRODID", "-//candor//maintenance//" + strings.ToUpper(languageTag(a.language))},
		{"CALSCALE", "GREGORIAN"}, {"METHOD", "PUBLISH"},
		{"BEGIN", "VEVENT"},
		{"UID", a.netID()}, {"DTSTAMP", stamp}, {"LAST-MODIFIED", stamp},
		{"SEQUENCE", strconv.Itoa(a.sequence())}, start, end,
		{"SUMMARY", icsEscape(a.icsTitle())}, {"DESCRIPTION", icsEscape(a.icsDescription())},
		{"STATUS", "CONFIRMED"}, {"TRANSP", "TRANSPARENT"}, {"CLASS", icsClass(a.draft.Audience)}, {"CATEGORIES", "MAINTENANCE"},
	}
	if page := a.page(a.draft.Name); page != "" {
		fields = append(fields, icsField{"URL", page})
	}
	return append(fields, icsField{"END", "VEVENT"}, icsField{"END", "VCALENDAR"})
}

func icsClass(audience incident.Audience) string {
	if audience == incident.Public {
		return "PUBLIC"
	}
	return "CONFIDENTIAL"
}

// sequence counts the notices of the maintenance up to this one, so that
// calendars take a later one for news.
func (a account) sequence() int {
	n := 0
	for i, notice := range a.Notices {
		if notice.Phase.Maintenance() && (a.number < 0 || i <= a.number) {
			n++
		}
	}
	return max(n-1, 0)
}

func (a account) icsTitle() string {
	if s := a.state(); s != "" && a.phase.Maintenance() {
		return s + ": " + a.title
	}
	return a.title
}

// icsDescription is what the record says of the work.
func (a account) icsDescription() string {
	var lines []string
	for _, s := range []string{a.Maintenance.Purpose, a.Maintenance.Effect, a.Maintenance.Prepare} {
		if s = visible.Line(s); s != "" {
			lines = append(lines, strings.TrimRight(upper(s), ".。")+a.words.stop)
		}
	}
	if s := visible.Line(a.Service); s != "" {
		lines = append(lines, a.words.affected+": "+s)
	}
	if t := a.Maintenance.Rollback; !t.IsZero() {
		lines = append(lines, a.words.until+": "+t.Clock())
	}
	return strings.Join(lines, "\n")
}

// icsTime writes a time: an instant in UTC, so that no table of zones is
// needed, a day as a day, and a time of every local clock as one. The end of a
// day is the day after it.
func icsTime(name, what string, t timeline.Time, end bool) (icsField, error) {
	switch t.Form {
	case timeline.Instant:
		return icsField{name, t.Earliest.UTC().Format("20060102T150405Z")}, nil
	case timeline.Floating:
		return icsField{name, t.Wall().Format("20060102T150405")}, nil
	case timeline.Date:
		day, err := time.Parse(time.DateOnly, t.Clock())
		if err != nil {
			return icsField{}, err
		}
		if end {
			day = day.AddDate(0, 0, 1)
		}
		return icsField{name + ";VALUE=DATE", day.Format("20060102")}, nil
	case timeline.Unknown:
		return icsField{}, missing("ics", what, what)
	}
	return icsField{}, fmt.Errorf("ics: %s is %s, and a calendar has no such time\n  hint: state one time, or a day", what, t.Clock())
}

// icsEscape writes a value of type TEXT (RFC 5545, section 3.3.11).
func icsEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(visible.Text(s))
}

// icsLine is how many bytes a line may have, its end not counted (RFC 5545,
// section 3.1).
const icsLine = 75

// icsText writes the fields in lines that are folded between characters.
func icsText(fields []icsField) string {
	var b strings.Builder
	for _, f := range fields {
		used := 0
		for _, r := range f.name + ":" + f.value {
			if n := utf8.RuneLen(r); used+n > icsLine {
				b.WriteString("\r\n ")
				used = 1
			}
			b.WriteRune(r)
			used += utf8.RuneLen(r)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}
