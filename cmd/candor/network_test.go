package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCallsNobody watches the system calls of every command: no connection is
// opened, and no program is started.
func TestCallsNobody(t *testing.T) {
	long(t)
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed; .ci/run installs it")
	}
	dir := filepath.Join(t.TempDir(), "esx-2008")
	if err := copyInputs("../../examples/esx-2008", dir); err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	candor := filepath.Join(t.TempDir(), "candor")
	if err := os.Symlink(exe, candor); err != nil {
		t.Fatal(err)
	}
	network := regexp.MustCompile(`\b(socket|connect|bind|sendto|sendmsg|getaddrinfo)\(`)
	for _, args := range [][]string{
		{"report", dir}, {"report", "--repo", dir, "--since", "36h", "-C", t.TempDir()}, {"new", "-C", t.TempDir(), "x"}, {"note", "-C", dir, "see https://example.com"}, {"collect", "-C", dir},
		{"timeline", "-C", dir}, {"edit", "-C", dir, "e0000000000", "--undo"}, {"draft", "-C", dir}, {"review", "-C", dir}, {"render", "-C", dir, "--to", "html,markdown,svg"}, {"render", "-C", dir, "postmortem", "--to", "html", "-o", filepath.Join(t.TempDir(), "x.html")},
		{"formats"}, {"outputs"}, {"rules"}, {"sources"}, {"templates"}, {"help"}, {"--version"}, {"completion", "bash"},
	} {
		trace := filepath.Join(t.TempDir(), "trace")
		cmd := exec.Command(strace, append([]string{"-f", "-qq", "-e", "trace=network,execve", "-o", trace, candor}, args...)...)
		cmd.Stdin = strings.NewReader("")
		out, err := cmd.CombinedOutput()
		if err != nil && strings.Contains(string(out), "ptrace") {
			t.Skipf("strace may not trace here: %s", out)
		}
		if code := cmd.ProcessState.ExitCode(); code != 0 && code != 3 {
			t.Errorf("candor %v: %v\n%s", args, err, out)
		}
		calls, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(calls), "execve("); n != 1 {
			t.Errorf("candor %v: %d programs were started, want candor alone:\n%s", args, n, calls)
		}
		for line := range strings.Lines(string(calls)) {
			if network.MatchString(line) {
				t.Errorf("candor %v: the network was used: %s", args, line)
			}
		}
	}
}
