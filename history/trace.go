package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Question asks for the way of a fault: how it came in, which releases have
// it, and which are rid of it. Commits are named by hash, its beginning, a tag
// or a branch.
type Question struct {
	Fix   []string // what ended the fault; several are the same fix on several branches
	Fault []string // what brought it; where nothing does, it is looked for
	Line  string   // FILE:N or FILE:N@REV, a line that was at fault: before the fix, or at HEAD where none is named
	Text  string   // a regular expression for lines that were at fault, there as well
}

// Trace is the way of a fault through a repository. Times are UTC; a time that
// is not known is left out.
type Trace struct {
	Fix        []Fixed      `json:"fix"`
	Introduced []Introduced `json:"introduced"`
	// AffectedReleases have the fault and not the fix, by version: the full
	// releases, or where there is none the pre-releases.
	AffectedReleases []string `json:"affected_releases"`
	// FixedReleases are the first with the fix of each line of releases that
	// was affected, by version.
	FixedReleases []string `json:"fixed_releases"`
	Latent        Latent   `json:"latent"`
	Notes         []string `json:"notes"`
}

// Fixed is a change that ended the fault.
type Fixed struct {
	Commit       string           `json:"commit"`
	Subject      timeline.Foreign `json:"subject"`
	Authored     time.Time        `json:"authored,omitzero"`
	Landed       time.Time        `json:"landed,omitzero"`
	FirstRelease string           `json:"first_release,omitempty"` // through backports too
	Released     time.Time        `json:"released,omitzero"`
	Backports    []Copy           `json:"backports"`
}

// Introduced is a change that may have brought the fault.
type Introduced struct {
	Commit       string           `json:"commit"`
	Subject      timeline.Foreign `json:"subject"`
	Score        float64          `json:"score"` // how likely it is, 0 to 1
	Why          []string         `json:"why"`
	Authored     time.Time        `json:"authored,omitzero"`
	Landed       time.Time        `json:"landed,omitzero"`
	FirstRelease string           `json:"first_release,omitempty"` // through backports too
	Released     time.Time        `json:"released,omitzero"`
	Backports    []Copy           `json:"backports"`
}

// Copy is the same change on another branch.
type Copy struct {
	Commit       string    `json:"commit"`
	Landed       time.Time `json:"landed,omitzero"`
	Branch       string    `json:"branch,omitempty"`
	FirstRelease string    `json:"first_release,omitempty"` // that contains this very commit
	SamePatch    bool      `json:"same_patch"`
	Why          []string  `json:"why"`
}

// Latent is how long the fault was there, by each clock, in seconds: from when
// it was authored, landed or released to when the fix was. Nil is not known.
type Latent struct {
	Authored *int64 `json:"authored"`
	Landed   *int64 `json:"landed"`
	Released *int64 `json:"released"`
}

// tracer answers one question.
type tracer struct {
	*Trace
	r      *Repository
	l      *Lineage
	q      Question
	fixes  []kin
	faults []kin
}

// Trace answers a question about a fault. What cannot be known is said in the
// notes.
func (r *Repository) Trace(ctx context.Context, q Question) (*Trace, error) {
	if len(q.Fix)+len(q.Fault) == 0 && q.Line == "" && q.Text == "" {
		return nil, errors.New("history: nothing is asked for\nname a fix, a fault, a line or a text")
	}
	var err error
	if q.Fix, err = r.named(q.Fix); err != nil {
		return nil, err
	}
	if q.Fault, err = r.named(q.Fault); err != nil {
		return nil, err
	}
	l, err := r.Lineage(ctx, slices.Concat(q.Fix, q.Fault)...)
	if err != nil {
		return nil, err
	}
	t := &tracer{r: r, l: l, q: q, Trace: &Trace{
		Fix: []Fixed{}, Introduced: []Introduced{}, AffectedReleases: []string{}, FixedReleases: []string{}, Notes: []string{},
	}}
	defer r.keep()
	return t.Trace, t.run(ctx)
}

// named finds the commits that are named in a question.
func (r *Repository) named(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if strings.TrimSpace(name) == "" {
			return nil, errors.New("history: a commit is named by nothing\nwrite its hash, a tag or a branch")
		}
		if h, ok := shortened(name); ok {
			name = h.String()
		}
		h, err := r.revision(name)
		if err != nil {
			return nil, err
		}
		out = append(out, h.String())
	}
	return out, nil
}

func (t *tracer) note(format string, v ...any) { t.Notes = append(t.Notes, fmt.Sprintf(format, v...)) }

func (t *tracer) run(ctx context.Context) error {
	if err := t.introductions(ctx); err != nil {
		return err
	}
	if len(t.q.Fix) == 0 && len(t.faults) > 0 {
		if err := t.takenBack(ctx); err != nil {
			return err
		}
	}
	for _, hash := range t.q.Fix {
		if err := t.fix(ctx, hash); err != nil {
			return err
		}
	}
	t.affected()
	t.fixed()
	t.latent()
	t.unseen()
	return nil
}

// fix tells of one fix and its backports.
func (t *tracer) fix(ctx context.Context, hash string) error {
	if slices.ContainsFunc(t.fixes, func(k kin) bool { return slices.ContainsFunc(k.copies, func(c Twin) bool { return c.Hash == hash }) }) {
		return nil // it is a backport of one that was told
	}
	k, err := t.l.kin(ctx, hash)
	if err != nil {
		return err
	}
	c, err := t.r.Change(hash)
	if err != nil {
		return err
	}
	t.fixes = append(t.fixes, k)
	f := Fixed{Commit: hash, Subject: c.Name(), Authored: c.Authored, Backports: t.copies(k)}
	if at, ok := t.l.Landed(hash); ok {
		f.Landed = at.Time
	}
	if rel, ok := t.l.first(t.l.with([]kin{k})); ok {
		f.FirstRelease, f.Released = rel.Tag, rel.Time
		t.through(k, rel, f.Landed, "the fix")
	} else if len(t.l.Releases) > 0 {
		t.note("no release has the fix %s yet", short(hash))
	}
	t.Fix = append(t.Fix, f)
	return nil
}

// introduced tells of one change that may have brought the fault, wholly where
// it is likely enough to be looked for on other branches.
func (t *tracer) introduced(ctx context.Context, found Candidate, wholly bool) (Introduced, error) {
	hash := found.Commit
	c, err := t.r.Change(hash)
	if err != nil {
		return Introduced{}, err
	}
	k := kin{name: hash, parts: [][]string{{hash}}}
	if wholly {
		if k, err = t.l.kin(ctx, hash); err != nil {
			return Introduced{}, err
		}
		t.faults = append(t.faults, k)
	}
	in := Introduced{
		Commit: hash, Subject: c.Name(), Score: found.Score, Why: found.Why, Authored: c.Authored, Backports: t.copies(k),
	}
	if at, ok := t.l.Landed(hash); ok {
		in.Landed = at.Time
	}
	if rel, ok := t.l.first(t.l.with([]kin{k})); ok {
		in.FirstRelease, in.Released = rel.Tag, rel.Time
		if wholly {
			t.through(k, rel, in.Landed, "the fault")
		}
	} else if wholly && len(t.l.Releases) > 0 {
		t.note("no release has %s yet", short(hash))
	}
	return in, nil
}

// copies tells of the twins of a change.
func (t *tracer) copies(k kin) []Copy {
	out := []Copy{}
	for _, twin := range k.copies {
		c := Copy{Commit: twin.Hash, SamePatch: twin.Same, Why: twin.Why}
		if at, ok := t.l.Landed(twin.Hash); ok {
			c.Landed, c.Branch = at.Time, at.Branch
		}
		if rel, ok := t.l.first(t.l.with([]kin{{parts: [][]string{{twin.Hash}}}})); ok {
			c.FirstRelease = rel.Tag
		}
		if !twin.Same {
			t.note("%s is taken for the same change as %s, and its patch differs (%d %% of the changed lines are the same): %s", short(twin.Hash), short(k.name), int(100*twin.Share), strings.Join(twin.Why, ", "))
		}
		out = append(out, c)
	}
	return out
}

// longUntagged is how long after a change the first tag of all may come before
// that is worth a note.
const longUntagged = 180 * 24 * time.Hour

// through says what is unusual about how a change reached its first release.
func (t *tracer) through(k kin, rel Release, landed time.Time, what string) {
	if rel.Time.Sub(landed) > longUntagged && rel.Tag == t.l.Releases[0].Tag {
		t.note("%s is the first release that was ever tagged here, %d days after %s landed: until then the repository was shipped in a way that tags do not tell", rel.Tag, int(rel.Time.Sub(landed).Hours()/24), what)
	}
	own := t.l.Containing(k.name)[k.name]
	if slices.ContainsFunc(own, func(r Release) bool { return r.Tag == rel.Tag }) {
		if rel.weight() > 0 {
			t.note("%s is in no full release; %s is the first tag that has it", what, rel.Tag)
		}
		return
	}
	first := "no release contains that commit itself"
	if len(own) > 0 {
		naive, _ := t.l.first(tagged(own))
		first = "the commit itself is first in " + naive.Tag
	}
	t.note("%s %s reached its first release, %s, as a copy on another branch; %s", what, short(k.name), rel.Tag, first)
}

func tagged(releases []Release) shipped {
	out := shipped{}
	for _, rel := range releases {
		out[rel.Tag] = true
	}
	return out
}

func short(hash string) string { return hash[:min(len(hash), 12)] }
