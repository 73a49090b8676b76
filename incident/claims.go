package incident

import (
	"iter"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// Claims ranges over every claim of the record that says something, each with
// its path: field names and list indexes.
func (inc *Incident) Claims() iter.Seq2[[]any, Claim] {
	single := []struct {
		path  []any
		claim Claim
	}{
		{[]any{"summary"}, inc.Summary},
		{[]any{"background"}, inc.Background},
		{[]any{"cause", "plain"}, inc.Cause.Plain},
		{[]any{"cause", "mechanism"}, inc.Cause.Mechanism},
		{[]any{"cause", "trigger"}, inc.Cause.Trigger},
		{[]any{"cause", "introduced"}, inc.Cause.Introduced},
		{[]any{"cause", "missed"}, inc.Cause.Missed},
		{[]any{"detection"}, inc.Detection},
		{[]any{"sooner"}, inc.Sooner},
		{[]any{"recurrence"}, inc.Recurrence},
		{[]any{"resolution"}, inc.Resolution},
		{[]any{"remedy"}, inc.Remedy},
	}
	lists := inc.claimLists()
	return func(yield func([]any, Claim) bool) {
		for _, s := range single {
			if !s.claim.IsZero() && !yield(slices.Clone(s.path), s.claim) {
				return
			}
		}
		for _, l := range lists {
			for i, c := range l.claims {
				if !c.IsZero() && !yield(append(slices.Clone(l.path), i), c) {
					return
				}
			}
		}
		for _, a := range inc.Duties.Answers {
			if !yield([]any{"duties", "answers", a.Name}, Claim{Text: a.Text, Evidence: a.Evidence}) {
				return
			}
		}
	}
}

// claimList is a list of claims and where it stands in the record.
type claimList struct {
	path   []any
	claims []Claim
}

func (inc *Incident) claimLists() []claimList {
	return []claimList{
		{[]any{"impact", "effects"}, inc.Impact.Effects},
		{[]any{"impact", "not_affected"}, inc.Impact.NotAffected},
		{[]any{"cause", "factors"}, inc.Cause.Factors},
		{[]any{"cause", "whys"}, inc.Cause.Whys},
		{[]any{"our_part"}, inc.OurPart},
		{[]any{"went_well"}, inc.WentWell},
		{[]any{"went_badly"}, inc.WentBadly},
		{[]any{"lucky"}, inc.Lucky},
		{[]any{"advice"}, inc.Advice},
		{[]any{"surprised"}, inc.Surprised},
		{[]any{"lessons"}, inc.Lessons},
		{[]any{"questions"}, inc.Questions},
	}
}

// Resolve finds the events that a piece of evidence names: an event ID, or
// SOURCE:REF with a line number, file:line, a commit's beginning (seven digits
// or more) or a tag. A link names no event; ok is true for it all the same,
// since there is nothing to find.
func Resolve(evidence string, events map[timeline.ID]timeline.Event) (ids []timeline.ID, ok bool) {
	if Link(evidence) {
		return nil, true
	}
	if e, found := events[timeline.ID(evidence)]; found {
		return []timeline.ID{e.ID}, true
	}
	source, ref, found := strings.Cut(evidence, ":")
	if !found {
		return nil, false
	}
	for id, e := range events {
		if e.Source.Source == source && refers(ref, e.Source) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, len(ids) > 0
}

// Link reports whether a piece of evidence is a link to something published.
func Link(evidence string) bool {
	return strings.HasPrefix(evidence, "https://") || strings.HasPrefix(evidence, "http://")
}

const shortestCommit = 7

func refers(ref string, p timeline.Position) bool {
	if p.Ref != "" && (p.Ref == ref || len(ref) >= shortestCommit && strings.HasPrefix(p.Ref, ref)) {
		return true
	}
	if p.Line == 0 {
		return false
	}
	line := p
	line.Source, line.Ref = "", ""
	at := line.String()
	return at == ref || strings.HasSuffix(at, "/"+ref) || strings.HasSuffix(at, ":"+ref)
}
