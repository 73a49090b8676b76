package history

import "path"

// What a change touched is named file by file, up to these bounds: of one
// change, and of a window in all.
const (
	maxFiles   = 40
	maxTrees   = 1000
	maxListing = 2000
)

// lister lists the files that differ between two trees. A tree may hold itself,
// or each level two of the next: what it may read is bounded.
type lister struct {
	r     *Repository
	trees int // how many more may be compared
	out   []string
}

func (l *lister) list(from, to oid, dir string) error {
	if l.trees--; l.trees < 0 {
		return nil
	}
	names, dirs, err := l.r.changed(from, to)
	if err != nil {
		return err
	}
	for _, name := range names {
		if len(l.out) >= maxFiles || l.trees < 0 {
			return nil
		}
		pair, isDir := dirs[name]
		if !isDir {
			l.out = append(l.out, path.Join(dir, name))
			continue
		}
		if err := l.list(pair[0], pair[1], path.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// Files lists the first files that a change of a window touched, against its
// first parent. It is none where that is not known.
func (r *Repository) Files(c Change) ([]string, error) {
	from, known, err := r.before(c)
	if err != nil || !known {
		return nil, err
	}
	l := lister{r: r, trees: maxTrees}
	err = l.list(from, c.tree, "")
	return l.out, err
}

// before is the tree that a change was made on. It is not known at the edge of
// a shallow clone: its parent is cut off, so all files would seem to be new.
func (r *Repository) before(c Change) (tree oid, known bool, err error) {
	if h, _ := parseName([]byte(c.Hash)); r.shallow[h] {
		return oid{}, false, nil
	}
	if c.parent.IsZero() {
		return oid{}, true, nil
	}
	parent, err := r.commit(c.parent)
	if err != nil {
		return oid{}, false, err
	}
	return parent.tree, true, nil
}
