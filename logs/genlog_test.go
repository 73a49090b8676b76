package logs

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// scriptedEvent is what the generator says it wrote.
type scriptedEvent struct {
	Kind, Text string
	Time       *time.Time
}

// TestScriptedLogs looks for what a generator of mixed logs wrote into them:
// when an error was first and last seen and when a burst began and ended, each
// within ten seconds, and none of the decoys.
func TestScriptedLogs(t *testing.T) {
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
	seeds, size := 1, "18M"
	if *everything {
		seeds, size = 20, "30M"
	}
	if testing.Short() {
		t.Skip("writes and reads large logs")
	}
	right, wanted := 0, 0
	for _, format := range []string{"native", "jsonl", "syslog"} {
		if !*everything && format != "jsonl" {
			continue
		}
		for seed := 1; seed <= seeds; seed++ {
			path := filepath.Join(t.TempDir(), "mixed.log")
			out, err := exec.Command(python, tool, "--out", path, "--size", size, "--format", format, "--seed", fmt.Sprint(seed)).CombinedOutput()
			if err != nil {
				t.Fatalf("%s: %s", err, out)
			}
			found, of, extra := scoreScripted(t, path)
			right, wanted = right+found, wanted+of
			t.Logf("%s, seed %d: %d of %d, %d other signals", format, seed, found, of, extra)
		}
	}
	if right < wanted {
		t.Errorf("%d of %d scripted events found", right, wanted)
	}
}

// scoreScripted counts the scripted events that the signals of a log tell, and
// the signals that tell something else.
func scoreScripted(t *testing.T, path string) (found, of, extra int) {
	f, err := os.ReadFile(path + ".truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth struct{ Events, Decoys []scriptedEvent }
	if err := json.Unmarshal(f, &truth); err != nil {
		t.Fatal(err)
	}
	last := truth.Events[len(truth.Events)-1].Time
	file := File{Name: "mixed.log", ModTime: last.Add(4 * time.Hour), Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
	events, _ := collect(t, Read(t.Context(), []File{file}, Options{Source: "s", Zone: time.UTC}))
	for _, want := range truth.Events {
		switch want.Kind {
		case "error_first_seen", "burst_start", "burst_end", "error_last_seen":
		default:
			continue
		}
		of++
		var near []string
		hit := false
		for _, e := range events {
			if strings.Contains(string(e.Text), want.Text) {
				near = append(near, e.Time.Earliest.Format(time.TimeOnly))
				hit = hit || e.Time.Earliest.Sub(*want.Time).Abs() <= 10*time.Second
			}
		}
		if hit {
			found++
		} else {
			t.Logf("%s %s: at %s, found %s", want.Kind, want.Text, want.Time.Format(time.TimeOnly), near)
		}
	}
	for _, e := range events {
		for _, d := range truth.Decoys {
			if strings.Contains(string(e.Text), d.Text) {
				t.Errorf("a decoy is told: %s %s %s", e.Time, e.Kind, e.Text)
			}
		}
		if !strings.Contains(string(e.Text), "connection pool exhausted") && !strings.Contains(string(e.Text), "slow query") {
			t.Logf("other signal: %s %s %s", e.Time, e.Kind, e.Text)
			extra++
		}
	}
	return found, of, extra
}
