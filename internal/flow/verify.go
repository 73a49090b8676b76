package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
)

// Verified is what came out of verifying an archived incident: how much was
// compared and found the same, what differs, and what could not be compared.
type Verified struct {
	ID        string   `json:"id"`
	Files     int      `json:"files"`     // read, with the SHA-256 that was written down
	Documents int      `json:"documents"` // forms of documents rendered again, byte for byte the same
	BySum     int      `json:"by_sum"`    // forms that were compared by their SHA-256 alone, told in Unseen
	Lines     int      `json:"lines"`     // quoted log lines that still stand where they stood
	Commits   int      `json:"commits"`   // cited commits that their repository still has
	Faults    []string `json:"faults,omitempty"`
	Unseen    []string `json:"unseen,omitempty"`
}

func (v *Verified) fault(format string, args ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, args...))
}

// Verify compares all files of an archived incident with what was written down
// of them, renders its documents again from record, evidence and drafts as each
// version had them, and looks whether the commits and log lines that it quotes
// are still there. From is the incident's own folder, below which the sources
// of its record are; "" where it is not at hand. MaxEntries is what documents
// are rendered with.
func Verify(inc *archive.Incident, from string, maxEntries int) (*Verified, error) {
	v := &Verified{ID: inc.ID}
	v.Files, v.Faults = inc.Check()
	if inc.Imported != "" || len(v.Faults) > 0 {
		return v, nil
	}
	rep, err := v.again(inc, maxEntries)
	if err != nil {
		return nil, err
	}
	if inc.Public != nil {
		for _, d := range inc.Public.Documents {
			for _, version := range d.Versions {
				if err := v.version(inc, d.Name, version, maxEntries); err != nil {
					return nil, err
				}
			}
		}
	}
	if rep != nil {
		v.facts(inc, rep)
		v.lines(inc, rep.Incident, from)
		v.commits(inc, rep.Incident, from)
	}
	return v, nil
}

// again renders the documents that the house has, and returns the report.
func (v *Verified) again(inc *archive.Incident, maxEntries int) (*incident.Report, error) {
	inputs, err := inc.Inputs("", 0)
	if err != nil {
		return nil, err
	}
	f, rep, err := reportOf(inputs, maxEntries)
	if err != nil {
		v.fault("the record or the evidence cannot be read: %v", err)
		return nil, nil
	}
	defer f.away()
	for _, doc := range inc.House.Documents {
		if len(doc.Files) == 0 {
			continue
		}
		draft, err := inc.Read(doc.Draft)
		if err != nil {
			return nil, err
		}
		d := draftAs(rep, doc, draft)
		for _, name := range doc.Files {
			data, err := inc.Read(name)
			if err != nil {
				return nil, err
			}
			v.compare(inc, f.Folder, rep, d, name, data)
		}
	}
	return rep, nil
}

// version renders a published version again.
func (v *Verified) version(inc *archive.Incident, name string, version archive.Version, maxEntries int) error {
	inputs, err := inc.Inputs(name, version.Number)
	if err != nil {
		v.fault("%v", err)
		return nil
	}
	f, rep, err := reportOf(inputs, maxEntries)
	if err != nil {
		v.fault("version %d of %s: its record or evidence cannot be read: %v", version.Number, name, err)
		return nil
	}
	defer f.away()
	doc := archive.Document{Name: name, Audience: incident.Public}
	d := draftAs(rep, doc, inputs[draftFile(name)])
	for _, file := range version.Files {
		data, err := inc.Read(file.Name)
		if err != nil {
			return err
		}
		v.compare(inc, f.Folder, rep, d, file.Name, data)
	}
	return nil
}

func draftAs(rep *incident.Report, doc archive.Document, markdown []byte) Drafted {
	return Drafted{Draft: &incident.Draft{Name: doc.Name, Template: doc.Template, Title: rep.Title, Audience: doc.Audience, Markdown: markdown}, File: doc.Draft}
}

// compare renders one file again.
func (v *Verified) compare(inc *archive.Incident, f *Folder, rep *incident.Report, d Drafted, name string, archived []byte) {
	made, known, err := f.again(rep, d, archive.Content{Name: path.Base(name), Data: archived})
	where := path.Join(inc.Dir, name)
	switch {
	case err != nil:
		v.fault("%s: cannot be rendered again: %v", where, err)
	case !known:
		v.BySum++
		v.Unseen = append(v.Unseen, where+": was compared by its SHA-256 alone and not rendered again: "+whyNotAgain(path.Ext(name)))
	case !bytes.Equal(made, archived):
		v.fault("%s: rendered again it differs: %s (archived by candor %s)", where, firstDifference(archived, made), inc.Version())
	default:
		v.Documents++
	}
}

// whyNotAgain says why a form is not rendered to compare its bytes.
func whyNotAgain(ext string) string {
	for _, o := range render.Outputs() {
		switch {
		case o.Ext != ext:
		case o.Shows != "":
			return "a browser makes it, and another one makes other bytes"
		case o.Updates:
			return "it tells other notices as well, which are not at hand"
		}
	}
	return "this candor has no such form"
}

// firstDifference tells where two texts part.
func firstDifference(a, b []byte) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	line := 1 + bytes.Count(a[:n], []byte{'\n'})
	return fmt.Sprintf("from byte %d, in line %d", n, line)
}

// passing is a folder that is there for the time being.
type passing struct {
	*Folder
	top string
}

func (p passing) away() {
	_ = p.Close()
	_ = os.RemoveAll(p.top)
}

// reportOf builds the report of a record and its evidence as they were. They
// are put into a folder for the time being, since that is what a report is built
// from.
func reportOf(inputs map[string][]byte, maxEntries int) (passing, *incident.Report, error) {
	top, err := os.MkdirTemp("", "candor-verify-*")
	if err != nil {
		return passing{}, nil, err
	}
	f, rep, err := reportIn(top, inputs, maxEntries)
	if err != nil {
		_ = os.RemoveAll(top)
	}
	return passing{f, top}, rep, err
}

func reportIn(top string, inputs map[string][]byte, maxEntries int) (*Folder, *incident.Report, error) {
	for name, data := range inputs {
		// The names of the house stand above the folder.
		file := filepath.Join(top, "incident", filepath.FromSlash(name))
		if name == incident.HouseFile {
			file = filepath.Join(top, name)
		}
		if err := os.MkdirAll(filepath.Dir(file), dirMode); err != nil {
			return nil, nil, err
		}
		if err := os.WriteFile(file, data, fileMode); err != nil {
			return nil, nil, err
		}
	}
	f, err := OpenFolder(filepath.Join(top, "incident"))
	if err != nil {
		return nil, nil, err
	}
	inc, err := f.Record()
	if err == nil {
		var rep *incident.Report
		if rep, err = f.Known(inc, maxEntries); err == nil {
			return f, rep, nil
		}
	}
	_ = f.Close()
	return nil, nil, err
}

// facts compares the index with what the record gives.
func (v *Verified) facts(inc *archive.Incident, rep *incident.Report) {
	want := houseFacts(rep)
	want.Documents, want.Lines, want.Made = inc.House.Documents, inc.House.Lines, inc.House.Made
	if !sameJSON(want, inc.House) {
		v.fault("%s: the facts of the index are not those of the record (archived by candor %s)", inc.Dir, inc.Version())
	}
}

func sameJSON(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// within is the record with the sources that can be reached from a folder.
func within(rec *incident.Incident, from string) *incident.Incident {
	out := *rec
	out.Sources = slices.DeleteFunc(slices.Clone(rec.Sources), func(s incident.Source) bool {
		return s.Path == "" || s.Path == "-" || from == "" && !filepath.IsAbs(s.Path)
	})
	return &out
}

// lines reads the quoted log lines again.
func (v *Verified) lines(inc *archive.Incident, rec *incident.Incident, from string) {
	read, met := linesOf(from, within(rec, from), inc.House.Lines)
	away := unseen{}
	for _, l := range inc.House.Lines {
		sum, ok := read[place{l.Source, l.File, l.Line}]
		switch {
		case ok && sum == l.SHA256:
			v.Lines++
		case ok:
			v.fault("%s %s:%d: is another line than the one that was quoted (event %s)", l.Source, l.File, l.Line, l.Event)
		case met[place{l.Source, l.File, 0}]:
			v.fault("%s %s:%d: the file ends before the line that was quoted (event %s)", l.Source, l.File, l.Line, l.Event)
		default:
			away.add(l.File + " of source " + l.Source)
		}
	}
	v.away(away, "quoted log line", len(inc.House.Lines), from)
}

// unseen counts what is not at hand, by where it would be.
type unseen struct {
	count  int
	places []string
}

func (u *unseen) add(place string) {
	u.count++
	if !slices.Contains(u.places, place) {
		u.places = append(u.places, place)
	}
}

// away tells what could not be compared, and what to do.
func (v *Verified) away(u unseen, what string, of int, from string) {
	if u.count == 0 {
		return
	}
	const most = 3
	slices.Sort(u.places)
	names := strings.Join(u.places[:min(most, len(u.places))], ", ")
	if n := len(u.places) - most; n > 0 {
		names += fmt.Sprintf(" and %d more", n)
	}
	hint := "give the folder of the incident with --from"
	if from != "" {
		hint = "looked for it from " + from
	}
	v.Unseen = append(v.Unseen, fmt.Sprintf("%d of %d %ss were not looked at: %s cannot be read here (%s)", u.count, of, what, names, hint))
}

// commits looks for the commits that are cited.
func (v *Verified) commits(inc *archive.Incident, rec *incident.Incident, from string) {
	rec = within(rec, from)
	away := unseen{}
	bySource := map[string][]string{}
	for _, c := range inc.House.Commits {
		source, hash, _ := strings.Cut(c, ":")
		bySource[source] = append(bySource[source], hash)
	}
	for _, name := range slices.Sorted(maps.Keys(bySource)) {
		hashes := bySource[name]
		r, err := citedRepository(rec, name, from)
		if err != nil {
			for range hashes {
				away.add("the repository of source " + name)
			}
			continue
		}
		for _, h := range hashes {
			if _, err := r.Change(h); err != nil {
				v.fault("%s: the repository has no commit %s any more", name, h)
			} else {
				v.Commits++
			}
		}
		r.Close()
	}
	v.away(away, "cited commit", len(inc.House.Commits), from)
}

// citedRepository opens the repository that a source of the record names.
func citedRepository(rec *incident.Incident, name, from string) (*history.Repository, error) {
	i := slices.IndexFunc(rec.Sources, func(s incident.Source) bool { return s.Name == name && s.Kind == "git" })
	if i < 0 {
		return nil, fs.ErrNotExist
	}
	p := rec.Sources[i].Path
	if !filepath.IsAbs(p) {
		p = filepath.Join(from, p)
	}
	return history.Open(p)
}
