package flow

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/redact"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/templates"
)

// Output gives a document in one form, as its audience may see it and in its
// own language. What is for the public is looked at once more as the bytes that
// leave: the error is a *Refusal where something stands in them that only the
// house may know.
func (f *Folder) Output(rep *incident.Report, d Drafted, o render.Output) ([]byte, error) {
	var buf bytes.Buffer
	draft := *d.Draft
	language := ""
	if t, err := templates.Own().Find(templateOf(rep, draft.Name), ""); err == nil {
		language = t.Language
		draft.Language = languageOf(t, rep)
	}
	draft.Markdown = templates.WithCorrections(draft.Markdown, rep.Corrected(draft.Name), language)
	told := f.asTold(telling(rep, draft.Name), d)
	gate := review.ForHouse(rep.Incident)
	if draft.Audience == incident.Public {
		gate = review.ForPublic(rep)
		draft.Markdown = review.WithoutWaivers(draft.Markdown)
	}
	// Review has told of what is taken out here; it must not leave even in a
	// document that is not ready.
	draft.Title = gate.Text(draft.Title)
	draft.Markdown = []byte(gate.Markup(string(draft.Markdown)))
	if o.Updates {
		draft.Updates = f.updates(rep, d, gate)
	}
	theme, err := f.Theme(rep.Incident)
	if err != nil {
		return nil, err
	}
	o = o.Themed(theme)
	seen := For(told, draft.Audience)
	if err := o.Write(&buf, seen, &draft); err != nil {
		return nil, err
	}
	if draft.Audience != incident.Public {
		return buf.Bytes(), nil
	}
	text, ext := buf.Bytes(), o.Ext
	if o.Shows != "" {
		shown, err := o.Text()
		if err != nil {
			return nil, err
		}
		var page bytes.Buffer
		if err := shown.Write(&page, seen, &draft); err != nil {
			return nil, err
		}
		text, ext = page.Bytes(), shown.Ext
	}
	if err := wall(rep, draft.Name, draft.Name+ext, text); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// wall refuses a file for the public that holds what only the house may know.
func wall(rep *incident.Report, document, file string, data []byte) error {
	found := review.Wall(rep, file, data)
	if len(found) == 0 {
		return nil
	}
	why := fmt.Sprintf("%s, line %d: %s", file, found[0].Line, found[0].Message)
	if more := len(found) - 1; more > 0 {
		why += fmt.Sprintf(" (and %d more)", more)
	}
	return &Refusal{document, why, "take it out of the draft or the record, or let it stand with allow: in incident.yaml"}
}

// updates are the notices of a report that a document for the public comes
// after, or is the last of, with their words in the document's language. Words
// in which review finds an error are left out: they are not ready to be told.
func (f *Folder) updates(rep *incident.Report, d Drafted, gate *redact.Redactor) []incident.Update {
	if d.Draft.Audience != incident.Public {
		return nil
	}
	var out []incident.Update
	for _, n := range For(rep, incident.Public).Notices {
		u := incident.Update{Notice: n, Document: n.ID + "-" + string(n.Phase)}
		i := slices.IndexFunc(d.told, func(told Drafted) bool {
			return strings.HasPrefix(told.Draft.Name, n.ID+"-") && told.Draft.Language == d.Draft.Language
		})
		if i >= 0 {
			u.Document = d.told[i].Draft.Name
			if review.Errors(f.Review(rep, d.told[i])) == 0 {
				u.Markdown = []byte(gate.Markup(string(review.WithoutWaivers(d.told[i].Draft.Markdown))))
			}
		}
		out = append(out, u)
		if u.Document == d.Draft.Name {
			break
		}
	}
	return out
}

// Export writes a file that the user named, whole or not at all, for its owner
// alone. What is no file, such as a pipe or a terminal, is written to as it is.
func Export(file string, data []byte) error {
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return pour(file, data)
	}
	w, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*.part")
	if err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Chmod(fileMode), w.Sync())
	if err = errors.Join(err, w.Close()); err == nil {
		err = os.Rename(w.Name(), file)
	}
	if err != nil {
		_ = os.Remove(w.Name())
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	return nil
}

// pour writes into what is there: to put a file in the place of a device would
// take it from the whole machine.
func pour(file string, data []byte) error {
	w, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	_, err = w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("%s: %w", file, cause(err))
	}
	return nil
}
