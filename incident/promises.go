package incident

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Pledge is a promise and how it stands, wherever in the record it comes from:
// promises, actions that customers were told of, and the next updates that
// notices announced.
type Pledge struct {
	Promise
	Kind  PledgeKind
	Owner string // of the action that keeps it
	State Standing
	Links []string // evidence that readers can follow
}

// PledgeKind is what was promised.
type PledgeKind string

// The kinds of pledges.
const (
	ToChange PledgeKind = "change" // something that will be done
	ToUpdate PledgeKind = "update" // a message by a time
)

// Pledges lists everything that was promised with a date, by date, and how it
// stands at a moment. A promise that an action keeps has the action's end,
// owner and evidence. A told action without a promise of its own is one.
func (inc *Incident) Pledges(now time.Time) []Pledge {
	var all []Pledge
	linked := map[string]bool{}
	for _, p := range inc.Promises {
		linked[p.Action] = p.Action != ""
		all = append(all, inc.pledge(p))
	}
	for _, a := range inc.Actions {
		if a.Told != "" && !a.Due.IsZero() && (a.ID == "" || !linked[a.ID]) {
			all = append(all, inc.pledge(Promise{ID: a.ID, Text: a.Told, Due: a.Due, Action: a.ID, Kept: a.Done, Evidence: a.Evidence}))
		}
	}
	all = append(all, inc.updates()...)
	for i := range all {
		all[i].State = all[i].Standing(now)
	}
	slices.SortStableFunc(all, func(a, b Pledge) int {
		return cmp.Or(a.Due.Earliest.Compare(b.Due.Earliest), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func (inc *Incident) pledge(p Promise) Pledge {
	out := Pledge{Promise: p, Kind: ToChange}
	if i := slices.IndexFunc(inc.Actions, func(a Action) bool { return p.Action != "" && a.ID == p.Action }); i >= 0 {
		a := inc.Actions[i]
		out.Owner = a.Owner
		if out.Kept.IsZero() {
			out.Kept = a.Done
		}
		if len(out.Evidence) == 0 {
			out.Evidence = a.Evidence
		}
		if a.Link != "" {
			out.Links = append(out.Links, a.Link)
		}
	}
	for _, e := range out.Evidence {
		if Link(e) && !slices.Contains(out.Links, e) {
			out.Links = append(out.Links, e)
		}
	}
	return out
}

// updates are the next updates that notices announced. Each is kept by the
// notice that follows.
func (inc *Incident) updates() []Pledge {
	var out []Pledge
	for i, n := range inc.Notices {
		if n.Next.IsZero() {
			continue
		}
		p := Pledge{Kind: ToUpdate, Promise: Promise{
			ID: n.ID, Text: "write again", Made: n.At, Notice: n.ID, Due: n.Next,
		}}
		if i+1 < len(inc.Notices) {
			p.Kept = inc.Notices[i+1].At
		}
		out = append(out, p)
	}
	return out
}

// AsOf is the moment of LastKnown.
func (inc *Incident) AsOf() time.Time { return inc.LastKnown().Earliest }

// LastKnown is the latest time that the record knows of something that
// happened. Documents judge promises by it, so that the same record always
// gives the same document.
func (inc *Incident) LastKnown() timeline.Time {
	var last timeline.Time
	see := func(ts ...timeline.Time) {
		for _, t := range ts {
			if t.Earliest.After(last.Earliest) {
				last = t
			}
		}
	}
	for _, m := range inc.Milestones {
		see(m.At)
	}
	for _, n := range inc.Notes {
		see(n.At)
	}
	for _, n := range inc.Notices {
		see(n.At)
	}
	for _, a := range inc.Actions {
		see(a.Done)
	}
	for _, p := range inc.Promises {
		see(p.Made, p.Kept, p.Moved)
	}
	for _, a := range inc.Approvals {
		see(a.At)
	}
	return last
}

// Ledger lists the changes that were promised, by date, and how each stands.
func (r *Report) Ledger() []Pledge {
	return slices.DeleteFunc(r.Pledges(r.AsOf()), func(p Pledge) bool { return p.Kind != ToChange })
}

// Broken lists the promised changes whose date has passed and that are not
// done.
func (r *Report) Broken() []Pledge {
	return slices.DeleteFunc(r.Ledger(), func(p Pledge) bool { return p.State != Broken })
}

// Telling sums up how those affected were kept informed.
type Telling struct {
	Notices int
	Due     int           // updates that were announced, and whose time has come
	OnTime  int           // of those, the ones that came by then
	Silence timeline.Span // the longest time between two notices
}

// Informed reports how those affected were kept informed, as the record knows
// it.
func (r *Report) Informed() Telling { return r.InformedBy(r.AsOf()) }

// InformedBy reports how those affected were kept informed until a moment.
func (inc *Incident) InformedBy(now time.Time) Telling {
	t := Telling{Notices: len(inc.Notices), Silence: timeline.Span{Unknown: true}}
	for i := 1; i < len(inc.Notices); i++ {
		gap := inc.Notices[i].At.Since(inc.Notices[i-1].At)
		// What was told to be over is no silence.
		if inc.Notices[i-1].Phase != Resolved && inc.Notices[i-1].Phase != Scheduled && (t.Silence.Unknown || gap.Max > t.Silence.Max) {
			t.Silence = gap
		}
	}
	for _, p := range inc.Pledges(now) {
		if p.Kind != ToUpdate || p.State == Due {
			continue
		}
		t.Due++
		if p.State == Kept {
			t.OnTime++
		}
	}
	return t
}

// NextID gives the first free ID of a kind: "n3" after "n1" and "n2".
func NextID(prefix string, taken []string) string {
	for i := len(taken) + 1; ; i++ {
		if id := fmt.Sprintf("%s%d", prefix, i); !slices.Contains(taken, id) {
			return id
		}
	}
}
