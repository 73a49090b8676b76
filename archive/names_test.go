//go:build unix

package archive_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// hostile reads a set of hostile names.
func hostile(t *testing.T, set string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../shared/data/security", set))
	if err != nil {
		t.Skip("the security sets are not here: ", err)
	}
	defer f.Close()
	var all []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 8<<20)
	for sc.Scan() {
		var p struct{ Payload string }
		if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Payload)
	}
	return all
}

// inside lists what lies below a folder, but the repository itself.
func inside(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		out = append(out, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNames uses hostile names as ids and as names of files. Whatever is taken
// lies in the folder of its year, and git finds nothing wrong with it.
func TestNames(t *testing.T) {
	a, dir := fresh(t, false)
	before := len(inside(t, filepath.Dir(dir)))
	names := []string{
		"..", "../../x", ".git", ".GIT", "git~1", "GIT~2", ".git ", ".git.", ".g\u200cit", ".git::$INDEX_ALLOCATION", "a/../../.git/config", "x\\..\\y", "con", "CON.md", "aux.txt", "a:b",
		"nul", "a\x00b", "a\nb", "-rf", "~root", "drafts/.candor.part", "2026/../x", strings.Repeat("a", 300), "a//b", "/etc/passwd", "a/b/c/d/e/f/g", ".gitmodules", ".gitattributes",
	}
	names = append(names, hostile(t, "misc/incident-ids-own.jsonl")...)
	for i, name := range hostile(t, "misc/path-traversal-patt.jsonl") {
		if i%10 == 0 || *everything {
			names = append(names, name)
		}
	}
	taken := 0
	for _, name := range names {
		pub := small(name, "Sorry.")
		if done, err := a.Add(context.Background(), pub); err == nil && !strings.HasPrefix(done.Changes[0].Dir, "20") {
			t.Errorf("id %q went to %s", name, done.Changes[0].Dir)
		} else if err == nil {
			taken++
		}
		pub = small("holder", "Sorry.")
		pub.Files[name] = []byte("x")
		if _, err := a.Add(context.Background(), pub); err == nil && strings.ContainsAny(name, `\:~`+"\x00\n") {
			t.Errorf("a file %q was taken", name)
		}
	}
	t.Logf("%d names, %d of them are ids", len(names), taken)
	sound(t, dir)
	for _, name := range inside(t, filepath.Dir(dir))[before-1:] {
		rel, err := filepath.Rel(dir, name)
		if err != nil || rel != "." && rel != "archive.yaml" && !strings.HasPrefix(rel, "20") {
			t.Errorf("%s came into being", name)
		}
	}
}

// TestSmallAndCapital holds that ids which differ by their letters' size alone
// do not get two folders.
func TestSmallAndCapital(t *testing.T) {
	a, _ := fresh(t, true)
	if _, err := a.Add(context.Background(), small("2026-Checkout", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	_, err := a.Add(context.Background(), small("2026-checkout", "Sorry."))
	if err == nil || !strings.Contains(err.Error(), "small and capital letters alone") {
		t.Errorf("the other one: %v", err)
	}
	if _, err := a.Add(context.Background(), small("2026-x", "Sorry."), small("2026-X", "Sorry.")); err == nil || !strings.Contains(err.Error(), "is named twice") {
		t.Errorf("both at once: %v", err)
	}
}

// TestLinksInTheWorkTree puts links where folders and files would be. Nothing
// is written through them; the commit has everything.
func TestLinksInTheWorkTree(t *testing.T) {
	for _, to := range []string{"outside", ".git", "elsewhere"} {
		a, dir := fresh(t, false)
		outside := filepath.Join(filepath.Dir(dir), "outside")
		target := to
		if to == "outside" {
			target = outside
		}
		for _, d := range []string{outside, filepath.Join(dir, "elsewhere")} {
			if err := os.Mkdir(d, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink(target, filepath.Join(dir, "2026")); err != nil {
			t.Fatal(err)
		}
		before := inside(t, outside)
		hooks := git(t, dir, "rev-parse", "--git-dir")
		done, err := a.Add(context.Background(), small("2026-inc", "Sorry."))
		if err != nil {
			t.Fatal(err)
		}
		if len(done.Kept)+len(done.Notes) == 0 {
			t.Errorf("a link to %s: nothing was said of the work tree", to)
		}
		for _, d := range []string{outside, filepath.Join(dir, "elsewhere"), filepath.Join(dir, strings.TrimSpace(hooks), "2026-inc")} {
			if _, err := os.Stat(filepath.Join(d, "2026-inc")); err == nil {
				t.Errorf("a link to %s was followed", to)
			}
		}
		if after := inside(t, outside); len(after) != len(before) {
			t.Errorf("outside there is %v", after)
		}
		holds(t, dir, []string{"2026-inc"})
	}
}

// TestOtherContent adds to a repository with other things in it, some of them
// changed and staged by somebody.
func TestOtherContent(t *testing.T) {
	dir := t.TempDir()
	o := options(t)
	git(t, dir, "init", "-q")
	for name, text := range map[string]string{"README": "mine\n", "2026/notes.txt": "also mine\n", "staged": "a\n"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "add", ".")
	git(t, dir, "-c", "user.name=P", "-c", "user.email=p@example.com", "commit", "-qm", "mine")
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("README", "changed\n")
	write("staged", "b\n")
	git(t, dir, "add", "staged")
	write("untracked", "c\n")
	before := git(t, dir, "status", "--porcelain")
	if _, err := archiveInit(t, dir, o); err != nil {
		t.Fatal(err)
	}
	a := open(t, dir, o)
	if _, err := a.Add(context.Background(), small("2026-inc", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	if after := git(t, dir, "status", "--porcelain"); after != before {
		t.Errorf("status was\n%sand is\n%s", before, after)
	}
	if got := git(t, dir, "show", "HEAD:README"); got != "mine\n" {
		t.Errorf("the commit took in what was changed: %q", got)
	}
	git(t, dir, "pack-refs", "--all")
	git(t, dir, "gc", "-q")
	if done, err := a.Add(context.Background(), small("2026-inc", "Sorry."), small("2026-more", "Sorry.")); err != nil || done.Commit == "" {
		t.Errorf("after git gc: %+v, %v", done, err)
	}
	sound(t, dir)
	holds(t, dir, []string{"2026-inc", "2026-more"})
}
