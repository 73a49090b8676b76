package logs

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/candor-reports/candor/timeline"
)

// Format is a way in which programs write the lines of a log.
type Format struct {
	Name    string
	Doc     string
	Samples []Sample

	parse  parser
	begin  func(f Format, head []byte) (Format, bool)
	gather func(io.Reader) io.Reader
	headed bool             // files begin with lines that say what the others mean
	names  map[string]alias // of fields, where the user said what they are; nil for those that every source has
}

// A parser reads one line. It keeps nothing from line to line, so that any
// number of lines may be read at the same time, each into a record of its own.
type parser func(line []byte, r *record) verdict

// at returns the format as it is read in a file that begins with head: some
// files say in their first lines what the others mean. The second result is
// false where no file of the format begins so.
//
// A format with gather has records of more than one line. What gather returns
// has each of them on a line of its own, followed by as many empty lines as it
// takes for the next record to stand on the line it began on in the file.
func (f Format) at(head []byte) (Format, bool) {
	ok := true
	if f.begin != nil {
		f, ok = f.begin(f, head)
	}
	if f.names != nil && ok {
		f.parse = naming(f.parse, f.names)
	}
	return f, ok
}

// naming is a parser for which fields mean what names says.
func naming(parse parser, names map[string]alias) parser {
	return func(line []byte, r *record) verdict {
		r.json.found.names = names
		return parse(line, r)
	}
}

// gathered is the beginning of a file with each record on a line of its own.
func (f Format) gathered(head []byte) []byte {
	var all bytes.Buffer
	all.Grow(len(head) + bytes.MinRead)
	all.ReadFrom(io.LimitReader(f.gather(bytes.NewReader(head)), 2*sniffSize))
	return all.Bytes()
}

// as is the format in a file that was said to be of it, whatever it begins
// with.
func (f Format) as(head []byte) Format {
	bound, ok := f.at(head)
	if !ok {
		bound.parse = func(_ []byte, r *record) verdict { return r.refuse(errNotSo) }
	}
	return bound
}

var errNotSo = errors.New("the file does not begin as files of the declared format do: see the samples of the format")

// Sample is a line of a format, with the lines around it that it needs, and
// what is to be read from the first record. The time is in
// RFC 3339; where the line states no zone it is read in UTC, and where it
// states no year in 2024.
type Sample struct {
	Line    string
	Time    string
	Level   timeline.Level
	Subject string
	Text    string
}

// Formats lists every format, in the order of their names.
func Formats() []Format {
	return []Format{
		accessFormat, cmtraceFormat, criFormat, csvFormat, csvlogFormat, dmesgFormat, dockerFormat, elbFormat, envoyFormat,
		epochColumnFormat, haproxyFormat, headedFormat, journalFormat, jsonDocFormat, jsonFormat, julFormat, logfmtFormat, ltsvFormat, slowQueryFormat,
		prefixFormat, railsFormat, rfc3164Format, rfc5424Format, rsyslogFormat, s3Format, squidFormat, sternFormat, textFormat, timeOfDayFormat,
		flowFormat, w3cFormat, winEventFormat, wrappedFormat,
	}
}

// verdict says whether a format understood a line.
type verdict uint8

const (
	foreign    verdict = iota // not a line of this format
	understood                // the record holds what the line says
	aside                     // a line of this format that tells of nothing that happened, such as a header
	refused                   // a line of this format, but a wrong one: the record holds why
)

// record is what one line says. Its slices point into the line or into the
// record's own buffer and are valid until the next line.
type record struct {
	at    stamp
	timed bool // at holds a time
	until stamp
	ended bool // until holds a time

	level   timeline.Level
	trouble bool  // no level, but words of trouble
	head    int   // where a level written in the message ends
	status  int   // of HTTP, 0 if the line is not about a request
	took    int64 // nanoseconds that the request took, -1 if the line does not tell
	plain   bool  // the message may begin with the names of a thread and a logger

	message []byte
	key     uint64 // of the group of the message
	cause   []byte // an error told apart from the message
	subject []byte
	host    []byte
	actor   []byte

	joins   bool // the line goes on with the one before
	partial bool // the next line goes on with this one
	cut     bool // the line was cut at its limit
	why     error

	collect bool // keep the fields
	fields  []field
	buf     []byte
	pale    []byte // the line without colours
	json    jsonScan
	lastAt  lastStamp // of at

	spot  spot // of the time
	loose bool // what the line says depends on the values of numbers other than its time

	recall  *recall // nil to read every line for itself
	known   *known  // of messages like the one in knownOf; nil if not looked for
	knownOf []byte
}

// field is a name and a value of a line that has fields.
type field struct{ name, value string }

// reset makes the record ready for the next line and keeps its buffers.
func (r *record) reset() {
	r.timed, r.ended, r.trouble, r.plain, r.joins, r.partial, r.cut, r.loose = false, false, false, false, false, false, false, false
	r.spot = spot{}
	r.level, r.head, r.status, r.took, r.why = timeline.NoLevel, 0, 0, -1, nil
	r.message, r.cause, r.subject, r.host, r.actor = nil, nil, nil, nil, nil
	r.fields, r.buf, r.known = r.fields[:0], r.buf[:0], nil
}

// refuse notes why a line is wrong.
func (r *record) refuse(why error) verdict {
	r.why = why
	return refused
}

// request notes that the line is about a request of HTTP, and takes the level
// from its status: what the server failed at is an error, and what it refused
// is not.
func (r *record) request(status int) {
	r.status, r.level = status, timeline.Info
	if status >= 500 {
		r.level = timeline.Error
	}
}

// lasted notes how long the request took, in the given unit of nanoseconds.
func (r *record) lasted(v []byte, unit int64) {
	whole := digitRun(v)
	if whole == 0 || whole > 9 {
		return
	}
	took := int64(number(v[:whole])) * unit
	if whole < len(v) && v[whole] == '.' {
		for _, c := range v[whole+1:] {
			if unit /= 10; unit == 0 || !isDigit(c) {
				break
			}
			took += int64(c-'0') * unit
		}
	}
	r.took = took
}

// mood reads the level from the message's own words where no field told it.
func (r *record) mood() { r.spoken(hashSeed) }

// general are the formats that understand samples of others, each more of them
// than the one before. Any other says more by its own lines, and is tried first.
var general = []string{rfc3164Format.Name, timeOfDayFormat.Name, jsonFormat.Name, textFormat.Name}

// everyFormat holds all formats in the order in which they are tried.
var everyFormat = sync.OnceValue(func() []Format {
	formats := Formats()
	slices.SortStableFunc(formats, func(f, g Format) int {
		return slices.Index(general, f.Name) - slices.Index(general, g.Name)
	})
	return formats
})

// sniffLines is how many lines of a file its format is chosen from.
const sniffLines = 300

// detect chooses the format of a file from its first lines: the most
// particular one that understands nearly as many of them as any does.
func detect(r *record, formats []Format, head []byte, sep byte) (Format, bool) {
	hits := make([]int, 0, len(formats))
	bound := make([]Format, 0, len(formats))
	lines := min(max(bytes.Count(head, []byte{sep}), 1), sniffLines)
	best := 0
	for _, f := range formats {
		if best >= lines && f.gather == nil {
			continue // it is more general, and cannot understand more of them
		}
		f, ok := f.at(head)
		if !ok {
			continue
		}
		n := f.hits(r, head, sep)
		hits, bound, best = append(hits, n), append(bound, f), max(best, n)
	}
	for i := range bound {
		if best > 0 && hits[i]*10 >= best*6 {
			return bound[i], true
		}
	}
	return Format{}, false
}

// hits counts the lines at the beginning of a file that the format
// understands, and those that it refuses: a wrong line of a format speaks for it,
// too.
func (f Format) hits(r *record, head []byte, sep byte) int {
	if f.gather != nil {
		head = f.gathered(head)
		sep = '\n'
	}
	r.json.found.names = nil // of the format before
	hits := 0
	for n := 0; len(head) > 0 && n < sniffLines; n++ {
		line, rest, ended := bytes.Cut(head, []byte{sep})
		head = rest
		if !ended && n > 0 {
			break // the head may end within a line
		}
		r.reset()
		switch f.parse(r.uncoloured(bytes.TrimRight(line, "\r")), r) {
		case understood, refused:
			hits++
		case aside:
			// So does the heading of a format that needs one.
			hits += btoi(f.headed)
		}
	}
	return hits
}
