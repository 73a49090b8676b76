package logs

import (
	"strings"
	"testing"
)

func TestTimeOfDay(t *testing.T) {
	for _, c := range []struct{ name, text, want, note string }{
		{"app-2024-03-04.log", "23:59:59 x\n00:00:01 x\n23:59:58 late\n12:30:00 x\n", "2024-03-04T23:59:58Z 2024-03-04T23:59:59Z 2024-03-05T00:00:01Z 2024-03-05T12:30:00Z", "date derived from the file's name, for 4 lines"},
		{"u_ex240304.log", "14:02:11 x\n", "2024-03-04T14:02:11Z", "the file's name"},
		// The file's date is 31 December 2024 at midnight, see memory.
		{"a.log", "14:02:11 x\n09:00:00 x\n", "2024-12-31T09:00:00Z 2024-12-31T14:02:11Z", "from the file's date, for 2 lines"},
		{"a.log", "22:00:00 x\n01:00:00 x\n", "2024-12-30T22:00:00Z 2024-12-31T01:00:00Z", "from the file's date"},
		{"a.log", "10:00:00 x\n--- 2024-03-04 ---\n10:00:01 x\n", "2024-03-04T10:00:01Z 2024-12-31T10:00:00Z", "from other lines, for 1 line"},
	} {
		f := memory(c.name, c.text)
		r := Read(t.Context(), []File{f}, Options{Source: "s", Each: "note", Format: "timeofday"})
		events, _ := collect(t, r)
		var got []string
		for _, e := range events {
			got = append(got, e.Time.Earliest.Format("2006-01-02T15:04:05Z07:00"))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
		if notes := strings.Join(r.Reading().Notes, "\n"); !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %s", c.name, notes)
		}
	}
}
