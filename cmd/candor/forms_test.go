package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/render"
)

// sentForms are the forms in which documents are sent, followed and posted,
// and those that status pages and sites take.
var sentForms = []string{
	"astro", "cachet", "cstate", "docusaurus", "hugo", "instatus", "jekyll", "openstatus", "statuspage", "upptime",
	"atom", "atom-updates", "email", "jsonfeed", "jsonfeed-updates", "rss", "rss-updates", "slack", "teams", "text", "text-160", "text-280",
}

// TestMessages writes the letter of every example in every form that is sent,
// and holds the forms kept for it. A form that an example has no facts for is
// refused: esx-2008 states no site, which a channel of RSS needs.
func TestMessages(t *testing.T) {
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
			forms := slices.Clone(sentForms)
			if name == "esx-2008" {
				forms = slices.DeleteFunc(forms, func(f string) bool { return strings.HasPrefix(f, "rss") })
			}
			cmd := exec.Command(candor, "render", "apology-letter", "--to", strings.Join(forms, ","), "-C", dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
			}
			for _, form := range forms {
				o, err := render.Find(form)
				if err != nil {
					t.Fatal(err)
				}
				got, err := os.ReadFile(filepath.Join(dir, "public", "apology-letter"+o.Ext))
				if err != nil {
					t.Fatal(err)
				}
				holdMessage(t, filepath.Join("testdata/messages", name, "apology-letter"+o.Ext), got)
			}
		})
	}
}

func holdMessage(t *testing.T, file string, got []byte) {
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
		t.Errorf("%s is not as kept (go test ./cmd/candor -run TestMessages -update rewrites it; read the difference): %v %s", file, err, firstDifference(got, want))
	}
}
