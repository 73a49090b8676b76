package history

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// fileChange is a file that differs between two trees. A side it is not on has
// the zero name. from is set where the file had another path before.
type fileChange struct {
	path, from string
	old, new   oid
}

func (c fileChange) before() string { return cmp.Or(c.from, c.path) }

// maxFileChanges is how many changed files of one commit are looked at. The
// import of a whole library tells nothing file by file.
const maxFileChanges = 20_000

// maxComparisons is how many pairs of folders one commit may take, and maxPath
// how long a path may be, in bytes: a tree can be made to hold itself, or each
// level the next one twice.
const (
	maxComparisons = 100_000
	maxPath        = 32 << 10
)

// comparison collects the files that differ between two trees.
type comparison struct {
	r     *Repository
	trees int
	out   []fileChange
}

// fileChanges lists the files that differ between two trees, by path. Links to
// other repositories are left out.
func (r *Repository) fileChanges(ctx context.Context, a, b oid) ([]fileChange, error) {
	c := &comparison{r: r}
	if err := c.compare(ctx, a, b, ""); err != nil {
		return nil, err
	}
	slices.SortFunc(c.out, func(x, y fileChange) int { return cmp.Compare(x.path, y.path) })
	return c.out, nil
}

func (c *comparison) compare(ctx context.Context, a, b oid, dir string) error {
	if a == b || len(c.out) >= maxFileChanges {
		return nil
	}
	if c.trees++; c.trees > maxComparisons || len(dir) > maxPath {
		return fmt.Errorf("%w: folders that hold themselves, or each other, without end", errDamaged)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	left, err := c.r.tree(a)
	if err != nil {
		return err
	}
	right, err := c.r.tree(b)
	if err != nil {
		return err
	}
	old := make(map[string]treeEntry, len(left))
	for _, e := range left {
		old[e.name] = e
	}
	for _, e := range right {
		was := old[e.name]
		delete(old, e.name)
		if was == e {
			continue
		}
		if err := c.entry(ctx, was, e, dir+e.name); err != nil {
			return err
		}
	}
	for _, e := range left {
		if _, gone := old[e.name]; gone {
			if err := c.entry(ctx, e, treeEntry{}, dir+e.name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *comparison) entry(ctx context.Context, a, b treeEntry, name string) error {
	var change fileChange
	var dirs [2]oid
	for i, e := range []treeEntry{a, b} {
		switch {
		case e.isDir():
			dirs[i] = e.hash
		case e.isFile() && i == 0:
			change.old = e.hash
		case e.isFile():
			change.new = e.hash
		}
	}
	if dirs[0] != dirs[1] {
		if err := c.compare(ctx, dirs[0], dirs[1], name+"/"); err != nil {
			return err
		}
	}
	if change.old != change.new && len(c.out) < maxFileChanges {
		change.path = name
		c.out = append(c.out, change)
	}
	return nil
}

// isFile reports whether an entry has lines: links to places and to other
// repositories have none.
func (e treeEntry) isFile() bool { return strings.HasPrefix(e.mode, "100") }

// spot is where a file stands in a tree: the names of the folders that lead
// to it, so that a comparison can end where a folder is the same, and its own.
type spot struct {
	folders []oid
	blob    oid
}

// locate finds a file by its path. known is where it stands in a neighbour's
// tree: below the first folder that is the same, everything is. The blob is
// zero where there is no such file.
func (r *Repository) locate(root oid, parts []string, known spot) (spot, error) {
	var p spot
	h := root
	for i, part := range parts {
		if i < len(known.folders) && known.folders[i] == h {
			p.folders = append(p.folders, known.folders[i:]...)
			p.blob = known.blob
			return p, nil
		}
		p.folders = append(p.folders, h)
		mode, next, err := r.entryOf(h, part)
		if err != nil {
			return spot{}, err
		}
		e := treeEntry{mode: mode, hash: next}
		if last := i == len(parts)-1; last && e.isFile() {
			p.blob = next
		} else if last || !e.isDir() {
			return spot{}, nil
		}
		h = next
	}
	return p, nil
}

// entryOf finds one name in a folder. It reads no further than the name and
// keeps nothing: a walk through history meets each folder once.
func (r *Repository) entryOf(folder oid, name string) (mode string, h oid, err error) {
	o, err := r.objects.read(folder)
	if err != nil {
		return "", h, err
	}
	if o.kind != plumbing.TreeObject {
		return "", h, fmt.Errorf("%w: not a folder", errDamaged)
	}
	for b := o.data; len(b) > 0; {
		space := bytes.IndexByte(b, ' ')
		end := bytes.IndexByte(b, 0)
		if space < 0 || end < space || len(b) < end+1+nameSize {
			return "", h, fmt.Errorf("%w: not a folder that can be read", errDamaged)
		}
		if string(b[space+1:end]) == name {
			return string(b[:space]), oid(b[end+1 : end+1+nameSize]), nil
		}
		b = b[end+1+nameSize:]
	}
	return "", h, nil
}

func pathParts(name string) []string { return strings.Split(path.Clean(strings.Trim(name, "/")), "/") }
