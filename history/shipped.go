package history

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Landing says when and where a change reached a branch.
type Landing struct {
	Time   time.Time // of the commit of the branch's own line that contains it
	Branch string    // "" where only a tag or nothing reaches it
	By     string    // that commit
}

// Landed finds where a change landed: on the branch that ships where that
// contains it, else on the branch it reached first, else before the first
// release that contains it.
func (l *Lineage) Landed(hash string) (Landing, bool) {
	i, ok := l.find(hash)
	if !ok {
		return Landing{}, false
	}
	bits := l.carried([]int32{i})
	best := Landing{}
	for n, h := range l.heads {
		if bits[h.number] == 0 {
			continue
		}
		at := l.landing(h.number, bits)
		if at.Branch = h.name; best.By == "" || at.Time.Before(best.Time) {
			best = at
		}
		if n == 0 && l.ships || n > maxHeads {
			return best, true
		}
	}
	if best.By != "" {
		return best, true
	}
	for _, rel := range l.Releases {
		if bits[l.number[rel.commit]] != 0 {
			return l.landing(l.number[rel.commit], bits), true
		}
	}
	return Landing{Time: l.committed(i), By: hash}, true
}

// maxHeads is how many branches are asked when a change landed on them.
const maxHeads = 500

// landing goes down the first-parent line from a tip to the last commit that
// contains what is asked for.
func (l *Lineage) landing(tip int32, bits []uint64) Landing {
	for {
		p := l.parents(tip)
		if len(p) == 0 || bits[p[0]] == 0 {
			return Landing{Time: l.committed(tip), By: l.names[tip].String()}
		}
		tip = p[0]
	}
}

// committed is the committer time, as the commit itself has it.
func (l *Lineage) committed(i int32) time.Time {
	c, err := l.r.commit(l.names[i])
	if err != nil {
		return time.Time{}
	}
	return c.committer.when.time()
}

// brought lists what a merge brought: the commits that it contains and its
// first parent does not, without merges, oldest first.
func (l *Lineage) brought(i int32) []int32 {
	p := l.parents(i)
	if len(p) < 2 {
		return nil
	}
	before := l.inside(p[0])
	var out []int32
	for j, in := range l.inside(i) {
		old := j < len(before) && before[j]
		if in && !old && len(l.parents(int32(j))) < 2 {
			out = append(out, int32(j))
		}
	}
	return out
}

// inside marks a commit and all that it contains.
func (l *Lineage) inside(i int32) []bool {
	in := make([]bool, i+1)
	in[i] = true
	for j := i; j >= 0; j-- {
		if in[j] {
			for _, p := range l.parents(j) {
				in[p] = true
			}
		}
	}
	return in
}

// kin is a change with its twins. A merge is its parts: a release has it where
// it has the merge, or each part under one name or another.
type kin struct {
	name   string
	parts  [][]string // each with all its names
	copies []Twin     // of all parts, by the time they were committed
}

// maxParts is how many of the commits that a merge brought are looked for on
// other branches.
const maxParts = 40

// kin finds a change under all its names.
func (l *Lineage) kin(ctx context.Context, hash string) (kin, error) {
	k := kin{name: hash}
	i, ok := l.find(hash)
	if !ok {
		return k, nil
	}
	whole, err := l.Twins(ctx, hash)
	if err != nil {
		return k, err
	}
	names := []string{hash}
	for _, t := range whole {
		names = append(names, t.Hash)
	}
	k.copies = whole
	brought := l.brought(i)
	if len(brought) == 0 || len(brought) > maxParts {
		k.parts = [][]string{names}
		return k, nil
	}
	for _, j := range brought {
		part := append(slices.Clone(names), l.names[j].String())
		twins, err := l.Twins(ctx, l.names[j].String())
		if err != nil {
			return k, err
		}
		for _, t := range twins {
			part = append(part, t.Hash)
			if !slices.ContainsFunc(k.copies, func(u Twin) bool { return u.Hash == t.Hash }) {
				k.copies = append(k.copies, t)
			}
		}
		k.parts = append(k.parts, part)
	}
	l.sort(k.copies)
	return k, nil
}

// shipped is which releases have what: the tags of each change.
type shipped map[string]bool

// with finds the releases that have one of several changes.
func (l *Lineage) with(changes []kin) shipped {
	out := shipped{}
	for _, k := range changes {
		var all shipped
		for _, names := range k.parts {
			part := shipped{}
			for _, releases := range l.Containing(names...) {
				for _, rel := range releases {
					part[rel.Tag] = all == nil || all[rel.Tag]
				}
			}
			all = part
		}
		for tag, has := range all {
			out[tag] = out[tag] || has
		}
	}
	return out
}

// holds reports whether a commit contains one of several changes.
func (l *Lineage) holds(tip int32, changes []kin) bool {
	in := l.inside(tip)
	has := func(name string) bool {
		i, ok := l.find(name)
		return ok && int(i) < len(in) && in[i]
	}
	return slices.ContainsFunc(changes, func(k kin) bool {
		for _, names := range k.parts {
			if !slices.ContainsFunc(names, has) {
				return false
			}
		}
		return len(k.parts) > 0
	})
}

// first is the earliest release of a set: a full release of the repository,
// else a pre-release, else one of a module.
func (l *Lineage) first(set shipped) (Release, bool) {
	var best Release
	found := false
	for _, rel := range l.Releases {
		if set[rel.Tag] && (!found || rel.weight() < best.weight()) {
			best, found = rel, true
		}
	}
	return best, found
}

// weight orders kinds of releases by who gets them.
func (r Release) weight() int {
	switch {
	case r.Module != "":
		return 2
	case r.PreRelease:
		return 1
	}
	return 0
}

// sort orders twins by the time they were committed.
func (l *Lineage) sort(twins []Twin) {
	slices.SortFunc(twins, func(a, b Twin) int {
		x, _ := l.find(a.Hash)
		y, _ := l.find(b.Hash)
		return cmp.Or(cmp.Compare(l.seconds[x], l.seconds[y]), cmp.Compare(a.Hash, b.Hash))
	})
}
