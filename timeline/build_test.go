package timeline_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/timeline"
)

func event(source, when string, kind timeline.Kind, text string) timeline.Event {
	t, err := timeline.ParseTime(when, time.UTC)
	if err != nil {
		panic(err)
	}
	return timeline.Event{Time: t, Kind: kind, Text: timeline.Foreign(text), Source: timeline.Position{Source: source}}.Seal()
}

func seq(events ...timeline.Event) iter.Seq2[timeline.Event, error] {
	return func(yield func(timeline.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func TestBuild(t *testing.T) {
	deploy := event("deploys", "2026-03-04T14:00Z", timeline.Deploy, "v7 to production")
	alert := event("alerts", "2026-03-04T14:04Z", timeline.Alert, "error rate high")
	again := event("alerts", "2026-03-04T14:05Z", timeline.Alert, "error rate high")
	later := event("alerts", "2026-03-04T15:05Z", timeline.Alert, "error rate high")
	chatter := event("chat", "2026-03-04T14:06Z", timeline.Message, "lunch?")
	started := timeline.Mark{Milestone: timeline.Started, Time: deploy.Time, Evidence: []timeline.ID{deploy.ID}}
	resolved := timeline.Mark{Milestone: timeline.Resolved, Time: at(t, "2026-03-04T15:00Z"), Text: "Back to normal"}
	tl, err := timeline.Build(timeline.Merge(seq(deploy), seq(alert, again, alert, later), seq(chatter)), timeline.Options{
		Marks: []timeline.Mark{started, resolved},
		Edits: []timeline.Edit{{Event: chatter.ID, Hide: true}, {Event: "e0000000000", Pin: true}, {Event: alert.ID, Milestone: timeline.Detected}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range tl.Entries {
		got = append(got, fmt.Sprintf("%s %s %s ×%d", e.Time, e.Milestone, e.Text, len(e.Events)))
	}
	want := []string{
		"2026-03-04T14:00Z started v7 to production ×1",
		"2026-03-04T14:04Z detected error rate high ×1",
		"2026-03-04T14:05Z  error rate high ×1",
		"2026-03-04T15:00Z resolved Back to normal ×1",
		"2026-03-04T15:05Z  error rate high ×1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("entries:\n%q\nwant\n%q", got, want)
	}
	ledger := timeline.Ledger{Events: 7, Duplicate: 1, Hidden: 1, Shown: 5}
	if fmt.Sprint(tl.Ledger) != fmt.Sprint(ledger) {
		t.Errorf("ledger = %+v, want %+v", tl.Ledger, ledger)
	}
	if len(tl.Orphans) != 1 || tl.Orphans[0].Event != "e0000000000" {
		t.Errorf("orphans = %+v, want the edit whose event nobody gives", tl.Orphans)
	}
	if m := tl.Marked[timeline.Detected]; m.Time != alert.Time {
		t.Errorf("detected at %s, want the edited event's time", m.Time)
	}
}

func TestBuildFoldsNeighbours(t *testing.T) {
	var events []timeline.Event
	for i := range 4 {
		events = append(events, event("alerts", fmt.Sprintf("2026-03-04T14:0%dZ", i), timeline.Alert, "down"))
	}
	tl, err := timeline.Build(seq(events...), timeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tl.Entries) != 1 || tl.Entries[0].Lines() != 4 || tl.Entries[0].Until.String() != "2026-03-04T14:03Z" || tl.Ledger.Folded != 3 {
		t.Errorf("entries = %+v, ledger = %+v; want one entry for four events", tl.Entries, tl.Ledger)
	}
}

func TestMergeGoesOnAfterAnError(t *testing.T) {
	bad := &timeline.LineError{Position: timeline.Position{Source: "a", File: "a.log", Line: 2}, Err: errors.New("no time")}
	first := event("a", "2026-03-04T14:00Z", timeline.Note, "one")
	last := event("a", "2026-03-04T14:02Z", timeline.Note, "three")
	broken := func(yield func(timeline.Event, error) bool) {
		_ = yield(first, nil) && yield(timeline.Event{}, bad) && yield(last, nil)
	}
	tl, err := timeline.Build(timeline.Merge(broken, seq(event("b", "2026-03-04T14:01Z", timeline.Note, "two"))), timeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(tl.Entries) != 3 || len(tl.Refused) != 1 || tl.Refused[0].Error() != "a a.log:2: no time" {
		t.Errorf("%d entries, refused %v; want 3 and the line error", len(tl.Entries), tl.Refused)
	}
}

func TestMergeStopsWhenToldTo(t *testing.T) {
	stopped := 0
	endless := func(yield func(timeline.Event, error) bool) {
		defer func() { stopped++ }()
		for yield(event("a", "2026-03-04T14:00Z", timeline.Note, "again"), nil) {
		}
	}
	for range timeline.Merge(endless, endless) {
		break
	}
	if stopped != 2 {
		t.Errorf("%d of 2 sequences were stopped", stopped)
	}
}

// TestLedgerAddsUp holds for any events, edits, marks and limits: every event
// is accounted for once, pins and milestones are never cut, and the order of
// the sources does not matter.
func TestLedgerAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []timeline.Event
		for i := range rapid.IntRange(0, 60).Draw(t, "events") {
			e := timeline.Event{
				Time:   times(t, fmt.Sprint("time ", i)),
				Kind:   rapid.SampledFrom(timeline.Kinds).Draw(t, "kind"),
				Text:   timeline.Foreign(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "text")),
				Source: timeline.Position{Source: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "source")},
			}.Seal()
			events = append(events, e)
		}
		var o timeline.Options
		o.Max = rapid.IntRange(0, 20).Draw(t, "max")
		for _, e := range events {
			switch rapid.IntRange(0, 9).Draw(t, "edit") {
			case 0:
				o.Edits = append(o.Edits, timeline.Edit{Event: e.ID, Hide: true})
			case 1:
				o.Edits = append(o.Edits, timeline.Edit{Event: e.ID, Pin: true})
			}
		}
		if rapid.Bool().Draw(t, "mark") {
			o.Marks = append(o.Marks, timeline.Mark{Milestone: timeline.Started, Time: timeline.At(time.Unix(1e9, 0), time.Second)})
		}
		slices.SortStableFunc(events, timeline.Event.Compare)
		tl, err := timeline.Build(seq(events...), o)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, e := range tl.Entries {
			shown += len(e.Events)
		}
		l := tl.Ledger
		if shown != l.Shown+l.Folded {
			t.Fatalf("entries hold %d events, the ledger says %+v", shown, l)
		}
		for _, d := range o.Edits {
			if d.Pin && tl.Reasons[d.Event] != "" && tl.Reasons[d.Event] != "hidden" {
				t.Fatalf("pinned event %s is not shown: %s", d.Event, tl.Reasons[d.Event])
			}
		}
		split := func(keep bool) []timeline.Event {
			var out []timeline.Event
			for _, e := range events {
				if (e.Source.Source == "x") == keep {
					out = append(out, e)
				}
			}
			return out
		}
		again, err := timeline.Build(timeline.Merge(seq(split(false)...), seq(split(true)...)), o)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := json.Marshal(tl.Entries)
		b, _ := json.Marshal(again.Entries)
		if string(a) != string(b) {
			t.Fatalf("the same events from two sources give another timeline:\n%s\n%s", a, b)
		}
	})
}

func TestEventReadsBack(t *testing.T) {
	e := event("api", "2026-03-04T14:00Z/14:03Z", timeline.Burst, "a\x1b[31m \u202e")
	e.Level, e.Labels, e.Until = timeline.Error, map[string]string{"peak": "12"}, at(t, "2026-03-04T14:10Z")
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var got timeline.Event
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(e) {
		t.Errorf("%s reads back as %+v; want %+v", b, got, e)
	}
}

// TestBuildKeepsWhatMessagesState holds that a chat does not flood the
// timeline: what its messages state is kept, and chatter goes first.
func TestBuildKeepsWhatMessagesState(t *testing.T) {
	at := time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC)
	var events []timeline.Event
	for i := range 5000 {
		e := timeline.Event{
			Time: timeline.At(at.Add(time.Duration(i)*time.Second), time.Second), Kind: timeline.Message, Text: timeline.Foreign(fmt.Sprint("any news? ", i)),
			Labels: map[string]string{"channel": "#incident"}, Source: timeline.Position{Source: "chat", Line: i + 1},
		}
		switch {
		case i == 777 || i == 4100:
			e.Labels["said"] = "decision"
		case i%1000 == 0:
			e.Kind, e.Labels = timeline.Commit, nil
		}
		events = append(events, e.Seal())
	}
	tl, err := timeline.Build(func(yield func(timeline.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}, timeline.Options{Max: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range tl.Entries {
		if e.Kind == timeline.Message && e.Events[0].Labels["said"] == "" {
			t.Errorf("chatter is shown: %s", e.Text)
		}
	}
	if len(tl.Entries) != 7 {
		t.Errorf("%d entries are shown, want 2 decisions and 5 changes", len(tl.Entries))
	}
}

// TestBuildLeavesRoomForTheStory holds that alerts that come again and again,
// and what programs say hours away, leave room for the change that set it off,
// the signal in the logs and what people decided.
func TestBuildLeavesRoomForTheStory(t *testing.T) {
	at := func(minute int) timeline.Time {
		return timeline.At(time.Date(2026, 5, 19, 12, minute, 0, 0, time.UTC), time.Second)
	}
	var events []timeline.Event
	add := func(minute int, kind timeline.Kind, level timeline.Level, text string, labels map[string]string) {
		events = append(events, timeline.Event{
			Time: at(minute), Kind: kind, Level: level, Text: timeline.Foreign(text), Labels: labels, Lines: 1,
			Source: timeline.Position{Source: "all", Line: len(events) + 1},
		}.Seal())
	}
	fired := map[string]string{"phase": "fired"}
	for i := range 12 {
		add(6*i, timeline.Alert, timeline.Warning, "disk fills", fired)
		events[len(events)-1].Until = at(6*i + 3)
		events[len(events)-1] = events[len(events)-1].Seal()
		add(6*i+3, timeline.Alert, timeline.Info, "Resolved: disk fills", map[string]string{"phase": "resolved"})
		add(30*i, timeline.Deploy, timeline.Info, fmt.Sprint("mail ", i), map[string]string{"environment": "production", "phase": "finished"})
	}
	add(500, timeline.Deploy, timeline.Info, "inventory 205", map[string]string{"environment": "production", "phase": "finished"})
	add(501, timeline.Burst, timeline.Error, "waiting for the lock", map[string]string{"score": "5000"})
	for i := range 12 {
		add(505+i, timeline.Alert, timeline.Error, fmt.Sprint("errors of service ", i), fired)
		add(580+i, timeline.Alert, timeline.Info, fmt.Sprint("Resolved: errors of service ", i), map[string]string{"phase": "resolved"})
	}
	add(530, timeline.Message, timeline.Info, "we roll back", map[string]string{"channel": "#inc", "said": "decision"})
	add(560, timeline.Revert, timeline.Info, "inventory 204", map[string]string{"environment": "production", "phase": "finished"})
	add(562, timeline.Recovery, timeline.Info, "ended: waiting for the lock", map[string]string{"score": "5000"})
	slices.SortStableFunc(events, timeline.Event.Compare)
	tl, err := timeline.Build(seq(events...), timeline.Options{Max: 20})
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	disks := 0
	for _, e := range tl.Entries {
		shown = append(shown, string(e.Text))
		if strings.HasSuffix(string(e.Text), "disk fills") {
			disks++
		}
	}
	for _, want := range []string{"inventory 205", "waiting for the lock", "we roll back", "inventory 204", "errors of service 0"} {
		if !slices.Contains(shown, want) {
			t.Errorf("%q is not among %q", want, shown)
		}
	}
	if disks > 1 {
		t.Errorf("one alert that came again and again takes %d places", disks)
	}
	all, err := timeline.Build(seq(events...), timeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all.Entries {
		if e.Text == "disk fills" && e.Lines() != 12 {
			t.Errorf("the alert is told %d times, of 12", e.Lines())
		}
	}
}

func TestBuildKeepsLastWords(t *testing.T) {
	at := time.Date(2026, 4, 22, 14, 0, 0, 0, time.UTC)
	var events []timeline.Event
	for i := range 8 {
		events = append(events, timeline.Event{
			Time: timeline.At(at.Add(time.Duration(i)*7*time.Minute), time.Second), Kind: timeline.Burst, Level: timeline.Warning,
			Text: timeline.Foreign("slow " + string(rune('a'+i))), Source: timeline.Position{Source: "api", Line: i + 1},
		}.Seal())
	}
	died := timeline.Event{
		Time: timeline.At(at.Add(time.Minute), time.Second), Kind: timeline.Pattern, Level: timeline.Fatal,
		Text: "no space left on device", Source: timeline.Position{Source: "db", Line: 1},
	}.Seal()
	tl, err := timeline.Build(timeline.Merge(func(yield func(timeline.Event, error) bool) {
		for _, e := range append(events[:1:1], append([]timeline.Event{died}, events[1:]...)...) {
			if !yield(e, nil) {
				return
			}
		}
	}), timeline.Options{Max: 3})
	if err != nil {
		t.Fatal(err)
	}
	if why := tl.Reasons[died.ID]; why != "" {
		t.Errorf("what the database died with is %s", why)
	}
}
