package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestTracePage runs every command that docs/trace.md shows. Each line that
// it shows below a command is in the command's output, in that order; "…" at
// an end of a line stands for what was left out.
func TestTracePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/trace.md")
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```\n\\$ candor (.*?)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		ran++
		cmd := exec.Command(exe, strings.Fields(block[1])...)
		cmd.Args[0] = "candor"
		cmd.Dir = "../.."
		cmd.Env = append(os.Environ(), "CANDOR_CACHE=off")
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("candor %s: %v", block[1], err)
		}
		rest := string(out)
		for line := range strings.Lines(block[2]) {
			want := strings.Trim(strings.TrimSpace(line), "…")
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("candor %s: does not say, or not there:\n%s\n%s", block[1], want, out)
			}
			rest = after
		}
	}
	if ran < 5 {
		t.Errorf("docs/trace.md shows %d commands, want at least 5", ran)
	}
}
