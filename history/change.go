package history

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Change is a commit or a merge as it landed on a branch. Hashes are 40
// hexadecimal digits; times are UTC, and zero where they are not known.
type Change struct {
	Hash       string
	Parents    []string
	Author     timeline.Foreign // the name, as the repository's mailmap has it; mail addresses are dropped
	AuthoredAs timeline.Foreign // the name in the commit itself, where the mailmap has another
	Subject    timeline.Foreign // the first line of the message, as stored
	Body       timeline.Foreign // the rest of it
	Title      timeline.Foreign // of the pull request, where the message gives one besides the subject

	CoAuthors []timeline.Foreign // names of those whom the message says it was written with

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
	return r.change(h, raw), nil
}

// change makes a change of a commit, with the names that people go by.
func (r *Repository) change(h oid, raw rawCommit) Change {
	c := newChange(h, raw)
	if c.Author = r.called(raw.author); c.Author != timeline.Foreign(raw.author.name) {
		c.AuthoredAs = timeline.Foreign(raw.author.name)
	}
	for i, p := range raw.coAuthors() {
		if i == maxCoAuthors {
			break
		}
		if name := r.called(p); name != "" && name != c.Author && !slices.Contains(c.CoAuthors, name) {
			c.CoAuthors = append(c.CoAuthors, name)
		}
	}
	return c
}

// maxCoAuthors is how many of those who wrote a change with its author are told.
const maxCoAuthors = 20

// coAuthors reads the lines "Co-authored-by: Name <mail>" of a message.
func (c rawCommit) coAuthors() []person {
	var out []person
	for line := range bytes.Lines(c.message[:min(len(c.message), maxBody)]) {
		if len(line) <= len(coAuthored) || !strings.EqualFold(string(line[:len(coAuthored)]), coAuthored) {
			continue
		}
		name, mail, _, ok := nameAndMail(string(line[len(coAuthored):]), true)
		if !ok {
			name = strings.TrimSpace(string(line[len(coAuthored):]))
		}
		out = append(out, person{name: []byte(name[:min(len(name), maxName)]), mail: []byte(mail)})
	}
	return out
}

const coAuthored = "co-authored-by:"

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
