package logs

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// Format is a way in which programs write the lines of a log.
type Format struct {
	Name    string
	Doc     string
	Samples []Sample

	parse func(line []byte, r *record) verdict
}

// Sample is a line of a format and what is to be read from it. The time is in
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
		accessFormat, criFormat, dockerFormat, jsonFormat, logfmtFormat,
		rfc3164Format, rfc5424Format, rsyslogFormat, textFormat,
	}
}

// verdict says whether a format understood a line.
type verdict uint8

const (
	foreign    verdict = iota // not a line of this format
	understood                // the record holds what the line says
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
	trouble bool // no level, but words of trouble
	head    int  // where a level written in the message ends
	status  int  // of HTTP, 0 if the line is not about a request
	plain   bool // the message may begin with the names of a thread and a logger

	message []byte
	key     uint64 // of the group of the message
	cause   []byte // an error told apart from the message
	subject []byte
	host    []byte
	actor   []byte

	joins   bool // the line goes on with the one before
	partial bool // the next line goes on with this one
	why     error

	collect bool // keep the fields
	fields  []field
	buf     []byte
	json    jsonScan
}

// field is a name and a value of a line that has fields.
type field struct{ name, value string }

// reset makes the record ready for the next line and keeps its buffers.
func (r *record) reset() {
	r.timed, r.ended, r.trouble, r.plain, r.joins, r.partial = false, false, false, false, false, false
	r.level, r.head, r.status, r.why = timeline.NoLevel, 0, 0, nil
	r.message, r.cause, r.subject, r.host, r.actor = nil, nil, nil, nil, nil
	r.fields, r.buf = r.fields[:0], r.buf[:0]
}

// refuse notes why a line is wrong.
func (r *record) refuse(why error) verdict {
	r.why = why
	return refused
}

// mood reads the level from the message's own words where no field told it.
func (r *record) mood() {
	m := textMood(r.message)
	r.level, r.head, r.trouble = m.level, m.end, m.trouble
}

// ranked orders the formats from the most particular to the most general: the
// fewer samples of others a format understands, the more its own lines say.
func ranked(formats []Format) []Format {
	taken := map[string]int{}
	var r record
	for _, f := range formats {
		for _, g := range formats {
			if f.Name == g.Name {
				continue
			}
			for _, s := range g.Samples {
				r.reset()
				if f.parse([]byte(s.Line), &r) == understood {
					taken[f.Name]++
				}
			}
		}
	}
	slices.SortFunc(formats, func(f, g Format) int {
		return cmp.Or(taken[f.Name]-taken[g.Name], cmp.Compare(f.Name, g.Name))
	})
	return formats
}

// sniffLines is how many lines of a file its format is chosen from.
const sniffLines = 300

// detect chooses the format of a file from its first lines: the most
// particular one that understands nearly as many of them as any does.
func detect(formats []Format, head []byte, sep byte) (Format, bool) {
	hits := make([]int, len(formats))
	var r record
	for n := 0; len(head) > 0 && n < sniffLines; n++ {
		line, rest, whole := bytes.Cut(head, []byte{sep})
		head = rest
		if !whole && n > 0 {
			break // the head may end within a line
		}
		line = bytes.TrimRight(line, "\r")
		for i, f := range formats {
			r.reset()
			// A wrong line of a format speaks for it, too.
			if v := f.parse(line, &r); v == understood || v == refused {
				hits[i]++
			}
		}
	}
	best := slices.Max(hits)
	if best == 0 {
		return Format{}, false
	}
	for i, f := range formats {
		if hits[i]*10 >= best*6 {
			return f, true
		}
	}
	return Format{}, false
}
