package timeline

import (
	"cmp"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"
)

// Entry is one line of the account. Its first event leads: the entry's time,
// text and kind are that event's, as edited.
type Entry struct {
	Time      Time
	Until     Time
	Kind      Kind
	Level     Level
	Text      Foreign
	Milestone Milestone
	Public    bool
	Pinned    bool
	Events    []Event // the evidence, the leading event first
}

// Source is the name of the source of the leading event.
func (e Entry) Source() string { return e.Events[0].Source.Source }

// ID is the ID of the leading event.
func (e Entry) ID() ID { return e.Events[0].ID }

// Lines is the number of source lines that stand behind the entry; of an alert
// that came again and again, those of its beginnings.
func (e Entry) Lines() int {
	n := 0
	for _, ev := range e.Events {
		if e.Kind == Alert && ev.Text != e.Events[0].Text {
			continue
		}
		n += ev.Lines
	}
	return n
}

// Timeline is the account of an incident in time order.
type Timeline struct {
	Entries []Entry
	Ledger  Ledger
	Refused []*LineError  // lines that were not understood, in the order met
	Orphans []Edit        // edits whose event no source gives any more
	Events  map[ID]Event  // every event that was given, as its source told it
	Reasons map[ID]string // why an event is not shown: "hidden", "folded", "cut"
	Marked  map[Milestone]Mark
}

// Options say how a timeline is built from events.
type Options struct {
	Edits   []Edit
	Marks   []Mark        // milestones the record states; they win over edits
	Max     int           // the most entries to show; 0 means no limit
	Fold    time.Duration // equal events of one source closer than this are told as one; 0 means five minutes
	Cited   []ID          // events that claims cite; they are cut last
	Public  []string      // sources whose events may be told to customers
	Sources []Tally       // what the sources read, for the ledger
}

// Build makes the timeline of a sequence of events. A *LineError in the
// sequence is kept in Refused; any other error ends the build.
func Build(seq iter.Seq2[Event, error], o Options) (*Timeline, error) {
	tl := &Timeline{
		Ledger:  Ledger{Sources: o.Sources},
		Events:  map[ID]Event{},
		Reasons: map[ID]string{},
		Marked:  map[Milestone]Mark{},
	}
	edits := map[ID]Edit{}
	for _, d := range o.Edits {
		edits[d.Event] = d
	}
	var entries []Entry
	for e, err := range seq {
		var bad *LineError
		switch {
		case errors.As(err, &bad):
			tl.Refused = append(tl.Refused, bad)
			continue
		case err != nil:
			return nil, err
		}
		tl.Ledger.Events++
		if _, ok := tl.Events[e.ID]; ok {
			tl.Ledger.Duplicate++
			continue
		}
		tl.Events[e.ID] = e
		d := edits[e.ID]
		delete(edits, e.ID)
		if d.Hide {
			tl.Ledger.Hidden++
			tl.Reasons[e.ID] = "hidden"
			continue
		}
		d.Public = d.Public || slices.Contains(o.Public, e.Source.Source)
		entries = append(entries, newEntry(d.Apply(e), d))
	}
	for _, d := range o.Edits {
		if _, left := edits[d.Event]; left {
			tl.Orphans = append(tl.Orphans, d)
		}
	}
	entries = tl.mark(entries, o.Marks)
	slices.SortStableFunc(entries, compareEntries)
	entries = tl.fold(entries, o.Fold)
	tl.Entries = tl.cut(entries, o)
	tl.Ledger.Shown = len(tl.Entries)
	return tl, tl.Ledger.Err()
}

func newEntry(e Event, d Edit) Entry {
	return Entry{
		Time: e.Time, Until: e.Until, Kind: e.Kind, Level: e.Level, Text: e.Text,
		Milestone: d.Milestone, Public: d.Public, Pinned: d.Pin, Events: []Event{e},
	}
}

func compareEntries(a, b Entry) int {
	if c := a.Time.Compare(b.Time); c != 0 {
		return c
	}
	return a.Events[0].Compare(b.Events[0])
}

// mark puts the milestones on the entries. A mark with evidence sits on the
// entry of its first known event; one without gets an entry of its own.
func (tl *Timeline) mark(entries []Entry, marks []Mark) []Entry {
	byID := map[ID]int{}
	for i, e := range entries {
		byID[e.ID()] = i
		if e.Milestone != "" {
			tl.Marked[e.Milestone] = Mark{Milestone: e.Milestone, Time: e.Time, Text: string(e.Text), Public: e.Public, Evidence: []ID{e.ID()}}
		}
	}
	for _, m := range marks {
		// An edit that named another event for this milestone gives way.
		for i := range entries {
			if entries[i].Milestone == m.Milestone {
				entries[i].Milestone = ""
			}
		}
		tl.Marked[m.Milestone] = m
		if i, ok := evidenceEntry(byID, entries, m); ok {
			entries[i].Milestone = m.Milestone
			entries[i].Public = entries[i].Public || m.Public
			// What people state holds: the time as they know it, and their words.
			entries[i].Time = m.Time
			entries[i].Text = cmp.Or(Foreign(m.Text), entries[i].Text)
			continue
		}
		e := Event{
			Time: m.Time, Kind: Note, Text: Foreign(cmp.Or(m.Text, string(m.Milestone))),
			Source: Position{Source: RecordSource, Ref: string(m.Milestone)},
		}.Seal()
		tl.Ledger.Events++
		if _, ok := tl.Events[e.ID]; ok {
			tl.Ledger.Duplicate++
			continue
		}
		tl.Events[e.ID] = e
		entry := newEntry(e, Edit{Milestone: m.Milestone, Public: m.Public})
		entries = append(entries, entry)
	}
	return entries
}

// RecordSource is the source name of what people state in the record itself.
const RecordSource = "record"

// evidenceEntry finds the entry a mark can sit on: the first of its evidence
// that is shown, has no milestone yet and is at the stated time. What happens
// on every local clock is no single event, so it gets an entry of its own.
func evidenceEntry(byID map[ID]int, entries []Entry, m Mark) (int, bool) {
	if m.Time.Form == Floating {
		return 0, false
	}
	for _, id := range m.Evidence {
		i, ok := byID[id]
		if ok && entries[i].Milestone == "" && entries[i].Time.Overlaps(m.Time.Earliest, m.Time.Latest.Add(m.Time.Precision)) {
			return i, true
		}
	}
	return 0, false
}

// fold tells equal events of one source that follow each other closely as one
// entry. Milestones, pins and edited entries stand for themselves.
func (tl *Timeline) fold(entries []Entry, within time.Duration) []Entry {
	if within == 0 {
		within = 5 * time.Minute
	}
	last := map[foldKey]int{}
	out := entries[:0:0]
	for _, e := range entries {
		k := keyOf(e)
		if i, ok := last[k]; ok && foldable(e) && foldable(out[i]) && e.Time.Earliest.Sub(endOf(out[i])) <= within {
			out[i].Events = append(out[i].Events, e.Events...)
			out[i].Until = later(out[i], e)
			tl.Ledger.Folded++
			tl.Reasons[e.ID()] = "folded"
			continue
		}
		last[k] = len(out)
		out = append(out, e)
	}
	return tl.settle(out)
}

// settle tells the ends of an alert that fired again soon after, and so was
// told as one, together with it: only the last end stands for itself.
func (tl *Timeline) settle(entries []Entry) []Entry {
	fired := map[foldKey]int{}
	out := entries[:0:0]
	for _, e := range entries {
		k := keyOf(e)
		k.text = Foreign(strings.TrimPrefix(string(k.text), "Resolved: "))
		if i, ok := fired[k]; ok && k.text != e.Text && foldable(e) && len(out[i].Events) > 1 && e.Time.Latest.Before(endOf(out[i])) {
			out[i].Events = append(out[i].Events, e.Events...)
			tl.Ledger.Folded++ // the others of it were already
			tl.Reasons[e.ID()] = "folded"
			continue
		}
		if e.Kind == Alert && k.text == e.Text && foldable(e) {
			fired[k] = len(out)
		}
		out = append(out, e)
	}
	return out
}

type foldKey struct {
	source  string
	kind    Kind
	subject Foreign
	text    Foreign
}

func keyOf(e Entry) foldKey {
	return foldKey{e.Source(), e.Kind, e.Events[0].Subject, e.Text}
}

func foldable(e Entry) bool {
	return e.Milestone == "" && !e.Pinned && e.Kind != Commit && e.Kind != Release && !e.Time.IsZero()
}

func endOf(e Entry) time.Time {
	if e.Until.Latest.After(e.Time.Latest) {
		return e.Until.Latest
	}
	return e.Time.Latest
}

func later(a, b Entry) Time {
	end := b.Until
	if end.IsZero() {
		end = b.Time
	}
	if a.Until.Latest.After(end.Latest) {
		return a.Until
	}
	return end
}

// All ranges over the events of the entries shown, in order.
func (tl *Timeline) All() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, e := range tl.Entries {
			for _, ev := range e.Events {
				if !yield(ev) {
					return
				}
			}
		}
	}
}
