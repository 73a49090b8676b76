package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
)

type reportOptions struct {
	start  startOptions
	max    int
	strict bool
	to     []string
	theme  string
}

func (a *app) reportCmd() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report [FOLDER]",
		Short: "Do the main job in one go: collect, draft, review, render",
		Long: `Read the sources, build the timeline, write the drafts, check them, and render them.
Says what it did, what it left out, and what to do next; prints the files it rendered.

With --repo, --logs or --source and no folder, a new one is started from them.`,
		Example: `  candor report examples/esx-2008
  candor report --repo ../shop --logs '/var/log/shop/*.log' --since 36h
  candor report 2026-03-04-checkout --strict`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			f, err := a.reportFolder(o, given)
			if err != nil {
				return err
			}
			defer f.Close()
			a.dir = f.Dir
			return a.runReport(cmd.Context(), f, o)
		},
	}
	o.start.flags(c)
	c.Flags().IntVar(&o.max, "max", defaultMax, "show at most this many timeline `entries`")
	c.Flags().BoolVar(&o.strict, "strict", false, strictHelp)
	c.Flags().StringSliceVar(&o.to, "to", defaultOutputs, "the `outputs`; candor outputs lists them")
	c.Flags().StringVar(&o.theme, "theme", "", themeHelp)
	return c
}

// reportFolder opens the folder a report is made of, or starts one.
func (a *app) reportFolder(o reportOptions, given []string) (*flow.Folder, error) {
	starts := o.start.reads()
	switch {
	case starts && len(given) == 1:
		return nil, usage(errors.New("report: give a folder, or --repo, --logs and --source to start one, not both\n  hint: name further sources under sources: in its incident.yaml"))
	case starts:
		return a.create(o.start, "")
	case len(given) == 1:
		a.dir = given[0]
	}
	return a.folder()
}

func (a *app) runReport(ctx context.Context, f *flow.Folder, o reportOptions) error {
	outputs, err := chooseOutputs(o.to)
	if err != nil {
		return err
	}
	inc, err := f.Record()
	if err != nil {
		return err
	}
	collection, err := a.collect(ctx, f, inc)
	if err != nil {
		return err
	}
	rep, err := flow.Report(inc, collection.Collected, o.max)
	if err != nil {
		return err
	}
	if err := a.inTheme(f, inc, o.theme); err != nil {
		return err
	}
	l := rep.Timeline.Ledger
	a.say("timeline  %d shown; %d told together with another, %d hidden, %d twice, %d left out",
		l.Shown, l.Folded, l.Hidden, l.Duplicate, l.Cut)
	set, err := f.Templates("")
	if err != nil {
		return err
	}
	chosen, err := chooseTemplates(set, rep, nil, nil)
	if err != nil {
		return err
	}
	if _, err := a.draft(f, rep, chosen); err != nil {
		return err
	}
	drafts, err := f.Drafts(rep)
	if err != nil {
		return err
	}
	var refusals error
	errs, beside := 0, f.Beside(rep)
	var all []review.Finding
	for _, d := range drafts {
		found := f.Review(rep, d, beside...)
		all = append(all, found...)
		a.say("review    %s: %s", d.Draft.Name, tellFindings(found))
		errs += review.Errors(found)
		refusals = errors.Join(refusals, a.render(f, rep, d, outputs, review.Errors(found)))
	}
	a.printFindings(a.err, slices.DeleteFunc(slices.Clone(all), func(f review.Finding) bool { return f.Fact != "" }), review.Finding.Short)
	a.printAsks(review.Asks(all))
	if refusals != nil {
		return refused(refusals)
	}
	if errs > 0 {
		a.next("fill in what is missing in " + filepath.Join(f.Dir, incident.File) + ", then: candor report " + f.Dir)
		return &codeError{code: ExitFindings}
	}
	a.next("read the documents as those who get them will; to change one: edit " + filepath.Join(f.Dir, "drafts") + ", then: candor report " + f.Dir)
	return notWhole(o.strict, collection)
}

// printAsks tells what is missing, by who can tell it.
func (a *app) printAsks(asks []review.Ask) {
	if a.quiet {
		return
	}
	for _, ask := range asks {
		_ = a.err.Print(term.Yellow.Of("missing   "), term.Plain.Of("ask the "), term.Bold.Of(ask.Role+"\n"))
		for _, fact := range ask.Facts {
			_ = a.err.Print(term.Plain.Of("            " + fact + "\n"))
		}
	}
}
