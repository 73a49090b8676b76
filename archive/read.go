package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
)

// Incident is an archived incident with all its files.
type Incident struct {
	Entry
	a    *Archive
	tree plumbing.Hash
	meta *meta
}

// Version is the version of candor that archived the incident last.
func (i *Incident) Version() string { return i.meta.Version }

// Files lists the files of the incident that are not published versions, by
// name.
func (i *Incident) Files() []File { return slices.Clone(i.meta.Files) }

// Read reads a file of the incident: one that Files lists or one of a published
// version. A file that is not as it was archived is an error.
func (i *Incident) Read(name string) ([]byte, error) {
	for _, f := range i.all() {
		if f.Name == name {
			return i.read(f)
		}
	}
	return nil, fmt.Errorf("%s: has no file %s", i.Dir, name)
}

// all lists all files that the incident says it has, but meta.json.
func (i *Incident) all() []File {
	files := slices.Clone(i.meta.Files)
	if i.Public != nil {
		for _, d := range i.Public.Documents {
			for _, v := range d.Versions {
				files = append(files, v.Files...)
			}
		}
	}
	return files
}

func (i *Incident) read(f File) ([]byte, error) {
	var data []byte
	for _, name := range f.parts() {
		part, err := i.blob(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", i.a.dir, path.Join(i.Dir, f.Name), err)
		}
		data = append(data, part...)
	}
	if sum := sha256.Sum256(data); len(data) != f.Size || hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, fmt.Errorf("%s: %s: is not as it was archived: its SHA-256 is another one than %s tells", i.a.dir, path.Join(i.Dir, f.Name), MetaFile)
	}
	return data, nil
}

// parts are the names under which a file is kept.
func (f File) parts() []string {
	if f.Parts == 0 {
		return []string{f.Name}
	}
	names := make([]string, f.Parts)
	for n := range names {
		names[n] = f.Name + "." + strconv.Itoa(n+1)
	}
	return names
}

// blob reads a file as the commit has it.
func (i *Incident) blob(name string) ([]byte, error) {
	tree := i.tree
	parts := strings.Split(name, "/")
	for n, part := range parts {
		items, err := i.a.objects.Tree(tree)
		if err != nil {
			return nil, err
		}
		k := slices.IndexFunc(items, func(it history.Item) bool { return it.Name == part })
		last := n == len(parts)-1
		if k < 0 || (items[k].Mode == folderMode) == last {
			return nil, fmt.Errorf("is not there")
		}
		if last {
			return i.a.objects.Blob(items[k].Hash)
		}
		tree = items[k].Hash
	}
	return nil, fmt.Errorf("is not there")
}

// Record reads the record as it was archived; nil for a report that somebody
// else wrote.
func (i *Incident) Record() (*incident.Incident, error) {
	if i.Imported != "" {
		return nil, nil
	}
	data, err := i.Read(incident.File)
	if err != nil {
		return nil, err
	}
	inc, err := incident.Parse(path.Join(i.Dir, incident.File), data)
	if err != nil {
		return nil, err
	}
	if data, err := i.Read(incident.HouseFile); err == nil {
		house, err := incident.ParseHouse(path.Join(i.Dir, incident.HouseFile), data)
		if err != nil {
			return nil, err
		}
		inc.Join(house)
	}
	return inc, nil
}

// Evidence reads the events as they were collected; nil where there are none.
func (i *Incident) Evidence() (*source.Collected, error) {
	if !slices.ContainsFunc(i.meta.Files, func(f File) bool { return f.Name == source.CollectedFile }) {
		return nil, nil
	}
	data, err := i.Read(source.CollectedFile)
	if err != nil {
		return nil, err
	}
	return source.ReadCollected(path.Join(i.Dir, source.CollectedFile), data)
}

// Show gives the incident of an id.
func (a *Archive) Show(id string) (*Incident, error) {
	inc, err := a.Find(id)
	if err == nil && inc == nil {
		return nil, fmt.Errorf("%s: has no incident %q\n  hint: candor archive list shows those there are", a.dir, id)
	}
	return inc, err
}

// Find is Show for an incident that may not be there: nil then.
func (a *Archive) Find(id string) (*Incident, error) {
	s, err := a.snapshot()
	if err != nil {
		return nil, err
	}
	dir, item, err := a.find(s, id)
	if err != nil {
		return nil, err
	}
	var m *meta
	if dir != "" {
		if m, _, err = a.metaOf(dir, item); err != nil {
			return nil, err
		}
	}
	if m == nil {
		return nil, nil
	}
	return &Incident{Entry: m.Entry, a: a, tree: item.Hash, meta: m}, nil
}

// List gives the index: an entry for each incident, the latest first.
func (a *Archive) List() ([]Entry, error) {
	s, err := a.snapshot()
	if err != nil {
		return nil, err
	}
	list, err := a.index(s)
	entries := make([]Entry, len(list))
	for i, c := range list {
		entries[i] = c.Of
	}
	return entries, err
}

// Incidents ranges over all incidents as they are now, in the order of List.
// Each is read when its turn comes. An incident that cannot be read gives an
// error and does not end it.
func (a *Archive) Incidents() iter.Seq2[*Incident, error] {
	return func(yield func(*Incident, error) bool) {
		s, err := a.snapshot()
		if err != nil {
			yield(nil, err)
			return
		}
		list, err := a.index(s)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, c := range list {
			if !yield(a.incident(c)) {
				return
			}
		}
	}
}

func (a *Archive) incident(c cached) (*Incident, error) {
	m, _, err := a.metaOf(c.Dir, history.Item{Mode: folderMode, Hash: c.Tree})
	if err == nil && m == nil {
		err = fmt.Errorf("%s: %s: has no %s", a.dir, c.Dir, MetaFile)
	}
	if err != nil {
		return nil, err
	}
	return &Incident{Entry: m.Entry, a: a, tree: c.Tree, meta: m}, nil
}
