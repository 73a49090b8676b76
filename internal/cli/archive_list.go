package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/internal/term"
)

func (a *app) archiveListCmd(o *archiveOptions) *cobra.Command {
	var public bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the incidents of the archive, the latest first",
		Example: `  candor archive list --archive ~/reports
  candor archive list --public --json`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			entries, err := arch.List()
			if err != nil {
				return err
			}
			if public {
				return a.listPublic(entries, o.json)
			}
			if o.json {
				return a.printJSON(entries)
			}
			a.printEntries(entries)
			return nil
		},
	}
	c.Flags().BoolVar(&public, "public", false, "list only what customers may read")
	return c
}

// listPublic prints the public part of the index alone.
func (a *app) listPublic(entries []archive.Entry, asJSON bool) error {
	told := []archive.Public{}
	for _, e := range entries {
		if e.Public != nil {
			told = append(told, *e.Public)
		}
	}
	if asJSON {
		return a.printJSON(told)
	}
	width := 0
	for _, p := range told {
		width = max(width, len(p.ID))
	}
	for _, p := range told {
		began := p.Published.Format("2006-01-02")
		if p.Started != nil {
			began = p.Started.Earliest.Format("2006-01-02")
		}
		a.printEntry(width, began, p.ID, fmt.Sprintf("%d public", len(p.Documents)), p.Title)
	}
	return nil
}

func (a *app) printEntries(entries []archive.Entry) {
	if len(entries) == 0 {
		a.say("archive   has no incident yet")
	}
	width := 0
	for _, e := range entries {
		width = max(width, len(e.ID))
	}
	for _, e := range entries {
		what := "internal"
		switch {
		case e.Imported != "" && e.Public == nil:
			what = "imported"
		case e.Public != nil:
			what = fmt.Sprintf("%d public", len(e.Public.Documents))
		}
		a.printEntry(width, e.Began.Format("2006-01-02"), e.ID, what, e.House.Title)
	}
}

func (a *app) printEntry(width int, began, id, what, title string) {
	_ = a.out.Print(term.Plain.Of(began+"  "), term.Bold.Of(term.Pad(id, width)), term.Dim.Of("  "+term.Pad(what, 9)+"  "), term.Plain.Of(term.Line(title)+"\n"))
}

func (a *app) archiveShowCmd(o *archiveOptions) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show an incident of the archive, or one of its files",
		Example: `  candor archive show 2026-03-04-checkout
  candor archive show 2026-03-04-checkout --file published/apology-letter/1/apology-letter.md`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			inc, err := arch.Show(names[0])
			if err != nil {
				return err
			}
			switch {
			case file != "":
				data, err := inc.Read(file)
				if err != nil {
					return err
				}
				_, err = a.out.Write(data)
				return err
			case o.json:
				return a.printJSON(map[string]any{"incident": inc.Entry, "files": inc.Files(), "version": inc.Version()})
			}
			a.printIncident(inc)
			return nil
		},
	}
	c.Flags().StringVar(&file, "file", "", "print this `file` of the incident as it was archived")
	return c
}

func (a *app) printIncident(inc *archive.Incident) {
	h := inc.House
	a.title(h.Title)
	line := func(name, text string) {
		if text != "" {
			_ = a.out.Print(term.Dim.Of("  "+term.Pad(name, 13)+"  "), term.Plain.Of(term.Line(text)+"\n"))
		}
	}
	line("id", inc.ID)
	line("service", h.Service)
	line("severity", h.Severity)
	line("status", h.Status)
	for _, m := range h.Milestones {
		line(string(m.Name), m.At.Clock())
	}
	line("summary", h.Summary)
	line("imported", inc.Imported)
	line("archived", inc.Archived.Format("2006-01-02 15:04 MST"))
	if !inc.Updated.Equal(inc.Archived) {
		line("updated", inc.Updated.Format("2006-01-02 15:04 MST"))
	}
	if inc.Public != nil {
		a.printVersions(inc.Public.Documents)
	}
	files := inc.Files()
	if len(files) > 0 {
		a.title("Files for the house")
	}
	for _, f := range files {
		_ = a.out.Print(term.Plain.Of("  "+inc.Dir+"/"+f.Name), term.Dim.Of("  "+commas(f.Size)+" bytes\n"))
	}
}

func (a *app) printVersions(docs []archive.Published) {
	for _, d := range docs {
		a.title("Published: " + d.Name)
		for _, v := range d.Versions {
			_ = a.out.Print(term.Plain.Of(fmt.Sprintf("  version %d  %s", v.Number, v.At.UTC().Format("2006-01-02 15:04 UTC"))), term.Dim.Of("  "+v.SHA256[:min(12, len(v.SHA256))]+"\n"))
			if v.Correction != nil && v.Correction.Text != "" {
				_ = a.out.Print(term.Plain.Of("    correction: " + term.Line(v.Correction.Text) + "\n"))
			}
			for _, f := range v.Files {
				_ = a.out.Print(term.Plain.Of("    " + f.Name + "\n"))
			}
		}
	}
}
