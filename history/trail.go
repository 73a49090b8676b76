package history

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"slices"
)

// span is a run of lines that is followed back through history.
type span struct {
	lo, hi int     // the lines in the version at hand, from 0, the end not included
	line   int     // for depth 0, which line of the first version lo is
	group  int     // what the lines are followed for; the caller's number
	depth  int     // how many changes of the lines were walked past
	more   int     // how many are yet to be
	weight float64 // of each line
	begins bool    // nothing older stands behind the lines
}

// part gives the lines from to to of a span.
func (s span) part(from, to int) span {
	s.line += from - s.lo
	s.lo, s.hi = from, to
	return s
}

// point is what following a file needs to know of a commit.
type point struct {
	tree    oid
	parents []oid
	seconds int64
	number  uint32 // in the commit-graph
	inGraph bool
}

func (r *Repository) point(h oid) (point, error) {
	if r.graph != nil {
		if i, err := r.graph.index.GetIndexByHash(h); err == nil {
			if d, err := r.graph.index.GetCommitDataByIndex(i); err == nil {
				return point{tree: d.TreeHash, parents: d.ParentHashes, seconds: d.When.Unix(), number: i, inGraph: true}, nil
			}
		}
	}
	if f, ok := r.facts(h); ok {
		return point{tree: f.tree, parents: f.parents, seconds: f.seconds}, nil
	}
	c, err := r.commit(h)
	if err != nil {
		return point{}, err
	}
	return point{tree: c.tree, parents: c.parents, seconds: c.committer.when.seconds}, nil
}

// stop is a version of a file on the way back.
type stop struct {
	point
	commit oid
	path   string
	parts  []string
	place  spot
	spans  []span
	whole  int // so many more changes of the file are followed, whatever lines they touch
}

type stopKey struct {
	commit oid
	path   string
}

// trail follows lines of files back to the commits that brought them in. At
// each commit the lines that a parent has as well are handed to the parent;
// what remains was brought in there. Lines that replaced others are followed on
// through what they replaced, as often as their span says.
type trail struct {
	r      *Repository
	texts  *texts
	blooms *blooms
	brings func(*stop, span)                   // told of the lines that a commit brought in
	passes func(s, before *stop, hunks []hunk) // told of each version that differs from the one before; before is nil where the file begins
	moves  bool                                // lines are followed to where a commit took them from

	queue   stops
	waiting map[stopKey]*stop
	cut     []oid // commits behind which nothing can be seen
	steps   int
}

func (r *Repository) newTrail(same sameness, brings func(*stop, span)) *trail {
	return &trail{r: r, texts: newTexts(same), blooms: openBlooms(r.graph), brings: brings, waiting: map[stopKey]*stop{}}
}

// maxWholeSteps is how many commits a file's changes are followed through
// where none of its lines are.
const maxWholeSteps = 4000

// start puts lines of a file at a commit on the trail, and so many of the last
// changes of the file.
func (t *trail) start(commit oid, path string, spans []span, whole int) error {
	p, err := t.r.point(commit)
	if err != nil {
		return fmt.Errorf("commit %s: %w", commit, err)
	}
	parts := pathParts(path)
	at, err := t.r.locate(p.tree, parts, spot{})
	if err != nil {
		return err
	}
	if at.blob.IsZero() {
		return errNoFile
	}
	t.add(&stop{point: p, commit: commit, path: path, parts: parts, place: at, spans: spans, whole: whole})
	return nil
}

var errNoFile = errors.New("there is no such file")

func (t *trail) add(s *stop) {
	k := stopKey{s.commit, s.path}
	if there := t.waiting[k]; there != nil {
		there.spans = append(there.spans, s.spans...)
		there.whole = max(there.whole, s.whole)
		return
	}
	t.waiting[k] = s
	heap.Push(&t.queue, s)
}

// walk follows all lines to their end.
func (t *trail) walk(ctx context.Context) error {
	for len(t.queue) > 0 {
		if t.steps++; t.steps%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		s := heap.Pop(&t.queue).(*stop)
		if t.steps > maxWholeSteps {
			s.whole = 0
		}
		if s.whole == 0 && len(s.spans) == 0 {
			delete(t.waiting, stopKey{s.commit, s.path})
			continue
		}
		delete(t.waiting, stopKey{s.commit, s.path})
		s.spans = joined(s.spans)
		if err := t.pass(ctx, s); err != nil {
			return fmt.Errorf("commit %s, %s: %w", s.commit, s.path, err)
		}
	}
	return nil
}

// joined puts spans in order and makes one of those that continue each other.
// Where two paths through history met, the same lines may be there twice.
func joined(spans []span) []span {
	slices.SortFunc(spans, compareSpans)
	out := spans[:0]
	for _, s := range spans {
		if n := len(out) - 1; n >= 0 {
			last := &out[n]
			same := last.group == s.group && last.depth == s.depth
			switch {
			case same && last.lo == s.lo && last.hi == s.hi && s.depth > 0:
				last.weight += s.weight
				continue
			case same && last.hi == s.lo && last.weight == s.weight && (s.depth > 0 || last.line+last.hi-last.lo == s.line):
				last.hi = s.hi
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// pass hands the lines of a version to the commit's parents and tells what
// remains.
func (t *trail) pass(ctx context.Context, s *stop) error {
	if s.inGraph && len(s.parents) > 0 && t.blooms.unchanged(s.number, s.path) {
		if p, err := t.r.point(s.parents[0]); err == nil {
			t.add(&stop{point: p, commit: s.parents[0], path: s.path, parts: s.parts, place: spot{blob: s.place.blob}, spans: s.spans, whole: s.whole})
			return nil
		}
	}
	if t.r.shallow[s.commit] {
		t.cut = append(t.cut, s.commit)
	}
	before, same, err := t.parents(s)
	if err != nil {
		return err
	}
	if same != nil {
		same.spans, same.whole = s.spans, s.whole
		t.add(same)
		return nil
	}
	var first []hunk
	var from *stop
	rest := s.spans
	for _, b := range before {
		if len(rest) == 0 && s.whole == 0 {
			break
		}
		if b.place.blob.IsZero() && !t.moved(ctx, s, b) {
			continue
		}
		if b.place.blob == s.place.blob {
			b.spans, b.whole, rest = rest, s.whole, nil
			t.add(b)
			break
		}
		hunks, err := t.hunks(b.place.blob, s.place.blob)
		if err != nil {
			return err
		}
		var handed []span
		if handed, rest = handOver(rest, hunks); len(handed) > 0 || s.whole > 1 {
			t.add(&stop{point: b.point, commit: b.commit, path: b.path, parts: b.parts, place: b.place, spans: handed, whole: max(0, s.whole-1)})
		}
		if from == nil {
			first, from = hunks, b
		}
	}
	if t.passes != nil {
		t.passes(s, from, first)
	}
	if t.moves && len(rest) > 0 && len(s.parents) == 1 {
		if rest, err = t.takenFrom(ctx, s, rest); err != nil {
			return err
		}
	}
	var older []span
	for _, left := range rest {
		var before []span
		if from != nil && left.more > 0 {
			before = replaced(left, first)
		}
		left.begins = len(before) == 0 && (left.more > 0 || from == nil)
		t.brings(s, left)
		older = append(older, before...)
	}
	if len(older) > 0 {
		// Lines that replaced others are followed on through those.
		t.add(&stop{point: from.point, commit: from.commit, path: from.path, parts: from.parts, place: from.place, spans: older})
	}
	return nil
}

// parents finds the file in the parents of a commit. Where one has it
// unchanged, that one is all that matters.
func (t *trail) parents(s *stop) (before []*stop, same *stop, err error) {
	for i, h := range s.parents {
		if slices.Contains(s.parents[:i], h) {
			continue
		}
		p, err := t.r.point(h)
		if err != nil {
			t.cut = append(t.cut, h)
			continue
		}
		at, err := t.r.locate(p.tree, s.parts, s.place)
		if err != nil {
			return nil, nil, err
		}
		b := &stop{point: p, commit: h, path: s.path, parts: s.parts, place: at}
		if at.blob == s.place.blob {
			return nil, b, nil
		}
		before = append(before, b)
	}
	return before, nil, nil
}

// moved looks for the file under the path it had in a parent.
func (t *trail) moved(ctx context.Context, s, before *stop) bool {
	changes, err := t.r.fileChanges(ctx, before.tree, s.tree)
	if err != nil {
		return false
	}
	path, blob, err := t.r.sourceOf(changes, s.path, s.place.blob)
	if err != nil || path == "" {
		return false
	}
	before.path, before.parts, before.place = path, pathParts(path), spot{blob: blob}
	return true
}

func (t *trail) hunks(a, b oid) ([]hunk, error) {
	old, err := t.texts.text(t.r, a)
	if err != nil {
		return nil, err
	}
	new, err := t.texts.text(t.r, b)
	if err != nil {
		return nil, err
	}
	return diffLines(old, new), nil
}
