package incident_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// publishedAs names the milestone that the published times of an incident
// give, where it is not the usual one.
var publishedAs = map[string]map[string]timeline.Milestone{
	"":                              {"start": timeline.Started, "detected": timeline.Detected, "confirmed": timeline.Identified, "mitigated": timeline.Mitigated, "resolved": timeline.Resolved, "fixed": timeline.Resolved, "introduced": timeline.Introduced, "released": timeline.Shipped, "reported": timeline.Detected, "disclosed": timeline.Told},
	"cratesio-2023-07-20-downloads": {"confirmed": timeline.Acknowledged},
}

// TestPublishedIncidents holds records written from published facts to the
// published times and durations.
func TestPublishedIncidents(t *testing.T) {
	records, err := filepath.Glob("testdata/published/*.yaml")
	if err != nil || len(records) < 5 {
		t.Fatalf("%d records: %v", len(records), err)
	}
	for _, file := range records {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			inc, err := incident.Parse(file, data)
			if err != nil {
				t.Fatal(err)
			}
			tl, err := timeline.Build(func(func(timeline.Event, error) bool) {}, timeline.Options{Marks: inc.Marks(nil)})
			if err != nil {
				t.Fatal(err)
			}
			against(t, name, incident.NewReport(inc, tl, nil))
		})
	}
}

func against(t *testing.T, name string, rep *incident.Report) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../shared/data/incidents", name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published times are not beside the project: ../shared/data/incidents")
	}
	if err != nil {
		t.Fatal(err)
	}
	var published struct {
		Times     map[string]string `json:"times"`
		Durations struct {
			Outage int `json:"outage_minutes"`
		} `json:"durations_published"`
	}
	if err := json.Unmarshal(data, &published); err != nil {
		t.Fatal(err)
	}
	for key, text := range published.Times {
		m := publishedAs[name][key]
		if m == "" {
			m = publishedAs[""][key]
		}
		want, err := timeline.ParseTime(text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got := rep.At(m)
		if got.Earliest.Format(time.DateOnly) != want.Earliest.Format(time.DateOnly) || want.Form == timeline.Instant && !got.Earliest.Truncate(time.Minute).Equal(want.Earliest) {
			t.Errorf("%s: %s is %s, published as %s", key, m, got.Clock(), text)
		}
	}
	if want := published.Durations.Outage; want > 0 {
		if got := rep.Metric("to mitigate").Span; !got.Exact() || got.Max != time.Duration(want)*time.Minute {
			t.Errorf("the outage lasted %s, published are %d minutes", got, want)
		}
	}
}
