package clocks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func report(t *testing.T, record string) *incident.Report {
	t.Helper()
	inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: It failed\n"+record))
	if err != nil {
		t.Fatal(err)
	}
	tl, err := timeline.Build(func(func(timeline.Event, error) bool) {}, timeline.Options{Marks: inc.Marks(nil)})
	if err != nil {
		t.Fatal(err)
	}
	return incident.NewReport(inc, tl, nil)
}

func find(t *testing.T, all []Clock, stage string) Clock {
	t.Helper()
	i := slices.IndexFunc(all, func(c Clock) bool { return c.Stage.Name == stage })
	if i < 0 {
		t.Fatalf("there is no clock of %s", stage)
	}
	return all[i]
}

// TestClocks holds every regime's deadlines against cases computed by hand.
func TestClocks(t *testing.T) {
	set := Own()
	for _, c := range cases(t, "testdata/clocks.txt") {
		r, _, err := set.Stage(c[3])
		if err != nil {
			t.Fatal(err)
		}
		rep := report(t, fmt.Sprintf("timezone: %s\nduties:\n  regimes: [%s]\n  points: %s\nsubmissions: %s\n", c[0], r.Name, c[1], c[2]))
		got := find(t, set.Clocks(rep, instant(t, c[4])), c[3])
		due := ""
		if !got.Due.IsZero() {
			due = got.Due.Format(time.RFC3339)
		}
		if string(got.State) != c[5] || due != c[6] {
			t.Errorf("%s with %s %s at %s: %s, due %q, want %s, due %q (%s)\n  %v %v", c[3], c[1], c[2], c[4], got.State, due, c[5], c[6], c[7], got.Basis, got.Err)
		}
		if (got.State == Unknown) != (got.Err != nil) {
			t.Errorf("%s: state %s with error %v", c[3], got.State, got.Err)
		}
	}
}

func TestBasis(t *testing.T) {
	set := Own()
	for _, c := range []struct{ record, stage, want string }{
		{"duties: {points: {aware: 2026-03-04T14:40Z}}", "gdpr-33", "72 h from aware, 2026-03-04 14:40 UTC"},
		{"duties: {points: {aware: 2026-03-04T14:00Z/16:00Z}}", "gdpr-33", "72 h from aware, between 2026-03-04 14:00 and 16:00 UTC, of which the earliest moment, 2026-03-04 14:00 UTC, counts"},
		{"duties: {points: {materiality-determined: 2026-03-04T14:00Z}}", "sec-8k-105", "4 business days (us-federal, until 17:30 in America/New_York) from materiality-determined, 2026-03-04 14:00 UTC"},
		{"submissions: [{stage: nis2-72h, at: 2026-03-07T10:00Z}]", "nis2-final", "1 month (days of UTC) from the submission of nis2-72h, 2026-03-07 10:00 UTC"},
		// A regime has a point of its own before that of all.
		{"duties: {regimes: [gdpr, {regime: nis2, points: {aware: 2026-03-05T08:00Z}}], points: {aware: 2026-03-04T14:40Z}}", "nis2-24h", "24 h from aware, 2026-03-05 08:00 UTC"},
	} {
		got, err := set.Clock(report(t, c.record+"\n"), c.stage)
		if err != nil || len(got.Basis) == 0 || got.Basis[0] != c.want {
			t.Errorf("%s of %s: %v, %v; want %q", c.stage, c.record, got.Basis, err, c.want)
		}
	}
	waiting, err := set.Clock(report(t, "duties: {points: {aware: 2026-03-04T14:40Z}}\n"), "nis2-final")
	if want := "the submission of nis2-72h, due 2026-03-07 14:40 UTC"; err != nil || !slices.Equal(waiting.WaitingFor, []string{want}) {
		t.Errorf("nis2-final waits for %v, %v; want %q", waiting.WaitingFor, err, want)
	}
}

// TestLater holds what DORA allows some where a deadline falls on a closed day.
func TestLater(t *testing.T) {
	for points, want := range map[string]time.Time{
		"{aware: 2026-04-02T10:00Z, classified-major: 2026-04-03T08:00Z}": time.Date(2026, 4, 7, 10, 0, 0, 0, time.UTC), // Good Friday: Tuesday, noon CEST
		"{aware: 2026-03-06T10:00Z, classified-major: 2026-03-07T08:00Z}": time.Date(2026, 3, 9, 11, 0, 0, 0, time.UTC), // Saturday: Monday, noon CET
		"{aware: 2026-03-04T10:00Z, classified-major: 2026-03-05T08:00Z}": {},                                           // Thursday
	} {
		c, err := Own().Clock(report(t, "timezone: Europe/Berlin\nduties: {points: "+points+"}\n"), "dora-initial")
		if err != nil || !c.Later.Equal(want) {
			t.Errorf("%s: later %v, %v; want %v", points, c.Later, err, want)
		}
	}
}

func TestApplying(t *testing.T) {
	set := Own()
	names := func(record string) string {
		regimes, named := set.Applying(report(t, record).Incident)
		out := fmt.Sprint(named)
		for _, r := range regimes {
			out += " " + r.Name
		}
		return out
	}
	if got := names(""); strings.Contains(got, "circia") || strings.Contains(got, "cra-vulnerability") || !strings.HasPrefix(got, "false cer cert-in cra dora fcc gdpr hipaa nis2 sec-8k") {
		t.Errorf("a record that names none is shown %s", got)
	}
	if got := names("duties: {regimes: [{regime: hipaa, not_because: we hold no health data}]}\n"); strings.Contains(got, "hipaa") || !strings.Contains(got, "gdpr") {
		t.Errorf("a record that says what does not apply is shown %s", got)
	}
	if got := names("duties: {regimes: [circia, gdpr]}\n"); got != "true circia gdpr" {
		t.Errorf("a record that names two is shown %s", got)
	}
}

func TestFacts(t *testing.T) {
	record := `summary: {text: Orders failed., evidence: ["https://example.com/1"]}
milestones: {started: {at: 2026-03-04T14:02Z, text: The first orders failed}}
duties:
  regimes: [gdpr]
  points: {aware: 2026-03-04T14:40Z}
  answers: {data-subjects: about 400 customers, breach-nature: {text: Wrong invoices were shown, evidence: ["https://example.com/2"]}}
`
	missing := func(now string) int {
		return len(find(t, Own().Clocks(report(t, record), instant(t, now)), "gdpr-33").Missing())
	}
	if n := missing("2026-03-05T00:00:00Z"); n != 6 {
		t.Errorf("%d facts are missing, want 6", n)
	}
	if n := missing("2026-03-08T00:00:00Z"); n != 7 {
		t.Errorf("%d facts are missing of a late notice, want 7: the reasons as well", n)
	}
	c, err := Own().Clock(report(t, record), "gdpr-33")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Wrong invoices were shown", "2026-03-04 14:02 UTC (The first orders failed)", "aware, 2026-03-04 14:40 UTC"} {
		if got := c.Content[i].Answers; len(got) != 1 || got[0].Text != want {
			t.Errorf("fact %q is told as %v, want %q", c.Content[i].Fact.Fact, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	err := Own().Check("incident.yaml", report(t, `duties:
  regimes: [gpdr]
  answers:
    data-subject: 400
submissions:
  - {stage: gdpr-72h, at: 2026-03-04T14:40Z}
`).Incident)
	for _, want := range []string{
		`incident.yaml:4: no regime has the name "gpdr"`, `did you mean "gdpr"?`,
		`incident.yaml:6: no regime has the answer "data-subject"`, `did you mean "data-subject-categories"?`,
		`incident.yaml:8: no regime has the stage "gdpr-72h"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the mistakes give %v; want %q", err, want)
		}
	}
}

// TestFolder holds regimes of a house's own and what is wrong with them.
func TestFolder(t *testing.T) {
	const own = `name: board
title: Our board
stages:
  - name: board-note
    title: A note
    limits: [{from: [detected], business_days: 1, calendar: house, until: "09:00"}]
    content: [{fact: What it cost, answer: board-cost, in: [impact.money], ask: finance lead}]
`
	const calendar = "name: house\nfrom: 2026\nto: 2026\ndays: [{name: Founders' day, date: 2026-03-05}]\n"
	set, err := Own().With(fstest.MapFS{
		"regimes/board.yaml": {Data: []byte(own)}, "regimes/calendars/house.yaml": {Data: []byte(calendar)},
	}, "inc/")
	if err != nil {
		t.Fatal(err)
	}
	rep := report(t, "milestones: {detected: 2026-03-04T14:02Z}\nduties: {regimes: [board], answers: {board-cost: nothing}}\n")
	if err := set.Check("incident.yaml", rep.Incident); err != nil {
		t.Error(err)
	}
	c := find(t, set.Clocks(rep, instant(t, "2026-03-04T15:00:00Z")), "board-note")
	if got := c.Due.Format(time.RFC3339); got != "2026-03-06T09:00:00Z" || len(c.Missing()) != 0 {
		t.Errorf("due %s with %v missing; want 2026-03-06T09:00:00Z and none", got, c.Missing())
	}
	for old, mistake := range map[string][2]string{
		"[detected]":         {"[detectd]", `"detectd" is no point in time`},
		"calendar: house":    {"calendar: hous", `there is no calendar "hous"`},
		"business_days: 1":   {"within: 72h", `"72h" is not a duration`},
		"in: [impact.money]": {"in: [impact.mony]", `"impact.mony" is no place of the record`},
		"name: board-note":   {"name: note", "a stage needs a name that begins with that of its regime"},
		"ask: finance lead":  {"asks: finance lead", `unknown field "asks"`},
	} {
		bad := strings.ReplaceAll(own, old, mistake[0])
		_, err := Own().With(fstest.MapFS{"regimes/board.yaml": {Data: []byte(bad)}, "regimes/calendars/house.yaml": {Data: []byte(calendar)}}, "inc/")
		if err == nil || !strings.Contains(err.Error(), mistake[1]) || !strings.Contains(err.Error(), "inc/regimes/board.yaml:") {
			t.Errorf("%s gives %v; want %s", mistake[0], err, mistake[1])
		}
	}
}

// TestRegimes holds every regime to saying what people need to judge it.
func TestRegimes(t *testing.T) {
	for _, r := range Own().Regimes() {
		if r.Doc == "" || r.Source == "" || len(r.Uncertain) == 0 {
			t.Errorf("regime %s has no doc, source or word on what is not certain", r.Name)
		}
		for _, st := range r.Stages {
			if len(st.Content) == 0 {
				t.Errorf("stage %s asks for nothing", st.Name)
			}
		}
	}
}
