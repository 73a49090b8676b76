package incident

import (
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Marks turns the record's milestones into marks for a timeline. Evidence that
// names no known event is left out; review reports it.
func (inc *Incident) Marks(events map[timeline.ID]timeline.Event) []timeline.Mark {
	var marks []timeline.Mark
	for _, m := range inc.Milestones {
		mark := timeline.Mark{Milestone: m.Name, Time: m.At, Text: m.Text, Public: m.Public}
		for _, e := range m.Evidence {
			ids, _ := Resolve(e, events)
			mark.Evidence = append(mark.Evidence, ids...)
		}
		marks = append(marks, mark)
	}
	return append(marks, inc.toldMarks()...)
}

// toldMarks are the milestones that follow from the notices, where the record
// does not state them itself.
func (inc *Incident) toldMarks() []timeline.Mark {
	var marks []timeline.Mark
	mark := func(name timeline.Milestone, n Notice, text string) {
		if inc.Milestones.At(name).IsZero() {
			marks = append(marks, timeline.Mark{Milestone: name, Time: n.At, Text: text, Public: true})
		}
	}
	told := slices.DeleteFunc(slices.Clone(inc.Notices), func(n Notice) bool { return n.Phase.Maintenance() })
	if len(told) == 0 {
		return nil
	}
	mark(timeline.Told, told[0], "Customers were first told")
	if last := told[len(told)-1]; last.Phase == Resolved {
		mark(timeline.ToldResolved, last, "Customers were told that it was over")
	}
	return marks
}

// TimelineEdits turns the record's edits into those of a timeline.
func (inc *Incident) TimelineEdits() []timeline.Edit {
	edits := make([]timeline.Edit, len(inc.Edits))
	for i, e := range inc.Edits {
		edits[i] = timeline.Edit{Event: e.Event, Hide: e.Hide, Pin: e.Pin, Public: e.Public, Text: e.Text, Milestone: e.Milestone}
		if !e.Time.IsZero() {
			edits[i].Time = &inc.Edits[i].Time
		}
	}
	return edits
}

// windowSlack is what a derived window adds before the first and after the
// last milestone it is derived from.
const windowSlack = 24 * time.Hour

// Bounds returns the window that sources are read for, in UTC: as the record
// states it, and where it does not, a day before impact (or detection) began
// until a day after the last milestone. A bound that cannot be derived is zero,
// which means open.
func (inc *Incident) Bounds() (since, until time.Time) {
	since, until = inc.Window.Since.Earliest, inc.Window.Until.Latest
	if since.IsZero() {
		for _, name := range []timeline.Milestone{timeline.Started, timeline.Detected, timeline.Declared} {
			if t := inc.Milestones.At(name); !t.IsZero() {
				since = t.Earliest.Add(-windowSlack)
				break
			}
		}
	}
	if until.IsZero() {
		for _, m := range inc.Milestones {
			if end := m.At.Latest.Add(windowSlack); end.After(until) {
				until = end
			}
		}
	}
	return since, until
}

// Stated turns the record's notes and notices into events.
func (inc *Incident) Stated() []timeline.Event {
	events := make([]timeline.Event, len(inc.Notes), len(inc.Notes)+len(inc.Notices))
	for i, n := range inc.Notes {
		events[i] = timeline.Event{
			Time: n.At, Kind: timeline.Note, Actor: timeline.Foreign(n.By), Text: timeline.Foreign(n.Text),
			Source: timeline.Position{Source: timeline.RecordSource, Ref: "note"},
		}.Seal()
	}
	for _, n := range inc.Notices {
		text := "Customers were told: " + string(n.Phase)
		if n.Doing != "" {
			text += "; " + n.Doing
		}
		events = append(events, timeline.Event{
			Time: n.At, Kind: timeline.Status, Subject: timeline.Foreign(n.Channel), Text: timeline.Foreign(text),
			Source: timeline.Position{Source: timeline.RecordSource, Ref: "notice " + n.ID},
		}.Seal())
	}
	slices.SortFunc(events, timeline.Event.Compare)
	return events
}

// PublicSources names the sources whose events may be told to customers.
func (inc *Incident) PublicSources() []string {
	var names []string
	for _, s := range inc.Sources {
		if s.Public {
			names = append(names, s.Name)
		}
	}
	return names
}

// NewReport joins a record with its timeline, computes the metrics and ranks the
// changes before impact.
func NewReport(inc *Incident, tl *timeline.Timeline, readings []timeline.Reading) *Report {
	rep := &Report{Incident: inc, Timeline: tl, Readings: readings, Metrics: metrics(tl.Marked)}
	rep.Suspects, rep.Later = Suspects(tl)
	return rep
}

// For returns the report as an audience may see it: for the public, the
// timeline holds only the entries that are marked public.
func (r *Report) For(a Audience) *Report {
	if a == Internal {
		return r
	}
	public, tl := *r, *r.Timeline
	public.Suspects, public.Later = nil, 0
	tl.Entries = slices.DeleteFunc(slices.Clone(tl.Entries), func(e timeline.Entry) bool { return !e.Public })
	public.Timeline = &tl
	return &public
}

// Metric returns the metric of that name. An unknown name gives a metric whose
// span is not known.
func (r *Report) Metric(name string) Metric {
	if i := slices.IndexFunc(r.Metrics, func(m Metric) bool { return m.Name == name }); i >= 0 {
		return r.Metrics[i]
	}
	return Metric{Name: name, Span: timeline.Span{Unknown: true}}
}

// At returns the time of a milestone, from the record or from an edit; unknown
// where neither states it.
func (r *Report) At(name timeline.Milestone) timeline.Time { return r.Timeline.Marked[name].Time }

// Evidence returns the events that bear out a claim, in time order, and the
// links it cites.
func (r *Report) Evidence(c Claim) (events []timeline.Event, links []string) {
	for _, e := range c.Evidence {
		if Link(e) {
			links = append(links, e)
			continue
		}
		ids, _ := Resolve(e, r.Timeline.Events)
		for _, id := range ids {
			events = append(events, r.Timeline.Events[id])
		}
	}
	slices.SortFunc(events, timeline.Event.Compare)
	return slices.CompactFunc(events, func(a, b timeline.Event) bool { return a.ID == b.ID }), links
}

// Passed returns the milestones whose time is known, in the order of
// timeline.Milestones.
func (r *Report) Passed() []timeline.Mark {
	var marks []timeline.Mark
	for _, name := range timeline.Milestones {
		if m, ok := r.Timeline.Marked[name]; ok {
			marks = append(marks, m)
		}
	}
	return marks
}

// Open returns the actions that customers are told of and that are not done, by
// when they are due.
func (r *Report) Open() []Action { return r.told(false, func(a Action) timeline.Time { return a.Due }) }

// Kept returns the actions that customers are told of and that are done, by
// when they were.
func (r *Report) Kept() []Action { return r.told(true, func(a Action) timeline.Time { return a.Done }) }

func (r *Report) told(done bool, by func(Action) timeline.Time) []Action {
	var out []Action
	for _, a := range r.Actions {
		if a.Told != "" && a.Done.IsZero() != done {
			out = append(out, a)
		}
	}
	// One without a date comes last: it is asked for.
	slices.SortStableFunc(out, func(a, b Action) int {
		x, y := by(a), by(b)
		if x.IsZero() != y.IsZero() {
			if x.IsZero() {
				return 1
			}
			return -1
		}
		return x.Earliest.Compare(y.Earliest)
	})
	return out
}

// Remark is something a source's reading says of itself. It may quote the
// source, so it is foreign.
type Remark struct {
	Source string
	What   timeline.Foreign
}

// Assumed returns how the sources were read and what was assumed, by source.
func (r *Report) Assumed() []Remark {
	return r.remarks(func(reading timeline.Reading) []string { return reading.Notes })
}

// Unseen returns everything that could not be seen, by source.
func (r *Report) Unseen() []Remark {
	return r.remarks(func(reading timeline.Reading) []string { return reading.Gaps })
}

func (r *Report) remarks(of func(timeline.Reading) []string) []Remark {
	var out []Remark
	for _, reading := range r.Readings {
		for _, what := range of(reading) {
			out = append(out, Remark{reading.Source, timeline.Foreign(what)})
		}
	}
	return out
}

// Cites returns all the evidence that the record cites, as it is written there.
func (inc *Incident) Cites() []string {
	var all []string
	for _, c := range inc.Claims() {
		all = append(all, c.Evidence...)
	}
	for _, m := range inc.Milestones {
		all = append(all, m.Evidence...)
	}
	for _, a := range inc.Actions {
		all = append(all, a.Evidence...)
	}
	for _, p := range inc.Promises {
		all = append(all, p.Evidence...)
	}
	for _, d := range append(slices.Clone(inc.Duties.Regimes), Duty{Points: inc.Duties.Points}) {
		for _, p := range d.Points {
			all = append(all, p.Evidence...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Cited returns the events that the record cites.
func (inc *Incident) Cited(events map[timeline.ID]timeline.Event) []timeline.ID {
	var ids []timeline.ID
	for _, e := range inc.Cites() {
		found, _ := Resolve(e, events)
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
