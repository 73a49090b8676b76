package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCannotCall holds that nothing which opens a connection is part of candor,
// whatever its libraries could do: what is not in the program cannot be called.
// Programs are started by the history package alone.
func TestCannotCall(t *testing.T) {
	long(t)
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command here")
	}
	deps, err := exec.Command(goTool, "list", "-deps", "-f", "{{.ImportPath}} {{.Imports}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	forbidden := regexp.MustCompile(`^(net/(http|smtp|rpc|mail).*|plugin|crypto/tls|golang.org/x/crypto/ssh.*|.*/go-git/v5/plumbing/transport.*)$`)
	for line := range strings.Lines(string(deps)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		if forbidden.MatchString(pkg) {
			t.Errorf("%s is part of candor", pkg)
		}
		if slices.Contains(strings.Fields(strings.Trim(imports, "[]")), "os/exec") && !strings.HasSuffix(pkg, "candor/history") {
			t.Errorf("%s can start programs", pkg)
		}
	}
	candor := filepath.Join(t.TempDir(), "candor")
	if out, err := exec.Command(goTool, "build", "-o", candor, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	symbols, err := exec.Command(goTool, "tool", "nm", candor).Output()
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile(`\s(net\.(\(\*(Dialer|Resolver|sysDialer|ListenConfig)\)|Dial|Listen|Lookup)\S*|syscall\.(Socket|Connect|Bind|Listen|Exec))\b`)
	if !strings.Contains(string(symbols), "main.main") {
		t.Fatal("the symbols of candor were not read")
	}
	for line := range strings.Lines(string(symbols)) {
		if calls.MatchString(line) {
			t.Errorf("candor holds %s", strings.TrimSpace(line))
		}
	}
}
