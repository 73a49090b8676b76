package templates

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func report(t *testing.T, record string, events ...timeline.Event) *incident.Report {
	t.Helper()
	inc, err := incident.Parse("incident.yaml", []byte(record))
	if err != nil {
		t.Fatal(err)
	}
	byID := map[timeline.ID]timeline.Event{}
	for _, e := range events {
		byID[e.ID] = e
	}
	seq := func(yield func(timeline.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
	tl, err := timeline.Build(seq, timeline.Options{Marks: inc.Marks(byID)})
	if err != nil {
		t.Fatal(err)
	}
	return incident.NewReport(inc, tl, nil)
}

const bare = "id: i-1\ntitle: It failed\n"

func TestFuncs(t *testing.T) {
	for _, list := range [][]Func{Funcs(), Library()} {
		names := make([]string, 0, len(list))
		for _, f := range list {
			names = append(names, f.Name)
			if f.Doc == "" || len(f.Examples) == 0 {
				t.Errorf("function %s has no doc or no example", f.Name)
			}
			for _, ex := range f.Examples {
				tryExample(t, ex)
			}
		}
		if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("functions are not sorted and unique: %v", names)
		}
	}
	for name := range nameMap() {
		if !slices.Contains(functionNames(), name) && !slices.Contains(hidden, name) {
			t.Errorf("function %s is not listed", name)
		}
	}
}

func tryExample(t *testing.T, ex Example) {
	t.Helper()
	c := &citations{report: report(t, bare+"zones: [Asia/Tokyo]\n")}
	got, err := Template{File: "example", lang: english(), parts: parts{{"example", ex.Template}}}.run(c, ex.Data)
	if err != nil {
		t.Errorf("%s: %v", ex.Template, err)
		return
	}
	if strings.TrimRight(string(got), "\n") != ex.Want {
		t.Errorf("%s with %v gives %q, want %q", ex.Template, ex.Data, got, ex.Want)
	}
}

func TestTemplates(t *testing.T) {
	for _, tmpl := range Own().All() {
		if tmpl.Doc == "" || tmpl.Audience == "" {
			t.Errorf("template %s has no doc or no audience", tmpl.Name)
		}
		if _, err := tmpl.Execute(report(t, bare)); err != nil {
			t.Error(err)
		}
	}
	if _, err := Own().Find("apology", ""); err == nil || !strings.Contains(err.Error(), `did you mean "apology-letter"?`) {
		t.Errorf("an unknown template gives %v; want a suggestion", err)
	}
}

// TestNothingIsInvented holds a record that says nothing to its word: each
// section of a document asks, and none of them claims.
func TestNothingIsInvented(t *testing.T) {
	for _, tmpl := range Own().All() {
		d, err := tmpl.Execute(report(t, bare))
		if err != nil {
			t.Fatal(err)
		}
		for _, claim := range []string{"No data was lost", "sorry that you could not ." /* a hole in the sentence */, " 0 min", "0001"} {
			if strings.Contains(string(d.Markdown), claim) {
				t.Errorf("%s says %q of an incident that nobody described:\n%s", tmpl.Name, claim, d.Markdown)
			}
		}
		ask, least := "TODO(", 1
		switch tmpl.Group {
		case Report:
			least = 5
		case Regulator:
			ask, least = "NOT YET KNOWN (ask the ", 4
		}
		if n := strings.Count(string(d.Markdown), ask); n < least {
			t.Errorf("%s asks for %d facts; want at least %d", tmpl.Name, n, least)
		}
	}
}

// TestEverythingIsEscaped puts Markdown and HTML into every text of a record
// and of an event, and holds that none of it becomes structure.
func TestEverythingIsEscaped(t *testing.T) {
	const hostile = "x | y **b** <img src=x onerror=alert(1)> [l](javascript:1) ![i](http://e/i.png) {{.}}"
	record := strings.ReplaceAll(`id: i-1
title: 'HOSTILE'
service: 'HOSTILE'
versions: ['HOSTILE']
severity: 'HOSTILE'
organisation: 'HOSTILE'
summary: 'HOSTILE'
impact: {who: 'HOSTILE', could_not: 'HOSTILE', effects: ['HOSTILE'], not_affected: ['HOSTILE'], count: 'HOSTILE', data_note: 'HOSTILE'}
milestones: {started: {at: 2026-03-04T14:02Z, text: 'HOSTILE'}}
cause: {plain: 'HOSTILE', mechanism: 'HOSTILE', trigger: 'HOSTILE', introduced: 'HOSTILE', missed: 'HOSTILE', factors: ['HOSTILE']}
our_part: ['HOSTILE']
detection: 'HOSTILE'
resolution: 'HOSTILE'
remedy: 'HOSTILE'
workaround: {text: 'HOSTILE', caveat: 'HOSTILE'}
went_well: ['HOSTILE']
actions: [{text: 'HOSTILE', told: 'HOSTILE', owner: 'HOSTILE', type: prevent, link: 'https://example.com/>\b<x>'}]
conflicts: [{question: 'HOSTILE', accounts: [{source: 'HOSTILE', says: 'HOSTILE'}], resolution: 'HOSTILE'}]
contact: {how: 'HOSTILE'}
signature: {role: 'HOSTILE'}
`, "HOSTILE", hostile)
	e := timeline.Event{
		Time: timeline.At(time.Date(2026, 3, 4, 14, 3, 0, 0, time.UTC), time.Second), Kind: timeline.Message,
		Text: hostile, Source: timeline.Position{Source: "s", File: "`a|b`.log", Line: 1},
	}.Seal()
	burst := e
	burst.Kind = timeline.Burst
	rep := report(t, record, e, burst.Seal())
	for _, tmpl := range Own().All() {
		d, err := tmpl.Execute(rep)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<img src=x onerror=alert(1)> [", " **b** ", "](javascript:1)", "](http://e"} {
			for line := range strings.Lines(string(d.Markdown)) {
				// In a code span the characters are text as they are.
				if strings.Contains(line, bad) && !strings.Contains(line, "`") {
					t.Errorf("%s: %q reaches the document as it is: %s", tmpl.Name, bad, line)
				}
			}
		}
		columns := 0
		for line := range strings.Lines(string(d.Markdown)) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if columns != 0 && n != columns {
				t.Errorf("%s: a table row has %d bars, the one above %d: %s", tmpl.Name, n, columns, line)
			}
			columns = n
		}
	}
}
