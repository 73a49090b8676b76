package incident

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

// Suspect is a change that could have reached production before impact began,
// with what speaks for looking at it first and what speaks against. It is a
// place to look, not a cause: that word is for people.
type Suspect struct {
	Event   timeline.Event
	Reached timeline.Time      // when it reached production, as far as the evidence tells
	By      string             // how that is known: "deployed", "released" or "landed"
	Score   int                // only good for ordering
	For     []timeline.Foreign // file names and words are the repository's own
	Against []timeline.Foreign
}

// Suspects ranks the changes of all repositories by how likely each is worth
// looking at: when and how it reached production, how close to the beginning
// of impact, and whether it touches what the errors name. Changes that landed
// after impact began are left out and counted. Without a known beginning there
// is nothing to rank by, and the list is empty.
func Suspects(tl *timeline.Timeline) (suspects []Suspect, later int) {
	started, ok := tl.Marked[timeline.Started]
	if !ok || started.Time.IsZero() {
		return nil, 0
	}
	s := newSearch(tl, started.Time)
	for _, e := range s.changes {
		if started.Time.Before(e.Time) || !e.Time.Earliest.Before(started.Time.Latest) {
			later++
			continue
		}
		suspects = append(suspects, s.judge(e))
	}
	slices.SortStableFunc(suspects, func(a, b Suspect) int {
		return cmp.Or(b.Score-a.Score, -a.Event.Compare(b.Event))
	})
	return suspects, later
}

// search is what changes are held against.
type search struct {
	started timeline.Time
	changes []timeline.Event
	deploys []timeline.Event
	mends   []timeline.Event // changes that landed while the incident was being mended
	lastBad time.Time        // when the last error of the incident was seen
	files   map[string]bool  // file names that errors name, without folders
	words   map[string]int   // words that errors use, each with the lines of the errors
	common  map[string]int   // in how many changes a word stands
}

func newSearch(tl *timeline.Timeline, started timeline.Time) *search {
	s := &search{started: started, files: map[string]bool{}, words: map[string]int{}, common: map[string]int{}}
	for _, e := range tl.Events {
		switch e.Kind {
		case timeline.Commit, timeline.Revert:
			s.changes = append(s.changes, e)
			for w := range changeWords(e) {
				s.common[w]++
			}
		case timeline.Deploy:
			s.deploys = append(s.deploys, e)
		case timeline.Pattern, timeline.Burst, timeline.Alert, timeline.Silence:
			s.bad(e)
		}
	}
	slices.SortFunc(s.changes, timeline.Event.Compare)
	slices.SortFunc(s.deploys, timeline.Event.Compare)
	end := tl.Marked[timeline.Resolved].Time
	if end.IsZero() {
		end = tl.Marked[timeline.Mitigated].Time
	}
	for _, e := range s.changes {
		if started.Before(e.Time) && !end.IsZero() && !end.Before(e.Time) {
			s.mends = append(s.mends, e)
		}
	}
	return s
}

// beforeStart is how long before impact an error may begin and still belong
// to it: the first errors are often the first anybody knows of the beginning.
const beforeStart = time.Hour

// bad takes in an error of the incident.
func (s *search) bad(e timeline.Event) {
	if e.Time.Earliest.Before(s.started.Earliest.Add(-beforeStart)) || e.Level < timeline.Error && e.Kind != timeline.Alert {
		return
	}
	if e.End().After(s.lastBad) {
		s.lastBad = e.End()
	}
	for _, f := range fileName.FindAllString(string(e.Text + " " + e.Detail)) {
		s.files[strings.ToLower(path.Base(f))] = true
	}
	for w := range words(string(e.Text + " " + e.Subject)) {
		s.words[w] += e.Lines
	}
}

var (
	fileName = pattern.New(`[\w./-]*\w\.(?:c|cc|cpp|cs|go|h|hpp|java|js|jsx|kt|php|pl|proto|py|rb|rs|scala|sh|sql|swift|tf|ts|tsx)\b`)
	word     = pattern.New(`[A-Za-z][a-z]{3,}|[A-Z]{4,}`)
)

// words gives the words of four letters or more in a text, of identifiers in
// parts, in small letters.
func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range word.FindAllString(text) {
		out[strings.TrimSuffix(strings.ToLower(w), "s")] = true
	}
	return out
}

func changeWords(e timeline.Event) map[string]bool {
	return words(e.Labels["files"] + " " + string(e.Text))
}

// judge weighs one change.
func (s *search) judge(e timeline.Event) Suspect {
	out := Suspect{Event: e}
	s.reach(&out)
	s.near(&out)
	s.touch(&out)
	s.mended(&out)
	s.undone(&out)
	return out
}

func (o *Suspect) pro(score int, format string, args ...any) {
	o.Score += score
	o.For = append(o.For, timeline.Foreign(fmt.Sprintf(format, args...)))
}

func (o *Suspect) con(score int, format string, args ...any) {
	o.Score -= score
	o.Against = append(o.Against, timeline.Foreign(fmt.Sprintf(format, args...)))
}

// reach finds when a change came to where it is used: with a deployment that
// names its release or commit, else with its release, else when it landed.
func (s *search) reach(o *Suspect) {
	e := o.Event
	o.Reached, o.By = e.Time, "landed"
	release := e.Labels["release"]
	for _, d := range s.deploys {
		if names(d, release, e.Source.Ref) && !d.Time.Before(e.Time) {
			o.Reached, o.By = d.Time, "deployed"
			if d.Time.Earliest.After(s.started.Latest) {
				o.con(40, "the deployment that carries it began after impact did (%s)", d.Time.Clock())
				return
			}
			o.Score += 25
			return
		}
	}
	if t, err := timeline.ParseTime(e.Labels["released"], nil); err == nil && !t.IsZero() {
		o.Reached, o.By = t, "released"
		switch {
		case t.Earliest.After(s.started.Latest):
			o.con(40, "first released after impact began, in %s (%s)", release, t.Clock())
		case len(s.deploys) > 0:
			o.pro(5, "in release %s", release)
			o.con(10, "no deployment names it")
		default:
			o.pro(15, "in release %s", release)
		}
		return
	}
	o.con(15, "no release or deployment is known to carry it")
}

// names reports whether a deployment names a release or a commit.
func names(d timeline.Event, release, commit string) bool {
	text := string(d.Text) + " " + string(d.Subject) + " " + string(d.Detail)
	for _, v := range d.Labels {
		text += " " + v
	}
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n,;:()[]\"'", r) }) {
		field = strings.TrimSuffix(field, ".")
		if release != "" && strings.TrimPrefix(field, "v") == strings.TrimPrefix(release, "v") {
			return true
		}
		if len(field) >= shortestCommit && strings.HasPrefix(commit, field) {
			return true
		}
	}
	return false
}

// nearness is what a distance to the beginning of impact is worth.
var nearness = []struct {
	within time.Duration
	score  int
}{
	{time.Hour, 40}, {6 * time.Hour, 30}, {24 * time.Hour, 20}, {7 * 24 * time.Hour, 10}, {30 * 24 * time.Hour, 5},
}

func (s *search) near(o *Suspect) {
	gap := s.started.Since(o.Reached)
	for _, n := range nearness {
		if gap.Mid() >= 0 && gap.Mid() <= n.within {
			o.pro(n.score, "%s %s before impact began", o.By, gap)
			return
		}
	}
}

// touch compares what a change touched with what the errors name.
func (s *search) touch(o *Suspect) {
	if o.Event.Labels["files"] == "" {
		return
	}
	files := strings.Split(o.Event.Labels["files"], "\n")
	var named []string
	for _, f := range files {
		if s.files[strings.ToLower(path.Base(f))] {
			named = append(named, f)
		}
	}
	shared, weight := s.shared(o.Event)
	switch {
	case len(named) > 0:
		o.pro(30, "touches %s, which the errors name", short(named))
	case len(shared) > 0:
		o.pro(5+min(weight, 25), "shares words with the errors: %s", short(shared))
	case len(s.words) > 0:
		o.con(10, "touches nothing that the errors name")
	}
	switch {
	case all(files, aside):
		o.con(30, "touches only tests or documentation")
	case all(files, dependency):
		o.pro(5, "changes dependencies")
	case slices.ContainsFunc(files, configuration):
		o.pro(5, "changes configuration")
	}
}

// shared lists the words that a change and the errors both use, and weighs
// them: a word weighs more the fewer changes and the more errors use it, and
// less the more words the change has.
func (s *search) shared(e timeline.Event) (shared []string, weight int) {
	own := changeWords(e)
	weights := map[string]float64{}
	sum := 0.0
	for w := range own {
		rare := math.Log2(float64(len(s.changes)) / float64(s.common[w]))
		if s.words[w] == 0 || rare <= 0.5 {
			continue
		}
		weights[w] = rare * math.Log2(1+float64(s.words[w]))
		shared = append(shared, w)
	}
	slices.SortFunc(shared, func(a, b string) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), strings.Compare(a, b))
	})
	for _, w := range shared {
		sum += weights[w]
	}
	return shared, int(2 * sum / math.Sqrt(float64(len(own))))
}

func short(items []string) string {
	const most = 3
	if more := len(items) - most; more > 0 {
		return strings.Join(items[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(items, ", ")
}

func all(files []string, is func(string) bool) bool {
	return !slices.ContainsFunc(files, func(f string) bool { return !is(f) })
}

func aside(f string) bool {
	base := strings.ToLower(path.Base(f))
	switch path.Ext(base) {
	case ".md", ".rst", ".adoc", ".txt":
		return base != "requirements.txt"
	}
	dirs := "/" + strings.ToLower(path.Dir(f)) + "/"
	return strings.Contains(dirs, "/test/") || strings.Contains(dirs, "/tests/") || strings.Contains(dirs, "/docs/") ||
		strings.Contains(dirs, "/doc/") || strings.Contains(base, "_test.") || strings.Contains(base, ".test.") || strings.HasPrefix(base, "test_")
}

func dependency(f string) bool {
	switch path.Base(f) {
	case "go.mod", "go.sum", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Cargo.toml", "Cargo.lock",
		"requirements.txt", "poetry.lock", "pyproject.toml", "Gemfile", "Gemfile.lock", "pom.xml", "composer.json", "composer.lock":
		return true
	}
	return false
}

func configuration(f string) bool {
	switch path.Ext(f) {
	case ".yaml", ".yml", ".conf", ".cfg", ".ini", ".toml", ".env", ".properties", ".tf", ".json":
		return !dependency(f)
	}
	return false
}

// mended weighs that a change touched the same files as one that landed while
// the incident was being mended: the part of all their files that they share.
func (s *search) mended(o *Suspect) {
	own := strings.Split(o.Event.Labels["files"], "\n")
	best, by := 0.0, timeline.Event{}
	for _, m := range s.mends {
		if m.Source.Source != o.Event.Source.Source || m.Labels["files"] == "" {
			continue
		}
		theirs, both := strings.Split(m.Labels["files"], "\n"), 0
		for _, f := range own {
			if slices.Contains(theirs, f) {
				both++
			}
		}
		if part := float64(both) / float64(len(own)+len(theirs)-both); part > best {
			best, by = part, m
		}
	}
	if best > 0 {
		o.pro(int(30*best), "touches files that the change of %s touches, which landed before the incident was over", by.Time.Clock())
	}
}

// wentOn is how long after a change was taken back errors may still come and
// prove nothing: a deployment takes its time.
const wentOn = 30 * time.Minute

// undone weighs that a change was taken back.
func (s *search) undone(o *Suspect) {
	by := o.Event.Labels["reverted_by"]
	if by == "" {
		return
	}
	i := slices.IndexFunc(s.changes, func(e timeline.Event) bool { return e.Source.Ref == by })
	if i < 0 {
		return
	}
	back := s.changes[i].Time
	switch {
	case back.Before(s.started):
		o.con(60, "taken back before impact began (%s)", back.Clock())
	case s.lastBad.After(back.Latest.Add(wentOn)):
		o.con(10, "taken back %s, and errors went on", back.Clock())
	default:
		o.pro(30, "taken back afterwards (%s)", back.Clock())
	}
}
