package incident

import (
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// Ended is when impact stopped: mitigated, or else resolved; unknown where
// neither is known.
func (r *Report) Ended() timeline.Time {
	if t := r.At(timeline.Mitigated); !t.IsZero() {
		return t
	}
	return r.At(timeline.Resolved)
}

// Unfinished returns the actions that are not done.
func (r *Report) Unfinished() []Action {
	return slices.DeleteFunc(slices.Clone(r.Actions), func(a Action) bool { return !a.Done.IsZero() })
}

// Together returns the reports that are told in one document, by when impact
// began, this one among them.
func (r *Report) Together() []*Report {
	all := append([]*Report{r}, r.Others...)
	slices.SortStableFunc(all, func(a, b *Report) int {
		return a.At(timeline.Started).Earliest.Compare(b.At(timeline.Started).Earliest)
	})
	return all
}

// Grade is a severity and how long the incident had it.
type Grade struct {
	Severity string
	Span     timeline.Span
}

// Grades tells how long the incident had each severity that was stated, in the
// order of time: until the next was, and the last until the incident was over.
// Where only one severity is stated, it counts from when impact began.
func (r *Report) Grades() []Grade {
	given := r.Severities
	if len(given) == 0 && r.Severity != "" {
		given = []Graded{{At: r.At(timeline.Started), Severity: r.Severity}}
	}
	grades := make([]Grade, len(given))
	for i, g := range given {
		end := r.At(timeline.Resolved)
		if i+1 < len(given) {
			end = given[i+1].At
		}
		grades[i] = Grade{g.Severity, end.Since(g.At)}
	}
	return grades
}

// Chapter is a part of the story: the entries from one milestone until the
// next. The milestone is empty for what came before all.
type Chapter struct {
	From    timeline.Milestone
	Entries []timeline.Entry
}

// chapterStarts are the milestones that begin a chapter.
var chapterStarts = []timeline.Milestone{timeline.Started, timeline.Detected, timeline.Identified, timeline.Mitigated}

// Chapters divides the timeline at the milestones that change what people are
// busy with. A milestone that is not known begins none.
func (r *Report) Chapters() []Chapter {
	chapters := []Chapter{{}}
	starts := slices.Clone(chapterStarts)
	for _, e := range r.Timeline.Entries {
		for i, m := range starts {
			at := r.At(m)
			if !at.IsZero() && !e.Time.Earliest.Before(at.Earliest) {
				chapters, starts[i] = append(chapters, Chapter{From: m}), ""
			}
		}
		starts = slices.DeleteFunc(starts, func(m timeline.Milestone) bool { return m == "" })
		last := &chapters[len(chapters)-1]
		last.Entries = append(last.Entries, e)
	}
	return slices.DeleteFunc(chapters, func(c Chapter) bool { return len(c.Entries) == 0 })
}
