package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/render"
)

func (a *app) approveCmd() *cobra.Command {
	var by, at string
	var diff bool
	c := &cobra.Command{
		Use:   "approve DOCUMENT",
		Short: "Consent to the exact bytes of a document that leaves the house",
		Long: `Write into the record that a role consents to a document as it is in public/: the
SHA-256 of all its files. Any later change of a byte voids the consent. --diff shows
how the text for customers differs from the draft in the house, and approves nothing.`,
		Example: `  candor approve apology-letter --diff
  candor approve apology-letter --by "Customer Communications lead"`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("approve: name one document, such as: candor approve apology-letter --by ROLE"))
			}
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			if diff {
				return a.showDifference(f, args[0])
			}
			if strings.TrimSpace(by) == "" {
				return usage(errors.New("approve: say which role consents, with --by"))
			}
			return a.runApprove(f, args[0], strings.TrimSpace(by), at)
		},
	}
	c.Flags().StringVar(&by, "by", "", "the `role` that consents")
	c.Flags().StringVar(&at, "at", "", "the `time` of the consent; now if not given")
	c.Flags().BoolVar(&diff, "diff", false, "show how the text for customers differs from the draft")
	return c
}

func (a *app) runApprove(f *flow.Folder, document, by, at string) error {
	rep, d, err := a.oneDraft(f, document)
	if err != nil {
		return err
	}
	when, err := a.moment(rep.Incident, "--at", at)
	if err != nil {
		return err
	}
	if err := f.Ready(rep, d, publishedOutputs()); err != nil {
		return refused(err)
	}
	given, err := f.Approve(document, by, when)
	if err != nil {
		return err
	}
	a.say("approved  %s by %s: %s", document, by, given.SHA256)
	a.next("candor publish " + document + a.at())
	return nil
}

// oneDraft reads the report and one draft of it.
func (a *app) oneDraft(f *flow.Folder, name string) (*incident.Report, flow.Drafted, error) {
	rep, err := a.loadReport(f, defaultMax)
	if err != nil {
		return nil, flow.Drafted{}, err
	}
	drafts, err := chooseDrafts(f, rep, []string{name})
	if err != nil {
		return nil, flow.Drafted{}, err
	}
	return rep, drafts[0], nil
}

// showDifference prints the lines by which what customers read differs from
// the draft.
func (a *app) showDifference(f *flow.Folder, document string) error {
	rep, d, err := a.oneDraft(f, document)
	if err != nil {
		return err
	}
	lines, err := f.Difference(rep, d)
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		a.say("approve   %s: what customers read is the draft, word for word", document)
		return nil
	}
	for _, l := range lines {
		style := term.Plain
		switch l[0] {
		case '-':
			style = term.Red
		case '+':
			style = term.Green
		}
		_ = a.out.Print(style.Of(l + "\n"))
	}
	return nil
}

func (a *app) publishCmd() *cobra.Command {
	c := &cobra.Command{
		Use:   "publish [DOCUMENT…]",
		Short: "Let approved documents through the gate",
		Long: `Copy documents for customers from public/ to published/: those that are named, else all
that are approved. A document is refused while review finds an error in it or a fact is
missing, while its files are not what its draft gives, or while the roles that the
record lists under approvers (any one role without that list) have not approved these
very bytes. Ends with code 3 where one is refused. Prints the files it wrote.`,
		Example: `  candor publish apology-letter`,
		RunE: func(_ *cobra.Command, names []string) error {
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			return a.runPublish(f, names)
		},
	}
	return c
}

func (a *app) runPublish(f *flow.Folder, names []string) error {
	rep, err := a.loadReport(f, defaultMax)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		for _, given := range rep.Approvals {
			if len(names) == 0 || names[len(names)-1] != given.Document {
				names = append(names, given.Document)
			}
		}
		if len(names) == 0 {
			return &codeError{ExitFindings, errors.New("publish: no document is approved yet\n  hint: read one in public/, then: candor approve DOCUMENT --by ROLE")}
		}
	}
	drafts, err := chooseDrafts(f, rep, names)
	if err != nil {
		return err
	}
	var refusals error
	for _, d := range drafts {
		written, err := f.Publish(rep, d, publishedOutputs())
		if err != nil {
			refusals = errors.Join(refusals, err)
			continue
		}
		for _, name := range written {
			fmt.Fprintln(a.out, filepath.Join(f.Dir, filepath.FromSlash(name)))
		}
	}
	if refusals == nil {
		a.next("candor archive add" + a.at() + " --archive FOLDER")
	}
	return refused(refusals)
}

// publishedOutputs are the forms that are held against the draft before a
// document leaves the house.
func publishedOutputs() []render.Output {
	var outputs []render.Output
	for _, name := range defaultOutputs {
		if o, err := render.Find(name); err == nil {
			outputs = append(outputs, o)
		}
	}
	return outputs
}

// refused gives the exit code of findings to what the gate refuses.
func refused(err error) error {
	if r := (*flow.Refusal)(nil); errors.As(err, &r) {
		return &codeError{ExitFindings, err}
	}
	return err
}

func (a *app) waiveCmd() *cobra.Command {
	var w incident.Waiver
	c := &cobra.Command{
		Use:   "waive RULE [DOCUMENT]",
		Short: "Let what a rule finds stand, with a reason",
		Long: `Write into the record that what a rule finds in a document, or in all of them, may stand,
and why. The internal report lists every waiver with its reason. For one place write
into the draft, above it: <!-- candor: waive RULE: reason -->. An unfinished document (todo,
clash) cannot be waived.`,
		Example: `  candor waive N33 apology-letter --reason "The date is the vendor's own, and public."`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 || strings.TrimSpace(w.Reason) == "" {
				return usage(errors.New("waive: name a rule, perhaps a document, and give --reason"))
			}
			return a.runWaive(w, args)
		},
	}
	c.Flags().StringVar(&w.Reason, "reason", "", "why it may stand, as a `sentence`")
	c.Flags().StringVar(&w.By, "by", "", "the `role` that decides")
	return c
}

func (a *app) runWaive(w incident.Waiver, args []string) error {
	rule, err := findRule(args[0])
	if err != nil {
		return err
	}
	if !rule.Waivable() {
		return usage(fmt.Errorf("rule %q cannot be waived: it finds an unfinished document\n  hint: mend what it found", rule.ID))
	}
	f, err := a.folder()
	if err != nil {
		return err
	}
	defer f.Close()
	w.Rule = rule.ID
	if len(args) == 2 {
		w.Document = args[1]
	}
	err = f.Change(func(name string, data []byte) ([]byte, error) {
		inc, err := incident.Parse(name, data)
		if err != nil {
			return nil, err
		}
		if w.At, err = a.moment(inc, "", ""); err != nil {
			return nil, err
		}
		return incident.AddWaiver(name, data, w)
	})
	if err == nil {
		a.say("waived    %s: %s", w.Rule, w.Reason)
	}
	return err
}
