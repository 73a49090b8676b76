package archive_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/timeline"
)

var when = time.Date(2026, 3, 5, 9, 30, 0, 0, time.UTC)

// options are those of somebody whom git knows, with a clock that stands still.
func options(t testing.TB) archive.Options {
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	env := map[string]string{"GIT_AUTHOR_NAME": "Incident Lead", "GIT_AUTHOR_EMAIL": "lead@example.com", "GIT_COMMITTER_NAME": "Incident Lead", "GIT_COMMITTER_EMAIL": "lead@example.com"}
	return archive.Options{Now: func() time.Time { return when }, Getenv: func(k string) string { return env[k] }, Version: "v0.0.0-test"}
}

// fresh makes an archive.
func fresh(t testing.TB, bare bool) (*archive.Archive, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "reports")
	o := options(t)
	if _, err := archive.Init(context.Background(), dir, bare, o); err != nil {
		t.Fatal(err)
	}
	return open(t, dir, o), dir
}

func open(t testing.TB, dir string, o archive.Options) *archive.Archive {
	t.Helper()
	a, err := archive.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// small is an incident with a record, a draft and a letter that was approved.
func small(id, letter string) *archive.Publication {
	began := time.Date(2026, 3, 4, 14, 2, 0, 0, time.UTC)
	return &archive.Publication{
		ID: id, Began: began,
		Files:    map[string][]byte{"incident.yaml": []byte("id: " + id + "\ntitle: Orders failed\n"), "drafts/letter.md": []byte("# Draft\n" + letter)},
		House:    archive.House{Title: "Orders failed", Service: "Checkout", Milestones: []archive.Milestone{{Name: timeline.Started, At: timeline.At(began, time.Minute)}}},
		Public:   &archive.Public{Title: "Orders failed"},
		Releases: []archive.Release{{Name: "letter", Title: "Letter", SHA256: digest("letter.md", letter), Files: []archive.Content{{Name: "letter.md", Data: []byte(letter)}}}},
	}
}

// digest is what is approved of a document of one file.
func digest(name, text string) string {
	line := fmt.Sprintf("%s %x\n", name, sha256.Sum256([]byte(text)))
	return fmt.Sprintf("%x", sha256.Sum256([]byte(line)))
}

func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// sound fails where git finds anything wrong with a repository.
func sound(t testing.TB, dir string) {
	t.Helper()
	out := git(t, dir, "fsck", "--strict", "--full")
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "dangling ") && !strings.HasPrefix(line, "notice: ") && strings.TrimSpace(line) != "" {
			t.Errorf("git fsck: %s", line)
		}
	}
}

func TestAdd(t *testing.T) {
	for _, bare := range []bool{false, true} {
		t.Run(fmt.Sprintf("bare=%v", bare), func(t *testing.T) {
			a, dir := fresh(t, bare)
			ctx := context.Background()
			done, err := a.Add(ctx, small("2026-03-04-checkout", "Sorry."))
			if err != nil {
				t.Fatal(err)
			}
			if done.Commit == "" || done.Changes[0].Action != archive.Archived || len(done.Notes)+len(done.Kept) > 0 {
				t.Errorf("first addition: %+v", done)
			}
			again, err := a.Add(ctx, small("2026-03-04-checkout", "Sorry."))
			if err != nil {
				t.Fatal(err)
			}
			if again.Commit != "" || again.Changes[0].Action != archive.Unchanged {
				t.Errorf("the same bytes again: %+v", again)
			}
			if n := strings.Count(git(t, dir, "log", "--format=%an %s"), "Incident Lead Archive 2026-03-04-checkout: Orders failed"); n != 1 {
				t.Errorf("%d commits of the addition, want one", n)
			}
			list, err := a.List()
			if err != nil || len(list) != 1 || list[0].House.Service != "Checkout" || list[0].Public.Documents[0].Last().Number != 1 {
				t.Errorf("list: %+v, %v", list, err)
			}
			inc, err := a.Show("2026-03-04-CHECKOUT")
			if err != nil {
				t.Fatal(err)
			}
			data, err := inc.Read("published/letter/1/letter.md")
			if err != nil || string(data) != "Sorry." {
				t.Errorf("the letter is %q, %v", data, err)
			}
			sound(t, dir)
			if !bare {
				if out := git(t, dir, "status", "--porcelain"); out != "" {
					t.Errorf("the work tree is not what was committed:\n%s", out)
				}
			}
		})
	}
}

func TestVersionsStay(t *testing.T) {
	a, dir := fresh(t, false)
	ctx := context.Background()
	if _, err := a.Add(ctx, small("inc", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	first, err := a.Show("inc")
	if err != nil {
		t.Fatal(err)
	}
	changed := small("inc", "Sorry, again.")
	if _, err := a.Add(ctx, changed); err == nil || !strings.Contains(err.Error(), "has to tell what it corrects") {
		t.Errorf("a new version without a correction: %v", err)
	}
	changed.Releases[0].Correction = &archive.Correction{Text: "We said it once."}
	delete(changed.Files, "drafts/letter.md")
	done, err := a.Add(ctx, changed)
	if err != nil {
		t.Fatal(err)
	}
	if done.Changes[0].Action != archive.Corrected || !slices.Equal(done.Changes[0].Told, []string{"letter (version 2)"}) {
		t.Errorf("correction: %+v", done)
	}
	inc, err := a.Show("inc")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[string]string{"published/letter/1/letter.md": "Sorry.", "published/letter/2/letter.md": "Sorry, again."} {
		if data, err := inc.Read(n); err != nil || string(data) != want {
			t.Errorf("%s is %q, %v", n, data, err)
		}
	}
	if inc.Public.Feed != first.Public.Feed {
		t.Errorf("the id in feeds became %s, was %s", inc.Public.Feed, first.Public.Feed)
	}
	if _, err := os.Stat(filepath.Join(dir, "2026/inc/drafts/letter.md")); err == nil {
		t.Error("a draft that is gone is still in the work tree")
	}
	sound(t, dir)
	if out := git(t, dir, "status", "--porcelain"); out != "" {
		t.Errorf("the work tree is not what was committed:\n%s", out)
	}
}
