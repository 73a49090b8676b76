package history

import (
	"bytes"
	"hash/maphash"

	"github.com/go-git/go-git/v5/plumbing"
)

// text is a file taken apart for comparison. A line is known by a key, so that
// comparing two versions of a file compares numbers.
type text struct {
	keys    []uint64
	indents []int16 // columns before the first character; blankLine where there is none
}

const blankLine = -1

// sameness says which lines count as the same.
type sameness struct {
	space    bool // whitespace makes no difference
	comments bool // what stands in comments makes no difference
}

// texts turns blobs into lines and keeps those read last.
type texts struct {
	seed  maphash.Seed
	same  sameness
	kept  map[oid]text
	lines int
	buf   []byte
}

// maxKeptLines bounds what is kept: ten bytes a line.
const maxKeptLines = 2 << 20

// maxTextLines is the longest file whose lines are followed.
const maxTextLines = 1 << 20

func newTexts(same sameness) *texts {
	return &texts{seed: maphash.MakeSeed(), same: same, kept: map[oid]text{}}
}

// text reads a blob as lines. What is no blob has none.
func (t *texts) text(r *Repository, blob oid) (text, error) {
	if v, ok := t.kept[blob]; ok {
		return v, nil
	}
	data, err := r.blob(blob)
	if err != nil {
		return text{}, err
	}
	v := t.parse(data)
	if t.lines += len(v.keys); t.lines > maxKeptLines {
		t.kept, t.lines = map[oid]text{}, len(v.keys)
	}
	t.kept[blob] = v
	return v, nil
}

// blob reads the content of a file; a link to another repository has none.
func (r *Repository) blob(h oid) ([]byte, error) {
	if h.IsZero() {
		return nil, nil
	}
	o, err := r.objects.read(h)
	if err != nil {
		return nil, err
	}
	if o.kind != plumbing.BlobObject || o.size > int64(len(o.data)) {
		return nil, errDamaged
	}
	return o.data, nil
}

func (t *texts) parse(data []byte) text {
	n := bytes.Count(data, []byte{'\n'}) + 1
	v := text{keys: make([]uint64, 0, n), indents: make([]int16, 0, n)}
	var c commenting
	for len(data) > 0 && len(v.keys) < maxTextLines {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data = rest
		v.indents = append(v.indents, indent(line))
		v.keys = append(v.keys, t.key(line, &c))
	}
	return v
}

func (t *texts) key(line []byte, c *commenting) uint64 {
	if t.same.comments {
		line = c.strip(line)
	}
	if !t.same.space && !t.same.comments {
		return maphash.Bytes(t.seed, line)
	}
	t.buf = t.buf[:0]
	for _, b := range line {
		if !isSpace(b) {
			t.buf = append(t.buf, b)
		}
	}
	return maphash.Bytes(t.seed, t.buf)
}

func isSpace(b byte) bool { return b == ' ' || b >= '\t' && b <= '\r' }

// indent counts the columns before the first character, tabs to eight.
func indent(line []byte) int16 {
	n := int16(0)
	for _, b := range line {
		switch {
		case b == ' ':
			n++
		case b == '\t':
			n += 8 - n%8
		case !isSpace(b):
			return n
		}
		if n > 200 {
			return n
		}
	}
	return blankLine
}

// split gives the lines of a file without their ends.
func split(data []byte) [][]byte {
	if len(data) == 0 {
		return nil
	}
	return bytes.Split(bytes.TrimSuffix(data, []byte{'\n'}), []byte{'\n'})
}
