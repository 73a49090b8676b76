package history

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// commitCache keeps what was read of a repository's commits in a folder of the
// user's, one file for each repository. Of people and messages there are only
// digests in it. Commits never change under their name, so nothing in it grows
// old; a file that is damaged or of another version is not read.
type commitCache struct {
	dir string // "" is no cache
}

// UseCache lets the repository keep, in a folder, what it read of its commits, so
// that the next question about it need not read them again. The folder is made
// where it is missing. Without a call nothing is kept.
func (r *Repository) UseCache(dir string) { r.cache = commitCache{dir} }

// cacheForm is the first line of a file. It changes when what is kept does:
// the fields, or how the digests of a brief are made.
const cacheForm = "candor commits 1\n"

const (
	maxCacheFile    = 512 << 20
	maxCacheCommits = 3_000_000
	maxCacheFiles   = 16
	cacheEnding     = ".commits"
)

func (c commitCache) file(objects string) string {
	if real, err := filepath.EvalSymlinks(objects); err == nil {
		objects = real
	}
	sum := sha256.Sum256([]byte(objects))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16])+cacheEnding)
}

// read gives what is kept of the repository with an object folder, in a map with
// room for more.
func (c commitCache) read(objects string, more int) map[oid]facts {
	if c.dir == "" {
		return map[oid]facts{}
	}
	b, err := readSmall(c.file(objects), maxCacheFile)
	if err != nil || !bytes.HasPrefix(b, []byte(cacheForm)) || len(b) < len(cacheForm)+sha256.Size {
		return map[oid]facts{}
	}
	body, sum := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return map[oid]facts{}
	}
	d := decoder{b: body[len(cacheForm):]}
	n := d.count(2 * len(oid{}))
	out := make(map[oid]facts, n+more)
	for range n {
		h := d.oid()
		out[h] = d.facts()
	}
	if d.bad || len(d.b) > 0 {
		return map[oid]facts{}
	}
	return out
}

// write keeps commits. The file is written beside its place and renamed, and
// those of repositories that were not asked about for longest go.
func (c commitCache) write(objects string, commits map[oid]facts) {
	if c.dir == "" || len(commits) > maxCacheCommits || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	e := encoder{b: make([]byte, 0, 128*len(commits))}
	e.b = append(e.b, cacheForm...)
	names := make([]oid, 0, len(commits))
	for h, f := range commits {
		if slices.Contains(oddities, f.odd) {
			names = append(names, h)
		}
	}
	slices.SortFunc(names, func(a, b oid) int { return bytes.Compare(a[:], b[:]) })
	e.number(uint64(len(names)))
	for _, h := range names {
		e.b = append(e.b, h[:]...)
		e.facts(commits[h])
	}
	sum := sha256.Sum256(e.b)
	e.b = append(e.b, sum[:]...)
	f, err := os.CreateTemp(c.dir, "new-*")
	if err != nil {
		return
	}
	_, err = f.Write(e.b)
	if err = cmp.Or(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), c.file(objects))
	}
	if err != nil {
		os.Remove(f.Name())
		return
	}
	c.prune()
}

// prune removes the files that were written longest ago.
func (c commitCache) prune() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	var files []os.FileInfo
	for _, e := range entries {
		if fi, err := e.Info(); err == nil && fi.Mode().IsRegular() && strings.HasSuffix(e.Name(), cacheEnding) {
			files = append(files, fi)
		}
	}
	slices.SortFunc(files, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, fi := range files[min(len(files), maxCacheFiles):] {
		os.Remove(filepath.Join(c.dir, fi.Name()))
	}
}

// oddities are the reasons why a time is not to be believed, as they are
// numbered in the file. A commit with any other is not kept.
var oddities = []string{"", "no date", "its date is no number", "its date lies outside 1970 to 2200", "its time zone does not exist", "two committer lines"}

type encoder struct{ b []byte }

func (e *encoder) number(n uint64) { e.b = binary.AppendUvarint(e.b, n) }

func (e *encoder) oids(list []oid) {
	e.number(uint64(len(list)))
	for _, h := range list {
		e.b = append(e.b, h[:]...)
	}
}

func (e *encoder) facts(f facts) {
	e.b = append(e.b, f.tree[:]...)
	e.oids(f.parents)
	e.b = binary.AppendVarint(e.b, f.seconds)
	e.number(uint64(slices.Index(oddities, f.odd)))
	e.b = binary.LittleEndian.AppendUint64(e.b, f.brief.author)
	e.b = binary.LittleEndian.AppendUint64(e.b, f.brief.subject)
	e.b = binary.AppendVarint(e.b, f.brief.authored)
	e.oids(f.brief.cites)
	if f.brief.undoes.IsZero() {
		e.oids(nil)
	} else {
		e.oids([]oid{f.brief.undoes})
	}
}

// decoder reads what encoder wrote. It never reads beyond the end: from the
// first mistake on all is zero.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.b) {
		d.b, d.bad = nil, true
		return make([]byte, min(n, 64))
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

// count reads how many things follow, of so many bytes each at least.
func (d *decoder) count(each int) int {
	n, used := binary.Uvarint(d.b)
	if used <= 0 || n > uint64(len(d.b)/each) {
		d.b, d.bad = nil, true
		return 0
	}
	d.b = d.b[used:]
	return int(n)
}

func (d *decoder) signed() int64 {
	n, used := binary.Varint(d.b)
	if used <= 0 {
		d.b, d.bad = nil, true
		return 0
	}
	d.b = d.b[used:]
	return n
}

func (d *decoder) oid() oid { return oid(d.bytes(len(oid{}))) }

func (d *decoder) oids() []oid {
	n := d.count(len(oid{}))
	if n == 0 {
		return nil
	}
	out := make([]oid, n)
	for i := range out {
		out[i] = d.oid()
	}
	return out
}

func (d *decoder) facts() facts {
	f := facts{tree: d.oid(), parents: d.oids(), seconds: d.signed()}
	n, used := binary.Uvarint(d.b)
	if used <= 0 || n >= uint64(len(oddities)) {
		d.b, d.bad = nil, true
		return f
	}
	d.b, f.odd = d.b[used:], oddities[n]
	f.brief.author = binary.LittleEndian.Uint64(d.bytes(8))
	f.brief.subject = binary.LittleEndian.Uint64(d.bytes(8))
	f.brief.authored = d.signed()
	f.brief.cites = d.oids()
	if undoes := d.oids(); len(undoes) > 0 {
		f.brief.undoes = undoes[0]
	}
	f.brief.merge = len(f.parents) > 1
	return f
}
