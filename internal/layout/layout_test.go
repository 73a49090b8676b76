// Package layout holds the shape of the program: which package may import
// which, and where a third-party package has its home.
package layout

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const module = "github.com/candor-reports/candor"

// imports says which packages of ours each package may import. It is the table
// of docs/architecture.md, which the test reads as well.
var imports = map[string][]string{
	"cmd/candor":        {"internal/cli"},
	"timeline":          {},
	"incident":          {"timeline", "internal/pattern", "internal/strict"},
	"clocks":            {"incident", "timeline", "internal/strict"},
	"redact":            {"timeline"},
	"history":           {"timeline", "internal/pattern"},
	"logs":              {"timeline", "internal/strict"},
	"source":            {"incident", "timeline", "history", "logs", "source/live", "internal/pattern", "internal/strict"},
	"source/live":       {},
	"templates":         {"incident", "clocks", "timeline", "internal/markdown", "internal/strict", "internal/visible"},
	"review":            {"incident", "timeline", "redact", "review/reading", "internal/markdown", "internal/pattern", "internal/strict"},
	"review/reading":    {"timeline", "internal/pattern"},
	"render":            {"incident", "timeline", "internal/browser", "internal/diff3", "internal/markdown", "internal/pattern", "internal/strict", "internal/visible"},
	"archive":           {"history", "incident", "timeline", "source", "internal/flock", "internal/strict", "internal/visible"},
	"archive/site":      {"archive", "archive/answers", "render", "timeline"},
	"archive/answers":   {"archive", "timeline", "internal/strict"},
	"internal/cli":      {"archive", "archive/answers", "archive/site", "incident", "clocks", "timeline", "history", "logs", "source", "templates", "review", "review/reading", "render", "internal/flow", "internal/diff3", "internal/term"},
	"internal/flow":     {"archive", "incident", "clocks", "timeline", "history", "logs", "redact", "source", "templates", "review", "review/reading", "render", "internal/diff3", "internal/flock", "internal/strict"},
	"internal/flock":    {},
	"internal/browser":  {},
	"internal/markdown": {},
	"internal/pattern":  {},
	"internal/strict":   {},
	"internal/term":     {"internal/visible"},
	"internal/visible":  {},
	"internal/diff3":    {},
	"internal/layout":   {},
}

// homes are the only packages that may import a third-party module.
var homes = map[string][]string{
	"github.com/go-git":        {"history", "archive"},
	"github.com/yuin/goldmark": {"render", "review", "internal/markdown"},
	"github.com/gomarkdown":    {"render"},
	"github.com/spf13/cobra":   {"internal/cli"},
	"go.yaml.in/yaml":          {"internal/strict"},
	"github.com/klauspost":     {"logs", "history"},
	"golang.org/x/net":         {"render"},
	"golang.org/x/sys":         {"logs"},
	"golang.org/x/term":        {"internal/term", "cmd/candor"},
	"golang.org/x/text":        {"internal/term", "internal/visible"},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	walk(t, func(file string) {
		pkg := path.Dir(file)
		seen[pkg] = true
		allowed, known := imports[pkg]
		if !known {
			t.Errorf("%s: package %s is not in the table of imports", file, pkg)
			return
		}
		for _, imp := range fileImports(t, file) {
			ours, isOurs := strings.CutPrefix(imp, module+"/")
			switch {
			case isOurs && !slices.Contains(allowed, ours):
				t.Errorf("%s imports %s, which the table does not allow", file, ours)
			case !isOurs && strings.Contains(strings.Split(imp, "/")[0], ".") && !hasHome(imp, pkg):
				t.Errorf("%s imports %s, which has its home elsewhere", file, imp)
			case imp == "os/exec" && pkg == "internal/browser":
				// PDF files and pixels are made by a browser that is installed.
			case imp == "os/exec" && pkg == "history":
				// Repositories of formats that are not read here go through git.
			case imp == "os/exec" && file == "archive/git.go":
				// Signatures and pushes are the user's own git's.
			case (imp == "net" || imp == "net/http") && pkg == "source/live":
				// Servers that a record names are asked.
			case imp == "net" || imp == "net/http" || imp == "os/exec" || imp == "unsafe":
				t.Errorf("%s imports %s: nothing here calls out or runs a program", file, imp)
			}
		}
	})
	for pkg := range imports {
		if !seen[pkg] && pkg != "internal/layout" {
			t.Errorf("the table of imports names %s, which has no Go file", pkg)
		}
	}
}

func hasHome(imp, pkg string) bool {
	for prefix, pkgs := range homes {
		if strings.HasPrefix(imp, prefix) {
			return slices.Contains(pkgs, pkg)
		}
	}
	return false
}

// TestArchitecturePage keeps the table in docs/architecture.md and this one
// together.
func TestArchitecturePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range imports {
		if !strings.Contains(string(page), "| `"+pkg+"` |") {
			t.Errorf("docs/architecture.md has no row for %s", pkg)
		}
	}
}

// floors are the lowest versions without known advisories at the time of
// writing, for what reads foreign input.
var floors = map[string]string{
	"github.com/go-git/go-git/v5":   "v5.19.3",
	"github.com/go-git/go-billy/v5": "v5.9.0",
	"github.com/yuin/goldmark":      "v1.8.7",
	"golang.org/x/net":              "v0.56.0",
	"go.yaml.in/yaml/v3":            "v3.0.4",
}

func TestVersionFloors(t *testing.T) {
	data, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if semver.Compare("v"+mod.Go.Version, "v1.26.6") < 0 {
		t.Errorf("go.mod says go %s, want 1.26.6 or later: html/template and os.Root had advisories before", mod.Go.Version)
	}
	for _, r := range mod.Require {
		if floor, ok := floors[r.Mod.Path]; ok && semver.Compare(r.Mod.Version, floor) < 0 {
			t.Errorf("%s is %s, want %s or later", r.Mod.Path, r.Mod.Version, floor)
		}
		if strings.Contains(r.Mod.Path, "goccy/go-yaml") {
			t.Errorf("%s does not stand small hostile files; YAML is read by internal/strict", r.Mod.Path)
		}
	}
}

// walk calls f for every Go file that is compiled into the program, with its
// path from the top of the module.
func walk(t *testing.T, f func(file string)) {
	t.Helper()
	top := os.DirFS("../..")
	err := fs.WalkDir(top, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "examples" || d.Name() == "testdata" || d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && name != "."):
			return fs.SkipDir
		case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			f(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func fileImports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join("../..", file), nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, imp := range parsed.Imports {
		p, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}
