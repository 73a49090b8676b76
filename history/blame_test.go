package history

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// versions builds a line of commits, each with the whole content of its files.
func versions(t testing.TB, f *fixture, contents ...[]string) []string {
	t.Helper()
	var out, parents []string
	for i, files := range contents {
		at := fmt.Sprintf("2026-03-%02d 10:00", i+1)
		h := f.commit(made{at: at, tree: f.folder(files...), message: fmt.Sprintf("change %d\n", i), parents: parents})
		out, parents = append(out, h), []string{h}
	}
	f.branch("main", out[len(out)-1])
	return out
}

// folder makes a tree of files given as name and content in turn.
func (f *fixture) folder(files ...string) string {
	f.t.Helper()
	type entry struct{ name, hash string }
	var entries []entry
	for i := 0; i < len(files); i += 2 {
		entries = append(entries, entry{files[i], f.object("blob", files[i+1])})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	var out strings.Builder
	for _, e := range entries {
		h, _ := parseName([]byte(e.hash))
		out.WriteString("100644 " + e.name + "\x00" + string(h[:]))
	}
	return f.object("tree", out.String())
}

// origins tells for each line which version it came from: "0 0 2".
func origins(t testing.TB, f *fixture, hashes []string, path string, o BlameOptions) string {
	t.Helper()
	r, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	lines, err := r.Blame(context.Background(), "main", path, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, fmt.Sprint(slices.Index(hashes, l.Commit)))
	}
	return strings.Join(out, " ")
}

func TestBlame(t *testing.T) {
	long := strings.Repeat("a line that stays\nanother one\n", 4)
	tests := []struct {
		name     string
		versions [][]string
		path     string
		o        BlameOptions
		want     string
	}{
		{"lines are added and changed", [][]string{{"f", "one\ntwo\n"}, {"f", "one\nmore\ntwo\n"}, {"f", "one\nmore\nTWO\n"}}, "f", BlameOptions{}, "0 1 2"},
		{"whitespace counts", [][]string{{"f", "if x\ngo\n"}, {"f", "if x\n\tgo\n"}}, "f", BlameOptions{}, "0 1"},
		{"whitespace does not count", [][]string{{"f", "if x\ngo\n"}, {"f", "if x\n\tgo\n"}}, "f", BlameOptions{IgnoreSpace: true}, "0 0"},
		{"a comment does not count", [][]string{{"f", "go(1);\n"}, {"f", "go(1); // once\n"}}, "f", BlameOptions{IgnoreComments: true}, "0"},
		{"a new name", [][]string{{"f", "one\ntwo\n"}, {"g", "one\ntwo\n"}}, "g", BlameOptions{}, "0 0"},
		{"a new name and a change", [][]string{{"f", long}, {"g", long + "new\n"}}, "g", BlameOptions{}, "0 0 0 0 0 0 0 0 1"},
		{"a range", [][]string{{"f", "one\ntwo\nthree\n"}, {"f", "one\nTWO\nthree\n"}}, "f", BlameOptions{From: 2, To: 3}, "1 0"},
		{"a file that went and came back", [][]string{{"f", "one\n"}, {"g", "else\n"}, {"f", "one\n"}}, "f", BlameOptions{}, "2"},
		{"no newline at the end", [][]string{{"f", "one"}, {"f", "one\ntwo"}}, "f", BlameOptions{}, "0 1"},
		{"an empty file", [][]string{{"f", ""}}, "f", BlameOptions{}, ""},
	}
	for _, tt := range tests {
		f := newFixture(t)
		if got := origins(t, f, versions(t, f, tt.versions...), tt.path, tt.o); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBlameNamesWhatIsNotThere(t *testing.T) {
	f := newFixture(t)
	versions(t, f, []string{"f", "one\n"})
	r, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, tt := range [][3]string{
		{"main", "missing", "there is no file missing at main"},
		{"elsewhere", "f", `there is no branch "elsewhere"`},
		{"0123456789", "f", "there is no commit 0123456789"},
	} {
		_, err := r.Blame(context.Background(), tt[0], tt[1], BlameOptions{})
		if err == nil || !strings.Contains(err.Error(), tt[2]) {
			t.Errorf("%s of %s: %v", tt[1], tt[0], err)
		}
	}
}

// randomFiles makes a history of two files that branches change, merge and
// rename.
func randomFiles(t testing.TB, seed uint64, size int) *fixture {
	f := newFixture(t)
	rng := rand.New(rand.NewPCG(seed, 7))
	type version struct {
		hash, name string
		lines      []string
	}
	var start []string
	for i := range 40 {
		start = append(start, fmt.Sprintf("%sline %d", strings.Repeat("\t", i%3), i/2))
	}
	write := func(i int, v version, parents ...string) version {
		tree := f.folder(v.name, strings.Join(v.lines, "\n")+"\n", "other", "the same\n")
		v.hash = f.commit(made{at: fmt.Sprintf("2026-%02d-%02d %02d:00", 1+i/500, 1+i/20%25, i%20), tree: tree, message: fmt.Sprintf("change %d\n", i), parents: parents})
		return v
	}
	tips := []version{write(0, version{name: "f", lines: start})}
	for i := 1; i < size; i++ {
		v := tips[max(0, len(tips)-1-rng.IntN(4))]
		parents := []string{v.hash}
		v.lines = slices.Clone(v.lines)
		at := rng.IntN(len(v.lines))
		switch n := rng.IntN(12); {
		case n < 5:
			v.lines = slices.Insert(v.lines, at, fmt.Sprintf("\tadded %d", i), "}")
		case n < 8:
			v.lines[at] = fmt.Sprintf("changed %d", i)
		case n < 9 && len(v.lines) > 20:
			v.lines = slices.Delete(v.lines, at, min(at+3, len(v.lines)))
		case n < 10:
			v.lines[at] = "\t" + v.lines[at]
		case n < 11:
			v.name = fmt.Sprintf("f%d", i)
		default:
			w := tips[max(0, len(tips)-1-rng.IntN(4))]
			if w.hash != v.hash && w.name == v.name {
				half := min(len(w.lines), len(v.lines)) / 2
				v.lines = append(slices.Clone(v.lines[:half]), w.lines[half:]...)
				parents = append(parents, w.hash)
			}
		}
		tips = append(tips, write(i, v, parents...))
	}
	f.branch("main", tips[len(tips)-1].hash)
	f.write("path", tips[len(tips)-1].name)
	return f
}

// Random histories are blamed as git blames them, loose and packed, with a
// commit-graph and changed-path filters and without.
func TestBlameAgainstGit(t *testing.T) {
	lines, wrong := 0, 0
	for seed := range uint64(4) {
		f := randomFiles(t, seed, 80)
		path := readFile(t, filepath.Join(f.dir, "path"))
		for _, space := range []bool{false, true} {
			var flags []string
			if space {
				flags = []string{"-w"}
			}
			git(t, f.dir, "rev-parse", "HEAD")
			want, err := gitBlame(f.dir, "main", path, flags...)
			if err != nil {
				t.Fatal(err)
			}
			got := blamed(t, f, path, BlameOptions{IgnoreSpace: space})
			for i := range want {
				if lines++; got[i] != want[i] {
					wrong++
				}
			}
		}
		plain := blamed(t, f, path, BlameOptions{})
		for _, how := range [][]string{{"commit-graph", "write", "--reachable"}, {"commit-graph", "write", "--reachable", "--changed-paths"}, {"repack", "-adfq"}} {
			git(t, f.dir, how...)
			if d := cmp.Diff(plain, blamed(t, f, path, BlameOptions{})); d != "" {
				t.Errorf("seed %d, after %v: %s", seed, how, d)
			}
		}
	}
	if 100*wrong > lines {
		t.Errorf("%d of %d lines differ from git blame", wrong, lines)
	}
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func blamed(t testing.TB, f *fixture, path string, o BlameOptions) []string {
	t.Helper()
	r, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	lines, err := r.Blame(context.Background(), "main", path, o)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, l.Commit)
	}
	return out
}

// A graph whose filters lie changes no answer.
func TestBlameWithADamagedGraph(t *testing.T) {
	f := randomFiles(t, 11, 60)
	path := readFile(t, filepath.Join(f.dir, "path"))
	want := blamed(t, f, path, BlameOptions{})
	git(t, f.dir, "commit-graph", "write", "--reachable", "--changed-paths")
	r, err := Open(f.dir)
	if err != nil || openBlooms(r.graph) == nil {
		t.Fatal("the filters are not read", err)
	}
	r.Close()
	name := filepath.Join(f.dir, "objects/info/commit-graph")
	sound := []byte(readFile(t, name))
	f.check(os.Chmod(name, 0o600))
	for at := 8; at < len(sound); at += 53 {
		b := slices.Clone(sound)
		b[at] ^= 0x55
		f.check(os.WriteFile(name, b, 0o600))
		if d := cmp.Diff(want, blamed(t, f, path, BlameOptions{})); d != "" {
			t.Errorf("byte %d: %s", at, d)
		}
	}
}
