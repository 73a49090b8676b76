package logs

import (
	"strings"
	"testing"
	"time"
)

// TestLoneLines holds that a line which stands nowhere else is told where errors
// or silence begin, and nowhere else.
func TestLoneLines(t *testing.T) {
	for name, tt := range map[string]struct {
		during func(sc *script, at time.Time)
		quiet  bool
	}{
		"errors":  {func(sc *script, at time.Time) { sc.some(0.5, at, "ERROR pay: bank %d did not answer") }, false},
		"silence": {func(*script, time.Time) {}, true},
	} {
		sc := newScript()
		for sec := range 8 * 3600 {
			at, m := morning.Add(time.Duration(sec)*time.Second), float64(sec)/60
			bad := between(m, 360, 365)
			if bad {
				tt.during(sc, at)
			}
			if !bad || !tt.quiet {
				sc.some(1, at, "INFO item %d was looked at")
			}
			switch sec {
			case 120 * 60:
				sc.say(at, "INFO cache: compacted by hand")
			case 360*60 - 2:
				sc.say(at, "INFO raft: lost the leader")
			}
		}
		events, _ := collect(t, Read(t.Context(), []File{memory("shop.log", sc.String())}, Options{Source: "s", Zone: time.UTC}))
		if got := told(events); !strings.Contains(got, "lost the leader") || strings.Contains(got, "by hand") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}
