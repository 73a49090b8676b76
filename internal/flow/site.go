package flow

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
)

// IntoSite writes a document into the folder of a site, where the site's
// generator looks for it, with the picture that it shows. It returns the files
// it wrote. Folders that are missing are made; a page that an earlier run wrote
// is written anew.
func (f *Folder) IntoSite(rep *incident.Report, d Drafted, o render.Output, site string) ([]string, error) {
	if o.Place == nil {
		return nil, fmt.Errorf("%s is a folder, and %s belongs to no site\n  hint: name the file", site, o.Name)
	}
	made, err := f.Output(rep, d, o)
	if err != nil {
		return nil, err
	}
	page, picture := o.Place(For(rep, d.Draft.Audience), d.Draft)
	files := map[string][]byte{page: made}
	order := []string{page}
	if showsPicture(d.Draft.Markdown) {
		svg, err := render.Find("svg")
		if err != nil {
			return nil, err
		}
		if files[picture], err = f.Output(rep, d, svg); err != nil {
			return nil, err
		}
		order = append(order, picture)
	}
	root, err := os.OpenRoot(site)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", site, cause(err))
	}
	defer root.Close()
	// The site is written as an incident folder is: whole files, and no name or
	// link leads out of it.
	into := &Folder{Dir: site, root: root}
	var written []string
	for _, name := range order {
		_ = root.Remove(name + ".part")
		if err := into.replace(name, name+".part", files[name]); err != nil {
			return written, fmt.Errorf("%s: %w", filepath.Join(site, filepath.FromSlash(name)), cause(err))
		}
		written = append(written, filepath.Join(site, filepath.FromSlash(name)))
	}
	return written, nil
}
