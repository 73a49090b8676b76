package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCannotCall holds that one package of candor alone can open a connection,
// the one that asks servers which a record names, whatever other libraries
// could do. Programs are started by three packages alone:
// internal/browser starts the browser that prints, and two start git only:
// history reads repositories of other formats through it, and archive has it
// sign and push as its user configured it.
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
	never := regexp.MustCompile(`^(net/(smtp|rpc|mail).*|plugin|golang.org/x/crypto/ssh.*|.*/go-git/v5/plumbing/transport.*)$`)
	calls := regexp.MustCompile(`^(net|net/http.*|crypto/tls|golang.org/x/net/(proxy|http2|websocket).*)$`)
	caller := false
	const ours = "github.com/candor-reports/candor/"
	for line := range strings.Lines(string(deps)) {
		pkg, list, _ := strings.Cut(strings.TrimSpace(line), " ")
		imports := strings.Fields(strings.Trim(list, "[]"))
		if never.MatchString(pkg) {
			t.Errorf("%s is part of candor", pkg)
		}
		if slices.Contains(imports, "os/exec") && pkg != ours+"history" && pkg != ours+"archive" && pkg != ours+"internal/browser" {
			t.Errorf("%s can start programs", pkg)
		}
		switch {
		case !slices.ContainsFunc(imports, calls.MatchString):
		case pkg == ours+"source/live":
			caller = true
		case strings.HasPrefix(pkg, ours), strings.Contains(pkg, "/go-git/"):
			t.Errorf("%s can open connections", pkg)
		}
	}
	if !caller {
		t.Error("source/live was not found: is its name another one now?")
	}
}
