package history

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// rawCommit is a commit object taken apart, its text as stored. Slices point
// into the object.
type rawCommit struct {
	tree      oid
	parents   []oid
	author    person
	committer person
	message   []byte
	marks     []string // what is odd about it
}

// person is who did something and when, as a commit or tag says it.
type person struct {
	name []byte
	mail []byte // to find the name that the repository's mailmap gives; told to nobody
	when stamp
}

// stamp is a time of a commit or tag. Seconds order history even where the
// time itself is not to be believed.
type stamp struct {
	seconds int64
	odd     string // why the time is not to be believed; "" where it is
}

// Times outside these bounds, and zones that no place on Earth has, are not
// believed: they would sit at the top or the end of every timeline, and years
// beyond 9999 cannot be written as RFC 3339.
var (
	firstBelieved = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	lastBelieved  = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
)

const widestZone = 14 * 60 // minutes

// time is the instant, or the zero time where it is not believed.
func (s stamp) time() time.Time {
	if s.odd != "" {
		return time.Time{}
	}
	return time.Unix(s.seconds, 0).UTC()
}

// parseCommit takes a commit object apart. It never fails: what is missing
// stays zero, and what is odd is marked.
func parseCommit(data []byte) rawCommit {
	var c rawCommit
	noDate := stamp{odd: "no date"}
	c.author.when, c.committer.when = noDate, noDate
	var authors, committers, trees int
	var encoding string
	for len(data) > 0 {
		line, rest, found := bytes.Cut(data, []byte{'\n'})
		if len(line) == 0 {
			c.message = rest
			break
		}
		data = rest
		key, value, _ := bytes.Cut(line, []byte{' '})
		switch string(key) {
		case "tree":
			if trees++; trees == 1 {
				c.tree, _ = parseName(value)
			}
		case "parent":
			if h, ok := parseName(value); ok {
				c.parents = append(c.parents, h)
			}
		case "author":
			if authors++; authors == 1 {
				c.author = parsePerson(value)
			}
		case "committer":
			if committers++; committers == 1 {
				c.committer = parsePerson(value)
			}
		case "encoding":
			encoding = string(value)
		}
		if !found {
			break
		}
	}
	if authors > 1 {
		// Programs differ in which one they show, so neither is told.
		c.author = person{when: stamp{odd: "two author lines"}}
		c.marks = append(c.marks, "two author lines")
	}
	if committers > 1 {
		c.committer = person{when: stamp{odd: "two committer lines"}}
	}
	if trees > 1 {
		c.marks = append(c.marks, "two tree lines")
	}
	c.decode(encoding)
	return c
}

// decode turns Latin-1 text into UTF-8 where the commit says it is Latin-1,
// and marks what is in no known encoding.
func (c *rawCommit) decode(encoding string) {
	if bytes.IndexByte(c.message, 0) >= 0 {
		c.marks = append(c.marks, "NUL in the message")
	}
	if utf8.Valid(c.message) && utf8.Valid(c.author.name) {
		switch strings.ToLower(encoding) {
		case "utf-7", "utf-16", "utf-16le", "utf-16be", "utf-32":
			c.marks = append(c.marks, "encoding "+encoding+" not converted")
		}
		return
	}
	switch strings.ToLower(encoding) {
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1":
		c.message, c.author.name = latin1(c.message), latin1(c.author.name)
	case "", "utf-8", "utf8":
		c.marks = append(c.marks, "not UTF-8")
	default:
		c.marks = append(c.marks, "encoding "+strings.ToValidUTF8(encoding, "?")+" not converted")
	}
}

func latin1(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+len(b)/4)
	for _, c := range b {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}

func parseName(b []byte) (h oid, ok bool) {
	if len(b) != 2*len(h) {
		return h, false
	}
	for i := range h {
		hi, lo := nibble(b[2*i]), nibble(b[2*i+1])
		if hi < 0 || lo < 0 {
			return oid{}, false
		}
		h[i] = byte(hi<<4 | lo)
	}
	return h, true
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// maxName is the most that is kept of a person's name, in bytes.
const maxName = 1024

// parsePerson reads "Name <mail> seconds zone".
func parsePerson(line []byte) person {
	var p person
	p.name = line
	if i := bytes.IndexByte(line, '<'); i >= 0 {
		p.name = line[:i]
		if mail, _, ok := bytes.Cut(line[i+1:], []byte{'>'}); ok {
			p.mail = mail
		}
	}
	p.name = bytes.TrimSpace(p.name[:min(len(p.name), maxName)])
	dates := line[bytes.LastIndexByte(line, '>')+1:]
	if len(dates) == len(line) {
		// No mail address: the date is what stands last.
		if i := bytes.LastIndexByte(line, ' '); i > 0 {
			i = bytes.LastIndexByte(line[:i], ' ')
			p.name, dates = bytes.TrimSpace(line[:min(i+1, maxName)]), line[i+1:]
		}
	}
	p.when = parseStamp(dates)
	return p
}

func parseStamp(b []byte) stamp {
	digits, zone, _ := bytes.Cut(bytes.TrimSpace(b), []byte{' '})
	seconds, err := strconv.ParseInt(string(digits), 10, 64)
	switch {
	case len(digits) == 0:
		return stamp{odd: "no date"}
	case err != nil:
		return stamp{odd: "its date is no number"}
	case seconds < firstBelieved || seconds >= lastBelieved:
		return stamp{seconds: seconds, odd: "its date lies outside 1970 to 2200"}
	}
	if minutes, ok := parseZone(zone); !ok || minutes > widestZone {
		return stamp{seconds: seconds, odd: "its time zone does not exist"}
	}
	return stamp{seconds: seconds}
}

// parseZone gives the size of an offset such as +0530 in minutes. None at all
// is fine: the seconds are UTC whatever the zone.
func parseZone(zone []byte) (int, bool) {
	if len(zone) == 0 {
		return 0, true
	}
	n, err := strconv.Atoi(strings.TrimLeft(string(zone), "+-"))
	if err != nil || n < 0 || n > 9999 {
		return 0, false
	}
	return n/100*60 + n%100, true
}

// maxBody is the most of a commit or tag message that is kept.
const maxBody = 64 << 10

// splitMessage gives the first line, as stored, and the rest of a message.
func splitMessage(m []byte) (subject, body string, cut bool) {
	m = bytes.TrimLeft(m, "\n")
	if len(m) > maxBody {
		m, cut = wholeRunes(m[:maxBody]), true
	}
	first, rest, _ := bytes.Cut(m, []byte{'\n'})
	return string(bytes.TrimSuffix(first, []byte{'\r'})), string(bytes.TrimSpace(rest)), cut
}

// wholeRunes drops a character that was cut in two at the end.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}
