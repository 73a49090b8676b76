package answers

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/timeline"
)

// State is how an action item or a promise stands.
type State string

// The states, the most pressing first.
const (
	Broken  State = "broken"  // a promise whose time has passed
	Overdue State = "overdue" // an action whose time has passed
	Late    State = "late"    // done after its time
	Open    State = "open"    // not done; its time has not come, or it has none
	Done    State = "done"
)

// Task is an action item or a promise of an incident.
type Task struct {
	Incident string        `json:"incident"`
	Title    string        `json:"title"`
	Promise  bool          `json:"promise"` // customers were told
	ID       string        `json:"id,omitempty"`
	Text     string        `json:"text"`
	Owner    string        `json:"owner,omitempty"`
	Due      timeline.Time `json:"due"`
	Done     timeline.Time `json:"done"`
	State    State         `json:"state"`
}

// Tasks lists the action items and the promises of all incidents as they stand
// at a time: the most pressing first, and of those the longest due.
func Tasks(entries []archive.Entry, now time.Time) []Task {
	var out []Task
	for _, e := range entries {
		for _, a := range e.House.Actions {
			out = append(out, Task{e.ID, e.House.Title, false, a.ID, a.Text, a.Owner, a.Due, a.Done, stateOf(a.Due, a.Done, now, Overdue)})
		}
		for _, p := range e.House.Promises {
			out = append(out, Task{e.ID, e.House.Title, true, p.ID, p.Text, "", p.Due, p.Kept, stateOf(p.Due, p.Kept, now, Broken)})
		}
	}
	order := []State{Broken, Overdue, Open, Late, Done}
	slices.SortStableFunc(out, func(a, b Task) int {
		return cmp.Or(slices.Index(order, a.State)-slices.Index(order, b.State), undatedLast(a.Due, b.Due), strings.Compare(a.Incident, b.Incident))
	})
	return out
}

func undatedLast(a, b timeline.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Latest.Compare(b.Latest)
}

// stateOf gives the benefit of the doubt: what is due on a day is late only when
// that day is over everywhere.
func stateOf(due, done timeline.Time, now time.Time, missed State) State {
	switch {
	case !done.IsZero() && !due.IsZero() && done.Earliest.After(due.Latest):
		return Late
	case !done.IsZero():
		return Done
	case !due.IsZero() && now.After(due.Latest):
		return missed
	}
	return Open
}

// Anniversary is an incident that began on a day of the year in an earlier one.
type Anniversary struct {
	Incident string    `json:"incident"`
	Title    string    `json:"title"`
	Began    time.Time `json:"began"`
	Years    int       `json:"years"`
	On       time.Time `json:"on"` // the day that it comes round
}

// Anniversaries lists the incidents that come round within some days of a time,
// the next first. One of 29 February comes round on 1 March of other years.
func Anniversaries(entries []archive.Entry, now time.Time, days int) []Anniversary {
	today := now.UTC().Truncate(24 * time.Hour)
	var out []Anniversary
	for _, e := range entries {
		began := e.Began.UTC()
		for year := today.Year(); year <= today.Year()+1; year++ {
			on := time.Date(year, began.Month(), began.Day(), 0, 0, 0, 0, time.UTC)
			if years := year - began.Year(); years > 0 && !on.Before(today) && on.Before(today.AddDate(0, 0, days+1)) {
				out = append(out, Anniversary{e.ID, e.House.Title, began, years, on})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Anniversary) int { return cmp.Or(a.On.Compare(b.On), strings.Compare(a.Incident, b.Incident)) })
	return out
}
