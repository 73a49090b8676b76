package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/timeline"
)

func report(t *testing.T, record string, edits ...timeline.Edit) *incident.Report {
	t.Helper()
	inc, err := incident.Parse("incident.yaml", []byte(record))
	if err != nil {
		t.Fatal(err)
	}
	tl, err := timeline.Build(func(func(timeline.Event, error) bool) {}, timeline.Options{Edits: inc.TimelineEdits()})
	if err != nil {
		t.Fatal(err)
	}
	return incident.NewReport(inc, tl, nil)
}

func check(t *testing.T, rep *incident.Report, markdown string) []review.Finding {
	t.Helper()
	return review.Check(rep, review.Document{
		File: "drafts/postmortem.md", Draft: &incident.Draft{Name: "postmortem", Audience: incident.Internal, Markdown: []byte(markdown)},
	})
}

const bare = "id: i-1\ntitle: It failed\n"

// TestRules runs every rule's own examples, and holds that each rule is
// listed once, in order, with a doc and an example on either side.
func TestRules(t *testing.T) {
	var ids []string
	for _, r := range review.Rules() {
		ids = append(ids, r.ID)
		hits, misses := 0, 0
		for _, ex := range r.Examples {
			n := 0
			n += len(checkAs(t, r, ruleCase{record: bare}, ex.Markdown))
			if n != ex.Findings {
				t.Errorf("%s finds %d in %q, want %d", r.ID, n, ex.Markdown, ex.Findings)
			}
			if ex.Findings > 0 {
				hits++
			} else {
				misses++
			}
		}
		if r.Doc == "" || r.Level == "" || r.Needs == "" && (hits == 0 && !needsRecord(r.ID) || misses == 0) {
			t.Errorf("%s: doc %q, level %q, %d examples found, %d not", r.ID, r.Doc, r.Level, hits, misses)
		}
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("rules are not sorted and unique: %v", ids)
	}
}

// needsRecord names the rules that hold a document against the record, which
// examples do not have; their cases do.
func needsRecord(id string) bool {
	return slices.Contains([]string{"N15", "N23", "N25", "N26", "N28", "N29", "N32", "N37", "P16", "P34", "P38"}, id)
}

func TestFindingsSayWhereAndWhat(t *testing.T) {
	found := check(t, report(t, bare), "# It failed\n\nImpact: TODO(support lead): how many customers\n")
	if len(found) != 1 {
		t.Fatalf("found %v, want one", found)
	}
	want := "drafts/postmortem.md:3:9: error: a fact is missing; ask the support lead: how many customers (todo)\n" +
		"    | Impact: TODO(support lead): how many customers\n" +
		"    |         ^\n" +
		"  hint: put the fact into incident.yaml and draft again, or write it here"
	if got := found[0].String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEvidenceOfTheRecord(t *testing.T) {
	rep := report(t, `id: i-1
title: It failed
cause:
  mechanism:
    text: A connection was kept.
    evidence: [e0123456789, "api:17", "https://example.com/1"]
  trigger: A release.
edits:
  - event: eaaaaaaaaaa
    pin: true
`)
	var got []string
	for _, f := range check(t, rep, "# It failed\n") {
		got = append(got, f.Short())
	}
	want := []string{
		`incident.yaml:6: error: evidence "e0123456789" names nothing that was collected (evidence)`,
		`incident.yaml:6: error: evidence "api:17" names nothing that was collected (evidence)`,
		`incident.yaml:7: warning: cause.trigger is stated without evidence (evidence)`,
		`incident.yaml:9: warning: edit of eaaaaaaaaaa has no event any more (evidence)`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTooLargeIsAFinding(t *testing.T) {
	found := check(t, report(t, bare), strings.Repeat("a\n", 1<<19))
	if len(found) != 1 || found[0].Level != review.Error || !strings.Contains(found[0].Message, "split the document") {
		t.Errorf("found %v, want one error that says what to do", found)
	}
}
