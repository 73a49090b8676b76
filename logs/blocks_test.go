package logs

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// allTold is all that a reading tells, as text.
func allTold(t *testing.T, files []File, o Options) string {
	t.Helper()
	r := Read(t.Context(), files, o)
	events, refused := collect(t, r)
	var lines []string
	for _, e := range refused {
		lines = append(lines, e.Error())
	}
	b, err := json.MarshalIndent(struct {
		Reading timeline.Reading
		Summary Summary
		Events  []timeline.Event
		Refused []string
	}{r.Reading(), r.Summary(), events, lines}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// tangled writes a log in which what one line means hangs on those before it:
// stack traces, dates without a year that turn, days and months in either
// order, lines too long, lines that mean nothing, and a runtime's partial lines.
func tangled(style string, n int) string {
	rnd := rand.New(rand.NewPCG(3, 4))
	at := time.Date(2023, 11, 4, 10, 0, 0, 0, time.UTC)
	var b strings.Builder
	for i := range n {
		at = at.Add(time.Duration(rnd.IntN(40000)) * time.Second)
		if style == "fast" {
			at = at.Add(-time.Duration(rnd.IntN(39995)) * time.Second)
		}
		switch style {
		case "slash":
			fmt.Fprintf(&b, "%s ERROR disk %d is full\n", at.Format("02/01/2006 15:04:05"), i)
		case "cri":
			part := "F"
			if rnd.IntN(3) == 0 {
				part = "P"
			}
			fmt.Fprintf(&b, "%s stderr %s WARN queue %d is long\n", at.Format(time.RFC3339Nano), part, i)
		default:
			fmt.Fprintf(&b, "%s web%d app[%d]: cannot reach shard %d of %s\n", at.Format(time.Stamp), rnd.IntN(9), i, i, [...]string{"users", "orders", "carts"}[rnd.IntN(3)])
		}
		switch rnd.IntN(20) {
		case 0:
			for range rnd.IntN(60) {
				b.WriteString("\tat com.example.Main.run(Main.java:17)\n")
			}
		case 1:
			b.WriteString("\n")
		case 2:
			b.WriteString("nothing to see " + strings.Repeat("x", rnd.IntN(9000)) + "\n")
		case 3:
			if rnd.IntN(20) == 0 {
				b.WriteString(strings.Repeat("Caused by: no reason\n", 700))
			}
		}
	}
	return b.String()
}

func TestWorkersChangeNothing(t *testing.T) {
	for _, style := range []string{"slow", "fast", "slash", "cri"} {
		text := tangled(style, 3000)
		files := []File{memory("b.log", text), memory("a.log", text[len(text)/2:]), memory("c.log", strings.ReplaceAll(text, "\n", "\r\n"))}
		o := Options{Source: "s", Limits: Limits{Line: 4 << 10, Patterns: 64}, Workers: 1, Cited: []Place{{Line: 500}}}
		want := allTold(t, files, o)
		if len(want) < 3000 {
			t.Fatalf("%s: little was read: %.2000s", style, want)
		}
		manyWorkers, blocks := []int{2, 8}, []int{16 << 10, 100_000, 1 << 20}
		if testing.Short() {
			manyWorkers, blocks = manyWorkers[1:], blocks[:1]
		}
		for _, workers := range manyWorkers {
			for _, block := range blocks {
				o.Workers, o.block, o.own = workers, block, block/1000
				slices.Reverse(files)
				if got := allTold(t, files, o); got != want {
					t.Errorf("%s: %d workers and blocks of %d bytes tell something else: %s", style, workers, block, difference(want, got))
				}
			}
		}
	}
}

func TestStreamsInBlocks(t *testing.T) {
	text := made("text", 3<<20)
	f := memory("a.log", text)
	want := allTold(t, []File{f}, Options{Source: "s", Workers: 1})
	f.Size = -1
	f.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	if got := allTold(t, []File{f}, Options{Source: "s", Workers: 4}); got != want {
		t.Error(difference(want, got))
	}
}

// FuzzBlocks holds reading in blocks to reading line by line. Blocks are never
// shorter than what may lie between two records.
func FuzzBlocks(f *testing.F) {
	for _, style := range []string{"slow", "fast", "slash", "cri"} {
		f.Add(tangled(style, 40))
	}
	f.Fuzz(func(t *testing.T, text string) {
		const block = 3 * maxFollowBytes
		files := []File{memory("a.log", strings.Repeat(text, min(2*block/(len(text)+1)+1, 2000)))}
		o := Options{Source: "s", Limits: Limits{Line: 1000, Patterns: 8}, Workers: 1, block: block}
		want := allTold(t, files, o)
		if o.Workers = 3; allTold(t, files, o) != want {
			t.Error(difference(want, allTold(t, files, o)))
		}
	})
}

// difference is the first line that differs, with its neighbours.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			from, to := max(i-6, 0), i+3
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i, strings.Join(a[from:min(to, len(a))], "\n"), strings.Join(b[from:min(to, len(b))], "\n"))
		}
	}
	return "more lines"
}
