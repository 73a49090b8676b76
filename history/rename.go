package history

import (
	"bytes"
	"cmp"
	"context"
	"hash/maphash"
	"path"
	"slices"
)

const (
	// maxRenameSources is how many of the files that a commit took away are
	// compared with one that it brought.
	maxRenameSources = 200
	// enoughAlike is how much of the larger of two files must stand in both, in
	// hundredths, for one to be the other under a new path: what git takes.
	enoughAlike = 50
)

// sourceOf finds the file that a commit moved to a path: one of those it took
// away with the same content, else the most alike.
func (r *Repository) sourceOf(changes []fileChange, name string, blob oid) (string, oid, error) {
	var gone []fileChange
	for _, c := range changes {
		if c.new.IsZero() && !c.old.IsZero() {
			gone = append(gone, c)
		}
	}
	// Of several that fit, the one whose name is most alike.
	slices.SortStableFunc(gone, func(a, b fileChange) int {
		return cmp.Compare(shared(b.path, name), shared(a.path, name))
	})
	for _, c := range gone {
		if c.old == blob {
			return c.path, c.old, nil
		}
	}
	if len(gone) == 0 {
		return "", oid{}, nil
	}
	data, err := r.blob(blob)
	if err != nil {
		return "", oid{}, err
	}
	want := newLikeness(data)
	best, found := enoughAlike-1, fileChange{}
	for _, c := range gone[:min(len(gone), maxRenameSources)] {
		data, err := r.blob(c.old)
		if err != nil {
			continue
		}
		if n := want.with(data); n > best {
			best, found = n, c
		}
	}
	return found.path, found.old, nil
}

// shared counts the characters that two paths have alike at their beginnings
// and ends. The same name in another folder counts most.
func shared(a, b string) int {
	n := 0
	if path.Base(a) == path.Base(b) {
		n = 1 << 16
	}
	short := min(len(a), len(b))
	head := 0
	for head < short && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < short-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return n + head + tail
}

// likeness counts the bytes of a file by line.
type likeness struct {
	seed  maphash.Seed
	size  int
	bytes map[uint64]int
}

func newLikeness(data []byte) likeness {
	l := likeness{seed: maphash.MakeSeed(), size: len(data), bytes: map[uint64]int{}}
	for line := range bytes.Lines(data) {
		l.bytes[maphash.Bytes(l.seed, line)] += len(line)
	}
	return l
}

// with gives how much of the larger of two files stands in both, in
// hundredths.
func (l likeness) with(data []byte) int {
	larger, smaller := max(l.size, len(data)), min(l.size, len(data))
	if smaller*100 < larger*enoughAlike || larger == 0 {
		return 0
	}
	used := make(map[uint64]int, len(l.bytes))
	common := 0
	for line := range bytes.Lines(data) {
		k := maphash.Bytes(l.seed, line)
		if n := min(len(line), l.bytes[k]-used[k]); n > 0 {
			used[k] += n
			common += n
		}
	}
	return common * 100 / larger
}

// maxRenames is how many files a commit may have taken away for its renames to
// be looked for. Where more went, whole folders moved, and each of them would
// be held against each that is new.
const maxRenames = 1000

// renames joins, among the changes of a commit, files that were taken away
// with those they became.
func (r *Repository) renames(ctx context.Context, changes []fileChange) ([]fileChange, error) {
	taken := map[string]bool{}
	free := slices.DeleteFunc(slices.Clone(changes), func(c fileChange) bool { return !c.new.IsZero() })
	if len(free) > maxRenames {
		return changes, nil
	}
	for i, c := range changes {
		if !c.old.IsZero() || c.new.IsZero() || len(free) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		from, old, err := r.sourceOf(free, c.path, c.new)
		if err != nil || from == "" {
			continue
		}
		taken[from] = true
		free = slices.DeleteFunc(free, func(c fileChange) bool { return c.path == from })
		changes[i].from, changes[i].old = from, old
	}
	return slices.DeleteFunc(changes, func(c fileChange) bool { return c.new.IsZero() && taken[c.path] }), nil
}
