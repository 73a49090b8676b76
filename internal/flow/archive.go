package flow

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// Publication gathers what goes into an archive of the folder: the record, the
// evidence, the drafts, the documents that were approved and published, and all
// others as they are for the house. What was published and is held back stands
// in held. Old is the incident as it is in the archive, nil where it is not.
func (f *Folder) Publication(rep *incident.Report, outputs []render.Output, old *archive.Incident) (pub *archive.Publication, held []error, err error) {
	if text := review.ForPublic(rep).Text(rep.ID); text != rep.ID {
		return nil, nil, fmt.Errorf("%s: the id %s holds what only the house may know, and it is the name of a page\n  hint: give the incident another id", f.name(incident.File), rep.ID)
	}
	files, err := f.inputs(rep.Incident)
	if err != nil {
		return nil, nil, err
	}
	pub = &archive.Publication{ID: rep.ID, Began: began(rep), Files: files, House: houseFacts(rep), Public: publicFacts(rep)}
	pub.House.Lines = f.quoted(rep)
	drafts, err := f.Drafts(rep)
	if err != nil {
		return nil, nil, err
	}
	set, err := f.Templates("")
	if err != nil {
		return nil, nil, err
	}
	house, public := review.ForHouse(rep.Incident), review.ForPublic(rep)
	for _, d := range drafts {
		doc := archive.Document{Name: d.Draft.Name, Title: house.Text(d.Draft.Title), Template: d.Draft.Template, Audience: d.Draft.Audience, Draft: d.File, Approvals: approvals(rep.Incident, d.Draft.Name)}
		language := ""
		if t, err := set.Find(templateOf(rep, d.Draft.Name), ""); err == nil {
			sum := sha256.Sum256([]byte(t.Source()))
			doc.Text, language = hex.EncodeToString(sum[:]), t.Language
		}
		files[d.File] = d.Draft.Markdown
		release, err := f.release(rep, d, outputs, old)
		switch {
		case err != nil:
			held = append(held, err)
		case release != nil:
			release.Title, release.Language = public.Text(d.Draft.Title), language
			pub.Releases = append(pub.Releases, *release)
		}
		if release == nil {
			if doc.Files, err = f.forHouse(rep, d, outputs, files); isHeld(err) {
				held = append(held, err)
			} else if err != nil {
				return nil, nil, err
			}
		}
		pub.House.Documents = append(pub.House.Documents, doc)
	}
	return pub, held, nil
}

// isHeld reports whether a document is not rendered because something stands in
// it that only the house may know. Its draft is archived all the same.
func isHeld(err error) bool {
	var r *Refusal
	return errors.As(err, &r)
}

// inputs are the files of the folder that documents are made of, but drafts.
func (f *Folder) inputs(inc *incident.Incident) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range []string{incident.File, source.CollectedFile} {
		data, err := f.read(name)
		if errors.Is(err, fs.ErrNotExist) && name != incident.File {
			continue
		}
		if err != nil {
			return nil, err
		}
		files[name] = data
	}
	_, data, err := f.houseFile()
	if err != nil {
		return nil, err
	}
	if data != nil {
		files[incident.HouseFile] = data
	}
	if err := f.themeInputs(inc, files); err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(f.root.FS(), translationsDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", f.name(translationsDir), cause(err))
	}
	for _, e := range entries {
		if name := path.Join(translationsDir, e.Name()); path.Ext(name) == ".yaml" && !e.IsDir() {
			if files[name], err = f.read(name); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// forHouse renders a document for the house and takes in its files.
func (f *Folder) forHouse(rep *incident.Report, d Drafted, outputs []render.Output, files map[string][]byte) ([]string, error) {
	if showsPicture(d.Draft.Markdown) {
		svg, err := render.Find("svg")
		if err != nil {
			return nil, err
		}
		outputs = append(slices.Clip(outputs), svg)
	}
	var names []string
	for _, o := range outputs {
		made, err := f.Output(rep, d, o)
		if err != nil {
			return nil, err
		}
		file := d.Draft.Name + o.Ext
		if o.Name == "svg" {
			file = pictureFile
		}
		name := path.Join(archive.InternalDir, d.Draft.Name, file)
		files[name] = made
		names = append(names, name)
	}
	return names, nil
}

// release is a document as it was published; nil where it was not. It is an
// error where what is in the folder of published documents was not approved, is
// not what record and draft give, or changes without a word what was told.
func (f *Folder) release(rep *incident.Report, d Drafted, outputs []render.Output, old *archive.Incident) (*archive.Release, error) {
	name := d.Draft.Name
	files, err := f.filesIn(publishedDir, name)
	if err != nil || len(files) == 0 || d.Draft.Audience != incident.Public {
		return nil, err
	}
	r := &archive.Release{Name: name}
	for _, file := range files {
		data, err := f.read(path.Join(publishedDir, file))
		if err != nil {
			return nil, err
		}
		r.Files = append(r.Files, archive.Content{Name: file, Data: data})
	}
	r.SHA256 = digestOf(r.Files)
	if missing, _ := consent(rep.Incident, name, r.SHA256); len(missing) > 0 {
		return nil, &Refusal{name, "what is in " + f.name(publishedDir) + " is not what was approved", "let it through the gate again: candor approve " + name + " --by ROLE; candor publish " + name}
	}
	before := lastVersion(old, name)
	if before != nil && before.SHA256 == r.SHA256 {
		return r, nil
	}
	for _, c := range r.Files {
		if made, known, err := f.again(rep, d, c); err != nil {
			return nil, err
		} else if known && !bytes.Equal(made, c.Data) {
			return nil, &Refusal{name, f.name(path.Join(publishedDir, c.Name)) + " is not what the record and the draft give any more", "candor render " + name + ", then have it approved and publish it; or archive before you change the record"}
		}
	}
	if before != nil {
		r.Correction, err = f.corrected(rep, r, old)
	}
	return r, err
}

// lastVersion is the version of a document that is valid in the archive.
func lastVersion(old *archive.Incident, name string) *archive.Version {
	if old == nil || old.Public == nil {
		return nil
	}
	for _, d := range old.Public.Documents {
		if d.Name == name {
			v := d.Last()
			return &v
		}
	}
	return nil
}

// again renders one file of a document anew, and reports whether it is of a form
// that comes out the same: what tells other notices rests on more than the
// document.
func (f *Folder) again(rep *incident.Report, d Drafted, kept archive.Content) (made []byte, known bool, err error) {
	for _, o := range render.Outputs() {
		if o.Updates {
			continue
		}
		if kept.Name == d.Draft.Name+o.Ext || kept.Name == pictureFile && o.Name == "svg" {
			made, err = f.remade(rep, d, o, kept.Data)
			return made, true, err
		}
	}
	return nil, false, nil
}

// digestOf is what Digest gives for these files.
func digestOf(files []archive.Content) string {
	h := sha256.New()
	for _, c := range files {
		fmt.Fprintf(h, "%s %x\n", c.Name, sha256.Sum256(c.Data))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func approvals(inc *incident.Incident, document string) []archive.Approval {
	var out []archive.Approval
	for _, a := range inc.Approvals {
		if a.Document == document {
			out = append(out, archive.Approval{By: a.By, At: a.At, SHA256: a.SHA256})
		}
	}
	return out
}

// houseFacts are the facts of the index that the house may know.
func houseFacts(rep *incident.Report) archive.House {
	rep = For(rep, incident.Internal)
	h := archive.House{
		Title: rep.Title, Organisation: rep.Organisation, Service: rep.Service, Severity: rep.Severity, Status: string(rep.Status),
		Summary: rep.Summary.Text, Regions: rep.Regions, Trigger: rep.Cause.Trigger.Text,
	}
	for _, c := range rep.Components {
		h.Components = append(h.Components, c.Name)
	}
	for _, c := range rep.Cause.Factors {
		h.Factors = append(h.Factors, c.Text)
	}
	for _, name := range timeline.Milestones {
		if m := rep.Timeline.Marked[name]; !m.Time.IsZero() {
			h.Milestones = append(h.Milestones, archive.Milestone{Name: name, At: m.Time})
		}
	}
	for _, m := range rep.Metrics {
		if !m.Span.Unknown {
			h.Metrics = append(h.Metrics, archive.Metric{Name: m.Name, Min: m.Span.Min, Max: m.Span.Max})
		}
	}
	for _, a := range rep.Actions {
		h.Actions = append(h.Actions, archive.Action{ID: a.ID, Text: a.Text, Told: a.Told, Type: a.Type, Owner: a.Owner, Due: a.Due, Done: a.Done, Link: a.Link})
	}
	for _, p := range rep.Pledges(rep.AsOf()) {
		h.Promises = append(h.Promises, archive.Promise{ID: p.ID, Text: p.Text, Kind: p.Kind, Due: p.By(), Kept: p.Kept})
	}
	h.Patterns, h.Commits, h.Paths = shown(rep)
	return h
}

// mostPaths is of how many files a commit may be for them to tell something: one
// that touches hundreds says nothing of any.
const mostPaths = 20

// shown lists the patterns of log lines and the commits that the timeline shows
// or the record cites, and the files that these commits touched.
func shown(rep *incident.Report) (patterns, commits, paths []string) {
	add := func(e timeline.Event) {
		if id := e.Labels["pattern"]; id != "" {
			patterns = append(patterns, id)
		}
		if (e.Kind == timeline.Commit || e.Kind == timeline.Revert) && e.Source.Ref != "" {
			commits = append(commits, e.Source.Source+":"+e.Source.Ref)
			if files := strings.Split(e.Labels["files"], "\n"); files[0] != "" && len(files) <= mostPaths {
				for _, file := range files {
					paths = append(paths, e.Source.Source+":"+file)
				}
			}
		}
	}
	for _, entry := range rep.Timeline.Entries {
		for _, e := range entry.Events {
			add(e)
		}
	}
	for _, id := range rep.Cited(rep.Timeline.Events) {
		add(rep.Timeline.Events[id])
	}
	slices.Sort(patterns)
	slices.Sort(commits)
	slices.Sort(paths)
	return slices.Compact(patterns), slices.Compact(commits), slices.Compact(paths)
}

// publicFacts are the facts of the index that customers may read: of the report
// as it is for the public.
func publicFacts(rep *incident.Report) *archive.Public {
	rep = For(rep, incident.Public)
	p := &archive.Public{Title: rep.Title, Organisation: rep.Organisation, Service: rep.Service}
	for _, c := range rep.Components {
		p.Components = append(p.Components, c.Name)
	}
	told := func(names ...timeline.Milestone) *timeline.Time {
		for _, name := range names {
			if m, ok := rep.Timeline.Marked[name]; ok && m.Public && !m.Time.IsZero() {
				return &m.Time
			}
		}
		return nil
	}
	p.Started, p.Ended = told(timeline.Started), told(timeline.Resolved, timeline.Mitigated)
	return p
}

// began is when an incident began, as near as its record tells.
func began(rep *incident.Report) time.Time {
	since, _ := rep.Bounds()
	for _, name := range []timeline.Milestone{timeline.Started, timeline.Detected, timeline.Declared} {
		if m, ok := rep.Timeline.Marked[name]; ok && !m.Time.IsZero() {
			return m.Time.Earliest
		}
	}
	if since.IsZero() {
		return rep.AsOf()
	}
	return since
}

// filesIn lists the files of a document in a folder, the picture last.
func (f *Folder) filesIn(dir, document string) ([]string, error) {
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", f.name(dir), cause(err))
	}
	var files []string
	for _, e := range entries {
		if name := e.Name(); !e.IsDir() && (strings.TrimSuffix(name, path.Ext(name)) == document || isForm(document, name)) {
			files = append(files, name)
		}
	}
	if md, err := f.read(path.Join(dir, document+".md")); err == nil && showsPicture(md) {
		files = append(files, pictureFile)
	}
	return files, nil
}
