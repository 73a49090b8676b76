package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
)

// defaultOutputs are the forms a document is rendered in where none is named.
var defaultOutputs = []string{"html", "markdown"}

func (a *app) renderCmd() *cobra.Command {
	var to []string
	c := &cobra.Command{
		Use:   "render [DOCUMENT…]",
		Short: "Write the drafts as they are published",
		Long: `Write the drafts in the forms --to names: documents for customers to public/, those
for the house to internal/. A document for customers that still has an error is
written to internal/ until it is mended. Prints the files it wrote.`,
		Example: `  candor render
  candor render apology-letter --to html`,
		RunE: func(_ *cobra.Command, names []string) error {
			f, err := a.folder()
			if err != nil {
				return err
			}
			defer f.Close()
			rep, err := a.loadReport(f, defaultMax)
			if err != nil {
				return err
			}
			drafts, err := chooseDrafts(f, rep, names)
			if err != nil {
				return err
			}
			outputs, err := chooseOutputs(to)
			if err != nil {
				return err
			}
			errs := 0
			for _, d := range drafts {
				n := review.Errors(f.Review(rep, d))
				if err := a.render(f, rep, d, outputs, n); err != nil {
					return err
				}
				errs += n
			}
			if errs > 0 {
				a.next("candor review" + a.at())
				return &codeError{code: ExitFindings}
			}
			return nil
		},
	}
	c.Flags().StringSliceVar(&to, "to", defaultOutputs, "the `outputs`; candor outputs lists them")
	return c
}

func chooseOutputs(names []string) ([]render.Output, error) {
	var chosen []render.Output
	for _, name := range names {
		o, err := render.Find(name)
		if err != nil {
			return nil, usage(err)
		}
		chosen = append(chosen, o)
	}
	return chosen, nil
}

// render writes one document and prints the names of its files.
func (a *app) render(f *flow.Folder, rep *incident.Report, d flow.Drafted, outputs []render.Output, errors int) error {
	written, err := f.Render(rep, d, outputs, errors == 0)
	if err != nil {
		return err
	}
	if errors > 0 && d.Draft.Audience == incident.Public {
		a.say("render    %s has %s, so it is not in public/", d.Draft.Name, plural(errors, "error"))
	}
	for _, name := range written {
		fmt.Fprintln(a.out, filepath.Join(f.Dir, filepath.FromSlash(name)))
	}
	return nil
}
