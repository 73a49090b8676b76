package clocks

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Regime is a body of rules under which incidents have to be told to somebody.
type Regime struct {
	Name      string        `yaml:"name"`
	Title     string        `yaml:"title"`
	Doc       string        `yaml:"doc"`
	Off       bool          `yaml:"off"`       // shown only where the record names it
	Since     timeline.Time `yaml:"since"`     // it holds for what started from that day on
	Zone      incident.Zone `yaml:"zone"`      // of the authority; without it the record's
	Source    string        `yaml:"source"`    // of the deadlines
	Uncertain []string      `yaml:"uncertain"` // what is not certain, and what was left out
	Stages    []Stage       `yaml:"stages"`
}

// Stage is one notice that a regime asks for.
type Stage struct {
	Name    string  `yaml:"name"`
	Title   string  `yaml:"title"`
	Draft   string  `yaml:"draft"`   // the template that drafts it; may be empty
	Limits  []Limit `yaml:"limits"`  // the earliest counts
	Prompt  string  `yaml:"prompt"`  // in words, where there is no limit in time: "without undue delay"
	Note    string  `yaml:"note"`    // what to know of the deadline
	Later   Later   `yaml:"later"`   // what the rules allow some, where the deadline falls on a closed day
	Content []Fact  `yaml:"content"` // what it has to tell
}

// Limit is one deadline: a start and how long after it.
type Limit struct {
	From         []string      `yaml:"from"`          // points or milestones; the earliest that is known counts
	After        string        `yaml:"after"`         // a stage: the start is its submission
	Latest       bool          `yaml:"latest"`        // of several submissions the last counts, not the first
	Within       Period        `yaml:"within"`        // how long
	BusinessDays int           `yaml:"business_days"` // or how many business days
	Calendar     string        `yaml:"calendar"`      // of those
	Until        string        `yaml:"until"`         // time of day on the last of them, in the zone of the regime
	Lapses       string        `yaml:"lapses"`        // the limit does not hold where this point comes after it
	Since        timeline.Time `yaml:"since"`         // it holds for starts from that day on
	Before       timeline.Time `yaml:"before"`        // and for those before that day
}

// Later is a later deadline that some may use, where the deadline itself falls
// on a weekend or a holiday: a time on the next working day.
type Later struct {
	Calendar string `yaml:"calendar"`
	Until    string `yaml:"until"`
	Who      string `yaml:"who"`
}

// Fact is something that a notice has to tell.
type Fact struct {
	Fact   string   `yaml:"fact"`
	Answer string   `yaml:"answer"` // under duties.answers; given there, nothing else is used
	In     []string `yaml:"in"`     // else from here: see Places
	Ask    string   `yaml:"ask"`    // the role that can tell
	When   string   `yaml:"when"`   // "late": only where the notice is late
}

// late is the value of Fact.When for what has to be told of a late notice.
const late = "late"

// Set is the regimes and calendars that there are.
type Set struct {
	regimes   []*Regime
	calendars map[string]*Calendar
	places    map[string]Place
}

// Regimes lists the regimes by name.
func (s *Set) Regimes() []*Regime { return slices.Clone(s.regimes) }

// Calendars lists the calendars by name.
func (s *Set) Calendars() []*Calendar {
	out := make([]*Calendar, 0, len(s.calendars))
	for _, c := range s.calendars {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Calendar) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Stage returns the stage of a name and its regime. An unknown name gives an
// error that suggests the nearest.
func (s *Set) Stage(name string) (*Regime, *Stage, error) {
	var names []string
	for _, r := range s.regimes {
		for i := range r.Stages {
			if r.Stages[i].Name == name {
				return r, &r.Stages[i], nil
			}
			names = append(names, r.Stages[i].Name)
		}
	}
	return nil, nil, fmt.Errorf("stage %q: no regime has it\n  hint: %s", name, strict.Suggest(name, names))
}

func (s *Set) regime(name string) *Regime {
	for _, r := range s.regimes {
		if r.Name == name {
			return r
		}
	}
	return nil
}

var wordForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check holds a regime against what types cannot say.
func (r *Regime) check(doc *strict.Doc, s *Set) {
	if !wordForm.MatchString(r.Name) || r.Title == "" || len(r.Stages) == 0 {
		doc.Fail(nil, "a regime needs name:, title: and stages:", "the name is of small letters, digits and hyphens")
	}
	var seen []string
	for i, st := range r.Stages {
		path := []any{"stages", i}
		switch {
		case !wordForm.MatchString(st.Name) || st.Name != r.Name && !strings.HasPrefix(st.Name, r.Name+"-"):
			doc.Fail(path, fmt.Sprintf("a stage needs a name that begins with that of its regime, such as %s-initial", r.Name), "")
		case slices.Contains(seen, st.Name):
			doc.Fail(path, fmt.Sprintf("stage %q stands twice", st.Name), "")
		case len(st.Limits) == 0 && st.Prompt == "":
			doc.Fail(path, "a stage needs limits:, or prompt: where there is no limit in time", "")
		}
		for j, l := range st.Limits {
			l.check(doc, append(slices.Clone(path), "limits", j), seen, s.calendars)
		}
		if st.Later.Calendar != "" || st.Later.Until != "" {
			checkCalendar(doc, append(slices.Clone(path), "later"), st.Later.Calendar, st.Later.Until, s.calendars)
		}
		for j, f := range st.Content {
			f.check(doc, append(slices.Clone(path), "content", j), s.places)
		}
		seen = append(seen, st.Name)
	}
}

func (l Limit) check(doc *strict.Doc, path []any, earlier []string, calendars map[string]*Calendar) {
	points := startNames()
	for _, name := range append(slices.Clone(l.From), l.Lapses) {
		if name != "" && !slices.Contains(points, name) {
			doc.Fail(path, fmt.Sprintf("%q is no point in time that a clock can start at", name), strict.Suggest(name, points))
		}
	}
	switch {
	case (len(l.From) == 0) == (l.After == ""):
		doc.Fail(path, "a limit needs from: or after:", "from: [aware], or after: an earlier stage")
	case l.After != "" && !slices.Contains(earlier, l.After):
		doc.Fail(append(path, "after"), fmt.Sprintf("%q is no earlier stage of this regime", l.After), strict.Suggest(l.After, earlier))
	case (l.Within == Period{}) == (l.BusinessDays <= 0):
		doc.Fail(path, "a limit needs within: or business_days:", "within: PT72H, or business_days: 4 with calendar: and until:")
	case l.BusinessDays > 0:
		checkCalendar(doc, path, l.Calendar, l.Until, calendars)
	}
}

func checkCalendar(doc *strict.Doc, path []any, calendar, until string, calendars map[string]*Calendar) {
	names := slices.Sorted(maps.Keys(calendars))
	if calendars[calendar] == nil {
		doc.Fail(path, fmt.Sprintf("there is no calendar %q", calendar), strict.Suggest(calendar, names))
	}
	if _, err := timeOfDay(until); err != nil {
		doc.Fail(path, err.Error(), "")
	}
}

func (f Fact) check(doc *strict.Doc, path []any, places map[string]Place) {
	if f.Fact == "" || f.Ask == "" || !wordForm.MatchString(f.Answer) {
		doc.Fail(path, "a fact needs fact:, answer: and ask:", "answer names it under duties.answers, ask is the role that can tell")
	}
	if f.When != "" && f.When != late {
		doc.Fail(append(path, "when"), fmt.Sprintf("%q is none", f.When), "write late, or leave it out")
	}
	for i, place := range f.In {
		if _, ok := places[place]; !ok {
			doc.Fail(append(path, "in", i), fmt.Sprintf("%q is no place of the record", place), strict.Suggest(place, slices.Sorted(maps.Keys(places))))
		}
	}
}

// startNames lists what clocks can start at.
func startNames() []string {
	names := slices.Clone(incident.PointNames)
	for _, m := range timeline.Milestones {
		names = append(names, string(m))
	}
	return names
}

func timeOfDay(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a time of day: write for example 17:30", s)
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}
