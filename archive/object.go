package archive

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// batch is the objects of one commit, in the order in which they are named.
type batch struct {
	objects []object
	have    map[plumbing.Hash]bool
}

type object struct {
	hash plumbing.Hash
	kind plumbing.ObjectType
	data []byte
}

// add takes in an object and gives its name.
func (b *batch) add(kind plumbing.ObjectType, data []byte) plumbing.Hash {
	h := plumbing.ComputeHash(kind, data)
	if b.have == nil {
		b.have = map[plumbing.Hash]bool{}
	}
	if !b.have[h] {
		b.have[h] = true
		b.objects = append(b.objects, object{h, kind, data})
	}
	return h
}

const (
	folderMode = "40000"
	plainMode  = "100644"
)

// tree takes in a folder.
func (b *batch) tree(items []history.Item) plumbing.Hash {
	// Git sorts a folder as if its name ended in a slash.
	key := func(i history.Item) string {
		if i.Mode == folderMode {
			return i.Name + "/"
		}
		return i.Name
	}
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b history.Item) int { return strings.Compare(key(a), key(b)) })
	var buf bytes.Buffer
	for _, i := range items {
		fmt.Fprintf(&buf, "%s %s\x00", i.Mode, i.Name)
		buf.Write(i.Hash[:])
	}
	return b.add(plumbing.TreeObject, buf.Bytes())
}

// files takes in a folder with all that is below it.
func (b *batch) files(files map[string][]byte) plumbing.Hash {
	var items []history.Item
	below := map[string]map[string][]byte{}
	for name, data := range files {
		if head, rest, deeper := strings.Cut(name, "/"); deeper {
			if below[head] == nil {
				below[head] = map[string][]byte{}
			}
			below[head][rest] = data
		} else {
			items = append(items, history.Item{Name: name, Mode: plainMode, Hash: b.add(plumbing.BlobObject, data)})
		}
	}
	for name, inner := range below {
		items = append(items, history.Item{Name: name, Mode: folderMode, Hash: b.files(inner)})
	}
	return b.tree(items)
}

// set gives a folder's items with one put in place, or added.
func set(items []history.Item, item history.Item) []history.Item {
	items = slices.Clone(items)
	if i := slices.IndexFunc(items, func(o history.Item) bool { return o.Name == item.Name }); i >= 0 {
		items[i] = item
		return items
	}
	return append(items, item)
}

// workDir holds what is not in place yet. What a run that was killed left there
// is taken out by the next one, which holds the lock.
const workDir = "candor-tmp"

// write puts all objects in place, and returns once they are on the disk. Each
// is written and flushed beside its place before it gets its name, so that no
// name ever stands for a part of an object. One that is there already is put in
// place anew: git does not flush what it writes, and may be about to prune it.
func (a *Archive) write(b *batch) error {
	work := filepath.Join(a.place.Common, workDir)
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	if err := os.Mkdir(work, dirMode); err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if len(b.objects) >= manyObjects {
		return a.writePack(b, work)
	}
	for _, o := range b.objects {
		if err := a.writeFile(filepath.Join(work, o.hash.String()), loose(o), a.objectMode()); err != nil {
			return err
		}
	}
	top := filepath.Join(a.place.Common, "objects")
	dirs := map[string]bool{top: true}
	for _, o := range b.objects {
		name := o.hash.String()
		dir := filepath.Join(top, name[:2])
		if err := os.Mkdir(dir, a.folderMode()); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := os.Rename(filepath.Join(work, name), filepath.Join(dir, name[2:])); err != nil {
			return err
		}
		dirs[dir] = true
	}
	for dir := range dirs {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// loose is an object as a file of its own holds it.
func loose(o object) []byte {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	fmt.Fprintf(w, "%s %d\x00", o.kind, len(o.data))
	_, _ = w.Write(o.data) // into memory
	_ = w.Close()
	return buf.Bytes()
}

// writeFile makes a file and flushes it to the disk.
func (a *Archive) writeFile(name string, data []byte, mode fs.FileMode) error {
	w, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Chmod(mode), w.Sync())
	return errors.Join(err, w.Close())
}

// syncDir flushes the names in a folder to the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) || os.PathSeparator == '\\' {
		err = nil // systems that flush names with the files
	}
	return cmp.Or(err, d.Close())
}

// same reads every object back and compares it.
func (a *Archive) same(b *batch) error {
	for _, o := range b.objects {
		var data []byte
		var err error
		switch o.kind {
		case plumbing.BlobObject:
			data, err = a.objects.Blob(o.hash)
			if err == nil && !bytes.Equal(data, o.data) {
				err = fmt.Errorf("object %s: is not what was written", o.hash)
			}
		case plumbing.TreeObject:
			_, err = a.objects.Tree(o.hash)
		default:
			_, _, err = a.objects.Commit(o.hash)
		}
		if err != nil {
			return fmt.Errorf("%w\n  hint: the disk may be damaged; keep the incident folder and look at the archive: git fsck", err)
		}
	}
	return nil
}

// commitObject is a commit without a signature.
func commitObject(tree, parent plumbing.Hash, who identity, at time.Time, text string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "tree %s\n", tree)
	if !parent.IsZero() {
		fmt.Fprintf(&b, "parent %s\n", parent)
	}
	when := fmt.Sprintf("%d %s", at.Unix(), at.Format("-0700"))
	fmt.Fprintf(&b, "author %s %s\ncommitter %s %s\n\n%s", who.author, when, who.committer, when, text)
	return b.Bytes()
}
