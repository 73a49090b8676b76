package history

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// Repository is an open git repository. It is read only, and not safe for
// concurrent use.
type Repository struct {
	path      string // as the caller named it
	refs      references
	closeRefs func() error
	objects   objects
	graph     *graph
	shallow   map[oid]bool
	known     *Lineage // what was read last
	through   string   // why it is read through the git command; "" where it is not
	touched   areas
	all       map[oid]facts // of the commits that were read
	learnt    bool          // learn was called
	bulk      []*bulkPack   // reads many at once, once learn was called
	fresh     int           // how many of all the cache does not have
	cache     commitCache
	worktree  string  // "" where the repository is bare
	people    mailmap // nil before it is asked for
}

// references are the names in a repository.
type references interface {
	Reference(plumbing.ReferenceName) (*plumbing.Reference, error)
	IterReferences() (storer.ReferenceIter, error)
}

// objects are what the names stand for. An object that is read is what its
// name says.
type objects interface {
	read(h oid) (object, error)
	beginning(digits string) []oid // those whose names begin so
	faults() []error               // parts that cannot be read
	close()
}

// Open opens the repository at a path: a work tree, a linked work tree or a
// bare repository. It looks at that folder only, never at those above it: a
// wrong path must not give the history of another repository.
func Open(path string) (*Repository, error) {
	git, err := findGitDir(path)
	if err != nil {
		return nil, err
	}
	common, err := commonDir(git)
	if err != nil {
		return nil, fmt.Errorf("history: %s: %w", path, err)
	}
	if err := checkFormat(path, filepath.Join(common, "config")); err != nil {
		var refused *formatError
		if errors.As(err, &refused) {
			return openByGit(path, git, common, refused)
		}
		return nil, err
	}
	objects, err := openStore(filepath.Join(common, "objects"))
	if err != nil {
		return nil, fmt.Errorf("history: %s: %w", path, err)
	}
	fs := osfs.New(git)
	if common != git {
		fs = dotgit.NewRepositoryFilesystem(fs, osfs.New(common))
	}
	refs := filesystem.NewStorage(fs, cache.NewObjectLRU(cache.MiByte))
	r := &Repository{path: path, refs: refs, closeRefs: refs.Close, objects: objects, shallow: map[oid]bool{}, all: map[oid]facts{}}
	r.worktree = worktree(path, git)
	r.readShallow(common)
	if len(r.shallow) == 0 {
		r.graph = openGraph(objects.dirs)
	}
	return r, nil
}

// Close closes the files the repository holds open.
func (r *Repository) Close() error {
	r.objects.close()
	r.graph.close()
	return r.closeRefs()
}

// findGitDir gives the folder that holds HEAD and refs.
func findGitDir(path string) (string, error) {
	if path == "" {
		return "", errors.New("history: no repository is named\nwrite the path of a folder that git init or git clone made")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("history: %s: %w", path, err)
	}
	fi, err := os.Stat(abs)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("history: %s: there is no such folder\nwrite the path of the repository, relative to the current folder or from the root", path)
	case err != nil:
		return "", fmt.Errorf("history: %w", err)
	case !fi.IsDir():
		return "", fmt.Errorf("history: %s: this is a file, not a folder\nwrite the path of the folder that holds the repository", path)
	}
	dot := filepath.Join(abs, ".git")
	switch fi, err := os.Stat(dot); {
	case err == nil && fi.IsDir():
		if isGitDir(dot) {
			return dot, nil
		}
	case err == nil && fi.Mode().IsRegular():
		return followGitFile(path, dot)
	case err != nil && errors.Is(err, os.ErrPermission):
		return "", fmt.Errorf("history: %w\nrun candor as a user who may read it", err)
	}
	if isGitDir(abs) {
		return abs, nil
	}
	return "", notRepository(path, abs)
}

// worktree is the folder that a repository was named by, where that has its
// files.
func worktree(path, git string) string {
	if abs, err := filepath.Abs(path); err == nil && abs != git {
		return abs
	}
	return ""
}

func isGitDir(dir string) bool {
	head, err := os.Lstat(filepath.Join(dir, "HEAD"))
	if err != nil || head.IsDir() {
		return false
	}
	if _, err := os.Stat(filepath.Join(dir, "commondir")); err == nil {
		return true
	}
	objects, err := os.Stat(filepath.Join(dir, "objects"))
	return err == nil && objects.IsDir()
}

// notRepository says so, and names the repository the folder lies in, if any.
func notRepository(path, abs string) error {
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		if isGitDir(filepath.Join(dir, ".git")) {
			return fmt.Errorf("history: %s: not a git repository itself, but a folder in one\nwrite %s, and name the folder in paths to see only what touched it", path, dir)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return fmt.Errorf("history: %s: not a git repository\nwrite the path of a folder that git init or git clone made", path)
}

// followGitFile reads the .git file of a linked work tree or submodule.
func followGitFile(path, file string) (string, error) {
	line, err := readLine(file)
	if err != nil {
		return "", fmt.Errorf("history: %s: %w", path, err)
	}
	target, ok := strings.CutPrefix(line, "gitdir: ")
	if !ok {
		return "", fmt.Errorf("history: %s: its .git file does not say where the repository is\nwrite the path of the repository itself", path)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(file), target)
	}
	if target = filepath.Clean(target); !isGitDir(target) {
		return "", fmt.Errorf("history: %s: its .git file names %s, and there is no repository\nwrite the path of the repository itself, or run git worktree repair there", path, target)
	}
	return target, nil
}

// readLine gives the first line of a small file.
func readLine(file string) (string, error) {
	b, err := readSmall(file, 1<<16)
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSpace(line), err
}

func readSmall(file string, limit int64) ([]byte, error) {
	fi, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !fi.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", filepath.Base(file))
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

// commonDir gives the folder where a linked work tree's objects are.
func commonDir(git string) (string, error) {
	line, err := readLine(filepath.Join(git, "commondir"))
	if errors.Is(err, os.ErrNotExist) {
		return git, nil
	}
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(line) {
		line = filepath.Join(git, line)
	}
	if line = filepath.Clean(line); !isGitDir(line) {
		return "", fmt.Errorf("the work tree is linked to %s, and there is no repository\nwrite the path of the repository itself", line)
	}
	return line, nil
}

// The extensions of the repository format that do not change how history is
// read. A partial clone lacks objects, which is met as such.
var readable = []string{"noop", "noop-v1", "preciousobjects", "partialclone", "worktreeconfig", "relativeworktrees"}

const maxConfig = 1 << 20

// checkFormat refuses the formats that cannot be read truthfully, by a
// *formatError. Of the configuration nothing else is looked at.
func checkFormat(path, file string) error {
	b, err := readSmall(file, maxConfig)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("history: %s: %w", path, err)
	}
	cfg := config.New()
	if err := config.NewDecoder(strings.NewReader(string(b))).Decode(cfg); err != nil || len(b) == maxConfig {
		return fmt.Errorf("history: %s: its configuration (%s) cannot be read, so its format is not known\nmake a fresh clone and name that", path, file)
	}
	if v := cfg.Section("core").Option("repositoryformatversion"); v != "" && v != "0" && v != "1" {
		return &formatError{path, fmt.Sprintf("the repository has format version %s, and candor reads 0 and 1", v), exportInstead}
	}
	for _, o := range cfg.Section("extensions").Options {
		key, value := strings.ToLower(o.Key), strings.ToLower(o.Value)
		switch {
		case key == "objectformat" && value == "sha1", key == "refstorage" && value == "files", slices.Contains(readable, key):
		case key == "objectformat":
			return &formatError{path, fmt.Sprintf("the repository names its objects by %s, and candor reads SHA-1 only", strings.ToUpper(value)), exportInstead}
		case key == "refstorage":
			return &formatError{path, fmt.Sprintf("the repository keeps its branches as %q, and candor reads plain files only", value), "name a clone instead: git clone --bare --ref-format=files"}
		default:
			return &formatError{path, fmt.Sprintf("the repository uses the extension %q, which candor does not know", o.Key), "name a fresh clone instead: git clone --bare"}
		}
	}
	return nil
}

const exportInstead = "write what you need with git log to a file and name that file as a source"

// readShallow reads which commits a shallow clone cuts history at.
func (r *Repository) readShallow(common string) {
	b, err := readSmall(filepath.Join(common, "shallow"), 64<<20)
	if err != nil {
		return
	}
	for line := range strings.Lines(string(b)) {
		if h, ok := shortened(strings.TrimSpace(line)); ok {
			r.shallow[h] = true
		}
	}
}
