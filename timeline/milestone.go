package timeline

import "slices"

// Milestone is a point of the incident that every document and metric counts
// from.
type Milestone string

// The milestones, in the order in which most incidents pass them.
const (
	Introduced   Milestone = "introduced"    // the fault came into the product
	Shipped      Milestone = "shipped"       // a release or deployment carried it to those affected
	Started      Milestone = "started"       // impact began
	Detected     Milestone = "detected"      // somebody or something of ours noticed
	Acknowledged Milestone = "acknowledged"  // a person took it on
	Declared     Milestone = "declared"      // it was called an incident
	Told         Milestone = "told"          // those affected were first told
	Identified   Milestone = "identified"    // the cause was known
	Mitigated    Milestone = "mitigated"     // impact stopped
	Resolved     Milestone = "resolved"      // the incident was over
	ToldResolved Milestone = "told-resolved" // those affected were told it was over
)

// Milestones lists every milestone, in the order of the constants.
var Milestones = []Milestone{Introduced, Shipped, Started, Detected, Acknowledged, Declared, Told, Identified, Mitigated, Resolved, ToldResolved}

// Valid reports whether m is one of Milestones.
func (m Milestone) Valid() bool { return slices.Contains(Milestones, m) }

// order holds the pairs of milestones of which the first cannot come after the
// second. Others may come in either order: people are often told before the
// cause is known, and a fault is sometimes detected before it has any impact.
var order = [][2]Milestone{
	{Introduced, Shipped},
	{Introduced, Started},
	{Introduced, Resolved},
	{Shipped, Started},
	{Started, Mitigated},
	{Started, Resolved},
	{Detected, Acknowledged},
	{Detected, Resolved},
	{Declared, Resolved},
	{Identified, Resolved},
	{Mitigated, Resolved},
	{Told, ToldResolved},
	{Started, ToldResolved},
}

// A Mark states when a milestone was passed, and the events that bear it out.
type Mark struct {
	Milestone Milestone
	Time      Time
	Text      string // what a person calls it; may be empty
	Public    bool
	Evidence  []ID
}

// Disorder is a pair of milestones that cannot be in the order they are in.
type Disorder struct{ Earlier, Later Mark }

// Disorders returns the pairs of marks that contradict the order of
// milestones with certainty, uncertainty of their times taken into account.
func Disorders(marks []Mark) []Disorder {
	at := map[Milestone]Mark{}
	for _, m := range marks {
		at[m.Milestone] = m
	}
	var out []Disorder
	for _, pair := range order {
		a, aok := at[pair[0]]
		b, bok := at[pair[1]]
		if aok && bok && b.Time.Before(a.Time) {
			out = append(out, Disorder{Earlier: a, Later: b})
		}
	}
	return out
}
