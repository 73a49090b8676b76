package render_test

import (
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/templates"
)

// TestPhaseWords holds that the short forms name phases as the notices do, in
// every language that notices are written in.
func TestPhaseWords(t *testing.T) {
	for _, l := range templates.Languages() {
		p := l.Phases
		for i, want := range []string{p.Investigating, p.Identified, p.Monitoring, p.Resolved, p.Reopened, p.Scheduled, p.InProgress, p.Verifying, p.Completed} {
			if got := render.PhaseWord(l.Code, incident.Phases[i]); got != want {
				t.Errorf("%s: %s is %q, and notices write %q", l.Code, incident.Phases[i], got, want)
			}
		}
	}
}
