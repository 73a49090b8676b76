package logs

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Open opens a file as Read does: decompressed, in UTF-8 without a byte-order
// mark, and within the limits, whose end is an error of the reader.
func Open(f File, l Limits) (io.ReadCloser, error) {
	in, err := open(f, l.filled())
	if err != nil {
		return nil, err
	}
	br := bufio.NewReaderSize(in, 64<<10)
	head, err := br.Peek(8 << 10)
	if err != nil && err != io.EOF && len(head) == 0 {
		in.Close()
		return nil, err
	}
	wide := bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
	if !wide && looksBinary(head) {
		in.Close()
		return nil, errors.New("looks binary and was not read")
	}
	r := decoded(head, br)
	mark := bufio.NewReader(r)
	if b, _ := mark.Peek(3); string(b) == "\ufeff" {
		_, _ = mark.Discard(3)
	}
	return &opened{mark, in}, nil
}

type opened struct {
	io.Reader
	in *input
}

func (o *opened) Close() error {
	o.in.Close()
	return nil
}

// Clock reads values that hold one time and nothing else, in any way of
// writing that logs use. It is for one source.
type Clock struct{ cal calendar }

// NewClock returns a clock that reads times which state no zone in the given
// one and corrects all of them. A nil zone means UTC, which nobody declared.
func NewClock(zone *time.Location, correction time.Duration) *Clock {
	c := &Clock{calendar{clockOf: clockOf{loc: zone, assum: zone == nil, fix: correction}}}
	if zone == nil {
		c.cal.loc = time.UTC
	}
	return c
}

var errNotTime = errors.New("is not a time")

// Time reads the text of a value: a date and time, or a number of seconds,
// milliseconds, microseconds or nanoseconds since 1970, which its magnitude
// tells apart. The basis tells what was declared or assumed.
func (c *Clock) Time(text string) (timeline.Time, error) {
	var s stamp
	if !s.whole([]byte(text)) {
		return timeline.Time{}, errNotTime
	}
	at, err := c.cal.settle(&s)
	if err != nil {
		return timeline.Time{}, err
	}
	return c.cal.time(at), nil
}

// Notes tells what was assumed of the times read so far, with counts.
func (c *Clock) Notes() []string {
	var notes []string
	if n := c.cal.used.zone; n > 0 {
		notes = append(notes, "zone assumed: UTC, for "+count(n, "time", "times")+"; declare the zone to settle it")
	}
	if n := c.cal.used.nickname; n > 0 {
		notes = append(notes, count(n, "time", "times")+" with a zone abbreviation, which names more than one zone and was not used")
	}
	if s := c.cal.seen; s.lines > 0 && s.verdict() == undecided {
		notes = append(notes, "dates read month first, for "+count(s.lines, "time", "times")+": the dates do not show it, so it is assumed")
	}
	return notes
}
