package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

// Landing is a change that landed in a repository.
type Landing struct {
	Hash   string
	Number string    // of its pull request
	At     time.Time // when it reached the branch
	Name   string
}

var gitRule = Rule{
	ID: "P30", Name: "git-mismatch", Level: Error, Source: measured,
	Doc:   "a row says that a change was merged at a time, and the repository says another",
	Why:   "the repository keeps the time; one of the two clocks, zones or numbers is wrong",
	Needs: "a repository",
	Run: func(p *Pass) {
		if len(p.Document.Landings) == 0 {
			return
		}
		for _, r := range p.Reading.Rows {
			if !merges.MatchString(r.Says) || r.NoSuchDay || r.Time.Basis.OrderAssumed {
				continue
			}
			for _, ref := range r.References {
				if l, ok := landed(p.Document.Landings, ref); ok && !ref.Issue && p.ours(ref) {
					p.landedAt(r, l)
				}
			}
		}
	},
}

// merges are the words of a row that says when a change landed, and not when
// it was opened or deployed.
var merges = re(`(?i)\b(?:merged|merges|merging|landed|lands)\b`)

// ours reports whether a reference is to the repository at hand: numbers of
// another one mean other changes. A repository is known by its folder's name, or
// where nothing cited has that name, because only one is cited.
func (p *Pass) ours(ref reading.Reference) bool {
	name := func(s string) string { return strings.ToLower(s[strings.LastIndexByte(s, '/')+1:]) }
	cited := map[string]bool{}
	for _, r := range p.Reading.References {
		if r.Repository != "" {
			cited[name(r.Repository)] = true
		}
	}
	if folder := strings.ToLower(p.Document.Repository); cited[folder] {
		return ref.Repository == "" || name(ref.Repository) == folder
	}
	return len(cited) <= 1
}

func landed(all []Landing, ref reading.Reference) (Landing, bool) {
	i := slices.IndexFunc(all, func(l Landing) bool {
		return ref.Number != "" && l.Number == ref.Number || ref.Commit != "" && strings.HasPrefix(l.Hash, ref.Commit)
	})
	if i < 0 {
		return Landing{}, false
	}
	return all[i], true
}

// landedAt holds a row against the time a change landed. A row is up to two
// minutes late where somebody read the clock.
func (p *Pass) landedAt(r reading.Row, l Landing) {
	const late = 2 * time.Minute
	if !r.Clock {
		if l.At.Before(r.Time.Earliest.Add(-14*time.Hour)) || l.At.After(r.Time.Latest.Add(14*time.Hour)) {
			p.on(r.Place, fmt.Sprintf("%s landed on %s", l.label(), l.At.UTC().Format(time.DateOnly)), "mend the date or the number")
		}
		return
	}
	gap := r.Time.Earliest.Sub(l.At.Truncate(time.Minute))
	if gap.Abs() <= late || r.Approx && gap.Abs() <= 30*time.Minute {
		return
	}
	f := p.on(r.Place, fmt.Sprintf("%s landed at %s UTC, %s %s this", l.label(), l.At.UTC().Format("2006-01-02 15:04"), lengthOf(gap.Abs()), map[bool]string{true: "before", false: "after"}[gap > 0]), "mend the time or the number")
	if hours := gap.Round(time.Hour); hours != 0 && (gap-hours).Abs() <= late && hours.Abs() <= 14*time.Hour {
		f.Hint = fmt.Sprintf("it is off by %d h: is the row in another zone?", int(hours.Abs().Hours()))
	}
}

func lengthOf(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.Round(time.Minute).String(), "0s"), "0m")
}

func (l Landing) label() string {
	if l.Number != "" {
		return "#" + l.Number
	}
	return l.Hash[:min(12, len(l.Hash))]
}

var unmentionedRule = Rule{
	ID: "P31", Name: "change-unmentioned", Level: Info, Source: "what responders look for first",
	Doc:   "a change landed between the first and the last row of the timeline, and the document does not mention it",
	Why:   "what changed while it lasted is what a reader asks for first",
	Needs: "a repository",
	Run: func(p *Pass) {
		rows := p.Reading.Rows
		if len(p.Document.Landings) == 0 || len(rows) == 0 {
			return
		}
		from, to := rows[0].Time.Earliest, rows[0].Time.Latest
		for _, r := range rows {
			if r.Clock && r.Time.Earliest.Before(from) {
				from = r.Time.Earliest
			}
			if r.Clock && r.Time.Latest.After(to) {
				to = r.Time.Latest
			}
		}
		var missing []string
		for _, l := range p.Document.Landings {
			known := slices.ContainsFunc(p.Reading.References, func(ref reading.Reference) bool {
				_, ok := landed([]Landing{l}, ref)
				return ok && p.ours(ref)
			})
			if !known && !l.At.Before(from) && !l.At.After(to) && to.Sub(from) < 14*24*time.Hour {
				missing = append(missing, l.label())
			}
		}
		if len(missing) > 0 {
			shown := missing[:min(len(missing), 12)]
			p.on(rows[0].Place, fmt.Sprintf("%d changes landed in the time of this timeline that the document does not mention: %s", len(missing), strings.Join(shown, ", ")), "say of each whether it had to do with the incident")
		}
	},
}
