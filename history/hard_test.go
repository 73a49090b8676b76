package history

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// paidTwice is a repository with a fault, a release that has it, its fix, and a
// release that is rid of it. Its files are kept as git made them.
func paidTwice(t testing.TB) (f *fixture, fault, fix string) {
	f = newFixture(t)
	root := f.commit(made{at: "2026-01-01 09:00", message: "the beginning\n", tree: f.tree("pay.c=one\nint pay(int n)\n{\n\treturn send(n);\n}\n")})
	fault = f.commit(made{at: "2026-01-02 09:00", message: "pay twice\n", parents: []string{root}, tree: f.tree("pay.c=one\nint pay(int n)\n{\n\tsend(n);\n\treturn send(n);\n}\n")})
	between := f.commit(made{at: "2026-01-03 09:00", message: "a note\n", parents: []string{fault}, tree: f.tree("note=x", "pay.c=one\nint pay(int n)\n{\n\tsend(n);\n\treturn send(n);\n}\n")})
	fix = f.commit(made{at: "2026-01-04 09:00", message: "fix: pay once\n", parents: []string{between}, tree: f.tree("note=x", "pay.c=one\nint pay(int n)\n{\n\treturn send(n);\n}\n")})
	f.branch("main", fix)
	f.annotated("v1.0", between, "commit", "2026-01-03 12:00", "1.0\n")
	f.annotated("v1.1", fix, "commit", "2026-01-05 12:00", "1.1\n")
	return f, fault, fix
}

// traced asks for the way of a fix and gives the answer as JSON.
func traced(t testing.TB, dir, fix string) (string, error) {
	t.Helper()
	repo, err := Open(dir)
	if err != nil {
		return "", err
	}
	defer repo.Close()
	tr, err := repo.Trace(context.Background(), Question{Fix: []string{fix}})
	if err != nil {
		return "", err
	}
	b, err := json.MarshalIndent(tr, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b), nil
}

// The same answer from every form of a repository that holds the same commits.
func TestTraceInEveryForm(t *testing.T) {
	f, fault, fix := paidTwice(t)
	whole, err := traced(t, f.dir, fix)
	if err != nil || !strings.Contains(whole, fault) || !strings.Contains(whole, `"affected_releases": [
  "v1.0"
 ]`) {
		t.Fatal(whole, err)
	}
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	forms := map[string]func() string{
		"packed": func() string { d := at("r"); git(t, f.dir, "clone", "-q", "--bare", "file://"+f.dir, d); return d },
		"commit-graph": func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", "file://"+f.dir, d)
			git(t, d, "commit-graph", "write", "--reachable", "--changed-paths")
			return d
		},
		"borrowed": func() string { d := at("r"); git(t, f.dir, "clone", "-q", "--bare", "--shared", f.dir, d); return d },
		"linked": func() string {
			d, w := at("r"), at("w")
			git(t, f.dir, "clone", "-q", f.dir, d)
			git(t, d, "worktree", "add", "-q", "-b", "side", w, "main")
			return w
		},
		"worktree configuration": func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", f.dir, d)
			git(t, d, "sparse-checkout", "set", "nothing")
			git(t, d, "config", "--worktree", "core.bare", "false")
			return d
		},
		"submodule": func() string {
			d := at("r")
			git(t, f.dir, "init", "-q", d)
			git(t, d, "-c", "protocol.file.allow=always", "submodule", "add", "-q", f.dir, "vendor/pay")
			return filepath.Join(d, "vendor", "pay")
		},
		"replaced": func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", f.dir, d)
			git(t, d, "replace", fault, fault+"~1")
			return d
		},
		"grafted": func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", f.dir, d)
			if err := os.WriteFile(filepath.Join(d, "info", "grafts"), []byte(fix+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return d
		},
		"cut off above the start": func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", f.dir, d)
			git(t, d, "update-ref", "refs/pull/1/head", "main") // what a forge keeps is not looked at
			return d
		},
	}
	for name, make := range forms {
		t.Run(name, func(t *testing.T) {
			got, err := traced(t, make(), fix)
			got = strings.ReplaceAll(got, `"branch": "side"`, `"branch": "main"`)
			if d := cmp.Diff(whole, got); d != "" || err != nil {
				t.Errorf("%v\n%s", err, d)
			}
		})
	}
}

// What a repository lacks is said, and what it has is told.
func TestTraceOfWhatIsLacking(t *testing.T) {
	f, fault, fix := paidTwice(t)
	object := func(dir, name string) string { return filepath.Join(dir, "objects", name[:2], name[2:]) }
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	loose := func() string {
		g, _, _ := paidTwice(t)
		return g.dir
	}
	for name, c := range map[string]struct {
		make func() string
		want string
	}{
		"shallow": {func() string {
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", "--depth=2", "file://"+f.dir, d)
			return d
		}, "shallow"},
		"partial": {func() string {
			git(t, f.dir, "config", "uploadpack.allowFilter", "true")
			d := at("r")
			git(t, f.dir, "clone", "-q", "--bare", "--filter=blob:none", "file://"+f.dir, d)
			return d
		}, "not in the repository"},
		"no fix":        {func() string { d := at("r"); git(t, f.dir, "init", "-q", "--bare", d); return d }, "no commit"},
		"missing fault": {func() string { d := loose(); f.check(os.Remove(object(d, fault))); return d }, "cannot be read"},
		"damaged fix":   {func() string { d := loose(); f.check(os.WriteFile(object(d, fix), []byte("junk"), 0o600)); return d }, "damaged"},
		"damaged tree": {func() string {
			d := loose()
			f.check(os.WriteFile(object(d, git(t, d, "rev-parse", fix+"^{tree}")), []byte("junk"), 0o600))
			return d
		}, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := traced(t, c.make(), fix)
			if err != nil {
				got = err.Error()
				if strings.Count(got, "\n") > 1 || !strings.HasPrefix(got, "history: ") {
					t.Errorf("no sentence: %s", got)
				}
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("nothing says %q: %s", c.want, got)
			}
		})
	}
}

// Clocks of 1970 and of the next century hide nothing from the way of a fault.
func TestTraceWithWrongClocks(t *testing.T) {
	f := newFixture(t)
	file := func(s string) string { return f.tree("pay.c=one\nint pay(int n)\n{\n" + s + "\treturn send(n);\n}\n") }
	root := f.commit(made{at: "2026-01-01 09:00", message: "the beginning\n", tree: file("")})
	fault := f.commit(made{at: "2150-01-02 09:00", message: "pay twice\n", parents: []string{root}, tree: file("\tsend(n);\n")})
	last := fault
	for i := range 40 {
		last = f.commit(made{at: "1970-01-02 00:00", message: fmt.Sprintf("the clock was reset %d\n", i), parents: []string{last}, tree: file("\tsend(n);\n")})
	}
	f.annotated("v1.0", last, "commit", "2026-01-03 12:00", "1.0\n")
	fix := f.commit(made{at: "2026-01-04 09:00", message: "fix: pay once\n", parents: []string{last}, tree: file("")})
	f.branch("main", fix)
	f.annotated("v1.1", fix, "commit", "2026-01-05 12:00", "1.1\n")
	plain, err := traced(t, f.dir, fix)
	if err != nil || !strings.Contains(plain, `"commit": "`+fault) || !strings.Contains(plain, `"first_release": "v1.0"`) || !strings.Contains(plain, `"landed": "2150-01-02T09:00:00Z"`) {
		t.Fatal(plain, err)
	}
	git(t, f.dir, "commit-graph", "write", "--reachable")
	graphed, err := traced(t, f.dir, fix)
	if d := cmp.Diff(plain, graphed); d != "" || err != nil {
		t.Error(err, d)
	}
}

// A repository of 30,000 names, most of them branches that lead nowhere new.
func TestManyReferences(t *testing.T) {
	f, fault, fix := paidTwice(t)
	want, err := traced(t, f.dir, fix)
	if err != nil {
		t.Fatal(err)
	}
	story := read(t, Options{Path: f.dir}).lines("release")
	var b strings.Builder
	b.WriteString("# pack-refs with: peeled fully-peeled sorted \n")
	for i := range 15000 {
		fmt.Fprintf(&b, "%s refs/heads/topic/%05d\n", []string{fault, fix}[i%2], i)
	}
	for i := range 15000 {
		fmt.Fprintf(&b, "%s refs/pull/%05d/head\n", fault, i)
	}
	f.write("packed-refs", b.String())
	got, err := traced(t, f.dir, fix)
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(err, d)
	}
	if d := cmp.Diff(story, read(t, Options{Path: f.dir}).lines("release")); d != "" {
		t.Error(d)
	}
}

// A change that moves a link to another repository is a change like others, and
// such a link is no file to be blamed.
func TestLinksToOtherRepositories(t *testing.T) {
	f := newFixture(t)
	link := func(to string) string {
		h, _ := parseName([]byte(strings.Repeat(to, 40)))
		file, _ := parseName([]byte(f.object("blob", "x\n")))
		return f.object("tree", "100644 a\x00"+string(file[:])+"160000 lib\x00"+string(h[:]))
	}
	one := f.commit(made{at: "2026-01-01 09:00", message: "one\n", tree: link("1")})
	two := f.commit(made{at: "2026-01-02 09:00", message: "fix: take the newer library\n", parents: []string{one}, tree: link("2")})
	f.branch("main", two)
	e := read(t, Options{Path: f.dir}).event(t, "fix: take the newer library")
	if e.Labels["files"] != "lib" {
		t.Errorf("touched %q", e.Labels["files"])
	}
	if got, err := traced(t, f.dir, two); err != nil || !strings.Contains(got, `"introduced": []`) {
		t.Error(got, err)
	}
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if _, err := repo.Blame(context.Background(), "main", "lib", BlameOptions{}); err == nil || !strings.HasPrefix(err.Error(), "history: ") {
		t.Error(err)
	}
}

// A search says what it did not see: contents that a partial clone lacks, and
// the files of submodules.
func TestTextThatIsNotSeen(t *testing.T) {
	f, _, _ := paidTwice(t)
	git(t, f.dir, "config", "uploadpack.allowFilter", "true")
	partial, super := filepath.Join(t.TempDir(), "partial"), filepath.Join(t.TempDir(), "super")
	git(t, f.dir, "clone", "-q", "--bare", "--filter=blob:none", "file://"+f.dir, partial)
	git(t, f.dir, "init", "-q", "-b", "main", super)
	git(t, super, "-c", "protocol.file.allow=always", "submodule", "add", "-q", f.dir, "vendor/pay")
	git(t, super, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "take it in")
	for _, c := range []struct {
		dir  string
		q    Question
		want string
	}{
		{partial, Question{Text: "int pay"}, `no line that can be read matches "int pay" at HEAD: the contents of 2 of 2 files cannot be read here`},
		{partial, Question{Line: "pay.c:2"}, "pay.c: its content cannot be read"},
		{super, Question{Text: "int pay"}, `no line matches "int pay" at HEAD: the files of submodules are in repositories of their own`},
		{super, Question{Line: "vendor/pay/pay.c:2"}, "there is no file vendor/pay/pay.c at HEAD: vendor/pay is a submodule, a repository of its own"},
		{f.dir, Question{Text: "int play"}, "no line matches \"int play\" at HEAD\n"},
	} {
		repo, err := Open(c.dir)
		if err != nil {
			t.Fatal(err)
		}
		if tr, err := repo.Trace(context.Background(), c.q); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v %v, want %q", c.q, tr, err, c.want)
		}
		repo.Close()
	}
}

// Rebased commits keep the dates of their authors' clocks: a stretch of the line
// that is older than what is asked for hides nothing behind it.
func TestFirstReleaseBehindOldDates(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	asked := f.commit(made{at: "2026-03-10 09:00", message: "asked\n", parents: []string{h}})
	h = asked
	for i := range 100 {
		h = f.commit(made{at: "2026-03-05 09:00", message: fmt.Sprintf("old %d\n", i), parents: []string{h}})
	}
	f.branch("main", h)
	f.annotated("v1.0", h, "commit", "2026-03-12 09:00", "1.0\n")
	e := read(t, Options{Path: f.dir, Since: instant("2026-03-09 00:00"), Until: instant("2026-03-11 00:00")}).event(t, "asked")
	if e.Labels["release"] != "v1.0" {
		t.Errorf("it is in release %q", e.Labels["release"])
	}
}
