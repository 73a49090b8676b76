package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/internal/visible"
)

// This file is the only one of the package that runs a program: the user's own
// git, for what is the user's own.

// settings are what the user's git is configured to do in this repository, by
// name in lower case; of a name that stands more than once the last counts.
type settings map[string]string

// identity is how commits name the author: "Name <mail>".
type identity struct{ author, committer string }

var errNoGit = errors.New("the git command is not installed")

// git is the git command for the repository, in the user's environment.
func (a *Archive) git(ctx context.Context, args ...string) (*exec.Cmd, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return nil, errNoGit
	}
	return exec.CommandContext(ctx, program, append([]string{"--git-dir=" + a.place.Git}, args...)...), nil
}

// settings asks git how it is configured, with all that it includes. Without
// git there are none.
func (a *Archive) settings(ctx context.Context) (settings, error) {
	cmd, err := a.git(ctx, "config", "--list", "--includes", "-z")
	if errors.Is(err, errNoGit) {
		return settings{}, nil
	}
	if err != nil {
		return nil, err
	}
	out, err := said(cmd)
	if err != nil {
		return nil, fmt.Errorf("%s: its configuration cannot be read: %w\n  hint: see that this works: git -C %s config --list", a.dir, err, a.dir)
	}
	s := settings{}
	for _, entry := range strings.Split(string(out), "\x00") {
		key, value, ok := strings.Cut(entry, "\n")
		if !ok {
			value = "true" // a name alone is a yes
		}
		s[key] = value
	}
	return s, nil
}

// yes reports whether a setting is on.
func (s settings) yes(key string) bool {
	switch strings.ToLower(s[key]) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// identity is who commits, in git's order: the environment, what is set for the
// author or committer alone, the user.
func (a *Archive) identity(s settings) (identity, error) {
	person := func(role string) (string, error) {
		upper := "GIT_" + strings.ToUpper(role)
		name := firstOf(a.o.Getenv(upper+"_NAME"), s[role+".name"], s["user.name"])
		mail := firstOf(a.o.Getenv(upper+"_EMAIL"), s[role+".email"], s["user.email"], a.o.Getenv("EMAIL"))
		if name == "" || mail == "" {
			what := "user.name"
			if name != "" {
				what = "user.email"
			}
			return "", fmt.Errorf("%s: git does not know who you are: %s is not set\n  hint: git config --global user.name \"Your Name\"; git config --global user.email you@example.com", a.dir, what)
		}
		return name + " <" + mail + ">", nil
	}
	author, err := person("author")
	if err != nil {
		return identity{}, err
	}
	committer, err := person("committer")
	return identity{author, committer}, err
}

// firstOf is the first text that is left once what cannot stand in a commit's
// header is taken out.
func firstOf(texts ...string) string {
	for _, t := range texts {
		t = strings.Map(func(r rune) rune {
			if r < ' ' || r == '<' || r == '>' || r == 0x7f {
				return -1
			}
			return r
		}, t)
		if t = strings.Trim(t, " .,:;\"\\'"); t != "" {
			return t
		}
	}
	return ""
}

// signed has git make and sign a commit as it is configured to: with a key of
// OpenPGP, SSH or X.509. The commit's file is git's; it is flushed here.
func (a *Archive) signed(ctx context.Context, tree, parent plumbing.Hash, who identity, at time.Time, text string) ([]byte, error) {
	args := []string{"commit-tree", "-S", "-F", "-"}
	if !parent.IsZero() {
		args = append(args, "-p", parent.String())
	}
	cmd, err := a.git(ctx, append(args, tree.String())...)
	if err != nil {
		return nil, fmt.Errorf("%s: to sign, %w\n  hint: install git", a.dir, err)
	}
	cmd.Stdin = strings.NewReader(text)
	stamp := fmt.Sprintf("%d %s", at.Unix(), at.Format("-0700"))
	cmd.Env = os.Environ()
	for role, is := range map[string]string{"AUTHOR": who.author, "COMMITTER": who.committer} {
		name, mail, _ := strings.Cut(strings.TrimSuffix(is, ">"), " <")
		cmd.Env = append(cmd.Env, "GIT_"+role+"_NAME="+name, "GIT_"+role+"_EMAIL="+mail, "GIT_"+role+"_DATE="+stamp)
	}
	out, err := said(cmd)
	if err != nil {
		return nil, fmt.Errorf("%s: the commit was not signed: %w\n  hint: see what git config says of gpg.format and user.signingkey, or archive without --sign and with commit.gpgsign off", a.dir, err)
	}
	return a.rawCommit(ctx, strings.TrimSpace(string(out)))
}

// rawCommit reads a commit that git has made.
func (a *Archive) rawCommit(ctx context.Context, hash string) ([]byte, error) {
	cmd, err := a.git(ctx, "cat-file", "commit", hash)
	if err != nil {
		return nil, err
	}
	return said(cmd)
}

// said runs a command and gives what it printed. What it complained of is the
// error, on one line.
func said(cmd *exec.Cmd) ([]byte, error) {
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	if err := cmd.Run(); err != nil {
		if text := visible.Line(trouble.String()); text != "" {
			return nil, errors.New(text)
		}
		return nil, err
	}
	return out.Bytes(), nil
}

// saidBoth runs a command and gives what it printed and complained of.
func saidBoth(cmd *exec.Cmd) (string, error) {
	var all bytes.Buffer
	cmd.Stdout, cmd.Stderr = &all, &all
	err := cmd.Run()
	return all.String(), err
}
