package logs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Line is one line of a file as it was read.
type Line struct {
	File    string
	No      int              // 1-based, in the decompressed file
	Time    timeline.Time    // unknown where the line states none
	Of      int              // the line that this one goes on with; 0 for a line of its own
	Level   timeline.Level   // as the line says or its words tell
	Pattern string           // the id of its pattern; "" for a line that goes on with another
	Text    timeline.Foreign // the message, without what loggers write before it
	Refused error            // why it was not understood; nil if it was
}

// lineJSON is the shape of a line in JSON.
type lineJSON struct {
	File    string           `json:"file,omitempty"`
	Line    int              `json:"line"`
	Time    string           `json:"time,omitempty"`
	Basis   string           `json:"basis,omitempty"`
	Level   timeline.Level   `json:"level,omitempty"`
	Of      int              `json:"of,omitempty"`
	Pattern string           `json:"pattern,omitempty"`
	Refused string           `json:"refused,omitempty"`
	Text    timeline.Foreign `json:"text"`
}

// MarshalJSON writes {"line":17,"time":…,"basis":…,"level":…,"of":…,
// "pattern":…,"refused":…,"text":…}, without what there is nothing to say of.
// The time is in RFC 3339, in UTC, with as many digits of a fraction as the
// line states; a date alone has no time of day.
func (l Line) MarshalJSON() ([]byte, error) { return l.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON writes.
func (l Line) AppendJSON(b []byte) []byte {
	out := lineJSON{File: l.File, Line: l.No, Level: l.Level, Of: l.Of, Pattern: l.Pattern, Text: l.Text}
	if !l.Time.IsZero() {
		out.Time, out.Basis = rfc3339(l.Time), basisOf(l.Time)
	}
	if l.Refused != nil {
		out.Refused = l.Refused.Error()
	}
	text, err := json.Marshal(out)
	if err != nil {
		return b // a struct of strings and numbers is always written
	}
	return append(b, text...)
}

// basisOf says in few words how the time was known.
func basisOf(t timeline.Time) string {
	var parts []string
	for _, p := range []struct {
		used, declared bool
		what           string
	}{{t.Basis.Zone != "", !t.Basis.ZoneAssumed, "zone"}, {t.Basis.Year != 0, t.Basis.YearDeclared, "year"}} {
		switch {
		case p.used && p.declared:
			parts = append(parts, p.what+" declared")
		case p.used:
			parts = append(parts, p.what+" assumed")
		}
	}
	if t.Basis.Day != "" {
		parts = append(parts, "date "+t.Basis.Day)
	}
	switch {
	case t.Basis.OrderAssumed:
		parts = append(parts, t.Basis.Order+" assumed")
	case t.Basis.Order != "":
		parts = append(parts, t.Basis.Order)
	}
	if t.Basis.Clock != 0 {
		parts = append(parts, "clock corrected")
	}
	if len(parts) == 0 {
		return "stated"
	}
	return strings.Join(parts, ", ")
}

func rfc3339(t timeline.Time) string {
	if t.Form == timeline.Instant && t.Precision >= time.Minute {
		return t.Earliest.Format("2006-01-02T15:04:05Z")
	}
	return t.String()
}

// Lines reads one file line by line, as Read does, and gives each line with
// what was made of it. It reads the file twice, since what varies in a family
// of lines, the order of day and month and the year show only at its end; what
// can be read only once, such as standard input, is kept in memory and must
// not be longer than 256 MiB. The error is for a file that could not be read
// or not to its end. It can be ranged over again.
func Lines(ctx context.Context, f File, o Options) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		f, err := replayable(f)
		if err != nil {
			yield(Line{}, err)
			return
		}
		s := newSource([]File{f}, o)
		if err := s.readAll(ctx); err != nil {
			yield(Line{}, err)
			return
		}
		if s.unknown != "" {
			yield(Line{}, unknownFormat(s.unknown))
			return
		}
		h := s.parts[0]
		l := &lister{mined: s.groups.mine(), yield: yield}
		s.listed = l
		again, err := s.once(ctx, 0, h.cal.order, h.cal.earlier, 1)
		switch {
		case l.stopped:
		case err != nil:
			yield(Line{}, err)
		case again.gap != "":
			yield(Line{}, fmt.Errorf("%s: %s", f.Name, again.gap))
		}
	}
}

// keptInput is how much of what can be read only once is kept to be read
// again.
const keptInput = 256 << 20

// replayable is a file that can be opened more than once.
func replayable(f File) (File, error) {
	if f.Size >= 0 {
		return f, nil
	}
	rc, err := f.Open()
	if err != nil {
		return f, fmt.Errorf("%s: %s", f.Name, cause(err))
	}
	defer rc.Close()
	all, err := io.ReadAll(io.LimitReader(rc, keptInput+1))
	switch {
	case err != nil:
		return f, fmt.Errorf("%s: %s", f.Name, cause(err))
	case len(all) > keptInput:
		return f, fmt.Errorf("%s: is longer than %d MiB: write it to a file, which can be read twice", f.Name, keptInput>>20)
	}
	return inMemory(f.Name, all), nil
}

// lister hands out the lines of a file as they are harvested.
type lister struct {
	mined   *patterns
	yield   func(Line, error) bool
	open    int       // the line whose record is open
	traced  bool      // a stack trace has begun in lines without a time
	raw     *rawLines // where records are gathered from several lines
	stopped bool
}

// attach has the lines listed as they stand in a file whose records are
// gathered from several lines.
func (l *lister) attach(lines *lineReader) {
	if g, ok := lines.r.(*gatherer); ok {
		l.raw = &rawLines{first: 1}
		g.raw = l.raw
	}
}

// gathered hands out the lines between the record before and the one that the
// gatherer has put on one line, and returns the number of its own first line.
// The second result is false where no record was put there.
func (l *lister) gathered(line []byte) (no int, ok bool) {
	if len(line) == 0 {
		return 0, false
	}
	no = l.raw.next()
	l.rest(no)
	l.raw.skip(no)
	return no, true
}

// rest hands out the lines that belong to the latest record: those before
// number no, or all that are left if no is 0.
func (l *lister) rest(no int) {
	if l.raw == nil || l.stopped {
		return
	}
	l.stopped = !l.raw.upTo(no, func(no int, line []byte) bool {
		return l.yield(Line{No: no, Of: l.open, Text: whole(line)}, nil)
	})
}

// goesOn reports whether a line without a time goes on with the one before, which
// has none either: it is indented, or part of a stack trace.
func (l *lister) goesOn(line []byte) bool {
	if l.open == 0 || len(line) == 0 {
		return false
	}
	head := bytes.HasPrefix(line, []byte("Traceback (")) || bytes.HasPrefix(line, []byte("Caused by: "))
	if head || line[0] == ' ' || line[0] == '\t' {
		l.traced = true
		return true
	}
	end := bytes.IndexByte(line, ':')
	return l.traced && end > 0 && failureName(line[:end])
}

var errFollows = errors.New("goes on with a line that was not understood")

// fate is what the harvest made of a line.
type fate struct {
	why error   // it was refused
	own bool    // it is a record of its own
	at  instant // its time
}

// list hands out the line that h has just taken.
func (l *lister) list(h *harvest, line []byte, no int) {
	if l.stopped {
		return
	}
	if l.raw != nil {
		at, ok := l.gathered(line)
		if !ok || l.stopped {
			return
		}
		no = at
	}
	out := Line{No: no}
	switch f := h.fate; {
	case f.why != nil && l.goesOn(line):
		out.Of, out.Refused, out.Text = l.open, errFollows, whole(line)
	case f.why != nil:
		l.open, l.traced = no, false
		out.Refused, out.Text = f.why, whole(line)
		if f.why == errNoStamp {
			m := textMood(h.rec.uncoloured(line))
			out.Level = m.level
		}
	case f.own:
		l.open = no
		message, _ := h.rec.headline()
		out.Time, out.Level, out.Text = h.cal.time(f.at), h.rec.level, whole(message)
		out.Pattern = l.mined.of(h.rec.key, message).ID
	case h.state.class == isRefused:
		out.Of, out.Refused, out.Text = l.open, errFollows, whole(line)
	default:
		out.Of, out.Text = l.open, whole(line)
	}
	l.stopped = !l.yield(out, nil)
}

// whole is all of a message as one line.
func whole(b []byte) timeline.Foreign { return timeline.Foreign(oneLine(b, maxWhole)) }

const maxWhole = 1 << 20

// inMemory is a file that is held in memory.
func inMemory(name string, text []byte) File {
	return File{Name: name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text)), nil
	}}
}

func unknownFormat(name string) error {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return fmt.Errorf("format %q is not known: write one of %s, or leave it out", name, strings.Join(names, ", "))
}
