package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the outputs kept in examples/")

// TestExamples makes every example anew and holds the outputs kept beside it,
// byte for byte, in another time zone, locale and degree of parallelism too.
func TestExamples(t *testing.T) {
	for _, name := range examples(t) {
		t.Run(name, func(t *testing.T) {
			kept := filepath.Join("../../examples", name)
			dir := make1(t, kept, "TZ=UTC")
			other := make1(t, kept, "TZ=Pacific/Kiritimati", "LANG=de_DE.UTF-8", "GOMAXPROCS=1")
			if *update {
				for _, o := range outputs {
					if err := os.RemoveAll(filepath.Join(kept, o)); err != nil {
						t.Fatal(err)
					}
					copyTree(t, filepath.Join(dir, o), filepath.Join(kept, o))
				}
			}
			want := tree(t, kept)
			for which, got := range map[string]map[string][]byte{"the outputs": tree(t, dir), "the outputs made elsewhere": tree(t, other)} {
				for file := range want {
					if !bytes.Equal(got[file], want[file]) {
						t.Errorf("%s: %s is not as kept (go test ./cmd/candor -update rewrites it; read the difference): %s", which, file, firstDifference(got[file], want[file]))
					}
				}
				for file := range got {
					if _, ok := want[file]; !ok {
						t.Errorf("%s: %s is not kept", which, file)
					}
				}
			}
		})
	}
}

func examples(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if len(names) < 2 {
		t.Fatalf("examples: %v, want at least 2", names)
	}
	return names
}

// make1 makes the report of an example's inputs twice in a folder of its own,
// and holds that the second run changes nothing.
func make1(t *testing.T, kept string, env ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), filepath.Base(kept))
	if err := copyInputs(kept, dir); err != nil {
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
	var first map[string][]byte
	for range 2 {
		cmd := exec.Command(candor, "report", filepath.Base(dir))
		cmd.Dir = filepath.Dir(dir)
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("candor report: %v\n%s", err, out)
		}
		if first == nil {
			first = tree(t, dir)
		}
	}
	for file, data := range tree(t, dir) {
		if !bytes.Equal(first[file], data) {
			t.Errorf("%s: a second run changes it", file)
		}
	}
	return dir
}

// tree reads the outputs in a folder.
func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, path)
		top, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
		if slices.Contains(outputs, top) {
			data, err := os.ReadFile(path)
			files[filepath.ToSlash(rel)] = data
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, data, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "\n got: " + g[i] + "\nwant: " + w[i]
		}
	}
	return "one is longer"
}
