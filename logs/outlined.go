package logs

// outlined is what is known of the lines of one outline. But for its time, each
// of them says what the one did that was read. It is as long as a cache line.
type outlined struct {
	group   *group
	pattern *pattern
	dial    *dial
	pin     string // what must be the same in the line, and where it stands
	heads   heads
	drops   uint32 // of the harvest when they were noted
	pinAt   uint16
	from    uint16 // where the time stands
	to      uint16
	low     uint16 // bits of the digest
	serious bool
	follows bool // the lines have no time: they go on with the one before
}

// outlines remembers what lines were found to be, by their outline. What it
// forgets is worked out again: it changes no result.
type outlines struct {
	slots  []uint64 // the upper bits of a digest, and in the lower ones its place in the table
	table  []outlined
	used   int // outlines noted since the slots grew, those that took the place of another included
	pinned int // bytes of all pins
	dials  []*dial
	buf    []byte // a line without its ids, and its end
	kinds  kinds
	marks  *marks // of ids in lines that were looked for; nil for none

	looks, hits int
	near        uint64 // what fetch looked at
	vain        int    // how many lines are not looked for, since few were found
}

// The slots grow between these numbers as they are used: most files are small.
const (
	leastOutlines = 1 << 4
	mostOutlines  = 1 << 15

	placeBits = 16
	placeMask = 1<<placeBits - 1
)

// mostPinned bounds the bytes of what must be the same.
const mostPinned = 1 << 20

// sought counts the lines that were looked for. Where next to none is found, as
// where each holds an id of its own, the search rests for a while.
func (t *outlines) sought(found bool) {
	if t.looks++; found {
		t.hits++
	}
	if t.looks < 1<<12 {
		return
	}
	if t.hits < t.looks/16 {
		t.vain = 1 << 16
	}
	t.looks, t.hits = 0, 0
}

// of is what is known of an outline, or nil.
func (t *outlines) of(digest uint64) *outlined {
	if len(t.slots) == 0 {
		return nil
	}
	at := digest & uint64(len(t.slots)-1)
	s := t.slots[at]
	if (s^digest)>>placeBits != 0 {
		if s = t.slots[at^1]; (s^digest)>>placeBits != 0 {
			return nil
		}
	}
	i := s & placeMask
	if i == 0 {
		return nil
	}
	return &t.table[i]
}

// fetch looks at what of will.
func (t *outlines) fetch(digest uint64) {
	if len(t.slots) > 0 {
		k := &t.table[t.slots[digest&uint64(len(t.slots)-1)]&placeMask]
		t.near += uint64(k.to)
	}
}

// place is where an outline is noted. It is good until the next call.
func (t *outlines) place(digest uint64) *outlined {
	if k := t.of(digest); k != nil {
		return k
	}
	if t.used++; 2*t.used > len(t.slots) && len(t.slots) < mostOutlines {
		t.grow()
	}
	at := t.slot(digest)
	i := t.slots[at] & placeMask
	if i == 0 {
		i = uint64(len(t.table))
		t.table = append(t.table, outlined{})
	}
	t.slots[at] = digest&^placeMask | i
	t.table[i].low = uint16(digest)
	return &t.table[i]
}

// slot is the one that a new outline takes: a free one, if it can be had, or
// else one of the two in turn.
func (t *outlines) slot(digest uint64) uint64 {
	at := digest & uint64(len(t.slots)-1)
	if t.slots[at] != 0 && (t.slots[at^1] == 0 || digest>>placeBits&1 == 0) {
		at ^= 1
	}
	return at
}

func (t *outlines) grow() {
	old := t.slots
	t.slots = make([]uint64, max(leastOutlines, 4*len(old)))
	if len(t.table) == 0 {
		t.table = make([]outlined, 1, leastOutlines/2+1) // place 0 is none
	}
	t.used = 1
	for _, s := range old {
		if i := s & placeMask; i != 0 {
			t.used++
			// One that finds both slots taken is forgotten, which is rare.
			digest := s&^placeMask | uint64(t.table[i].low)
			t.slots[t.slot(digest)] = s
		}
	}
}

// note keeps what was found of the lines of an outline that have one part in
// common.
func (t *outlines) note(digest uint64, pin []byte, found outlined) {
	if t.pinned+len(pin) > mostPinned {
		return
	}
	k := t.place(digest)
	found.low, found.pin = k.low, k.pin
	if k.pin != string(pin) {
		t.pinned += len(pin) - len(k.pin)
		found.pin = string(pin)
	}
	*k = found
}
