package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flock"
)

// The wait for another candor: half a minute.
const (
	lockPause = 10 * time.Millisecond
	lockTries = 3000
)

// lock keeps other writers away from the folder until it is undone. The lock
// lies on the record itself, and the system lets go of it when candor ends,
// however it ends: nothing is left behind that would have to be removed.
func (f *Folder) lock() (unlock func(), err error) {
	for range lockTries {
		unlock, err = f.tryLock()
		if err == nil {
			return unlock, nil
		}
		if !errors.Is(err, flock.ErrBusy) {
			return nil, err
		}
		time.Sleep(lockPause)
	}
	hint := "wait until it is done"
	if _, err := f.root.Lstat(lockFile); err == nil {
		hint += "; if none is running, remove " + f.name(lockFile)
	}
	return nil, fmt.Errorf("%s: another candor is changing this folder\n  hint: %s", f.Dir, hint)
}

// tryLock locks the record as it is now. While another candor held the lock it
// may have put a new record in the place of the one that was opened.
func (f *Folder) tryLock() (unlock func(), err error) {
	info, err := f.root.Stat(incident.File)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is not a file")
	}
	var r *os.File
	if err == nil {
		r, err = f.root.Open(incident.File)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(incident.File), cause(err))
	}
	switch err := flock.Try(r); {
	case errors.Is(err, flock.ErrBusy):
		r.Close()
		return nil, flock.ErrBusy
	case err != nil:
		r.Close()
		return f.lockBeside()
	}
	opened, err := r.Stat()
	now, err2 := f.root.Stat(incident.File)
	if err != nil || err2 != nil || !os.SameFile(opened, now) {
		r.Close()
		return nil, flock.ErrBusy
	}
	return func() { r.Close() }, nil
}

const lockFile = incident.File + ".lock"

// lockBeside is for systems that lock no files: a file beside the record, which
// a candor that was killed leaves behind.
func (f *Folder) lockBeside() (unlock func(), err error) {
	w, err := f.root.OpenFile(lockFile, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, flock.ErrBusy
	case err != nil:
		return nil, fmt.Errorf("%s: %w", f.name(lockFile), cause(err))
	}
	return func() {
		w.Close()
		_ = f.root.Remove(lockFile)
	}, nil
}
