//go:build unix

package source_test

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestFileOpensNoPipe holds that nothing waits for another program.
func TestFileOpensNoPipe(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"logs/a.log": logLine})
	if err := syscall.Mkfifo(filepath.Join(dir, "logs/pipe.log"), 0o600); err != nil {
		t.Skip("pipes cannot be made here: ", err)
	}
	for _, path := range []string{"logs", "logs/*.log"} {
		if _, r := read(t, dir, path); !slices.Equal(r.Gaps, []string{"logs/pipe.log: is not a regular file"}) {
			t.Errorf("%s: gaps %q", path, r.Gaps)
		}
	}
	if _, r := read(t, dir, "logs/pipe.log"); !r.Failed || !strings.Contains(strings.Join(r.Gaps, ""), "neither a file nor a folder") {
		t.Errorf("%+v", r)
	}
}
