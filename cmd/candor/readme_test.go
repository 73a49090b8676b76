package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs every command that README shows, in the order in which it
// shows them, on copies of the examples.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range examples(t) {
		if err := copyInputs(filepath.Join("../../examples", name), filepath.Join(dir, "examples", name)); err != nil {
			t.Fatal(err)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(exe, filepath.Join(bin, "candor")); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(readme, -1) {
		for line := range strings.Lines(string(block[1])) {
			line = strings.TrimSpace(line)
			if line == "go test ./..." || strings.HasPrefix(line, "go install ") {
				continue
			}
			line = strings.Replace(line, "go run ./cmd/candor", "candor", 1)
			if !strings.HasPrefix(line, "candor ") {
				t.Errorf("README shows a command that this test does not know: %s", line)
				continue
			}
			ran++
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			out, err := cmd.CombinedOutput()
			// A report with facts missing ends with code 3, as README says.
			var exit *exec.ExitError
			if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3 || strings.Contains(line, "esx-2008")) {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
	if ran < 7 {
		t.Errorf("README shows %d commands, want at least 7", ran)
	}
	for _, file := range []string{"examples/esx-2008/public/apology-letter.html", "examples/esx-2008/internal/postmortem.html", "2026-03-04-orders-failed/incident.yaml"} {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			t.Errorf("README names %s: %v", file, err)
		}
	}
}
