package logs

import (
	"context"
	"errors"
	"io"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// File is one file of a source. Open may be called more than once, except for
// a file whose Size is -1, such as standard input.
type File struct {
	Name    string
	Open    func() (io.ReadCloser, error)
	ModTime time.Time // what the years of lines without one are derived from; zero if not known
	Size    int64     // bytes, or -1 if not known
}

// Options say how the files of one source are read. The zero value reads a log
// in UTC, marks every time to which that was applied, and takes all of it for
// the window.
type Options struct {
	Source       string         // the source's name in the record
	Since, Until time.Time      // the window, bounds included; zero is open
	Zone         *time.Location // of times that state none; nil means that nobody declared it
	Year         int            // of the first line of each file, where lines state none; 0 derives it
	Clock        time.Duration  // added to every time: the correction of the source's clock
	Format       string         // the name of a format; "" chooses one for each file
	Formats      []Format       // formats besides those of candor, tried before them
	Map          Mapping        // fields that hold what they are not known to hold
	Each         timeline.Kind  // every line is one event of this kind; "" reads a log and hands on signals
	Workers      int            // how many goroutines read at a time; 0 takes as many as there are processors. It changes no result
	Cited        []Place        // lines that are events of their own whatever they say
	Limits       Limits

	block int  // bytes of a block, for tests; 0 takes blockSize
	own   int  // bins that each worker may have of its own, for tests; 0 shares out ownBins
	apart bool // each line is read for itself, for tests
}

// Reader holds what the files of one source said.
type Reader struct {
	events  []timeline.Event
	refused []*timeline.LineError
	reading timeline.Reading
	markers []timeline.Marker
	summary Summary
	err     error
}

// Read reads the files, in the order of their names, those of a log that was
// rotated from the oldest on. What could not be read is
// told by Reading; the end of ctx is told by Events.
func Read(ctx context.Context, files []File, o Options) *Reader {
	s := newSource(files, o)
	r := &Reader{reading: timeline.Reading{Source: o.Source, Kind: "file", Tally: timeline.Tally{Source: o.Source, Unit: "lines"}}}
	if err := s.readAll(ctx); err != nil {
		r.err = err
		r.reading.Failed = true
		r.reading.Gaps = []string{"the reading was stopped"}
		return r
	}
	s.report(r)
	return r
}

// Events gives the lines that were not understood, as *timeline.LineError, the
// first few of each file, and then the events in time order, sealed. It can be
// ranged over again.
func (r *Reader) Events() iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		if r.err != nil {
			yield(timeline.Event{}, r.err)
			return
		}
		for _, e := range r.refused {
			if !yield(timeline.Event{}, e) {
				return
			}
		}
		for _, e := range r.events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Markers are ids in the lines of a log, each with the first time in the window:
// a sample that is the same in any source that names the same things.
func (r *Reader) Markers() []timeline.Marker { return r.markers }

// Reading tells how the reading went: what was looked at, what was assumed and
// what could not be seen.
func (r *Reader) Reading() timeline.Reading { return r.reading }

// source is the reading of all files of one source.
type source struct {
	files   []File
	o       Options
	clock   clockOf
	since   int64 // nanoseconds since 1970 of the window's bounds
	until   int64
	formats []Format
	forced  bool
	unknown string // the format asked for, if there is none of that name
	parts   []*facts
	heaps   [shortYear + 1]*harvest // what the files gave, by the order of day and month that may turn out to be wrong
	groups  *miner                  // of the lines of all files
	mined   *patterns               // what they were joined into
	buffers chan []byte             // of files that were read
	records chan *record            // likewise
	listed  *lister                 // is handed each line; nil for none
	marks   marks                   // of all files
}

func newSource(files []File, o Options) *source {
	o.Limits = o.Limits.filled()
	if o.block == 0 {
		o.block = blockSize
	}
	if o.own == 0 {
		o.own = ownBins / o.workers()
	}
	s := &source{o: o, since: math.MinInt64, until: math.MaxInt64, files: slices.Clone(files), formats: o.Map.named(append(slices.Clone(o.Formats), everyFormat()...))}
	slices.SortStableFunc(s.files, func(a, b File) int { return byLog(a.Name, b.Name) })
	s.clock = clockOf{loc: o.Zone, assum: o.Zone == nil, fix: o.Clock}
	if o.Zone == nil {
		s.clock.loc = time.UTC
	}
	if !o.Since.IsZero() {
		s.since = o.Since.UnixNano()
	}
	if !o.Until.IsZero() {
		s.until = o.Until.UnixNano()
	}
	if o.Format != "" {
		i := slices.IndexFunc(s.formats, func(f Format) bool { return f.Name == o.Format })
		if i < 0 {
			s.unknown = o.Format
		} else {
			s.formats, s.forced = s.formats[i:i+1], true
		}
	}
	s.groups = newMiner(o.Limits.Patterns)
	s.buffers, s.records = make(chan []byte, 8), make(chan *record, 8)
	return s
}

// readAll reads every file, and those again whose dates turn out to be in
// another order than the file alone told.
func (s *source) readAll(ctx context.Context) error {
	if s.unknown != "" {
		return nil
	}
	if err := s.readFirst(ctx); err != nil {
		return err
	}
	order := s.order()
	if order == undecided {
		return nil
	}
	for read := range s.heaps {
		if o := dayOrder(read); o != undecided && o != order {
			s.heaps[o] = nil
		}
	}
	for i, o := range s.parts {
		if read := s.depends(o); read == undecided || read == order {
			continue
		}
		h, err := s.read(ctx, i, order, o.cal.earlier, s.o.workers())
		if err != nil {
			return err
		}
		s.settle(h, undecided)
	}
	return nil
}

// order is the order of day and month that the files agree on.
func (s *source) order() dayOrder {
	order := undecided
	for _, o := range s.parts {
		switch v := o.cal.seen.verdict(); {
		case v == undecided:
		case order == undecided:
			order = v
		case order != v:
			return undecided
		}
	}
	return order
}

// rereads bounds how often a file is read again because its end told more
// about its beginning.
const rereads = 4

// read reads one file. Where its lines show that the order of day and month,
// or the year of its first line, was taken wrongly, it is read again.
func (s *source) read(ctx context.Context, i int, order dayOrder, earlier, workers int) (*harvest, error) {
	for n := 0; ; n++ {
		h, err := s.once(ctx, i, order, earlier, workers)
		if err == errTurned {
			n, workers = n-1, 1
			continue
		}
		if err != nil || n == rereads || s.files[i].Size < 0 {
			return h, err
		}
		v := h.cal.seen.verdict()
		wrongOrder := v != undecided && v != h.cal.order.settled(h.cal.seen.short, h.cal.seen.dots)
		late := h.cal.tooLate()
		if !wrongOrder && late == 0 {
			return h, nil
		}
		if wrongOrder {
			order = v
		}
		earlier += late
	}
}

// tooLate is by how many years, or days, the dates derived from the file's
// date ran past it.
func (c *calendar) tooLate() int {
	switch {
	case c.basis == yearFromFile && c.wall > c.anchor.Add(24*time.Hour).Unix():
		return 1
	case c.dayFrom == dayFromFile:
		at := c.anchor.In(c.loc)
		return int(max(0, c.today-daysSince1970(at.Year(), int(at.Month()), at.Day())))
	}
	return 0
}

// once reads one file with the given order of day and month and year.
// It is read line by line by one worker, and in blocks by more.
func (s *source) once(ctx context.Context, i int, order dayOrder, earlier, workers int) (*harvest, error) {
	f := s.files[i]
	h := newHarvest(s, i)
	in, err := open(f, s.o.Limits)
	if err != nil {
		h.gap = "could not be opened: " + cause(err)
		h.failed = true
		return h, nil
	}
	defer in.Close()
	var buf []byte
	select {
	case buf = <-s.buffers:
	default:
	}
	lines := newLineReader(in, s.o.Limits.Line, buf)
	defer func() {
		select {
		case s.buffers <- lines.buf:
		default:
		}
	}()
	head := lines.sniff()
	if lines.zeros > 0 && len(head) < 4 {
		h.gap = "holds nothing but zeros: it was never written, or was emptied"
		h.failed = true
		return h, nil
	}
	if what := packed(head); what != "" {
		h.gap = what
		h.failed = true
		return h, nil
	}
	if looksBinary(head[:min(len(head), 8<<10)]) {
		h.gap = "looks binary and was not read; if it is text in another encoding, convert it to UTF-8"
		h.failed = true
		return h, nil
	}
	h.choose(s, head, lines.sep)
	if order == undecided {
		order = h.trial(head, lines.sep)
	}
	h.calendar(s, order, earlier)
	if h.format.gather != nil {
		lines.gather(h.format.gather)
	}
	if workers > 1 && h.divisible(f) && len(lines.head(s.o.block/16)) == s.o.block/16 {
		if !h.parted(ctx, lines, workers) {
			return nil, errTurned
		}
	} else if err := h.lineByLine(ctx, lines); err != nil {
		return nil, err
	}
	if f.Size > 0 && in.raw.n < f.Size && h.gap == "" {
		h.gap = "became shorter while it was read: it may have been rotated"
	}
	h.close()
	return h, ctx.Err()
}

// lineByLine reads the rest of a file.
func (h *harvest) lineByLine(ctx context.Context, lines *lineReader) error {
	no := 0
	if h.s.listed != nil {
		h.s.listed.attach(lines)
	}
	for ctx.Err() == nil {
		if h.s.listed == nil {
			no = h.lines(lines.whole(), lines.sep, no)
		}
		line, err := lines.next()
		if err != nil {
			if err != io.EOF {
				h.gap, h.failed = cause(err), h.read == 0
			}
			break
		}
		no++
		h.line(line, no)
		if l := h.s.listed; l != nil {
			if l.list(h, line, no); l.stopped {
				break
			}
		}
	}
	if h.s.listed != nil {
		h.s.listed.rest(0)
	}
	h.cut += lines.cut
	return ctx.Err()
}

// errTurned is for a file that cannot be read in blocks.
var errTurned = errors.New("the years turned within a block")

// divisible reports whether a file may be read in blocks: an order among its
// lines matters only where each of them is an event. What can be read only
// once is read in blocks only if its times are whole by themselves.
func (h *harvest) divisible(f File) bool {
	return h.s.o.Each == "" && h.s.listed == nil && h.s.o.Limits.Line <= h.s.o.block/4 && (f.Size >= 0 || h.steady)
}

// cause is an error without the operation and the path, which the sentence
// around it names.
func cause(err error) string {
	for {
		next := errors.Unwrap(err)
		var path interface{ Timeout() bool }
		if next == nil || !errors.As(err, &path) {
			return err.Error()
		}
		err = next
	}
}
