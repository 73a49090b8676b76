package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCallsNobody watches the system calls of the main job: no connection is
// opened, and no program is started.
func TestCallsNobody(t *testing.T) {
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
	trace := filepath.Join(t.TempDir(), "trace")
	out, err := exec.Command(strace, "-f", "-qq", "-e", "trace=network,execve", "-o", trace, candor, "report", dir).CombinedOutput()
	if err != nil && strings.Contains(string(out), "ptrace") {
		t.Skipf("strace may not trace here: %s", out)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	calls, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(calls), "execve("); n != 1 {
		t.Errorf("%d programs were started, want candor alone:\n%s", n, calls)
	}
	network := regexp.MustCompile(`\b(socket|connect|bind|sendto|sendmsg|getaddrinfo)\(`)
	for line := range strings.Lines(string(calls)) {
		if network.MatchString(line) {
			t.Errorf("the network was used: %s", line)
		}
	}
}
