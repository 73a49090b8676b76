package incident

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// File is the name of the record in an incident folder.
const File = "incident.yaml"

// Parse reads a record. The name is used in messages only. Everything that
// does not fit is reported at once, each with file, line, column and what to
// write instead.
func Parse(name string, data []byte) (*Incident, error) {
	zone := struct {
		Timezone Zone `yaml:"timezone"`
	}{}
	// Times without a zone are read in the record's own, wherever in the file
	// that stands; other errors of this first pass come again in the second.
	strict.Decode(name, data, &zone, options(nil))
	var inc Incident
	doc := strict.Decode(name, data, &inc, options(zone.Timezone.Location))
	if doc.Err() == nil {
		inc.check(doc)
	}
	if err := doc.Err(); err != nil {
		return nil, err
	}
	inc.line = doc.Line
	return &inc, nil
}

func options(loc *time.Location) strict.Options {
	return strict.Options{
		Scalars: map[reflect.Type]strict.Scalar{
			reflect.TypeFor[timeline.Time](): func(s string) (any, error) { return readTime(s, loc) },
			reflect.TypeFor[Zone]():          func(s string) (any, error) { return ParseZone(s) },
			reflect.TypeFor[Offset]():        func(s string) (any, error) { return parseOffset(s) },
			reflect.TypeFor[Claim]():         func(s string) (any, error) { return Claim{Text: strings.TrimSpace(s)}, nil },
			reflect.TypeFor[Milestone](): func(s string) (any, error) {
				t, err := readTime(s, loc)
				return Milestone{At: t}, err
			},
			reflect.TypeFor[Point](): func(s string) (any, error) {
				t, err := readTime(s, loc)
				return Point{At: t}, err
			},
			reflect.TypeFor[Answer](): func(s string) (any, error) { return Answer{Text: strings.TrimSpace(s)}, nil },
			reflect.TypeFor[Duty]():   func(s string) (any, error) { return Duty{Regime: strings.TrimSpace(s)}, nil },
		},
		Keyed: map[reflect.Type][]string{
			reflect.TypeFor[Milestones](): milestoneNames(),
			reflect.TypeFor[Points]():     PointNames,
			reflect.TypeFor[Answers]():    nil,
		},
	}
}

func milestoneNames() []string {
	names := make([]string, len(timeline.Milestones))
	for i, m := range timeline.Milestones {
		names[i] = string(m)
	}
	return names
}

func readTime(s string, loc *time.Location) (timeline.Time, error) {
	t, err := timeline.ParseTime(s, loc)
	if err == nil || loc != nil || !strings.Contains(err.Error(), timeline.ErrNoZone.Error()) {
		return t, err
	}
	return t, fmt.Errorf("%q has no time zone: add Z, an offset such as +02:00, or set timezone: at the top of the file", s)
}

var idForm = pattern.New(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)

// takenNames are device names on Windows, with or without an extension, and
// what git takes for a commit.
var takenNames = pattern.New(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9]|head)$`)

// CheckID says whether an incident ID is one: letters and digits in words
// joined by hyphens, at most 64 bytes, so that it is one safe file name on
// every system.
func CheckID(id string) error {
	switch {
	case len(id) > 64:
		return fmt.Errorf("id has %d characters: use at most 64", len(id))
	case !idForm.MatchString(id):
		return fmt.Errorf("id %q: use letters, digits and single hyphens only, such as 2026-03-04-checkout-errors", id)
	case takenNames.MatchString(id):
		return fmt.Errorf("id %q has a meaning of its own on some systems: use another", id)
	}
	return nil
}

// check holds the record against what cannot be said by types.
func (inc *Incident) check(doc *strict.Doc) {
	if inc.ID == "" {
		doc.Fail(nil, "the record has no id", "add for example: id: 2026-03-04-checkout-errors")
	} else if err := CheckID(inc.ID); err != nil {
		doc.Fail([]any{"id"}, err.Error(), "")
	}
	if inc.Title == "" {
		doc.Fail(nil, "the record has no title", "add one line that says what customers saw: title: …")
	}
	oneOf(doc, inc.Status, Statuses, "status")
	oneOf(doc, inc.Impact.Data, []DataLoss{DataNone, DataPossible, DataConfirmed, DataUnknown}, "impact", "data")
	inc.checkMilestones(doc)
	inc.checkClaims(doc)
	inc.checkActions(doc)
	inc.checkSources(doc)
	inc.checkEdits(doc)
	inc.Publish.check(doc)
	inc.checkTold(doc)
	inc.checkDuties(doc)
	inc.checkImpact(doc)
	if w := inc.Window; w.Until.Before(w.Since) {
		doc.Fail([]any{"window", "until"}, "the window ends before it begins", "since is "+w.Since.String())
	}
}

// oneOf fails where a value is set and is none of a closed list.
func oneOf[T ~string](doc *strict.Doc, value T, allowed []T, path ...any) {
	if value == "" || slices.Contains(allowed, value) {
		return
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	doc.Fail(path, fmt.Sprintf("%q is not a %v", value, path[len(path)-1]), strict.Suggest(string(value), names))
}

func (inc *Incident) checkMilestones(doc *strict.Doc) {
	for _, m := range inc.Milestones {
		if m.At.IsZero() {
			doc.Fail([]any{"milestones", string(m.Name)}, fmt.Sprintf("milestone %s has no time", m.Name), "add at:, or remove it until the time is known")
		}
		checkEvidence(doc, m.Evidence, "milestones", string(m.Name), "evidence")
	}
	for _, d := range timeline.Disorders(inc.Marks(nil)) {
		doc.Fail([]any{"milestones", string(d.Later.Milestone)},
			fmt.Sprintf("%s (%s) is before %s (%s), which cannot be", d.Later.Milestone, d.Later.Time.Clock(), d.Earlier.Milestone, d.Earlier.Time.Clock()),
			fmt.Sprintf("correct one of them; where the time is not certain, write a range such as %s/%s", "2026-03-04T14:02Z", "14:09Z"))
	}
}

func (inc *Incident) checkClaims(doc *strict.Doc) {
	for path, c := range inc.Claims() {
		checkEvidence(doc, c.Evidence, append(path, "evidence")...)
	}
	for _, l := range inc.claimLists() {
		if i := empty(l.claims); i >= 0 {
			doc.Fail(append(l.path, i), "this list item is empty", "write its text, or remove the line")
		}
	}
}

func (inc *Incident) checkImpact(doc *strict.Doc) {
	known := map[string]bool{}
	for i, c := range inc.Components {
		if c.Name == "" || known[c.Name] {
			doc.Fail([]any{"components", i}, "a component needs a name of its own", "write what customers call it: name: Checkout")
		}
		oneOf(doc, c.State, States, "components", i, "state")
		known[c.Name] = true
	}
	for i, s := range inc.Impact.Intervals {
		path := []any{"impact", "intervals", i}
		oneOf(doc, s.State, States, append(slices.Clone(path), "state")...)
		switch {
		case s.Component != "" && !known[s.Component]:
			doc.Fail(append(path, "component"), fmt.Sprintf("there is no component %q", s.Component), "list it under components:")
		case s.From.IsZero():
			doc.Fail(path, "an interval of impact needs from:", "")
		case !s.To.IsZero() && s.To.Before(s.From):
			doc.Fail(append(path, "to"), "the interval ends before it begins", "")
		}
	}
	for i, g := range inc.Severities {
		if g.At.IsZero() || g.Severity == "" {
			doc.Fail([]any{"severities", i}, "an entry needs at: and severity:", "")
		}
	}
	if m := inc.Maintenance; !m.From.IsZero() && !m.To.IsZero() && m.To.Before(m.From) {
		doc.Fail([]any{"maintenance", "to"}, "the maintenance ends before it begins", "")
	}
}

var evidenceForm = pattern.New(`^(e[0-9a-f]{10}|https?://[^\s@]+|[^\s:]+:\S.*)$`)

func checkEvidence(doc *strict.Doc, evidence []string, path ...any) {
	for i, e := range evidence {
		if !evidenceForm.MatchString(e) {
			doc.Fail(append(slices.Clone(path), i), fmt.Sprintf("%q is no evidence", e), "write an event id (candor timeline shows them), SOURCE:REF such as api-log:17 or product:1a2b3c4, or an https link")
		}
	}
}

func (inc *Incident) checkActions(doc *strict.Doc) {
	seen := map[string]bool{}
	for i, a := range inc.Actions {
		if a.Text == "" {
			doc.Fail([]any{"actions", i}, "the action has no text", "say what will be done: text: Remove …")
		}
		if a.ID != "" && seen[a.ID] {
			doc.Fail([]any{"actions", i, "id"}, fmt.Sprintf("action id %q is used twice", a.ID), "")
		}
		seen[a.ID] = true
		oneOf(doc, a.Type, ActionTypes, "actions", i, "type")
		checkEvidence(doc, a.Evidence, "actions", i, "evidence")
		if a.Link != "" && !strings.HasPrefix(a.Link, "https://") {
			doc.Fail([]any{"actions", i, "link"}, fmt.Sprintf("link %q is not an https address", a.Link), "")
		}
	}
}

// sourceName is also what evidence and edits refer to, so it holds no colon
// and no space.
var sourceName = pattern.New(`^[a-z0-9][a-z0-9._-]*$`)

func (inc *Incident) checkSources(doc *strict.Doc) {
	seen := map[string]bool{timeline.RecordSource: true}
	for i, s := range inc.Sources {
		switch {
		case s.Name == "":
			doc.Fail([]any{"sources", i}, "the source has no name", "add one that people will read: name: api-log")
		case !sourceName.MatchString(s.Name):
			doc.Fail([]any{"sources", i, "name"}, fmt.Sprintf("source name %q: use small letters, digits, dots, underscores and hyphens", s.Name), "")
		case seen[s.Name]:
			doc.Fail([]any{"sources", i, "name"}, fmt.Sprintf("source name %q is taken", s.Name), "")
		}
		seen[s.Name] = true
		switch {
		case s.Path == "" && s.URL == "":
			doc.Fail([]any{"sources", i}, fmt.Sprintf("source %s has no path", s.Name), "add path: a file, a glob, a repository, or - for standard input; or url: of a server")
		case s.Path != "" && s.URL != "":
			doc.Fail([]any{"sources", i, "url"}, fmt.Sprintf("source %s has a path and a url", s.Name), "read what was exported, or ask the server: remove one")
		}
		checkServer(doc, i, s)
		oneOf(doc, s.Each, timeline.Kinds, "sources", i, "each")
	}
}

var (
	authForm   = pattern.New(`^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`)
	tenantForm = pattern.New(`^[A-Za-z0-9!._*'()|-]*$`)
)

// checkServer holds a source against what a record may say of a server. It
// names where credentials are and never holds them: records are passed on.
func checkServer(doc *strict.Doc, i int, s Source) {
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		switch {
		case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
			doc.Fail([]any{"sources", i, "url"}, "the url of a source has to be one", "write https://host, with a path where the server has one")
		case u.User != nil:
			doc.Fail([]any{"sources", i, "url"}, "the url of a source holds credentials", "take them out and name them: auth: env:NAME or auth: file:PATH")
		case u.RawQuery != "" || u.Fragment != "":
			doc.Fail([]any{"sources", i, "url"}, "the url of a source has more than a host and a path", "write what is asked for as query:")
		}
	}
	if s.Auth != "" && !authForm.MatchString(s.Auth) {
		// What was written here may be a secret, so it is not repeated.
		doc.Fail([]any{"sources", i, "auth"}, "auth has to name where credentials are", "write env:NAME or file:PATH; never the credentials themselves")
	}
	if !tenantForm.MatchString(s.Tenant) {
		doc.Fail([]any{"sources", i, "tenant"}, fmt.Sprintf("%q is not a tenant", s.Tenant), "")
	}
	for _, f := range []struct{ name, value string }{{"query", s.Query}, {"auth", s.Auth}, {"tenant", s.Tenant}} {
		if f.value != "" && s.URL == "" {
			doc.Fail([]any{"sources", i, f.name}, f.name+" is for a source with a url", "add url:, or remove it")
		}
	}
}

func (inc *Incident) checkEdits(doc *strict.Doc) {
	for i, e := range inc.Edits {
		if !eventID.MatchString(string(e.Event)) {
			doc.Fail([]any{"edits", i}, fmt.Sprintf("event %q is not an event id", e.Event), "candor timeline shows the ids; each is e and ten digits or letters a–f")
		}
		oneOf(doc, e.Milestone, timeline.Milestones, "edits", i, "milestone")
	}
	for i, n := range inc.Notes {
		if n.At.IsZero() || n.Text == "" {
			doc.Fail([]any{"notes", i}, "a note needs at: and text:", "")
		}
	}
}

var eventID = pattern.New(`^e[0-9a-f]{10}$`)
