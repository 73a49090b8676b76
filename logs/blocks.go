package logs

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// blockSize is how much of a long file a worker takes at a time: so little that
// the memory next to its processor holds it until it is read.
const blockSize = 512 << 10

// sharedFrom is how many blocks a file must be longer than to be shared out.
const sharedFrom = 4

// block is a piece of a file that can be read by itself: whole lines, the first
// of which begins a record.
type block struct {
	data []byte
	at   int      // its number
	line int      // lines of the file before it
	cal  calendar // what the lines before it tell
	lost bool     // its first line goes on with one that is too far away
}

// cutter cuts a file into blocks.
type cutter struct {
	h     *harvest
	lines *lineReader
	rec   record
	cal   calendar
	line  int
	at    int
	lost  bool
	head  bool   // the line looked at last is no record, but may tell a date
	rest  []byte // what was read and belongs to the next block
	mu    sync.Mutex
}

// parted reads the rest of a file in blocks, several at a time. The result is
// that of reading it line by line; false means that it could not be had in
// this way, since the years of lines turned more than once within a block.
//
// Each worker takes its next block from the file itself, one after the other:
// what it then reads is at hand on the processor it runs on.
func (h *harvest) parted(ctx context.Context, lines *lineReader, workers int) bool {
	c := &cutter{h: h, lines: lines, cal: h.cal}
	hands := make([]*hand, workers)
	for i := range hands {
		hands[i] = newHand(h)
	}
	for n := 0; n < taughtBlocks && ctx.Err() == nil && hands[0].next(c); n++ {
	}
	for _, w := range hands[1:] {
		w.h.learnFrom(hands[0].h)
	}
	var wg sync.WaitGroup
	for _, w := range hands {
		wg.Go(func() {
			for ctx.Err() == nil && w.next(c) {
			}
		})
	}
	wg.Wait()
	if err := lines.err; err != nil && err != io.EOF {
		h.gap = cause(err)
	}
	return h.gather(hands, c.cal)
}

// next cuts off the next block, into buf if there is room.
func (c *cutter) next(buf []byte) (block, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	buf = append(buf[:0], c.rest...)
	c.rest = c.rest[:0]
	buf = c.lines.more(buf, c.h.s.o.block)
	if len(buf) == 0 {
		return block{}, false
	}
	b := block{at: c.at, line: c.line, cal: c.cal, lost: c.lost}
	c.at++
	cut := len(buf)
	c.lost = false
	if c.lines.err == nil || len(c.lines.left()) > 0 {
		cut = c.edge(buf)
	}
	c.rest = append(c.rest, buf[cut:]...)
	b.data = buf[:cut]
	c.line += bytes.Count(b.data, []byte{c.lines.sep})
	c.follow(b.data)
	return b, true
}

// edge is where the last record of a block begins, if one does in its last
// part. What follows the record before it belongs to the block.
func (c *cutter) edge(buf []byte) int {
	end := bytes.LastIndexByte(buf, c.lines.sep) + 1
	if end == 0 {
		return len(buf)
	}
	from := max(end-2*maxFollowBytes, 0)
	start := lineStart(buf, end, c.lines.sep)
	for start > from {
		before := lineStart(buf, start, c.lines.sep)
		if own, _ := c.opens(buf[start:end]); own {
			if _, partial := c.opens(buf[before:start]); !partial {
				return start
			}
		}
		start, end = before, start
	}
	c.lost = true
	return bytes.LastIndexByte(buf, c.lines.sep) + 1
}

func lineStart(buf []byte, end int, sep byte) int {
	return bytes.LastIndexByte(buf[:max(end-1, 0)], sep) + 1
}

// opens reports whether a line begins a record wherever it stands, and whether
// the next one may go on with what it goes on with.
func (c *cutter) opens(line []byte) (own, partial bool) {
	c.rec.reset()
	c.head = false
	line = bytes.TrimRight(line, "\r\n")
	line = line[:min(len(line), c.lines.limit)]
	if len(line) == 0 {
		return false, true
	}
	v := c.h.parse(line, &c.rec)
	c.head = v == aside
	return v == understood && c.rec.timed && !c.rec.joins, v == understood && c.rec.partial || v == aside
}

// headLines is how far into a block its first record is looked for, and what
// the head of a file says of dates.
const headLines = 200

// follow lets the calendar see the first and the last record of a block: the
// turn of a year lies between two of those.
func (c *cutter) follow(data []byte) {
	sep := c.lines.sep
	for n, head := 0, data; n < headLines && len(head) > 0; n++ {
		line, rest, _ := bytes.Cut(head, []byte{sep})
		if c.see(line) {
			break
		}
		head = rest
	}
	from := max(len(data)-maxFollowBytes, 0)
	for end := len(data); end > from; {
		start := lineStart(data, end, sep)
		if c.see(data[start:end]) {
			return
		}
		end = start
	}
}

func (c *cutter) see(line []byte) bool {
	own, _ := c.opens(line)
	if c.head && c.rec.timed {
		c.cal.heading(&c.rec.at)
	}
	if own {
		// What is wrong with its date is told when the line is read.
		_, err := c.cal.settle(&c.rec.at)
		return err == nil
	}
	return false
}

// hand is one worker on a file: what it has read of it so far.
type hand struct {
	h    *harvest
	of   *harvest // of the whole file
	buf  []byte   // of blocks
	seen []ordersAt
	ends []calendarAt
}

type ordersAt struct {
	at     int
	orders orders
}

// calendarAt is the state of the calendar at the end of a block.
type calendarAt struct {
	at    int
	began dating // at its beginning, as first and last records tell it
	ended dating
	fold  bool // a record lay in the hour that clocks showed twice
}

// dating is what of a calendar says which date a line without one has.
type dating struct {
	year  int
	basis yearBasis
	today int64
	from  dayFrom
}

func (c *calendar) dating() dating { return dating{c.year, c.basis, c.today, c.dayFrom} }

// carry takes over what the lines before tell about the next.
func (c *calendar) carry(from *calendar) {
	c.year, c.basis, c.wall, c.prev = from.year, from.basis, from.wall, from.prev
	c.today, c.dayFrom, c.ofDay = from.today, from.dayFrom, from.ofDay
	c.latest.valid = false
}

func newHand(h *harvest) *hand {
	w := newHarvest(h.s, h.file)
	w.rec.collect, w.alike = h.rec.collect, h.alike
	if h.alike {
		w.rec.recall, w.outlines.marks = &w.recall, &w.marks
	}
	w.format, w.chosen, w.text, w.cal = h.format, h.chosen, h.text, h.cal
	return &hand{h: w, of: h}
}

// next reads the next block, if there is one.
func (w *hand) next(c *cutter) bool {
	b, ok := c.next(w.buf)
	if ok {
		w.read(b, c.lines.sep)
		w.buf = b.data
	}
	return ok
}

// read reads one block.
func (w *hand) read(b block, sep byte) {
	h := w.h
	h.cal.carry(&b.cal)
	h.cal.seen = orders{}
	folds := h.cal.used.fold
	h.state.class, h.state.lines, h.state.bytes, h.state.partial = none, 0, 0, false
	if b.lost {
		h.state.class = isRefused
	}
	h.lines(b.data, sep, b.line)
	w.handOver()
	w.seen = append(w.seen, ordersAt{b.at, h.cal.seen})
	w.ends = append(w.ends, calendarAt{at: b.at, began: b.cal.dating(), ended: h.cal.dating(), fold: h.cal.used.fold > folds})
}
