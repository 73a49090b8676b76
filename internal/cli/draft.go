package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/templates"
)

func (a *app) draftCmd() *cobra.Command {
	var maxEntries int
	c := &cobra.Command{
		Use:   "draft [TEMPLATE…]",
		Short: "Write documents into drafts/, merged with your edits",
		Long: `Write each template's document into drafts/, all of them where none is named. What
you changed in a draft stays: new text is merged into yours, and where both changed
the same words, both are shown and candor ends with code 3.`,
		Example: `  candor draft
  candor draft apology-letter -C examples/esx-2008`,
		RunE: func(_ *cobra.Command, names []string) error {
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			rep, err := a.loadReport(f, maxEntries)
			if err != nil {
				return err
			}
			chosen, err := chooseTemplates(names)
			if err != nil {
				return err
			}
			_, err = a.draft(f, rep, chosen)
			if err == nil {
				a.next("edit the drafts, then: candor review" + a.at())
			}
			return err
		},
	}
	c.Flags().IntVar(&maxEntries, "max", defaultMax, "show at most this many timeline `entries`")
	return c
}

func chooseTemplates(names []string) ([]templates.Template, error) {
	if len(names) == 0 {
		return templates.All(), nil
	}
	var chosen []templates.Template
	for _, name := range names {
		t, err := templates.Find(name)
		if err != nil {
			return nil, usage(err)
		}
		chosen = append(chosen, t)
	}
	return chosen, nil
}

// loadReport builds the report from what the folder holds.
func (a *app) loadReport(f *flow.Folder, maxEntries int) (*incident.Report, error) {
	inc, err := f.Record()
	if err != nil {
		return nil, err
	}
	collected, err := f.Collected()
	if err != nil {
		return nil, err
	}
	return flow.Report(inc, collected, maxEntries)
}

// draft writes the documents and says what became of each. Clashes are an
// error, told once all are written.
func (a *app) draft(f *flow.Folder, rep *incident.Report, chosen []templates.Template) ([]flow.Drafted, error) {
	var out []flow.Drafted
	clashes := 0
	for _, t := range chosen {
		d, err := f.Draft(t, rep)
		if err != nil {
			return nil, err
		}
		a.say("draft     %s: %s", d.File, d.State)
		if clashes += d.Clashes; d.Clashes > 0 {
			a.say("          %d places where your text and the new one contradict; both stand there, between <<<<<<< and >>>>>>>", d.Clashes)
		}
		out = append(out, d)
	}
	if clashes > 0 {
		return out, &codeError{ExitFindings, fmt.Errorf("%d clashes between your edits and the new draft\n  hint: keep one text of each, and remove the marker lines", clashes)}
	}
	return out, nil
}
