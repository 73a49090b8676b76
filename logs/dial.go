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
	shift   int // bits by which up to eight digits of it are brought to the end of eight bytes

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
	d.frac, d.digits, d.scale, d.shift = n, s.digits, 1_000_000_000, 64-8*min(s.digits, 8)
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
	shown := roomy(text)
	for i := range d.text {
		d.text[i], d.fixed[i] = binary.LittleEndian.Uint64(shown[8*i:]), binary.LittleEndian.Uint64(fixed[8*i:])
	}
}

// roomText is a text with so many bytes behind it, whatever they are, that a dial
// can look at it in words.
type roomText [dialReach + 8]byte

func roomy(text []byte) *roomText {
	if cap(text) < len(roomText{}) {
		text = append(make([]byte, 0, len(roomText{})), text...)
	}
	return (*roomText)(text[:len(roomText{})])
}

// shows reports whether a time is of the hour of the dial.
func (d *dial) shows(text *roomText) bool {
	return d.other(text, 0)|d.other(text, 1)|d.other(text, 2)|d.other(text, 3)|d.other(text, 4) == 0
}

// other has the bits of a word that are not those of the dial.
func (d *dial) other(text *roomText, i int) uint64 {
	return (binary.LittleEndian.Uint64(text[8*i:]) ^ d.text[i]) & d.fixed[i]
}

// pair is the number of two digits.
func (t *roomText) pair(at int) int {
	w := int(binary.LittleEndian.Uint16(t[at:])) & 0x0f0f
	return w&15*10 + w>>8
}

// nanos is the fraction of the second.
func (d *dial) nanos(text *roomText) int {
	if d.digits == 0 {
		return 0
	}
	// The digits come to stand at the end of eight bytes, and are put together two by two.
	w := binary.LittleEndian.Uint64(text[d.frac:]) << (d.shift & 63) & 0x0f0f0f0f0f0f0f0f
	w = (w*10 + w>>8) & 0x00ff00ff00ff00ff
	w = (w*100 + w>>16) & 0x0000ffff0000ffff
	nanos := int(uint32(w*10000 + w>>32))
	if d.digits > 8 {
		nanos = nanos*10 + int(text[d.frac+8]-'0')
	}
	return nanos * d.scale
}

// dialed reads and settles a time. It reports false, and changed nothing, where
// the dial does not show it.
func (c *calendar) dialed(d *dial, text []byte) (t instant, err error, ok bool) {
	if d.epoch {
		return c.counted(text)
	}
	shown := roomy(text)
	if !d.set || !d.shows(shown) {
		return t, nil, false
	}
	minute, second := shown.pair(d.minute), shown.pair(d.second)
	if minute > 59 || second > 59 {
		return t, nil, false
	}
	nanos := d.nanos(shown)
	if !d.plain {
		t, err = c.settleAt(d, minute, second, nanos)
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

// counted reads and settles a time that is counted since 1970.
func (c *calendar) counted(text []byte) (t instant, err error, ok bool) {
	var s stamp
	if !s.number(text) {
		return t, nil, false
	}
	t, err = c.settle(&s)
	return t, err, true
}

// settleAt settles a time of the hour of a dial that tells other things than the
// hour, too.
func (c *calendar) settleAt(d *dial, minute, second, nanos int) (instant, error) {
	s := d.at
	s.minute, s.second, s.nanos = minute, second, nanos
	return c.settle(&s)
}
