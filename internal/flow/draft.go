package flow

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/diff3"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/templates"
)

// Drafted is what became of one document.
type Drafted struct {
	Draft   *incident.Draft
	File    string // in the folder
	State   string // "new", "updated", "merged with your edits", "unchanged"
	Clashes int    // places where a person's text and the new one contradict
	Changes []diff3.Change
	Notes   []diff3.Note // what was left as a person wrote it, and may be outdated
	Lost    string       // the file that keeps what was reset

	told    []Drafted // the drafts of notices that were told
	several bool      // it tells several incidents
}

// Draft writes the document of a template into the folder. Where a person
// edited the last draft, the new text is merged into the edited one; no edit
// is lost, but in the sections of the headings in reset, which become as they
// are drafted. What they held is kept in a file.
func (f *Folder) Draft(t templates.Template, rep *incident.Report, reset ...string) (Drafted, error) {
	draft, err := f.execute(t, rep)
	if err != nil {
		return Drafted{}, err
	}
	if rep.Telling.ID != "" {
		draft.Name = rep.Telling.ID + "-" + draft.Name
	}
	house := review.ForHouse(rep.Incident)
	draft.Markdown = []byte(house.Markup(string(draft.Markdown)))
	ours := draft.Markdown
	d := Drafted{Draft: draft, File: draftFile(draft.Name)}
	base := path.Join(baseDir, draft.Name+".md")
	yours, err := f.read(d.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.State = "new"
	case err != nil:
		return Drafted{}, err
	default:
		if err := f.mergeInto(&d, base, yours, reset); err != nil {
			return Drafted{}, err
		}
	}
	if d.State != "unchanged" {
		d.Draft.Markdown = []byte(house.Markup(string(d.Draft.Markdown)))
	}
	// The edited text goes first: killed between the two, the next draft
	// merges the same change once more, which changes nothing.
	if err := f.write(d.File, d.Draft.Markdown); err != nil {
		return Drafted{}, err
	}
	return d, f.write(base, ours)
}

// Notice writes the draft of the notice that rep tells, or only shows what it
// would be.
func (f *Folder) Notice(t templates.Template, rep *incident.Report, keep bool) (Drafted, error) {
	if keep {
		return f.Draft(t, rep)
	}
	draft, err := f.execute(t, rep)
	if err != nil {
		return Drafted{}, err
	}
	return Drafted{Draft: draft, File: draftFile(rep.Telling.ID + "-" + draft.Name), State: "new"}, nil
}

func (f *Folder) mergeInto(d *Drafted, base string, yours []byte, reset []string) error {
	ours := d.Draft.Markdown
	old, err := f.read(base)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	mine := yours
	var lost []byte
	for _, heading := range reset {
		var section []byte
		var ok bool
		if old, mine, section, ok = diff3.Reset(old, mine, ours, heading); !ok {
			return fmt.Errorf("%s: no section is called %q\n  hint: %s", f.name(d.File), heading, strict.Suggest(heading, diff3.Headings(yours, ours)))
		}
		lost = append(lost, section...)
	}
	if err := f.keepLost(d, lost); err != nil {
		return err
	}
	d.Draft.Markdown, d.Clashes, d.Notes = diff3.Merge(old, mine, ours)
	d.Changes = diff3.Compare(yours, d.Draft.Markdown, ours)
	switch {
	case string(d.Draft.Markdown) == string(yours):
		d.State = "unchanged"
	case string(d.Draft.Markdown) == string(ours):
		d.State = "updated"
	default:
		d.State = "merged with your edits"
	}
	return nil
}

// keepLost adds what is reset to what was before, and writes it before the
// draft loses it.
func (f *Folder) keepLost(d *Drafted, lost []byte) error {
	if len(lost) == 0 {
		return nil
	}
	d.Lost = path.Join(lostDir, path.Base(d.File))
	before, err := f.read(d.Lost)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if bytes.Contains(before, lost) {
		return nil
	}
	return f.write(d.Lost, append(before, lost...))
}

func draftFile(name string) string { return path.Join(draftsDir, name+".md") }

// Drafts reads the drafts in the folder that a template wrote, by name.
func (f *Folder) Drafts(rep *incident.Report) ([]Drafted, error) {
	entries, err := fs.ReadDir(f.root.FS(), draftsDir)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name(draftsDir), cause(err))
	}
	set, err := f.Templates("")
	if err != nil {
		return nil, err
	}
	var out []Drafted
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".md")
		if !ok || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		md, err := f.read(draftFile(name))
		if err != nil {
			return nil, err
		}
		// A document of no template is a person's own, and internal until a
		// template of its name says otherwise.
		d := &incident.Draft{Name: name, Title: rep.Title, Audience: incident.Internal, Markdown: md}
		several := false
		if t, err := set.Find(templateOf(rep, name), ""); err == nil {
			d.Template, d.Audience, d.Language = t.Name, t.Audience, languageOf(t, rep)
			several = t.Several()
		}
		out = append(out, Drafted{Draft: d, File: draftFile(name), several: several})
	}
	var told []Drafted
	for _, d := range out {
		if templateOf(rep, d.Draft.Name) != d.Draft.Name {
			told = append(told, d)
		}
	}
	for i := range out {
		out[i].told = told
	}
	return out, nil
}

// languageOf is the language that documents of a template are written in.
func languageOf(t templates.Template, rep *incident.Report) string {
	if translated(t) {
		return t.Language
	}
	return incident.Original(rep.Incident)
}

// templateOf is the name of the template that wrote a draft. The draft of a
// notice has the notice's ID before it.
func templateOf(rep *incident.Report, draft string) string {
	id, name, ok := strings.Cut(draft, "-")
	if ok && slices.ContainsFunc(rep.Notices, func(n incident.Notice) bool { return n.ID == id }) {
		return name
	}
	return draft
}

// Beside reads the documents of the folder for others to be held against.
func (f *Folder) Beside(rep *incident.Report) []*review.Text {
	drafts, err := f.Drafts(rep)
	if err != nil {
		return nil // who reads the drafts to review them is told
	}
	texts := make([]*review.Text, len(drafts))
	each(len(drafts), func(i int) {
		texts[i] = review.TextOf(review.Document{File: f.name(drafts[i].File), Draft: drafts[i].Draft})
	})
	return texts
}

// Review checks a document of the folder, and holds it against others.
func (f *Folder) Review(rep *incident.Report, d Drafted, beside ...*review.Text) []review.Finding {
	found := review.Check(For(f.asTold(rep, d), d.Draft.Audience), review.Document{File: f.name(d.File), Draft: d.Draft, Several: d.several, Beside: beside, Differences: f.elsewhere(d)})
	for i := range found {
		if found[i].File == incident.File {
			found[i].File = f.name(incident.File)
		}
	}
	found = append(found, f.reviewTranslation(rep, d)...)
	return slices.Clip(found)
}
