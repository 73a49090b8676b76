package history

import (
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Change is a commit or a merge as it landed on a branch. Hashes are 40
// hexadecimal digits; times are UTC, and zero where they are not known.
type Change struct {
	Hash    string
	Parents []string
	Author  timeline.Foreign // the name; mail addresses are dropped
	Subject timeline.Foreign // the first line of the message, as stored
	Body    timeline.Foreign // the rest of it
	Title   timeline.Foreign // of the pull request, where the message gives one besides the subject

	Authored  time.Time
	Committed time.Time
	Landed    time.Time // when it reached the branch

	Merge       bool
	LandedBy    string   // the merge that brought it; "" for a commit of the branch's own line
	PullRequest string   // "123"; "D123" where Phabricator numbered it
	Brought     []Commit // the first of the commits a merge brought, oldest first
	BroughtAll  int      // how many it brought

	Reverts     string // the change that this one takes back
	RevertedBy  string // the change that took this one back
	Reapplies   string // the change that this one puts back, after it had been taken back
	ReappliedBy string

	Marks []string // what is odd about it: "two author lines", "NUL in the message"

	tree   oid
	parent oid // the first one; zero where there is none
	back   *takeBack
	order  int // index on the line: larger is older
}

// Commit is the short form of a commit.
type Commit struct {
	Hash    string
	Subject timeline.Foreign
}

// Name is what the change is called: the title of its pull request, else the
// first line of its message.
func (c Change) Name() timeline.Foreign {
	if c.Title != "" {
		return c.Title
	}
	return c.Subject
}

// Change reads one commit. Landed stays zero: that is a question to a branch.
func (r *Repository) Change(hash string) (Change, error) {
	h, ok := parseName([]byte(hash))
	if !ok {
		return Change{}, fmt.Errorf("history: %q is not a commit's full name\nwrite all 40 hexadecimal digits", hash)
	}
	raw, err := r.commit(h)
	if err != nil {
		return Change{}, fmt.Errorf("history: %s: commit %s: %w", r.path, hash, err)
	}
	return newChange(h, raw), nil
}

func newChange(h oid, raw rawCommit) Change {
	subject, body, cut := splitMessage(raw.message)
	pull := parsePull(subject, body, len(raw.parents) > 1)
	c := Change{
		Hash:        h.String(),
		Author:      timeline.Foreign(raw.author.name),
		Subject:     timeline.Foreign(subject),
		Body:        timeline.Foreign(body),
		Authored:    raw.author.when.time(),
		Committed:   raw.committer.when.time(),
		Merge:       len(raw.parents) > 1,
		PullRequest: pull.number,
		Title:       timeline.Foreign(pull.title),
		Marks:       raw.marks,
		tree:        raw.tree,
	}
	if !c.Merge {
		// A squashed commit's subject is its title; it is told as stored.
		c.Title = ""
	}
	for _, p := range raw.parents[:min(len(raw.parents), 100)] {
		c.Parents = append(c.Parents, p.String())
	}
	if len(raw.parents) > 0 {
		c.parent = raw.parents[0]
	}
	if odd := raw.author.when.odd; odd != "" && !slices.Contains(c.Marks, odd) {
		c.Marks = append(c.Marks, "author: "+odd)
	}
	if cut && !slices.Contains(c.Marks, markCut) {
		c.Marks = append(c.Marks, markCut)
	}
	if t, ok := parseTakeBack(subject, body); ok {
		c.back = &t
	} else if t, ok := parseTakeBack(pull.title, body); ok {
		c.back = &t
	}
	return c
}

const markCut = "message cut"
