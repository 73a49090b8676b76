package history

import (
	"context"
	"errors"
	"fmt"
)

// BlameOptions say how lines are followed back.
type BlameOptions struct {
	IgnoreSpace    bool // a change of whitespace brings nothing in
	IgnoreComments bool // nor does one of comments
	From, To       int  // only these lines, counted from 1, both included; 0 is open
}

// BlameLine is where a line of a file comes from. Lines are counted from 1.
type BlameLine struct {
	Line   int    // in the file asked about
	Commit string // that brought it in, 40 hexadecimal digits
	Path   string // the file's path there
	There  int    // the line's number there
}

// Blame tells for the lines of a file, as it stands at a revision, which
// commit brought each of them in. It follows the file through renames, and
// merges through all their parents. What lies behind the edge of a shallow
// clone counts as brought in at the edge.
func (r *Repository) Blame(ctx context.Context, rev, path string, o BlameOptions) ([]BlameLine, error) {
	at, err := r.revision(rev)
	if err != nil {
		return nil, err
	}
	var out []BlameLine
	err = r.withoutLies(ctx, func() error {
		out, err = r.blame(ctx, at, path, o)
		return err
	})
	if errors.Is(err, errNoFile) {
		return nil, fmt.Errorf("history: %s: there is no file %s at %s\nwrite its path from the root of the repository, and name a revision that has it", r.path, path, rev)
	}
	if err != nil {
		return nil, fmt.Errorf("history: %s: %w", r.path, err)
	}
	return out, nil
}

// withoutLies asks again without the commit-graph where that contradicts the
// commits, or led to something that is not there.
func (r *Repository) withoutLies(ctx context.Context, ask func() error) error {
	err := ask()
	if err != nil && ctx.Err() == nil && r.graph != nil {
		kept := r.graph
		r.graph = nil
		again := ask()
		if again != nil && !errors.Is(err, errGraph) {
			r.graph = kept
			return again
		}
		kept.close()
		return again
	}
	return err
}

func (r *Repository) blame(ctx context.Context, at oid, path string, o BlameOptions) ([]BlameLine, error) {
	var out []BlameLine
	first := max(0, o.From-1)
	proved := map[stopKey]error{}
	var lie error
	t := r.newTrail(sameness{o.IgnoreSpace, o.IgnoreComments}, func(s *stop, lines span) {
		k := stopKey{s.commit, s.path}
		if _, ok := proved[k]; !ok {
			proved[k] = r.prove(s)
		}
		lie = errors.Join(lie, proved[k])
		for i := range lines.hi - lines.lo {
			out[lines.line+i-first] = BlameLine{lines.line + i + 1, s.commit.String(), s.path, lines.lo + i + 1}
		}
	})
	if err := t.start(at, path, nil, 0); err != nil {
		return nil, err
	}
	s := t.queue[0]
	lines, err := t.texts.text(r, s.place.blob)
	if err != nil {
		return nil, err
	}
	last := len(lines.keys)
	if o.To > 0 {
		last = min(last, o.To)
	}
	if first >= last {
		return nil, nil
	}
	out = make([]BlameLine, last-first)
	s.spans = []span{{lo: first, hi: last, line: first, weight: 1}}
	if err := t.walk(ctx); err != nil {
		return nil, err
	}
	return out, lie
}

// prove compares what the commit-graph told on the way to a commit with the
// commit itself: a graph that lies would name the wrong one.
func (r *Repository) prove(s *stop) error {
	if !s.inGraph {
		return nil
	}
	c, err := r.commit(s.commit)
	if err != nil {
		return err
	}
	n, _ := r.graph.node(s.commit)
	if c.tree != s.tree || !n.agrees(c) {
		return errGraph
	}
	at, err := r.locate(c.tree, s.parts, spot{})
	if err != nil {
		return err
	}
	if at.blob != s.place.blob {
		return errGraph
	}
	return nil
}
