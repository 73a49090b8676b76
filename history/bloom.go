package history

import (
	"encoding/binary"
	"math/bits"
	"os"
	"strings"
)

// blooms reads the changed-path filters of commit-graph files
// (gitformat-commit-graph(5)): for most commits they tell at once that a file
// was not changed against the first parent.
type blooms struct {
	layers []bloomLayer
}

// bloomLayer holds the filters of one commit-graph file. Where the file has
// none that can be read, ends is empty.
type bloomLayer struct {
	file   *os.File
	first  uint32 // the number of its first commit in the whole chain
	count  uint32
	ends   []byte // where the filter of each commit ends
	data   int64  // where the filters begin in the file
	rounds uint32
	signed bool // version 1 hashes bytes above 127 in its own way
}

// maxBloomEnds is how much of a file is read to find the filters in it.
const maxBloomEnds = 64 << 20

// openBlooms looks for filters in the files of a commit-graph. It gives nil
// where there are none.
func openBlooms(g *graph) *blooms {
	if g == nil {
		return nil
	}
	b := &blooms{}
	next, any := uint32(0), false
	for _, f := range g.files {
		l := readBlooms(f, next)
		next += l.count
		any = any || len(l.ends) > 0
		b.layers = append(b.layers, l)
	}
	if !any {
		return nil
	}
	return b
}

func readBlooms(f *os.File, first uint32) bloomLayer {
	l := bloomLayer{file: f, first: first}
	head := make([]byte, 8)
	if _, err := f.ReadAt(head, 0); err != nil || string(head[:4]) != "CGPH" {
		return l
	}
	table := make([]byte, 12*(int(head[6])+1))
	if _, err := f.ReadAt(table, 8); err != nil {
		return l
	}
	chunks := map[string][2]int64{}
	for i := 0; i+12 < len(table); i += 12 {
		from, to := int64(binary.BigEndian.Uint64(table[i+4:])), int64(binary.BigEndian.Uint64(table[i+16:]))
		chunks[string(table[i:i+4])] = [2]int64{from, to - from}
	}
	var count [4]byte
	if _, err := f.ReadAt(count[:], chunks["OIDF"][0]+255*4); err != nil {
		return l
	}
	l.count = binary.BigEndian.Uint32(count[:])
	index, data := chunks["BIDX"], chunks["BDAT"]
	settings := make([]byte, 12)
	if index[1] != 4*int64(l.count) || index[1] > maxBloomEnds || data[1] < 12 {
		return l
	}
	if _, err := f.ReadAt(settings, data[0]); err != nil {
		return l
	}
	version, rounds := binary.BigEndian.Uint32(settings), binary.BigEndian.Uint32(settings[4:])
	if version < 1 || version > 2 || rounds == 0 || rounds > 64 {
		return l
	}
	ends := make([]byte, index[1])
	if _, err := f.ReadAt(ends, index[0]); err != nil {
		return l
	}
	l.ends, l.data, l.rounds, l.signed = ends, data[0]+12, rounds, version == 1
	return l
}

// filter gives the filter of a commit by its number; nil where there is none.
func (b *blooms) filter(number uint32) (*bloomLayer, []byte) {
	for i := range b.layers {
		l := &b.layers[i]
		n := number - l.first
		if number < l.first || n >= l.count || len(l.ends) == 0 {
			continue
		}
		from, to := uint32(0), binary.BigEndian.Uint32(l.ends[4*n:])
		if n > 0 {
			from = binary.BigEndian.Uint32(l.ends[4*(n-1):])
		}
		if to <= from || to-from > 1<<16 {
			return nil, nil
		}
		data := make([]byte, to-from)
		if _, err := l.file.ReadAt(data, l.data+int64(from)); err != nil {
			return nil, nil
		}
		return l, data
	}
	return nil, nil
}

// unchanged reports whether the filter of a commit rules out that the commit
// changed a path against its first parent.
func (b *blooms) unchanged(number uint32, path string) bool {
	if b == nil {
		return false
	}
	l, data := b.filter(number)
	if data == nil {
		return false
	}
	for p := path; p != ""; {
		if l.signed && !isASCII(p) {
			return false
		}
		if !l.may(data, p) {
			return true
		}
		p = p[:max(0, strings.LastIndexByte(p, '/'))]
	}
	return false
}

func (l *bloomLayer) may(data []byte, path string) bool {
	h0, h1 := murmur3(0x293ae76f, path), murmur3(0x7e646e2c, path)
	for i := range l.rounds {
		at := uint64(h0+i*h1) % uint64(8*len(data))
		if data[at/8]&(1<<(at%8)) == 0 {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] > 127 {
			return false
		}
	}
	return true
}

// murmur3 is the 32-bit hash of that name by Austin Appleby.
func murmur3(seed uint32, s string) uint32 {
	h := seed
	mix := func(k uint32) uint32 { return bits.RotateLeft32(k*0xcc9e2d51, 15) * 0x1b873593 }
	n := len(s)
	for ; len(s) >= 4; s = s[4:] {
		h ^= mix(uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24)
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	var k uint32
	for i := len(s) - 1; i >= 0; i-- {
		k = k<<8 | uint32(s[i])
	}
	if len(s) > 0 {
		h ^= mix(k)
	}
	h ^= uint32(n)
	h = (h ^ h>>16) * 0x85ebca6b
	h = (h ^ h>>13) * 0xc2b2ae35
	return h ^ h>>16
}
