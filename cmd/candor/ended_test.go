package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
)

// busyFolder makes an incident folder whose report takes a while.
func busyFolder(t *testing.T, dir string) {
	t.Helper()
	var log strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&log, "2026-03-04T14:%02d:%02dZ ERROR card refused by host %d after %d ms\n", i/100, i%60, i%7, i)
	}
	put(t, dir, map[string]string{"incident.yaml": "id: x\ntitle: It failed\nmilestones: {started: 2026-03-04T14:02Z}\nsources:\n- {name: a, kind: file, path: logs}\n- {name: b, kind: file, path: logs, each: message}\n", "logs/a.log": log.String()})
}

// contents reads all files of a folder, links left out.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestEndedAtAnyTime interrupts and kills a report after more and more time: no
// file is half written, nothing blocks the next run, and the next run ends as
// if nothing had happened.
func TestEndedAtAnyTime(t *testing.T) {
	long(t)
	c := newChild(t)
	whole := filepath.Join(t.TempDir(), "x")
	busyFolder(t, whole)
	start := time.Now()
	if r := c.run(t, whole, "", "report", "."); r.code != 3 {
		t.Fatalf("code %d: %s", r.code, r.err)
	}
	took := time.Since(start)
	want := contents(t, whole)
	steps := 4
	if *everything {
		steps = 100
	}
	for _, sig := range []os.Signal{os.Interrupt, os.Kill} {
		dir := filepath.Join(t.TempDir(), "x")
		busyFolder(t, dir)
		for i := range steps {
			for _, out := range outputs {
				if err := os.RemoveAll(filepath.Join(dir, out)); err != nil {
					t.Fatal(err)
				}
			}
			var said bytes.Buffer
			cmd := c.command(dir, "report", ".")
			cmd.Stderr = &said
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(took*time.Duration(i+1)/time.Duration(steps), func() { _ = cmd.Process.Signal(sig) })
			_ = cmd.Wait()
			code := cmd.ProcessState.ExitCode()
			// The one that comes before candor listens ends it as any program.
			if sig == os.Interrupt && code != 130 && code != 3 && code != -1 {
				t.Errorf("interrupted: code %d: %s", code, said.String())
			}
			for name, text := range contents(t, dir) {
				if strings.HasSuffix(name, ".part") && sig == os.Kill {
					continue // is what was being written; the next run takes it out
				}
				if text != want[name] {
					t.Errorf("%v after %d of %d parts of the time: %s has %d bytes, want %d", sig, i+1, steps, name, len(text), len(want[name]))
				}
			}
			if r := c.run(t, dir, "", "report", "."); r.code != 3 {
				t.Fatalf("the run after: code %d: %s", r.code, r.err)
			}
			got := contents(t, dir)
			for name, text := range want {
				if got[name] != text {
					t.Errorf("the run after: %s differs", name)
				}
			}
			if len(got) != len(want) {
				t.Errorf("the run after leaves %d files, want %d", len(got), len(want))
			}
		}
	}
}

// TestNotesAtOnce has many people write notes at the same time, some of whose
// candor is killed: no note that was acknowledged is lost.
func TestNotesAtOnce(t *testing.T) {
	people, each := 20, 5
	if testing.Short() {
		people, each = 6, 3
	}
	c := newChild(t)
	dir := t.TempDir()
	put(t, dir, map[string]string{"incident.yaml": "id: x\ntitle: It failed\n"})
	var wg sync.WaitGroup
	var mu sync.Mutex
	kept := map[string]bool{}
	for p := range people {
		wg.Go(func() {
			for n := range each {
				text := fmt.Sprintf("note %d of %d", n, p)
				cmd := c.command(dir, "note", "-q", text)
				if p%5 == 4 {
					_ = cmd.Start()
					time.AfterFunc(time.Duration(10+n*10)*time.Millisecond, func() { _ = cmd.Process.Kill() })
					if cmd.Wait() != nil {
						continue
					}
				} else if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v: %s", text, err, out)
					continue
				}
				mu.Lock()
				kept[text] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	data, err := os.ReadFile(filepath.Join(dir, "incident.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	inc, err := incident.Parse("incident.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, n := range inc.Notes {
		times[n.Text]++
	}
	for text := range kept {
		if times[text] != 1 {
			t.Errorf("%q is kept %d times", text, times[text])
		}
	}
	if len(kept) < people*each*4/5 {
		t.Errorf("%d notes were acknowledged, want %d or more", len(kept), people*each*4/5)
	}
}
