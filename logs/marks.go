package logs

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// mostMarks is how many marks of one file are kept.
const mostMarks = 512

// marks are the ids that lines name, each with the first time it was named: of
// all that came those with the greatest digests. Two sources that name the same
// things keep the same ones, so that their clocks can be compared by them.
type marks struct {
	first map[uint64]int64 // nanoseconds since 1970 by eight characters of the id
	floor uint64           // what has a smaller digest is not kept
	line  []uint64         // of the line that is being read
}

// see takes an id of the line that is being read.
func (m *marks) see(id []byte) {
	if len(id) < timeline.MarkerLength {
		return
	}
	if w := binary.LittleEndian.Uint64(id); digestOf(w) >= m.floor {
		m.line = append(m.line, w)
	}
}

// ulidLength is how long a ULID is; a KSUID has one character more.
const ulidLength = 26

// seeLong takes a ULID or a KSUID by its end.
func (m *marks) seeLong(id []byte) {
	w := binary.LittleEndian.Uint64(id[len(id)-8:])
	if len(id) == ulidLength {
		w &^= w & (0x40 * onesOfEight) >> 1 // in capitals
	}
	if digestOf(w) >= m.floor && timeline.IsLongID(id) {
		m.line = append(m.line, w)
	}
}

const onesOfEight = 0x0101010101010101

func digestOf(mark uint64) uint64 { return hashWord(hashSeed, mark) }

// note keeps what was seen in a line of the given time.
func (m *marks) note(ns int64) {
	for _, w := range m.line {
		m.put(w, ns)
	}
	if len(m.first) > 2*mostMarks {
		m.bound()
	}
}

func (m *marks) put(mark uint64, ns int64) {
	if m.first == nil {
		m.first = map[uint64]int64{}
	}
	if at, ok := m.first[mark]; !ok || ns < at {
		m.first[mark] = ns
	}
}

// bound keeps the greatest digests.
func (m *marks) bound() {
	if len(m.first) <= mostMarks {
		return
	}
	all := make([]uint64, 0, len(m.first))
	for w := range m.first {
		all = append(all, digestOf(w))
	}
	slices.Sort(all)
	m.raise(all[len(all)-mostMarks])
}

func (m *marks) raise(floor uint64) {
	m.floor = floor
	for w := range m.first {
		if digestOf(w) < floor {
			delete(m.first, w)
		}
	}
}

// merge adds the marks of another file, or of another part of the same.
func (m *marks) merge(o *marks) {
	if o.floor > m.floor {
		m.raise(o.floor)
	}
	for w, ns := range o.first {
		if digestOf(w) >= m.floor {
			m.put(w, ns)
		}
	}
	m.bound()
}

func (m *marks) markers() []timeline.Marker {
	out := make([]timeline.Marker, 0, len(m.first))
	for w, ns := range m.first {
		id := binary.LittleEndian.AppendUint64(nil, w)
		out = append(out, timeline.Marker{ID: string(id), At: time.Unix(0, ns).UTC()})
	}
	slices.SortFunc(out, func(a, b timeline.Marker) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

// mostClocks is how many files of a source are compared with each other.
const mostClocks = 20

// clocks tells which files of the source seem to have clocks that differ.
// Nothing is moved: a person who knows which clock is wrong declares it.
func (s *source) clocks() []string {
	if len(s.files) > mostClocks {
		return nil
	}
	named := make([][]timeline.Marker, len(s.files))
	for i, o := range s.parts {
		named[i] = o.marks.markers()
	}
	var notes []string
	for i, a := range named {
		for j, b := range named[:i] {
			if skew, ok := timeline.SkewOf(b, a); ok {
				notes = append(notes, fmt.Sprintf("%s: %s; to correct it, make the file a source of its own", s.files[j].Name, skew.Told("file "+s.files[i].Name, "file", s.o.Clock, s.o.Clock)))
			}
		}
	}
	return notes
}
