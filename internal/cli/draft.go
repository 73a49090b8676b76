package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/diff3"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/templates"
)

func (a *app) draftCmd() *cobra.Command {
	var maxEntries int
	var languages []string
	var dir string
	var reset, with []string
	c := &cobra.Command{
		Use:   "draft [TEMPLATE…]",
		Short: "Write documents into drafts/, merged with your edits",
		Long: `Write each template's document into drafts/: those that are named, else those that the
record lists under documents, else the postmortem and the apology letter. What
you changed in a draft stays: new text is merged into yours, and where both changed
the same words, both are shown and candor ends with code 3, until you keep one.
--reset writes a section as it is drafted; what you had there is kept in drafts/.lost/.`,
		Example: `  candor draft
  candor draft apology-letter -C examples/esx-2008
  candor draft apology-letter --reset "What kept working"
  candor draft monthly -C 2026-03-04-checkout --with "2026-03-*"`,
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
			set, err := f.Templates(dir)
			if err != nil {
				return err
			}
			chosen, err := chooseTemplates(set, rep, names, languages)
			if err != nil {
				return err
			}
			if err := a.join(f, rep, with, chosen, maxEntries); err != nil {
				return err
			}
			if len(reset) > 0 && len(chosen) != 1 {
				return usage(errors.New("--reset: is for one document at a time\n  hint: name it: candor draft apology-letter --reset Impact"))
			}
			_, err = a.draft(f, rep, chosen, reset...)
			if err == nil {
				a.next("edit the drafts, then: candor review" + a.at())
			}
			return err
		},
	}
	c.Flags().StringSliceVar(&languages, "lang", nil, "write notices in these `languages`, such as en,de; without it in those of the record")
	c.Flags().StringArrayVar(&reset, "reset", nil, "take the section of this `heading` as it is drafted; may be repeated")
	c.Flags().StringArrayVar(&with, "with", nil, "tell the incident of this `folder` too, in documents of several such as monthly; may be repeated or a pattern")
	c.Flags().StringVar(&dir, "templates", "", templatesHelp)
	c.Flags().IntVar(&maxEntries, "max", defaultMax, "show at most this many timeline `entries`")
	return c
}

// join puts the incidents of other folders beside the report, where a document
// tells them.
func (a *app) join(f *flow.Folder, rep *incident.Report, folders []string, chosen []templates.Template, maxEntries int) error {
	if len(folders) == 0 {
		return nil
	}
	for _, t := range chosen {
		if !t.Several() {
			return usage(fmt.Errorf("--with: %s tells one incident\n  hint: draft documents of several alone: candor draft monthly --with FOLDER", t.Name))
		}
	}
	return f.Join(rep, folders, maxEntries)
}

// usual are the documents that are drafted where neither the command nor the
// record names any.
var usual = []string{"apology-letter", "postmortem"}

// chooseTemplates finds the templates of the named documents, or else of those
// that the record names, in the languages asked for, or else in those of the
// record. Reports are written in the original language only.
func chooseTemplates(set *templates.Set, rep *incident.Report, names, languages []string) ([]templates.Template, error) {
	asked := len(languages) > 0
	if !asked {
		languages = rep.Languages
	}
	if len(languages) == 0 {
		languages = []string{templates.Original}
	}
	if len(names) == 0 {
		if names = rep.Documents; len(names) == 0 {
			names = usual
		}
	}
	var chosen []templates.Template
	for _, name := range names {
		t, err := set.Find(name, "")
		if err != nil {
			return nil, usage(err)
		}
		if t.Group == templates.Status {
			return nil, usage(fmt.Errorf("document %q is an update that is told at a time\n  hint: write it with: candor notice %s", name, t.Name))
		}
		if (t.Group == templates.Report || t.Group == templates.Regulator) && !asked || strings.Contains(name, ".") {
			chosen = append(chosen, t)
			continue
		}
		for _, lang := range languages {
			t, err := set.Find(name, lang)
			if err != nil {
				return nil, usage(err)
			}
			chosen = append(chosen, t)
		}
	}
	return chosen, nil
}

// loadReport builds the report from what the folder holds.
func (a *app) loadReport(f *flow.Folder, maxEntries int) (*incident.Report, error) {
	inc, err := f.Record()
	if err != nil {
		return nil, err
	}
	if len(inc.Sources) == 0 {
		return f.Known(inc, maxEntries)
	}
	collected, err := f.Collected()
	if err != nil {
		return nil, err
	}
	return flow.Report(inc, collected, maxEntries)
}

// draft writes the documents and says what became of each. Clashes are an
// error, told once all are written.
func (a *app) draft(f *flow.Folder, rep *incident.Report, chosen []templates.Template, reset ...string) ([]flow.Drafted, error) {
	var out []flow.Drafted
	clashes := 0
	for _, t := range chosen {
		d, err := f.Draft(t, rep, reset...)
		if err != nil {
			return nil, err
		}
		a.say("draft     %s: %s", d.File, d.State)
		a.tellTemplate(t)
		a.tellChanges(f, d)
		if clashes += d.Clashes; d.Clashes > 0 {
			a.say("          %s where your text and the new one contradict; both stand there, between <<<<<<< and >>>>>>>", plural(d.Clashes, "place"))
		}
		out = append(out, d)
	}
	if clashes > 0 {
		return out, &codeError{ExitFindings, fmt.Errorf("your edits and the new draft contradict in %s\n  hint: keep one text of each, and remove the marker lines", plural(clashes, "place"))}
	}
	return out, nil
}

// tellChanges says which sections of a draft changed, and what a person should
// look at because it was left as they wrote it.
func (a *app) tellChanges(f *flow.Folder, d flow.Drafted) {
	order := []string{diff3.Updated, diff3.Added, diff3.Combined, diff3.Kept, diff3.Away, diff3.Dropped, diff3.Clashed}
	for _, what := range order {
		var headings []string
		for _, c := range d.Changes {
			heading := c.Heading
			if heading == "" {
				heading = "(before the first heading)"
			}
			if c.What == what && !slices.Contains(headings, heading) {
				headings = append(headings, heading)
			}
		}
		if len(headings) > 0 {
			a.say("          %s: %s", what, strings.Join(headings, "; "))
		}
	}
	for _, n := range d.Notes {
		text := "          %s:%d: drafted here before: %s; now: %s; your text says neither"
		if n.Says {
			text = "          %s:%d: still says %s; the record now says %s"
		}
		a.say(text, filepath.Join(f.Dir, filepath.FromSlash(d.File)), n.Line, n.Old, n.New)
	}
	if d.Lost != "" {
		a.say("          what you had there is kept in %s", filepath.Join(f.Dir, filepath.FromSlash(d.Lost)))
	}
}
