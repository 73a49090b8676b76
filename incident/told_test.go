package incident_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func when(t *testing.T, s string) timeline.Time {
	t.Helper()
	if s == "" {
		return timeline.Time{}
	}
	at, err := timeline.ParseTime(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestStanding(t *testing.T) {
	tests := []struct {
		name                          string
		due, kept, moved, newDue, now string
		want                          incident.Standing
	}{
		{"before its date", "2026-03-10", "", "", "", "2026-03-10T12:00Z", incident.Due},
		{"its day has passed", "2026-03-10", "", "", "", "2026-03-11T00:01Z", incident.Broken},
		{"kept on the day", "2026-03-10", "2026-03-10T23:00Z", "", "", "2026-04-01T00:00Z", incident.Kept},
		{"kept a day late", "2026-03-10", "2026-03-11T08:00Z", "", "", "2026-04-01T00:00Z", incident.Late},
		{"moved in time", "2026-03-10", "", "2026-03-09", "2026-03-20", "2026-03-15T00:00Z", incident.Due},
		{"moved after its date", "2026-03-10", "", "2026-03-12", "2026-03-20", "2026-03-15T00:00Z", incident.Broken},
		{"kept by the new date", "2026-03-10", "2026-03-19", "2026-03-09", "2026-03-20", "2026-04-01T00:00Z", incident.Kept},
		{"an update to the minute", "2026-03-10T14:20Z", "2026-03-10T14:26Z", "", "", "2026-03-10T15:00Z", incident.Late},
	}
	for _, tt := range tests {
		p := incident.Promise{Due: when(t, tt.due), Kept: when(t, tt.kept), Moved: when(t, tt.moved), NewDue: when(t, tt.newDue)}
		if got := p.Standing(when(t, tt.now).Earliest); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestNoticesInTheRecord(t *testing.T) {
	record := []byte(head + "status: investigating  # so far\n")
	var err error
	for _, n := range []incident.Notice{
		{ID: "n1", Phase: incident.Investigating, At: when(t, "2026-03-04T14:10Z"), Next: when(t, "2026-03-04T14:30Z"), Doing: "We are looking for the cause."},
		{ID: "n2", Phase: incident.Resolved, At: when(t, "2026-03-04T15:00Z"), File: "notices/n2-resolved.md"},
	} {
		if record, err = incident.AddNotice("incident.yaml", record, n); err != nil {
			t.Fatal(err)
		}
	}
	if record, err = incident.SetStatus("incident.yaml", record, "resolved"); err != nil {
		t.Fatal(err)
	}
	want := head + `status: resolved  # so far

notices:
  - id: n1
    phase: investigating
    at: 2026-03-04T14:10Z
    next: 2026-03-04T14:30Z
    doing: We are looking for the cause.
  - id: n2
    phase: resolved
    at: 2026-03-04T15:00Z
    file: notices/n2-resolved.md
`
	if string(record) != want {
		t.Errorf("got\n%s\nwant\n%s", record, want)
	}
	inc, err := incident.Parse("incident.yaml", record)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, m := range inc.Marks(nil) {
		names = append(names, string(m.Milestone)+" "+m.Time.String())
	}
	if got := strings.Join(names, ", "); got != "told 2026-03-04T14:10Z, told-resolved 2026-03-04T15:00Z" {
		t.Errorf("milestones: %s", got)
	}
	if _, err := incident.AddNotice("incident.yaml", record, incident.Notice{ID: "n3", Phase: incident.Identified, At: when(t, "2026-03-04T16:00Z")}); err == nil || !strings.Contains(err.Error(), "may follow: reopened") {
		t.Errorf("identified after resolved: %v", err)
	}
}

func TestPromisesKeepTheirEvidence(t *testing.T) {
	record := []byte(head + "timezone: UTC\npromises:\n  - id: P1\n    text: publish the report\n    due: 2026-03-10\n    evidence: [api-log:7, \"https://example.com/a,b\"]\n")
	p := incident.Promise{ID: "P1", Text: "publish the report", Due: when(t, "2026-03-10"), Kept: when(t, "2026-03-09"), Evidence: []string{"api-log:7", "https://example.com/a,b"}}
	out, err := incident.SetPromise("incident.yaml", record, p)
	if err != nil {
		t.Fatal(err)
	}
	inc, err := incident.Parse("incident.yaml", out)
	if err != nil || len(inc.Promises) != 1 || !slices.Equal(inc.Promises[0].Evidence, p.Evidence) || inc.Promises[0].Kept.String() != "2026-03-09" {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestToldIsChecked(t *testing.T) {
	for text, want := range map[string]string{
		"notices:\n  - {id: n1, phase: monitring, at: 2026-03-04T14:10Z}\n":      "monitoring",
		"notices:\n  - {id: n1, phase: verifying, at: 2026-03-04T14:10Z}\n":      "cannot follow nothing",
		"promises:\n  - {id: P1, text: a, due: 2026-03-10, action: A9}\n":        "no action",
		"promises:\n  - {id: P1, text: a, due: 2026-03-10, moved: 2026-03-09}\n": "new_due",
		"names:\n  - {internal: db-1}\n":                                         "public",
		"waivers:\n  - {rule: N33}\n":                                            "reason",
		"approvals:\n  - {document: a, by: b, at: 2026-03-10, sha256: abc}\n":    "sha256",
		"impact: {intervals: [{component: Shop, from: 2026-03-10}]}\n":           "no component",
		"components: [{name: Shop, state: broken}]\n":                            "not a state",
	} {
		if _, err := incident.Parse("incident.yaml", []byte(head+"timezone: UTC\n"+text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want something on %q", text, err, want)
		}
	}
}
