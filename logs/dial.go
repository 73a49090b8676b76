package logs

import (
	"encoding/binary"
	"time"
)

// dial is a way of writing a time that was met in a file, and the hour that was
// read in it last. Most times differ from one before in minutes, seconds and
// parts of them alone, which stand in known places.
type dial struct {
	outline uint64 // of the text of the time
	epoch   bool
	at      stamp
	set     bool
	text    dialText // the time read last
	fixed   dialText // the bits of it that are the same in all that the dial shows
	minute  int      // where the digits of the minute stand
	second  int
	frac    int // where those of the fraction begin
	digits  int // of the fraction
	scale   int // nanoseconds of the last digit of the fraction

	plain bool  // the instant depends on the hour alone
	wall  int64 // of the hour, as it is written
	unix  int64 // of the hour, the zone considered
	today int64
	year  int
	zoned bool   // the zone was applied
	from  origin // of its instants, but for the year's
}

// dial returns the one for the text of a time.
func (t *outlines) dial(text []byte) *dial {
	digest := outline(text)
	for _, d := range t.dials {
		if d.outline == digest {
			return d
		}
	}
	d := &dial{outline: digest}
	if len(t.dials) == maxDials {
		// Files with more ways of writing times are read as if each were new.
		t.dials = t.dials[:0]
	}
	t.dials = append(t.dials, d)
	return d
}

const maxDials = 32

// set sets the dial by a time that was read and settled. It reports false for a
// text whose digits do not stand where a dial has them.
func (c *calendar) set(d *dial, s *stamp, text []byte) bool {
	if d.set && d.shows(roomy(text)) && (d.at.form != yearless || d.year == c.year) {
		return true
	}
	d.set = false
	if s.form == epoch {
		d.epoch = epochText(text)
		return d.epoch
	}
	var l lastStamp
	same := stamp{last: &l}
	n := same.read(text, false)
	if same.last = s.last; n != len(text) || n > dialReach || same != *s || l.n < 10 || l.n > len(l.text) || s.second > 59 || s.digits < 0 {
		return false
	}
	n = l.n
	d.second, d.minute = n-2, n-5
	if isDigit(text[n-3]) {
		d.minute = n - 4
	}
	if digitRun(text[d.second:n]) != 2 || digitRun(text[d.minute:]) < 2 || number(text[d.second:n]) != s.second || number(text[d.minute:d.minute+2]) != s.minute {
		return false
	}
	d.frac, d.digits, d.scale = n, s.digits, 1_000_000_000
	if s.digits > 0 {
		d.frac = n + 1
		if digitRun(text[min(d.frac, len(text)):]) != s.digits {
			return false
		}
		for range s.digits {
			d.scale /= 10
		}
		if number(text[d.frac:d.frac+s.digits])*d.scale != s.nanos {
			return false
		}
	}
	d.set = true
	d.at = *s
	d.at.last = nil
	d.at.minute, d.at.second, d.at.nanos = 0, 0, 0
	d.show(text)
	d.plain = s.zone == stated || s.zone == noZone && c.loc == time.UTC
	switch s.form {
	case fullDate:
		d.year = s.year
	case yearless:
		if d.year = c.year; s.day > daysIn(d.year, s.month) {
			d.plain = false
		}
	default:
		d.plain = false
	}
	if !d.plain {
		return true
	}
	d.today = daysSince1970(d.year, s.month, s.day)
	d.wall = d.today*86400 + int64(s.hour)*3600
	d.unix = d.wall
	d.zoned = s.zone != stated
	d.from = provenance{digits: int8(s.digits), zone: d.zoned}.origin()
	if s.zone == stated {
		d.unix -= int64(s.offset)
	}
	return true
}

// open reports whether what follows a time could be part of it if its digits were
// others: an offset, or a year.
func (s *stamp) open(rest []byte) bool {
	if len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
		if n := digitRun(rest); n == 4 && s.form == yearless {
			return true
		}
	}
	return len(rest) > 1 && (rest[0] == '+' || rest[0] == '-') && isDigit(rest[1])
}

// epochText reports whether a number since 1970 is digits with at most one dot.
func epochText(text []byte) bool {
	n := digitRun(text)
	return n == len(text) || text[n] == '.' && n+1 < len(text) && digitRun(text[n+1:]) == len(text)-n-1
}

// dialText is the text of a time in words of eight bytes.
type dialText [dialReach / 8]uint64

// dialReach is how long a text may be that a dial shows. It is looked at in
// words, and by the fraction's eight bytes, whatever of it there is.
const dialReach = 40

// show notes the text of a time, and which of it a dial goes by.
func (d *dial) show(text []byte) {
	var fixed [dialReach]byte
	for i := range text {
		fixed[i] = 0xff
	}
	clear(fixed[d.minute : d.minute+2])
	clear(fixed[d.second : d.second+2])
	clear(fixed[d.frac : d.frac+d.digits])
	text = roomy(text)
	for i := range d.text {
		d.text[i], d.fixed[i] = binary.LittleEndian.Uint64(text[8*i:]), binary.LittleEndian.Uint64(fixed[8*i:])
	}
}

// roomy is a text with so many bytes behind it, whatever they are, that a dial
// can look at it in words.
func roomy(text []byte) []byte {
	if cap(text) < dialReach+8 {
		text = append(make([]byte, 0, dialReach+8), text...)
	}
	return text[:dialReach+8]
}

// shows reports whether a time is of the hour of the dial.
func (d *dial) shows(text []byte) bool {
	other := uint64(0)
	for i := range d.text {
		other |= (binary.LittleEndian.Uint64(text[8*i:]) ^ d.text[i]) & d.fixed[i]
	}
	return other == 0
}

// nanos is the fraction of the second.
func (d *dial) nanos(text []byte) int {
	// The digits come to stand at the end of eight bytes, and are put together two by two.
	n := min(d.digits, 8)
	w := binary.LittleEndian.Uint64(text[d.frac:]) << uint(64-8*n) & 0x0f0f0f0f0f0f0f0f
	w = (w*10 + w>>8) & 0x00ff00ff00ff00ff
	w = (w*100 + w>>16) & 0x0000ffff0000ffff
	nanos := int(uint32(w*10000 + w>>32))
	for _, c := range text[d.frac+n : d.frac+d.digits] {
		nanos = nanos*10 + int(c-'0')
	}
	return nanos * d.scale
}

// dialed reads and settles a time. It reports false, and changed nothing, where
// the dial does not show it.
func (c *calendar) dialed(d *dial, text []byte) (t instant, err error, ok bool) {
	if d.epoch {
		var s stamp
		if !s.number(text) {
			return t, nil, false
		}
		t, err = c.settle(&s)
		return t, err, true
	}
	if text = roomy(text); !d.set || !d.shows(text) {
		return t, nil, false
	}
	minute := int(text[d.minute]-'0')*10 + int(text[d.minute+1]-'0')
	second := int(text[d.second]-'0')*10 + int(text[d.second+1]-'0')
	if minute > 59 || second > 59 {
		return t, nil, false
	}
	nanos := d.nanos(text)
	if !d.plain {
		s := d.at
		s.minute, s.second, s.nanos = minute, second, nanos
		t, err = c.settle(&s)
		return t, err, true
	}
	past := int64(minute*60 + second)
	wall := d.wall + past
	from := d.from
	switch {
	case d.at.form == fullDate:
		if c.basis != yearDeclared {
			c.year, c.basis, c.wall = d.year, yearFromLines, wall
		}
	case c.year != d.year || c.wall == 0 || wall < c.wall-turn || wall > c.wall+366*86400-turn:
		return t, nil, false
	default:
		from, c.wall = from|provenance{basis: c.basis}.origin(), wall
		c.used.year(d.year)
	}
	if d.zoned && c.assum {
		c.used.zone++
	}
	c.latest.valid = false
	c.today, c.dayFrom = d.today, dayFromLine
	c.ofDay = (int64(d.at.hour)*3600+past)*1_000_000_000 + int64(nanos)
	return instant{(d.unix+past)*1_000_000_000 + int64(nanos) + int64(c.fix), from}, nil, true
}
