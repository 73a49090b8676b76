package render

import (
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

func TestShareOfABurst(t *testing.T) {
	from := time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		count, peak string
		length      time.Duration
		want        px
	}{
		{"600", "60", 10 * time.Minute, 100}, {"300", "60", 10 * time.Minute, 50}, {"6000", "60", 10 * time.Minute, 100},
		{"600", "60", 0, 0}, {"", "60", time.Hour, 0}, {"5", "", time.Hour, 0}, {"5", "0", time.Hour, 0}, {"NaN", "60", time.Hour, 0}, {"-9", "1", time.Hour, 0},
	} {
		e := timeline.Event{Time: timeline.At(from, time.Second), Until: timeline.At(from.Add(c.length), time.Second), Labels: map[string]string{"count": c.count, "peak_per_minute": c.peak}}
		if got := (dot{entry: timeline.Entry{Events: []timeline.Event{e}}}).share(); got < c.want-1 || got > c.want+1 {
			t.Errorf("%s lines in %v, at most %s a minute: share %d, want %d", c.count, c.length, c.peak, got, c.want)
		}
	}
}
