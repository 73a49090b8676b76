package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRepositoryRunsNothing reads repositories whose own configuration, hooks
// and attributes name programs, in the format that candor reads itself and in
// one that it reads through the git command: none of them runs.
func TestRepositoryRunsNothing(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	c := newChild(t)
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			top := t.TempDir()
			repo, marker := filepath.Join(top, "repo"), filepath.Join(top, "ran")
			program := filepath.Join(top, "program")
			put(t, top, map[string]string{
				"x/incident.yaml": "id: x\ntitle: It failed\nwindow: {since: 2020-01-01T00:00Z, until: 2030-01-01T00:00Z}\nsources:\n- {name: r, kind: git, path: ../repo}\n",
				"program":         "#!/bin/sh\necho \"$0 $*\" >> " + marker + "\ncat\n",
			})
			if err := os.Chmod(program, 0o755); err != nil {
				t.Fatal(err)
			}
			run := func(args ...string) string {
				t.Helper()
				cmd := exec.Command(git, append([]string{"-C", repo, "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgSign=false"}, args...)...)
				cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_DATE=2026-03-04T14:00:00Z", "GIT_COMMITTER_DATE=2026-03-04T14:00:00Z")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("git %v: %v\n%s", args, err, out)
				}
				return strings.TrimSpace(string(out))
			}
			put(t, repo, map[string]string{"a.txt": "1\n", ".gitattributes": "* diff=evil filter=evil merge=evil\n"})
			if out, err := exec.Command(git, "init", "-q", "-b", "main", "--object-format="+format, repo).CombinedOutput(); err != nil {
				t.Skipf("git cannot make such a repository: %s", out)
			}
			run("add", ".")
			run("commit", "-qm", "first change")
			put(t, repo, map[string]string{"a.txt": "2\n"})
			run("commit", "-qam", "second change")
			run("tag", "-am", "a release", "v1.0.0")
			// An object that is missing would be fetched by the program.
			blob := run("rev-parse", "HEAD:a.txt")
			if err := os.Remove(filepath.Join(repo, ".git/objects", blob[:2], blob[2:])); err != nil {
				t.Fatal(err)
			}
			config := fmt.Sprintf(`[core]
	fsmonitor = %[1]s
	hooksPath = %[2]s/hooks
	sshCommand = %[1]s
	gitProxy = %[1]s
	pager = %[1]s
	editor = %[1]s
	askPass = %[1]s
	attributesFile = %[2]s/attributes
	alternateRefsCommand = %[1]s
[gpg]
	program = %[1]s
[log]
	showSignature = true
[diff]
	external = %[1]s
[diff "evil"]
	textconv = %[1]s
	command = %[1]s
[filter "evil"]
	clean = %[1]s
	smudge = %[1]s
	process = %[1]s
	required = true
[credential]
	helper = %[1]s
[alias]
	cat-file = !%[1]s
	for-each-ref = !%[1]s
[uploadpack]
	packObjectsHook = %[1]s
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[remote "origin"]
	url = ext::%[1]s
	promisor = true
	partialclonefilter = blob:none
	uploadpack = %[1]s
[extensions]
	partialClone = origin
	worktreeConfig = true
`, program, top)
			for _, hook := range []string{"reference-transaction", "post-checkout", "post-index-change", "fsmonitor-watchman", "pre-auto-gc"} {
				put(t, top, map[string]string{"hooks/" + hook: "#!/bin/sh\necho hook >> " + marker + "\n"})
				if err := os.Chmod(filepath.Join(top, "hooks", hook), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			f, err := os.OpenFile(filepath.Join(repo, ".git/config"), os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.WriteString(config); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			before := contents(t, repo)
			for _, args := range [][]string{{"report", "."}, {"report", "."}, {"timeline", "--all"}, {"review"}} {
				r := c.run(t, filepath.Join(top, "x"), "", args...)
				if r.code != 3 && r.code != 0 {
					t.Errorf("candor %v: code %d: %s", args, r.code, r.err)
				}
			}
			if r := c.run(t, filepath.Join(top, "x"), "", "timeline", "--all", "--json"); !strings.Contains(string(r.out), "second change") {
				t.Errorf("the repository was not read: %s", r.out)
			}
			if ran, err := os.ReadFile(marker); err == nil {
				t.Errorf("programs of the repository ran:\n%s", ran)
			}
			after := contents(t, repo)
			for name, text := range after {
				if before[name] != text {
					t.Errorf("%s of the repository was changed", name)
				}
			}
			// The programs do run where nothing forbids it, or this test shows nothing.
			cmd := exec.Command(git, "-C", repo, "status")
			cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull)
			_ = cmd.Run()
			if _, err := os.Stat(marker); err != nil {
				t.Error("no program of the repository runs at all, so that nothing is shown")
			}
		})
	}
}
