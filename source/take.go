package source

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

// What an event of an export may carry, and how much of a source is told.
const (
	textLimit   = 300
	detailLimit = 4 << 10
	labelLimit  = 200
	maxLabels   = 16
	takeEvents  = 50_000
	takeErrors  = 20 // refused objects told for each file
)

// take is what one source gives while it is read: events, and an account of
// every object.
type take struct {
	source       incident.Source
	since, until time.Time
	clock        *logs.Clock
	refs         []string // what the record cites of this source

	file     string
	events   []*timeline.Event
	keyed    map[string]*timeline.Event
	refused  []*timeline.LineError
	inFile   int // refused of this file
	over     int // events beyond the limit
	from, to timeline.Time
	tally    timeline.Tally
	noted    []string
	counted  map[string]int
	gaps     []string
	pages    paging
	ends     []func()

	// Lines of logs that the objects hold, for the kinds of source that read
	// them.
	wall   *logs.Clock // uncorrected
	emit   func(line []byte)
	places map[string][]int // where each line stands in its file
	lines  *logs.Reader

	// What became of the object that is being read.
	told, outside bool
}

func newTake(s incident.Source, env *Env) *take {
	t := &take{
		source: s, clock: logs.NewClock(zone(s, env), time.Duration(s.Clock)), refs: cited(s, env),
		keyed: map[string]*timeline.Event{}, counted: map[string]int{},
		tally: timeline.Tally{Source: s.Name, Unit: "records"},
	}
	t.since, t.until = bounds(s, env)
	return t
}

// object has one object read and accounts for it.
func (t *take) object(o *object, each func(o *object) error) {
	t.told, t.outside = false, false
	t.tally.Read++
	handed := len(t.places[t.file])
	if err := each(o); err != nil {
		if !t.told && len(t.places[t.file]) == handed {
			t.refuse(o.line, err)
			return
		}
		// The object stands behind an event already; what does not is told
		// beside it.
		t.complain(o.line, fmt.Errorf("in part: %w", err))
	}
	switch {
	case t.told:
		t.tally.Told++
	case t.outside:
		t.tally.Outside++
	case len(t.places[t.file]) > handed:
		t.tally.Read-- // its lines are counted one by one
	default:
		t.tally.Quiet++
	}
}

// fault accounts for an object that could not be read at all.
func (t *take) fault(line int, err error) {
	t.tally.Read++
	t.refuse(line, err)
}

func (t *take) refuse(line int, err error) {
	t.tally.Refused++
	t.complain(line, err)
}

func (t *take) complain(line int, err error) {
	if t.inFile++; t.inFile > takeErrors {
		return
	}
	t.refused = append(t.refused, &timeline.LineError{
		Position: timeline.Position{Source: t.source.Name, File: t.file, Line: line}, Err: err,
	})
}

// begin and finish stand around the objects of one file.
func (t *take) begin(file string) { t.file, t.inFile = file, 0 }

func (t *take) finish() {
	if more := t.inFile - takeErrors; more > 0 {
		t.gap("%s: %d records were not understood, of which the first %d are shown", t.file, t.inFile, takeErrors)
	}
}

// time is the time at the first of some paths that holds one: zero where none
// does. The year 1 and the number 0 are how programs write that there is none.
func (t *take) time(o *object, paths ...string) (timeline.Time, error) {
	for _, p := range paths {
		text := o.text(p)
		if text == "" || text == "0" || strings.HasPrefix(text, "0001-01-01") || text == "-62135596800000" {
			continue
		}
		at, err := t.clock.Time(text)
		if err != nil {
			return timeline.Time{}, fmt.Errorf("%s %q %w", p, clip(text, 60), err)
		}
		return at, nil
	}
	return timeline.Time{}, nil
}

// mustTime is time where an object without one says nothing.
func (t *take) mustTime(o *object, paths ...string) (timeline.Time, error) {
	at, err := t.time(o, paths...)
	if err == nil && at.IsZero() {
		err = fmt.Errorf("has no time: %s is missing", strings.Join(paths, " or "))
	}
	return at, err
}

// add takes in an event of an object. Times outside of the window are counted
// and not told, unless the record cites the event; then, and beyond the limit,
// the result is nil. Text is made one line, labels are bounded.
func (t *take) add(o *object, e timeline.Event) *timeline.Event {
	e.Source.Source, e.Source.File = t.source.Name, t.file
	if e.Source.Line == 0 {
		e.Source.Line = o.line
	}
	e.Lines = max(e.Lines, 1)
	e.Actor, e.Subject = tidy(e.Actor, labelLimit), tidy(e.Subject, labelLimit)
	e.Text = cmp.Or(tidy(e.Text, textLimit), e.Subject, timeline.Foreign(e.Kind))
	e.Detail = timeline.Foreign(clip(string(e.Detail), detailLimit))
	if e.Level == timeline.Info && e.Labels["milestone"] == string(timeline.Detected) {
		// What nobody is called for detects nothing.
		delete(e.Labels, "milestone")
	}
	e.Labels = t.labels(e.Labels)
	if !e.Time.IsZero() {
		if t.from.IsZero() || e.Time.Compare(t.from) < 0 {
			t.from = e.Time
		}
		if end := cmp.Or(e.Until, e.Time); t.to.IsZero() || end.Compare(t.to) > 0 {
			t.to = end
		}
		if !t.within(e) && !t.cites(e.Source) {
			t.outside = true
			return nil
		}
	}
	if len(t.events) >= takeEvents {
		t.over++
		return nil
	}
	t.told = true
	t.events = append(t.events, &e)
	return &e
}

// once is add for what a system tells again and again: a second event of the
// same key adds to the count of the first, which is given back.
func (t *take) once(key string, o *object, e timeline.Event) *timeline.Event {
	if first, ok := t.keyed[key]; ok {
		t.count("repeated notifications, counted with the first of their kind")
		if first == nil {
			t.outside = true
			return nil
		}
		first.Lines++
		t.told = true
		return first
	}
	t.keyed[key] = t.add(o, e)
	return t.keyed[key]
}

// seen reports whether once was called with a key.
func (t *take) seen(key string) bool {
	_, ok := t.keyed[key]
	return ok
}

// fix is the correction of the source's clock.
func (t *take) fix() time.Duration { return time.Duration(t.source.Clock) }

func (t *take) within(e timeline.Event) bool {
	return e.Time.Overlaps(t.since, t.until) ||
		!e.Until.IsZero() && (t.until.IsZero() || !e.Time.Earliest.After(t.until)) && (t.since.IsZero() || !e.End().Before(t.since))
}

// cites reports whether the record cites a place of this source: the id that
// the export gives, a line, or a file and a line.
func (t *take) cites(p timeline.Position) bool {
	if len(t.refs) == 0 {
		return false
	}
	line := fmt.Sprint(p.Line)
	return slices.ContainsFunc(t.refs, func(ref string) bool {
		return ref == p.Ref && ref != "" || ref == line || ref == p.File+":"+line || strings.HasSuffix(p.File+":"+line, "/"+ref)
	})
}

// labels bounds what an event carries beside its text.
func (t *take) labels(all map[string]string) map[string]string {
	if len(all) == 0 {
		return nil
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return name == "" || all[name] == "" })
	if len(names) > maxLabels {
		t.count("events with more labels than are kept")
		names = names[:maxLabels]
	}
	out := make(map[string]string, len(names))
	for _, name := range names {
		out[clip(name, labelLimit)] = string(tidy(timeline.Foreign(all[name]), labelLimit))
	}
	return out
}

// note tells something once; count tells how often, through the %d of what, or
// after it.
func (t *take) note(text string) {
	if !slices.Contains(t.noted, text) && len(t.noted) < takeErrors {
		t.noted = append(t.noted, text)
	}
}

func (t *take) count(what string) { t.counted[what]++ }

func (t *take) gap(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); len(t.gaps) <= manyGaps && !slices.Contains(t.gaps, text) {
		t.gaps = append(t.gaps, text)
	}
}

// atEnd has something done when all files were read.
func (t *take) atEnd(f func()) { t.ends = append(t.ends, f) }

// stream is what was taken, sealed and in order.
func (t *take) stream(where []string) Stream {
	for _, f := range t.ends {
		f()
	}
	t.pageGaps()
	if t.over > 0 {
		t.gap("%d more than the limit of %d events of one source were not told: narrow the window", t.over, takeEvents)
	}
	notes := append(slices.Clone(t.noted), t.clock.Notes()...)
	for _, what := range slices.Sorted(maps.Keys(t.counted)) {
		f := what
		if !strings.Contains(f, "%d") {
			f += ": %d"
		}
		notes = append(notes, fmt.Sprintf(f, t.counted[what]))
	}
	events := make([]timeline.Event, len(t.events))
	for i, e := range t.events {
		events[i] = e.Seal()
	}
	reading := timeline.Reading{
		Source: t.source.Name, Kind: t.source.Kind, Where: where, Tally: t.tally,
		From: t.from, To: t.to, Notes: notes, Gaps: t.gaps,
	}
	if t.lines != nil {
		events = t.join(events, &reading)
	}
	slices.SortFunc(events, timeline.Event.Compare)
	reading.Failed = reading.Tally.Read == reading.Tally.Refused && (reading.Tally.Read > 0 || len(reading.Gaps) > 0)
	return Stream{
		Events: func(yield func(timeline.Event, error) bool) {
			for _, bad := range t.refused {
				if !yield(timeline.Event{}, bad) {
					return
				}
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
			}
		},
		Reading: func() timeline.Reading { return reading },
	}
}

// tidy makes text one line of at most so many bytes.
func tidy(text timeline.Foreign, limit int) timeline.Foreign {
	s := string(text)
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return timeline.Foreign(clip(strings.Join(strings.Fields(s), " "), limit))
}

// notA is the error of an object of another kind than the source's.
func notA(what string, names ...string) error {
	return errors.New("is not " + what + ": " + strings.Join(names, " or ") + " is missing")
}

// digest is a short name for what has none.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}
