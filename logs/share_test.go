package logs

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/candor-reports/candor/timeline"
)

// inLetters writes a number in letters, which tell messages apart as digits do
// not.
func inLetters(n int) string {
	var b strings.Builder
	for ; n > 0 || b.Len() == 0; n /= 20 {
		b.WriteByte('g' + byte(n%20))
	}
	return b.String()
}

// TestManyFiles reads as many files as there are lines, of more patterns than
// are kept, and finds what it finds in one file of all the lines.
func TestManyFiles(t *testing.T) {
	var files []File
	var all strings.Builder
	for i := range 700 {
		line := fmt.Sprintf("2024-03-04 14:%02d:%02d ERROR the %sx broke the %sy\n", i/60, i%60, inLetters(i), inLetters(i*7))
		files = append(files, memory(fmt.Sprintf("%03d.log", i), line))
		all.WriteString(line)
	}
	o := Options{Source: "s", Limits: Limits{Patterns: 60}}
	many, one := Read(t.Context(), files, o), Read(t.Context(), []File{memory("all.log", all.String())}, o)
	if a, b := many.Reading().Tally, one.Reading().Tally; a != b {
		t.Errorf("tallies: %+v, %+v", a, b)
	}
	a, b := many.Summary(), one.Summary()
	if a.Beyond != b.Beyond || a.Beyond != 640 || len(a.Patterns) != len(b.Patterns) {
		t.Fatalf("beyond %d, %d; patterns %d, %d", a.Beyond, b.Beyond, len(a.Patterns), len(b.Patterns))
	}
	for i := range a.Patterns {
		a.Patterns[i].Source, b.Patterns[i].Source = timeline.Position{}, timeline.Position{}
		if !reflect.DeepEqual(a.Patterns[i], b.Patterns[i]) {
			t.Errorf("%+v\n%+v", a.Patterns[i], b.Patterns[i])
		}
	}
}

// TestDatesOfManyFiles has files whose dates could be read in two orders, until
// the last one shows which it is.
func TestDatesOfManyFiles(t *testing.T) {
	var files []File
	for i := range 300 {
		files = append(files, memory(fmt.Sprintf("%03d.log", i), fmt.Sprintf("03/04/2024 14:%02d:%02d ERROR job failed\n", i/60, i%60)))
	}
	files = append(files, memory("last.log", "13/04/2024 14:00:00 ERROR job failed\n"))
	r := Read(t.Context(), files, Options{Source: "s"})
	p := r.Summary().Patterns
	if len(p) != 1 || p[0].Records != 301 || p[0].First.Format("01-02") != "04-03" || p[0].Last.Format("01-02") != "04-13" {
		t.Errorf("patterns: %+v", p)
	}
	if got := r.Reading().Tally; got.Read != 301 || got.Err() != nil {
		t.Errorf("tally: %+v", got)
	}
	total := 0
	for _, w := range r.Summary().Rate {
		if total += w.Records; w.Serious != w.Records {
			t.Errorf("rate: %+v", w)
		}
	}
	if total != 301 {
		t.Errorf("the rate counts %d records", total)
	}
}

// TestEventsOfManyFiles keeps to the limit of events of all files, the earliest
// of them.
func TestEventsOfManyFiles(t *testing.T) {
	var files []File
	for i := range 40 {
		files = append(files, memory(fmt.Sprintf("%03d.log", 99-i), fmt.Sprintf("2024-03-04 14:%02d:00 one\n2024-03-04 14:%02d:30 two\n", i, i)))
	}
	r := Read(t.Context(), files, Options{Source: "s", Each: timeline.Note, Limits: Limits{Events: 7}})
	events, _ := collect(t, r)
	if len(events) != 7 || events[6].Time.String() != "2024-03-04T14:03:00Z" {
		t.Errorf("events: %+v", events)
	}
	rd := r.Reading()
	if err := rd.Tally.Err(); err != nil || rd.Tally.Told != 7 || len(rd.Gaps) != 1 || !strings.HasPrefix(rd.Gaps[0], "73 events more than the limit of 7") {
		t.Errorf("%v %+v %q", err, rd.Tally, rd.Gaps)
	}
}
