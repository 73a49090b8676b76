package flow

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// TestKeep holds that what is too much goes from the least serious on, and
// that every line stays accounted for.
func TestKeep(t *testing.T) {
	c := &Collection{Collected: &source.Collected{Readings: []timeline.Reading{
		{Source: "a", Tally: timeline.Tally{Source: "a", Unit: "lines", Read: 25, Quiet: 5, Told: 20}},
		{Source: "b", Tally: timeline.Tally{Source: "b", Unit: "lines", Read: 1, Told: 1}},
	}}}
	for i := range 10 {
		level := timeline.Warning
		if i%5 == 0 {
			level = timeline.Error
		}
		e := timeline.Event{
			Time: timeline.At(time.Unix(int64(1e9+i), 0), time.Second), Kind: timeline.Pattern, Level: level, Lines: 2,
			Text: timeline.Foreign(fmt.Sprint(i)), Source: timeline.Position{Source: "a"},
		}
		c.Events = append(c.Events, e.Seal())
	}
	alert := timeline.Event{Time: timeline.At(time.Unix(2e9, 0), time.Second), Kind: timeline.Alert, Text: "alert", Source: timeline.Position{Source: "b"}}
	c.Events = append(c.Events, alert.Seal())
	c.keep(4)
	var got []string
	for _, e := range c.Events {
		got = append(got, string(e.Text))
	}
	if strings.Join(got, " ") != "0 1 5 alert" {
		t.Errorf("kept %v, want both errors, the first warning and the alert, in order", got)
	}
	for _, r := range c.Readings {
		if err := r.Tally.Err(); err != nil {
			t.Error(err)
		}
	}
	if a := c.Readings[0]; a.Tally.Told != 6 || len(a.Gaps) != 1 || !strings.HasPrefix(a.Gaps[0], "7 of its events") {
		t.Errorf("reading of a: %+v", a)
	}
	if len(c.Readings[1].Gaps) != 0 {
		t.Errorf("reading of b: %+v", c.Readings[1])
	}
}
