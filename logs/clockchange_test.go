package logs

import (
	"strings"
	"testing"
)

// TestClockChangesAround reads the hours that clocks showed twice and those that
// they skipped, north and south of the equator, at midnight, and by half an hour.
func TestClockChangesAround(t *testing.T) {
	for _, c := range []struct{ zone, lines, want string }{
		{"America/New_York", "2024-11-03 00:59:59 2024-11-03 01:30:00 2024-11-03 01:59:59 2024-11-03 01:00:00 2024-11-03 01:30:00 2024-11-03 02:00:00",
			"04:59:59 05:30:00 05:59:59 06:00:00 06:30:00 07:00:00"},
		{"America/New_York", "2024-03-10 01:59:59 2024-03-10 02:30:00 2024-03-10 03:00:00", "06:59:59 07:00:00 07:30:00"},
		{"Europe/London", "2024-10-27 00:59:59 2024-10-27 01:10:00 2024-10-27 01:50:00 2024-10-27 01:05:00 2024-10-27 02:00:00", "23:59:59 00:10:00 00:50:00 01:05:00 02:00:00"},
		{"Australia/Sydney", "2024-04-07 01:59:59 2024-04-07 02:30:00 2024-04-07 02:59:59 2024-04-07 02:00:01 2024-04-07 02:30:00 2024-04-07 03:00:00",
			"14:59:59 15:30:00 15:59:59 16:00:01 16:30:00 17:00:00"},
		{"Australia/Sydney", "2024-10-06 01:59:59 2024-10-06 02:30:00 2024-10-06 03:00:00", "15:59:59 16:00:00 16:30:00"},
		{"America/Santiago", "2024-04-06 22:59:59 2024-04-06 23:30:00 2024-04-06 23:59:59 2024-04-06 23:00:01 2024-04-06 23:59:00 2024-04-07 00:00:00",
			"01:59:59 02:30:00 02:59:59 03:00:01 03:59:00 04:00:00"},
		{"America/Santiago", "2024-09-07 23:59:59 2024-09-08 00:30:00 2024-09-08 01:00:00", "03:59:59 04:00:00 04:30:00"},
		{"Australia/Lord_Howe", "2024-04-07 01:29:59 2024-04-07 01:45:00 2024-04-07 01:59:59 2024-04-07 01:30:01 2024-04-07 01:45:00 2024-04-07 02:00:00",
			"14:29:59 14:45:00 14:59:59 15:00:01 15:15:00 15:30:00"},
		{"Australia/Lord_Howe", "2024-10-06 01:59:59 2024-10-06 02:15:00 2024-10-06 02:30:00", "15:29:59 15:30:00 15:45:00"},
		{"Asia/Kathmandu", "2024-03-04 00:00:00", "18:15:00"},
		{"Pacific/Kiritimati", "2024-03-04 00:00:00", "10:00:00"},
		{"Pacific/Apia", "2011-12-29 23:59:59 2011-12-31 00:00:00", "09:59:59 10:00:00"}, // a day that never was
	} {
		var text strings.Builder
		for i, w := range strings.Fields(c.lines) {
			text.WriteString(w + " "[:1-i%2])
			if i%2 == 1 {
				text.WriteString(" x\n")
			}
		}
		got, rd := times(t, text.String(), Options{Zone: zone(t, c.zone)})
		for i, at := range got {
			got[i] = strings.TrimSuffix(at[len("2024-03-04T"):], "Z")
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s, %s:\n%s, want\n%s\n%s", c.zone, c.lines, strings.Join(got, " "), c.want, rd.Notes)
		}
	}
}
