package logs

import (
	"bytes"
	"errors"
	"sync"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Lines without a time belong to the one before, up to these bounds.
const (
	maxFollow      = 500
	maxFollowBytes = 64 << 10
)

var (
	errNoStamp = errors.New("no time in the first 64 bytes of the line")
	errFar     = errors.New("no time in the line, and too far from the last line that had one")
)

// class is what became of a record, and becomes of the lines that follow it.
type class uint8

const (
	none class = iota
	isRefused
	isOutside
	isQuiet
	isPattern
	isEvent
)

// facts is what stays of a file that was read. It is small, since there may
// be many files.
type facts struct {
	file   int
	name   string
	as     string // the name of its format
	chosen bool   // a format was found or declared
	gap    string
	mapped uint32 // the roles of the mapping whose fields its first lines have
	failed bool
	cal    calendar

	read, refused, outside, quiet int // lines
	kept, told                    int // lines of patterns and of events in the window
	stamped, cut                  int
	over                          int // lines that would be events beyond the limit
	from, to                      mark
	errs                          []*timeline.LineError
	cites                         []cite
	marks                         marks
}

// harvest is what one file gave, or several of them.
type harvest struct {
	facts
	s      *source
	format Format
	text   bool // the format is the general one
	rec    *record
	steady bool // the times at its beginning are whole by themselves

	groups   *miner // of all lines that have a time
	recall   recall // of their messages
	outlines outlines
	alike    bool // outlines are looked at
	met      met  // by the latest line
	pruned   int  // how often patterns were given up
	patterns map[uint64]*pattern
	counts   counts // of the patterns
	answers  answers
	families [2]family  // of the patterns, the quiet and the serious ones
	order    []uint64   // keys in the order they were met
	other    int        // lines in the window of patterns beyond the limit
	serious  int        // lines
	share    sync.Mutex // of the patterns, while several workers read the file
	rooms    [2]room    // of the patterns that are counted finely and roughly
	total    series
	totalAt  int    // index of the bin in use
	begun    int64  // when that bin begins, in nanoseconds since 1970
	lasts    uint64 // and how long it is
	events   []timeline.Event
	wanted   map[int]bool // lines that are cited
	fate     fate         // of the latest line
	lately   struct {
		ns int64 // the tick of the latest line
		at [2]int64
	}

	state struct {
		class   class
		pattern *pattern
		bin     *openBin
		lines   int
		bytes   int
		partial bool
	}
}

// met is what a line was counted under.
type met struct {
	group   *group
	pattern *pattern
	serious bool
	follows bool // it goes on with the one before, whatever that is
}

func newHarvest(s *source, i int) *harvest {
	h := &harvest{
		facts: facts{file: i, name: s.files[i].Name},
		s:     s, rec: s.record(), groups: newMiner(s.o.Limits.Patterns), patterns: map[uint64]*pattern{}, total: series{width: roughly},
		wanted: s.o.citedLines(s.files[i].Name),
	}
	h.rec.at.last = &h.rec.lastAt
	return h
}

// choose finds the format of the file from its beginning.
func (h *harvest) choose(s *source, head []byte, sep byte) {
	if s.forced {
		h.format, h.chosen = s.formats[0].as(head), true
	} else if h.format, h.chosen = detect(h.rec, s.formats, head, sep); !h.chosen {
		h.format = textFormat
	}
	h.mapped = s.o.Map.among(h.format, head, sep, h.rec)
	h.as, h.text = h.format.Name, h.format.Name == textFormat.Name
	if h.rec.collect = s.o.Each != ""; !h.rec.collect && s.listed == nil && !s.o.apart {
		h.rec.recall, h.alike, h.outlines.marks = &h.recall, true, &h.marks
	}
}

// trial reads the dates of the beginning of the file to learn their order.
func (h *harvest) trial(head []byte, sep byte) dayOrder {
	var o orders
	h.steady = h.s.clock.loc == time.UTC
	if h.format.gather != nil {
		head = h.format.gathered(head)
	}
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte{sep})
		head = rest
		h.rec.reset()
		if h.format.parse(line, h.rec) != understood || !h.rec.timed {
			continue
		}
		if f := h.rec.at.form; f == yearless || f == pairDate || f == clockOnly {
			h.steady = false
		}
		if h.rec.at.ordered() {
			o.add(&h.rec.at)
		}
	}
	return o.verdict()
}

func (h *harvest) calendar(s *source, order dayOrder, earlier int) {
	h.cal = calendar{clockOf: s.clock, order: order, earlier: earlier}
	f := s.files[h.file]
	h.cal.named(f.Name)
	switch {
	case s.o.Year != 0:
		h.cal.year, h.cal.basis = s.o.Year, yearDeclared
	case !f.ModTime.IsZero():
		h.cal.anchor, h.cal.basis = f.ModTime, yearFromFile
	case !s.o.Until.IsZero():
		h.cal.anchor, h.cal.basis = s.o.Until, yearFromWindow
	case !s.o.Since.IsZero():
		h.cal.anchor, h.cal.basis = s.o.Since, yearFromWindow
	}
}

// one reads a line.
func (h *harvest) one(line []byte, no int) {
	h.read++
	h.fate = fate{}
	r := h.rec
	r.reset()
	if len(line) == 0 {
		h.follow(line, no)
		return
	}
	v := h.parse(line, r)
	switch {
	case v == aside:
		if r.timed {
			h.cal.heading(&r.at)
		}
		h.quiet++
	case v == refused:
		h.refuse(no, r.why)
	case v == foreign && h.s.o.Each != "" && !h.chosen && h.stamped == 0:
		h.untimed(line, no)
	case v == foreign, r.joins && h.state.class != none, h.state.partial && h.state.class != none:
		h.met.follows = v == foreign
		h.follow(line, no)
		h.state.partial = v == understood && r.partial
	case !r.timed:
		h.refuse(no, errNoStamp)
	default:
		t, err := h.cal.settle(&r.at)
		if err != nil {
			h.refuse(no, err)
			return
		}
		h.fate = fate{own: true, at: t}
		h.record(line, no, t)
		if h.wanted[no] && h.s.holds(t.ns) && h.state.class != isEvent {
			h.cite(line, mark{t, placeOf(h.file, no)})
		}
		h.state.partial = r.partial
	}
}

// parse reads a line by itself.
func (h *harvest) parse(line []byte, r *record) verdict {
	plain := r.uncoloured(line)
	r.cut = len(line) >= h.s.o.Limits.Line
	v := h.format.parse(plain, r)
	if v == foreign {
		v = h.another(plain, r)
	}
	// Where the time stands is known only in the line without colours.
	r.loose = r.loose || len(plain) < len(line)
	return v
}

// another tries the other shapes of a line that a file may be mixed with.
func (h *harvest) another(line []byte, r *record) verdict {
	if h.s.forced || len(line) == 0 || line[0] == ' ' || line[0] == '\t' {
		return foreign
	}
	r.reset()
	if line[0] == '{' && h.format.Name != jsonFormat.Name {
		if parseJSON(line, r) == understood {
			return understood
		}
		r.reset()
		return foreign
	}
	if h.text {
		return foreign
	}
	return parseText(line, r)
}

// refuse counts a line that was not understood and keeps the first few.
func (h *harvest) refuse(no int, why error) {
	h.refused++
	h.fate.why = why
	if len(h.errs) < h.s.o.Limits.Errors {
		h.errs = append(h.errs, &timeline.LineError{Position: timeline.Position{Source: h.s.o.Source, File: h.name, Line: no}, Err: why})
	}
	h.state.class, h.state.lines, h.state.bytes, h.state.partial = isRefused, 0, 0, false
}

// follow counts a line without a time as part of the record before it.
func (h *harvest) follow(line []byte, no int) {
	st := &h.state
	if len(line) > 0 {
		st.lines++
		st.bytes += len(line)
		switch {
		case st.class == none:
			h.refuse(no, errNoStamp)
			st.class = none
			return
		case st.class != isRefused && (st.lines > maxFollow || st.bytes > maxFollowBytes):
			h.refuse(no, errFar)
			return
		}
	}
	switch st.class {
	case isRefused:
		h.refused++
	case isOutside:
		h.outside++
	case isPattern:
		h.kept++
		st.bin.lines++
		st.pattern.caused(line, placeOf(h.file, no-st.lines), st.lines)
	case isEvent:
		h.told++
		e := &h.events[len(h.events)-1]
		e.Lines++
		if len(line) > 0 && len(e.Detail) < detailLimit {
			if e.Detail != "" {
				e.Detail += "\n"
			}
			e.Detail += timeline.Foreign(oneLine(line, textLimit))
		}
	default:
		h.quiet++
	}
}

// detailLimit bounds what of a stack trace an event carries.
const detailLimit = 4 << 10

// record counts a line that has a time.
func (h *harvest) record(line []byte, no int, t instant) {
	m := mark{t, placeOf(h.file, no)}
	h.stamp(m)
	st := &h.state
	st.lines, st.bytes = 0, 0
	inside := h.s.holds(t.ns)
	if h.s.o.Each == "" {
		h.match(line, m, inside)
		return
	}
	switch {
	case inside:
		h.event(line, m)
	default:
		st.class = isOutside
		h.outside++
	}
}

// stamp counts a line that has a time in the series of everything.
func (h *harvest) stamp(m mark) {
	h.stamped++
	if h.stamped == 1 || m.ns < h.from.ns {
		h.from = m
	}
	if h.stamped == 1 || m.ns > h.to.ns {
		h.to = m
	}
	h.count(m.ns)
}

// tickOf is the tick of an instant in a series of the given grain. Most lines
// are of the same one as the line before.
func (h *harvest) tickOf(ns int64, g grain) int64 {
	if l := &h.lately; uint64(ns-l.ns) < tick {
		return l.at[g]
	}
	l := &h.lately
	l.ns = tickOf(ns, 1) * tick
	l.at = [2]int64{tickOf(ns, 1), tickOf(ns, roughly)}
	return l.at[g]
}

// count adds a record to the series of everything.
func (h *harvest) count(ns int64) {
	if uint64(ns-h.begun) < h.lasts {
		h.total.bins[h.totalAt].n++
		return
	}
	h.totalAt = h.total.slot(tickOf(ns, h.total.width))
	if len(h.total.bins) > maxTotal+maxTotal/4 {
		h.total.bound(maxTotal)
		h.totalAt = h.total.slot(tickOf(ns, h.total.width))
	}
	b := &h.total.bins[h.totalAt]
	b.n++
	h.begun, h.lasts = b.at*tick, uint64(h.total.width*tick)
}

// grain says whether a series is counted finely or roughly.
type grain uint8

const (
	fine grain = iota
	rough
)

// holds reports whether an instant lies in the window.
func (s *source) holds(ns int64) bool {
	return ns >= s.since && ns <= s.until
}

// close ends the harvest of a file.
func (h *harvest) close() {
	h.flush()
	h.bound()
	h.total.sort()
	for _, k := range h.order {
		h.patterns[k].sort()
	}
	if h.s.listed == nil {
		h.s.back(h.rec)
		h.rec = nil
	}
}
