package history

import "testing"

func TestParsePull(t *testing.T) {
	for _, c := range []struct {
		subject, body string
		merge         bool
		number, title string
	}{
		{"Merge pull request #12 from octo/fix", "Fix it\n\nmore", true, "12", "Fix it"},
		{"Merge pull request #12 from octo/fix", "", true, "12", ""},
		{"Merge branch 'fix' into 'main'", "Fix it\n\nSee merge request group/proj!34", true, "34", "Fix it"},
		{"Merge branch 'fix' into 'main'", "See merge request !34", true, "34", ""},
		{"Fix it", "See merge request group/proj!34", false, "34", ""},
		{"Merged in fix/it (pull request #9)", "Fix it\n\nApproved-by: X", true, "9", "Fix it"},
		{"Pull request #9: Fix it", "Merge in P/r from a to b", true, "9", "Fix it"},
		{"Merge pull request #9 in P/r from a to main", "Fix it", true, "9", "Fix it"},
		{"Merged PR 77: Fix it", "", false, "77", "Fix it"},
		{"Merge pull request 'Fix it' (#12) from fix into main", "", true, "12", "Fix it"},
		{"Auto merge of #12 - octo:fix, r=rev", "Fix it", true, "12", "Fix it"},
		{"Merge #12", "Fix it", true, "12", "Fix it"},
		{"Fix it (#12)", "", false, "12", "Fix it"},
		{"Fix #12 at last", "", false, "", ""},
		{"Fix it", "Change-Id: I12\nReviewed-on: https://review.example.org/c/proj/+/4567", false, "4567", ""},
		{"Fix it", "Differential Revision: https://phab.example.org/D99", false, "D99", ""},
		{"Fix it", "PR-URL: https://example.org/o/r/pull/88", false, "88", ""},
		{"Merge branch 'x'", "", true, "", ""},
	} {
		got := parsePull(c.subject, c.body, c.merge)
		if got.number != c.number || got.title != c.title {
			t.Errorf("%q: number %q, title %q; want %q, %q", c.subject, got.number, got.title, c.number, c.title)
		}
	}
}

func TestSubjectFormSamples(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range subjectForms {
		if seen[f.forge] {
			t.Errorf("%s twice", f.forge)
		}
		seen[f.forge] = true
		if parsePull(f.sample, "", true).number != "12" || !f.pattern.MatchString(f.sample) {
			t.Errorf("%s does not read its own sample %q", f.forge, f.sample)
		}
	}
}
