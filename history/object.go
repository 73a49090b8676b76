package history

import (
	"bufio"
	"crypto/sha1"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/klauspost/compress/zlib"
)

type oid = plumbing.Hash

// The most that is kept of one object, and the most that is read of it to
// compare its content with its name. Commits and trees that people make are a
// thousand times smaller.
const (
	keepLimit = 16 << 20
	readLimit = 1 << 30
)

var (
	errMissing = errors.New("the object is not in the repository")
	errDamaged = errors.New("the object is damaged")
)

// object is one git object as it is stored.
type object struct {
	kind plumbing.ObjectType
	size int64
	data []byte // shorter than size where the object is larger than keepLimit
}

// store finds objects by name in the object directories of a repository: its
// own and those its alternates name. It is not safe for concurrent use.
type store struct {
	dirs   []string
	packs  []*pack
	broken []error // packs and alternates that cannot be read
	bases  baseCache
	zr     io.ReadCloser // reused: a new zlib reader costs 40 KiB
}

// openStore lists the packs of an object directory and of its alternates.
func openStore(dir string) (*store, error) {
	s := &store{}
	if err := s.add(dir, 0); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// maxAlternates is how deep git follows alternates of alternates.
const maxAlternates = 5

func (s *store) add(dir string, depth int) error {
	for _, d := range s.dirs {
		if d == dir {
			return nil
		}
	}
	s.dirs = append(s.dirs, dir)
	names, err := filepath.Glob(filepath.Join(globEscape(dir), "pack", "pack-*.idx"))
	if err != nil {
		return err
	}
	for _, name := range names {
		p, err := openPack(name)
		if err != nil {
			s.broken = append(s.broken, fmt.Errorf("%s: %w", filepath.Base(name), err))
			continue
		}
		s.packs = append(s.packs, p)
	}
	if depth == maxAlternates {
		return nil
	}
	for _, other := range alternates(dir) {
		if fi, err := os.Stat(other); err != nil || !fi.IsDir() {
			s.broken = append(s.broken, fmt.Errorf("objects borrowed from %s: there is no such folder", other))
			continue
		}
		if err := s.add(other, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func globEscape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// alternates reads objects/info/alternates: one directory a line, relative
// ones counted from the object directory.
func alternates(dir string) []string {
	f, err := os.Open(filepath.Join(dir, "info", "alternates"))
	if err != nil {
		return nil
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(io.LimitReader(f, 1<<20))
	for lines.Scan() && len(out) < 100 {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if !filepath.IsAbs(line) {
			line = filepath.Join(dir, line)
		}
		out = append(out, filepath.Clean(line))
	}
	return out
}

func (s *store) faults() []error { return s.broken }

func (s *store) close() {
	for _, p := range s.packs {
		p.file.Close()
		p.index.Close()
	}
	s.packs = nil
}

// read returns an object, its content compared with its name.
func (s *store) read(h oid) (object, error) {
	for i, p := range s.packs {
		offset, ok, err := p.find(h)
		if err != nil || !ok {
			continue
		}
		// Neighbours in history are neighbours in a pack.
		if i > 0 {
			s.packs[0], s.packs[i] = p, s.packs[0]
		}
		o, err := p.object(s, offset, h)
		if err == nil {
			return o, nil
		}
		// A second copy may be sound.
		if o, e := s.loose(h); e == nil {
			return o, nil
		}
		return object{}, err
	}
	return s.loose(h)
}

// loose reads an object that has a file of its own.
func (s *store) loose(h oid) (object, error) {
	name := h.String()
	for _, dir := range s.dirs {
		f, err := os.Open(filepath.Join(dir, name[:2], name[2:]))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return object{}, err
		}
		defer f.Close()
		if fi, err := f.Stat(); err != nil || !fi.Mode().IsRegular() {
			return object{}, fmt.Errorf("%w: it is not a regular file", errDamaged)
		}
		zr, err := s.inflate(bufio.NewReader(f))
		if err != nil {
			return object{}, fmt.Errorf("%w: %w", errDamaged, err)
		}
		br := bufio.NewReader(zr)
		kind, size, err := looseHeader(br)
		if err != nil {
			return object{}, err
		}
		return readWhole(br, kind, size, h)
	}
	return object{}, errMissing
}

func looseHeader(br *bufio.Reader) (plumbing.ObjectType, int64, error) {
	var head []byte
	for len(head) < 32 {
		c, err := br.ReadByte()
		if err != nil {
			return 0, 0, fmt.Errorf("%w: %w", errDamaged, err)
		}
		if c == 0 {
			break
		}
		head = append(head, c)
	}
	word, digits, _ := strings.Cut(string(head), " ")
	kind, err := plumbing.ParseObjectType(word)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: no header", errDamaged)
	}
	size, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || size < 0 {
		return 0, 0, fmt.Errorf("%w: no size", errDamaged)
	}
	return kind, size, nil
}

// inflate makes the store's one zlib reader read from r.
func (s *store) inflate(r io.Reader) (io.Reader, error) {
	if s.zr == nil {
		zr, err := zlib.NewReader(r)
		if err != nil {
			return nil, err
		}
		s.zr = zr
		return zr, nil
	}
	return s.zr, s.zr.(zlib.Resetter).Reset(r, nil)
}

// readWhole reads size bytes, keeps the first of them and compares all with
// the object's name.
func readWhole(r io.Reader, kind plumbing.ObjectType, size int64, h oid) (object, error) {
	if size > readLimit {
		return object{}, fmt.Errorf("the object says it has %d bytes, more than candor reads of one (%d)", size, int64(readLimit))
	}
	o := object{kind: kind, size: size}
	// The stated size may be a lie, so a large buffer grows with what comes.
	kept := min(size, keepLimit)
	var err error
	if kept <= 1<<20 {
		o.data = make([]byte, kept)
		_, err = io.ReadFull(r, o.data)
	} else if o.data, err = io.ReadAll(io.LimitReader(r, kept)); err == nil && int64(len(o.data)) < kept {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return object{}, fmt.Errorf("%w: %w", errDamaged, err)
	}
	sum := sha1.New()
	fmt.Fprintf(sum, "%s %d\x00", kind, size)
	sum.Write(o.data)
	if size > kept {
		if n, err := io.CopyN(sum, r, size-kept); err != nil || n != size-kept {
			return object{}, fmt.Errorf("%w: it ends early", errDamaged)
		}
	}
	if [20]byte(sum.Sum(nil)) != [20]byte(h) {
		return object{}, fmt.Errorf("%w: its content is not what its name says", errDamaged)
	}
	return o, nil
}
