package archive

import (
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/history"
)

// Text is what a document of an incident says.
type Text struct {
	Document string
	Public   bool   // customers can read it: it is the last version that was published
	Lower    string // its Markdown in small letters, with a space for all space, as it is searched
	file     File
	in       *Incident // nil where Lower is all there is
}

// Markdown reads the text as it was written.
func (t Text) Markdown() (string, error) {
	if t.in == nil {
		return t.Lower, nil
	}
	data, err := t.in.read(t.file)
	return string(data), err
}

// Unread is the text without what is in memory of it: Markdown reads it again.
func (t Text) Unread() Text {
	if t.in != nil {
		t.Lower = ""
	}
	return t
}

// Texts are an incident and what its documents say.
type Texts struct {
	Entry
	Texts []Text
	in    *Incident
}

// Incident reads the incident with its files.
func (t *Texts) Incident() (*Incident, error) {
	return t.in.a.incident(cached{t.in.tree, t.Dir, t.Entry})
}

// lowered is a Text as the index keeps it.
type lowered struct {
	Document string
	Public   bool
	Lower    string
	File     File
}

// Texts ranges over the documents of all incidents, those of one year after
// those of another. What was read once is kept beside git's files, for the owner
// alone. An error ends it.
func (a *Archive) Texts() iter.Seq2[*Texts, error] {
	return func(yield func(*Texts, error) bool) {
		s, err := a.snapshot()
		if err != nil {
			yield(nil, err)
			return
		}
		entries, err := a.index(s)
		if err != nil {
			yield(nil, err)
			return
		}
		by := make(map[string]Entry, len(entries))
		for _, e := range entries {
			by[e.Dir] = e.Of
		}
		next, stop := ahead(a.yearsOfTexts(s))
		defer stop()
		for {
			year, ok := next()
			if !ok {
				return
			}
			if year.err != nil {
				yield(nil, year.err)
				return
			}
			for _, k := range year.list {
				t := &Texts{Entry: by[k.Dir]}
				t.in = &Incident{Entry: t.Entry, a: a, tree: k.Tree, meta: &meta{}}
				for _, l := range k.Of {
					t.Texts = append(t.Texts, Text{l.Document, l.Public, l.Lower, l.File, t.in})
				}
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

type textsOfYear struct {
	list []kept[[]lowered]
	err  error
}

// yearsOfTexts reads one year after the other, the last one first: all of them
// at once would take as much memory as the archive has text. It has the archive
// opened for itself, since it runs ahead of who asks.
func (a *Archive) yearsOfTexts(s *snapshot) iter.Seq[textsOfYear] {
	return func(yield func(textsOfYear) bool) {
		own := *a
		var err error
		if own.objects, err = a.place.Objects(); err != nil {
			yield(textsOfYear{err: err})
			return
		}
		defer own.Close()
		for _, y := range slices.Backward(s.incidentYears()) {
			lists, err := perYear(&own, s, "text-", []history.Item{y}, textsIn)
			if err != nil || len(lists) == 0 {
				yield(textsOfYear{err: err})
				return
			}
			if !yield(textsOfYear{lists[0], nil}) {
				return
			}
		}
	}
}

// ahead has one value ready while the one before is worked on. Stop waits until
// nothing is read any more.
func ahead[T any](seq iter.Seq[T]) (next func() (T, bool), stop func()) {
	values, done, ended := make(chan T), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer close(values)
		for v := range seq {
			select {
			case values <- v:
			case <-done:
				return
			}
		}
	}()
	return func() (T, bool) { v, ok := <-values; return v, ok }, func() { close(done); <-ended }
}

func textsIn(a *Archive, dir string, item history.Item) ([]lowered, bool, error) {
	m, _, err := a.metaOf(dir, item)
	if err != nil || m == nil {
		return nil, false, err
	}
	inc := &Incident{Entry: m.Entry, a: a, tree: item.Hash, meta: m}
	var out []lowered
	add := func(f File, document string, public bool) error {
		data, err := inc.read(f)
		if err == nil {
			out = append(out, lowered{document, public, strings.Join(strings.Fields(strings.ToLower(string(data))), " "), f})
		}
		return err
	}
	if m.Public != nil {
		for _, d := range m.Public.Documents {
			for _, f := range d.Last().Files {
				if m.Imported == "" && path.Ext(f.Name) != ".md" {
					continue
				}
				if err := add(f, d.Name, true); err != nil {
					return nil, false, err
				}
			}
		}
	}
	for _, f := range m.Files {
		if m.Imported == "" && (!strings.HasPrefix(f.Name, DraftsDir+"/") || path.Ext(f.Name) != ".md") {
			continue
		}
		document := strings.TrimSuffix(path.Base(f.Name), ".md")
		if slices.ContainsFunc(out, func(t lowered) bool { return t.Document == document }) {
			continue
		}
		if err := add(f, document, false); err != nil {
			return nil, false, err
		}
	}
	return out, true, nil
}
