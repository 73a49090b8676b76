package logs

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// calls writes the logs of two services of which one calls the other, whose
// clock is behind.
func calls(n int, behind time.Duration) (caller, called string) {
	rnd := rand.New(rand.NewPCG(7, 7))
	at := time.Date(2026, 5, 6, 14, 0, 0, 0, time.UTC)
	var a, b strings.Builder
	for range n {
		at = at.Add(time.Duration(rnd.ExpFloat64() * float64(time.Second)))
		id := fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", rnd.Uint32(), rnd.IntN(1<<16), rnd.IntN(1<<12), rnd.IntN(1<<12), rnd.Int64N(1<<48))
		fmt.Fprintf(&a, "%s INFO POST /pay request %s\n", at.Format("2006-01-02T15:04:05.000Z"), id)
		then := at.Add(time.Duration(rnd.IntN(200))*time.Millisecond - behind)
		fmt.Fprintf(&b, "{\"time\":%q,\"level\":\"info\",\"msg\":\"charged a card\",\"request_id\":%q,\"took\":%d}\n", then.Format(time.RFC3339Nano), id, rnd.IntN(99))
	}
	return a.String(), b.String()
}

// TestMarksOfOtherIDs holds that ids which are no hexadecimal numbers, and those
// behind a prefix, are compared, in lines as in events.
func TestMarksOfOtherIDs(t *testing.T) {
	const crockford, base62 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	rnd := rand.New(rand.NewPCG(8, 8))
	made := func(n int, of string) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = of[rnd.IntN(len(of))]
		}
		return string(b)
	}
	for name, id := range map[string]func() string{
		"prefix": func() string { return "req_" + made(6, base62[:10]) + "ab" + made(12, "0123456789abcdef") },
		"dash":   func() string { return "ord-" + made(6, base62[:10]) + "ab" + made(4, "0123456789abcdef") },
		"ulid":   func() string { return "01HQ" + made(22, crockford) },
		"behind": func() string { return "txn_01HQ" + made(22, crockford) },
		"ksuid":  func() string { return "2bTz" + made(20, base62) + "aZ9" },
		"uuidv7": func() string {
			return "018e0f3a-77a1-7" + made(3, base62[:10]) + "-8" + made(3, base62[:10]) + "-" + made(10, base62[:10]) + "ab"
		},
	} {
		at := time.Date(2026, 5, 6, 14, 0, 0, 0, time.UTC)
		var a, b strings.Builder
		var events []timeline.Event
		for range 300 {
			at = at.Add(time.Duration(rnd.ExpFloat64() * float64(time.Second)))
			word := id()
			line := fmt.Sprintf("%s INFO %s took a request %s\n", at.Format("2006-01-02T15:04:05.000Z"), made(rnd.IntN(70), "xyz"), word)
			a.WriteString(line)
			fmt.Fprintf(&b, "%s INFO charged a card for %s\n", at.Add(-38*time.Second).Format("2006-01-02T15:04:05.000Z"), word)
			events = append(events, timeline.Event{Time: timeline.At(at, time.Millisecond), Text: timeline.Foreign(line)})
		}
		read := func(o Options, text string) []timeline.Marker {
			o.Source = "s"
			return Read(t.Context(), []File{memory("a.log", text)}, o).Markers()
		}
		one := read(Options{Workers: 1}, a.String())
		if s, ok := timeline.SkewOf(one, read(Options{}, b.String())); !ok || s.Offset.Round(time.Second) != -38*time.Second || s.Shared != 300 {
			t.Errorf("%s: skew %+v", name, s)
		}
		if s, ok := timeline.SkewOf(timeline.Markers(events), read(Options{}, b.String())); !ok || s.Offset.Round(time.Second) != -38*time.Second {
			t.Errorf("%s: skew of events %+v", name, s)
		}
		if many := read(Options{Workers: 8, block: 4 << 10, Limits: Limits{Line: 1 << 10}}, a.String()); !reflect.DeepEqual(many, one) {
			t.Errorf("%s: %d other markers with many workers, want %d", name, len(many), len(one))
		}
	}
}

func TestClocksOfFiles(t *testing.T) {
	caller, called := calls(6000, 38*time.Second)
	read := func(o Options, files ...File) *Reader {
		o.Source = "s"
		return Read(t.Context(), files, o)
	}
	both := read(Options{}, memory("caller.log", caller), memory("called.log", called))
	notes := strings.Join(both.Reading().Notes, "\n")
	if !strings.Contains(notes, "called.log: what file caller.log names too (") || !strings.Contains(notes, "write clock: +37.9s, or clock: -37.9s if it is the other's") {
		t.Errorf("notes: %s", notes)
	}
	if n := len(both.Markers()); n != mostMarks {
		t.Errorf("%d markers are kept, want %d", n, mostMarks)
	}
	// However lines are shared out, and whether they are recognized or read, the
	// same is kept.
	one := read(Options{Workers: 1}, memory("caller.log", caller)).Markers()
	for _, o := range []Options{{Workers: 8, block: 16 << 10, Limits: Limits{Line: 4 << 10}}, {Workers: 1, Cited: []Place{{File: "caller.log", Line: 9}}}} {
		if got := read(o, memory("caller.log", caller)).Markers(); !reflect.DeepEqual(got, one) {
			t.Errorf("%+v: %d other markers, want %d", o, len(got), len(one))
		}
	}
	other := read(Options{}, memory("called.log", called)).Markers()
	shared := 0
	for _, m := range other {
		if slices.ContainsFunc(one, func(o timeline.Marker) bool { return o.ID == m.ID }) {
			shared++
		}
	}
	if shared < mostMarks*9/10 {
		t.Errorf("of %d markers %d are those of the other log", len(other), shared)
	}
	since := read(Options{Since: time.Date(2026, 5, 6, 15, 0, 0, 0, time.UTC)}, memory("caller.log", caller)).Markers()
	if len(since) == 0 || since[0].At.Hour() < 15 {
		t.Errorf("markers from before the window: %v", since[:min(1, len(since))])
	}
	if same, _ := calls(6000, 0); strings.Contains(strings.Join(read(Options{}, memory("caller.log", same), memory("called.log", caller)).Reading().Notes, "\n"), "clock:") {
		t.Error("clocks that agree are told to differ")
	}
}
