package render

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// maintenanceReport is maintenance that was announced twice and has begun.
func maintenanceReport(t testing.TB) *incident.Report {
	t.Helper()
	return &incident.Report{Timeline: &timeline.Timeline{}, Incident: &incident.Incident{
		ID: "2026-03-10-move", Title: `Move; the, database\ to a new place`, Organisation: "Harbour Goods", Service: "Checkout",
		Publish: incident.Publish{Site: "https://status.example.com/"},
		Maintenance: incident.Maintenance{
			From: clock(t, "2026-03-10 22:00"), To: clock(t, "2026-03-11 02:00"), Rollback: clock(t, "2026-03-11 01:30"),
			Purpose: "move the database to newer machines", Effect: "You cannot write; or, pay, for up to 20 minutes", Prepare: "Finish what you have begun before 22:00 UTC",
		},
		Notices: []incident.Notice{
			{ID: "n1", Phase: incident.Scheduled, At: clock(t, "2026-03-03 10:00")},
			{ID: "n2", Phase: incident.Scheduled, At: clock(t, "2026-03-07 10:00")},
			{ID: "n3", Phase: incident.InProgress, At: clock(t, "2026-03-10 22:01")},
		},
	}}
}

// icsValue finds the value of a field of the event, unfolded.
func icsValue(made, name string) string {
	made = strings.ReplaceAll(made, "\r\n ", "")
	for line := range strings.SplitSeq(made, "\r\n") {
		if field, value, _ := strings.Cut(line, ":"); field == name {
			return value
		}
	}
	return ""
}

func TestICS(t *testing.T) {
	rep := maintenanceReport(t)
	var b bytes.Buffer
	if err := writeICS(&b, rep, &incident.Draft{Name: "n2-scheduled", Audience: incident.Public}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
		if len(line) > icsLine || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("the line %q has %d bytes", line, len(line))
		}
	}
	for name, want := range map[string]string{
		"UID": "status@2026-03-10-move.status.example.com", "DTSTAMP": "20260307T100000Z", "SEQUENCE": "1", "DTSTART": "20260310T220000Z", "DTEND": "20260311T020000Z",
		"SUMMARY": `Scheduled maintenance: Move\; the\, database\\ to a new place`, "STATUS": "CONFIRMED", "VERSION": "2.0", "METHOD": "PUBLISH", "URL": "https://status.example.com/",
		"DESCRIPTION": `Move the database to newer machines.\nYou cannot write\; or\, pay\, for up to 20 minutes.\nFinish what you have begun before 22:00 UTC.\nAffected: Checkout\nUntil: 2026-03-11 01:30 UTC`,
	} {
		if got := icsValue(b.String(), name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestICSTimes(t *testing.T) {
	day := func(d int) timeline.Time { return timeline.OnDay(time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC)) }
	float := func(h int) timeline.Time {
		return timeline.Float(time.Date(2026, 3, 10, h, 0, 0, 0, time.UTC), time.Minute)
	}
	for _, tt := range []struct {
		from, to           timeline.Time
		start, end, refuse string
	}{
		{day(10), day(11), "DTSTART;VALUE=DATE:20260310\r\n", "DTEND;VALUE=DATE:20260312\r\n", ""},
		{float(1), float(3), "DTSTART:20260310T010000\r\n", "DTEND:20260310T030000\r\n", ""},
		{clock(t, "2026-03-10 22:00"), day(11), "", "", "state both as times"},
		{timeline.Between(clock(t, "2026-03-10 22:00"), clock(t, "2026-03-10 23:00")), day(11), "", "", "no such time"},
		{timeline.Time{}, day(11), "", "", "maintenance.from is not known"},
		{day(11), timeline.Time{}, "", "", "maintenance.to is not known"},
	} {
		rep := maintenanceReport(t)
		rep.Maintenance.From, rep.Maintenance.To = tt.from, tt.to
		var b bytes.Buffer
		err := writeICS(&b, rep, &incident.Draft{Name: "n1-scheduled", Audience: incident.Public})
		switch {
		case tt.refuse != "" && (err == nil || !strings.Contains(err.Error(), tt.refuse) || b.Len() > 0):
			t.Errorf("%s to %s: %v, want %q", tt.from.Clock(), tt.to.Clock(), err, tt.refuse)
		case tt.refuse == "" && (err != nil || !strings.Contains(b.String(), tt.start) || !strings.Contains(b.String(), tt.end)):
			t.Errorf("%s to %s: %v\n%s", tt.from.Clock(), tt.to.Clock(), err, b.String())
		}
	}
	var b bytes.Buffer
	if err := writeICS(&b, noticeReport(t), &incident.Draft{Name: "n1-investigating"}); err == nil || !strings.Contains(err.Error(), "no maintenance") {
		t.Errorf("an incident that is no maintenance: %v", err)
	}
}

// TestHostileICS holds that no text adds a line to a calendar.
func TestHostileICS(t *testing.T) {
	all := append(hostile(t, 3), "x\r\nATTACH:https://evil.example/\r\nBEGIN:VALARM", "x\nEND:VEVENT", strings.Repeat("語", 100))
	for _, p := range all {
		rep := maintenanceReport(t)
		rep.Title, rep.Service, rep.Organisation, rep.Maintenance.Purpose, rep.Maintenance.Effect = p, p, p, p, p
		var b bytes.Buffer
		if err := writeICS(&b, rep, &incident.Draft{Name: "n1-scheduled", Audience: incident.Public, Language: p}); err != nil {
			t.Fatalf("%.99q: %v", p, err)
		}
		if n := strings.Count(strings.ReplaceAll(b.String(), "\r\n ", ""), "\r\n"); n != 21 && n != 20 {
			t.Fatalf("%.99q: the calendar has %d lines\n%s", p, n, b.String())
		}
		if n := strings.Count(b.String(), "\n"); n != strings.Count(b.String(), "\r\n") {
			t.Fatalf("%.99q: half a line end", p)
		}
	}
}
