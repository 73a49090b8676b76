package incident

import (
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// Step is a change on the way of a fault: one that brought it in, one that
// mended it, or one that keeps it from coming back. Its times are kept apart:
// when it was written, when it reached the branch that ships, and when a
// release first carried it. An unknown time stays unknown.
type Step struct {
	Role     string // "brought it in", "mended it", "keeps it out"
	Event    timeline.Event
	Authored timeline.Time
	Landed   timeline.Time
	Release  string // the first release that carries it
	Released timeline.Time
}

// Lineage returns the changes that the record cites as those that brought the
// fault in, mended it, and keep it out, in the order in which they landed.
func (r *Report) Lineage() []Step {
	var steps []Step
	add := func(role string, evidence []string) {
		events, _ := r.Evidence(Claim{Evidence: evidence})
		for _, e := range events {
			known := slices.ContainsFunc(steps, func(s Step) bool { return s.Event.ID == e.ID })
			if known || e.Kind != timeline.Commit && e.Kind != timeline.Revert {
				continue
			}
			steps = append(steps, Step{
				Role: role, Event: e, Authored: labelTime(e, "authored"), Landed: e.Time,
				Release: e.Labels["release"], Released: labelTime(e, "released"),
			})
		}
	}
	for _, m := range r.Milestones {
		if m.Name == timeline.Introduced {
			add("brought it in", m.Evidence)
		}
	}
	add("brought it in", r.Cause.Introduced.Evidence)
	for _, m := range r.Milestones {
		if m.Name == timeline.Mitigated || m.Name == timeline.Resolved {
			add("mended it", m.Evidence)
		}
	}
	add("mended it", r.Resolution.Evidence)
	for _, a := range r.Actions {
		add("keeps it out", a.Evidence)
	}
	slices.SortStableFunc(steps, func(a, b Step) int { return a.Event.Compare(b.Event) })
	return steps
}

func labelTime(e timeline.Event, label string) timeline.Time {
	t, err := timeline.ParseTime(e.Labels[label], nil)
	if err != nil {
		return timeline.Time{}
	}
	return t
}

// Before returns how long before impact a step was written, landed and
// released: how long the fault was latent, by each of the three clocks. A span
// is not known where its time is not, or where the step came later.
func (r *Report) Before(s Step) (authored, landed, released timeline.Span) {
	started := r.At(timeline.Started)
	before := func(t timeline.Time) timeline.Span {
		if span := started.Since(t); !span.Unknown && span.Min >= 0 {
			return span
		}
		return timeline.Span{Unknown: true}
	}
	return before(s.Authored), before(s.Landed), before(s.Released)
}
