package logs

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// memory is a file that holds the given text.
func memory(name, text string) File {
	return File{
		Name: name, Size: int64(len(text)), ModTime: time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	}
}

// collect reads everything a reader has, and checks that it adds up.
func collect(t testing.TB, r *Reader) (events []timeline.Event, refused []*timeline.LineError) {
	t.Helper()
	for e, err := range r.Events() {
		if err == nil {
			events = append(events, e)
			continue
		}
		bad, ok := err.(*timeline.LineError)
		if !ok {
			t.Fatalf("Events: %v", err)
		}
		refused = append(refused, bad)
	}
	if err := r.Reading().Tally.Err(); err != nil {
		t.Errorf("tally: %v", err)
	}
	if !slices.IsSortedFunc(events, timeline.Event.Compare) {
		t.Error("events are not in order")
	}
	return events, refused
}

func TestSamples(t *testing.T) {
	for _, f := range Formats() {
		for _, s := range f.Samples {
			t.Run(f.Name, func(t *testing.T) {
				r := Read(t.Context(), []File{memory("a.log", s.Line+"\n")}, Options{Source: "s", Year: 2024, Each: timeline.Note})
				events, refused := collect(t, r)
				if len(refused) > 0 || len(events) == 0 {
					t.Fatalf("%s\n%d events, refused: %v", s.Line, len(events), refused)
				}
				e := events[0]
				if got := e.Time.Earliest.Format(time.RFC3339Nano); got != s.Time {
					t.Errorf("%s\ntime %s, want %s", s.Line, got, s.Time)
				}
				if e.Level != s.Level {
					t.Errorf("%s\nlevel %q, want %q", s.Line, e.Level, s.Level)
				}
				if string(e.Text) != s.Text {
					t.Errorf("%s\ntext %q, want %q", s.Line, e.Text, s.Text)
				}
				if s.Subject != "" && string(e.Subject) != s.Subject {
					t.Errorf("%s\nsubject %q, want %q", s.Line, e.Subject, s.Subject)
				}
				if want := "read as " + f.Name + ": 1 file"; !slices.Contains(r.Reading().Notes, want) {
					t.Errorf("%s\nnotes %q, want %q", s.Line, r.Reading().Notes, want)
				}
			})
		}
	}
}

func TestFormatsAreListed(t *testing.T) {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
		if f.Doc == "" || len(f.Samples) == 0 || f.parse == nil && f.begin == nil {
			t.Errorf("%s: incomplete", f.Name)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("names are not sorted and unique: %q", names)
	}
}

// TestGeneralFormatsAreTriedLast holds the order in which formats are tried to
// what their samples say: the fewer samples of others a format understands, the
// more its own lines say.
func TestGeneralFormatsAreTriedLast(t *testing.T) {
	taken := map[string]int{}
	var r record
	for _, f := range Formats() {
		for _, g := range Formats() {
			for _, s := range g.Samples {
				text := []byte(s.Line + "\n")
				if bound, ok := f.at(text); ok && f.Name != g.Name && bound.hits(&r, text, '\n') > 0 {
					taken[f.Name]++
				}
			}
		}
	}
	want := Formats()
	slices.SortStableFunc(want, func(f, g Format) int { return taken[f.Name] - taken[g.Name] })
	for i, f := range everyFormat() {
		if f.Name != want[i].Name {
			t.Errorf("%s is tried where %s is due, which understands %d samples of other formats: put right what general lists", f.Name, want[i].Name, taken[want[i].Name])
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	r := Read(t.Context(), []File{memory("a.log", "x\n")}, Options{Format: "cobol"})
	if rd := r.Reading(); !rd.Failed || len(rd.Gaps) != 1 || !strings.Contains(rd.Gaps[0], "rfc3164") {
		t.Errorf("reading: %+v", rd)
	}
}
