package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/timeline"
)

// pledgeJSON is a promise as candor promises --json prints it.
type pledgeJSON struct {
	ID       string              `json:"id"`
	Kind     incident.PledgeKind `json:"kind"`
	Text     string              `json:"text"`
	Made     string              `json:"made,omitempty"`
	Due      string              `json:"due"`
	NewDue   string              `json:"new_due,omitempty"`
	Kept     string              `json:"kept,omitempty"`
	State    incident.Standing   `json:"state"`
	Action   string              `json:"action,omitempty"`
	Owner    string              `json:"owner,omitempty"`
	Evidence []string            `json:"evidence,omitempty"`
}

func (a *app) promisesCmd() *cobra.Command {
	var at string
	var asJSON bool
	c := &cobra.Command{
		Use:   "promises",
		Short: "Show what was promised to those affected, and how it stands",
		Long: `Show every promise with a date: the next updates that notices announced, the actions
that customers were told of, and the promises in the record. Each is due, kept, late or
broken; a new date counts where it was told before the first had passed. Ends with code
3 where one is broken.`,
		Example: `  candor promises
  candor promises keep P1 --at 2026-03-19
  candor promises move P2 --to 2026-04-01 --why "The vendor delivers a week later."`,
		Args: noArgs("promises"),
		RunE: func(*cobra.Command, []string) error { return a.runPromises(at, asJSON) },
	}
	c.Flags().StringVar(&at, "at", "", "the `time` for which to tell how they stand; now if not given")
	c.Flags().BoolVar(&asJSON, "json", false, "print the promises as JSON")
	c.AddCommand(a.promiseAddCmd(), a.promiseKeepCmd(), a.promiseMoveCmd())
	return c
}

// noArgs refuses arguments with the usage error of a command.
func noArgs(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage(fmt.Errorf("%s: %q is one argument too many\n  hint: see: candor %s --help", name, args[0], name))
		}
		return nil
	}
}

func (a *app) runPromises(at string, asJSON bool) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return err
	}
	now := a.Now()
	if at != "" {
		t, err := timeline.ParseTime(at, inc.Timezone.Location)
		if err != nil {
			return usage(fmt.Errorf("--at: %w", err))
		}
		now = t.Latest
	}
	pledges := inc.Pledges(now)
	if asJSON {
		err = a.printPledgesJSON(pledges)
	} else {
		a.printPledges(pledges)
		a.sayInformed(inc, now)
	}
	if err == nil && slices.ContainsFunc(pledges, func(p incident.Pledge) bool { return p.State == incident.Broken }) {
		return &codeError{code: ExitFindings}
	}
	return err
}

func (a *app) printPledgesJSON(pledges []incident.Pledge) error {
	out := make([]pledgeJSON, len(pledges))
	for i, p := range pledges {
		out[i] = pledgeJSON{
			ID: p.ID, Kind: p.Kind, Text: p.Text, Made: p.Made.String(), Due: p.Due.String(), NewDue: p.NewDue.String(), Kept: p.Kept.String(),
			State: p.State, Action: p.Action, Owner: p.Owner, Evidence: p.Evidence,
		}
	}
	return a.printJSON(out)
}

func (a *app) printPledges(pledges []incident.Pledge) {
	width := 0
	for _, p := range pledges {
		width = max(width, len(p.ID))
	}
	for _, p := range pledges {
		style := map[incident.Standing]term.Style{incident.Broken: term.Red, incident.Late: term.Yellow}[p.State]
		text := fmt.Sprintf("  %-*s  %s  %s", width, p.ID, p.By().Clock(), p.Text)
		if p.Owner != "" {
			text += " (" + p.Owner + ")"
		}
		_ = a.out.Print(style.Of(fmt.Sprintf("%-6s", p.State)), term.Plain.Of(text+"\n"))
	}
}

// sayInformed tells how those affected were kept informed.
func (a *app) sayInformed(inc *incident.Incident, now time.Time) {
	late := 0
	for _, p := range inc.Pledges(now) {
		if p.State == incident.Broken || p.State == incident.Late {
			late++
		}
	}
	a.say("promises  %s, of which %d late or broken", plural(len(inc.Pledges(now)), "promise"), late)
	if t := inc.InformedBy(now); t.Notices > 0 {
		a.say("updates   %s; %d of %d announced updates on time; longest silence %s", plural(t.Notices, "notice"), t.OnTime, t.Due, t.Silence)
	}
}

func (a *app) promiseAddCmd() *cobra.Command {
	var due, made, notice, action string
	c := &cobra.Command{
		Use:     "add TEXT…",
		Short:   "Keep a promise that was told, with its date",
		Example: `  candor promises add "publish the report" --due 2026-03-18 --notice apology-letter`,
		RunE: func(_ *cobra.Command, args []string) error {
			text := strings.TrimSpace(strings.Join(args, " "))
			if text == "" || due == "" {
				return usage(errors.New("promises add: say what was promised, completing \"we will …\", and --due"))
			}
			return a.changePromise(func(inc *incident.Incident) (incident.Promise, error) {
				p := incident.Promise{Text: text, Notice: notice, Action: action}
				var taken []string
				for _, old := range inc.Promises {
					taken = append(taken, old.ID)
				}
				p.ID = incident.NextID("P", taken)
				var err error
				if p.Due, err = a.moment(inc, "--due", due); err != nil {
					return p, err
				}
				p.Made, err = a.moment(inc, "--made", made)
				return p, err
			})
		},
	}
	c.Flags().StringVar(&due, "due", "", "the `time` it was promised for")
	c.Flags().StringVar(&made, "made", "", "the `time` at which it was told; now if not given")
	c.Flags().StringVar(&notice, "notice", "", "the notice or `document` that made it")
	c.Flags().StringVar(&action, "action", "", "the `id` of the action that keeps it")
	return c
}

func (a *app) promiseKeepCmd() *cobra.Command {
	var at, evidence string
	c := &cobra.Command{
		Use:     "keep ID",
		Short:   "Note that a promise was kept",
		Example: `  candor promises keep P1 --at 2026-03-17 --evidence https://example.com/report`,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.changePromise(func(inc *incident.Incident) (incident.Promise, error) {
				p, err := promiseOf(inc, args)
				if err != nil {
					return p, err
				}
				if evidence != "" {
					p.Evidence = append(p.Evidence, evidence)
				}
				p.Kept, err = a.moment(inc, "--at", at)
				return p, err
			})
		},
	}
	c.Flags().StringVar(&at, "at", "", "the `time` it was kept; now if not given")
	c.Flags().StringVar(&evidence, "evidence", "", "an event, SOURCE:REF or `link` that bears it out")
	return c
}

func (a *app) promiseMoveCmd() *cobra.Command {
	var to, at, why string
	c := &cobra.Command{
		Use:     "move ID",
		Short:   "Note that those affected were told of a new date",
		Example: `  candor promises move P2 --to 2026-04-01 --why "The vendor delivers a week later."`,
		RunE: func(_ *cobra.Command, args []string) error {
			if to == "" || why == "" {
				return usage(errors.New("promises move: give the new date with --to, and --why"))
			}
			return a.changePromise(func(inc *incident.Incident) (incident.Promise, error) {
				p, err := promiseOf(inc, args)
				if err != nil {
					return p, err
				}
				p.Why = why
				if p.NewDue, err = a.moment(inc, "--to", to); err != nil {
					return p, err
				}
				p.Moved, err = a.moment(inc, "--at", at)
				return p, err
			})
		},
	}
	c.Flags().StringVar(&to, "to", "", "the new `time`")
	c.Flags().StringVar(&at, "at", "", "the `time` at which it was told; now if not given")
	c.Flags().StringVar(&why, "why", "", "the reason, as a `sentence` that readers see")
	return c
}

// promiseOf finds a promise of the record by the ID that the command line
// names.
func promiseOf(inc *incident.Incident, args []string) (incident.Promise, error) {
	if len(args) != 1 {
		return incident.Promise{}, usage(errors.New("promises: name one promise; candor promises shows their ids"))
	}
	for _, p := range inc.Promises {
		if p.ID == args[0] {
			return p, nil
		}
	}
	for _, p := range inc.Pledges(time.Time{}) {
		switch {
		case p.ID != args[0]:
		case p.Kind == incident.ToUpdate:
			return incident.Promise{}, usage(fmt.Errorf("promise %q is the next update of a notice\n  hint: it is kept by the notice that follows: candor notice PHASE", args[0]))
		default:
			return incident.Promise{}, usage(fmt.Errorf("promise %q is an action of the record\n  hint: write done: or due: of action %s in incident.yaml", args[0], args[0]))
		}
	}
	return incident.Promise{}, usage(fmt.Errorf("promise %q does not exist\n  hint: candor promises shows their ids", args[0]))
}

// moment reads a time of the command line; an empty one is now.
func (a *app) moment(inc *incident.Incident, flag, text string) (timeline.Time, error) {
	if text == "" {
		return timeline.At(a.Now(), time.Minute), nil
	}
	t, err := timeline.ParseTime(text, inc.Timezone.Location)
	if err != nil {
		return t, usage(fmt.Errorf("%s: %w", flag, err))
	}
	return t, nil
}

// changePromise writes a promise into the record, in place of the one of the
// same ID.
func (a *app) changePromise(make func(*incident.Incident) (incident.Promise, error)) error {
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	var p incident.Promise
	err = f.Change(func(name string, data []byte) ([]byte, error) {
		inc, err := incident.Parse(name, data)
		if err != nil {
			return nil, err
		}
		if p, err = make(inc); err != nil {
			return nil, err
		}
		return incident.SetPromise(name, data, p)
	})
	if err == nil {
		a.say("promise   %s  %s: %s", p.ID, p.By().Clock(), p.Text)
	}
	return err
}
