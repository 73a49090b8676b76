package history

import "context"

const (
	maxMoveFiles = 60 // changed files of one commit in which a line's origin is looked for
	movedLetters = 10 // letters and digits of a line whose coming and going is no accident
)

// origin is a line that a commit took out of a file.
type origin struct {
	change int // which of the commit's files
	line   int
	twice  bool // the commit took out several like it
}

// takenFrom hands on lines that a commit only moved: those it took out
// elsewhere at the same time. It gives the lines that are new.
func (t *trail) takenFrom(ctx context.Context, s *stop, spans []span) ([]span, error) {
	parent, err := t.r.point(s.parents[0])
	if err != nil {
		return spans, nil
	}
	changes, err := t.r.fileChanges(ctx, parent.tree, s.tree)
	if err != nil || len(changes) > maxFileChanges/100 {
		return spans, err
	}
	origins, err := t.origins(changes)
	if err != nil || len(origins) == 0 {
		return spans, err
	}
	here, err := t.texts.text(t.r, s.place.blob)
	if err != nil {
		return nil, err
	}
	var rest []span
	found := map[int][]span{}
	for _, p := range spans {
		for i := p.lo; i < p.hi; i++ {
			o, ok := origins[here.keys[i]]
			part := p.part(i, i+1)
			if !ok || o.twice || here.letters[i] < movedLetters {
				rest = append(rest, part)
				continue
			}
			part.lo, part.hi = o.line, o.line+1
			found[o.change] = append(found[o.change], part)
		}
	}
	for i, c := range changes {
		if len(found[i]) > 0 {
			t.add(&stop{point: parent, commit: s.parents[0], path: c.path, parts: pathParts(c.path), place: spot{blob: c.old}, spans: found[i]})
		}
	}
	return joined(rest), nil
}

// origins lists the lines that the changes of a commit took out, by key.
func (t *trail) origins(changes []fileChange) (map[uint64]origin, error) {
	out := map[uint64]origin{}
	looked := 0
	for n, c := range changes {
		if c.old.IsZero() || kindOf(c.path) == opaque {
			continue
		}
		if looked++; looked > maxMoveFiles {
			break
		}
		old, err := t.texts.text(t.r, c.old)
		if err != nil {
			return nil, err
		}
		hunks, err := t.hunks(c.old, c.new)
		if err != nil {
			return nil, err
		}
		for _, h := range hunks {
			for i := h.a0; i < h.a1; i++ {
				if old.letters[i] < movedLetters {
					continue
				}
				_, twice := out[old.keys[i]]
				out[old.keys[i]] = origin{n, i, twice}
			}
		}
	}
	return out, nil
}
