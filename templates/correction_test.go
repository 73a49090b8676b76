package templates_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/templates"
	"github.com/candor-reports/candor/timeline"
)

// TestCorrections holds that a document shows its corrections below its title,
// in its language, as text, and is what it was without them.
func TestCorrections(t *testing.T) {
	at := timeline.At(time.Date(2026, 3, 5, 9, 30, 0, 0, time.UTC), time.Minute)
	list := []incident.Correction{
		{Document: "letter", At: at, Text: "We *counted* <b>wrong</b>.", Was: []string{"345 failed", "", "gone"}, Now: []string{"352 failed", "new [x](https://example.com)", ""}},
		{Document: "letter", At: at, Text: "Once more."},
	}
	for _, doc := range []string{"# Title\n\nText.\n", "Text alone.\n", "# Title\n", "# Title\nText at once.\n", "\n# Title\n\n> a quotation\n\nText.\n", ""} {
		for _, l := range templates.Languages() {
			got := templates.WithCorrections([]byte(doc), list, l.Code)
			if again := templates.WithoutCorrections(got); strings.TrimRight(string(again), "\n") != strings.TrimRight(doc, "\n") {
				t.Errorf("%s, %q: without corrections it is %q", l.Code, doc, again)
			}
			if !bytes.Contains(got, []byte(l.Correction.Was)) || bytes.Contains(got, []byte(" <b>")) || bytes.Contains(got, []byte("[x](https")) {
				t.Errorf("%s, %q: %s", l.Code, doc, got)
			}
			if first, second := bytes.Index(got, []byte("Once more")), bytes.Index(got, []byte("counted")); first < 0 || first > second {
				t.Errorf("%s: the newest correction does not stand first: %s", l.Code, got)
			}
		}
		if got := templates.WithCorrections([]byte(doc), nil, "en"); string(got) != doc {
			t.Errorf("%q without corrections is %q", doc, got)
		}
	}
}
