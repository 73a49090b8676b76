package history

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
)

// known is a commit with its name.
type known struct {
	name oid
	facts
}

const (
	// bulkEntries is how many entries of a pack are taken at once, a stretch, and
	// bulkAhead how many stretches.
	bulkEntries = 512
	bulkAhead   = 8
	// bulkBytes is the most that is read at once, and the most that a commit may
	// have to be read in bulk.
	bulkBytes = 8 << 20
	// bulkProbes is how many entries of a stretch that follows are looked at to see
	// whether there are commits in it.
	bulkProbes = 4
)

// bulkPack reads a pack's commits many at once, on all processors. Where git or
// a forge makes a pack, commits stand together in the order they are walked in,
// so those after one that is asked for are asked for next.
type bulkPack struct {
	pack    *pack
	offsets []int64 // where the entries begin, and the last one ends
	done    []bool  // which stretches were read
	workers []*bulk
}

// after reads the stretch that an offset lies in and those that follow it,
// unless that was done. A commit is named by its content here, so it is what its
// name says.
func (b *bulkPack) after(offset int64) [][]known {
	if b.offsets == nil {
		if b.open(); b.offsets == nil {
			return nil
		}
	}
	at, ok := slices.BinarySearch(b.offsets, offset)
	first := at / bulkEntries
	if !ok || first >= len(b.done) || b.done[first] {
		return nil
	}
	var todo []int
	for i := first; i < len(b.done) && len(todo) < bulkAhead; i++ {
		if !b.done[i] {
			todo = append(todo, i)
			b.done[i] = true
		}
	}
	out := make([][]known, len(todo))
	var next atomic.Int64
	var group sync.WaitGroup
	for _, w := range b.workers {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < len(todo); n = int(next.Add(1)) - 1 {
				i := todo[n] * bulkEntries
				out[n] = w.stretch(b.offsets[i:min(len(b.offsets), i+bulkEntries+1)], n == 0)
			}
		})
	}
	group.Wait()
	return out
}

func (b *bulkPack) open() {
	offsets, err := b.pack.offsets()
	if err != nil || len(offsets) < 2 {
		return
	}
	b.offsets, b.done = offsets, make([]bool, (len(offsets)+bulkEntries-2)/bulkEntries)
	for range min(runtime.GOMAXPROCS(0), maxWorkers) {
		b.workers = append(b.workers, newBulk(b.pack))
	}
}

// maxWorkers is how many read at once at most.
const maxWorkers = 8

// offsets lists where the entries of a pack begin, in order, and where the last
// one ends.
func (p *pack) offsets() ([]int64, error) {
	table := make([]byte, 4*p.count)
	if _, err := p.index.ReadAt(table, idxHeader+p.count*(nameSize+4)); err != nil {
		return nil, err
	}
	out := make([]int64, 0, p.count+1)
	for i := range p.count {
		offset := int64(binary.BigEndian.Uint32(table[4*i:]))
		if offset&(1<<31) != 0 {
			continue // beyond 2 GiB, where no commits stand
		}
		out = append(out, offset)
	}
	slices.Sort(out)
	return append(out, p.size-sha1.Size), nil
}

// bulk reads stretches of a pack. It has its own place in the files, so that
// several can read at once.
type bulk struct {
	p     *pack
	s     store
	buf   []byte
	from  bytes.Reader
	data  []byte
	kinds map[int64]plumbing.ObjectType // of the bases met so far
}

func newBulk(p *pack) *bulk {
	own := *p
	own.window = window{file: p.file, size: p.size}
	own.block = make([]byte, blockNames*nameSize)
	return &bulk{p: &own, kinds: map[int64]plumbing.ObjectType{}}
}

// stretch reads the commits among entries of which all but the last offset are
// the beginnings; there are some for certain or not.
func (b *bulk) stretch(offsets []int64, certain bool) []known {
	if !certain && !b.probe(offsets) {
		return nil
	}
	var out []known
	for i := 0; i+1 < len(offsets); {
		// As many entries as fit are read with one call.
		n := i + 1
		for n+1 < len(offsets) && offsets[n+1]-offsets[i] <= bulkBytes {
			n++
		}
		size := offsets[n] - offsets[i]
		if size <= 0 || size > bulkBytes {
			i = n
			continue
		}
		b.buf = slices.Grow(b.buf[:0], int(size))[:size]
		if _, err := b.p.file.ReadAt(b.buf, offsets[i]); err != nil {
			return out
		}
		start := offsets[i]
		for ; i < n; i++ {
			if c, ok := b.commit(offsets[i], b.buf[offsets[i]-start:offsets[i+1]-start]); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// probe looks at the kinds of a few entries.
func (b *bulk) probe(offsets []int64) bool {
	n := max(0, len(offsets)-1)
	for i := range bulkProbes {
		var head [1]byte
		if _, err := b.p.file.ReadAt(head[:], offsets[i*n/bulkProbes]); err == nil && entryKind(head[0]) == plumbing.CommitObject {
			return true
		}
	}
	return false
}

func entryKind(head byte) plumbing.ObjectType { return plumbing.ObjectType(head >> 4 & 7) }

// commit reads one entry where it is a commit and sound.
func (b *bulk) commit(offset int64, entry []byte) (known, bool) {
	if len(entry) == 0 {
		return known{}, false
	}
	switch entryKind(entry[0]) {
	case plumbing.CommitObject:
	case plumbing.OFSDeltaObject, plumbing.REFDeltaObject:
		return b.delta(offset)
	default:
		return known{}, false
	}
	size, used := int64(entry[0]&15), 1
	for shift := 4; entry[used-1]&0x80 != 0; used, shift = used+1, shift+7 {
		if used == len(entry) || shift > 32 {
			return known{}, false
		}
		size |= int64(entry[used]&0x7f) << shift
	}
	if size > bulkBytes {
		return known{}, false
	}
	b.from.Reset(entry[used:])
	zr, err := b.s.inflate(&b.from)
	if err != nil {
		return known{}, false
	}
	b.data = slices.Grow(b.data[:0], int(size))[:size]
	if _, err := io.ReadFull(zr, b.data); err != nil {
		return known{}, false
	}
	return commitNamed(b.data), true
}

// delta reads a commit that is kept as the difference from another.
func (b *bulk) delta(offset int64) (known, bool) {
	if b.kind(offset) != plumbing.CommitObject {
		return known{}, false
	}
	kind, size, base, err := b.p.entry(offset)
	if err != nil {
		return known{}, false
	}
	_, data, err := b.p.resolve(&b.s, offset, kind, size, base)
	if err != nil || len(data) > bulkBytes {
		return known{}, false
	}
	return commitNamed(data), true
}

// kind follows the bases of an entry to what it is in the end.
func (b *bulk) kind(offset int64) plumbing.ObjectType {
	var met []int64
	kind := plumbing.InvalidObject
	for range maxChain {
		if k, ok := b.kinds[offset]; ok {
			kind = k
			break
		}
		met = append(met, offset)
		k, _, base, err := b.p.entry(offset)
		if err == nil && k == plumbing.REFDeltaObject {
			base.offset, _, err = b.p.find(base.name)
		}
		if err != nil {
			break
		}
		if k != plumbing.OFSDeltaObject && k != plumbing.REFDeltaObject {
			kind = k
			break
		}
		offset = base.offset
	}
	for _, at := range met {
		b.kinds[at] = kind
	}
	return kind
}

// commitNamed takes a commit apart and names it by its content.
func commitNamed(data []byte) known {
	sum := sha1.New()
	fmt.Fprintf(sum, "%s %d\x00", plumbing.CommitObject, len(data))
	sum.Write(data)
	c := known{facts: newFacts(parseCommit(data))}
	sum.Sum(c.name[:0])
	return c
}
