package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
)

// Archive is an open archive. It is not safe for concurrent use; several of the
// same repository, in one program or in many, are.
type Archive struct {
	dir     string // as the caller named it
	place   history.Place
	objects *history.Objects
	shared  string // core.sharedRepository, read before something is written
	o       Options
}

// Options are what an archive has of the machine it is used on.
type Options struct {
	Now     func() time.Time    // with the zone that commits are dated in
	Getenv  func(string) string // for the names that git takes from the environment
	Version string              // of candor, kept with what it writes
	Sign    bool                // sign commits even where git is not configured to
}

// Open opens the archive in the repository at a path: a work tree, a linked one
// or a bare repository. The branch that is checked out there is the archive's.
func Open(dir string, o Options) (*Archive, error) {
	a, err := open(dir, o)
	if err != nil {
		return nil, err
	}
	if _, err := a.snapshot(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// open opens a repository that may be no archive yet.
func open(dir string, o Options) (*Archive, error) {
	place, err := history.Locate(dir)
	if errors.Is(err, history.ErrFormat) {
		return nil, fmt.Errorf("%s: an archive is kept in a repository of git's usual format, with SHA-1 names and branches in files\n  hint: make one: candor archive init NEW-FOLDER", dir)
	}
	if err != nil {
		text, hint, _ := strings.Cut(strings.TrimPrefix(err.Error(), "history: "), "\n")
		if hint == "" || strings.HasPrefix(hint, "write the path") {
			hint = "name the folder of the archive, or make one: candor archive init " + dir
		}
		return nil, fmt.Errorf("%s\n  hint: %s", text, hint)
	}
	if place.Worktree == "" && filepath.Base(place.Git) == ".git" {
		place.Worktree = filepath.Dir(place.Git) // named by its .git folder
	}
	objects, err := place.Objects()
	if err != nil {
		return nil, err
	}
	return &Archive{dir: dir, place: place, objects: objects, o: o}, nil
}

// Close closes the files that are held open.
func (a *Archive) Close() error { return a.objects.Close() }

// Dir is the folder of the archive, as it was named.
func (a *Archive) Dir() string { return a.dir }

// Init makes an archive: a new repository where the folder is empty or not
// there, bare or with a work tree, for its owner alone; else in the repository
// that is there, of which nothing else is touched. It reports whether there was
// something to do.
func Init(ctx context.Context, dir string, bare bool, o Options) (made bool, err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		if err := create(dir, bare); err != nil {
			return false, fmt.Errorf("%s: %w", dir, cause(err))
		}
	case err != nil:
		return false, fmt.Errorf("%s: %w\n  hint: name a folder that is empty, that is not there yet, or that is a git repository", dir, cause(err))
	}
	a, err := open(dir, o)
	if err != nil {
		return false, err
	}
	defer a.Close()
	done, err := a.commit(ctx, func(b *batch, s *snapshot) (*plan, error) {
		if s.marker != nil {
			return &plan{}, nil
		}
		return &plan{
			items: set(s.items, history.Item{Name: MarkerFile, Mode: plainMode, Hash: b.add(plumbing.BlobObject, []byte(firstMarker))}),
			text:  "Begin the archive of incidents\n",
		}, nil
	})
	return err == nil && done.Commit != "", err
}

// create makes an empty repository that nobody but its owner can read. HEAD
// comes last: without it nothing takes the folder for a repository.
func create(dir string, bare bool) error {
	git := dir
	if !bare {
		git = filepath.Join(dir, ".git")
	}
	for _, d := range []string{dir, git, filepath.Join(git, "objects", "pack"), filepath.Join(git, "objects", "info"), filepath.Join(git, "refs", "heads"), filepath.Join(git, "refs", "tags"), filepath.Join(git, "logs", "refs", "heads")} {
		if err := os.MkdirAll(d, dirMode); err != nil {
			return err
		}
	}
	if err := os.Chmod(dir, dirMode); err != nil {
		return err
	}
	config := fmt.Sprintf("[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = %v\n\tlogallrefupdates = true\n\tsharedRepository = 0600\n[receive]\n\tdenyNonFastForwards = true\n", bare)
	a := Archive{place: history.Place{Common: git}}
	for _, f := range []struct{ name, text string }{{"config", config}, {"HEAD", "ref: refs/heads/main\n"}} {
		if err := a.writeFile(filepath.Join(git, f.name), []byte(f.text), plainPerm); err != nil {
			return err
		}
		if err := syncDir(git); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// Others reports whether others on this machine can read the archive.
func (a *Archive) Others() bool {
	info, err := os.Stat(a.place.Common)
	return err == nil && info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/'
}

// share reports how far the repository's owner lets others in, by git's own
// setting: not at all, to the group, or to everybody.
func (a *Archive) share() fs.FileMode {
	switch v := strings.ToLower(a.shared); v {
	case "group", "true", "1":
		return 0o070
	case "all", "world", "everybody", "2":
		return 0o075
	case "0660":
		return 0o070
	case "0640":
		return 0o050
	case "0644":
		return 0o055
	case "0664":
		return 0o075
	}
	return 0
}

func (a *Archive) objectMode() fs.FileMode { return 0o400 | a.share()&0o044 }
func (a *Archive) fileMode() fs.FileMode   { return plainPerm | a.share()&0o066 }
func (a *Archive) folderMode() fs.FileMode { return dirMode | a.share() }

// snapshot is the archive as one commit has it.
type snapshot struct {
	branch string
	tip    plumbing.Hash
	tree   plumbing.Hash
	items  []history.Item // of the top folder
	marker *marker        // nil where the repository is no archive yet
	years  map[string][]history.Item
}

// snapshot reads the archive as it is now, and refuses a repository that is
// none.
func (a *Archive) snapshot() (*snapshot, error) {
	s, err := a.any()
	if err == nil && s.marker == nil {
		return nil, fmt.Errorf("%s: the repository is no archive: its branch %s has no %s\n  hint: make it one: candor archive init %s", a.dir, strings.TrimPrefix(s.branch, "refs/heads/"), MarkerFile, a.dir)
	}
	return s, err
}

// any is snapshot of a repository that may be no archive yet.
func (a *Archive) any() (*snapshot, error) {
	s := &snapshot{years: map[string][]history.Item{}}
	var err error
	if s.branch, err = a.branch(); err != nil {
		return nil, err
	}
	if s.tip, err = a.tip(s.branch); err != nil || s.tip.IsZero() {
		return s, err
	}
	if s.tree, _, err = a.objects.Commit(s.tip); err != nil {
		return nil, a.unread("HEAD", err)
	}
	if s.items, err = a.objects.Tree(s.tree); err != nil {
		return nil, a.unread("HEAD", err)
	}
	for _, item := range s.items {
		if item.Name != MarkerFile || item.Mode == folderMode {
			continue
		}
		data, err := a.objects.Blob(item.Hash)
		if err != nil {
			return nil, a.unread(MarkerFile, err)
		}
		if s.marker, err = parseMarker(data); err != nil {
			return nil, fmt.Errorf("%s: %w", a.dir, err)
		}
	}
	return s, nil
}

// unread says that something of the archive could not be read, and where.
func (a *Archive) unread(name string, err error) error {
	return fmt.Errorf("%s: %s: %w\n  hint: nothing was changed; look at the disk, then at the archive: git -C %s fsck", a.dir, name, err, a.dir)
}

// year reads the incidents' folders of a year.
func (a *Archive) year(s *snapshot, name string) ([]history.Item, error) {
	if items, ok := s.years[name]; ok {
		return items, nil
	}
	var items []history.Item
	for _, y := range s.items {
		if y.Name == name && y.Mode == folderMode {
			var err error
			if items, err = a.objects.Tree(y.Hash); err != nil {
				return nil, a.unread(name, err)
			}
		}
	}
	s.years[name] = items
	return items, nil
}

// find looks for an incident of an id, in whatever letters it is written: two
// ids that differ in nothing else would be one folder on many systems.
func (a *Archive) find(s *snapshot, id string) (dir string, item history.Item, err error) {
	for _, y := range s.items {
		if !yearForm.MatchString(y.Name) || y.Mode != folderMode {
			continue
		}
		items, err := a.year(s, y.Name)
		if err != nil {
			return "", item, err
		}
		for _, i := range items {
			if strings.EqualFold(i.Name, id) {
				return y.Name + "/" + i.Name, i, nil
			}
		}
	}
	return "", item, nil
}
