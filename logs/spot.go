package logs

import "bytes"

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

// shift moves the spot to where it is in a line of which the one that was read is
// the end, from the n-th byte on. What stands before may have other digits.
func (s *spot) shift(n int) {
	if s.to > 0 {
		s.from, s.to, s.pin[0], s.pin[1] = s.from+n, s.to+n, s.pin[0]+n, s.pin[1]+n
	}
}

// timeIn is timeAt for a line with fields, of which f holds those with a role.
func (r *record) timeIn(line []byte, f *found) {
	from, ok := placeIn(line, f.value[roleTime])
	if !ok || f.has[roleDay] || f.has[roleNanos] || f.kind[roleTime] == escapedValue {
		return
	}
	r.spot = spot{from: from, to: from + len(f.value[roleTime]), keyed: true}
	r.loose = r.loose || f.has[roleMessage] && f.kind[roleMessage] == bytesValue
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
