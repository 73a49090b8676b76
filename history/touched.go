package history

import "path"

// What a change touched is named file by file, up to these bounds: of one
// change, and of a window in all.
const (
	maxFiles   = 40
	maxListing = 2000
)

// files lists the files that differ between two trees, by path, and stops
// after the most that are wanted.
func (r *Repository) files(from, to oid, dir string, most int) ([]string, error) {
	names, dirs, err := r.changed(from, to)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range names {
		if len(out) >= most {
			break
		}
		pair, isDir := dirs[name]
		if !isDir {
			out = append(out, path.Join(dir, name))
			continue
		}
		below, err := r.files(pair[0], pair[1], path.Join(dir, name), most-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	return out, nil
}

// changeFiles lists the files that a change touched, against its first parent.
func (r *Repository) changeFiles(c Change) ([]string, error) {
	from, known, err := r.before(c)
	if err != nil || !known {
		return nil, err
	}
	return r.files(from, c.tree, "", maxFiles)
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
