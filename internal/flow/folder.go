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
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/templates"
)

// The parts of an incident folder.
const (
	draftsDir   = "drafts"
	baseDir     = "drafts/.base" // what templates wrote last time, to merge against
	lostDir     = "drafts/.lost" // what people reset
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

	themeDir string        // a folder of a theme that a user named
	theme    *render.Theme // once it was read
}

// OpenFolder opens an incident folder that has a record.
func OpenFolder(dir string) (*Folder, error) {
	// To open a pipe would wait for somebody to write into it.
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s: is not a folder\n  hint: name the folder that holds %s", dir, incident.File)
	}
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
	if err := f.begin(record); err != nil {
		root.Close()
		return nil, err
	}
	return f, nil
}

// begin puts the first record in place, whole, where there is none.
func (f *Folder) begin(record []byte) error {
	here := fmt.Errorf("%s: an incident is here already\n  hint: go on with it: candor report %s", f.Dir, f.Dir)
	if _, err := f.root.Lstat(incident.File); err == nil {
		return here
	}
	// A name of its own: two starts at once must not share the part.
	temp := fmt.Sprintf("%s.%d.part", incident.File, os.Getpid())
	_ = f.root.Remove(temp) // of a run that was killed
	err := f.fill(temp, record, fileMode)
	if err == nil {
		// Unlike a rename, a link does not replace what another start made.
		err = f.root.Link(temp, incident.File)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = f.fill(incident.File, record, fileMode)
		}
	}
	_ = f.root.Remove(temp)
	switch {
	case errors.Is(err, fs.ErrExist):
		return here
	case err != nil:
		return fmt.Errorf("%s: %w", f.name(incident.File), cause(err))
	}
	return nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// limit bounds what is kept and read of a file of the folder, in bytes.
func limit(name string) int {
	switch name {
	case incident.File:
		return 1 << 20
	case source.CollectedFile:
		return source.MaxBytes
	}
	return templates.MaxOutput
}

// read returns a file's content; fs.ErrNotExist where there is none.
func (f *Folder) read(name string) ([]byte, error) {
	b, err := f.readFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(name), cause(err))
	}
	return b, nil
}

func (f *Folder) readFile(name string) ([]byte, error) {
	// To open a pipe would wait for somebody to write into it.
	info, err := f.root.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a file")
	case info.Size() > int64(limit(name)):
		return nil, fmt.Errorf("has %d bytes, more than the %d that are read", info.Size(), limit(name))
	}
	r, err := f.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	buf := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := io.Copy(buf, io.LimitReader(r, int64(limit(name))+1)); err != nil {
		return nil, err
	}
	if buf.Len() > limit(name) {
		return nil, fmt.Errorf("has more than the %d bytes that are read", limit(name))
	}
	return buf.Bytes(), nil
}

// name is how messages call a file of the folder.
func (f *Folder) name(file string) string { return filepath.Join(f.Dir, filepath.FromSlash(file)) }

// write puts a file in place whole: it is written beside its place, flushed to
// the disk, and renamed. A file that has these bytes already is left alone. Two
// writers wait for each other.
func (f *Folder) write(name string, data []byte) error {
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return f.put(name, data)
}

// put is write for one who holds the lock.
func (f *Folder) put(name string, data []byte) error {
	// A run that was killed may have left its part.
	temp := name + ".part"
	_ = f.root.Remove(temp)
	if old, err := f.readFile(name); err == nil && bytes.Equal(old, data) {
		return nil
	}
	if err := f.replace(name, temp, data); err != nil {
		return fmt.Errorf("%s: %w\n  hint: nothing there was changed; make the folder writable, or work on a copy of it", f.name(name), cause(err))
	}
	return nil
}

func (f *Folder) replace(name, temp string, data []byte) error {
	if dir := path.Dir(name); dir != "." {
		if err := f.root.MkdirAll(dir, dirMode); err != nil {
			return err
		}
	}
	// A file that its owner let others read stays so.
	mode := fs.FileMode(fileMode)
	if info, err := f.root.Lstat(name); err == nil && info.Mode().IsRegular() {
		mode = info.Mode().Perm()
	}
	if err := f.fill(temp, data, mode); err != nil {
		return err
	}
	err := f.root.Rename(temp, name)
	if err != nil {
		_ = f.root.Remove(temp)
	}
	return err
}

// fill makes a file that is not there yet, and follows no link that is. It
// leaves nothing where it fails.
func (f *Folder) fill(name string, data []byte, mode fs.FileMode) error {
	w, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Chmod(mode), w.Sync())
	if err = errors.Join(err, w.Close()); err != nil {
		_ = f.root.Remove(name)
	}
	return err
}

// remove takes out a regenerated file, if it is there.
func (f *Folder) remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", f.name(name), cause(err))
	}
	return nil
}

// Change rewrites the record by a function of its text. Two changes at once
// wait for each other, so that none is lost.
func (f *Folder) Change(change func(name string, data []byte) ([]byte, error)) error {
	unlock, err := f.lock()
	if err != nil {
		return err
	}
	defer unlock()
	data, err := f.read(incident.File)
	if err != nil {
		return err
	}
	out, err := change(f.name(incident.File), data)
	if err != nil {
		return err
	}
	return f.put(incident.File, out)
}

// cause takes the operation and the path off a file system's error: messages
// name the file as the user did.
func cause(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		err = pe.Err
	case errors.As(err, &le):
		err = le.Err
	}
	if strings.Contains(err.Error(), "path escapes") {
		return errors.New("is a link that leads outside of the folder, which is not followed")
	}
	return err
}
