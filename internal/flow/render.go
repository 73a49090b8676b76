package flow

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
)

// pictureFile is what drafts call the picture of the timeline.
const pictureFile = "timeline.svg"

// Render writes a document in the given outputs and returns the files it
// wrote. An output that cannot be made stops none of the others; the error names
// each. A document for the public goes to the public folder only when it is
// ready; until then it is written beside the internal ones, and what earlier runs
// left of it in the public folder, in whatever form, is taken out.
func (f *Folder) Render(rep *incident.Report, d Drafted, outputs []render.Output, ready bool) ([]string, error) {
	dir := internalDir
	if d.Draft.Audience == incident.Public && ready {
		dir = publicDir
	}
	var written []string
	var refused []error
	for _, o := range outputs {
		made, err := f.Output(rep, d, o)
		if err != nil {
			// The other forms do not depend on this one.
			if strings.HasPrefix(err.Error(), o.Name+": ") {
				err = fmt.Errorf("%s, %w", d.Draft.Name, err)
			}
			refused = append(refused, err)
			continue
		}
		name := d.Draft.Name + o.Ext
		if err := f.write(path.Join(dir, name), made); err != nil {
			return written, err
		}
		written = append(written, path.Join(dir, name))
	}
	if d.Draft.Audience == incident.Public {
		for _, o := range render.Outputs() {
			if err := f.remove(path.Join(other(dir), d.Draft.Name+o.Ext)); err != nil {
				return written, err
			}
		}
	}
	if showsPicture(d.Draft.Markdown) {
		svg, err := render.Find("svg")
		if err != nil {
			return written, err
		}
		made, err := f.Output(rep, d, svg)
		if err != nil {
			return written, err
		}
		if err := f.write(path.Join(dir, pictureFile), made); err != nil {
			return written, err
		}
	}
	return written, errors.Join(refused...)
}

// showsPicture reports whether a document shows the picture of the
// timeline.
func showsPicture(markdown []byte) bool {
	return bytes.Contains(markdown, []byte("("+pictureFile+")"))
}

func other(dir string) string {
	if dir == publicDir {
		return internalDir
	}
	return publicDir
}
