package flow

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/templates"
	"github.com/candor-reports/candor/timeline"
)

// TestPublicHoldsNothingInternal marks events at random as public or not, and
// holds that no template for the public tells one that is not.
func TestPublicHoldsNothingInternal(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		record := "id: x\ntitle: It failed\ntimezone: UTC\nmilestones: {started: '2026-03-04T14:00Z'}\nsources:\n"
		var events []timeline.Event
		canaries := map[string]bool{}
		for i := range 12 {
			name, public := fmt.Sprintf("s%d", i), rng.IntN(2) == 0
			record += fmt.Sprintf("- {name: %s, kind: file, path: x.log, public: %v}\n", name, public)
			canary := fmt.Sprintf("canary%dx%dz", round, i)
			canaries[canary] = public
			at, err := timeline.ParseTime(fmt.Sprintf("2026-03-04T14:%02dZ", i), nil)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, timeline.Event{Time: at, Kind: timeline.Message, Actor: timeline.Foreign(canary + "a"), Subject: timeline.Foreign(canary + "s"), Text: timeline.Foreign("saw " + canary), Detail: timeline.Foreign(canary), Source: timeline.Position{Source: name, File: canary, Line: 1}}.Seal())
		}
		inc, err := incident.Parse("incident.yaml", []byte(record))
		if err != nil {
			t.Fatal(err)
		}
		rep, err := Report(inc, &source.Collected{Events: events}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, tmpl := range templates.Own().All() {
			if tmpl.Audience != incident.Public {
				continue
			}
			draft, err := tmpl.Execute(For(rep, incident.Public))
			if err != nil {
				continue // of notices that need a phase
			}
			for canary, public := range canaries {
				if !public && strings.Contains(string(draft.Markdown), canary) {
					t.Errorf("%s tells %s, which is not public", tmpl.Name, canary)
				}
			}
		}
		for id, e := range For(rep, incident.Public).Timeline.Events {
			for canary, public := range canaries {
				if !public && strings.Contains(fmt.Sprintf("%+v", e), canary) {
					t.Errorf("event %s holds %s, which is not public", id, canary)
				}
			}
		}
	}
}

func TestHouseFile(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "reports", "x")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	file := func(name, text string) {
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	allowed := func() string {
		f, err := OpenFolder(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		inc, err := f.Record()
		if err != nil {
			return err.Error()
		}
		return strings.Join(inc.Allow, ",")
	}
	file("reports/x/incident.yaml", "id: x\ntitle: It failed\nallow: [A]\n")
	file("names.yaml", "allow: [B]\n")
	if got := allowed(); got != "A" {
		t.Errorf("a file further up, in no repository, allows: %q", got)
	}
	if err := os.Mkdir(filepath.Join(top, ".git"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got := allowed(); got != "A,B" {
		t.Errorf("allowed: %q, want what the repository's file says too", got)
	}
	file("reports/names.yaml", "alow: [C]\n")
	if got := allowed(); !strings.Contains(got, "names.yaml:1") {
		t.Errorf("a mistake in the file is not told: %q", got)
	}
	if err := os.Remove(filepath.Join(top, "reports/names.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(top, "names.yaml"), filepath.Join(top, "reports/names.yaml")); err != nil {
		t.Skip(err)
	}
	if got := allowed(); !strings.Contains(got, "is not a file") {
		t.Errorf("a link is followed: %q", got)
	}
}
