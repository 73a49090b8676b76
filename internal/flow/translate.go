package flow

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
	"github.com/candor-reports/candor/templates"
)

// translationsDir holds the record's texts in other languages.
const translationsDir = "translations"

func translationFile(language string) string { return path.Join(translationsDir, language+".yaml") }

// Translation reads the record's texts in a language; empty where nobody has
// translated any.
func (f *Folder) Translation(language string) (*incident.Translation, error) {
	data, err := f.read(translationFile(language))
	if errors.Is(err, fs.ErrNotExist) {
		return &incident.Translation{Language: language}, nil
	}
	if err != nil {
		return nil, err
	}
	return incident.ParseTranslation(f.name(translationFile(language)), language, data)
}

// Translate brings the file of a translation in line with the record, and
// returns its name and what it says then.
func (f *Folder) Translate(inc *incident.Incident, language string) (string, *incident.Translation, error) {
	file := translationFile(language)
	data, err := f.read(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return file, nil, err
	}
	out, err := incident.Translate(inc, f.name(file), language, data)
	if err != nil {
		return file, nil, err
	}
	if err := f.write(file, out); err != nil {
		return file, nil, err
	}
	tr, err := f.Translation(language)
	return file, tr, err
}

// In returns the report as a document in a language tells it.
func (f *Folder) In(language string, rep *incident.Report) (*incident.Report, error) {
	if language == incident.Original(rep.Incident) {
		return rep, nil
	}
	tr, err := f.Translation(language)
	if err != nil {
		return nil, err
	}
	return rep.Translated(tr), nil
}

// execute writes the document of a template from the report, in the template's
// language.
func (f *Folder) execute(t templates.Template, rep *incident.Report) (*incident.Draft, error) {
	if translated(t) {
		told, err := f.In(t.Language, rep)
		if err != nil {
			return nil, err
		}
		rep = told
	}
	return t.Execute(For(rep, t.Audience))
}

// translated reports whether the documents of a template are told in its own
// language. All others are told in the record's own words.
func translated(t templates.Template) bool {
	return t.Group == templates.Notice || t.Group == templates.Status
}

// asTold returns the report in the words that a document tells it in. A
// translation that cannot be read is a finding of reviewTranslation.
func (f *Folder) asTold(rep *incident.Report, d Drafted) *incident.Report {
	t, err := templates.Own().Find(templateOf(rep, d.Draft.Name), "")
	if err != nil || !translated(t) {
		return rep
	}
	told, err := f.In(t.Language, rep)
	if err != nil {
		return rep
	}
	return told
}

// reviewTranslation checks the translated texts that a document tells.
func (f *Folder) reviewTranslation(rep *incident.Report, d Drafted) []review.Finding {
	t, err := templates.Own().Find(templateOf(rep, d.Draft.Name), "")
	if err != nil || !translated(t) || t.Language == incident.Original(rep.Incident) {
		return nil
	}
	rep = telling(rep, d.Draft.Name)
	file := f.name(translationFile(t.Language))
	tr, err := f.Translation(t.Language)
	if err != nil {
		return []review.Finding{{Rule: review.TranslationRule.ID, Level: review.Error, File: file, Message: err.Error()}}
	}
	found := review.Translation(rep.Incident, tr, marks(incident.Original(rep.Incident)), marks(t.Language))
	found = slices.DeleteFunc(found, func(x review.TranslationFinding) bool { return !tells(t, rep, tr, x.Of) })
	out := make([]review.Finding, len(found))
	for i, x := range found {
		x.File = file
		out[i] = x.Finding
	}
	return out
}

// telling returns the report as the notice whose draft has this name tells it.
func telling(rep *incident.Report, draft string) *incident.Report {
	id, _, _ := strings.Cut(draft, "-")
	i := slices.IndexFunc(rep.Notices, func(n incident.Notice) bool { return n.ID == id })
	if i < 0 {
		return rep
	}
	out := *rep
	out.Telling = rep.Notices[i]
	return &out
}

// tells reports whether the document of a template shows a text: whether it
// changes with the text.
func tells(t templates.Template, rep *incident.Report, tr *incident.Translation, of string) bool {
	if tr.Line(of) == 0 {
		return true // its words are those of another place
	}
	as := func(text string) string {
		other := &incident.Translation{Language: tr.Language, Texts: slices.Clone(tr.Texts)}
		for i := range other.Texts {
			if other.Texts[i].Of == of {
				other.Texts[i].Text = text
			}
		}
		d, err := t.Execute(For(rep.Translated(other), t.Audience))
		if err != nil {
			return text
		}
		return string(d.Markdown)
	}
	return as("one") != as("two")
}

// marks is how a language writes figures and dates.
func marks(language string) review.Marks {
	for _, l := range templates.Languages() {
		if l.Code == language {
			m := review.Marks{Months: l.Months, Numbers: l.Numbers, Group: l.Group, Decimal: l.Decimal}
			for _, u := range []struct {
				name  string
				forms templates.Forms
			}{{"millisecond", l.Units.Millisecond}, {"second", l.Units.Second}, {"minute", l.Units.Minute}, {"hour", l.Units.Hour}, {"day", l.Units.Day}} {
				m.Units = append(m.Units, review.Unit{Name: u.name, Words: u.forms.Words()})
			}
			return m
		}
	}
	return review.Marks{}
}
