package logs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/timeline"
)

var morning = time.Date(2024, 3, 4, 8, 0, 0, 0, time.UTC)

// scripted writes six hours of a service's log, with a new error from 10:30 to
// 11:05, a warning that comes ten times as often from 10:33 to 10:48, a
// warning that is always there, and one of a timer every hour. With
// a rush hour everything ordinary comes five times as often from 12:00 to 13:00.
func scripted(rush bool) string {
	rnd := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	say := func(at time.Time, format string, args ...any) {
		fmt.Fprintf(&b, at.Format("2006-01-02 15:04:05.000")+" "+format+"\n", args...)
	}
	for sec := range 6 * 3600 {
		at := morning.Add(time.Duration(sec) * time.Second)
		minute := sec / 60
		times := 1
		if rush && minute >= 240 && minute < 300 {
			times = 5
		}
		for range times {
			say(at, "INFO request %d served", rnd.IntN(1e6))
			if rnd.IntN(20) == 0 {
				say(at, "WARN cannot parse user agent of client %d", rnd.IntN(1e6))
			}
			if rnd.IntN(120) == 0 {
				say(at, "WARN slow query took %d ms", rnd.IntN(1e4))
			}
		}
		if minute >= 150 && minute < 185 && sec%3 == 0 {
			say(at, "ERROR connection pool exhausted for tenant t-%d\n\tat pool.Take(pool.go:12)\n\tat main.serve(main.go:7)", rnd.IntN(1e4))
		}
		if minute >= 153 && minute < 168 {
			say(at, "WARN slow query took %d ms", rnd.IntN(1e4))
		}
		if minute%60 == 5 && sec%2 == 0 {
			say(at, "WARN cache shard %d rebuilt", rnd.IntN(64))
		}
	}
	return b.String()
}

func told(events []timeline.Event) string {
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s–%s %s %s ×%s %s\n", e.Time.Earliest.Format("15:04"), e.Until.Earliest.Format("15:04"), e.Kind, e.Level, e.Labels["count"], e.Text)
	}
	return b.String()
}

func TestSignals(t *testing.T) {
	for _, rush := range []bool{false, true} {
		r := Read(t.Context(), []File{memory("a.log", scripted(rush))}, Options{Source: "s", Zone: time.UTC})
		events, _ := collect(t, r)
		events, ends := apart(events)
		if len(ends) != 2 || ends[0].Text != "ended: "+events[1].Text || !ends[1].Time.Earliest.Equal(events[0].Until.Earliest) {
			t.Errorf("rush hour %v: want the end of both, got\n%s", rush, told(ends))
		}
		if len(events) != 2 {
			t.Fatalf("rush hour %v: want the new error and the burst, got\n%s", rush, told(events))
		}
		fresh, slow := events[0], events[1]
		if !strings.HasPrefix(string(fresh.Text), "connection pool exhausted for tenant t-") || fresh.Kind != timeline.Burst || fresh.Labels["new"] != "true" {
			t.Errorf("first signal: %+v", fresh)
		}
		if fresh.Labels["count"] != "700" || fresh.Lines != 2100 || fresh.Labels["peak_per_minute"] != "20" {
			t.Errorf("first signal: %d lines, labels %v", fresh.Lines, fresh.Labels)
		}
		within(t, fresh.Time, morning.Add(150*time.Minute), time.Second)
		within(t, fresh.Until, morning.Add(185*time.Minute), 5*time.Second)
		if slow.Kind != timeline.Burst || slow.Labels["new"] != "" || slow.Source.Line == 0 {
			t.Errorf("second signal: %+v", slow)
		}
		within(t, slow.Time, morning.Add(153*time.Minute), time.Minute)
		within(t, slow.Until, morning.Add(168*time.Minute), time.Minute)
		if notes := strings.Join(r.Reading().Notes, "\n"); !strings.Contains(notes, "1 pattern with bursts as regular as a timer's") {
			t.Errorf("the timer is not told: %s", notes)
		}
	}
}

// apart takes the recoveries out.
func apart(events []timeline.Event) (rest, ends []timeline.Event) {
	for _, e := range events {
		if e.Kind == timeline.Recovery {
			ends = append(ends, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, ends
}

func within(t *testing.T, got timeline.Time, want time.Time, by time.Duration) {
	t.Helper()
	if d := got.Earliest.Sub(want).Abs(); d > by {
		t.Errorf("time %v, want %v", got.Earliest, want)
	}
}

func TestWindow(t *testing.T) {
	text := scripted(false)
	o := Options{Source: "s", Zone: time.UTC, Since: morning.Add(2 * time.Hour), Until: morning.Add(160 * time.Minute)}
	r := Read(t.Context(), []File{memory("a.log", text)}, o)
	events, _ := collect(t, r)
	tally := r.Reading().Tally
	if tally.Read != strings.Count(text, "\n") || tally.Outside < tally.Read/2 {
		t.Errorf("tally: %+v", tally)
	}
	if len(events) != 2 || events[0].Until.Earliest.After(o.Until) || events[0].Labels["count"] != "201" {
		t.Errorf("events:\n%s", told(events))
	}
}

func TestFewLines(t *testing.T) {
	text := "2024-03-04 08:00:00 INFO started\n2024-03-04 09:00:00 ERROR licence of build 103908 has expired\n2024-03-04 09:00:05 ERROR licence of build 103909 has expired\n" +
		"2024-03-04 09:01:00 INFO 0 errors\n2024-03-04 10:00:00 cannot power on vm-7\n2024-03-04 11:00:00 FATAL stopping\njava.lang.IllegalStateException: no\n\tat a.B(C.java:1)\n"
	r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Zone: time.UTC})
	events, _ := collect(t, r)
	want := "09:00–09:00 pattern error ×2 licence of build 103908 has expired\n10:00–00:00 pattern  ×1 cannot power on vm-7\n11:00–00:00 pattern fatal ×1 stopping: java.lang.IllegalStateException: no\n"
	if d := cmp.Diff(want, told(events)); d != "" {
		t.Error(d)
	}
	if events[0].Detail != "2024-03-04 09:00:00 ERROR licence of build 103908 has expired\n2024-03-04 09:00:05 ERROR licence of build 103909 has expired" {
		t.Errorf("detail %q", events[0].Detail)
	}
	if events[2].Lines != 3 {
		t.Errorf("a stack trace belongs to its line: %d lines", events[2].Lines)
	}
	if got, want := r.Reading().Tally, (timeline.Tally{Source: "s", Unit: "lines", Read: 8, Quiet: 2, Told: 6}); got != want {
		t.Errorf("tally %+v, want %+v", got, want)
	}
}

// TestCited holds that a cited line is an event whatever it says, that a line
// which an event stands at already is not told twice, and that a line behind a
// pattern's event is counted once.
func TestCited(t *testing.T) {
	text := "2024-03-04 08:00:00 INFO leader is node 3\n2024-03-04 08:00:01 INFO nothing\n" +
		"2024-03-04 08:00:02 ERROR disk 1 is full\n2024-03-04 08:00:03 ERROR disk 2 is full\n2024-03-04 08:00:04 ERROR disk 3 is full\n"
	cited := []Place{{Line: 1}, {File: "a.log", Line: 3}, {File: "x/a.log", Line: 2}, {Line: 4}}
	r := Read(t.Context(), []File{memory("logs/a.log", text)}, Options{Source: "s", Cited: cited})
	events, _ := collect(t, r)
	var lines []int
	for _, e := range events {
		lines = append(lines, e.Source.Line)
	}
	if !slices.Equal(lines, []int{1, 3, 4}) || events[0].Text != "leader is node 3" || events[1].Lines != 3 {
		t.Errorf("lines %v, want 1, 3 and 4:\n%s", lines, told(events))
	}
	if got, want := r.Reading().Tally, (timeline.Tally{Source: "s", Unit: "lines", Read: 5, Quiet: 1, Told: 4}); got != want {
		t.Errorf("tally %+v, want %+v", got, want)
	}
}

func TestAccessLogTellsFailedRequestsAsOne(t *testing.T) {
	var b strings.Builder
	for i := range 6 * 3600 {
		at := morning.Add(time.Duration(i) * time.Second)
		status := 200
		if i > 4*3600 && i < 4*3600+600 && i%2 == 0 {
			status = 502
		}
		fmt.Fprintf(&b, "10.0.0.%d - - [%s] \"GET /item/%c HTTP/1.1\" %d 12\n", i%200, at.Format("02/Jan/2006:15:04:05 -0700"), 'a'+i%26, status)
	}
	r := Read(t.Context(), []File{memory("access.log", b.String())}, Options{Source: "s"})
	events, _ := collect(t, r)
	events, ends := apart(events)
	if len(ends) != 1 || len(events) != 1 || events[0].Kind != timeline.Burst || events[0].Labels["count"] != "299" || !strings.HasPrefix(string(events[0].Text), `5xx 0 % → 50 % of requests at the peak, the first "GET /item/`) {
		t.Errorf("events:\n%s", told(events))
	}
}

func TestEach(t *testing.T) {
	text := `{"started_at":"2024-03-04T10:00:00Z","ended_at":"2024-03-04T10:07:30Z","message":"deploy v2.14.0","service":"checkout","user":"ci","version":"v2.14.0","ok":true}` + "\n"
	r := Read(t.Context(), []File{memory("deploys.jsonl", text)}, Options{Source: "deploys", Each: timeline.Deploy})
	events, _ := collect(t, r)
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	want := timeline.Event{
		Time: timeline.At(time.Date(2024, 3, 4, 10, 0, 0, 0, time.UTC), time.Second), Until: timeline.At(time.Date(2024, 3, 4, 10, 7, 30, 0, time.UTC), time.Second),
		Kind: timeline.Deploy, Actor: "ci", Subject: "checkout", Text: "deploy v2.14.0", Labels: map[string]string{"version": "v2.14.0", "ok": "true"},
		Source: timeline.Position{Source: "deploys", File: "deploys.jsonl", Line: 1},
	}.Seal()
	if d := cmp.Diff(want, events[0]); d != "" {
		t.Error(d)
	}
}

func TestEachWithoutTimes(t *testing.T) {
	r := Read(t.Context(), []File{memory("notes.txt", "we restarted the proxy\n\nwe called the vendor\n")}, Options{Source: "s", Each: timeline.Note})
	events, _ := collect(t, r)
	if len(events) != 2 || !events[0].Time.IsZero() {
		t.Errorf("events: %+v", events)
	}
}

func TestEventLimit(t *testing.T) {
	r := Read(t.Context(), []File{memory("a.log", twoLines+twoLines)}, Options{Source: "s", Each: timeline.Note, Limits: Limits{Events: 3}})
	events, _ := collect(t, r)
	if gaps := r.Reading().Gaps; len(events) != 3 || len(gaps) != 1 || !strings.HasPrefix(gaps[0], "1 event more than the limit of 3 events") {
		t.Errorf("%d events, gaps %q", len(events), gaps)
	}
}

func TestPatternLimit(t *testing.T) {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "2024-03-04 08:00:00 ERROR %s\n", strings.Repeat("x", i+1))
	}
	r := Read(t.Context(), []File{memory("a.log", b.String()), memory("b.log", b.String())}, Options{Source: "s", Limits: Limits{Patterns: 50}})
	collect(t, r)
	if gaps := strings.Join(r.Reading().Gaps, "\n"); !strings.Contains(gaps, "700 lines of more than 50 different patterns") {
		t.Errorf("gaps %q", gaps)
	}
}

func TestManyTicksStayBounded(t *testing.T) {
	s := newSource([]File{memory("a.log", "")}, Options{})
	h := newHarvest(s, 0)
	for i := range int64(2 * maxTotal) {
		h.count(i * roughly * tick)
	}
	if h.total.bound(maxTotal); h.total.width != 2*roughly || len(h.total.bins) > maxTotal {
		t.Errorf("width %d, %d bins", h.total.width, len(h.total.bins))
	}
}

// digest is everything that a reader tells, as bytes.
func digest(t *testing.T, files []File, o Options) []byte {
	t.Helper()
	r := Read(t.Context(), files, o)
	events, refused := collect(t, r)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, e := range events {
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range refused {
		fmt.Fprintln(&b, e)
	}
	if err := enc.Encode(r.Reading()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSameBytes(t *testing.T) {
	lines := strings.SplitAfter(scripted(true), "\n")
	third := len(lines) / 3
	files := []File{
		memory("a.log", strings.Join(lines[:third], "")), memory("b.log", strings.Join(lines[third:2*third], "")),
		memory("c.log", strings.Join(lines[2*third:], "")), memory("d.log", "not a log\n"),
	}
	o := Options{Source: "s"}
	want := digest(t, files, o)
	files[0], files[3] = files[3], files[0]
	files[1], files[2] = files[2], files[1]
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if d := cmp.Diff(string(want), string(digest(t, files, o))); d != "" {
		t.Error(d)
	}
}

// TestReversed reads a log that is written newest first.
func TestReversed(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		at := morning.Add(-time.Duration(i) * 7 * time.Second)
		fmt.Fprintf(&b, "%s ERROR no route to %d\n", at.Format(time.RFC3339), i)
	}
	r := Read(t.Context(), []File{memory("a.log", b.String())}, Options{Source: "s", Limits: Limits{}})
	events, _ := collect(t, r)
	if rd := r.Reading(); !rd.To.Earliest.Equal(morning) || len(events) > 0 {
		t.Errorf("%d events, to %v", len(events), rd.To)
	}
}

func TestNoFiles(t *testing.T) {
	if rd := Read(t.Context(), nil, Options{Source: "s"}).Reading(); !rd.Failed || len(rd.Gaps) != 1 {
		t.Errorf("reading: %+v", rd)
	}
}
