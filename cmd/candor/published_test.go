package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// TestPublishedReports writes reports from records of published incidents. They
// tell the times and the length that were published, and review finds nothing
// in them but facts that were not: who owns what, and the like.
func TestPublishedReports(t *testing.T) {
	long(t)
	candor := program(t)
	records, err := filepath.Glob("../../incident/testdata/published/*.yaml")
	if err != nil || len(records) < 5 {
		t.Fatalf("%d records: %v", len(records), err)
	}
	for _, record := range records {
		name := strings.TrimSuffix(filepath.Base(record), ".yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("../../../shared/data/incidents/" + name + ".json")
			if err != nil {
				t.Skip("the published times are not beside the project: ../shared/data/incidents")
			}
			var published struct {
				Times     map[string]string `json:"times"`
				Durations struct {
					Outage int `json:"outage_minutes"`
				} `json:"durations_published"`
			}
			if err := json.Unmarshal(text, &published); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			data, err := os.ReadFile(record)
			if err != nil {
				t.Fatal(err)
			}
			appendTo(t, filepath.Join(dir, "incident.yaml"), data)
			runIn(t, candor, dir, "draft", "public", "sre")
			for _, document := range []string{"public", "sre"} {
				text, err := os.ReadFile(filepath.Join(dir, "drafts", document+".md"))
				if err != nil {
					t.Fatal(err)
				}
				rows := tableRows(string(text))
				for key, at := range published.Times {
					if want := asInRow(t, at); !slices.ContainsFunc(rows, func(row string) bool { return strings.Contains(row, want) }) {
						t.Errorf("%s: no row of the timeline of %s is at %q", key, document, want)
					}
				}
				if n := published.Durations.Outage; n > 0 && !regexp.MustCompile(`\b`+strconv.Itoa(n)+` min(utes)?\b`).Match(text) {
					t.Errorf("%s does not say that it lasted %d minutes", document, n)
				}
			}
			if found := rulesFound(t, candor, dir); slices.ContainsFunc(found, func(rule string) bool { return !slices.Contains(lacking, rule) }) {
				t.Errorf("review finds %v", found)
			}
		})
	}
}

// lacking are the rules that find that something is not told.
var lacking = []string{"todo", "P17", "P33"}

// tableRows are the first cells of a document's tables: the times of its
// timeline.
func tableRows(text string) []string {
	var rows []string
	for line := range strings.Lines(text) {
		if row, ok := strings.CutPrefix(line, "| "); ok {
			cell, _, _ := strings.Cut(row, " |")
			rows = append(rows, cell)
		}
	}
	return rows
}

// asInRow is how a report writes a time that was published, as far as it was.
func asInRow(t *testing.T, text string) string {
	t.Helper()
	at, err := timeline.ParseTime(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if at.Form == timeline.Instant {
		return at.Earliest.UTC().Format("2006-01-02 15:04")
	}
	return at.Clock()
}

// rulesFound are the rules by which review finds something, once each.
func rulesFound(t *testing.T, candor, dir string) []string {
	t.Helper()
	out, err := exec.Command(candor, "review", "--json", "-C", dir).Output()
	var found []struct{ Rule string }
	if jsonErr := json.Unmarshal(out, &found); jsonErr != nil {
		t.Fatalf("candor review: %v, %v", err, jsonErr)
	}
	var rules []string
	for _, f := range found {
		rules = append(rules, f.Rule)
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}
