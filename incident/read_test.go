package incident_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

const good = `# What people state.
id: 2026-03-04-checkout
title: Some orders failed   # as customers saw it
timezone: Europe/Berlin
status: resolved
versions: [1.10, no]

impact:
  who: customers of the shop
  could_not: pay by card
  effects:
    - Payments by card failed.
    - text: Orders were shown twice.
      evidence: [api-log:17, https://example.com/status]

milestones:
  started: 2026-03-04 14:02
  detected: 2026-03-04T13:06Z/13:11Z
  resolved:
    at: 2026-03-04T15:00+01:00
    evidence: [e0123456789]

sources:
  - name: api-log
    kind: file
    path: logs/api.log
    clock: +38s
`

func TestParseGood(t *testing.T) {
	inc, err := incident.Parse("incident.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(inc.Versions, ","); got != "1.10,no" {
		t.Errorf("versions = %s, want them as spelled: 1.10,no", got)
	}
	for name, want := range map[timeline.Milestone]string{
		timeline.Started:  "2026-03-04T13:02Z",
		timeline.Detected: "2026-03-04T13:06Z/2026-03-04T13:11Z",
		timeline.Resolved: "2026-03-04T14:00Z",
	} {
		if got := inc.Milestones.At(name).String(); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	if got := inc.Impact.Effects[1].Evidence; len(got) != 2 || inc.Impact.Effects[0].Text != "Payments by card failed." {
		t.Errorf("effects = %+v", inc.Impact.Effects)
	}
}

func TestParseBad(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown field", "status: resolved", "state: resolved", `incident.yaml:5:1: unknown field "state" in the document`},
		{"nearest field", "milestones:", "milestone:", `did you mean "milestones"?`},
		{"unknown milestone", "started:", "start:", `did you mean "started"?`},
		{"wrong type", "versions: [1.10, no]", "versions: 1.10", "versions is a single value, but a list is wanted"},
		{"duplicate", "status: resolved", "status: resolved\nstatus: monitoring", `incident.yaml:6:1: "status" stands twice, first in line 5`},
		{"status", "status: resolved", "status: done", `"done" is not a status`},
		{"order", "started: 2026-03-04 14:02", "started: 2026-03-05 14:02", "resolved (2026-03-04 14:00 UTC) is before started (2026-03-05 13:02 UTC), which cannot be"},
		{"time", "started: 2026-03-04 14:02", "started: yesterday", `incident.yaml:17:12: started: "yesterday" is not a time`},
		{"zone", "timezone: Europe/Berlin", "timezone: CET", `"CET" is not a time zone`},
		{"no zone", "timezone: Europe/Berlin", "", "has no time zone: add Z"},
		{"id", "id: 2026-03-04-checkout", "id: ../checkout", "use letters, digits and single hyphens only"},
		{"clock", "clock: +38s", "clock: 38s", "with a sign, such as +38s"},
		{"evidence", "e0123456789", "somewhere", `"somewhere" is no evidence`},
		{"alias", "title: Some orders failed", "title: &a Some\nservice: *a", "an alias (*a) is not allowed here"},
		{"tab", "  who: customers", "\twho: customers", "not valid YAML"},
		{"second document", "sources:", "---\nsources:", "a second document begins here"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(good, tt.old, tt.new, 1)
			if text == good {
				t.Fatalf("%q is not in the record", tt.old)
			}
			_, err := incident.Parse("incident.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v\nwant it to hold %q", err, tt.want)
			}
		})
	}
}

func TestSaveKeepsTheAuthorsText(t *testing.T) {
	at, _ := timeline.ParseTime("2026-03-04T13:20Z", nil)
	out, err := incident.AddNote("incident.yaml", []byte(good), incident.Note{At: at, Text: "restarted: the \"proxy\"", By: "incident commander"})
	if err != nil {
		t.Fatal(err)
	}
	want := good + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: \"restarted: the \\\"proxy\\\"\"\n    by: incident commander\n"
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	out, err = incident.SetEdit("incident.yaml", out, incident.Edit{Event: "e0123456789", Pin: true})
	if err != nil {
		t.Fatal(err)
	}
	out, err = incident.SetEdit("incident.yaml", out, incident.Edit{Event: "eaaaaaaaaaa", Hide: true})
	if err != nil {
		t.Fatal(err)
	}
	out, err = incident.SetEdit("incident.yaml", out, incident.Edit{Event: "e0123456789", Pin: true, Text: "The proxy was restarted"})
	if err != nil {
		t.Fatal(err)
	}
	want += "\nedits:\n  - event: e0123456789\n    pin: true\n    text: The proxy was restarted\n  - event: eaaaaaaaaaa\n    hide: true\n"
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	out, err = incident.SetEdit("incident.yaml", out, incident.Edit{Event: "e0123456789"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "e0123456789\n    pin") {
		t.Errorf("an edit that decides nothing stays:\n%s", out)
	}
}

func TestSaveRefusesWhatItWouldBreak(t *testing.T) {
	flow := good + "notes: [{at: 2026-03-04T13:20Z, text: hello}]\n"
	at, _ := timeline.ParseTime("2026-03-04T13:21Z", nil)
	if out, err := incident.AddNote("incident.yaml", []byte(flow), incident.Note{At: at, Text: "x"}); err == nil {
		t.Errorf("a flow list was changed into\n%s", out)
	}
}

func TestServersOfSources(t *testing.T) {
	for fields, want := range map[string]string{
		"url: https://metrics.example/prom, query: '{a=\"b\"}', auth: env:TOKEN, tenant: eu": "",
		"url: https://logs.example, auth: file:/run/secrets/logs":                            "",
		"url: https://u:p@logs.example":                                                      "holds credentials",
		"url: 'https://logs.example/x?token=abc'":                                            "more than a host and a path",
		"url: logs.example":                            "has to be one",
		"url: https://logs.example, path: a":           "a path and a url",
		"url: https://logs.example, auth: abcdef":      "never the credentials themselves",
		"path: a, query: x":                            "is for a source with a url",
		"url: https://logs.example, tenant: 'a\\nb c'": "is not a tenant",
		"kind: file": "has no path",
	} {
		_, err := incident.Parse("incident.yaml", []byte("id: a\ntitle: b\nsources:\n  - {name: s, "+fields+"}\n"))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", fields, err, want)
		}
	}
}
