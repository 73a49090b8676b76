package cli

import (
	"testing"

	"github.com/candor-reports/candor/timeline"
)

func TestDayAndClock(t *testing.T) {
	for text, want := range map[string][2]string{
		"2026-03-04T14:02Z":                   {"2026-03-04 UTC", "14:02"},
		"2026-03-04T14:02:11.5Z":              {"2026-03-04 UTC", "14:02:11.5"},
		"2026-03-04 UTC":                      {"2026-03-04", ""},
		"2026-03-04T14:02Z/2026-03-04T14:09Z": {"between 2026-03-04 14:02 and 14:09 UTC", ""},
	} {
		at, err := timeline.ParseTime(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		if day, clock := dayAndClock(at); day != want[0] || clock != want[1] {
			t.Errorf("%s: %q, %q, want %q", text, day, clock, want)
		}
	}
}
