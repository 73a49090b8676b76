package history

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
)

// Place is where a repository keeps what it has.
type Place struct {
	Git      string // the folder that holds HEAD
	Common   string // the folder that holds branches and objects; Git but for a linked work tree
	Worktree string // the folder of its files, "" where it is bare
}

// ErrFormat is about a repository of a format that only the git command reads.
var ErrFormat = errors.New("the repository has a format that only the git command reads")

// Locate finds the parts of the repository at a path, as Open does, and refuses
// formats that are not read here by ErrFormat.
func Locate(path string) (Place, error) {
	git, err := findGitDir(path)
	if err != nil {
		return Place{}, err
	}
	common, err := commonDir(git)
	if err != nil {
		return Place{}, fmt.Errorf("history: %s: %w", path, err)
	}
	if err := checkFormat(path, filepath.Join(common, "config")); err != nil {
		if refused := (*formatError)(nil); errors.As(err, &refused) {
			return Place{}, fmt.Errorf("history: %s: %w: %s", path, ErrFormat, refused.what)
		}
		return Place{}, err
	}
	return Place{git, common, worktree(path, git)}, nil
}

// Objects reads what a repository holds by its name, and compares what it reads
// with the name. It is not safe for concurrent use.
type Objects struct {
	dir   string
	store *store
}

// MaxObject is the size of the largest object that Objects gives, in bytes.
const MaxObject = keepLimit

// Item is an entry of a folder in a repository.
type Item struct {
	Name string
	Mode string // "40000" is a folder, "100644" a file
	Hash plumbing.Hash
}

// Objects opens the objects of a place.
func (p Place) Objects() (*Objects, error) {
	dir := filepath.Join(p.Common, "objects")
	s, err := openStore(dir)
	if err != nil {
		return nil, fmt.Errorf("history: %s: %w", p.Common, err)
	}
	return &Objects{dir, s}, nil
}

// Close closes the files that are held open.
func (o *Objects) Close() error {
	o.store.close()
	return nil
}

// read reads an object. One that is missing may have been packed since.
func (o *Objects) read(h plumbing.Hash, kind plumbing.ObjectType) ([]byte, error) {
	found, err := o.store.read(h)
	if errors.Is(err, errMissing) {
		fresh, openErr := openStore(o.dir)
		if openErr != nil {
			return nil, openErr
		}
		o.store.close()
		o.store = fresh
		found, err = fresh.read(h)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("object %s: %w", h, err)
	case found.kind != kind:
		return nil, fmt.Errorf("object %s: is a %s and not a %s", h, found.kind, kind)
	case found.size > int64(len(found.data)):
		return nil, fmt.Errorf("object %s: has %d bytes, more than the %d that are read", h, found.size, MaxObject)
	}
	return found.data, nil
}

// Blob reads a file.
func (o *Objects) Blob(h plumbing.Hash) ([]byte, error) { return o.read(h, plumbing.BlobObject) }

// Tree reads the entries of a folder.
func (o *Objects) Tree(h plumbing.Hash) ([]Item, error) {
	data, err := o.read(h, plumbing.TreeObject)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(data)
	items := make([]Item, len(entries))
	for i, e := range entries {
		items[i] = Item{e.name, e.mode, e.hash}
	}
	return items, err
}

// Commit reads the folder and the parents of a commit.
func (o *Objects) Commit(h plumbing.Hash) (tree plumbing.Hash, parents []plumbing.Hash, err error) {
	data, err := o.read(h, plumbing.CommitObject)
	if err != nil {
		return plumbing.ZeroHash, nil, err
	}
	c := parseCommit(data)
	return c.tree, c.parents, nil
}
