package logs

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// outlineReach is how long a line may be whose outline is remembered.
const outlineReach = 1 << 10

// outline digests a line so that two lines of one digest have the same length
// and the same bytes in the same places, digits excepted: there both have any
// digit, or both the number 0. What a line says is then the same but for its
// time, wherever no rule goes by the value of a number; see record.loose.
func outline(b []byte) uint64 {
	const other = 0x9e3779b97f4a7c15
	h, g, before := hashSeed^uint64(len(b)), uint64(other), uint64(0)
	for len(b) > 16 {
		v, w := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		after := uint64(btoi(isDigit(b[16])))
		b = b[16:]
		d, e := digitsIn(v)>>7, digitsIn(w)>>7
		h = (h ^ withoutDigits(v, d, before, e)) * hashPrime
		g = (g ^ withoutDigits(w, e, d>>56, after)) * other
		h ^= h >> 29
		g ^= g >> 31
		before = e >> 56
	}
	v, w := eight(b, 0), uint64(0)
	if len(b) > 8 {
		w = eight(b, 8)
	}
	d, e := digitsIn(v)>>7, digitsIn(w)>>7
	h = hashWord(h, withoutDigits(v, d, before, e))
	g = hashWord(g, withoutDigits(w, e, d>>56, 0))
	return hashWord(h^bits.RotateLeft64(g, 32), g)
}

// withoutDigits puts 1 for every digit of eight bytes but for those of the
// number 0. d has the lowest bit of each byte that is a digit; before and after
// tell whether the bytes beside are.
func withoutDigits(w, d, before, after uint64) uint64 {
	const ones = 0x0101010101010101
	nonzero := (w&(0x0f*ones) + 0x0f*ones) >> 4
	alone := d &^ (d<<8 | before | d>>8 | after<<56)
	return w&^(d<<4-d) | d&^(alone&^nonzero)
}

// Classes of bytes as withoutIDs looks at them; 0 ends a word.
const (
	idDigit  = 1 << iota
	idHex    // a letter that may be a hexadecimal digit
	idBeyond // any other letter, and what is not ASCII
)

var idClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case isDigit(byte(c)):
			t[c] = idDigit
		case c >= 'a' && c <= 'f':
			t[c] = idHex
		case isLetter(byte(c)), c >= 0x80:
			t[c] = idBeyond
		}
	}
	return t
}()

// withoutIDs returns the line with every word of hexadecimal digits, letters and
// numbers among them, replaced by one of the same length that begins alike: what
// else such a word is makes no difference to what a line says. The second result
// is false where there is none.
func (t *outlines) withoutIDs(line []byte) ([]byte, bool) {
	b, found := append(t.buf[:0], line...), false
	t.buf = b
	for i := 0; i < len(b); i++ {
		d := digitsIn(eight(b, i))
		if d == 0 {
			i += 7
			continue
		}
		i += bits.TrailingZeros64(d) >> 3
		start, seen := i, uint8(idDigit)
		for start > 0 && idClass[b[start-1]] != 0 {
			start--
			seen |= idClass[b[start]]
		}
		for i < len(b) && idClass[b[i]] != 0 {
			seen |= idClass[b[i]]
			i++
		}
		// An apostrophe means something else after a letter, and a letter after
		// a backslash is one of its own.
		if seen != idDigit|idHex || i < len(b) && b[i] == '\'' || start > 0 && b[start-1] == '\\' {
			continue
		}
		found = true
		id := b[start:i]
		lead := "1a"
		if !isDigit(id[0]) {
			lead = "a1"
		}
		for n := range id {
			id[n] = '1'
		}
		copy(id, lead)
	}
	return b, found
}

// outlines remembers what lines were found to be, by their outline. What it
// forgets is worked out again: it changes no result.
type outlines struct {
	digests []uint64
	table   []outlined
	used    int
	dials   []*dial
	buf     []byte

	looks, hits int
	vain        int // how many lines are not looked for, since few were found
}

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

// outlined is what is known of the lines of one outline. But for its time, each
// of them says what the one did that was read.
type outlined struct {
	group   *group
	pattern *pattern
	dial    *dial
	pin     string // what must be the same in the line, and where it stands
	pinAt   uint16
	from    uint16 // where the time stands
	to      uint16
	serious bool
	heads   heads
	drops   int // of the harvest when they were noted
}

// of is what is known of an outline, or nil.
func (t *outlines) of(digest uint64) *outlined {
	if len(t.digests) == 0 {
		return nil
	}
	at := digest & uint64(len(t.digests)-1)
	if t.digests[at] != digest {
		if at ^= 1; t.digests[at] != digest {
			return nil
		}
	}
	return &t.table[at]
}

// place is where an outline is noted. It is good until the next call.
func (t *outlines) place(digest uint64) *outlined {
	if t.used*2 >= len(t.table) && len(t.table) < mostRecall {
		digests, table := t.digests, t.table
		n := max(leastRecall, 4*len(table))
		t.digests, t.table, t.used = make([]uint64, n), make([]outlined, n), 0
		for i, d := range digests {
			if d != 0 {
				*t.place(d) = table[i]
			}
		}
	}
	if k := t.of(digest); k != nil {
		return k
	}
	at := digest & uint64(len(t.digests)-1)
	if t.digests[at] != 0 && (t.digests[at^1] == 0 || t.used&1 == 0) {
		at ^= 1
	}
	t.used++
	t.digests[at] = digest
	return &t.table[at]
}

// heads is where numbers begin that must not begin with a zero: those of JSON
// which have more than one digit and no quotes. A 0 ends the list.
type heads [4]uint16

// note fills the list, and reports false where it does not hold what a line has.
func (h *heads) note(line []byte) bool {
	n, quoted := 0, false
	for i := bytes.IndexByte(line, '{'); i >= 0 && i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted || !isDigit(c):
		default:
			run := digitRun(line[i:])
			if end := i + run; end < len(line) && line[end]|0x20 == 'e' || run > 1 && n == len(h) {
				return false
			}
			if run > 1 && line[i-1] != '.' {
				h[n] = uint16(i)
				n++
			}
			i += run - 1
		}
	}
	return true
}

// fit reports whether none of the numbers begins with a zero.
func (h *heads) fit(line []byte) bool {
	for _, at := range h {
		if at == 0 {
			break
		}
		if line[at] == '0' {
			return false
		}
	}
	return true
}

// spot is where the time stands in a line of which all else is told by the
// outline; its end is 0 in any other line.
type spot struct {
	from, to int
	pin      [2]int // a part that must be the same, digits included
	keyed    bool   // the line names its fields
}

// timeAt notes where a line has its time, and that all else that it says is the
// same in every line of its outline that begins with the same bytes.
func (r *record) timeAt(from, to int) { r.spot = spot{from: from, to: to, pin: [2]int{0, from}} }

// timeIn is timeAt for a line with fields, of which f holds those with a role.
func (r *record) timeIn(line []byte, f *found) {
	from, ok := placeIn(line, f.value[roleTime])
	if !ok || f.has[roleDay] || f.has[roleNanos] || f.kind[roleTime] == escapedValue {
		return
	}
	r.spot = spot{from: from, to: from + len(f.value[roleTime]), keyed: true}
	for _, ro := range []role{rolePriority, roleNumberedLevel, roleStatus, roleVersion, roleWindows} {
		r.loose = r.loose || f.has[ro] && bytes.ContainsAny(f.value[ro], digits)
	}
	if v := f.value[roleLevel]; f.has[roleLevel] && bytes.ContainsAny(v, digits) {
		at, ok := placeIn(line, v)
		r.loose = r.loose || !ok
		r.spot.pin = [2]int{at, at + len(v)}
	}
}

const digits = "0123456789"

// placeIn is where a part of a line begins in it.
func placeIn(line, part []byte) (int, bool) {
	at := cap(line) - cap(part)
	if len(part) == 0 || at < 0 || at+len(part) > len(line) || &line[at] != &part[0] {
		return 0, false
	}
	return at, true
}

// numbersNames reports whether the name of a field holds a digit, or a
// character is written as a number: then lines of one outline may have
// different fields.
func numbersNames(line []byte) bool {
	for i, c := range line {
		switch {
		case c == '\\' && i+1 < len(line) && line[i+1] == 'u':
			return true
		case c != ':' && c != '=':
			continue
		}
		end := i
		for end > 0 && line[end-1] == ' ' {
			end--
		}
		if c == ':' {
			if end == 0 || line[end-1] != '"' {
				continue
			}
			end--
		}
		for end > 0 && line[end-1] != '"' && line[end-1] != ' ' {
			if end--; isDigit(line[end]) {
				return true
			}
		}
	}
	return false
}

// seen takes a line of which another of the same outline was read. Where it
// reports false, the digest is what the line is to be noted under.
func (h *harvest) seen(line []byte, no int) (digest uint64, ok bool) {
	t := &h.outlines
	digest = outline(line)
	k := t.of(digest)
	if k == nil {
		if plain, found := t.withoutIDs(line); found {
			digest = outline(plain) + 1
			k = t.of(digest)
		}
	}
	t.sought(k != nil)
	return digest, k != nil && h.again(line, no, k)
}

// again takes a line that is like one before it. It reports false, and did
// nothing, where the line has to be read.
func (h *harvest) again(line []byte, no int, k *outlined) bool {
	if k.drops != h.pruned+h.groups.drops || !k.heads.fit(line) || string(line[k.pinAt:int(k.pinAt)+len(k.pin)]) != k.pin {
		return false
	}
	t, err, ok := h.cal.dialed(k.dial, line[k.from:k.to])
	if !ok {
		return false
	}
	h.read++
	if err != nil {
		h.fate = fate{}
		h.refuse(no, err)
		return true
	}
	h.fate = fate{own: true, at: t}
	m := mark{t, h.file, no}
	p := k.pattern
	inside := h.s.holds(t.ns)
	if inside && p.shows(m) {
		h.rec.reset()
		h.parse(line, h.rec)
		h.record(line, no, t)
		return true
	}
	h.stamp(m)
	h.state.lines, h.state.bytes = 0, 0
	if inside && k.serious {
		h.serious++
	}
	k.group.lines++
	h.tally(p, m, inside)
	return true
}

// learn notes what the line just read was found to be.
func (h *harvest) learn(line []byte, digest uint64) {
	r, met := h.rec, h.met
	if met.pattern == nil || r.spot.to == 0 || r.loose || r.status > 0 || r.joins || r.partial || r.spot.keyed && numbersNames(line) {
		return
	}
	if r.at.open(line[r.spot.to:]) {
		return
	}
	var heads heads
	if r.spot.keyed && !heads.note(line) {
		return
	}
	d := h.outlines.dial(line[r.spot.from:r.spot.to])
	if !h.cal.set(d, &r.at, line[r.spot.from:r.spot.to]) {
		return
	}
	k := h.outlines.place(digest)
	pin := k.pin
	if now := line[r.spot.pin[0]:r.spot.pin[1]]; pin != string(now) {
		pin = string(now)
	}
	*k = outlined{
		group: met.group, pattern: met.pattern, dial: d, pin: pin, pinAt: uint16(r.spot.pin[0]),
		from: uint16(r.spot.from), to: uint16(r.spot.to), serious: met.serious, heads: heads, drops: h.pruned + h.groups.drops,
	}
}
