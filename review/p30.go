package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

// Tag is a release that a repository has a tag of.
type Tag struct {
	Name string
	At   time.Time // when it was tagged
}

// Landing is a change that landed in a repository.
type Landing struct {
	Hash   string
	Number string    // of its pull request
	At     time.Time // when it reached the branch
	Name   string
	Paths  []string // the files it changed, where that is known
}

var gitRule = Rule{
	ID: "P30", Name: "git-mismatch", Level: Error, Source: measured,
	Doc:   "a row says that a change was merged or a version released at a time, and the repository says another; or what is cited is not in it",
	Why:   "the repository keeps the time; one of the two clocks, zones or numbers is wrong",
	Needs: "a repository",
	Run: func(p *Pass) {
		p.unknownCommits()
		p.releases()
		if len(p.Document.Landings) == 0 {
			return
		}
		for _, r := range p.Reading.Rows {
			if !merges.MatchString(r.Says) || r.NoSuchDay || r.Time.Basis.OrderAssumed {
				continue
			}
			for _, ref := range r.References {
				if ref.Issue || !p.ours(ref) {
					continue
				}
				if l, ok := landed(p.Document.Landings, ref); ok {
					p.landedAt(r, l)
				} else {
					p.neverLanded(r, ref)
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
	cited, beside := map[string]bool{}, ""
	for _, r := range p.Reading.References {
		if r.Repository != "" {
			cited[name(r.Repository)] = true
			if r.Line == ref.Line {
				beside = name(r.Repository)
			}
		}
	}
	// What stands beside a change of another repository is mostly of that.
	if ref.Repository == "" && beside != "" && beside != strings.ToLower(p.Document.Repository) {
		return false
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

// unknownCommits reports the commits that are cited and are not there. Of one
// that is not said to be of this repository it is for a person to see: it may be
// one of another, or of a request that was landed as another.
func (p *Pass) unknownCommits() {
	for _, ref := range p.Reading.References {
		if ref.Commit == "" || !slices.Contains(p.Document.Unknown, ref.Commit) || !p.ours(ref) {
			continue
		}
		f := p.on(ref.Place, fmt.Sprintf("the repository has no commit %s", ref.Commit), "mend the hash, or fetch what the clone lacks")
		if ref.Repository == "" {
			f.Level = Info
		}
	}
}

// neverLanded reports a request that a row says was merged, and that did not
// land: requests of lower and of higher numbers did.
func (p *Pass) neverLanded(r reading.Row, ref reading.Reference) {
	n, err := strconv.Atoi(ref.Number)
	if err != nil || !strings.Contains(strings.ToLower(r.Text+" "+r.Says), "merge") {
		return
	}
	lower, higher, numbered := false, false, 0
	for _, l := range p.Document.Landings {
		if v, err := strconv.Atoi(l.Number); err == nil {
			lower, higher, numbered = lower || v < n, higher || v > n, numbered+1
		}
	}
	if lower && higher && 2*numbered > len(p.Document.Landings) {
		p.on(ref.Place, fmt.Sprintf("no request #%d landed in the repository around that time", n), "mend the number, or the time").Level = Warning
	}
}

var (
	released = re(`(?i)\b(?:released?|tagged|published|cut|shipped)\b`)
	version  = re(`(?i)(?:^|[\s(\[` + "`" + `/,:])(v?\d+\.\d+(?:\.\d+)?(?:-?(?:rc|beta|alpha)\.?\d+)?)(?:$|[\s)\],;:|.` + "`" + `])`)
)

// releases holds the rows that say that a version was released against the
// repository's tags, by the day: a tag is often made some hours before or after
// what is told as the release.
func (p *Pass) releases() {
	for _, r := range p.Reading.Rows {
		found := version.FindAllStringSubmatchIndex(r.Says)
		if len(p.Document.Tagged) == 0 || r.NoSuchDay || r.Time.Basis.OrderAssumed || !r.DayStated || len(found) == 0 || !released.MatchString(r.Says) || planned.MatchString(r.Says) {
			continue
		}
		name := strings.ToLower(strings.TrimPrefix(r.Says[found[0][2]:found[0][3]], "v"))
		if slices.ContainsFunc(found, func(m []int) bool { return strings.ToLower(strings.TrimPrefix(r.Says[m[2]:m[3]], "v")) != name }) {
			continue // from one version to another
		}
		i := slices.IndexFunc(p.Document.Tagged, func(t Tag) bool { return strings.TrimPrefix(strings.ToLower(t.Name), "v") == name })
		if i < 0 {
			continue
		}
		const near = 36 * time.Hour
		if t := p.Document.Tagged[i]; t.At.Before(r.Time.Earliest.Add(-near)) || t.At.After(r.Time.Latest.Add(near)) {
			p.on(r.Place, fmt.Sprintf("%s was tagged on %s", t.Name, t.At.UTC().Format(time.DateOnly)), "mend the date or the version")
		}
	}
}

// planned are the words of a row that speaks of what has not happened.
var planned = re(`(?i)\b(?:will|to be|plan(?:s|ned)?|expect(?:s|ed)?|should|announce[sd]?)\b`)

func lengthOf(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.Round(time.Minute).String(), "0s"), "0m")
}

func (l Landing) label() string {
	if l.Number != "" {
		return "#" + l.Number
	}
	return l.Hash[:min(12, len(l.Hash))]
}
