package history

import (
	"context"
	"math"
)

// FirstReleases gives, for each of the commits named by hash, the first of the
// releases that contains it, by the time it was tagged. Releases of a module
// and pre-releases are asked only where no full release contains the commit.
// A commit in no release is not in the result.
//
// All commits are answered in one walk that meets each commit once: releases
// are walked from the oldest to the newest, each down to where an older one
// has been or where everything is older than the commits asked for, and the
// walk ends with the last answer. What is older is proved by the commit-graph
// where there is one, and believed after 64 commits in a row otherwise.
func (r *Repository) FirstReleases(ctx context.Context, hashes []string, releases []Release) (map[string]Release, error) {
	return r.firstReleases(ctx, hashes, releases, nil, nil)
}

// firstReleases can be told the line of a branch, and for each of the commits
// where on it they landed: a release that contains a commit of the line contains
// what landed up to there, whatever the dates are.
func (r *Repository) firstReleases(ctx context.Context, hashes []string, releases []Release, line map[oid]int, landed map[string]int) (map[string]Release, error) {
	out := map[string]Release{}
	open := map[oid]bool{}
	for _, s := range hashes {
		if h, ok := parseName([]byte(s)); ok {
			open[h] = true
		}
	}
	kinds := []func(Release) bool{
		func(rel Release) bool { return rel.Module == "" && !rel.PreRelease },
		func(rel Release) bool { return rel.Module == "" && rel.PreRelease },
		func(rel Release) bool { return rel.Module != "" },
	}
	for _, kind := range kinds {
		if len(open) == 0 {
			break
		}
		c := &container{r: r, open: open, found: out, line: line, landed: landed, seen: map[oid]bool{}, oldest: math.MaxInt64, least: newest}
		c.bound()
		for _, rel := range releases {
			if len(open) == 0 {
				break
			}
			if kind(rel) && rel.Time.Unix() >= c.oldest-daySlack {
				if err := c.walk(ctx, rel); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

type container struct {
	r      *Repository
	open   map[oid]bool // commits not yet met
	found  map[string]Release
	seen   map[oid]bool
	line   map[oid]int    // index on the branch's line: larger is older
	landed map[string]int // of each open commit, where a line is known
	oldest int64          // the earliest date of an open commit
	least  uint64         // the least generation of an open commit
}

// bound computes below what nothing needs to be looked at. Commits that cannot
// be read are dropped: nothing contains them.
func (c *container) bound() {
	for h := range c.open {
		n, err := c.r.node(h)
		if err != nil {
			delete(c.open, h)
			continue
		}
		c.oldest = min(c.oldest, n.seconds)
		c.least = min(c.least, n.generation)
	}
}

// olderSlack is how many commits in a row must be older than all that is asked
// for before a walk turns back, where no commit-graph proves it.
const olderSlack = 64

func (c *container) walk(ctx context.Context, rel Release) error {
	type todo struct {
		hash  oid
		older int
	}
	stack := []todo{{rel.commit, 0}}
	for len(stack) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if c.seen[t.hash] {
			continue
		}
		c.seen[t.hash] = true
		if i, ok := c.line[t.hash]; ok {
			c.meet(i, rel)
			continue
		}
		n, err := c.r.node(t.hash)
		if err != nil {
			continue
		}
		if c.open[t.hash] {
			delete(c.open, t.hash)
			c.found[t.hash.String()] = rel
		}
		if n.fromGraph && n.generation <= c.least {
			continue
		}
		older := 0
		if n.seconds < c.oldest-daySlack {
			if older = t.older + 1; !n.fromGraph && older == olderSlack {
				continue
			}
		}
		for _, h := range n.parents {
			stack = append(stack, todo{h, older})
		}
	}
	return nil
}

// meet answers all that landed up to a commit of the line.
func (c *container) meet(i int, rel Release) {
	for h := range c.open {
		if name := h.String(); c.landed[name] >= i {
			delete(c.open, h)
			c.found[name] = rel
		}
	}
}
