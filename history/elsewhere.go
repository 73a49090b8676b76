package history

import (
	"bytes"
	"context"
)

const (
	lastCommits  = 200     // commits before the fault whose other files are looked at
	lastFiles    = 6       // changed files of one of them
	maxElsewhere = 200_000 // bytes of such a file
	enoughNames  = 0.3     // share of the fix's names that makes a commit a suspect
)

// elsewhere looks through the last commits before the fault for those that put
// the fix's names into other files: who changes a function's meaning may leave
// the callers as they are.
func (q *inquiry) elsewhere(ctx context.Context) error {
	if len(q.names) == 0 {
		return nil
	}
	return q.r.recent(ctx, q.from, lastCommits, func(at *stop) error {
		if len(at.parents) != 1 {
			return nil
		}
		return q.other(ctx, at)
	})
}

// other looks at the files of one commit that no trail led through.
func (q *inquiry) other(ctx context.Context, at *stop) error {
	parent, err := q.r.point(at.parents[0])
	if err != nil {
		return nil
	}
	changes, err := q.r.fileChanges(ctx, parent.tree, at.tree)
	if err != nil {
		return err
	}
	var names uint64
	looked := 0
	s := q.suspects[at.commit]
	for _, c := range changes {
		if c.new.IsZero() || kindOf(c.path) > test || s != nil && s.paths[c.path] {
			continue
		}
		if looked++; looked > lastFiles {
			break
		}
		names |= q.putIn(c)
	}
	if q.share64(names, anyName) < enoughNames {
		return nil
	}
	if s == nil {
		s = &suspect{hash: at.commit, paths: map[string]bool{}, recent: -1, far: true}
		q.suspects[at.commit] = s
	}
	s.names |= names
	return nil
}

// putIn gives the fix's names that a change put into a file.
func (q *inquiry) putIn(c fileChange) uint64 {
	data, err := q.r.blob(c.new)
	if err != nil || len(data) > maxElsewhere || bytes.IndexByte(data, 0) >= 0 || !q.mentions(data) {
		return 0
	}
	old, err := q.texts.text(q.r, c.old)
	if err != nil {
		return 0
	}
	new, err := q.texts.text(q.r, c.new)
	if err != nil {
		return 0
	}
	return q.texts.put(old, new, diffLines(old, new))
}

// mentions is a quick look that spares most files the comparison.
func (q *inquiry) mentions(data []byte) bool {
	for w := range q.texts.names {
		if bytes.Contains(data, []byte(w)) {
			return true
		}
	}
	return false
}
