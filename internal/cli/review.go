package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/internal/term"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

func (a *app) reviewCmd() *cobra.Command {
	var asJSON, asSARIF, facts, apology, together bool
	var repo string
	c := &cobra.Command{
		Use:   "review [DOCUMENT… | FILE…]",
		Short: "Check the drafts, or any incident report in Markdown",
		Long: `Check the drafts in the folder against themselves, the record and the evidence, all of
them where none is named. A document with an error does not reach public/.

A name that is a file, a folder or a glob of Markdown is a report that somebody else
wrote. It needs no incident folder: it is checked against itself, and against files of
the same name in other languages (notice.md, notice.de.md). --facts shows what was read
in it: milestones, rows of timelines, stated durations, each with line and column.

Ends with code 3 where there is an error.`,
		Example: `  candor review
  candor review apology-letter --json
  candor review docs/postmortems
  candor review --one-incident status.md postmortem.md
  candor review --facts --json 2019-02-05.md`,
		RunE: func(c *cobra.Command, names []string) error {
			if apology {
				return a.reviewApology(names, asJSON)
			}
			if len(names) > 0 && slices.ContainsFunc(names, flow.IsReport) {
				return a.reviewReports(c.Context(), names, repo, together, asJSON, asSARIF, facts)
			}
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
			found, beside := []review.Finding{}, f.Beside(rep)
			for _, d := range drafts {
				found = append(found, f.Review(rep, d, beside...)...)
			}
			if err := a.showFindings(found, len(drafts), asJSON, asSARIF); err != nil {
				return err
			}
			a.next("candor render" + a.at())
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the findings as JSON")
	c.Flags().BoolVar(&asSARIF, "sarif", false, "print the findings as SARIF 2.1.0")
	c.Flags().StringVar(&repo, "repo", "", "a git repository to hold the changes that files cite against")
	c.Flags().BoolVar(&together, "one-incident", false, "the files are of one incident: hold the figures of each against the others")
	c.Flags().BoolVar(&apology, "apology", false, "score a letter by the parts of an apology")
	c.Flags().BoolVar(&facts, "facts", false, "print what was read in the files and check nothing")
	return c
}

// reviewReports checks reports that somebody else wrote.
func (a *app) reviewReports(ctx context.Context, names []string, repo string, together, asJSON, asSARIF, facts bool) error {
	docs, err := flow.Reports(names)
	if err != nil {
		return err
	}
	if facts {
		return a.printFacts(docs, asJSON)
	}
	if repo != "" {
		if err := flow.Against(ctx, repo, docs); err != nil {
			return err
		}
	}
	flow.Together(docs, together)
	found, err := flow.Check(ctx, docs)
	if err != nil {
		return err
	}
	return a.showFindings(found, len(docs), asJSON, asSARIF)
}

// showFindings prints what was found in some documents. An error among it is
// one of the command.
func (a *app) showFindings(found []review.Finding, documents int, asJSON, asSARIF bool) error {
	var err error
	switch {
	case asSARIF:
		err = review.SARIF(a.out, a.Version, found)
	case asJSON:
		err = a.printJSON(found)
	default:
		a.printFindings(a.out, found, review.Finding.String)
		a.say("review    %s in %s", tellFindings(found), plural(documents, "document"))
	}
	if err == nil && review.Errors(found) > 0 {
		err = &codeError{code: ExitFindings}
	}
	return err
}

// printFacts shows what was read in reports.
func (a *app) printFacts(docs []review.Document, asJSON bool) error {
	read := make([]*reading.Document, len(docs))
	for i, d := range docs {
		read[i] = reading.Read(d.File, d.Draft.Markdown)
	}
	if asJSON {
		return a.printJSON(read)
	}
	for _, d := range read {
		for _, m := range d.Milestones {
			a.fact(d.File, m.Place, fmt.Sprintf("%s (%s)", m.Time.Clock(), m.Name))
		}
		for _, r := range d.Rows {
			a.fact(d.File, r.Place, fmt.Sprintf("%s  %s", r.Time.Clock(), r.Says))
		}
		for _, s := range d.Durations {
			a.fact(d.File, s.Place, timeline.Length(s.Value, s.Precision))
		}
		for _, z := range d.Zones {
			a.fact(d.File, z.Place, "zone "+z.Zone.Name)
		}
	}
	return nil
}

func (a *app) fact(file string, p reading.Place, text string) {
	_ = a.out.Print(term.Plain.Of(fmt.Sprintf("%s:%d:%d: %s: %s\n", file, p.Line, p.Column, p.Text, text)))
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
