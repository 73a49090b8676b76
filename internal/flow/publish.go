package flow

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/diff3"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/timeline"
)

// publishedDir holds what went through the gate: the bytes that were approved.
const publishedDir = "published"

// publicFiles lists the files of a document in the public folder, and the
// picture that documents show.
func (f *Folder) publicFiles(document string) ([]string, error) {
	files, err := f.filesIn(publicDir, document)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("document %q: nothing of it is in %s\n  hint: write it there first: candor render %s", document, f.name(publicDir), document)
	}
	return files, nil
}

// isForm reports whether a file is named as a document in one of the forms is,
// whose extensions may have several parts.
func isForm(document, file string) bool {
	return slices.ContainsFunc(render.Outputs(), func(o render.Output) bool { return file == document+o.Ext })
}

// Digest is the SHA-256 of what would be published of a document: of the names
// and bytes of all its files in the public folder.
func (f *Folder) Digest(document string) (digest string, files []string, err error) {
	if files, err = f.publicFiles(document); err != nil {
		return "", nil, err
	}
	contents := make([]archive.Content, len(files))
	for i, name := range files {
		data, err := f.read(path.Join(publicDir, name))
		if err != nil {
			return "", nil, err
		}
		contents[i] = archive.Content{Name: name, Data: data}
	}
	return digestOf(contents), files, nil
}

// Refusal is why a document is not published.
type Refusal struct {
	Document string
	Why      string
	Do       string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("document %q is not published: %s\n  hint: %s", r.Document, r.Why, r.Do)
}

// Ready says whether a document could be approved: nothing is wrong in it, and
// its files in the public folder are what its draft gives: those of the given
// outputs, which have to be there, and those of others that are.
func (f *Folder) Ready(rep *incident.Report, d Drafted, outputs []render.Output) error {
	name := d.Draft.Name
	if d.Draft.Audience != incident.Public {
		return &Refusal{name, "it is for the house", "choose a document for customers; candor templates lists them"}
	}
	if n := review.Errors(f.Review(rep, d, f.Beside(rep)...)); n > 0 {
		return &Refusal{name, fmt.Sprintf("review finds %d that stop it", n), "see: candor review " + name}
	}
	for _, o := range render.Outputs() {
		file := path.Join(publicDir, name+o.Ext)
		kept, err := f.read(file)
		needed := slices.ContainsFunc(outputs, func(n render.Output) bool { return n.Name == o.Name })
		if errors.Is(err, fs.ErrNotExist) && !needed {
			continue
		}
		if made, wrong := f.remade(rep, d, o, kept); err != nil || wrong != nil || !bytes.Equal(kept, made) {
			again := "candor render " + name
			if !needed {
				again += " --to " + o.Name
			}
			return &Refusal{name, f.name(file) + " is not what the draft gives", "write it anew: " + again + "; then have it approved"}
		}
	}
	return nil
}

// remade is what an output gives now in the place of what is kept. What a
// browser makes differs from one machine to the next in its bytes, so it is held
// by the text that it shows: where that is today's, what is kept is what would
// be made.
func (f *Folder) remade(rep *incident.Report, d Drafted, o render.Output, kept []byte) ([]byte, error) {
	if !o.Browser {
		return f.Output(rep, d, o)
	}
	shown, err := o.Text()
	if err != nil {
		return nil, err
	}
	text, err := f.Output(rep, d, shown)
	if err == nil && render.ShowsText(kept, text) {
		return kept, nil
	}
	return text, err
}

// Gate says whether a document may leave the house: it is ready, and those who
// have to consent have consented to these bytes. It returns the files.
func (f *Folder) Gate(rep *incident.Report, d Drafted, outputs []render.Output) ([]string, error) {
	if err := f.Ready(rep, d, outputs); err != nil {
		return nil, err
	}
	name := d.Draft.Name
	digest, files, err := f.Digest(name)
	if err != nil {
		return nil, err
	}
	if missing, stale := consent(rep.Incident, name, digest); len(missing) > 0 {
		why := "nobody has approved it"
		switch {
		case len(stale) > 0:
			why = "it was changed after " + strings.Join(stale, " and ") + " approved it"
		case len(rep.Approvers) > 0:
			why = "it is not approved by " + strings.Join(missing, " and ")
		}
		return nil, &Refusal{name, why, "read public/" + name + ".md, then: candor approve " + name + " --by ROLE"}
	}
	return files, nil
}

// consent tells which roles have not approved these bytes, and which approved
// others. Where the record names no approvers, one approval by any role will
// do.
func consent(inc *incident.Incident, document, digest string) (missing, stale []string) {
	given := map[string]bool{}
	for _, a := range inc.Approvals {
		if a.Document != document {
			continue
		}
		if a.SHA256 == digest {
			given[a.By] = true
		} else {
			stale = append(stale, a.By)
		}
	}
	stale = slices.DeleteFunc(stale, func(role string) bool { return given[role] })
	if len(inc.Approvers) == 0 {
		if len(given) == 0 {
			missing = []string{"anybody"}
		}
		return missing, stale
	}
	for _, role := range inc.Approvers {
		if !given[role] {
			missing = append(missing, role)
		}
	}
	return missing, stale
}

// Publish copies a document through the gate and returns the files it wrote.
func (f *Folder) Publish(rep *incident.Report, d Drafted, outputs []render.Output) ([]string, error) {
	files, err := f.Gate(rep, d, outputs)
	if err != nil {
		return nil, err
	}
	all := make([][]byte, len(files))
	for i, name := range files {
		if all[i], err = f.read(path.Join(publicDir, name)); err != nil {
			return nil, err
		}
		if err := wall(rep, d.Draft.Name, path.Join(publicDir, name), all[i]); err != nil {
			return nil, err
		}
	}
	var written []string
	for i, name := range files {
		if err := f.write(path.Join(publishedDir, name), all[i]); err != nil {
			return written, err
		}
		written = append(written, path.Join(publishedDir, name))
	}
	return written, nil
}

// Approve adds a role's consent to a document's bytes to the record.
func (f *Folder) Approve(document, role string, at timeline.Time) (incident.Approval, error) {
	digest, _, err := f.Digest(document)
	if err != nil {
		return incident.Approval{}, err
	}
	a := incident.Approval{Document: document, By: role, At: at, SHA256: digest}
	return a, f.Change(func(name string, data []byte) ([]byte, error) { return incident.AddApproval(name, data, a) })
}

// Difference tells how what customers read differs from the draft in the
// house: lines that begin with a minus stand in the draft alone, those with a
// plus in the published text alone.
func (f *Folder) Difference(rep *incident.Report, d Drafted) ([]string, error) {
	o, err := render.Find("markdown")
	if err != nil {
		return nil, err
	}
	made, err := f.Output(rep, d, o)
	if err != nil {
		return nil, err
	}
	return diff3.Lines(render.Tidy(d.Draft.Markdown), made), nil
}
