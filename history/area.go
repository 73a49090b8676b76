package history

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// areas remembers the trees read last: a commit's tree is its child's other
// side.
type areas struct {
	trees   map[oid][]treeEntry
	entries int
}

type treeEntry struct {
	name string
	mode string
	hash oid
}

func (e treeEntry) isDir() bool { return e.mode == "40000" }

// maxTreeEntries is the largest folder that is looked into.
const maxTreeEntries = 100_000

// tree reads the entries of one folder.
func (r *Repository) tree(h oid) ([]treeEntry, error) {
	if h.IsZero() {
		return nil, nil
	}
	if t, ok := r.touched.trees[h]; ok {
		return t, nil
	}
	o, err := r.objects.read(h)
	if err != nil {
		return nil, err
	}
	if o.kind != plumbing.TreeObject || o.size > int64(len(o.data)) {
		return nil, fmt.Errorf("%w: not a folder that can be read", errDamaged)
	}
	out, err := parseTree(o.data)
	if err != nil {
		return nil, err
	}
	if r.touched.entries += len(out); r.touched.entries > maxTreeEntries || r.touched.trees == nil {
		r.touched = areas{trees: map[oid][]treeEntry{}, entries: len(out)}
	}
	r.touched.trees[h] = out
	return out, nil
}

// parseTree takes a folder's object apart.
func parseTree(data []byte) ([]treeEntry, error) {
	var out []treeEntry
	for b := data; len(b) > 0; {
		mode, rest, ok1 := bytes.Cut(b, []byte{' '})
		name, rest, ok2 := bytes.Cut(rest, []byte{0})
		if !ok1 || !ok2 || len(rest) < nameSize || len(out) == maxTreeEntries {
			return nil, fmt.Errorf("%w: not a folder that can be read", errDamaged)
		}
		out = append(out, treeEntry{string(name), string(mode), oid(rest[:nameSize])})
		b = rest[nameSize:]
	}
	return out, nil
}

// changed lists the entries of two folders that differ, by name.
func (r *Repository) changed(a, b oid) ([]string, map[string][2]oid, error) {
	if a == b {
		return nil, nil, nil
	}
	left, err := r.tree(a)
	if err != nil {
		return nil, nil, err
	}
	right, err := r.tree(b)
	if err != nil {
		return nil, nil, err
	}
	old := make(map[string]treeEntry, len(left))
	for _, e := range left {
		old[e.name] = e
	}
	var names []string
	dirs := map[string][2]oid{}
	for _, e := range right {
		was, ok := old[e.name]
		delete(old, e.name)
		if ok && was == e {
			continue
		}
		names = append(names, e.name)
		if e.isDir() {
			pair := [2]oid{{}, e.hash}
			if was.isDir() {
				pair[0] = was.hash
			}
			dirs[e.name] = pair
		}
	}
	for name := range old {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names), dirs, nil
}

const (
	areaDepth = 3 // how many folders deep an area is named
	areaNames = 3 // how many names of one folder
)

// area names what a change touched, against its first parent: the deepest
// single folder of up to three levels, or the names that changed in it.
func (r *Repository) area(from, to oid) (string, error) {
	var path []string
	for {
		names, dirs, err := r.changed(from, to)
		if err != nil || len(names) == 0 {
			return strings.Join(path, "/"), err
		}
		if pair, isDir := dirs[names[0]]; len(names) == 1 && isDir && len(path) < areaDepth {
			path = append(path, names[0])
			from, to = pair[0], pair[1]
			continue
		}
		if len(path) > 0 && (len(path) == areaDepth || len(names) > 1) {
			return strings.Join(path, "/"), nil
		}
		return strings.Join(append(path, listed(names)), "/"), nil
	}
}

func listed(names []string) string {
	if more := len(names) - areaNames; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:areaNames], ", "), more)
	}
	return strings.Join(names, ", ")
}

// touches reports whether one of the paths differs between two trees.
func (r *Repository) touches(from, to oid, paths []string) (bool, error) {
	for _, path := range paths {
		a, err := r.entry(from, path)
		if err != nil {
			return false, err
		}
		b, err := r.entry(to, path)
		if err != nil {
			return false, err
		}
		if a != b {
			return true, nil
		}
	}
	return false, nil
}

// entry finds what a path is in a tree; the zero entry where there is nothing.
func (r *Repository) entry(root oid, path string) (treeEntry, error) {
	e := treeEntry{mode: "40000", hash: root}
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if part == "" || part == "." {
			continue
		}
		if !e.isDir() {
			return treeEntry{}, nil
		}
		entries, err := r.tree(e.hash)
		if err != nil {
			return treeEntry{}, err
		}
		i := slices.IndexFunc(entries, func(e treeEntry) bool { return e.name == part })
		if i < 0 {
			return treeEntry{}, nil
		}
		e = entries[i]
	}
	return e, nil
}
