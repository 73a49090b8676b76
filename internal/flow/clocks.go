package flow

import (
	"fmt"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// maxCompared is how many sources are compared with each other.
const maxCompared = 40

// compareClocks notes in the readings where what several sources name shows
// that their clocks differ, and where something is told before the commit that
// it is about. Nothing is moved: a person who knows which clock is wrong
// declares it. named is what each source names besides its events, and clocks
// has the corrections that were declared, by source.
func compareClocks(events []timeline.Event, readings []timeline.Reading, named [][]timeline.Marker, clocks map[string]time.Duration) {
	of, by := readingOf(readings), map[int][]timeline.Event{}
	for _, e := range events {
		by[of(e)] = append(by[of(e)], e)
	}
	n := min(len(readings), maxCompared)
	markers := make([][]timeline.Marker, n)
	for i := range n {
		markers[i] = append(timeline.Markers(by[i]), named[i]...)
	}
	for i := range n {
		for j := range n {
			switch a, b := &readings[i], &readings[j]; {
			case i == j:
			case a.Kind == "git" && b.Kind != "git":
				if note := beforeCommit(*a, markers[i], markers[j]); note != "" {
					b.Notes = append(b.Notes, note)
				}
			case i < j && a.Kind != "git" && b.Kind != "git":
				if s, ok := timeline.SkewOf(markers[i], markers[j]); ok {
					a.Notes = append(a.Notes, skewNote(*a, *b, s, clocks))
				}
			}
		}
	}
}

func skewNote(a, b timeline.Reading, s timeline.Skew, clocks map[string]time.Duration) string {
	other := "source " + b.Source
	if a.Source == b.Source {
		// One clock cannot be right for both.
		other += ", in its files of kind " + b.Kind + ", which would have to be a source of their own,"
	}
	return s.Told(other, "source", clocks[a.Source], clocks[b.Source])
}

// beforeCommit tells what a source says of commits before they were made.
func beforeCommit(git timeline.Reading, commits, said []timeline.Marker) string {
	made := map[string]time.Time{}
	for _, m := range commits {
		if at, ok := made[m.ID]; !ok || m.At.Before(at) {
			made[m.ID] = m.At
		}
	}
	count, worst, which := 0, time.Duration(0), ""
	for _, m := range said {
		at, ok := made[m.ID]
		if !ok || at.Sub(m.At) < 2*time.Second {
			continue
		}
		if count++; at.Sub(m.At) > worst {
			worst, which = at.Sub(m.At), m.ID
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("names commits before they were made in source %s (%d times, %s up to %s before): a clock is wrong, or the commit was made anew; the order was left as it is told",
		git.Source, count, which, worst.Round(time.Second))
}
