//go:build unix

package flow

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/candor-reports/candor/incident"
)

// TestOpensNoPipe holds that a pipe in the place of a file makes nobody wait.
func TestOpensNoPipe(t *testing.T) {
	f, _ := folder(t)
	pipe := func(name string) {
		t.Helper()
		if err := syscall.Mkfifo(filepath.Join(f.Dir, name), 0o600); err != nil {
			t.Skip("pipes cannot be made here: ", err)
		}
	}
	pipe("events.jsonl")
	if _, err := f.read("events.jsonl"); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("error = %v", err)
	}
	if err := f.write("events.jsonl", []byte("new")); err != nil {
		t.Error(err)
	}
	if err := f.remove(incident.File); err != nil {
		t.Fatal(err)
	}
	pipe(incident.File)
	if _, err := f.Record(); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("error = %v", err)
	}
	if err := f.Change(nil); err == nil || !strings.Contains(err.Error(), "is not a file") {
		t.Errorf("error = %v", err)
	}
	pipe("pipe")
	if _, err := OpenFolder(filepath.Join(f.Dir, "pipe")); err == nil {
		t.Error("a pipe was opened as a folder")
	}
}
