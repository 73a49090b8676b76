package templates

import (
	"regexp"
	"strings"
	"testing"

	"github.com/candor-reports/candor/clocks"
)

// unfit are the words that have no place in a notice to a regulator: it tells
// facts, and neither apologises nor promises nor guesses.
var unfit = regexp.MustCompile(`(?i)\b(sorry|apolog\w+|regret\w*|we will|we promise|probably|perhaps|we believe|we think)\b`)

// TestRegulatorDrafts holds every draft for a regulator to its regime.
func TestRegulatorDrafts(t *testing.T) {
	drafted := map[string]bool{}
	for _, r := range clocks.Own().Regimes() {
		for _, st := range r.Stages {
			if st.Draft == "" {
				continue
			}
			drafted[st.Draft] = true
			if tmpl, err := Own().Find(st.Draft, ""); err != nil || tmpl.Group != Regulator {
				t.Errorf("stage %s is drafted by %q: %v", st.Name, st.Draft, err)
			}
		}
	}
	for _, tmpl := range Own().All() {
		if tmpl.Group != Regulator {
			continue
		}
		if !drafted[tmpl.Name] {
			t.Errorf("no stage is drafted by %s", tmpl.Name)
		}
		d, err := tmpl.Execute(report(t, bare))
		if err != nil {
			t.Fatal(err)
		}
		text := string(d.Markdown)
		if words := unfit.FindAllString(text, -1); words != nil {
			t.Errorf("%s says %q", tmpl.Name, words)
		}
		if _, body, _ := strings.Cut(text, "\n\n"); !strings.HasPrefix(body, "**Draft, not legal advice:**") {
			t.Errorf("%s does not begin with what it is:\n%s", tmpl.Name, text)
		}
	}
}

// TestFilingFollowsTheRecord drafts a notice that two regimes share.
func TestFilingFollowsTheRecord(t *testing.T) {
	for record, want := range map[string]string{
		"duties: {points: {aware: 2026-10-04T14:40Z}}\n":                                                           "it counts from the submission of cra-72h",
		"duties: {regimes: [cra-vulnerability], points: {aware: 2026-10-04T14:40Z}}\n":                             "it counts from remedy-available",
		"duties: {regimes: [cra-vulnerability, gdpr], points: {remedy-available: 2026-10-20T08:00Z}}\nnotes: []\n": "2026-11-03 08:00 UTC, 14 days",
	} {
		tmpl, err := Own().Find("reg-cra-final", "")
		if err != nil {
			t.Fatal(err)
		}
		d, err := tmpl.Execute(report(t, bare+record))
		if err != nil || !strings.Contains(string(d.Markdown), want) {
			t.Errorf("%s gives %v; want %q in:\n%s", record, err, want, d.Markdown)
		}
	}
}
