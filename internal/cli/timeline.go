package cli

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/timeline"
)

// defaultMax is how many entries a timeline shows: what people read.
const defaultMax = 30

type timelineOptions struct {
	max    int
	all    bool
	json   bool
	svg    bool
	public bool
	why    string
}

func (a *app) timelineCmd() *cobra.Command {
	var o timelineOptions
	c := &cobra.Command{
		Use:   "timeline",
		Short: "Show the timeline of what was collected",
		Long: `Show the account in time order. What is pinned, milestones, alerts, deployments and
what people wrote come first; the rest is counted, and --all shows it.`,
		Example: `  candor timeline -C examples/esx-2008
  candor timeline --all
  candor timeline --why e0123456789
  candor timeline --svg > timeline.svg`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return a.runTimeline(o) },
	}
	f := c.Flags()
	f.IntVar(&o.max, "max", defaultMax, "show at most this many `entries`")
	f.BoolVar(&o.all, "all", false, "show every entry")
	f.BoolVar(&o.json, "json", false, "print entries and ledger as JSON")
	f.BoolVar(&o.svg, "svg", false, "print a picture")
	f.BoolVar(&o.public, "public", false, "show only what may be told to customers")
	f.StringVar(&o.why, "why", "", "tell what became of the `event` and where it stands in its source")
	c.MarkFlagsMutuallyExclusive("json", "svg", "why")
	return c
}

func (a *app) runTimeline(o timelineOptions) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	collected, err := f.Collected()
	if err != nil {
		return err
	}
	if o.all {
		o.max = 0
	}
	rep, err := flow.Report(inc, collected, o.max)
	if err != nil {
		return err
	}
	if o.public {
		rep = flow.For(rep, incident.Public)
	}
	switch {
	case o.why != "":
		return a.why(rep.Timeline, timeline.ID(o.why))
	case o.json:
		return a.printJSON(struct {
			Entries []entryJSON     `json:"entries"`
			Ledger  timeline.Ledger `json:"ledger"`
		}{entriesJSON(rep.Timeline.Entries), rep.Timeline.Ledger})
	case o.svg:
		return a.printOutput("svg", rep)
	}
	a.printTimeline(rep.Timeline)
	l := rep.Timeline.Ledger
	a.say("%d of %d events shown; %d told together with another, %d hidden, %d twice, %d left out", l.Shown, l.Events, l.Folded, l.Hidden, l.Duplicate, l.Cut)
	a.next("candor draft" + a.at())
	return nil
}

// printOutput writes a form of the report that needs no draft.
func (a *app) printOutput(name string, rep *incident.Report) error {
	o, err := render.Find(name)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := o.Write(&buf, rep, &incident.Draft{Name: "timeline", Title: rep.Title, Audience: incident.Internal}); err != nil {
		return err
	}
	_, err = a.out.Write(buf.Bytes())
	return err
}

// printTimeline writes a line an entry, with all that is known of it.
func (a *app) printTimeline(tl *timeline.Timeline) {
	if a.out.Terminal() {
		a.printDays(tl.Entries)
		return
	}
	when := 0
	for _, e := range tl.Entries {
		when = max(when, term.Width(e.Time.Clock()))
	}
	for _, e := range tl.Entries {
		what, style := called(e)
		_ = a.out.Print(
			term.Plain.Of(term.Pad(e.Time.Clock(), when)+"  "), term.Dim.Of(string(e.ID())+"  "),
			style.Of(term.Pad(what, kindWidth)+"  "), levelStyle(e.Level).Of(entryText(e)), term.Dim.Of("  ["+e.Events[0].Source.String()+"]\n"))
	}
}

// printDays writes a line an entry, cut to the width of the terminal, under
// headings of days: what would stand in every line takes none of its room. A
// time that is no clock's, such as a range of days, is a heading of its own.
func (a *app) printDays(entries []timeline.Entry) {
	heading, when := "", 0
	for _, e := range entries {
		_, clock := dayAndClock(e.Time)
		when = max(when, term.Width(clock))
	}
	for _, e := range entries {
		day, clock := dayAndClock(e.Time)
		if day != heading {
			_ = a.out.Print(term.Bold.Of(day + "\n"))
			heading = day
		}
		what, style := called(e)
		room := max(a.out.Width()-when-kindWidth-len(e.ID())-8, 20)
		_ = a.out.Print(
			term.Plain.Of("  "+term.Pad(clock, when)+"  "), style.Of(term.Pad(what, kindWidth)+"  "),
			levelStyle(e.Level).Of(term.Pad(term.Truncate(entryText(e), room), room)), term.Dim.Of("  "+string(e.ID())+"\n"))
	}
}

// dayAndClock parts "2026-03-04 14:02 UTC" into the day with its zone and the
// clock. What is told otherwise stays whole.
func dayAndClock(t timeline.Time) (day, clock string) {
	whole := t.Clock()
	parts := strings.Fields(whole)
	if len(parts) != 3 || parts[2] != "UTC" || len(parts[0]) != len(time.DateOnly) {
		return whole, ""
	}
	return parts[0] + " UTC", parts[1]
}

// called is the word for an entry: the milestone it is, or its kind.
func called(e timeline.Entry) (string, term.Style) {
	if e.Milestone != "" {
		return string(e.Milestone), term.Bold
	}
	return string(e.Kind), term.Dim
}

func entryText(e timeline.Entry) string {
	text := term.Line(string(e.Text))
	n, w := e.Times(), e.Waves()
	switch {
	case w > 1:
		text += " (×" + strconv.Itoa(n) + " in " + strconv.Itoa(w) + " waves)"
	case n > 1:
		text += " (×" + strconv.Itoa(n) + ")"
	}
	if with, times, more := e.With(); with != "" {
		text += " with " + term.Line(string(with)) + " (×" + strconv.Itoa(times) + ")"
		if more > 0 {
			text += " and " + strconv.Itoa(more) + " more"
		}
	}
	return text
}

// kindWidth is the width of the longest milestone's name.
const kindWidth = 14

func levelStyle(l timeline.Level) term.Style {
	switch {
	case l >= timeline.Error:
		return term.Red
	case l == timeline.Warning:
		return term.Yellow
	}
	return term.Plain
}

type entryJSON struct {
	Time      timeline.Time      `json:"time,omitzero"`
	Until     timeline.Time      `json:"until,omitzero"`
	Kind      timeline.Kind      `json:"kind"`
	Milestone timeline.Milestone `json:"milestone,omitempty"`
	Text      timeline.Foreign   `json:"text"`
	Public    bool               `json:"public"`
	Pinned    bool               `json:"pinned"`
	Lines     int                `json:"lines"`
	Events    []timeline.Event   `json:"events"`
}

func entriesJSON(entries []timeline.Entry) []entryJSON {
	out := make([]entryJSON, len(entries))
	for i, e := range entries {
		out[i] = entryJSON{e.Time, e.Until, e.Kind, e.Milestone, e.Text, e.Public, e.Pinned, e.Lines(), e.Events}
	}
	return out
}

// why tells everything about one event.
func (a *app) why(tl *timeline.Timeline, id timeline.ID) error {
	e, ok := tl.Events[id]
	if !ok {
		return fmt.Errorf("event %s: no source has it\n  hint: candor timeline --all shows every event with its id", id)
	}
	state := "shown"
	if why := tl.Reasons[id]; why != "" {
		state = map[string]string{"hidden": "hidden by an edit", "folded": "told together with another entry", "cut": "left out to keep the timeline short"}[why]
	}
	fields := [][2]string{
		{"event", string(e.ID)}, {"state", state}, {"time", e.Time.Clock()}, {"known by", e.Time.Basis.String()}, {"kind", string(e.Kind)},
		{"level", e.Level.String()}, {"actor", string(e.Actor)}, {"subject", string(e.Subject)}, {"text", string(e.Text)},
		{"lines", strconv.Itoa(e.Lines)}, {"source", e.Source.String()},
	}
	if !e.Until.IsZero() {
		fields = append(fields, [2]string{"until", e.Until.Clock()})
	}
	for _, f := range fields {
		if f[1] != "" {
			_ = a.out.Print(term.Dim.Of(term.Pad(f[0], 10)), term.Plain.Of(term.Line(f[1])+"\n"))
		}
	}
	if e.Detail != "" {
		_ = a.out.Print(term.Dim.Of("detail\n"), term.Plain.Of(string(e.Detail)+"\n"))
	}
	return nil
}
