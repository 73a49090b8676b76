package logs

import "bytes"

// lines takes the lines of a piece of a file, the first of which is one after
// line no, and returns the number of the last. What follows the last end of a
// line is taken as one, too.
func (h *harvest) lines(data []byte, sep byte, no int) int {
	var cuts [32]cutLine
	var digests [len(cuts)]uint64
	for len(data) > 0 {
		n := 0
		if h.alike && h.outlines.vain == 0 && h.wanted == nil {
			n = cutLines(cuts[:], data, sep)
		}
		// All slots are looked at first, so that the memory has them at hand.
		for i := range cuts[:n] {
			c := &cuts[i]
			digests[i] = c.digest(c.to - c.from)
			h.outlines.fetch(digests[i])
		}
		for i := range cuts[:n] {
			no++
			h.known(data[cuts[i].from:cuts[i].to], digests[i], no)
		}
		if n > 0 {
			data = data[cuts[n-1].to+1:]
			continue
		}
		line := data
		if i := bytes.IndexByte(data, sep); i >= 0 {
			line, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		no++
		h.line(h.trimmed(line), no)
	}
	return no
}

// line takes one line of the file, without its end.
func (h *harvest) line(line []byte, no int) {
	if !h.alike || len(line) == 0 || len(line) > outlineReach || h.state.partial {
		h.one(line, no)
		return
	}
	if h.outlines.vain > 0 || h.wanted != nil {
		h.outlines.vain = max(0, h.outlines.vain-1)
		h.outlines.withoutIDs(line) // for its marks
		h.one(line, no)
		h.named()
		return
	}
	h.outlined(line, outline(line), no)
}

// known takes one line of which the outline is known.
func (h *harvest) known(line []byte, digest uint64, no int) {
	if len(line) > 0 && line[len(line)-1] == '\r' {
		line = h.trimmed(line)
	}
	if len(line) == 0 || h.state.partial {
		h.one(line, no)
		return
	}
	h.outlined(line, digest, no)
}

// trimmed takes off carriage returns and cuts at the limit.
func (h *harvest) trimmed(line []byte) []byte {
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	if limit := h.s.o.Limits.Line; len(line) > limit {
		h.cut++
		line = line[:limit]
	}
	return line
}

// outlined takes a line of which another of the same outline may have been read.
func (h *harvest) outlined(line []byte, digest uint64, no int) {
	t := &h.outlines
	k := t.of(digest)
	if k == nil {
		if plain, found := t.withoutIDs(line); found {
			digest = plain + 1
			k = t.of(digest)
		}
	}
	t.sought(k != nil)
	if k == nil || !h.again(line, no, k) {
		h.met = met{}
		h.one(line, no)
		h.learn(line, digest)
	}
	if len(h.marks.line) > 0 {
		h.named()
	}
}

// named keeps the marks of the latest line, where it has a time in the window.
func (h *harvest) named() {
	if h.fate.own && h.s.holds(h.fate.at.ns) {
		h.marks.note(h.fate.at.ns)
	}
	h.marks.line = h.marks.line[:0]
}

// again takes a line that is like one before it. It reports false, and did
// nothing, where the line has to be read.
func (h *harvest) again(line []byte, no int, k *outlined) bool {
	if k.drops != h.drops() || k.heads[0] != 0 && !k.heads.fit(line) || len(k.pin) > 0 && string(line[k.pinAt:int(k.pinAt)+len(k.pin)]) != k.pin {
		return false
	}
	if k.follows {
		h.read++
		h.fate = fate{}
		h.follow(line, no)
		return true
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
	m := mark{t, placeOf(h.file, no)}
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
	if k.serious {
		h.total.bins[h.totalAt].hits++
		if inside {
			h.serious++
		}
	}
	k.group.lines++
	h.tally(p, m, inside)
	return true
}

// drops is how often groups or patterns were given up: what was noted of lines
// before may point to them.
func (h *harvest) drops() uint32 { return uint32(h.pruned + h.groups.drops) }

// learn notes what the line just read was found to be.
func (h *harvest) learn(line []byte, digest uint64) {
	r, met, t := h.rec, h.met, &h.outlines
	if met.follows {
		// Other digits could be a time.
		var pin []byte
		if bytes.ContainsAny(line, digits) {
			pin = line
		}
		t.note(digest, pin, outlined{follows: true, drops: h.drops()})
		return
	}
	if met.pattern == nil || met.group == nil || r.spot.to == 0 || r.loose || r.status > 0 || r.joins || r.partial || r.spot.keyed && numbersNames(line) {
		return
	}
	if r.at.open(line[r.spot.to:]) {
		return
	}
	var heads heads
	if r.spot.keyed && !heads.note(line) {
		return
	}
	d := t.dial(line[r.spot.from:r.spot.to])
	if !h.cal.set(d, &r.at, line[r.spot.from:r.spot.to]) {
		return
	}
	t.note(digest, line[r.spot.pin[0]:r.spot.pin[1]], outlined{
		group: met.group, pattern: met.pattern, dial: d, pinAt: uint16(r.spot.pin[0]),
		from: uint16(r.spot.from), to: uint16(r.spot.to), serious: met.serious, heads: heads, drops: h.drops(),
	})
}
