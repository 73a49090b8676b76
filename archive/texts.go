package archive

import (
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/history"
)

// Text is the Markdown of a document of an incident.
type Text struct {
	Document string
	Public   bool // customers can read it: it is the last version that was published
	Markdown string
}

// Texts are an incident and what its documents say.
type Texts struct {
	Entry
	Texts []Text
}

// Texts gives the documents of all incidents, in the order of List. What was
// read once is kept beside git's files, for the owner alone.
func (a *Archive) Texts() ([]Texts, error) {
	s, err := a.snapshot()
	if err != nil {
		return nil, err
	}
	entries, err := a.index(s)
	if err != nil {
		return nil, err
	}
	of, err := perYear(a, s, "text-", a.texts)
	if err != nil {
		return nil, err
	}
	by := make(map[string][]Text, len(of))
	for _, k := range of {
		by[k.Dir] = k.Of
	}
	list := make([]Texts, len(entries))
	for i, e := range entries {
		list[i] = Texts{e.Of, by[e.Dir]}
	}
	return list, nil
}

func (a *Archive) texts(dir string, item history.Item) ([]Text, bool, error) {
	m, _, err := a.metaOf(dir, item)
	if err != nil || m == nil {
		return nil, false, err
	}
	inc := &Incident{Entry: m.Entry, a: a, tree: item.Hash, meta: m}
	var out []Text
	add := func(f File, document string, public bool) error {
		data, err := inc.read(f)
		if err == nil {
			out = append(out, Text{document, public, string(data)})
		}
		return err
	}
	if m.Public != nil {
		for _, d := range m.Public.Documents {
			for _, f := range d.Last().Files {
				if path.Ext(f.Name) != ".md" {
					continue
				}
				if err := add(f, d.Name, true); err != nil {
					return nil, false, err
				}
			}
		}
	}
	for _, f := range m.Files {
		if !strings.HasPrefix(f.Name, DraftsDir+"/") && m.Imported == "" || path.Ext(f.Name) != ".md" {
			continue
		}
		document := strings.TrimSuffix(path.Base(f.Name), ".md")
		if slices.ContainsFunc(out, func(t Text) bool { return t.Document == document }) {
			continue
		}
		if err := add(f, document, false); err != nil {
			return nil, false, err
		}
	}
	return out, true, nil
}
