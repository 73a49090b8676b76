package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
)

func (a *app) reviewCmd() *cobra.Command {
	var asJSON, asSARIF bool
	c := &cobra.Command{
		Use:   "review [DOCUMENT…]",
		Short: "Check the drafts against themselves, the record and the evidence",
		Long: `Check the drafts in the folder, all of them where none is named. A document with an
error does not reach public/. Ends with code 3 where there is an error.`,
		Example: `  candor review
  candor review apology-letter --json`,
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
			found := []review.Finding{}
			for _, d := range drafts {
				found = append(found, f.Review(rep, d)...)
			}
			switch {
			case asSARIF:
				err = review.SARIF(a.out, a.Version, found)
			case asJSON:
				err = a.printJSON(found)
			default:
				a.printFindings(a.out, found, review.Finding.String)
				a.say("review    %s in %d documents", tellFindings(found), len(drafts))
			}
			if err != nil {
				return err
			}
			if review.Errors(found) > 0 {
				return &codeError{code: ExitFindings}
			}
			a.next("candor render" + a.at())
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	c.Flags().BoolVar(&asSARIF, "sarif", false, "print the findings as SARIF 2.1.0")
	return c
}

// chooseDrafts reads the named drafts of a folder, or all.
func chooseDrafts(f *flow.Folder, rep *incident.Report, names []string) ([]flow.Drafted, error) {
	drafts, err := f.Drafts(rep)
	if err != nil {
		return nil, err
	}
	if len(drafts) == 0 {
		return nil, fmt.Errorf("%s: there are no drafts yet\n  hint: write them with: candor draft", f.Dir)
	}
	if len(names) == 0 {
		return drafts, nil
	}
	var chosen []flow.Drafted
	for _, name := range names {
		i := slices.IndexFunc(drafts, func(d flow.Drafted) bool { return d.Draft.Name == name })
		if i < 0 {
			return nil, usage(fmt.Errorf("document %q: there is no such draft\n  hint: write it with: candor draft %s", name, name))
		}
		chosen = append(chosen, drafts[i])
	}
	return chosen, nil
}

func (a *app) printFindings(w *term.Writer, found []review.Finding, text func(review.Finding) string) {
	for _, f := range found {
		style := term.Yellow
		if f.Level == review.Error {
			style = term.Red
		}
		_ = w.Print(style.Of("● "), term.Plain.Of(text(f)+"\n"))
	}
}

func tellFindings(found []review.Finding) string {
	return fmt.Sprintf("%s, %s", plural(review.Errors(found), "error"), plural(review.Warnings(found), "warning"))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
