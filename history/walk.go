package history

import (
	"cmp"
	"container/heap"
	"context"
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

// node is what walking needs to know of a commit.
type node struct {
	parents    []oid
	seconds    int64
	odd        string // why the commit's own time is not to be believed
	generation uint64
	fromGraph  bool
}

// node reads a commit's place in history, from the commit-graph where it has
// the commit. Nothing lies behind the boundary of a shallow clone.
func (r *Repository) node(h oid) (node, error) {
	if n, ok := r.graph.node(h); ok {
		return n, nil
	}
	if f, ok := r.facts(h); ok {
		return node{parents: f.parents, seconds: f.seconds, odd: f.odd, generation: newest}, nil
	}
	c, err := r.commit(h)
	if err != nil {
		return node{}, err
	}
	return node{parents: c.parents, seconds: c.committer.when.seconds, odd: c.committer.when.odd, generation: newest}, nil
}

// commit reads and takes apart a commit object.
func (r *Repository) commit(h oid) (rawCommit, error) {
	o, err := r.objects.read(h)
	if err != nil {
		return rawCommit{}, err
	}
	if o.kind != plumbing.CommitObject {
		return rawCommit{}, fmt.Errorf("%w: it is a %s, not a commit", errDamaged, o.kind)
	}
	cut := o.size > int64(len(o.data))
	if cut {
		o.data = wholeRunes(o.data)
	}
	c := parseCommit(o.data)
	if r.shallow[h] {
		c.parents = nil
	}
	if cut {
		c.marks = append(c.marks, markCut)
	}
	return c, nil
}

// errGraph says that the commit-graph file contradicts the commits, so the
// question must be asked again without it.
var errGraph = errors.New("the commit-graph file contradicts the commits")

// step is one commit of a branch's first-parent line.
type step struct {
	hash oid
	node
}

// slack is how many commits of the line in a row must be older than the
// window before the walk ends, where no commit-graph bounds what lies behind.
const slack = 1024

// line walks the first-parent line from a tip, newest first, until all that
// lies behind is older than since (in seconds; the smallest int64 is open).
//
// Committer dates do not fall steadily. With a commit-graph that holds
// corrected commit dates the line is complete: the walk ends where git proved
// that no ancestor is younger. Without one it ends after 1,024 commits in a row
// that are older than since; a commit of the window that hides behind so many
// older ones is not found.
//
// An error of the first commit is returned as such; one further back ends the
// line and is returned as the gap.
func (r *Repository) line(ctx context.Context, tip oid, since int64) (steps []step, gap, err error) {
	seen := map[oid]bool{}
	older := 0
	for h := tip; ; {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if seen[h] {
			return nil, nil, errGraph
		}
		seen[h] = true
		n, err := r.node(h)
		if err != nil && len(steps) == 0 {
			return nil, nil, fmt.Errorf("commit %s: %w", h, err)
		}
		if err != nil {
			return steps, fmt.Errorf("commit %s cannot be read (%w), so nothing behind it can be seen", h, err), nil
		}
		steps = append(steps, step{h, n})
		switch {
		case len(n.parents) == 0:
			return steps, nil, nil
		case n.fromGraph && r.graph.corrected:
			if n.generation < uint64(max(since, 0)) {
				return steps, nil, nil
			}
		case n.odd != "":
		case n.seconds >= since:
			older = 0
		default:
			if older++; older == slack {
				return steps, nil, nil
			}
		}
		h = n.parents[0]
	}
}

// visit is a commit met on a walk that paints commits as before.
type visit struct {
	hash   oid
	before bool // it had landed before the range
	popped bool
	landed int // index of the commit of the line that brought it; -1 where not known
	node
}

// visits is a queue of commits, newest first: by generation, then by date.
type visits []*visit

func (q visits) Len() int      { return len(q) }
func (q visits) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q visits) Less(i, j int) bool {
	if c := cmp.Compare(q[i].generation, q[j].generation); c != 0 {
		return c > 0
	}
	return q[i].seconds > q[j].seconds
}

func (q *visits) Push(v any) { *q = append(*q, v.(*visit)) }

func (q *visits) Pop() any {
	old := *q
	v := old[len(old)-1]
	*q = old[:len(old)-1]
	return v
}

// painter finds which commits a range of a line brought: those reachable from
// the range and not from the commit before it.
type painter struct {
	r       *Repository
	visits  map[oid]*visit
	queue   visits
	open    int    // commits in the queue that may have been brought
	missing []oid  // commits that could not be read
	floor   *visit // the least of generation and date among commits that may have been brought
	line    map[oid]bool
}

func (p *painter) add(h oid, before bool) {
	v := p.visits[h]
	if v != nil {
		if before && !v.before {
			p.paint(v)
		}
		return
	}
	n, err := p.r.node(h)
	if err != nil {
		p.missing = append(p.missing, h)
		n = node{}
	}
	v = &visit{hash: h, before: before, landed: -1, node: n}
	p.visits[h] = v
	heap.Push(&p.queue, v)
	if before || p.line[h] {
		if !before {
			p.open++
		}
		return
	}
	p.open++
	if p.floor == nil {
		p.floor = &visit{node: node{generation: newest, seconds: n.seconds}}
	}
	p.floor.generation = min(p.floor.generation, n.generation)
	p.floor.seconds = min(p.floor.seconds, n.seconds)
}

// paint marks a commit and all its known ancestors as before.
func (p *painter) paint(v *visit) {
	stack := []*visit{v}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.before {
			continue
		}
		v.before = true
		if !v.popped {
			p.open--
			continue
		}
		for _, h := range v.parents {
			if u := p.visits[h]; u != nil {
				stack = append(stack, u)
			}
		}
	}
}

// How far the painting goes on below the oldest commit that may have been
// brought, where no commit-graph proves that it can end: until the next commit
// is a day older, and for so many commits at least.
const (
	paintSlack = 64
	daySlack   = 24 * 60 * 60
)

func (p *painter) run(ctx context.Context) error {
	idle := 0
	for len(p.queue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if p.open == 0 {
			top := p.queue[0]
			if p.floor == nil || top.generation != newest && top.generation <= p.floor.generation {
				return nil
			}
			if idle++; top.generation == newest && idle > paintSlack && top.seconds < p.floor.seconds-daySlack {
				return nil
			}
		} else {
			idle = 0
		}
		v := heap.Pop(&p.queue).(*visit)
		v.popped = true
		if !v.before {
			p.open--
		}
		for _, h := range v.parents {
			p.add(h, v.before)
		}
	}
	return nil
}
