package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/candor-reports/candor/templates"
)

// TestDocuments drafts every template but those of notice phases in every language from every example,
// holds the documents kept for it, and holds that review finds no error in any.
func TestDocuments(t *testing.T) {
	candor := program(t)
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

// program is the command, as its own tests run it.
func program(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	candor := filepath.Join(t.TempDir(), "candor")
	if err := os.Symlink(exe, candor); err != nil {
		t.Fatal(err)
	}
	return candor
}

// holdDocument holds a draft of a folder against the document that is kept for
// it.
func holdDocument(t *testing.T, dir, kept, draft string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, "drafts", draft+".md"))
	if err != nil {
		t.Error(err)
		return
	}
	hold(t, filepath.Join("testdata/documents", kept, draft+".md"), got)
}

// hold holds what was made against the file that is kept of it.
func hold(t *testing.T, file string, got []byte) {
	t.Helper()
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
