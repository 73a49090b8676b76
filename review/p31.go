package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

var unmentionedRule = Rule{
	ID: "P31", Name: "change-unmentioned", Level: Info, Source: "what responders look for first",
	Doc: "a change landed while the incident lasted, or within the hour before it, and the document does not mention it; where it cites changes, only those " +
		"that take one of them back or touch a file that they touch",
	Why:   "what changed while it lasted is what a reader asks for first",
	Needs: "a repository",
	Run: func(p *Pass) {
		from, to, first, ok := p.lasted()
		if !ok {
			return
		}
		var missing []string
		for _, l := range p.Document.Landings {
			if !l.At.Before(from) && !l.At.After(to) && !p.cites(l) && p.concerns(l) {
				missing = append(missing, l.label())
			}
		}
		if len(missing) > 0 {
			shown := missing[:min(len(missing), 12)]
			p.on(first, fmt.Sprintf("%s landed while this lasted and %s not mentioned: %s", changes(len(missing)), map[bool]string{true: "is", false: "are"}[len(missing) == 1], strings.Join(shown, ", ")), "say of each whether it had to do with the incident")
		}
	},
}

func changes(n int) string {
	if n == 1 {
		return "a change"
	}
	return fmt.Sprintf("%d changes", n)
}

// lasted is when the incident lasted by the document, with the hour before in
// which it may have been brought about: from the first to the last milestone, or
// else row. What lasted more than two days is no window to look for changes in.
func (p *Pass) lasted() (from, to time.Time, first reading.Place, ok bool) {
	const lead, longest = time.Hour, 48 * time.Hour
	var all []reading.Mention
	for _, m := range p.Reading.Milestones {
		all = append(all, m.Mention)
	}
	for _, r := range p.Reading.Rows {
		if r.Timeline == p.Reading.Rows[0].Timeline {
			all = append(all, r.Mention)
		}
	}
	for _, m := range all {
		if !m.Clock || m.NoSuchDay || m.Time.Basis.OrderAssumed {
			continue
		}
		if from.IsZero() || m.Time.Earliest.Before(from) {
			from = m.Time.Earliest
		}
		if m.Time.Latest.After(to) {
			to = m.Time.Latest
		}
	}
	if len(p.Reading.Rows) == 0 || from.IsZero() || to.Sub(from) > longest || len(p.Document.Landings) == 0 {
		return from, to, first, false
	}
	return from.Add(-lead), to, p.Reading.Rows[0].Place, true
}

// cites reports whether the document mentions a change.
func (p *Pass) cites(l Landing) bool {
	return slices.ContainsFunc(p.Reading.References, func(ref reading.Reference) bool {
		_, ok := landed([]Landing{l}, ref)
		return ok && p.ours(ref)
	})
}

// concerns reports whether a change touches a file that a cited one touches.
// Where no cited change is known, each may.
func (p *Pass) concerns(l Landing) bool {
	known := false
	for _, other := range p.Document.Landings {
		if len(other.Paths) == 0 || !p.cites(other) {
			continue
		}
		known = true
		if slices.ContainsFunc(l.Paths, func(path string) bool { return slices.Contains(other.Paths, path) }) {
			return true
		}
	}
	return !known
}
