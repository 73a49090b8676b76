package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/flow"
	"github.com/candor-reports/candor/render"
)

const themeHelp = "a `folder` with files of a theme, put over the house's own, to see how it looks"

// inTheme has the documents of a folder rendered in its theme, and tells what of
// the theme is not shown as it was stated.
func (a *app) inTheme(f *flow.Folder, inc *incident.Incident, dir string) error {
	f.InTheme(dir)
	t, err := f.Theme(inc)
	if err == nil {
		a.tellTheme(t)
	}
	return err
}

func (a *app) tellTheme(t *render.Theme) {
	for _, told := range t.Told() {
		a.say("theme     %s", told)
	}
}

func (a *app) themeCmd() *cobra.Command {
	var asJSON bool
	var dir string
	c := &cobra.Command{
		Use:   "theme",
		Short: "List the files that make pages look as they do, and help to write your own",
		Long: `List the files that make pages look as they do, and whose they are: candor's own, or
those of theme/ in the incident folder or beside it. Checks them. A logo and two colours
are stated by publish.theme in incident.yaml or names.yaml (docs/pages.md).`,
		Example: `  candor theme
  candor theme show page.css
  candor theme new page.css
  candor render --theme theme --to html`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			t, err := a.theme(dir)
			if err != nil {
				return err
			}
			list := rows(t.Files(), func(f render.ThemeFile) row {
				return row{Name: f.Name, Doc: f.Doc, Note: cmp.Or(f.From, "candor's own")}
			})
			if asJSON {
				return a.printJSON(list)
			}
			a.printRows(list)
			a.tellTheme(t)
			if dark := t.InTheDark(); dark != "" {
				a.say("theme     %s", dark)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	c.PersistentFlags().StringVar(&dir, "theme", "", themeHelp)
	c.AddCommand(a.themeShowCmd(&dir), a.themeNewCmd())
	return c
}

// theme is that of the incident folder, or of a folder that incident folders
// lie in.
func (a *app) theme(dir string) (*render.Theme, error) {
	if _, err := os.Stat(filepath.Join(a.dir, incident.File)); err != nil {
		return flow.ThemeIn(a.dir, dir)
	}
	f, err := a.folder()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		return nil, err
	}
	f.InTheme(dir)
	return f.Theme(inc)
}

func (a *app) themeShowCmd(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:     "show FILE",
		Short:   "Print a file of the theme",
		Example: "  candor theme show page.css",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			t, err := a.theme(*dir)
			if err != nil {
				return err
			}
			files, err := chooseFiles(t, names)
			if err != nil {
				return err
			}
			fmt.Fprint(a.out, files[0].Text)
			return nil
		},
	}
}

func (a *app) themeNewCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "new [FILE…]",
		Short: "Start a theme of your own",
		Long: `Write candor's own files of a theme, or those named, to theme/, to begin from. What is not
there stays candor's own, so keep only what you change. A file that is there is never
written over.`,
		Example: "  candor theme new\n  candor theme new page.css print.css",
		RunE: func(_ *cobra.Command, names []string) error {
			files, err := chooseFiles(render.OwnTheme(), names)
			if err != nil {
				return err
			}
			for _, f := range files {
				file := filepath.Join(a.dir, incident.ThemeDir, f.Name)
				if err := flow.Begin(file, []byte(f.Text)); err != nil {
					return err
				}
				fmt.Fprintln(a.out, file)
			}
			a.next("candor theme" + a.at() + "; then: candor render --to html")
			return nil
		},
	}
}

// chooseFiles are the files of a theme by their names, or all.
func chooseFiles(t *render.Theme, names []string) ([]render.ThemeFile, error) {
	if len(names) == 0 {
		return t.Files(), nil
	}
	var out []render.ThemeFile
	for _, name := range names {
		f, err := t.File(name)
		if err != nil {
			return nil, usage(err)
		}
		out = append(out, f)
	}
	return out, nil
}
