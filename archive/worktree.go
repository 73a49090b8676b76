package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// pendingFile names the two folders between which the work tree is brought up
// to date. A run that was killed in between leaves it for the next one.
const pendingFile = "candor-refresh"

// begin notes that the work tree is going to be brought up to date.
func (a *Archive) begin(from, to plumbing.Hash) {
	if a.place.Worktree != "" {
		// The work tree can be thrown away: a failure here loses nothing.
		_ = os.WriteFile(filepath.Join(a.place.Git, pendingFile), []byte(from.String()+" "+to.String()+"\n"), plainPerm)
	}
}

// resume ends what a run that was killed began, if the branch got that far.
func (a *Archive) resume() {
	data, err := readSmall(filepath.Join(a.place.Git, pendingFile))
	if err != nil || a.place.Worktree == "" {
		return
	}
	from, to, _ := strings.Cut(strings.TrimSpace(string(data)), " ")
	if s, err := a.any(); err == nil && s.tree.String() == to {
		a.refresh(plumbing.NewHash(from), s.tree)
		return
	}
	_ = os.Remove(filepath.Join(a.place.Git, pendingFile))
}

// difference is a file that two folders have differently; a zero hash is none.
type difference struct {
	name     string
	old, new plumbing.Hash
}

// differences compares two folders.
func (a *Archive) differences(from, to plumbing.Hash, dir string) ([]difference, error) {
	if from == to {
		return nil, nil
	}
	side := func(h plumbing.Hash) (map[string]history.Item, error) {
		out := map[string]history.Item{}
		if h.IsZero() {
			return out, nil
		}
		items, err := a.objects.Tree(h)
		for _, i := range items {
			out[i.Name] = i
		}
		return out, err
	}
	old, err := side(from)
	if err != nil {
		return nil, err
	}
	now, err := side(to)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range old {
		names = append(names, name)
	}
	for name := range now {
		if _, ok := old[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []difference
	for _, name := range names {
		o, n := old[name], now[name]
		if o == n {
			continue
		}
		full := path.Join(dir, name)
		var ofile, nfile, odir, ndir plumbing.Hash
		if o.Mode == folderMode {
			odir = o.Hash
		} else {
			ofile = o.Hash
		}
		if n.Mode == folderMode {
			ndir = n.Hash
		} else {
			nfile = n.Hash
		}
		if ofile != nfile {
			out = append(out, difference{full, ofile, nfile})
		}
		below, err := a.differences(odir, ndir, full)
		if err != nil {
			return nil, err
		}
		out = append(out, below...)
	}
	return out, nil
}

// refresh brings the work tree and the index up to date with a commit that is
// on the disk already. A file that somebody changed stays as it is, in the work
// tree and in the index, and is told; nothing that goes wrong here is an error.
func (a *Archive) refresh(from, to plumbing.Hash) (kept, notes []string) {
	if a.place.Worktree == "" {
		return nil, nil
	}
	note := func(err error) {
		notes = append(notes, fmt.Sprintf("the work tree is not up to date (%v); bring it there: git -C %s restore --staged --worktree .", cause(err), a.dir))
	}
	list, err := a.differences(from, to, "")
	if err != nil {
		note(err)
		return nil, notes
	}
	root, err := os.OpenRoot(a.place.Worktree)
	if err != nil {
		note(err)
		return nil, notes
	}
	defer root.Close()
	for _, d := range list {
		switch same, err := a.checkOut(root, d); {
		case err != nil:
			note(fmt.Errorf("%s: %w", d.name, cause(err)))
			return kept, notes
		case !same:
			kept = append(kept, d.name)
		}
	}
	if err := a.stage(list, root); err != nil {
		note(err)
		return kept, notes
	}
	_ = os.Remove(filepath.Join(a.place.Git, pendingFile))
	return kept, notes
}

// checkOut writes one file into the work tree, and reports whether the file is
// what the commit has. It goes from folder to folder and follows no link: a
// link in the work tree can lead anywhere, and .git is in reach.
func (a *Archive) checkOut(root *os.Root, d difference) (bool, error) {
	dir, name := path.Split(d.name)
	in, err := a.descend(root, strings.TrimSuffix(dir, "/"), !d.new.IsZero())
	if errors.Is(err, fs.ErrNotExist) && d.new.IsZero() {
		return true, nil
	}
	if errors.Is(err, errNoFolder) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer in.Close()
	have, err := blobIn(in, name)
	switch {
	case err != nil:
		return false, err
	case have == d.new:
		return true, nil
	case have != d.old:
		return false, nil // somebody changed it, or it is no file
	case d.new.IsZero():
		return true, in.Remove(name)
	}
	data, err := a.objects.Blob(d.new)
	if err != nil {
		return false, err
	}
	const part = ".candor.part"
	_ = in.Remove(part)
	w, err := in.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, a.fileMode())
	if err != nil {
		return false, err
	}
	_, err = w.Write(data)
	if err = errors.Join(err, w.Close()); err == nil {
		err = in.Rename(part, name)
	}
	if err != nil {
		_ = in.Remove(part)
	}
	return err == nil, err
}

var errNoFolder = errors.New("is not a folder")

// descend opens a folder of the work tree, and makes it where it is asked to.
func (a *Archive) descend(root *os.Root, dir string, mk bool) (*os.Root, error) {
	at, err := root.OpenRoot(".")
	if err != nil || dir == "" {
		return at, err
	}
	for _, part := range strings.Split(dir, "/") {
		if mk {
			if err := at.Mkdir(part, a.folderMode()); err != nil && !errors.Is(err, fs.ErrExist) {
				return nil, errors.Join(err, at.Close())
			}
		}
		next, err := below(at, part)
		if err != nil {
			return nil, errors.Join(err, at.Close())
		}
		at.Close()
		at = next
	}
	return at, nil
}

// below opens a folder that is one, and not a link to one. The name is looked
// at again once the folder is open: it may have been swapped in between.
func below(at *os.Root, name string) (*os.Root, error) {
	if info, err := at.Lstat(name); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, errNoFolder
	}
	next, err := at.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	opened, err := next.Stat(".")
	if err == nil {
		var named fs.FileInfo
		if named, err = at.Lstat(name); err == nil && !os.SameFile(opened, named) {
			err = errNoFolder
		}
	}
	if err != nil {
		return nil, errors.Join(err, next.Close())
	}
	return next, nil
}

// odd is the name of whatever is not a file that git could have.
var odd = plumbing.ComputeHash(plumbing.TagObject, nil)

// blobIn is the name of a file's content; zero where there is none.
func blobIn(in *os.Root, name string) (plumbing.Hash, error) {
	info, err := in.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return plumbing.ZeroHash, nil
	case err != nil:
		return odd, err
	case !info.Mode().IsRegular() || info.Size() > history.MaxObject:
		return odd, nil
	}
	f, err := in.Open(name)
	if err != nil {
		return odd, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, history.MaxObject+1))
	return plumbing.ComputeHash(plumbing.BlobObject, data), err
}

// log adds a line to the branch's own log, where git keeps one, so that its
// commands to go back find the commit.
func (a *Archive) log(branch string, from, to plumbing.Hash, config settings, text string) {
	who, err := a.identity(config)
	if err != nil {
		return
	}
	at := a.o.Now()
	subject, _, _ := strings.Cut(text, "\n")
	var line bytes.Buffer
	fmt.Fprintf(&line, "%s %s %s %d %s\tcommit: %s\n", from, to, who.committer, at.Unix(), at.Format("-0700"), subject)
	for _, name := range []string{filepath.Join(a.place.Common, "logs", filepath.FromSlash(branch)), filepath.Join(a.place.Git, "logs", "HEAD")} {
		flags := os.O_WRONLY | os.O_APPEND
		if _, err := os.Stat(filepath.Dir(name)); err == nil && config.yes("core.logallrefupdates") {
			flags |= os.O_CREATE
		}
		if f, err := os.OpenFile(name, flags, a.fileMode()); err == nil {
			_, _ = f.Write(line.Bytes())
			f.Close()
		}
	}
}
