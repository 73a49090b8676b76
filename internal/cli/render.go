package cli

import (
	"errors"
	"fmt"
	"os"
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
	var file, engine, theme string
	var perUpdate, portable bool
	c := &cobra.Command{
		Use:   "render [DOCUMENT…]",
		Short: "Write the drafts as they are published",
		Long: `Write the drafts in the forms --to names: documents for customers to public/, those
for the house to internal/. A document for customers that still has an error is
written to internal/ until it is mended. Prints the files it wrote.`,
		Example: `  candor render
  candor render apology-letter --to html
  candor render apology-letter --to html -o - | less
  candor render n2-identified --to email,slack,text-280
  candor render apology-letter --to atom --per-update`,
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
			if err := a.inTheme(f, rep.Incident, theme); err != nil {
				return err
			}
			drafts, err := chooseDrafts(f, rep, names)
			if err != nil {
				return err
			}
			if portable {
				return a.showPortable(f, drafts)
			}
			outputs, err := chooseOutputs(to)
			if err == nil {
				outputs, err = byEngine(outputs, engine)
			}
			if err == nil && perUpdate {
				outputs, err = eachUpdate(outputs)
			}
			if err != nil {
				return err
			}
			if file != "" {
				return a.export(f, rep, drafts, outputs, file)
			}
			var refusals error
			errs, beside := 0, f.Beside(rep)
			for _, d := range drafts {
				n := review.Errors(f.Review(rep, d, beside...))
				refusals = errors.Join(refusals, a.render(f, rep, d, outputs, n))
				errs += n
			}
			if refusals != nil {
				return refused(refusals)
			}
			if errs > 0 {
				a.next("candor review" + a.at())
				return &codeError{code: ExitFindings}
			}
			return nil
		},
	}
	c.Flags().StringSliceVar(&to, "to", defaultOutputs, "the `outputs`; candor outputs lists them")
	c.Flags().StringVar(&engine, "engine", render.Engines()[0].Name, "the `engine` that reads the Markdown of a page: goldmark, or gomarkdown")
	c.Flags().StringVar(&theme, "theme", "", themeHelp)
	c.Flags().BoolVar(&perUpdate, "per-update", false, "give feeds an entry for each update instead of one for the incident")
	c.Flags().BoolVar(&portable, "portable", false, "write nothing, and show what another Markdown engine shows differently")
	c.Flags().StringVarP(&file, "output", "o", "", "write one document in one form to this `file` instead, or into this folder of a site; - is standard output")
	return c
}

// export writes one document in one form to where the user said. Its errors
// are told, and the code is the same: a file made by hand is published by hand.
func (a *app) export(f *flow.Folder, rep *incident.Report, drafts []flow.Drafted, outputs []render.Output, file string) error {
	if len(drafts) != 1 || len(outputs) != 1 {
		return usage(errors.New("-o takes one document and one output\n  hint: candor render apology-letter --to html -o " + file))
	}
	if info, statErr := os.Stat(file); statErr == nil && info.IsDir() {
		return a.exportIntoSite(f, rep, drafts[0], outputs[0], file)
	}
	made, err := f.Output(rep, drafts[0], outputs[0])
	if err != nil {
		return err
	}
	if file == "-" {
		_, err = a.out.Write(made)
	} else {
		err = flow.Export(file, made)
	}
	if err != nil {
		return err
	}
	return a.tellErrors(f, rep, drafts[0])
}

// exportIntoSite writes a document where a site's generator looks for it.
func (a *app) exportIntoSite(f *flow.Folder, rep *incident.Report, d flow.Drafted, o render.Output, site string) error {
	written, err := f.IntoSite(rep, d, o, site)
	for _, name := range written {
		fmt.Fprintln(a.out, name)
	}
	if err != nil {
		return err
	}
	return a.tellErrors(f, rep, d)
}

// tellErrors says how many errors review finds in a document that was written
// in spite of them.
func (a *app) tellErrors(f *flow.Folder, rep *incident.Report, d flow.Drafted) error {
	if n := review.Errors(f.Review(rep, d, f.Beside(rep)...)); n > 0 {
		a.say("review    %s has %s", d.Draft.Name, plural(n, "error"))
		return &codeError{code: ExitFindings}
	}
	return nil
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

// byEngine gives the outputs as a Markdown engine makes them.
func byEngine(outputs []render.Output, engine string) ([]render.Output, error) {
	for i, o := range outputs {
		made, err := o.With(engine)
		if err != nil {
			return nil, usage(err)
		}
		outputs[i] = made
	}
	return outputs, nil
}

// eachUpdate takes the form of each feed that has an entry for each update.
func eachUpdate(outputs []render.Output) ([]render.Output, error) {
	feeds := 0
	for i, o := range outputs {
		if each, err := render.Find(o.Name + "-updates"); err == nil {
			outputs[i] = each
			feeds++
		}
	}
	if feeds == 0 {
		return nil, usage(errors.New("--per-update is for feeds\n  hint: candor render --to atom --per-update"))
	}
	return outputs, nil
}

// render writes one document and prints the names of its files: also of those
// that were written where others were refused.
func (a *app) render(f *flow.Folder, rep *incident.Report, d flow.Drafted, outputs []render.Output, errs int) error {
	written, err := f.Render(rep, d, outputs, errs == 0)
	if errs > 0 && d.Draft.Audience == incident.Public {
		a.say("render    %s has %s, so it is not in public/", d.Draft.Name, plural(errs, "error"))
	}
	for _, name := range written {
		fmt.Fprintln(a.out, filepath.Join(f.Dir, filepath.FromSlash(name)))
	}
	return err
}
