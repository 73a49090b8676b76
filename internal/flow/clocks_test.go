package flow

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

func TestCompareClocks(t *testing.T) {
	base := time.Date(2024, 3, 4, 14, 0, 0, 0, time.UTC)
	var events []timeline.Event
	add := func(source, text string, at time.Time) {
		events = append(events, timeline.Event{Time: timeline.At(at, time.Second), Text: timeline.Foreign(text), Source: timeline.Position{Source: source}})
	}
	for i := range 6 {
		id := fmt.Sprintf("ab%06d", i)
		at := base.Add(time.Duration(i) * time.Minute)
		add("proxy", "request "+id, at)
		add("api", "failed "+id, at.Add(38*time.Second))
	}
	add("product", "commit ba5eba11", base)
	add("deploys", "deployed ba5eba11", base.Add(-38*time.Second))
	readings := []timeline.Reading{{Source: "proxy", Kind: "file"}, {Source: "api", Kind: "file"}, {Source: "product", Kind: "git"}, {Source: "deploys", Kind: "file"}}
	compareClocks(events, readings, make([][]timeline.Marker, len(readings)), map[string]time.Duration{"proxy": time.Second})
	if n := strings.Join(readings[0].Notes, "\n"); !strings.Contains(n, "source api names too (6 requests") || !strings.Contains(n, "38s later") || !strings.Contains(n, "write clock: +39s, or clock: -38s if it is the other's") {
		t.Errorf("proxy: %s", n)
	}
	if n := strings.Join(readings[3].Notes, "\n"); !strings.Contains(n, "ba5eba11 up to 38s before") {
		t.Errorf("deploys: %s", n)
	}
	if len(readings[1].Notes)+len(readings[2].Notes) > 0 {
		t.Errorf("notes: %+v", readings)
	}
}
