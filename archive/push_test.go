//go:build unix

package archive_test

import (
	"context"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/archive"
)

func archiveInit(t testing.TB, dir string, o archive.Options) (bool, error) {
	t.Helper()
	return archive.Init(context.Background(), dir, false, o)
}

// server serves bare repositories over HTTP, by git's own server.
func server(t *testing.T) (url, dir string) {
	t.Helper()
	path, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		t.Skip("git is not installed")
	}
	backend := filepath.Join(strings.TrimSpace(string(path)), "git-http-backend")
	if _, err := os.Stat(backend); err != nil {
		t.Skip("git has no server here: ", err)
	}
	dir = t.TempDir()
	git(t, dir, "init", "-q", "--bare", "far.git")
	git(t, filepath.Join(dir, "far.git"), "symbolic-ref", "HEAD", "refs/heads/main")
	git(t, filepath.Join(dir, "far.git"), "config", "http.receivepack", "true")
	s := httptest.NewServer(&cgi.Handler{Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + dir, "GIT_HTTP_EXPORT_ALL=1", "GIT_CONFIG_NOSYSTEM=1"}, Stderr: os.Stderr})
	t.Cleanup(s.Close)
	return s.URL + "/far.git", filepath.Join(dir, "far.git")
}

func TestPush(t *testing.T) {
	url, far := server(t)
	t.Setenv("NO_PROXY", "*")
	ctx := context.Background()
	a, dir := fresh(t, false)
	if _, err := a.Push(ctx, ""); err == nil || !strings.Contains(err.Error(), `has no remote "origin"`) {
		t.Errorf("without a remote: %v", err)
	}
	git(t, dir, "remote", "add", "origin", url)
	if _, err := a.Add(ctx, small("2026-a", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	sent, err := a.Push(ctx, "")
	if err != nil || !sent.New || sent.Branch != "main" {
		t.Fatalf("the first push: %+v, %v", sent, err)
	}
	if sent, err := a.Push(ctx, "origin"); err != nil || sent.New {
		t.Errorf("the same again: %+v, %v", sent, err)
	}

	// Somebody else was faster.
	other := filepath.Join(t.TempDir(), "other")
	git(t, filepath.Dir(other), "clone", "-q", "-b", "main", url, other)
	b := open(t, other, options(t))
	if _, err := b.Add(ctx, small("2026-b", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Push(ctx, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(ctx, small("2026-c", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	_, err = a.Push(ctx, "")
	if err == nil || !strings.Contains(err.Error(), "the remote has commits that are not here") || !strings.Contains(err.Error(), "pull --no-rebase origin main") {
		t.Fatalf("a push that came second: %v", err)
	}
	holds(t, dir, []string{"2026-a", "2026-c"})
	git(t, dir, "-c", "user.name=P", "-c", "user.email=p@example.com", "pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
	if _, err := a.Push(ctx, ""); err != nil {
		t.Fatal(err)
	}
	holds(t, dir, []string{"2026-a", "2026-b", "2026-c"})
	holds(t, far, []string{"2026-a", "2026-b", "2026-c"})
	sound(t, far)

	// The server has rules of its own.
	hook := filepath.Join(far, "hooks", "pre-receive")
	if err := os.WriteFile(hook, []byte("#!/bin/sh\necho 'reports need a \x1b[31mticket' >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(ctx, small("2026-d", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	_, err = a.Push(ctx, "")
	if err == nil || !strings.Contains(err.Error(), "the remote refused the push") || !strings.Contains(err.Error(), "need a <U+001B>[31mticket") {
		t.Errorf("a push against the rules: %v", err)
	}
	holds(t, dir, []string{"2026-d"})

	git(t, dir, "remote", "set-url", "origin", strings.Replace(url, "http://", "http://user:hunter2@", 1)+"/nowhere")
	if _, err = a.Push(ctx, ""); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "everything is saved in") {
		t.Errorf("a push to nowhere: %v", err)
	}
}

// TestSigned signs with an SSH key, as git is configured to.
func TestSigned(t *testing.T) {
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skip("ssh-keygen is not installed")
	}
	a, dir := fresh(t, false)
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key+".allowed", append([]byte("lead@example.com "), public...), 0o600); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "config", "gpg.format", "ssh")
	git(t, dir, "config", "user.signingkey", key+".pub")
	git(t, dir, "config", "gpg.ssh.allowedSignersFile", key+".allowed")
	git(t, dir, "config", "commit.gpgsign", "true")
	if _, err := a.Add(context.Background(), small("2026-a", "Sorry.")); err != nil {
		t.Fatal(err)
	}
	if out := git(t, dir, "log", "-1", "--format=%G? %GS %an"); strings.TrimSpace(out) != "G lead@example.com Incident Lead" {
		t.Errorf("git says of the signature: %s", out)
	}
	sound(t, dir)

	// A key that is not there ends it, and nothing changes.
	git(t, dir, "config", "user.signingkey", key+".gone")
	tip := git(t, dir, "rev-parse", "HEAD")
	if _, err := a.Add(context.Background(), small("2026-b", "Sorry.")); err == nil || !strings.Contains(err.Error(), "was not signed") {
		t.Errorf("without the key: %v", err)
	}
	if now := git(t, dir, "rev-parse", "HEAD"); now != tip {
		t.Error("the branch moved")
	}
}
