package archive

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// madeOf adds what the versions that are new were made of.
func madeOf(made []Made, p *Public, pub *Publication) []Made {
	made = slices.Clone(made)
	if p == nil || pub.Imported != "" {
		return made
	}
	for _, d := range p.Documents {
		last := d.Last().Number
		if slices.ContainsFunc(made, func(m Made) bool { return m.Document == d.Name && m.Version == last }) {
			continue
		}
		m := Made{Document: d.Name, Version: last}
		for name, data := range pub.Files {
			if makes(name, d.Name) {
				m.Of = append(m.Of, Kept{name, blobs(data)})
			}
		}
		slices.SortFunc(m.Of, func(a, b Kept) int { return strings.Compare(a.Name, b.Name) })
		made = append(made, m)
	}
	return made
}

// makes reports whether a document is made of a file: of all but what is
// rendered and the drafts of other documents.
func makes(file, document string) bool {
	switch dir, _, _ := strings.Cut(file, "/"); dir {
	case InternalDir:
		return false
	case DraftsDir:
		return file == path.Join(DraftsDir, document+".md")
	}
	return true
}

// blobs are git's names of a file's parts.
func blobs(data []byte) []string {
	files := map[string][]byte{}
	var out []string
	for _, name := range keep(files, "x", data).parts() {
		out = append(out, plumbing.ComputeHash(plumbing.BlobObject, files[name]).String())
	}
	return out
}

// Inputs reads what a version of a document was made of, by name; for version
// 0, what the incident has now.
func (i *Incident) Inputs(document string, version int) (map[string][]byte, error) {
	out := map[string][]byte{}
	var err error
	if version == 0 {
		for _, f := range i.meta.Files {
			if makes(f.Name, document) {
				if out[f.Name], err = i.read(f); err != nil {
					return nil, err
				}
			}
		}
		return out, nil
	}
	k := slices.IndexFunc(i.House.Made, func(m Made) bool { return m.Document == document && m.Version == version })
	if k < 0 {
		return nil, fmt.Errorf("%s: nothing tells what version %d of %s was made of", i.Dir, version, document)
	}
	for _, f := range i.House.Made[k].Of {
		data := []byte{}
		for _, b := range f.Blobs {
			part, err := i.a.objects.Blob(plumbing.NewHash(b))
			if err != nil {
				return nil, fmt.Errorf("%s, as it was for version %d of %s: %w", f.Name, version, document, err)
			}
			data = append(data, part...)
		}
		out[f.Name] = data
	}
	return out, nil
}
