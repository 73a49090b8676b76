package history

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	inmemory "github.com/go-git/go-git/v5/storage/memory"
)

// formatError says that a repository has a format that is not read here. The
// git command may know it.
type formatError struct {
	path, what string
	hint       string
}

func (e *formatError) Error() string {
	return fmt.Sprintf("history: %s: %s\n%s", e.path, e.what, e.hint)
}

// command runs the few commands of git that read and do nothing else. A
// repository is data that others wrote, and its configuration can name
// programs, so each that git has for them is switched off, no replacement and
// no graft is honoured, and nothing is fetched.
type command struct {
	program string
	dir     string // the folder that holds HEAD
}

var hardened = []string{
	"--no-pager", "--literal-pathspecs",
	"-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat", "-c", "core.sshCommand=false",
	"-c", "core.attributesFile=/dev/null", "-c", "core.commitGraph=false", "-c", "core.quotePath=false",
	"-c", "diff.external=", "-c", "gpg.program=false", "-c", "log.showSignature=false", "-c", "log.mailmap=false",
	"-c", "protocol.allow=never", "-c", "safe.bareRepository=explicit", "-c", "color.ui=false", "-c", "i18n.logOutputEncoding=UTF-8",
}

// bare is the whole environment of the command. There is no PATH in it, so
// that no name of a program can be found.
var bare = []string{
	"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_SYSTEM=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_ATTR_NOSYSTEM=1",
	"GIT_GRAFT_FILE=" + os.DevNull, "GIT_NO_REPLACE_OBJECTS=1", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
	"GIT_SSH_COMMAND=false", "GIT_ASKPASS=false", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C",
}

func (c command) cmd(args ...string) *exec.Cmd {
	cmd := exec.Command(c.program, append(append([]string{"--git-dir=" + c.dir}, hardened...), args...)...)
	cmd.Env = bare
	return cmd
}

// openByGit opens a repository through the git command, for the formats that
// are refused otherwise. It is the only program that is ever run.
func openByGit(path, git, common string, refused *formatError) (*Repository, error) {
	program, err := exec.LookPath("git")
	if err != nil {
		refused.what += "; through the git command it could be read, and that is not installed"
		refused.hint = "install git, or " + refused.hint
		return nil, refused
	}
	c := command{program, git}
	refs, wide, err := c.references()
	if err != nil {
		refused.what += fmt.Sprintf(", and the git command cannot read it either (%v)", err)
		return nil, refused
	}
	objects, err := c.objects(wide)
	if err != nil {
		return nil, fmt.Errorf("history: %s: the git command cannot be run (%w)\n%s", path, err, refused.hint)
	}
	r := &Repository{path: path, refs: refs, closeRefs: func() error { return nil }, objects: objects, shallow: map[oid]bool{}, all: map[oid]facts{}}
	r.through, r.worktree = refused.what, worktree(path, git)
	r.readShallow(common)
	return r, nil
}

// throughGit is the note that a repository was read by another program.
func throughGit(why string) string { return "it was read through the git command: " + why }

// references lists branches and tags, and finds what HEAD is. It tells whether
// names are those of SHA-256.
func (c command) references() (refs references, wide bool, err error) {
	var trouble bytes.Buffer
	cmd := c.cmd("for-each-ref", "--format=%(HEAD)%00%(objectname)%00%(symref)%00%(refname)", "refs/heads", "refs/remotes", "refs/tags")
	cmd.Stderr = &trouble
	out, err := cmd.Output()
	if err != nil {
		said, _, _ := strings.Cut(strings.TrimSpace(trouble.String()), "\n")
		return nil, false, errors.New(said)
	}
	store := inmemory.NewStorage()
	head := false
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\x00")
		if len(fields) != 4 || fields[2] != "" {
			continue
		}
		digits := fields[1]
		h, ok := shortened(digits)
		if !ok {
			continue
		}
		wide = wide || len(digits) == 64
		name := plumbing.ReferenceName(fields[3])
		if err := store.SetReference(plumbing.NewHashReference(name, h)); err != nil {
			return nil, false, err
		}
		if fields[0] == "*" {
			head = true
			err = store.SetReference(plumbing.NewSymbolicReference(plumbing.HEAD, name))
		}
	}
	if !head && err == nil {
		if h, ok := c.commit("HEAD"); ok {
			err = store.SetReference(plumbing.NewHashReference(plumbing.HEAD, h))
		}
	}
	return store, wide, err
}

// shortened reads a name. That of SHA-256 is cut to the length of the others:
// its first 40 digits name the object as well, to git too.
func shortened(digits string) (oid, bool) {
	if len(digits) == 64 {
		digits = digits[:2*nameSize]
	}
	return parseName([]byte(digits))
}

// commit asks which commit an expression stands for.
func (c command) commit(name string) (oid, bool) {
	cmd := c.cmd("cat-file", "--batch-check=%(objectname) %(objecttype)")
	cmd.Stdin = strings.NewReader(name + "^{commit}\n")
	out, err := cmd.Output()
	if err != nil {
		return oid{}, false
	}
	digits, kind, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	h, ok := shortened(digits)
	return h, ok && kind == "commit"
}

// gitObjects reads objects from one git cat-file that stays open.
type gitObjects struct {
	command
	wide bool // names are those of SHA-256
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
}

func (c command) objects(wide bool) (*gitObjects, error) {
	g := &gitObjects{command: c, wide: wide, cmd: c.cmd("cat-file", "--batch")}
	var err error
	if g.in, err = g.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	g.out = bufio.NewReaderSize(out, 64<<10)
	return g, g.cmd.Start()
}

func (g *gitObjects) close() {
	g.in.Close()
	// It only reads, so nothing is lost where it does not end by itself.
	_ = g.cmd.Process.Kill()
	_ = g.cmd.Wait()
}

func (g *gitObjects) faults() []error { return nil }

func (g *gitObjects) beginning(digits string) []oid {
	if h, ok := g.commit(digits); ok && strings.HasPrefix(h.String(), digits) {
		return []oid{h}
	}
	return nil
}

// read asks for one object and compares its content with its name.
func (g *gitObjects) read(h oid) (object, error) {
	if _, err := io.WriteString(g.in, h.String()+"\n"); err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	line, err := g.out.ReadString('\n')
	if err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return object{}, errMissing
	}
	kind, err := plumbing.ParseObjectType(fields[1])
	if err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return object{}, fmt.Errorf("git cat-file: %q", line)
	}
	o := object{kind: kind, size: size, data: make([]byte, min(size, keepLimit))}
	if _, err := io.ReadFull(g.out, o.data); err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	sum := g.digest()
	fmt.Fprintf(sum, "%s %d\x00", kind, size)
	sum.Write(o.data)
	if _, err := io.CopyN(sum, g.out, size-int64(len(o.data))); err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	if _, err := g.out.Discard(1); err != nil {
		return object{}, fmt.Errorf("git cat-file: %w", err)
	}
	if oid(sum.Sum(nil)[:nameSize]) != h {
		return object{}, fmt.Errorf("%w: its content is not what its name says", errDamaged)
	}
	if g.wide {
		o.narrow()
	}
	return o, nil
}

func (g *gitObjects) digest() hash.Hash {
	if g.wide {
		return sha256.New()
	}
	return sha1.New()
}

// narrow cuts the names in an object of a SHA-256 repository to the length of
// the others, so that all that reads objects reads it.
func (o *object) narrow() {
	switch {
	case o.size > int64(len(o.data)):
	case o.kind == plumbing.TreeObject:
		o.data = narrowTree(o.data)
	case o.kind == plumbing.CommitObject || o.kind == plumbing.TagObject:
		o.data = narrowHeaders(o.data)
	}
	if o.size <= keepLimit {
		o.size = int64(len(o.data))
	}
}

func narrowTree(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		end := bytes.IndexByte(data, 0)
		if end < 0 || len(data) < end+1+sha256.Size {
			return append(out, data...) // it is found to be damaged where it is read
		}
		out = append(out, data[:end+1+nameSize]...)
		data = data[end+1+sha256.Size:]
	}
	return out
}

func narrowHeaders(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		if len(line) == 0 {
			break
		}
		key, value, _ := bytes.Cut(line, []byte{' '})
		if h, ok := shortened(string(value)); ok && len(value) == 64 {
			line = []byte(string(key) + " " + h.String())
		}
		out = append(append(out, line...), '\n')
		data = rest
	}
	return append(out, data...)
}
