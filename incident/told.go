package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Notice is a message to those affected, as it was told. Its words are kept in
// a file of the incident folder; the record keeps what later notices and
// promises are held against.
type Notice struct {
	ID      string        `yaml:"id"` // "n1", "n2", …
	Phase   Phase         `yaml:"phase"`
	At      timeline.Time `yaml:"at"`
	Next    timeline.Time `yaml:"next"` // when the next one was promised for
	Doing   string        `yaml:"doing"`
	Channel string        `yaml:"channel"` // where it was told
	File    string        `yaml:"file"`    // of its words, in the incident folder
}

// Phase is what a notice says of an incident or of maintenance.
type Phase string

// The phases of notices.
const (
	Investigating Phase = "investigating"
	Identified    Phase = "identified"
	Monitoring    Phase = "monitoring"
	Resolved      Phase = "resolved"
	Reopened      Phase = "reopened"

	Scheduled  Phase = "scheduled"
	InProgress Phase = "in-progress"
	Verifying  Phase = "verifying"
	Completed  Phase = "completed"
)

// Phases lists the phases, those of an incident first, each in its order.
var Phases = []Phase{Investigating, Identified, Monitoring, Resolved, Reopened, Scheduled, InProgress, Verifying, Completed}

// Check says whether there is such a phase, and names the nearest.
func (p Phase) Check() error {
	if slices.Contains(Phases, p) {
		return nil
	}
	names := make([]string, len(Phases))
	for i, known := range Phases {
		names[i] = string(known)
	}
	return fmt.Errorf("phase %q does not exist\n  hint: %s", p, strict.Suggest(string(p), names))
}

// Maintenance reports whether the phase is one of maintenance.
func (p Phase) Maintenance() bool {
	return slices.Contains([]Phase{Scheduled, InProgress, Verifying, Completed}, p)
}

// follows holds the phases that may come after a phase. Going on without a
// change of phase is an update; going back to "investigating" or "identified"
// has to be told as reopened once the end was told.
var follows = map[Phase][]Phase{
	"":            {Investigating, Identified, Monitoring, Resolved, Scheduled, InProgress},
	Investigating: {Investigating, Identified, Monitoring, Resolved},
	Identified:    {Identified, Investigating, Monitoring, Resolved},
	Monitoring:    {Monitoring, Identified, Investigating, Resolved},
	Resolved:      {Reopened},
	Reopened:      {Reopened, Investigating, Identified, Monitoring, Resolved},
	Scheduled:     {Scheduled, InProgress, Completed},
	InProgress:    {InProgress, Verifying, Completed},
	Verifying:     {Verifying, InProgress, Completed},
	Completed:     nil,
}

// Phase is the phase that was told last, "" where nothing was told.
func (inc *Incident) Phase() Phase {
	if n := len(inc.Notices); n > 0 {
		return inc.Notices[n-1].Phase
	}
	return ""
}

// Next lists the phases that may be told next.
func (p Phase) Next() []Phase { return slices.Clone(follows[p]) }

// Promise is something that was told to those affected and has a date.
type Promise struct {
	ID       string        `yaml:"id"`   // "P1", "P2", …
	Text     string        `yaml:"text"` // completes "We will …"
	Made     timeline.Time `yaml:"made"`
	Notice   string        `yaml:"notice"` // the notice or document that made it
	Due      timeline.Time `yaml:"due"`
	Action   string        `yaml:"action"` // the action item that keeps it
	Kept     timeline.Time `yaml:"kept"`
	Moved    timeline.Time `yaml:"moved"`   // when those affected were told of a new date
	NewDue   timeline.Time `yaml:"new_due"` // that date
	Why      string        `yaml:"why"`     // why it was moved, as a sentence
	Evidence []string      `yaml:"evidence"`
}

// Standing names how a promise stands.
type Standing string

// The standings of a promise. One that was kept after its date is late; one
// whose date has passed is broken, also where a new date was told once the old
// had passed.
const (
	Due    Standing = "due"
	Kept   Standing = "kept"
	Late   Standing = "late"
	Broken Standing = "broken"
)

// By is the date that the promise is held to: the new one where it was told
// before the first had passed, else the first.
func (p Promise) By() timeline.Time {
	if !p.NewDue.IsZero() && !p.Moved.IsZero() && !p.Due.Before(p.Moved) {
		return p.NewDue
	}
	return p.Due
}

// Standing says how the promise stands at a moment. A date that is a whole day
// has passed when the day has.
func (p Promise) Standing(now time.Time) Standing {
	by := p.By()
	switch {
	case !p.Kept.IsZero() && by.Before(p.Kept):
		return Late
	case !p.Kept.IsZero():
		return Kept
	case now.After(by.Latest):
		return Broken
	}
	return Due
}

// Name maps what the house calls something to what customers may read.
type Name struct {
	Internal string `yaml:"internal"`
	Public   string `yaml:"public"`
}

// Waiver is a finding that a person lets stand, and why.
type Waiver struct {
	Rule     string        `yaml:"rule"`
	Document string        `yaml:"document"` // "" is every document
	Reason   string        `yaml:"reason"`
	By       string        `yaml:"by"` // a role
	At       timeline.Time `yaml:"at"`
}

// Approval is a role's consent to the exact bytes of a document.
type Approval struct {
	Document string        `yaml:"document"`
	By       string        `yaml:"by"` // a role
	At       timeline.Time `yaml:"at"`
	SHA256   string        `yaml:"sha256"`
}

// Correction says what a published document told otherwise before. Every form of
// the document shows it.
type Correction struct {
	Document string        `yaml:"document"`
	At       timeline.Time `yaml:"at"`
	Text     string        `yaml:"text"` // why, as those affected read it
	Was      []string      `yaml:"was"`  // passages as they were; "" for one that came new
	Now      []string      `yaml:"now"`  // the same passages as they are; "" for one that was taken out
}

// Corrected gives the corrections of a document, in the order of the record.
func (inc *Incident) Corrected(document string) []Correction {
	return slices.DeleteFunc(slices.Clone(inc.Corrections), func(c Correction) bool { return c.Document != document })
}

func (inc *Incident) checkTold(doc *strict.Doc) {
	inc.checkNotices(doc)
	inc.checkPromises(doc)
	for i, n := range inc.Names {
		if n.Internal == "" || n.Public == "" {
			doc.Fail([]any{"names", i}, "a name needs internal: and public:", "internal is what the house says, public what customers may read")
		}
	}
	for i, w := range inc.Waivers {
		if w.Rule == "" || strings.TrimSpace(w.Reason) == "" {
			doc.Fail([]any{"waivers", i}, "a waiver needs rule: and reason:", "the reason is shown in the internal report")
		}
	}
	for i, c := range inc.Corrections {
		if c.Document == "" || c.At.IsZero() || strings.TrimSpace(c.Text) == "" || len(c.Was) != len(c.Now) {
			doc.Fail([]any{"corrections", i}, "a correction needs document:, at:, text:, and as many passages under was: as under now:", "let candor archive correct write it")
		}
	}
	for i, a := range inc.Approvals {
		if a.Document == "" || a.By == "" || a.At.IsZero() || len(a.SHA256) != 64 {
			doc.Fail([]any{"approvals", i}, "an approval needs document:, by:, at: and sha256:", "let candor approve write it")
		}
	}
}

func (inc *Incident) checkNotices(doc *strict.Doc) {
	var last Phase
	ids := map[string]bool{}
	for i, n := range inc.Notices {
		oneOf(doc, n.Phase, Phases, "notices", i, "phase")
		switch {
		case n.ID == "" || n.Phase == "" || n.At.IsZero():
			doc.Fail([]any{"notices", i}, "a notice needs id:, phase: and at:", "let candor notice write it")
		case ids[n.ID]:
			doc.Fail([]any{"notices", i, "id"}, fmt.Sprintf("notice id %q is used twice", n.ID), "")
		case slices.Contains(Phases, n.Phase) && !slices.Contains(last.Next(), n.Phase):
			doc.Fail([]any{"notices", i, "phase"}, fmt.Sprintf("%s cannot follow %s", n.Phase, phaseName(last)), "may follow: "+phaseList(last.Next()))
		}
		if i > 0 && n.At.Before(inc.Notices[i-1].At) {
			doc.Fail([]any{"notices", i, "at"}, "the notice is before the one above it", "list notices in the order in which they were told")
		}
		ids[n.ID], last = true, n.Phase
	}
}

func (inc *Incident) checkPromises(doc *strict.Doc) {
	ids := map[string]bool{}
	for i, p := range inc.Promises {
		if p.ID == "" || p.Text == "" || p.Due.IsZero() {
			doc.Fail([]any{"promises", i}, "a promise needs id:, text: and due:", "text completes \"We will …\"")
		}
		if p.ID != "" && ids[p.ID] {
			doc.Fail([]any{"promises", i, "id"}, fmt.Sprintf("promise id %q is used twice", p.ID), "")
		}
		ids[p.ID] = true
		if p.Action != "" && !slices.ContainsFunc(inc.Actions, func(a Action) bool { return a.ID == p.Action }) {
			doc.Fail([]any{"promises", i, "action"}, fmt.Sprintf("there is no action %q", p.Action), "name the id of one of the actions, or leave it out")
		}
		if p.NewDue.IsZero() != p.Moved.IsZero() {
			doc.Fail([]any{"promises", i}, "a promise that was moved needs moved: and new_due:", "moved is when those affected were told of the new date")
		}
		if !p.Kept.IsZero() && !p.Made.IsZero() && p.Kept.Before(p.Made) {
			doc.Fail([]any{"promises", i, "kept"}, "the promise was kept before it was made", "correct one of the two times")
		}
		checkEvidence(doc, p.Evidence, "promises", i, "evidence")
	}
}

func phaseName(p Phase) string {
	if p == "" {
		return "nothing"
	}
	return string(p)
}

func phaseList(ps []Phase) string {
	if len(ps) == 0 {
		return "nothing"
	}
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = string(p)
	}
	return strings.Join(names, ", ")
}
