package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/internal/flock"
	"github.com/candor-reports/candor/internal/visible"
)

const (
	lockFile  = "candor.lock"     // held while the archive is written, by the system's locks
	refPart   = "candor-ref.part" // the branch's next value
	lockPart  = "candor-ref.lock" // what the branch's lock is made of
	lockMark  = "candor archive, process "
	pause     = 5 * time.Millisecond
	lockWait  = 30 * time.Second // for another candor
	gitWait   = 10 * time.Second // for a git that holds the branch
	maxSmall  = 1 << 16
	dirMode   = fs.FileMode(0o700)
	plainPerm = fs.FileMode(0o600)
)

// errMoved says that the branch is not where it was any more.
var errMoved = errors.New("the branch was moved by another program")

// lock keeps other candors from writing. The system lets go of it when candor
// ends, however it ends. Who holds it stands in the file, for others to tell.
func (a *Archive) lock() (unlock func(), err error) {
	name := filepath.Join(a.place.Common, lockFile)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, a.fileMode())
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n  hint: make the archive writable for you", a.dir, cause(err))
	}
	for end := time.Now().Add(lockWait); ; time.Sleep(pause) {
		err := flock.Try(f)
		if err == nil || errors.Is(err, errors.ErrUnsupported) && os.PathSeparator == '\\' {
			break // without such locks the branch's own keeps writers apart
		}
		if !errors.Is(err, flock.ErrBusy) {
			f.Close()
			return nil, fmt.Errorf("%s: its file system does not lock files: %w\n  hint: keep the archive on a local disk, and push it to others", a.dir, err)
		}
		if time.Now().After(end) {
			holder, _ := io.ReadAll(io.LimitReader(f, 100))
			f.Close()
			return nil, fmt.Errorf("%s: another candor is writing (%s)\n  hint: wait until it is done, then do this again", a.dir, strings.TrimSpace(visible.Line(string(holder))))
		}
	}
	_ = f.Chmod(a.fileMode()) // the umask must not keep others out whom the repository lets in
	// Of use to people only: a failure here loses nothing.
	_ = f.Truncate(0)
	_, _ = f.WriteAt([]byte("process "+strconv.Itoa(os.Getpid())+"\n"), 0)
	return func() { f.Close() }, nil
}

// branch is the branch that is checked out, which is the archive's.
func (a *Archive) branch() (string, error) {
	head, err := readSmall(filepath.Join(a.place.Git, "HEAD"))
	if err != nil {
		return "", a.unread("HEAD", cause(err))
	}
	name, ok := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: ")
	if !ok {
		return "", fmt.Errorf("%s: no branch is checked out (HEAD is detached at %.12s)\n  hint: check one out: git -C %s switch main", a.dir, head, a.dir)
	}
	if !strings.HasPrefix(name, "refs/heads/") || !filepath.IsLocal(name) || plumbing.ReferenceName(name).Validate() != nil {
		return "", fmt.Errorf("%s: HEAD names %q, which is no branch\n  hint: check one out: git -C %s switch main", a.dir, visible.Line(name), a.dir)
	}
	return name, nil
}

// tip is the commit that a branch names, zero where it has none yet.
func (a *Archive) tip(branch string) (plumbing.Hash, error) {
	b, err := readSmall(filepath.Join(a.place.Common, filepath.FromSlash(branch)))
	if err == nil {
		text := strings.TrimSpace(string(b))
		if !plumbing.IsHash(text) || len(text) != 40 {
			return plumbing.ZeroHash, fmt.Errorf("%s: the branch %s is damaged: it holds %q\n  hint: git -C %s reflog names the commits it had", a.dir, branch, visible.Line(text), a.dir)
		}
		return plumbing.NewHash(text), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return plumbing.ZeroHash, a.unread(branch, cause(err))
	}
	packed, err := os.ReadFile(filepath.Join(a.place.Common, "packed-refs"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return plumbing.ZeroHash, a.unread("packed-refs", cause(err))
	}
	for line := range bytes.Lines(packed) {
		if hash, name, _ := strings.Cut(strings.TrimSpace(string(line)), " "); name == branch && plumbing.IsHash(hash) {
			return plumbing.NewHash(hash), nil
		}
	}
	return plumbing.ZeroHash, nil
}

// swap makes a branch name another commit, if it still names the one it did.
// It returns once that is on the disk. The caller holds the archive's lock.
func (a *Archive) swap(branch string, from, to plumbing.Hash) error {
	file := filepath.Join(a.place.Common, filepath.FromSlash(branch))
	if err := os.MkdirAll(filepath.Dir(file), a.folderMode()); err != nil {
		return err
	}
	unlock, err := a.lockRef(file + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	if now, err := a.tip(branch); err != nil || now != from {
		return errors.Join(err, errMoved)
	}
	part := filepath.Join(a.place.Common, refPart)
	_ = os.Remove(part) // of a run that was killed
	if err := a.writeFile(part, []byte(to.String()+"\n"), a.fileMode()); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil {
			return fmt.Errorf("%s: the archive has it, but the disk did not confirm that it will be kept: %w\n  hint: look at the disk, then at the archive: git -C %s fsck; candor archive verify", a.dir, cause(err), a.dir)
		}
		if dir == a.place.Common || len(dir) < len(a.place.Common) {
			return nil
		}
	}
}

// lockRef takes the lock that git honours. It is made by a link of a file that
// is filled already, so that it is never seen empty: a lock with our mark in it
// whose maker does not hold the archive's lock is that of a run that was killed.
// A lock of another program is waited for and never removed.
func (a *Archive) lockRef(file string) (unlock func(), err error) {
	part := filepath.Join(a.place.Common, lockPart)
	_ = os.Remove(part)
	if err := a.writeFile(part, fmt.Appendf(nil, "%s%d\n", lockMark, os.Getpid()), a.fileMode()); err != nil {
		return nil, err
	}
	defer os.Remove(part)
	for end := time.Now().Add(gitWait); ; time.Sleep(pause) {
		err := os.Link(part, file)
		if err == nil {
			return func() { os.Remove(file) }, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		held, err := readSmall(file)
		if err == nil && bytes.HasPrefix(held, []byte(lockMark)) {
			if err := os.Remove(file); err != nil {
				return nil, err
			}
			continue
		}
		if time.Now().After(end) {
			return nil, fmt.Errorf("%s: git is changing the branch, or was ended while it did\n  hint: wait until it is done; if no git is running there, remove %s", a.dir, file)
		}
	}
}

// readSmall reads a file that has one line.
func readSmall(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSmall))
}

// cause takes the operation and the path off a file system's error.
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
