package history

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// Lineage is every commit that a branch or a tag reaches, read once, so that
// many questions about what contains what are answered from memory. References
// other than branches, branches as last fetched, tags and HEAD are not looked
// at: a forge keeps every pull request that was ever opened among them.
//
// Answers are exact: every commit is met, whatever its date says. With a
// commit-graph file no commit needs to be inflated for that.
type Lineage struct {
	Releases []Release // in time order
	Missing  []string  // commits that could not be read; nothing behind them is known

	r       *Repository
	names   []oid // by number; the parents of a commit have lower numbers
	number  map[oid]int32
	starts  []int32 // where a commit's parents begin among edges
	edges   []int32
	seconds []int64
	heads   []branchTip
	ships   bool // the first of heads is what HEAD points to
	patches *patches
}

// branchTip is a branch that was read.
type branchTip struct {
	name   string
	number int32
}

// Lineage reads the commits that branches and tags reach, and those named by
// hash even where nothing reaches them any more.
func (r *Repository) Lineage(ctx context.Context, hashes ...string) (*Lineage, error) {
	if l := r.known; l != nil && !slices.ContainsFunc(hashes, func(s string) bool { _, ok := l.find(s); return !ok }) {
		return l, nil
	}
	l, err := r.lineage(ctx, hashes)
	if errors.Is(err, errGraph) {
		r.graph.close()
		r.graph = nil
		l, err = r.lineage(ctx, hashes)
	}
	if err == nil {
		r.known = l
	}
	return l, err
}

func (r *Repository) lineage(ctx context.Context, hashes []string) (*Lineage, error) {
	tags, err := r.Releases(ctx, "")
	if err != nil {
		return nil, err
	}
	if r.graph == nil {
		r.learn()
	}
	defer r.keep()
	l := &Lineage{r: r, Releases: tags.Releases, number: make(map[oid]int32, len(r.all))}
	tips, head, err := r.tips()
	if err != nil {
		return nil, err
	}
	for _, s := range hashes {
		if h, ok := parseName([]byte(s)); ok {
			tips = append(tips, tip{hash: h})
		}
	}
	for _, rel := range l.Releases {
		tips = append(tips, tip{hash: rel.commit})
	}
	for _, t := range tips {
		if err := l.descend(ctx, t.hash); err != nil {
			return nil, err
		}
		if n, ok := l.number[t.hash]; ok && t.branch != "" {
			l.heads = append(l.heads, branchTip{t.branch, n})
		}
	}
	l.ships = head && len(l.heads) > 0
	l.Releases = slices.DeleteFunc(l.Releases, func(rel Release) bool { _, ok := l.number[rel.commit]; return !ok })
	return l, l.trusted(tips)
}

// tip is where walking begins.
type tip struct {
	branch string // "" for what is no branch
	hash   oid
}

// tips lists what HEAD and the branches point to, by name: local branches
// first, so that a branch is known by its shortest name. It tells whether HEAD
// is there, which then comes before all.
func (r *Repository) tips() (tips []tip, head bool, err error) {
	refs, err := r.refs.IterReferences()
	if err != nil {
		return nil, false, fmt.Errorf("history: %s: the branches cannot be listed (%w)\nmake a fresh clone and name that", r.path, err)
	}
	defer refs.Close()
	var local, remote []tip
	err = refs.ForEach(func(ref *plumbing.Reference) error {
		name, h := ref.Name(), ref.Hash()
		if ref.Type() != plumbing.HashReference {
			return nil
		}
		if name.IsBranch() {
			local = append(local, tip{name.Short(), h})
		} else if short, ok := strings.CutPrefix(name.String(), "refs/remotes/"); ok {
			remote = append(remote, tip{short, h})
		}
		return nil
	})
	byName := func(a, b tip) int { return strings.Compare(a.branch, b.branch) }
	slices.SortFunc(local, byName)
	slices.SortFunc(remote, byName)
	b, errHead := r.Branch("")
	if errHead != nil {
		return append(local, remote...), false, err
	}
	return slices.Concat([]tip{{cmp.Or(b.Name, "HEAD"), b.tip}}, local, remote), true, err
}

// descend numbers a commit and all behind it, parents first.
func (l *Lineage) descend(ctx context.Context, h oid) error {
	type frame struct {
		hash    oid
		node    node
		parents []oid // still to be met
	}
	var stack []frame
	open := map[oid]bool{}
	enter := func(h oid) error {
		if _, done := l.number[h]; done {
			return nil
		}
		if open[h] {
			return errGraph
		}
		n, err := l.node(h)
		if err != nil {
			l.Missing = append(l.Missing, h.String())
			return nil
		}
		open[h] = true
		stack = append(stack, frame{h, n, n.parents})
		return nil
	}
	err := enter(h)
	for err == nil && len(stack) > 0 {
		top := &stack[len(stack)-1]
		if len(top.parents) > 0 {
			next := top.parents[0]
			top.parents = top.parents[1:]
			err = enter(next)
			continue
		}
		l.add(top.hash, top.node)
		delete(open, top.hash)
		stack = stack[:len(stack)-1]
		if len(l.names)%4096 == 0 {
			err = ctx.Err()
		}
	}
	return err
}

func (l *Lineage) add(h oid, n node) {
	l.number[h] = int32(len(l.names))
	l.names = append(l.names, h)
	l.seconds = append(l.seconds, n.seconds)
	l.starts = append(l.starts, int32(len(l.edges)))
	for _, p := range n.parents {
		if i, ok := l.number[p]; ok {
			l.edges = append(l.edges, i)
		}
	}
}

// node reads a commit's place. Where that takes reading the commit itself, what
// finding its twins needs is kept as well.
func (l *Lineage) node(h oid) (node, error) {
	if n, ok := l.r.graph.node(h); ok {
		return n, nil
	}
	f, err := l.r.read(h)
	return node{parents: f.parents, seconds: f.seconds, odd: f.odd, generation: newest}, err
}

// trusted compares what the commit-graph says of the tips with the commits: a
// file that was made for other commits is found out there.
func (l *Lineage) trusted(tips []tip) error {
	if l.r.graph == nil {
		return nil
	}
	for _, t := range tips {
		n, ok := l.r.graph.node(t.hash)
		if !ok {
			continue
		}
		if raw, err := l.r.commit(t.hash); err == nil && !n.agrees(raw) {
			return errGraph
		}
	}
	return nil
}

func (l *Lineage) parents(i int32) []int32 {
	end := int32(len(l.edges))
	if int(i)+1 < len(l.starts) {
		end = l.starts[i+1]
	}
	return l.edges[l.starts[i]:end]
}

// carried gives for each commit which of the seeds it contains, a bit each. A
// commit contains itself.
func (l *Lineage) carried(seeds []int32) []uint64 {
	bits := make([]uint64, len(l.names))
	first := int32(len(l.names))
	for i, s := range seeds {
		bits[s] |= 1 << i
		first = min(first, s)
	}
	for i := first; i < int32(len(l.names)); i++ {
		for _, p := range l.parents(i) {
			bits[i] |= bits[p]
		}
	}
	return bits
}

// batch is how many commits are asked for in one walk.
const batch = 64

// Containing gives, for each of the commits named by hash, all the releases
// that contain it, in time order. A commit that is not known is not in the
// result.
func (l *Lineage) Containing(hashes ...string) map[string][]Release {
	out := map[string][]Release{}
	for part := range slices.Chunk(hashes, batch) {
		var seeds []int32
		var known []string
		for _, s := range part {
			if i, ok := l.find(s); ok {
				seeds, known = append(seeds, i), append(known, s)
				out[s] = nil
			}
		}
		bits := l.carried(seeds)
		for _, rel := range l.Releases {
			has := bits[l.number[rel.commit]]
			for i, s := range known {
				if has&(1<<i) != 0 {
					out[s] = append(out[s], rel)
				}
			}
		}
	}
	return out
}

func (l *Lineage) find(hash string) (int32, bool) {
	h, ok := parseName([]byte(hash))
	if !ok {
		return 0, false
	}
	i, ok := l.number[h]
	return i, ok
}
