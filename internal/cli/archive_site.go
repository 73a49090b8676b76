package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/archive/site"
)

func (a *app) archiveSiteCmd(o *archiveOptions) *cobra.Command {
	var title, base string
	c := &cobra.Command{
		Use:   "site FOLDER",
		Short: "Write what was published as a static site",
		Long: `Write a site of what was published: an index, a page for each incident with every
version of its documents, a search that works without a server, and figures; with --url also
feeds (Atom, RSS, JSON Feed). Nothing of the house can reach it: it is made of the public part of the archive alone. Only what
changed is written, what is no more is taken out, and other files stay.`,
		Example: `  candor archive site /srv/www/status --title "Example status"`,
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, names []string) error {
			arch, err := a.archive(o, false)
			if err != nil {
				return err
			}
			defer arch.Close()
			made, err := site.Write(arch, names[0], site.Options{Title: title, Base: base})
			if err != nil {
				return err
			}
			if o.json {
				return a.printJSON(made)
			}
			a.say("site      %s: %d files written, %d as they were, %d taken out", plural(made.Incidents, "incident"), made.Written, made.Same, made.Removed)
			fmt.Fprintln(a.out, filepath.Join(names[0], "index.html"))
			return nil
		},
	}
	c.Flags().StringVar(&title, "title", "", "the `name` of the site")
	c.Flags().StringVar(&base, "url", "", "the `address` under which it is found; with it the site has feeds")
	return c
}

func (a *app) archiveExportCmd(o *archiveOptions) *cobra.Command {
	var public bool
	c := &cobra.Command{
		Use:   "export ID FOLDER",
		Short: "Take the files of an incident out of the archive",
		Long: `Write the files of an incident as they were archived to a folder that is not there yet:
its record, evidence, drafts and documents, and every published version. That is for the
house, and for the owner of the folder alone. With --public only what was published is
written, DOCUMENT/VERSION/FILE. The archive keeps what it has.`,
		Example: `  candor archive export 2026-03-04-checkout ./checkout-again
  candor archive export --public 2026-03-04-checkout ./for-everybody`,
		Args: args(cobra.ExactArgs(2)),
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
			n, err := export(inc, names[1], public)
			if err != nil {
				return err
			}
			if o.json {
				return a.printJSON(map[string]any{"incident": inc.ID, "folder": names[1], "files": n})
			}
			a.say("export    %s of %s", plural(n, "file"), inc.ID)
			if !public {
				a.say("export    this is for the house: it holds what was never published")
			}
			fmt.Fprintln(a.out, names[1])
			return nil
		},
	}
	c.Flags().BoolVar(&public, "public", false, "take what was published and nothing else")
	return c
}

// export reads every file before it writes the first, so that a damaged
// archive leaves no half of an incident behind.
func export(inc *archive.Incident, dir string, public bool) (int, error) {
	var files []archive.File
	if !public {
		files = inc.Files()
	} else if inc.Public == nil {
		return 0, fmt.Errorf("%s: nothing of it was published\n  hint: leave out --public to take what the house has", inc.ID)
	}
	if inc.Public != nil {
		for _, d := range inc.Public.Documents {
			for _, v := range d.Versions {
				files = append(files, v.Files...)
			}
		}
	}
	contents := make([][]byte, len(files))
	for i, f := range files {
		var err error
		if contents[i], err = inc.Read(f.Name); err != nil {
			return 0, err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		if errors.Is(err, os.ErrExist) {
			err = fmt.Errorf("%s: is there already\n  hint: name a folder that is not there yet", dir)
		}
		return 0, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	for i, f := range files {
		name := f.Name
		if public {
			name = strings.TrimPrefix(name, archive.PublishedDir+"/")
		}
		name = filepath.FromSlash(name)
		if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return i, err
		}
		if err := root.WriteFile(name, contents[i], 0o600); err != nil {
			return i, err
		}
	}
	return len(files), nil
}
