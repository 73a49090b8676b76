package source_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

var everything = flag.Bool("everything", false, "run the tests that take minutes as well")

// scripted is what the generator says it wrote.
type scripted struct {
	End            time.Time
	Events, Decoys []struct {
		Kind, Text string
		Time       time.Time
	}
}

// TestScriptedTimeline reads a generated log, its deployments, its alerts and the
// chat beside it: the timeline of at most thirty entries holds each of the
// twelve scripted events within ten seconds, and no decoy.
func TestScriptedTimeline(t *testing.T) {
	tool, err := filepath.Abs("../../shared/tools/gen_log.py")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		t.Skip("the generator is not beside the project: ", tool)
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	if testing.Short() {
		t.Skip("writes and reads large logs")
	}
	seeds, size, formats := 1, "18M", []string{"native"}
	if *everything {
		seeds, size, formats = 20, "30M", []string{"native", "jsonl", "syslog"}
	}
	for _, format := range formats {
		for seed := 1; seed <= seeds; seed++ {
			dir := t.TempDir()
			log := filepath.Join(dir, "mixed.log")
			out, err := exec.Command(python, tool, "--out", log, "--size", size, "--format", format, "--seed", fmt.Sprint(seed)).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %s", err, out)
			}
			found, of, entries := scoreTimeline(t, dir)
			t.Logf("%s, seed %d: %d of %d, %d entries", format, seed, found, of, entries)
			if found < of || entries > 30 {
				t.Errorf("%s, seed %d: %d of %d scripted events in %d entries", format, seed, found, of, entries)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func scoreTimeline(t *testing.T, dir string) (found, of, entries int) {
	var truth scripted
	text, err := os.ReadFile(filepath.Join(dir, "mixed.log.truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	// A day of a channel, as Slack's export has it.
	if err := os.Mkdir(filepath.Join(dir, "incident"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "mixed.log.slack.json"), filepath.Join(dir, "incident", "2026-03-14.json")); err != nil {
		t.Fatal(err)
	}
	env := &source.Env{Dir: dir, Zone: time.UTC}
	var seqs []iter.Seq2[timeline.Event, error]
	for _, s := range []incident.Source{
		{Name: "app", Kind: "file", Path: "mixed.log", Year: 2026},
		{Name: "deploys", Kind: "file", Path: "mixed.log.deploys.jsonl", Each: timeline.Deploy},
		{Name: "alerts", Kind: "alertmanager", Path: "mixed.log.alerts.jsonl"},
		{Name: "chat", Kind: "slack", Path: "incident"},
	} {
		read, err := source.Read(t.Context(), s, env)
		if err != nil {
			t.Fatal(err)
		}
		seqs = append(seqs, read.Events)
	}
	tl, err := timeline.Build(timeline.Merge(seqs...), timeline.Options{Max: 30})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range truth.Events {
		of++
		hit := false
		for _, e := range tl.Entries {
			hit = hit || tells(e, want.Kind, want.Text) && (near(e.Time, want.Time) || near(e.Until, want.Time))
		}
		if hit {
			found++
		} else {
			t.Logf("%s %s at %s is missing", want.Kind, want.Text, want.Time.Format(time.TimeOnly))
			for _, e := range tl.Entries {
				t.Logf("  %s %s %s %s", e.Time, e.Until, e.Kind, e.Text)
			}
		}
	}
	for _, e := range tl.Entries {
		for _, d := range truth.Decoys {
			if strings.Contains(string(e.Text), d.Text) {
				t.Errorf("a decoy is told: %s %s", e.Time, e.Text)
			}
		}
	}
	return found, of, len(tl.Entries)
}

func near(t timeline.Time, want time.Time) bool {
	return !t.IsZero() && t.Earliest.Sub(want).Abs() <= 10*time.Second
}

// tells reports whether an entry is about what the script calls so.
func tells(e timeline.Entry, kind, text string) bool {
	switch kind {
	case "alert_fired", "alert_resolved":
		text = "CheckoutErrorRateHigh"
	case "alert_acked":
		text = "ack, looking at checkout"
	}
	said := string(e.Text)
	for _, behind := range e.Events {
		said += "\n" + string(behind.Text)
	}
	return strings.Contains(said, text)
}
