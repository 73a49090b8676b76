package archive

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/candor-reports/candor/internal/visible"
)

// Pushed is the outcome of a push that went through.
type Pushed struct {
	Remote string `json:"remote"`
	Branch string `json:"branch"`
	New    bool   `json:"new"` // the remote did not have all of it before
}

// Push sends the archive's branch to a remote, with the user's own git and
// credentials. Without a name the remote is the one that the branch follows,
// else origin. What is not taken by the remote stays here; the error says what
// to do.
func (a *Archive) Push(ctx context.Context, remote string) (Pushed, error) {
	config, err := a.settings(ctx)
	if err != nil {
		return Pushed{}, err
	}
	branch, err := a.branch()
	if err != nil {
		return Pushed{}, err
	}
	short := strings.TrimPrefix(branch, "refs/heads/")
	remote = cmp.Or(remote, config["branch."+short+".remote"], "origin")
	if _, ok := config["remote."+remote+".url"]; !ok {
		return Pushed{}, fmt.Errorf("%s: has no remote %q to push to; what was archived is saved here\n  hint: git -C %s remote add %s URL", a.dir, remote, a.dir, remote)
	}
	cmd, err := a.git(ctx, "push", "--porcelain", remote, branch+":"+branch)
	if err != nil {
		return Pushed{}, fmt.Errorf("%s: to push, %w\n  hint: install git", a.dir, err)
	}
	out, err := saidBoth(cmd)
	if err != nil {
		return Pushed{}, a.refused(remote, short, out)
	}
	return Pushed{remote, short, !strings.Contains(out, "[up to date]")}, nil
}

// secretOfURL is what a URL has before its host, which git repeats in messages.
var secretOfURL = regexp.MustCompile(`(://)[^/@\s]+@`)

// refused says why a push did not go through, and what comes next.
func (a *Archive) refused(remote, branch, said string) error {
	because := secretOfURL.ReplaceAllString(said, "$1")
	next := fmt.Sprintf("see that this works: git -C %s push %s %s", a.dir, remote, branch)
	why := "the push did not go through"
	switch {
	case strings.Contains(said, "(fetch first)"), strings.Contains(said, "(non-fast-forward)"):
		why, because = "the remote has commits that are not here, so it did not take the push", ""
		next = fmt.Sprintf("git -C %s pull --no-rebase %s %s; then: git -C %s push %s %s", a.dir, remote, branch, a.dir, remote, branch)
		if a.place.Worktree == "" {
			next = fmt.Sprintf("join the two in a clone that has a work tree: git clone %s, there git pull --no-rebase from the remote, and push to both", a.dir)
		}
	case strings.Contains(said, "[remote rejected]"):
		why = "the remote refused the push"
		next = "ask who keeps the remote; then: " + strings.TrimPrefix(next, "see that this works: ")
	case strings.Contains(said, "uthentication failed"), strings.Contains(said, "Permission denied"), strings.Contains(said, "could not read Username"):
		why = "the remote did not take your credentials"
	}
	text := fmt.Sprintf("%s: %s", remote, why)
	if lines := reasons(because); lines != "" {
		text += ": " + lines
	}
	return fmt.Errorf("%s\n  everything is saved in %s\n  hint: %s", text, a.dir, next)
}

// reasons are the lines of git's that tell why, on one line.
func reasons(said string) string {
	var out []string
	for line := range strings.Lines(said) {
		line = strings.TrimSpace(line)
		for _, lead := range []string{"remote: ", "fatal: ", "error: ", "!"} {
			if rest, ok := strings.CutPrefix(line, lead); ok && strings.TrimSpace(rest) != "" && len(out) < 4 {
				out = append(out, visible.Line(rest))
				break
			}
		}
	}
	return strings.Join(out, "; ")
}
