package logs

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/flate"
)

// Bounds of what is read out of an archive.
const (
	maxMembers = 50_000
	maxPacked  = 64 << 20 // of the members of a compressed tar archive, which are held in memory
)

// archiveEnds are the endings of the names of archives.
var archiveEnds = []string{".zip", ".tar", ".tgz", ".tar.gz", ".tar.zst", ".tar.bz2", ".tbz2"}

// Unpack puts the members of archives in the place of the archives: zip, tar
// and compressed tar, known by their names. A member is named archive!member.
// What of an archive is not read is told by gaps.
func Unpack(files []File, l Limits) (out []File, gaps []string) {
	l = l.filled()
	for _, f := range files {
		if !isArchive(f.Name) {
			out = append(out, f)
			continue
		}
		a := &archive{f: f, limits: l}
		if err := a.list(); err != nil {
			gaps = append(gaps, f.Name+": "+cause(err))
		}
		if n := len(a.gaps); n > manyGaps {
			a.gaps = append(a.gaps[:manyGaps], fmt.Sprintf("%s: %s more were not read", f.Name, count(n-manyGaps, "member", "members")))
		}
		out, gaps = append(out, a.members...), append(gaps, a.gaps...)
	}
	return out, gaps
}

func isArchive(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(archiveEnds, func(end string) bool { return strings.HasSuffix(name, end) })
}

// archive is one archive that is being listed.
type archive struct {
	f       File
	limits  Limits
	members []File
	gaps    []string
}

func (a *archive) list() error {
	rc, err := a.f.Open()
	if err != nil {
		return fmt.Errorf("could not be opened: %s", cause(err))
	}
	defer rc.Close()
	if strings.HasSuffix(strings.ToLower(a.f.Name), ".zip") {
		at, ok := rc.(io.ReaderAt)
		if !ok || a.f.Size < 0 {
			return errors.New("a zip archive cannot be read from a stream: write it to a file first")
		}
		return a.zip(at)
	}
	if at, ok := rc.(io.ReaderAt); ok && strings.HasSuffix(strings.ToLower(a.f.Name), ".tar") {
		return a.tar(io.NewSectionReader(at, 0, a.f.Size), a.section)
	}
	in, err := open(a.f, a.limits)
	if err != nil {
		return err
	}
	defer in.Close()
	left := int64(maxPacked)
	return a.tar(in, func(r io.Reader, _, size int64) (func() (io.ReadCloser, error), error) {
		if left -= size; left < 0 {
			return nil, fmt.Errorf("holds more than %d MiB, and the rest was not read: unpack it first", maxPacked>>20)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return nil, fmt.Errorf("the archive is damaged or cut short: what came before was read: %w", err)
		}
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }, nil
	})
}

// zip lists the members of a zip archive.
func (a *archive) zip(at io.ReaderAt) error {
	z, err := zip.NewReader(at, a.f.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return fmt.Errorf("is no whole zip archive: copy it again, or unpack what zip -FF can save of it: %w", err)
	}
	for _, m := range z.File {
		if m.Mode().IsDir() || !a.takes(m.Name, m.Mode().IsRegular()) {
			continue
		}
		offset, err := m.DataOffset()
		switch {
		case err != nil:
			a.skip(m.Name, "is damaged: "+err.Error())
			continue
		case m.Flags&1 != 0:
			a.skip(m.Name, "is encrypted, and was not read")
			continue
		case m.Method != zip.Store && m.Method != zip.Deflate:
			a.skip(m.Name, fmt.Sprintf("is packed by method %d, which is not known: unpack it first", m.Method))
			continue
		}
		packed, method := int64(m.CompressedSize64), m.Method
		a.add(m.Name, int64(m.UncompressedSize64), func() (io.ReadCloser, error) { return a.inflate(offset, packed, method) })
		a.members[len(a.members)-1].ModTime = m.Modified
	}
	return nil
}

// inflate opens a member of a zip archive.
func (a *archive) inflate(offset, packed int64, method uint16) (io.ReadCloser, error) {
	rc, err := a.section(nil, offset, packed)
	if err != nil {
		return nil, err
	}
	raw, err := rc()
	if err != nil || method == zip.Store {
		return raw, err
	}
	counted := &countReader{r: raw}
	return struct {
		io.Reader
		io.Closer
	}{&guard{r: flate.NewReader(counted), raw: counted, limits: a.limits}, raw}, nil
}

// section gives a way to open a stretch of the archive.
func (a *archive) section(_ io.Reader, offset, size int64) (func() (io.ReadCloser, error), error) {
	return func() (io.ReadCloser, error) {
		rc, err := a.f.Open()
		if err != nil {
			return nil, err
		}
		at, ok := rc.(io.ReaderAt)
		if !ok {
			rc.Close()
			return nil, errors.New("cannot be read in parts")
		}
		return struct {
			io.Reader
			io.Closer
		}{io.NewSectionReader(at, offset, size), rc}, nil
	}, nil
}

// tar lists the members of a tar archive; opener says how each is opened.
func (a *archive) tar(r io.Reader, opener func(r io.Reader, offset, size int64) (func() (io.ReadCloser, error), error)) error {
	counted := &countReader{r: r}
	t := tar.NewReader(counted)
	for {
		m, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			if errors.Is(err, tar.ErrHeader) && len(a.members) == 0 {
				return errors.New("is no tar archive")
			}
			return fmt.Errorf("the archive is damaged or cut short: what came before was read: %w", err)
		}
		if m.Typeflag == tar.TypeDir || !a.takes(m.Name, m.Typeflag == tar.TypeReg) {
			continue
		}
		open, err := opener(t, counted.n, m.Size)
		if err != nil {
			return err
		}
		a.add(m.Name, m.Size, open)
		a.members[len(a.members)-1].ModTime = m.ModTime
	}
}

// takes reports whether a member is one to be read.
func (a *archive) takes(name string, regular bool) bool {
	switch {
	case strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, "__MACOSX/"):
		return false
	case !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, `\`):
		a.skip(name, "has a name that leads outside of the archive, and was not read")
	case !regular:
		a.skip(name, "is not a regular file")
	case isArchive(name):
		a.skip(name, "is an archive within an archive, and was not read: unpack it first")
	case len(a.members) == maxMembers:
		a.skip(name, fmt.Sprintf("comes after %s members, and was not read", thousands(maxMembers)))
	default:
		return true
	}
	return false
}

func (a *archive) skip(name, why string) {
	a.gaps = append(a.gaps, a.f.Name+"!"+name+": "+why)
}

func (a *archive) add(name string, size int64, open func() (io.ReadCloser, error)) {
	a.members = append(a.members, File{Name: a.f.Name + "!" + name, Open: open, Size: size})
}
