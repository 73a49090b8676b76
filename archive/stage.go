package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// maxIndex bounds the index that is brought up to date: half a million files.
const maxIndex = 64 << 20

// indexPart is the index's next content. It becomes the index's lock by a link,
// so that a lock that has the same file behind it is ours.
const indexPart = "candor-index.part"

var errIndexMoved = errors.New("the index was changed by another program")

// stage brings git's index up to date: what a file of the commit was there, it
// becomes what it is now. What somebody staged stays.
func (a *Archive) stage(list []difference, root *os.Root) error {
	for end := time.Now().Add(gitWait); ; time.Sleep(pause) {
		err := a.stageOnce(list, root)
		if !errors.Is(err, errIndexMoved) || time.Now().After(end) {
			return err
		}
	}
}

func (a *Archive) stageOnce(list []difference, root *os.Root) error {
	file := filepath.Join(a.place.Git, "index")
	before, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	after, err := staged(before, list, root)
	if err != nil {
		return err
	}
	part := filepath.Join(a.place.Git, indexPart)
	if err := a.freeIndex(file+".lock", part); err != nil {
		return err
	}
	if err := a.writeFile(part, after, a.fileMode()); err != nil {
		return err
	}
	defer os.Remove(part)
	if err := os.Link(part, file+".lock"); errors.Is(err, fs.ErrExist) {
		return errIndexMoved
	} else if err != nil {
		return err
	}
	if now, err := os.ReadFile(file); err != nil && !errors.Is(err, fs.ErrNotExist) || !bytes.Equal(now, before) {
		return errors.Join(errIndexMoved, os.Remove(file+".lock"))
	}
	return os.Rename(file+".lock", file)
}

// freeIndex takes away the lock that a run that was killed left behind.
func (a *Archive) freeIndex(lock, part string) error {
	ours, err := os.Lstat(part)
	if err == nil {
		if held, err := os.Lstat(lock); err == nil && os.SameFile(ours, held) {
			_ = os.Remove(lock)
		}
		return os.Remove(part)
	}
	return nil
}

// staged is an index with the new state of files in it.
func staged(before []byte, list []difference, root *os.Root) ([]byte, error) {
	if len(before) > maxIndex {
		return nil, fmt.Errorf("the index has %d bytes, more than are read", len(before))
	}
	idx := &index.Index{Version: 2}
	if len(before) > 0 {
		if err := index.NewDecoder(bytes.NewReader(before)).Decode(idx); err != nil {
			return nil, fmt.Errorf("the index cannot be read: %w", err)
		}
	}
	at := make(map[string]int, len(list))
	for i, d := range list {
		at[d.name] = i
	}
	met := make([]bool, len(list))
	entries := idx.Entries[:0]
	for _, e := range idx.Entries {
		if e.Stage != 0 {
			return nil, errors.New("a merge is not finished")
		}
		i, ok := at[e.Name]
		if !ok {
			entries = append(entries, e)
			continue
		}
		met[i] = true
		d := list[i]
		switch {
		case e.Hash != d.old: // somebody staged something else
			entries = append(entries, e)
		case d.new.IsZero():
		default:
			entries = append(entries, entryOf(d, root))
		}
	}
	for i, d := range list {
		if !met[i] && d.old.IsZero() && !d.new.IsZero() {
			entries = append(entries, entryOf(d, root))
		}
	}
	out := &index.Index{Version: idx.Version, Entries: entries}
	var buf bytes.Buffer
	if err := index.NewEncoder(&buf).Encode(out); err != nil {
		return nil, fmt.Errorf("the index cannot be written: %w", err)
	}
	return buf.Bytes(), nil
}

// entryOf is a file as the index has it. Git looks at the file itself where the
// times it knows are not those of the file.
func entryOf(d difference, root *os.Root) *index.Entry {
	e := &index.Entry{Name: d.name, Hash: d.new, Mode: filemode.Regular}
	if info, err := root.Lstat(filepath.FromSlash(d.name)); err == nil && info.Mode().IsRegular() {
		e.Size = uint32(info.Size())
	}
	return e
}
