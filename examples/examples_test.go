// Package examples holds whole incidents. The outputs beside them are compared
// by cmd/candor; this test holds that their evidence is what the scripts
// beside it make.
package examples

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRepositories builds each example's repository anew and compares what it
// says: every ref and every commit behind it. Packs may differ from one
// version of git to the next.
func TestRepositories(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed; the scripts need it")
	}
	for script, kept := range map[string]string{
		"esx-2008/evidence/build-product.sh":   "esx-2008/evidence/product.git",
		"checkout-2026/evidence/build-shop.sh": "checkout-2026/evidence/shop.git",
	} {
		dir := filepath.Join(t.TempDir(), "made.git")
		cmd := exec.Command("sh", script, dir)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
		if made, want := refs(t, git, dir), refs(t, git, kept); made != want || want == "" {
			t.Errorf("%s makes\n%s\nkept is\n%s", script, made, want)
		}
	}
}

func refs(t *testing.T, git, dir string) string {
	t.Helper()
	var out bytes.Buffer
	for _, args := range [][]string{{"for-each-ref"}, {"rev-list", "--all", "--timestamp"}} {
		cmd := exec.Command(git, append([]string{"--git-dir=" + dir}, args...)...)
		cmd.Stdout = &out
		if err := cmd.Run(); err != nil {
			t.Fatalf("git %s in %s: %v", strings.Join(args, " "), dir, err)
		}
	}
	return out.String()
}

// TestLogs writes the generated logs anew and compares them byte for byte.
func TestLogs(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("the go command is not on the path; the generators need it")
	}
	for g, kept := range map[string]string{
		"esx-2008/evidence/build-logs.go":      "esx-2008/evidence/hosts",
		"checkout-2026/evidence/build-logs.go": "checkout-2026/evidence",
	} {
		dir := t.TempDir()
		if out, err := exec.Command(goTool, "run", g, dir).CombinedOutput(); err != nil {
			t.Fatalf("go run %s: %v\n%s", g, err, out)
		}
		made := 0
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			made++
			rel, _ := filepath.Rel(dir, path)
			got, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			want, err := os.ReadFile(filepath.Join(kept, rel))
			if err == nil && !bytes.Equal(got, want) {
				t.Errorf("%s makes another %s than is kept", g, rel)
			}
			return err
		})
		if err != nil || made == 0 {
			t.Errorf("%s makes %d files: %v", g, made, err)
		}
	}
}
