package timeline_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/timeline"
)

func at(t testing.TB, s string) timeline.Time {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	v, err := timeline.ParseTime(s, loc)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParseTime(t *testing.T) {
	tests := []struct{ in, text, clock, earliest, latest string }{
		{"2026-03-04T14:02:11Z", "2026-03-04T14:02:11Z", "2026-03-04 14:02:11 UTC", "2026-03-04T14:02:11Z", "2026-03-04T14:02:11Z"},
		{"2026-03-04T14:02:11.120+01:00", "2026-03-04T13:02:11.120Z", "2026-03-04 13:02:11.120 UTC", "2026-03-04T13:02:11.12Z", "2026-03-04T13:02:11.12Z"},
		{"2026-03-04 14:02 -0700", "2026-03-04T21:02Z", "2026-03-04 21:02 UTC", "2026-03-04T21:02:00Z", "2026-03-04T21:02:00Z"},
		{"2026-03-04 14:02 America/New_York", "2026-03-04T19:02Z", "2026-03-04 19:02 UTC", "2026-03-04T19:02:00Z", "2026-03-04T19:02:00Z"},
		{"2026-07-04 14:02", "2026-07-04T12:02Z", "2026-07-04 12:02 UTC", "2026-07-04T12:02:00Z", "2026-07-04T12:02:00Z"},
		{"2026-03-04T14:02Z/14:09Z", "2026-03-04T14:02Z/2026-03-04T14:09Z", "between 2026-03-04 14:02 and 14:09 UTC", "2026-03-04T14:02:00Z", "2026-03-04T14:09:00Z"},
		{"2026-03-04T14:02Z ±10m", "2026-03-04T13:52Z/2026-03-04T14:12Z", "between 2026-03-04 13:52 and 14:12 UTC", "2026-03-04T13:52:00Z", "2026-03-04T14:12:00Z"},
		{"2026-03-04", "2026-03-04 Europe/Berlin", "2026-03-04", "2026-03-03T23:00:00Z", "2026-03-04T23:00:00Z"},
		{"2026-03-29", "2026-03-29 Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}, // 23 hours: summer time begins
		{"2008-08-12T00:00 local", "2008-08-12T00:00 local", "2008-08-12 00:00 local time", "2008-08-11T10:00:00Z", "2008-08-12T12:00:00Z"},
		{"2008-08-12 00:00 local", "2008-08-12T00:00 local", "2008-08-12 00:00 local time", "2008-08-11T10:00:00Z", "2008-08-12T12:00:00Z"},
		{"", "", "not known", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	}
	for _, tt := range tests {
		got := at(t, tt.in)
		if got.String() != tt.text || got.Clock() != tt.clock {
			t.Errorf("%q reads as %q, %q; want %q, %q", tt.in, got, got.Clock(), tt.text, tt.clock)
		}
		if e, l := got.Earliest.Format(time.RFC3339Nano), got.Latest.Format(time.RFC3339Nano); e != tt.earliest || l != tt.latest {
			t.Errorf("%q lies from %s to %s; want %s to %s", tt.in, e, l, tt.earliest, tt.latest)
		}
		back, err := timeline.ParseTime(got.String(), nil)
		if back.Basis = got.Basis; err != nil || back != got {
			t.Errorf("%q: %q reads back as %+v, %v; want %+v", tt.in, got, back, err, got)
		}
	}
}

func TestParseTimeRefuses(t *testing.T) {
	for _, in := range []string{
		"yesterday", "14:02", "2026-02-30", "2026-03-04T25:00Z", "2026-03-04T14:02+15:00", "2026-03-04 14:02 CET",
		"2026-03-04T14:09Z/14:02Z", "2026-03-04T14:02Z ±soon", "2026-03-04T14:02Z/2026-03-05T00:00 local", "2026-3-4", "2026-03-04T14:02Zulu",
	} {
		if got, err := timeline.ParseTime(in, time.UTC); err == nil {
			t.Errorf("%q reads as %s; want an error", in, got)
		}
	}
	if _, err := timeline.ParseTime("2026-03-04 14:02", nil); err == nil || !strings.Contains(err.Error(), "no time zone") {
		t.Errorf("a wall clock without any zone gives %v; want that said", err)
	}
}

func TestSince(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"2026-03-04T14:02Z", "2026-03-04T14:09Z", "7 min"},
		{"2026-03-04T14:02:10Z", "2026-03-04T14:09:22Z", "7 min 12 s"},
		{"2026-03-04T14:02Z", "2026-03-04T14:09:22Z", "7 min"},
		{"2026-03-04T14:00Z/14:05Z", "2026-03-04T14:09Z", "4–9 min"},
		{"2026-03-04T14:02Z/14:12Z", "2026-03-04T14:09Z", "at most 7 min"},
		{"2026-03-04T14:02Z", "2026-03-04T15:06Z", "1 h 4 min"},
		{"2026-03-04T14:02Z", "2026-03-07T16:30Z", "3 days 2 h"},
		{"2008-08-12T00:00 local", "2008-08-13T03:20Z", "15 h 20 min to 41 h"},
		{"2008-08-12T00:00 local", "2008-08-12T02:38Z", "at most 16 h 38 min"},
		{"2008-08-12T00:00 local", "2008-08-12T06:00 local", "6 h"},
		{"2026-03-04T14:02Z", "", "not known"},
		{"2026-03-04T14:09Z", "2026-03-04T14:02Z", "−7 min"},
	}
	for _, tt := range tests {
		if got := at(t, tt.to).Since(at(t, tt.from)).String(); got != tt.want {
			t.Errorf("from %q to %q: %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestBefore(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"2026-03-04T14:02Z", "2026-03-04T14:09Z", true},
		{"2026-03-04T14:02Z", "2026-03-04T14:02:30Z", false}, // within the minute that was stated
		{"2026-03-04T14:01Z", "2026-03-04T14:02:30Z", true},
		{"2026-03-04T14:00Z/14:05Z", "2026-03-04T14:04Z", false},
		{"2008-08-12T00:00 local", "2008-08-12T02:38Z", false},
		{"2008-08-12T00:00 local", "2008-08-13T03:20Z", true},
		{"2026-03-04", "2026-03-04T23:30Z", true},
		{"", "2026-03-04T14:04Z", false},
	}
	for _, tt := range tests {
		if got := at(t, tt.a).Before(at(t, tt.b)); got != tt.want {
			t.Errorf("%q before %q: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

// times draws times of every form.
func times(t *rapid.T, label string) timeline.Time {
	second := rapid.Int64Range(0, 4e9).Draw(t, label)
	base := time.Unix(second, 0).UTC()
	precision := rapid.SampledFrom([]time.Duration{time.Millisecond, time.Second, time.Minute}).Draw(t, label+" precision")
	base = base.Truncate(precision)
	switch rapid.IntRange(0, 4).Draw(t, label+" form") {
	case 0:
		return timeline.Time{}
	case 1:
		return timeline.Between(timeline.At(base, precision), timeline.At(base.Add(time.Hour), precision))
	case 2:
		d := timeline.OnDay(base)
		d.Basis.Zone = "UTC"
		return d
	case 3:
		return timeline.Float(base, precision)
	}
	return timeline.At(base, precision)
}

func TestTimeReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := times(t, "time")
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got timeline.Time
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Fatalf("%s reads back as %+v, %v; want %+v", b, got, err, want)
		}
	})
}

func TestOrderIsTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := times(t, "a"), times(t, "b"), times(t, "c")
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%s and %s compare differently both ways", a, b)
		}
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 && a.Compare(c) > 0 {
			t.Fatalf("%s ≤ %s ≤ %s, but not %s ≤ %s", a, b, c, a, c)
		}
		if a.Before(b) && a.Compare(b) >= 0 {
			t.Fatalf("%s is before %s, but is listed after it", a, b)
		}
		if s := b.Since(a); !s.Unknown && s.Min > s.Max {
			t.Fatalf("from %s to %s: %v to %v", a, b, s.Min, s.Max)
		}
	})
}
