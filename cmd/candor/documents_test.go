package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/templates"
)

// TestDocuments drafts every template but those of notice phases in every language from every example,
// holds the documents kept for it, and holds that review finds no error in any.
func TestDocuments(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	candor := filepath.Join(t.TempDir(), "candor")
	if err := os.Symlink(exe, candor); err != nil {
		t.Fatal(err)
	}
	for _, name := range examples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), name)
			copyTree(t, filepath.Join("../../examples", name), dir)
			run := func(args ...string) {
				t.Helper()
				cmd := exec.Command(candor, append(args, "-C", dir)...)
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("candor %v: %v\n%s", args, err, out)
				}
			}
			draft, review := []string{"draft"}, []string{"review"}
			all := slices.DeleteFunc(templates.Own().All(), func(t templates.Template) bool { return t.Group == templates.Status })
			for _, tmpl := range all {
				draft, review = append(draft, tmpl.Name+"."+tmpl.Language), append(review, tmpl.Draft())
			}
			run(draft...)
			run(review...)
			for _, tmpl := range all {
				holdDocument(t, dir, name, tmpl.Draft())
			}
		})
	}
}

// holdDocument holds a draft of a folder against the document that is kept for
// it.
func holdDocument(t *testing.T, dir, kept, draft string) {
	t.Helper()
	file := filepath.Join("testdata/documents", kept, draft+".md")
	got, err := os.ReadFile(filepath.Join(dir, "drafts", draft+".md"))
	if err != nil {
		t.Error(err)
		return
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not as kept (go test ./cmd/candor -run TestDocuments -update rewrites it; read the difference): %v %s", file, err, firstDifference(got, want))
	}
}

// told are the phases of an incident and of maintenance, as they follow each
// other, and what is said of each.
var told = [][]string{
	{"investigating", "--at", "2026-03-04T14:18Z", "--next", "20m"},
	{"identified", "--at", "2026-03-04T14:38Z", "--next", "20m", "--doing", "We are going back to the version before."},
	{"monitoring", "--at", "2026-03-04T14:52Z", "--next", "30m"},
	{"resolved", "--at", "2026-03-04T15:24Z"},
	{"reopened", "--at", "2026-03-05T00:50Z", "--next", "20m"},
	{"scheduled", "--at", "2026-03-06T09:00Z"},
	{"in-progress", "--at", "2026-03-07T23:30Z", "--next", "1h"},
	{"verifying", "--at", "2026-03-08T00:40Z", "--next", "1h"},
	{"completed", "--at", "2026-03-08T01:30Z"},
}

// TestDocumentsOfPhases tells every phase in every language from a copy of an
// example, and holds what was told. Its readers live on both sides of the
// change of day.
func TestDocumentsOfPhases(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	candor := filepath.Join(t.TempDir(), "candor")
	if err := os.Symlink(exe, candor); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, l := range templates.Languages() {
		codes = append(codes, l.Code)
	}
	const extra = "testdata/documents/phases"
	dirs := map[string]string{}
	for i, args := range told {
		part := "incident"
		if i >= 5 {
			part = "maintenance"
		}
		if dirs[part] == "" {
			dirs[part] = filepath.Join(t.TempDir(), part)
			copyTree(t, "../../examples/checkout-2026", dirs[part])
			appendFile(t, filepath.Join(extra, "incident.yaml"), filepath.Join(dirs[part], "incident.yaml"))
			for _, code := range codes {
				if code != templates.Original {
					appendFile(t, filepath.Join(extra, code+".yaml"), filepath.Join(dirs[part], "translations", code+".yaml"))
				}
			}
		}
		cmd := exec.Command(candor, append([]string{"notice", "-C", dirs[part], "--lang", strings.Join(codes, ",")}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("candor notice %v: %v\n%s", args, err, out)
		}
		id := fmt.Sprintf("n%d", i+1)
		if part == "maintenance" {
			id = fmt.Sprintf("n%d", i-4)
		}
		for _, code := range codes {
			draft := id + "-" + args[0]
			if code != templates.Original {
				draft += "." + code
			}
			holdDocument(t, dirs[part], "phases", draft)
		}
	}
}

// appendFile puts the text of a file behind that of another.
func appendFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(to, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
}
