package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each of these gets one clear sentence that says what, where and what to do.
func TestRepositoriesThatCannotBeRead(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // where git is, some of them can be read through it
	two := func(f *fixture) string {
		h := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
		f.branch("main", h)
		f.branch("release-1", h)
		return f.dir
	}
	for _, c := range []struct {
		name   string
		make   func(*fixture) string
		branch string
		want   []string
	}{
		{"no path", func(f *fixture) string { return "" }, "", []string{"no repository is named"}},
		{"missing", func(f *fixture) string { return f.dir + "-none" }, "", []string{"there is no such folder", "write the path"}},
		{"file", func(f *fixture) string { return filepath.Join(f.dir, "HEAD") }, "", []string{"this is a file"}},
		{"folder", func(f *fixture) string { return filepath.Join(f.dir, "objects") }, "", []string{"not a git repository", "write the path"}},
		{"empty", func(f *fixture) string { return f.dir }, "", []string{"no commits yet", "commit or fetch"}},
		{"unborn", func(f *fixture) string { two(f); f.write("HEAD", "ref: refs/heads/mian\n"); return f.dir }, "", []string{`HEAD points to the branch "mian"`, `"main"`}},
		{"branch", two, "mein", []string{`there is no branch "mein"`, `there is "main" and "release-1"`}},
		{"sha-256", func(f *fixture) string {
			f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n")
			return two(f)
		}, "", []string{"SHA256", "SHA-1 only", "git log to a file"}},
		{"reftable", func(f *fixture) string {
			f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n")
			return two(f)
		}, "", []string{`"reftable"`, "--ref-format=files"}},
		{"extension", func(f *fixture) string {
			f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tnewfangled = true\n")
			return two(f)
		}, "", []string{`the extension "newfangled"`, "fresh clone"}},
		{"format", func(f *fixture) string { f.write("config", "[core]\n\trepositoryformatversion = 7\n"); return two(f) }, "", []string{"format version 7"}},
		{"config", func(f *fixture) string { f.write("config", "[[[["); return two(f) }, "", []string{"configuration", "cannot be read"}},
		{"gitfile", func(f *fixture) string {
			f.write("work/.git", "gitdir: ../nowhere\n")
			return filepath.Join(f.dir, "work")
		}, "", []string{"and there is no repository"}},
		{"gitfile junk", func(f *fixture) string { f.write("work/.git", "hello\n"); return filepath.Join(f.dir, "work") }, "", []string{".git file does not say"}},
		{"tip", func(f *fixture) string { f.branch("main", strings.Repeat("1", 40)); return f.dir }, "", []string{"main cannot be read", "not in the repository", "fresh clone"}},
		{"loop", func(f *fixture) string {
			two(f)
			f.write("refs/heads/a", "ref: refs/heads/b\n")
			f.write("refs/heads/b", "ref: refs/heads/a\n")
			return f.dir
		}, "a", []string{`there is no branch "a"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, Options{Path: c.make(newFixture(t)), Branch: c.branch})
			if r.err == nil {
				t.Fatalf("no error; events:\n%s", r.lines())
			}
			for _, want := range c.want {
				if !strings.Contains(r.err.Error(), want) {
					t.Errorf("%v\nlacks %q", r.err, want)
				}
			}
			if !strings.HasPrefix(r.err.Error(), "history: ") || strings.Count(r.err.Error(), "\n") != 1 || len(r.events) > 0 {
				t.Errorf("not a sentence and a way out: %v", r.err)
			}
			if len(r.reading.Gaps) != 1 || strings.Contains(r.reading.Gaps[0], "\n") {
				t.Errorf("gaps: %q", r.reading.Gaps)
			}
		})
	}
}

func TestFolderInsideARepository(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{".git/objects", ".git/refs", "sub"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".git/HEAD"), []byte("ref: refs/heads/main\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(filepath.Join(dir, "sub"))
	if err == nil || !strings.Contains(err.Error(), "write "+dir+",") {
		t.Error(err)
	}
}

// Repositories that are unusual and read all the same.
func TestRepositoriesThatCanBeRead(t *testing.T) {
	build := func(t *testing.T) (*fixture, string, string) {
		f := newFixture(t)
		one := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
		two := f.commit(made{at: "2026-03-02 09:00", message: "two\n", parents: []string{one}, tree: f.tree("a=1")})
		f.branch("main", two)
		return f, one, two
	}
	both := "2026-03-01 09:00 commit one\n2026-03-02 09:00 commit two\n"
	t.Run("detached", func(t *testing.T) {
		f, _, two := build(t)
		f.write("HEAD", two+"\n")
		r := read(t, Options{Path: f.dir})
		if r.lines() != both || !strings.Contains(r.reading.Notes[0], "HEAD names no branch") {
			t.Error(r.lines(), r.reading, r.err)
		}
	})
	t.Run("remote branch", func(t *testing.T) {
		f, one, _ := build(t)
		f.write("refs/remotes/origin/stable", one+"\n")
		r := read(t, Options{Path: f.dir, Branch: "stable"})
		if len(r.events) != 1 || !strings.Contains(r.reading.Notes[0], "last fetched") {
			t.Error(r.lines(), r.reading, r.err)
		}
	})
	for name, extension := range map[string]string{"worktreeConfig": "worktreeConfig = true", "partial clone": "partialClone = origin"} {
		t.Run(name, func(t *testing.T) {
			f, _, _ := build(t)
			f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\t"+extension+"\n")
			if r := read(t, Options{Path: f.dir}); r.lines() != both {
				t.Error(r.lines(), r.err)
			}
		})
	}
	t.Run("shallow", func(t *testing.T) {
		f, one, two := build(t)
		f.write("shallow", two+"\n")
		f.check(os.Remove(filepath.Join(f.dir, "objects", one[:2], one[2:])))
		r := read(t, Options{Path: f.dir})
		if len(r.events) != 1 || len(r.reading.Gaps) != 1 || r.events[0].Subject != "" ||
			!strings.Contains(r.reading.Gaps[0], "nothing that landed before 2026-03-02 09:00:00 UTC (commit "+two[:12]+") can be seen") {
			t.Error(r.lines(), r.reading, r.err)
		}
	})
	t.Run("missing commit", func(t *testing.T) {
		f, one, _ := build(t)
		f.check(os.Remove(filepath.Join(f.dir, "objects", one[:2], one[2:])))
		r := read(t, Options{Path: f.dir})
		if len(r.events) != 1 || len(r.reading.Gaps) == 0 || !strings.Contains(r.reading.Gaps[0], "nothing behind it can be seen") {
			t.Error(r.lines(), r.reading, r.err)
		}
	})
	t.Run("replaced and grafted", func(t *testing.T) {
		f, one, two := build(t)
		forged := f.commit(made{at: "2026-03-02 09:00", message: "forged\n"})
		f.write("refs/replace/"+two, forged+"\n")
		f.write("info/grafts", two+"\n")
		_ = one
		if r := read(t, Options{Path: f.dir}); r.lines() != both {
			t.Error(r.lines(), r.err)
		}
	})
	t.Run("alternates", func(t *testing.T) {
		f, _, two := build(t)
		g := newFixture(t)
		g.branch("main", two)
		g.write("objects/info/alternates", filepath.Join(f.dir, "objects")+"\n"+filepath.Join(g.dir, "objects")+"\n/nowhere\n")
		r := read(t, Options{Path: g.dir})
		if r.lines() != both || len(r.reading.Gaps) != 1 || !strings.Contains(r.reading.Gaps[0], "/nowhere") {
			t.Error(r.lines(), r.reading, r.err)
		}
	})
}
