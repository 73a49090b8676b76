package source

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

// logLine is one line of a log that an export holds. Its times are corrected
// later, with the others of the source.
type logLine struct {
	Time    string `json:"time"`
	Level   string `json:"level,omitempty"`
	Service string `json:"service,omitempty"`
	Message string `json:"msg"`
}

// wrapped is a line of a log as a container's runtime keeps it: the line
// itself is read again, for its level and what it says.
type wrapped struct {
	Log    string `json:"log"`
	Stream string `json:"stream"`
	Time   string `json:"time"`
}

// lineReader is the kind of an export that holds lines of logs, beside events
// or alone. The lines are read as those of any log: what stands out becomes an
// event.
func (x export) lineReader(format string) Kind {
	return x.reading(func(ctx context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream {
		t := newTake(s, env)
		t.gaps, t.wall = gaps, logs.NewClock(zone(s, env), 0)
		each := x.open(t)
		where := make([]string, len(files))
		feeds := make([]logs.File, len(files))
		t.places = map[string][]int{}
		for i, f := range files {
			where[i] = f.Name
			feeds[i] = logs.File{Name: f.Name, Size: -1, Open: func() (io.ReadCloser, error) {
				return x.feed(ctx, t, f, each), nil
			}}
		}
		t.lines = logs.Read(ctx, feeds, logs.Options{
			Source: s.Name, Since: t.since, Until: t.until, Zone: zone(s, env), Clock: t.fix(), Format: format, Each: s.Each,
		})
		if ctx.Err() != nil {
			return failed(s, "records", errors.New("the reading was stopped"))
		}
		return t.stream(where)
	})
}

// feed gives the lines that a file of objects holds, while it is read.
func (x export) feed(ctx context.Context, t *take, f logs.File, each func(o *object) error) io.ReadCloser {
	ctx, cancel := context.WithCancel(ctx)
	next, stop := iter.Pull(func(yield func([]byte) bool) {
		t.emit = func(line []byte) {
			if ctx.Err() == nil && !yield(line) {
				cancel()
			}
		}
		x.file(ctx, t, f, func(o *object) { t.object(o, each) })
	})
	return &feed{next: next, stop: func() { cancel(); stop() }}
}

type feed struct {
	next func() ([]byte, bool)
	stop func()
	left []byte
}

func (f *feed) Read(p []byte) (int, error) {
	for len(f.left) == 0 {
		line, ok := f.next()
		if !ok {
			return 0, io.EOF
		}
		f.left = line
	}
	n := copy(p, f.left)
	f.left = f.left[n:]
	return n, nil
}

func (f *feed) Close() error {
	f.stop()
	return nil
}

// line hands a line of a log on. One that the record cites is an event of its
// own.
func (t *take) line(o *object, at timeline.Time, ref string, v any, e timeline.Event) error {
	if t.cites(timeline.Position{File: t.file, Line: o.line, Ref: ref}) {
		e.Time, e.Kind, e.Source.Ref = at.Shift(t.fix()), timeline.Pattern, ref
		t.add(o, e)
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	t.places[t.file] = append(t.places[t.file], o.line)
	t.emit(append(b, '\n'))
	return nil
}

// place tells where the line that was handed on stands in its export.
func (t *take) place(p timeline.Position) timeline.Position {
	if lines := t.places[p.File]; p.Line > 0 && p.Line <= len(lines) {
		p.Line = lines[p.Line-1]
	}
	return p
}

// join adds what the lines told to what the other objects did.
func (t *take) join(events []timeline.Event, r *timeline.Reading) []timeline.Event {
	for e, err := range t.lines.Events() {
		var bad *timeline.LineError
		if errors.As(err, &bad) {
			t.refused = append(t.refused, &timeline.LineError{Position: t.place(bad.Position), Err: bad.Err})
		} else if err == nil {
			e.Source, e.Detail = t.place(e.Source), unwrapped(e.Detail)
			events = append(events, e)
		}
	}
	l := t.lines.Reading()
	for _, sum := range []struct {
		to *int
		n  int
	}{{&r.Tally.Read, l.Tally.Read}, {&r.Tally.Refused, l.Tally.Refused}, {&r.Tally.Outside, l.Tally.Outside}, {&r.Tally.Quiet, l.Tally.Quiet}, {&r.Tally.Told, l.Tally.Told}} {
		*sum.to += sum.n
	}
	if l.Tally.Read > 0 {
		r.Gaps = append(r.Gaps, l.Gaps...)
		for _, note := range l.Notes {
			if len(note) < 8 || note[:8] != "read as " {
				r.Notes = append(r.Notes, note)
			}
		}
		if r.From.IsZero() || !l.From.IsZero() && l.From.Compare(r.From) < 0 {
			r.From = l.From
		}
		if r.To.IsZero() || l.To.Compare(r.To) > 0 && !l.To.IsZero() {
			r.To = l.To
		}
	}
	return events
}

var wrapping = pattern.New(`^\{"(?:log|.*?"msg)":"`)

// unwrapped takes what lines were wrapped in off the samples of an event, which may
// be cut.
func unwrapped(samples timeline.Foreign) timeline.Foreign {
	lines := strings.Split(string(samples), "\n")
	for i, line := range lines {
		head := wrapping.FindString(line)
		if head == "" {
			continue
		}
		text := line[len(head):]
		for _, end := range []string{`\n","stream":`, `"}`} {
			text, _, _ = strings.Cut(text, end)
		}
		if plain, err := strconv.Unquote(`"` + text + `"`); err == nil {
			text = plain
		}
		lines[i] = text
	}
	return timeline.Foreign(strings.Join(lines, "\n"))
}
