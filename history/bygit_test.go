package history

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rewritten makes the same history in a repository whose objects are named by
// SHA-256.
func rewritten(t *testing.T, f *fixture) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "wide.git")
	stream := filepath.Join(t.TempDir(), "stream")
	git(t, f.dir, "init", "-q", "--bare", "--object-format=sha256", "-b", "main", dir)
	f.check(os.WriteFile(stream, []byte(git(t, f.dir, "fast-export", "--all", "--signed-tags=strip")+"\n"), 0o600))
	in, err := os.Open(stream)
	f.check(err)
	defer in.Close()
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Stdin, cmd.Env = dir, in, []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git fast-import: %v\n%s", err, out)
	}
	return dir
}

// A repository of SHA-256 is told as the same one of SHA-1.
func TestThroughGitTheSameIsTold(t *testing.T) {
	f := randomHistory(t, 41, 60)
	wide := rewritten(t, f)
	want, got := read(t, Options{Path: f.dir, AllCommits: true}), read(t, Options{Path: wide, AllCommits: true})
	if got.err != nil {
		t.Fatal(got.err)
	}
	if d := cmp.Diff(want.lines("release", "authored"), got.lines("release", "authored")); d != "" {
		t.Error(d)
	}
	if !strings.Contains(strings.Join(got.reading.Notes, "\n"), "read through the git command") {
		t.Error(got.reading.Notes)
	}
	shallow := filepath.Join(t.TempDir(), "shallow.git")
	git(t, wide, "clone", "-q", "--bare", "--depth=3", "file://"+wide, shallow)
	if r := read(t, Options{Path: shallow}); r.err != nil || len(r.events) == 0 || !strings.Contains(strings.Join(r.reading.Gaps, "\n"), "the clone is shallow") {
		t.Error(r.err, r.reading)
	}
	git(t, wide, "update-ref", "--no-deref", "HEAD", git(t, wide, "rev-parse", "main~2"))
	if r := read(t, Options{Path: wide}); r.err != nil || !strings.Contains(strings.Join(r.reading.Notes, "\n"), "HEAD names no branch") {
		t.Error(r.err, r.reading.Notes)
	}
}

func TestThroughGitTraces(t *testing.T) {
	h := newHeartbeat(t, mended)
	h.tag("the-fault", h.fault)
	h.tag("the-fix", h.fix)
	q := Question{Fault: []string{"the-fault"}, Fix: []string{"the-fix"}}
	want := trace(t, h.dir, q)
	wide := rewritten(t, h.fixture)
	got := trace(t, wide, q)
	if d := cmp.Diff([]any{want.AffectedReleases, want.FixedReleases, want.Latent}, []any{got.AffectedReleases, got.FixedReleases, got.Latent}); d != "" {
		t.Error(d)
	}
	full := git(t, wide, "rev-parse", "the-fix")
	for _, name := range []string{full, full[:40], full[:9]} {
		if tr := trace(t, wide, Question{Fix: []string{name}}); tr.Fix[0].Commit != full[:40] || tr.Fix[0].FirstRelease != "OpenSSL_1_0_1g" {
			t.Errorf("%s: %+v", name, tr.Fix)
		}
	}
}

// Nothing that a repository names is run, and nothing is fetched.
func TestThroughGitNothingRuns(t *testing.T) {
	f := randomHistory(t, 42, 10)
	wide := rewritten(t, f)
	ran := filepath.Join(t.TempDir(), "ran")
	evil := "touch " + ran + "; false"
	for _, key := range []string{"core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "gpg.program", "credential.helper", "core.askPass", "pager.cat-file", "pager.for-each-ref", "alias.cat-file"} {
		git(t, wide, "config", key, evil)
	}
	git(t, wide, "config", "log.showSignature", "true")
	git(t, wide, "config", "remote.origin.promisor", "true")
	git(t, wide, "config", "protocol.ext.allow", "always")
	git(t, wide, "config", "remote.origin.url", "ext::sh -c touch% "+ran)
	git(t, wide, "config", "extensions.partialClone", "origin")
	hooks := filepath.Join(wide, "hooks")
	f.check(os.MkdirAll(hooks, 0o700))
	for _, hook := range []string{"reference-transaction", "post-index-change", "pre-auto-gc"} {
		f.check(os.WriteFile(filepath.Join(hooks, hook), []byte("#!/bin/sh\ntouch "+ran+"\n"), 0o700))
	}
	repo, err := Open(wide)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if _, err := repo.objects.read(oid{1, 2, 3}); err == nil {
		t.Error("an object that is not there was read")
	}
	if _, err := repo.Trace(t.Context(), Question{Fault: []string{"main"}}); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program that the repository names was run")
	}
}

func TestThroughGitThatIsNotThere(t *testing.T) {
	f := newFixture(t)
	f.branch("main", f.commit(made{at: "2026-03-01 09:00", message: "one\n"}))
	f.write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n")
	t.Setenv("PATH", t.TempDir())
	_, err := Open(f.dir)
	if err == nil || !strings.Contains(err.Error(), "that is not installed\ninstall git, or write what you need") {
		t.Error(err)
	}
}
