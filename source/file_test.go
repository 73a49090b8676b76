package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

const logLine = "2026-03-04T14:02:11Z ERROR card refused\n"

// put writes files below a folder.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// read reads a source of kind file, every line as an event.
func read(t *testing.T, dir, path string) ([]timeline.Event, timeline.Reading) {
	t.Helper()
	stream, err := source.Read(context.Background(), incident.Source{Name: "a", Kind: "file", Path: path, Each: timeline.Note}, &source.Env{Dir: dir, Stdin: strings.NewReader(logLine)})
	if err != nil {
		t.Fatal(err)
	}
	var events []timeline.Event
	for e, err := range stream.Events {
		if err == nil {
			events = append(events, e)
		}
	}
	reading := stream.Reading()
	if err := reading.Tally.Err(); err != nil {
		t.Error(err)
	}
	return events, reading
}

func TestFileFindsWhatThePathMeans(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"inc/incident.yaml": "", "logs/a.log": logLine, "logs/b.log": logLine, "logs/deep/c.log": logLine, "logs/.hidden": logLine, "logs/notes.txt": logLine})
	tests := []struct {
		path string
		want []string
	}{
		{"../logs/a.log", []string{"../logs/a.log"}},
		{"../logs/*.log", []string{"../logs/a.log", "../logs/b.log"}},
		{"../logs", []string{"../logs/a.log", "../logs/b.log", "../logs/deep/c.log", "../logs/notes.txt"}},
		{"../logs/", []string{"../logs/a.log", "../logs/b.log", "../logs/deep/c.log", "../logs/notes.txt"}},
		{"../logs/*/c.log", []string{"../logs/deep/c.log"}},
		{filepath.Join(dir, "logs/a.log"), []string{filepath.Join(dir, "logs/a.log")}},
		{"-", []string{"stdin"}},
	}
	for _, tt := range tests {
		_, r := read(t, filepath.Join(dir, "inc"), tt.path)
		if !slices.Equal(r.Where, tt.want) || len(r.Gaps) > 0 || r.Failed {
			t.Errorf("%s: read %v, want %v; gaps %v", tt.path, r.Where, tt.want, r.Gaps)
		}
	}
	for path, want := range map[string]string{
		"../logs/none.log": "does not exist", "../logs/*.gz": "no file matches", "../logs/[": "syntax error", "../nowhere/*": "does not exist", "\x00": "invalid",
	} {
		if _, r := read(t, filepath.Join(dir, "inc"), path); !r.Failed || len(r.Gaps) != 1 || !strings.Contains(r.Gaps[0], want) {
			t.Errorf("%q: %+v, want a gap that says %q", path, r, want)
		}
	}
}

// TestFileFollowsNoLinkOutside holds that links among the files that a glob or
// a folder means are read only where they stay in it, and are told otherwise.
func TestFileFollowsNoLinkOutside(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"logs/a.log": logLine, "secret/passwords.log": "2026-03-04T14:02:11Z secret\n", "secret/deep/x.log": "2026-03-04T14:02:11Z secret\n"})
	for name, to := range map[string]string{
		"inside.log": "a.log", "up.log": "../secret/passwords.log", "absolute.log": filepath.Join(dir, "secret/passwords.log"),
		"folder": "../secret", "etc.log": "/etc/hostname", "nowhere.log": "none", "circle.log": "circle.log", "root": "/", "proc.log": "/proc/self/environ",
	} {
		if err := os.Symlink(to, filepath.Join(dir, "logs", name)); err != nil {
			t.Skip("links cannot be made here: ", err)
		}
	}
	for path, want := range map[string]int{"logs": 7, "logs/*.log": 5, "logs/*": 7, "logs/*/*": 0} {
		events, r := read(t, dir, path)
		for _, e := range events {
			if strings.Contains(string(e.Text), "secret") {
				t.Errorf("%s: %s was read", path, e.Source)
			}
		}
		told := 0
		for _, gap := range r.Gaps {
			if strings.Contains(gap, dir) {
				t.Errorf("%s: a path of the machine is told: %s", path, gap)
			}
			if strings.Contains(gap, ".log: ") || strings.Contains(gap, "folder: ") || strings.Contains(gap, "root: ") {
				told++
			}
		}
		if told < want {
			t.Errorf("%s: %d files that were not read are told, want %d: %q", path, told, want, r.Gaps)
		}
	}
	// A link that the record names itself is the user's own.
	if events, _ := read(t, dir, "logs/folder/*.log"); len(events) != 1 {
		t.Errorf("a named link gives %d events, want 1", len(events))
	}
}

// TestFileTellsManyGapsShortly holds that what could not be read does not fill
// the document.
func TestFileTellsManyGapsShortly(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"logs/a.log": logLine})
	for i := range 100 {
		if err := os.Symlink("none", filepath.Join(dir, "logs", fmt.Sprintf("l%03d.log", i))); err != nil {
			t.Skip("links cannot be made here: ", err)
		}
	}
	if _, r := read(t, dir, "logs"); len(r.Gaps) != 21 || r.Gaps[20] != "80 more files could not be read" {
		t.Errorf("%d gaps: %q", len(r.Gaps), r.Gaps)
	}
}

// TestFileOrder holds that the order in which files were made, or are listed,
// does not matter.
func TestFileOrder(t *testing.T) {
	names := []string{"b.log", "a.log", "c.log.1", "ä.log", "Z.log", "10.log", "9.log"}
	var first string
	for range 4 {
		dir := t.TempDir()
		for _, name := range names {
			put(t, dir, map[string]string{"logs/" + name: "2026-03-04T14:02:11Z " + name + "\n"})
		}
		events, r := read(t, dir, "logs/*")
		got := fmt.Sprint(events, r)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("another order gives\n%s\nfirst\n%s", got, first)
		}
		names = append(names[3:], names[:3]...)
	}
}

func TestUnknownKind(t *testing.T) {
	_, err := source.Read(context.Background(), incident.Source{Name: "a", Kind: "fiel"}, &source.Env{})
	if err == nil || !strings.Contains(err.Error(), `did you mean "file"?`) {
		t.Errorf("error = %v", err)
	}
}
