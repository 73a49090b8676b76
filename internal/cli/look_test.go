package cli

import (
	"testing"
	"time"

	"github.com/candor-reports/candor/logs"
)

// TestHistogram holds that every record is in a row, that there are no more
// rows than fit, and that long empty times are one.
func TestHistogram(t *testing.T) {
	start := time.Date(2026, 3, 4, 13, 59, 40, 0, time.UTC)
	for name, gaps := range map[string][]time.Duration{
		"one":          {0},
		"a minute":     {0, 10 * time.Second, 10 * time.Second, 40 * time.Second},
		"two clusters": {0, time.Hour, time.Hour, 30 * 24 * time.Hour, time.Hour},
		"years":        {0, 12 * 365 * 24 * time.Hour, 9 * 365 * 24 * time.Hour, time.Second},
		"spread":       {0, 400 * 24 * time.Hour, 300 * 24 * time.Hour, 500 * 24 * time.Hour, 800 * 24 * time.Hour},
	} {
		var rate []logs.Rate
		at, want := start, 0
		for i, gap := range gaps {
			at = at.Add(gap)
			rate = append(rate, logs.Rate{From: at.Truncate(10 * time.Second), Records: i + 1})
			want += i + 1
		}
		rows, step := histogram(rate, 10*time.Second)
		got, next := 0, rows[0].From
		for _, r := range rows {
			if !r.From.Equal(next) {
				t.Errorf("%s: a row begins at %s, but the one before ends at %s", name, r.From, next)
			}
			next = r.From.Add(step)
			if r.Records < 0 {
				next = r.From.Add(time.Duration(-r.Records) * step)
				continue
			}
			got += r.Records
		}
		if got != want || len(rows) > maxRows {
			t.Errorf("%s: %d rows of %s hold %d records, of %d", name, len(rows), step, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "second", 10 * time.Second: "10 seconds", time.Minute: "minute", 15 * time.Minute: "15 minutes", time.Hour: "hour",
		36 * time.Hour: "36 hours", 24 * time.Hour: "day", 717 * time.Hour: "30 days", 2800 * 24 * time.Hour: "2,800 days",
	} {
		if got := span(d); got != want {
			t.Errorf("%s is written %q, not %q", d, got, want)
		}
	}
}

func TestLastName(t *testing.T) {
	for name, want := range map[string]string{
		"org.apache.hadoop.ipc.Client": "Client", "shop.Pay": "shop.Pay", "sshd": "sshd", "10.0.3.17": "10.0.3.17",
		"checkout.internal.example.com": "checkout.internal.example.com", "a b.c.d": "a b.c.d",
	} {
		if got := lastName(name); got != want {
			t.Errorf("%s is shortened to %s, not %s", name, got, want)
		}
	}
}

func TestHowFar(t *testing.T) {
	for _, tt := range []struct {
		read, total int64
		want        string
	}{
		{1e9, 4e9, "reading   1000 MB of 4000 MB, 25 %, 30 s left"},
		{0, 4e9, "reading   0 MB of 4000 MB, 0 %"},
		{5e6, 0, "reading   5 MB"},
		{5e6, 4e6, "reading   5 MB"},
	} {
		if got := howFar(tt.read, tt.total, 10*time.Second); got != tt.want {
			t.Errorf("%q, not %q", got, tt.want)
		}
	}
}
