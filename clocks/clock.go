package clocks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// State is how a clock stands.
type State string

// The states of a clock.
const (
	Waiting       State = "waiting"        // its start is not known yet
	Running       State = "running"        // due, and not submitted
	Overdue       State = "overdue"        // past due, and not submitted
	Submitted     State = "submitted"      // by the time it was due, or with no limit
	SubmittedLate State = "submitted-late" // after it was due
	Untimed       State = "untimed"        // the rules name no limit in time
	NotInForce    State = "not-in-force"   // the rules came after the start
	Unknown       State = "unknown"        // it cannot be computed: see Err
)

// Clock is one stage of a regime for one incident.
type Clock struct {
	Regime     *Regime
	Stage      *Stage
	State      State
	Due        time.Time // UTC; zero where it is not known or there is none
	Basis      []string  // what the deadline was counted from; what decides first
	WaitingFor []string
	Later      time.Time // what some may use: see Later of the stage
	Submission incident.Submission
	Content    []Filled
	Err        error // why the deadline cannot be computed
}

// Filled is a fact that a notice asks for with what the record says of it.
type Filled struct {
	Fact
	Answers []incident.Claim
	Needed  bool // false for what only a late notice has to tell
}

// Missing lists the facts that are asked for and not known.
func (c Clock) Missing() []Fact {
	var out []Fact
	for _, f := range c.Content {
		if f.Needed && len(f.Answers) == 0 {
			out = append(out, f.Fact)
		}
	}
	return out
}

// Applying lists the regimes that a record's clocks are shown of: those that it
// says apply or, where it names none, all that are not off and that it does not
// say do not apply. Named tells which of the two it was.
func (s *Set) Applying(inc *incident.Incident) (regimes []*Regime, named bool) {
	not := map[string]bool{}
	for _, d := range inc.Duties.Regimes {
		not[d.Regime] = d.NotBecause != ""
		if r := s.regime(d.Regime); r != nil && d.NotBecause == "" {
			regimes = append(regimes, r)
		}
	}
	if len(regimes) > 0 {
		return regimes, true
	}
	for _, r := range s.regimes {
		if !r.Off && !not[r.Name] {
			regimes = append(regimes, r)
		}
	}
	return regimes, false
}

// Clocks computes the clocks of an incident as they stand at a moment, by the
// time they are due; those without one come last.
func (s *Set) Clocks(rep *incident.Report, now time.Time) []Clock {
	var all []Clock
	regimes, _ := s.Applying(rep.Incident)
	for _, r := range regimes {
		all = append(all, s.of(r, rep, now)...)
	}
	slices.SortStableFunc(all, func(a, b Clock) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return cmp.Compare(btoi(a.Due.IsZero()), btoi(b.Due.IsZero()))
		}
		return a.Due.Compare(b.Due)
	})
	return all
}

// Clock returns the clock of one stage, whether or not its regime applies, as
// far as it depends on no moment.
func (s *Set) Clock(rep *incident.Report, stage string) (Clock, error) {
	r, _, err := s.Stage(stage)
	if err != nil {
		return Clock{}, err
	}
	all := s.of(r, rep, time.Time{})
	return all[slices.IndexFunc(all, func(c Clock) bool { return c.Stage.Name == stage })], nil
}

// Filing returns the clock that a template drafts the notice of, as far as it
// depends on no moment. Where several stages share the template, it is that of
// a regime which the record says applies.
func (s *Set) Filing(rep *incident.Report, draft string) (Clock, error) {
	applying, _ := s.Applying(rep.Incident)
	for _, r := range slices.Concat(applying, s.regimes) {
		for _, st := range r.Stages {
			if st.Draft == draft {
				return s.Clock(rep, st.Name)
			}
		}
	}
	return Clock{}, fmt.Errorf("template %q: no stage of a regime is drafted by it", draft)
}

// of computes the clocks of one regime. A zero now is before everything.
func (s *Set) of(r *Regime, rep *incident.Report, now time.Time) []Clock {
	run := run{set: s, regime: r, rep: withPoints(r, rep), now: now, loc: time.UTC}
	for _, z := range []incident.Zone{r.Zone, rep.Timezone} {
		if z.Location != nil {
			run.loc = z.Location
			break
		}
	}
	for i := range r.Stages {
		run.clocks = append(run.clocks, run.clock(&r.Stages[i]))
	}
	return run.clocks
}

// withPoints returns the report as a regime sees it: its own points before
// those of all.
func withPoints(r *Regime, rep *incident.Report) *incident.Report {
	own, inc := *rep, *rep.Incident
	inc.Duties.Points = slices.Clone(inc.Duties.Points)
	for _, d := range inc.Duties.Regimes {
		if d.Regime != r.Name {
			continue
		}
		for _, p := range d.Points {
			inc.Duties.Points = slices.DeleteFunc(inc.Duties.Points, func(o incident.Point) bool { return o.Name == p.Name })
			inc.Duties.Points = append(inc.Duties.Points, p)
		}
	}
	own.Incident = &inc
	return &own
}

// run computes the clocks of one regime, each stage after those before it.
type run struct {
	set    *Set
	regime *Regime
	rep    *incident.Report
	now    time.Time
	loc    *time.Location
	clocks []Clock
}

func (r *run) clock(st *Stage) Clock {
	c := Clock{Regime: r.regime, Stage: st, Submission: r.submission(st.Name, false)}
	past := 0 // limits that came into force after the start
	for _, l := range st.Limits {
		switch d := r.limit(l); {
		case d.err != nil:
			c.Err = d.err
		case d.waiting != "":
			if !slices.Contains(c.WaitingFor, d.waiting) {
				c.WaitingFor = append(c.WaitingFor, d.waiting)
			}
		case d.outside:
			past++
		case c.Due.IsZero() || d.due.Before(c.Due):
			c.Due, c.Basis = d.due, append([]string{d.basis}, c.Basis...)
		default:
			c.Basis = append(c.Basis, d.basis)
		}
	}
	c.State = c.stand(r.now, past)
	if err := r.later(&c); err != nil {
		c.Err = err
	}
	lateNow := c.State == Overdue || c.State == SubmittedLate
	for _, f := range st.Content {
		c.Content = append(c.Content, Filled{Fact: f, Answers: r.claims(f), Needed: f.When != late || lateNow})
	}
	return c
}

func (c *Clock) stand(now time.Time, past int) State {
	submitted := !c.Submission.At.IsZero()
	switch {
	case submitted && !c.Due.IsZero() && c.Submission.At.Earliest.After(c.Due):
		return SubmittedLate
	case submitted:
		return Submitted
	case c.Err != nil:
		return Unknown
	case !c.Due.IsZero() && now.After(c.Due):
		return Overdue
	case !c.Due.IsZero():
		return Running
	case len(c.WaitingFor) > 0:
		return Waiting
	case past > 0:
		return NotInForce
	}
	return Untimed
}

// submission is the first submission of a stage, or the last.
func (r *run) submission(stage string, latest bool) incident.Submission {
	var found incident.Submission
	for _, s := range r.rep.Submissions {
		if s.Stage != stage {
			continue
		}
		if found.At.IsZero() || (s.At.Compare(found.At) < 0) != latest {
			found = s
		}
	}
	return found
}

// deadline is what one limit comes to.
type deadline struct {
	due     time.Time
	basis   string
	waiting string // what its start, or the decision whether it holds, waits for
	outside bool   // the rules do not hold for its start
	err     error
}

func (r *run) limit(l Limit) deadline {
	name, start := r.start(l)
	if start.IsZero() {
		return deadline{waiting: r.awaited(l)}
	}
	earliest, ok := inForce(start, r.regime.Since, timeline.Time{})
	if ok {
		clipped := start
		clipped.Earliest = earliest
		earliest, ok = inForce(clipped, l.Since, l.Before)
	}
	if !ok {
		return deadline{outside: true}
	}
	d := deadline{basis: r.length(l) + " from " + name + ", " + told(start, earliest)}
	if d.due, d.err = r.end(l, earliest); d.err != nil || l.Lapses == "" {
		return d
	}
	// The later the start, the later the limit: where the point that ends it may
	// still have come in time, the limit holds, and not before that point.
	point := r.at(l.Lapses)
	last, err := r.end(l, start.Latest)
	switch {
	case err != nil:
		d.err = err
	case point.IsZero() && r.now.After(last):
		return deadline{waiting: r.awaited(Limit{From: []string{l.Lapses}})}
	case point.Earliest.After(last):
		return deadline{outside: true}
	case point.Earliest.After(d.due):
		d.due = point.Earliest
	}
	return d
}

// inForce clips a start to the days between which rules hold; false where it
// lies outside of them for certain.
func inForce(start, since, before timeline.Time) (time.Time, bool) {
	at := start.Earliest
	if !since.IsZero() {
		if start.Latest.Before(since.Earliest) {
			return at, false
		}
		if at.Before(since.Earliest) {
			at = since.Earliest
		}
	}
	return at, before.IsZero() || at.Before(before.Earliest)
}

// start is what a limit counts from, and its name for people.
func (r *run) start(l Limit) (string, timeline.Time) {
	if l.After != "" {
		return "the submission of " + l.After, r.submission(l.After, l.Latest).At
	}
	var name string
	var first timeline.Time
	for _, n := range l.From {
		if at := r.at(n); !at.IsZero() && at.Compare(first) < 0 {
			name, first = n, at
		}
	}
	return name, first
}

// at is the time of a point or of a milestone.
func (r *run) at(name string) timeline.Time {
	if p := r.rep.Duties.Points.Find(name); !p.At.IsZero() {
		return p.At
	}
	return r.rep.Timeline.Marked[timeline.Milestone(name)].Time
}

// awaited says what is not known yet.
func (r *run) awaited(l Limit) string {
	if l.After == "" {
		return strings.Join(l.From, " or ")
	}
	for _, c := range r.clocks {
		if c.Stage.Name == l.After && !c.Due.IsZero() {
			return "the submission of " + l.After + ", due " + Stamp(c.Due)
		}
	}
	return "the submission of " + l.After
}

// end is the instant at which a limit ends.
func (r *run) end(l Limit, start time.Time) (time.Time, error) {
	if l.BusinessDays == 0 {
		return l.Within.After(start, r.loc), nil
	}
	until, err := timeOfDay(l.Until)
	if err != nil {
		return time.Time{}, err
	}
	return r.set.calendars[l.Calendar].After(start, l.BusinessDays, until, r.loc)
}

// length writes how long a limit is.
func (r *run) length(l Limit) string {
	switch {
	case l.BusinessDays > 0:
		days := "business days"
		if l.BusinessDays == 1 {
			days = "business day"
		}
		return fmt.Sprintf("%d %s (%s, until %s in %s)", l.BusinessDays, days, l.Calendar, l.Until, r.loc)
	case l.Within.Months > 0 || l.Within.Days > 0:
		return fmt.Sprintf("%s (days of %s)", l.Within, r.loc)
	}
	return l.Within.String()
}

// told writes a start, and which moment of it counts where it is not certain.
func told(start timeline.Time, counts time.Time) string {
	if start.Exact() && counts.Equal(start.Earliest) {
		return start.Clock()
	}
	return start.Clock() + ", of which the earliest moment, " + Stamp(counts) + ", counts"
}

// Stamp writes an instant in UTC to the minute.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + " UTC" }

// later works out what some may use where the deadline falls on a closed day.
func (r *run) later(c *Clock) error {
	l := c.Stage.Later
	if l.Calendar == "" || c.Due.IsZero() {
		return nil
	}
	cal, local := r.set.calendars[l.Calendar], c.Due.In(r.loc)
	open, err := cal.working(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC))
	if err != nil || open {
		return err
	}
	until, err := timeOfDay(l.Until)
	if err == nil {
		c.Later, err = cal.After(c.Due, 1, until, r.loc)
	}
	return err
}

// claims is what the record says of a fact: its answer for regulators, or else
// everything that stands in the places of the fact.
func (r *run) claims(f Fact) []incident.Claim {
	if a := r.rep.Duties.Answers.Find(f.Answer); !a.IsZero() {
		return []incident.Claim{a}
	}
	var out []incident.Claim
	for _, name := range f.In {
		found := r.set.places[name].Read(r.rep)
		// One of several times says which it is.
		if at, ok := strings.CutPrefix(name, "at."); ok && len(f.In) > 1 && len(found) > 0 {
			found[0].Text = strings.ReplaceAll(at, "-", " ") + ", " + found[0].Text
		}
		out = append(out, found...)
	}
	return out
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Deadline tells by when, and what it was counted from, as far as it depends
// on no moment.
func (c Clock) Deadline() string {
	switch {
	case !c.Due.IsZero():
		return Stamp(c.Due) + ", " + c.Basis[0]
	case len(c.WaitingFor) > 0:
		return "not known yet; it counts from " + strings.Join(c.WaitingFor, " or ")
	case c.Stage.Prompt != "":
		return c.Stage.Prompt
	}
	return "not known"
}
