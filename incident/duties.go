package incident

import (
	"fmt"
	"slices"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Duties is what the record states for regulators alone: which regimes people
// say apply, the points that start their clocks, and the answers that nobody
// else asks for. Package clocks knows the regimes.
type Duties struct {
	Regimes []Duty  `yaml:"regimes"`
	Points  Points  `yaml:"points"`
	Answers Answers `yaml:"answers"`
}

// Duty is a regime that applies, or that does not and why. In YAML a plain
// word is a regime that applies.
type Duty struct {
	Regime     string `yaml:"regime"`
	NotBecause string `yaml:"not_because"` // set, the regime does not apply
	Points     Points `yaml:"points"`      // that are others for this regime
}

// Points are the points in time that only regulators ask for, as a mapping from
// a name to a time, or to at, text and evidence.
type Points []Point

// Point is a point in time that only regulators ask for.
type Point struct {
	Name     string        `yaml:"-"`
	At       timeline.Time `yaml:"at"`
	Text     string        `yaml:"text"`
	Evidence []string      `yaml:"evidence"` // as in Claim
}

// The points that start clocks of regulators.
const (
	Aware                 = "aware"                  // reasonably certain of an incident that the regime means
	ClassifiedMajor       = "classified-major"       // classified as major, or significant
	Discovered            = "discovered"             // known, or should have been known
	HighRisk              = "high-risk-determined"   // a high risk for people was found likely
	MaterialityDetermined = "materiality-determined" // found to matter to investors
	PersonalDataConfirmed = "personal-data-confirmed"
	RansomPaid            = "ransom-paid"
	RemedyAvailable       = "remedy-available"      // a corrective measure can be had
	ReportableDetermined  = "reportable-determined" // the thresholds of a duty to report were found to be met
)

// PointNames lists the names of points, in order.
var PointNames = []string{
	Aware, ClassifiedMajor, Discovered, HighRisk, MaterialityDetermined, PersonalDataConfirmed, RansomPaid, RemedyAvailable, ReportableDetermined,
}

// Find returns the point of a name, the zero Point where there is none.
func (ps Points) Find(name string) Point {
	for _, p := range ps {
		if p.Name == name {
			return p
		}
	}
	return Point{}
}

// Answers are the answers that only regulators ask for, as a mapping from a
// name to a claim.
type Answers []Answer

// Answer is an answer that only regulators ask for.
type Answer struct {
	Name     string   `yaml:"-"`
	Text     string   `yaml:"text"`
	Evidence []string `yaml:"evidence"`
}

// Find returns the answer of a name as a claim, the zero Claim where there is
// none.
func (as Answers) Find(name string) Claim {
	for _, a := range as {
		if a.Name == name {
			return Claim{Text: a.Text, Evidence: a.Evidence}
		}
	}
	return Claim{}
}

// Submission is a notice that a regulator was given.
type Submission struct {
	Stage     string        `yaml:"stage"` // of a regime, such as gdpr-33
	At        timeline.Time `yaml:"at"`
	Reference string        `yaml:"reference"` // that the authority gave it
	To        string        `yaml:"to"`        // the authority
}

var keptSubmissions = kept[Submission]{"submissions", func(inc *Incident) *[]Submission { return &inc.Submissions }, func(s Submission) []field {
	return []field{{key: "stage", value: s.Stage}, {key: "at", value: s.At.String()}, {key: "reference", value: s.Reference}, {key: "to", value: s.To}}
}}

// AddSubmission returns the record with a submission added at the end of its
// submissions.
func AddSubmission(name string, data []byte, s Submission) ([]byte, error) {
	return keptSubmissions.add(name, data, s)
}

// wordForm is what names of answers, regimes and stages look like.
var wordForm = pattern.New(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (inc *Incident) checkDuties(doc *strict.Doc) {
	seen := map[string]bool{}
	for i, d := range inc.Duties.Regimes {
		path := []any{"duties", "regimes", i}
		switch {
		case !wordForm.MatchString(d.Regime):
			doc.Fail(path, "a duty needs the name of a regime", "write for example gdpr; candor clocks --regimes lists them")
		case seen[d.Regime]:
			doc.Fail(path, fmt.Sprintf("regime %q stands twice", d.Regime), "keep one of the two")
		}
		seen[d.Regime] = true
		checkPoints(doc, d.Points, append(path, "points"))
	}
	checkPoints(doc, inc.Duties.Points, []any{"duties", "points"})
	for _, a := range inc.Duties.Answers {
		path := []any{"duties", "answers", a.Name}
		if !wordForm.MatchString(a.Name) {
			doc.Fail(path, fmt.Sprintf("answer %q: use small letters, digits and single hyphens", a.Name), "")
		}
		if a.Text == "" {
			doc.Fail(path, fmt.Sprintf("the answer %s has no text", a.Name), "write it, or remove the line until it is known")
		}
	}
	for i, s := range inc.Submissions {
		if !wordForm.MatchString(s.Stage) || s.At.IsZero() {
			doc.Fail([]any{"submissions", i}, "a submission needs stage: and at:", "stage is such as gdpr-33; candor clocks lists them")
		}
	}
}

// pointOrder holds the pairs of points of which the first cannot come after the
// second.
var pointOrder = [][2]string{{Aware, ClassifiedMajor}, {Discovered, MaterialityDetermined}, {Discovered, ReportableDetermined}}

func checkPoints(doc *strict.Doc, points Points, path []any) {
	at := func(name string) []any { return append(slices.Clone(path), name) }
	for _, p := range points {
		if p.At.IsZero() {
			doc.Fail(at(p.Name), fmt.Sprintf("point %s has no time", p.Name), "add at:, or remove it until the time is known")
		}
		checkEvidence(doc, p.Evidence, append(at(p.Name), "evidence")...)
	}
	for _, o := range pointOrder {
		first, second := points.Find(o[0]), points.Find(o[1])
		if second.At.Before(first.At) {
			doc.Fail(at(o[1]), fmt.Sprintf("%s (%s) is before %s (%s), which cannot be", o[1], second.At.Clock(), o[0], first.At.Clock()), "correct one of the two times")
		}
	}
}

// Or returns the point of a name, from others where these points do not have
// it.
func (ps Points) Or(others Points, name string) Point {
	if p := ps.Find(name); !p.At.IsZero() {
		return p
	}
	return others.Find(name)
}
