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
	letters []uint8 // letters and digits, 255 at most
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
	names map[string]uint64 // names to look for, each a bit
	marks map[uint64]uint64 // which of them stand in a line, by its key
	known map[uint64]lineInfo
}

// lineInfo is what was made of a line before: most lines of a version stand in
// the one before as well.
type lineInfo struct {
	key     uint64
	indent  int16
	letters uint8
}

// maxKnownLines bounds what is remembered of lines.
const maxKnownLines = 1 << 20

// maxKeptLines bounds what is kept: eleven bytes a line.
const maxKeptLines = 2 << 20

// maxTextLines is the longest file whose lines are followed.
const maxTextLines = 1 << 20

func newTexts(same sameness) *texts {
	return &texts{seed: maphash.MakeSeed(), same: same, kept: map[oid]text{}, known: map[uint64]lineInfo{}}
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
	v := text{keys: make([]uint64, 0, n), indents: make([]int16, 0, n), letters: make([]uint8, 0, n)}
	var c commenting
	for len(data) > 0 && len(v.keys) < maxTextLines {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data = rest
		info := t.line(line, &c)
		v.keys = append(v.keys, info.key)
		v.indents = append(v.indents, info.indent)
		v.letters = append(v.letters, info.letters)
	}
	return v
}

// line takes a line apart. What it is in the middle of a comment depends on
// lines before, so that is not remembered.
func (t *texts) line(line []byte, c *commenting) lineInfo {
	inside := c.block
	raw := maphash.Bytes(t.seed, line)
	if info, ok := t.known[raw]; ok && !inside {
		return info
	}
	info := lineInfo{key: t.key(line, c), indent: indent(line), letters: letters(line)}
	t.mark(info.key, line)
	if !inside && !c.block {
		if len(t.known) >= maxKnownLines {
			clear(t.known)
		}
		t.known[raw] = info
	}
	return info
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

// maxMarks bounds how many lines with names are remembered.
const maxMarks = 2 << 20

// mark notes which of the names stand in a line.
func (t *texts) mark(key uint64, line []byte) {
	if len(t.names) == 0 || len(t.marks) >= maxMarks {
		return
	}
	if _, known := t.marks[key]; known {
		return
	}
	var found uint64
	for start := 0; start < len(line); {
		if !isWord(line[start]) {
			start++
			continue
		}
		end := start
		for end < len(line) && isWord(line[end]) {
			end++
		}
		found |= t.names[string(line[start:end])]
		start = end
	}
	t.marks[key] = found
}

func isWord(b byte) bool { return isLetter(b) || b >= '0' && b <= '9' }

// put gives the names in lines that a change put in and did not take out.
func (t *texts) put(old, new text, hunks []hunk) uint64 {
	var put uint64
	for _, h := range hunks {
		var in, out uint64
		for _, k := range new.keys[h.b0:h.b1] {
			in |= t.marks[k]
		}
		for _, k := range old.keys[h.a0:h.a1] {
			out |= t.marks[k]
		}
		put |= in &^ out
	}
	return put
}

func letters(line []byte) uint8 {
	n := 0
	for _, b := range line {
		if isLetter(b) || b >= '0' && b <= '9' {
			n++
		}
	}
	return uint8(min(n, 255))
}

// split gives the lines of a file without their ends.
func split(data []byte) [][]byte {
	if len(data) == 0 {
		return nil
	}
	return bytes.Split(bytes.TrimSuffix(data, []byte{'\n'}), []byte{'\n'})
}
