package flow

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/candor-reports/candor/incident"
)

// The parts of an incident folder.
const (
	draftsDir   = "drafts"
	baseDir     = "drafts/.base" // what templates wrote last time, to merge against
	publicDir   = "public"       // documents for those affected, with no error left in them
	internalDir = "internal"     // documents for the house, and public ones that are not ready
)

const (
	fileMode = 0o600
	dirMode  = 0o700
)

// Folder is an incident folder. All access goes through a root, so that no
// name and no link in it leads outside.
type Folder struct {
	Dir  string
	root *os.Root
}

// OpenFolder opens an incident folder that has a record.
func OpenFolder(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such folder\n  hint: start one with: candor new %s", dir, filepath.Base(dir))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, cause(err))
	}
	if _, err := root.Stat(incident.File); err != nil {
		root.Close()
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no %s here, so it is not an incident folder\n  hint: name one with -C, or start one with: candor new", dir, incident.File)
		}
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, incident.File), cause(err))
	}
	return &Folder{Dir: dir, root: root}, nil
}

// CreateFolder makes an incident folder with a record. It never touches one
// that is there.
func CreateFolder(dir string, record []byte) (*Folder, error) {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, cause(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, cause(err))
	}
	f := &Folder{Dir: dir, root: root}
	w, err := root.OpenFile(incident.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, fs.ErrExist) {
		root.Close()
		return nil, fmt.Errorf("%s: an incident is here already\n  hint: go on with it: candor report %s", dir, dir)
	}
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, incident.File), cause(err))
	}
	_, err = w.Write(record)
	return f, errors.Join(err, w.Close())
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// maxFile bounds what is read of a file of the folder at once.
const maxFile = 256 << 20

// read returns a file's content; fs.ErrNotExist where there is none.
func (f *Folder) read(name string) ([]byte, error) {
	r, err := f.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(name), cause(err))
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(b) > maxFile {
		err = fmt.Errorf("larger than %d bytes", maxFile)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(name), cause(err))
	}
	return b, nil
}

// name is how messages call a file of the folder.
func (f *Folder) name(file string) string { return filepath.Join(f.Dir, filepath.FromSlash(file)) }

// write puts a file in place whole: it is written beside its place, flushed to
// the disk, and renamed. A file that has these bytes already is left alone.
func (f *Folder) write(name string, data []byte) error {
	if old, err := f.root.ReadFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := f.replace(name, data); err != nil {
		return fmt.Errorf("%s: %w\n  hint: nothing there was changed; make the folder writable, or work on a copy of it", f.name(name), cause(err))
	}
	return nil
}

func (f *Folder) replace(name string, data []byte) (err error) {
	if dir := path.Dir(name); dir != "." {
		if err := f.root.MkdirAll(dir, dirMode); err != nil {
			return err
		}
	}
	// Two runs at once each write a part of their own; the last rename wins.
	temp := fmt.Sprintf("%s.%d.part", name, os.Getpid())
	w, err := f.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.root.Remove(temp)
		}
	}()
	_, err = w.Write(data)
	// The umask may have taken away less than it should, or a part left by a
	// killed run may have other modes.
	err = errors.Join(err, w.Chmod(fileMode), w.Sync())
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	return f.root.Rename(temp, name)
}

// remove takes out a regenerated file, if it is there.
func (f *Folder) remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", f.name(name), cause(err))
	}
	return nil
}

const (
	lockName  = incident.File + ".lock"
	lockTries = 100
	lockPause = 50 * time.Millisecond
)

// Change rewrites the record by a function of its text. Two changes at once
// wait for each other, so that none is lost.
func (f *Folder) Change(change func(name string, data []byte) ([]byte, error)) error {
	lock, err := f.lock()
	if err != nil {
		return err
	}
	defer func() {
		lock.Close()
		_ = f.root.Remove(lockName)
	}()
	data, err := f.read(incident.File)
	if err != nil {
		return err
	}
	out, err := change(f.name(incident.File), data)
	if err != nil {
		return err
	}
	return f.write(incident.File, out)
}

func (f *Folder) lock() (*os.File, error) {
	for try := 0; ; try++ {
		lock, err := f.root.OpenFile(lockName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
		switch {
		case err == nil:
			return lock, nil
		case !errors.Is(err, fs.ErrExist):
			return nil, fmt.Errorf("%s: %w", f.name(lockName), cause(err))
		case try == lockTries:
			return nil, fmt.Errorf("%s: another candor is changing this record\n  hint: if none is running, remove that file", f.name(lockName))
		}
		time.Sleep(lockPause)
	}
}

// cause takes the operation and the path off a file system's error: messages
// name the file as the user did.
func cause(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}
