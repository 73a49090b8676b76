package flow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"slices"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// Record reads the record of the folder, with the names of its house.
func (f *Folder) Record() (*incident.Incident, error) {
	return f.Supposing(func(_ string, data []byte) ([]byte, error) { return data, nil })
}

// Supposing reads the record as Change would leave it.
func (f *Folder) Supposing(change func(name string, data []byte) ([]byte, error)) (*incident.Incident, error) {
	data, err := f.read(incident.File)
	if err != nil {
		return nil, err
	}
	if data, err = change(f.name(incident.File), data); err != nil {
		return nil, err
	}
	inc, err := incident.Parse(f.name(incident.File), data)
	if err != nil {
		return nil, err
	}
	house, err := f.house()
	if err != nil {
		return nil, err
	}
	inc.Join(house)
	return inc, nil
}

// Collection is the outcome of reading all sources.
type Collection struct {
	*source.Collected
	Redacted map[string]int // how often each redaction rule struck
}

// Collect reads every source of the record, takes secrets out of what they
// say, and keeps the outcome in the folder. A source that cannot be read does
// not end it: that stands in its reading. Watch is told how far the reading is.
// Now is up to when a server is asked where the window has no end.
func (f *Folder) Collect(ctx context.Context, inc *incident.Incident, stdin io.Reader, now time.Time, watch source.Watch) (*Collection, error) {
	since, until := inc.Bounds()
	env := &source.Env{Dir: f.Dir, Stdin: stdin, Since: since, Until: until, Now: now, Zone: inc.Timezone.Location, Cited: inc.Cites(), Getenv: os.Getenv, Watch: watch}
	red := review.ForHouse(inc)
	var streams []source.Stream
	for _, s := range inc.Sources {
		watch.Begin(s.Name)
		of, err := source.Streams(ctx, s, env)
		if err != nil {
			return nil, err
		}
		streams = append(streams, of...)
	}
	seqs := make([]iter.Seq2[timeline.Event, error], len(streams))
	broken := make([]error, len(streams))
	for i, s := range streams {
		seqs[i] = timeline.Map(tolerate(s.Events, &broken[i]), red.Event)
	}
	c := &Collection{Collected: &source.Collected{}}
	for e, err := range timeline.Merge(seqs...) {
		var bad *timeline.LineError
		if errors.As(err, &bad) {
			bad.Err = errors.New(red.Text(bad.Err.Error()))
			c.Refused = append(c.Refused, bad)
			continue
		}
		c.Events = append(c.Events, e)
	}
	err := ctx.Err()
	if err != nil {
		return nil, err
	}
	named := make([][]timeline.Marker, len(streams))
	for i, s := range streams {
		r := s.Reading()
		if broken[i] != nil && !r.Failed {
			r.Gaps = append(r.Gaps, broken[i].Error())
		}
		for j := range r.Gaps {
			r.Gaps[j] = red.Text(r.Gaps[j])
		}
		c.Readings = append(c.Readings, r)
		if s.Markers != nil {
			named[i] = s.Markers()
		}
	}
	compareClocks(c.Events, c.Readings, named, declaredClocks(inc))
	c.Redacted = red.Counts()
	var buf bytes.Buffer
	for n := source.MaxEvents; ; n = n * 3 / 4 {
		c.keep(n)
		buf.Reset()
		if err := c.Write(&buf); err != nil {
			return nil, err
		}
		if buf.Len() <= source.MaxBytes {
			break
		}
		if n == 0 {
			return nil, fmt.Errorf("%s: what the %d sources say of themselves takes more than %d MiB: name fewer", f.name(source.CollectedFile), len(c.Readings), source.MaxBytes>>20)
		}
	}
	if err := f.write(source.CollectedFile, buf.Bytes()); err != nil {
		return nil, err
	}
	// What is told now and what is told by the next command come from the same
	// bytes.
	c.Collected, err = source.ReadCollected(f.name(source.CollectedFile), buf.Bytes())
	return c, err
}

// declaredClocks has the corrections of the sources' clocks.
func declaredClocks(inc *incident.Incident) map[string]time.Duration {
	clocks := map[string]time.Duration{}
	for _, s := range inc.Sources {
		clocks[s.Name] = time.Duration(s.Clock)
	}
	return clocks
}

// tolerate ends a source at an error that is not about a single line, and
// keeps the error: one broken source must not hide the others.
func tolerate(seq iter.Seq2[timeline.Event, error], broken *error) iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		for e, err := range seq {
			var bad *timeline.LineError
			if err != nil && !errors.As(err, &bad) {
				*broken = err
				return
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// notCollected says that the evidence has not been read yet.
type notCollected struct{ file string }

func (e notCollected) Error() string {
	return e.file + ": nothing was collected yet\n  hint: read the sources first: candor collect"
}

// Collected reads what Collect kept.
func (f *Folder) Collected() (*source.Collected, error) {
	data, err := f.read(source.CollectedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notCollected{f.name(source.CollectedFile)}
	}
	if err != nil {
		return nil, err
	}
	return source.ReadCollected(f.name(source.CollectedFile), data)
}

// Known builds the report of a record from what has been collected, be it
// nothing yet: the first notice is written before anybody has time to collect.
func (f *Folder) Known(inc *incident.Incident, maxEntries int) (*incident.Report, error) {
	c, err := f.Collected()
	if errors.As(err, &notCollected{}) {
		c, err = &source.Collected{}, nil
	}
	if err != nil {
		return nil, err
	}
	return Report(inc, c, maxEntries)
}

// Report builds the timeline of what was collected and of the record's notes,
// edits and milestones. Max bounds the entries shown; 0 does not.
func Report(inc *incident.Incident, c *source.Collected, maxEntries int) (*incident.Report, error) {
	notes, house := inc.Stated(), review.ForHouse(inc)
	for i := range notes {
		notes[i] = house.Event(notes[i])
	}
	events := map[timeline.ID]timeline.Event{}
	for _, list := range [][]timeline.Event{notes, c.Events} {
		for _, e := range list {
			events[e.ID] = e
		}
	}
	stated := &source.Collected{Events: notes}
	tl, err := timeline.Build(timeline.Merge(stated.Seq(), c.Seq()), timeline.Options{
		Edits: inc.TimelineEdits(), Marks: inc.Marks(events), Max: maxEntries, Cited: inc.Cited(events),
		Public: inc.PublicSources(), Sources: c.Tallies(),
	})
	if err != nil {
		return nil, err
	}
	tl.Refused = c.Refused
	// What people wrote into the record may hold secrets as well.
	for i, e := range tl.Entries {
		tl.Entries[i].Text = timeline.Foreign(house.Text(string(e.Text)))
	}
	for name, m := range tl.Marked {
		m.Text = house.Text(m.Text)
		tl.Marked[name] = m
	}
	rep := incident.NewReport(inc, tl, c.Readings)
	rep.Aliases = aliases(inc, slices.Concat(notes, c.Events))
	return rep, nil
}
