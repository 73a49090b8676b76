package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/clocks"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

type clocksOptions struct {
	at      string
	json    bool
	regimes bool
}

func (a *app) clocksCmd() *cobra.Command {
	var o clocksOptions
	c := &cobra.Command{
		Use:   "clocks",
		Short: "Show the deadlines of regulators: what is due when, and which facts are missing",
		Long: `Show every notice that the regimes in the record's duties: ask for: when it is due, in
UTC and in the record's zone, what its clock counts from, what is left, and which of
its facts are not known yet. A record that names no regime is shown all that are not
off. Ends with code 3 where a notice is past due and not submitted.

candor computes times; it does not decide whether a duty applies. Not legal advice.`,
		Example: `  candor clocks
  candor clocks --at "2026-03-06 09:00 Europe/Berlin"
  candor clocks --regimes
  candor clocks submitted gdpr-33 --reference 2026/1234`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return a.runClocks(o) },
	}
	f := c.Flags()
	f.StringVar(&o.at, "at", "", "how they stand at this `time`; now if not given")
	f.BoolVar(&o.json, "json", false, "print the clocks, or with --regimes the regimes, as JSON")
	f.BoolVar(&o.regimes, "regimes", false, "list the regimes that there are, without an incident")
	c.AddCommand(a.submittedCmd())
	return c
}

func (a *app) runClocks(o clocksOptions) error {
	if o.regimes {
		return a.listRegimes(o.json)
	}
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	set, err := f.Regimes(inc)
	if err != nil {
		return err
	}
	now, err := a.instantOf(o.at, inc)
	if err != nil {
		return err
	}
	rep, err := f.Known(inc, 1)
	if err != nil {
		return err
	}
	all := set.Clocks(rep, now)
	if o.json {
		err = a.printJSON(clocksJSON(all, now, inc))
	} else {
		a.printClocks(all, now, inc)
		a.tellRegimes(set, inc, all)
	}
	if err != nil {
		return err
	}
	return verdict(all)
}

// instantOf reads a time that has to be an instant; without one it is now.
func (a *app) instantOf(at string, inc *incident.Incident) (time.Time, error) {
	if at == "" {
		return a.Now().UTC(), nil
	}
	t, err := a.moment(inc, "--at", at)
	if err == nil && !t.Exact() {
		err = usage(fmt.Errorf("--at: %q is not one instant: write for example 2026-03-06T09:00Z", at))
	}
	return t.Earliest, err
}

// verdict ends the command: a clock that cannot be computed is a failure, one
// that has run out a finding.
func verdict(all []clocks.Clock) error {
	overdue := false
	for _, c := range all {
		if c.Err != nil {
			return fmt.Errorf("%s: %w", c.Stage.Name, c.Err)
		}
		overdue = overdue || c.State == clocks.Overdue
	}
	if overdue {
		return &codeError{code: ExitFindings}
	}
	return nil
}

func (a *app) tellRegimes(set *clocks.Set, inc *incident.Incident, all []clocks.Clock) {
	regimes, named := set.Applying(inc)
	if !named {
		a.say("clocks    the record names no regime that applies, so %d are shown; name those that do under duties: regimes:", len(regimes))
	}
	for _, d := range inc.Duties.Regimes {
		if d.NotBecause != "" {
			a.say("clocks    %s does not apply: %s", d.Regime, d.NotBecause)
		}
	}
	if names := awaited(all); len(names) > 0 {
		a.say("clocks    some wait for a time that the record does not have yet; state it under duties: points: %s", strings.Join(names, ", "))
	}
	a.say("clocks    times computed from the record; whether a duty applies is for you to decide. Not legal advice.")
}

// awaited lists the points that clocks wait for.
func awaited(all []clocks.Clock) []string {
	var names []string
	for _, p := range incident.PointNames {
		for _, c := range all {
			if slices.Contains(c.WaitingFor, p) && !slices.Contains(names, p) {
				names = append(names, p)
			}
		}
	}
	return names
}

func (a *app) printClocks(all []clocks.Clock, now time.Time, inc *incident.Incident) {
	for i, c := range all {
		if i > 0 {
			_ = a.out.Print(term.Plain.Of("\n"))
		}
		_ = a.out.Print(term.Bold.Of(c.Stage.Name), term.Plain.Of("  "+c.Regime.Title+": "+c.Stage.Title+"\n"))
		line := func(key, text string, style term.Style) {
			if text != "" {
				_ = a.out.Print(term.Dim.Of("  "+term.Pad(key, 10)), style.Of(text+"\n"))
			}
		}
		style, left := standing(c, now)
		line("due", dueText(c, inc), term.Plain)
		line("stands", left, style)
		for j, b := range c.Basis {
			line([]string{"counted", "or"}[min(j, 1)], b, term.Plain)
		}
		line("waits for", strings.Join(c.WaitingFor, "; "), term.Plain)
		if !c.Later.IsZero() {
			line("later", fmt.Sprintf("%s may until %s: the deadline falls on a weekend or holiday (%s)", c.Stage.Later.Who, clocks.Stamp(c.Later), c.Stage.Later.Calendar), term.Plain)
		}
		line("note", c.Stage.Note, term.Dim)
		if c.State == clocks.Submitted || c.State == clocks.SubmittedLate {
			continue
		}
		missing := c.Missing()
		line("facts", fmt.Sprintf("%d of %d known", needed(c)-len(missing), needed(c)), term.Plain)
		for _, m := range missing {
			line("", fmt.Sprintf("NOT YET KNOWN (ask the %s): %s", m.Ask, m.Fact), term.Yellow)
		}
		if c.Stage.Draft != "" {
			line("draft", "candor draft "+c.Stage.Draft+a.at(), term.Dim)
		}
	}
}

func needed(c clocks.Clock) int {
	n := 0
	for _, f := range c.Content {
		if f.Needed {
			n++
		}
	}
	return n
}

// dueText writes a deadline in UTC and in the record's zone.
func dueText(c clocks.Clock, inc *incident.Incident) string {
	switch {
	case c.Due.IsZero() && c.State == clocks.Untimed:
		return c.Stage.Prompt
	case c.Due.IsZero():
		return ""
	case inc.Timezone.Location == nil || inc.Timezone.String() == "UTC":
		return clocks.Stamp(c.Due)
	}
	return clocks.Stamp(c.Due) + ", " + timeline.At(c.Due, time.Minute).ClockIn(inc.Timezone.Location)
}

func standing(c clocks.Clock, now time.Time) (term.Style, string) {
	// Rounded down: nobody is told of more time than there is.
	length := func(d time.Duration) string {
		if d >= 24*time.Hour {
			d = d.Truncate(time.Hour)
		}
		return timeline.Length(d.Truncate(time.Minute), time.Minute)
	}
	reference := ""
	if c.Submission.Reference != "" {
		reference = " (reference " + c.Submission.Reference + ")"
	}
	switch c.State {
	case clocks.Running:
		return term.Green, length(c.Due.Sub(now)) + " left"
	case clocks.Overdue:
		return term.Red, "PAST DUE by " + length(now.Sub(c.Due)) + ", not submitted"
	case clocks.Submitted:
		return term.Plain, "submitted " + c.Submission.At.Clock() + reference
	case clocks.SubmittedLate:
		return term.Yellow, "submitted " + c.Submission.At.Clock() + reference + ", " + length(c.Submission.At.Earliest.Sub(c.Due)) + " late"
	case clocks.Untimed:
		return term.Plain, "not submitted"
	case clocks.NotInForce:
		return term.Plain, "not in force when it started"
	case clocks.Unknown:
		return term.Red, "cannot be computed: " + c.Err.Error()
	}
	return term.Plain, "waiting: its start is not known yet"
}

type clockJSON struct {
	Regime     string        `json:"regime"`
	Stage      string        `json:"stage"`
	Title      string        `json:"title"`
	State      clocks.State  `json:"state"`
	Due        string        `json:"due,omitempty"`       // RFC 3339, UTC
	DueLocal   string        `json:"due_local,omitempty"` // RFC 3339, in the record's zone
	Zone       string        `json:"zone,omitempty"`      // the record's
	Left       *int          `json:"left_seconds,omitempty"`
	Basis      []string      `json:"basis,omitempty"`
	WaitingFor []string      `json:"waiting_for,omitempty"`
	Prompt     string        `json:"prompt,omitempty"`
	Later      string        `json:"later,omitempty"`
	Submitted  timeline.Time `json:"submitted,omitzero"`
	Reference  string        `json:"reference,omitempty"`
	Missing    []factJSON    `json:"missing"`
	Facts      int           `json:"facts"`
	Draft      string        `json:"draft,omitempty"`
	Source     string        `json:"source,omitempty"`
	Error      string        `json:"error,omitempty"`
}

type factJSON struct {
	Fact   string `json:"fact"`
	Answer string `json:"answer"` // its name under duties.answers
	Ask    string `json:"ask"`
}

func clocksJSON(all []clocks.Clock, now time.Time, inc *incident.Incident) []clockJSON {
	out := make([]clockJSON, len(all))
	for i, c := range all {
		j := clockJSON{
			Regime: c.Regime.Name, Stage: c.Stage.Name, Title: c.Stage.Title, State: c.State, Basis: c.Basis, WaitingFor: c.WaitingFor,
			Prompt: c.Stage.Prompt, Submitted: c.Submission.At, Reference: c.Submission.Reference,
			Missing: []factJSON{}, Facts: needed(c), Draft: c.Stage.Draft, Source: c.Regime.Source,
		}
		if !c.Due.IsZero() {
			left := int(c.Due.Sub(now) / time.Second)
			j.Due, j.Left = c.Due.Format(time.RFC3339), &left
			if inc.Timezone.Location != nil {
				j.DueLocal, j.Zone = c.Due.In(inc.Timezone.Location).Format(time.RFC3339), inc.Timezone.String()
			}
		}
		if !c.Later.IsZero() {
			j.Later = c.Later.Format(time.RFC3339)
		}
		if c.Err != nil {
			j.Error = c.Err.Error()
		}
		for _, m := range c.Missing() {
			j.Missing = append(j.Missing, factJSON{m.Fact, m.Answer, m.Ask})
		}
		out[i] = j
	}
	return out
}

func (a *app) listRegimes(asJSON bool) error {
	list := rows(clocks.Own().Regimes(), func(r *clocks.Regime) row {
		var stages []string
		for _, st := range r.Stages {
			stages = append(stages, st.Name)
		}
		note := strings.Join(stages, ", ")
		if r.Off {
			note += "; off unless the record names it"
		}
		return row{Name: r.Name, Doc: r.Title + ": " + r.Doc, Note: note}
	})
	if asJSON {
		return a.printJSON(list)
	}
	a.printRows(list)
	return nil
}

func (a *app) submittedCmd() *cobra.Command {
	var s incident.Submission
	var at string
	c := &cobra.Command{
		Use:   "submitted STAGE",
		Short: "Write down that a notice was submitted",
		Long: `Add a line to the record's submissions: the stage, when it was submitted, and the
reference that the authority gave it. The clocks that count from it start then.`,
		Example: `  candor clocks submitted gdpr-33 --reference 2026/1234
  candor clocks submitted nis2-72h --at 2026-03-07T10:00Z --to "the national CSIRT"`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, given []string) error {
			s.Stage = given[0]
			return a.runSubmitted(s, at)
		},
	}
	f := c.Flags()
	f.StringVar(&at, "at", "", "the `time` it was submitted; now if not given")
	f.StringVar(&s.Reference, "reference", "", "the `text` by which the authority knows it")
	f.StringVar(&s.To, "to", "", "the `authority`")
	return c
}

func (a *app) runSubmitted(s incident.Submission, at string) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	set, err := f.Regimes(inc)
	if err != nil {
		return err
	}
	if _, _, err := set.Stage(s.Stage); err != nil {
		return usage(err)
	}
	if s.At, err = a.moment(inc, "--at", at); err != nil {
		return err
	}
	if err := f.Change(func(name string, data []byte) ([]byte, error) { return incident.AddSubmission(name, data, s) }); err != nil {
		return err
	}
	a.say("submitted %s  %s", s.At.Clock(), s.Stage)
	a.next("candor clocks" + a.at())
	return nil
}
