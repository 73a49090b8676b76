package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// longHistory is a packed repository of more objects than are read one by one,
// its commits of many kinds.
func longHistory(t testing.TB) *fixture {
	f := newFixture(t)
	var last []string
	for i := range 530 {
		m := made{
			at: "2026-01-01 09:00", message: fmt.Sprintf("change %d\n\n%s\n", i, strings.Repeat("It is told at length. ", i%60)), parents: last,
			tree: f.tree(fmt.Sprintf("f%d/a=%d", i%7, i)), author: fmt.Sprint("Author ", i%9),
		}
		switch {
		case i%50 == 10:
			m.message += "(cherry picked from commit " + last[0] + ")\n"
		case i%50 == 20:
			m.message = fmt.Sprintf("Revert \"change %d\"\n\nThis reverts commit %s.\n", i-1, last[0])
		case i%50 == 30:
			m.header = "committer Two <two@example.org> 1 +0000\n"
		case i%50 == 40:
			m.header, m.author = "encoding ISO-8859-1\n", "J\xf6rg"
		case i%50 == 45:
			m.parents = append(last, f.commit(made{at: "2026-01-01 08:00", message: "a side\n", parents: last}))
		}
		last = []string{f.commit(m)}
	}
	f.branch("main", last[0])
	git(t, f.dir, "tag", "v1.0", "main~100")
	git(t, f.dir, "repack", "-adfq", "--depth=20")
	git(t, f.dir, "prune-packed")
	return f
}

// allFacts reads what the lineage knows of each commit.
func allFacts(t *testing.T, f *fixture, cache string) map[string]facts {
	t.Helper()
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	repo.UseCache(cache)
	l, err := repo.Lineage(context.Background())
	if err != nil || len(l.Missing) > 0 || len(l.Releases) != 1 || !repo.learnt {
		t.Fatal(err, l.Missing, l.Releases)
	}
	out := map[string]facts{}
	for _, h := range l.names {
		if out[h.String()], err = repo.read(h); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// What is read in bulk, and what is kept of it, is what reading each commit
// gives; a cache that is damaged, foreign or cannot be written changes nothing.
func TestCommitsInBulk(t *testing.T) {
	f := longHistory(t)
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	want := map[string]facts{}
	for _, name := range strings.Fields(git(t, f.dir, "rev-list", "--all")) {
		h, _ := parseName([]byte(name))
		c, err := repo.commit(h)
		if err != nil {
			t.Fatal(err)
		}
		want[name] = newFacts(c)
	}
	same := func(what, cache string) {
		t.Helper()
		if d := cmp.Diff(want, allFacts(t, f, cache), cmp.AllowUnexported(facts{}, brief{})); d != "" {
			t.Errorf("%s: %s", what, d)
		}
	}
	same("no cache", "")
	dir := filepath.Join(t.TempDir(), "made", "here")
	same("first", dir)
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(files) != 0 {
		t.Error("a small repository is kept", files)
	}
	(commitCache{dir}).write(filepath.Join(f.dir, "objects"), namedFacts(want))
	if files, _ = filepath.Glob(filepath.Join(dir, "*")); len(files) != 1 || !strings.HasSuffix(files[0], cacheEnding) {
		t.Fatal(files)
	}
	if fi, err := os.Stat(files[0]); err != nil || fi.Mode().Perm() != 0o600 {
		t.Error(fi.Mode(), err)
	}
	if got := (commitCache{dir}).read(filepath.Join(f.dir, "objects"), 0); len(got) != len(want) {
		t.Errorf("%d of %d commits are kept", len(got), len(want))
	}
	same("kept", dir)
	sound, err := os.ReadFile(files[0])
	f.check(err)
	if strings.Contains(string(sound), "Author") || strings.Contains(string(sound), "change") {
		t.Error("a name or a message is kept")
	}
	for what, b := range map[string]string{
		"empty": "", "cut": string(sound[:len(sound)-9]), "foreign": "something else altogether, and longer than the sum at the end of a file is\n",
		"flipped": string(sound[:900]) + "\x00\xff" + string(sound[902:]), "another form": "candor commits 0" + string(sound[16:]),
	} {
		f.check(os.WriteFile(files[0], []byte(b), 0o600))
		same(what, dir)
	}
	f.check(os.Remove(files[0]))
	f.check(os.Mkdir(files[0], 0o700))
	same("a folder in its place", dir)
	same("cannot be written", filepath.Join(f.dir, "HEAD", "cache"))
}

func namedFacts(m map[string]facts) map[oid]facts {
	out := map[oid]facts{}
	for name, f := range m {
		h, _ := parseName([]byte(name))
		out[h] = f
	}
	return out
}

// A shallow clone hides parents that the cache knows.
func TestCacheBehindAShallowEdge(t *testing.T) {
	f := longHistory(t)
	dir := t.TempDir()
	(commitCache{dir}).write(filepath.Join(f.dir, "objects"), namedFacts(allFacts(t, f, "")))
	edge := git(t, f.dir, "rev-parse", "main~200")
	f.write("shallow", edge+"\n")
	got := allFacts(t, f, dir)
	if len(got[edge].parents) > 0 || len(got) > 220 {
		t.Errorf("%d commits are seen", len(got))
	}
}

// The number of files is bounded, and those of others are left alone.
func TestCacheIsBounded(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "somebody.else")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range maxCacheFiles + 3 {
		(commitCache{dir}).write(fmt.Sprint("/repository/", i), map[oid]facts{{1}: {}})
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"+cacheEnding))
	if _, err := os.Stat(other); err != nil || len(files) != maxCacheFiles {
		t.Error(err, len(files))
	}
}

// Whatever a cache file says is read within bounds.
func FuzzCache(f *testing.F) {
	e := encoder{}
	e.number(1)
	e.b = append(e.b, make([]byte, 20)...)
	e.facts(facts{parents: []oid{{1}, {2}}, seconds: -5, odd: "no date", brief: brief{cites: []oid{{3}}, undoes: oid{4}, merge: true}})
	f.Add(e.b)
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := decoder{b: b}
		n := d.count(2 * len(oid{}))
		if n > len(b) {
			t.Fatal(n)
		}
		for range n {
			d.oid()
			one := d.facts()
			again := encoder{}
			again.facts(one)
			if back := (&decoder{b: again.b}).facts(); !d.bad && !cmp.Equal(one, back, cmp.AllowUnexported(facts{}, brief{})) {
				t.Errorf("%+v\n%+v", one, back)
			}
		}
	})
}
