package incident

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-reports/candor/internal/strict"
)

// Translation is the record's own texts in another language, as
// translations/LANG.yaml keeps them. Figures and times that documents compute
// are not in it.
type Translation struct {
	Language string       `yaml:"language"`
	Texts    []Translated `yaml:"texts"`

	line func(path ...any) int
}

// Translated is one text of the record and its translation.
type Translated struct {
	Of     string `yaml:"of"`     // where the text is in the record: "impact.effects.1"
	Source string `yaml:"source"` // the text that was translated
	Was    string `yaml:"was"`    // an older source, which is the one that text translates
	Text   string `yaml:"text"`   // empty until somebody has translated it
}

// ParseTranslation reads a translation. The name is used in messages only;
// language is the one that the file is for. Everything that does not fit is
// reported at once.
func ParseTranslation(name, language string, data []byte) (*Translation, error) {
	var tr Translation
	doc := strict.Decode(name, data, &tr, strict.Options{})
	if tr.Language != language {
		doc.Fail([]any{"language"}, fmt.Sprintf("the language is %q, but the file is that of %q", tr.Language, language), "write language: "+language)
	}
	known := map[string]bool{}
	for i, t := range tr.Texts {
		switch {
		case t.Of == "" || t.Source == "":
			doc.Fail([]any{"texts", i}, "a translation needs of: and source:", "candor translate "+language+" writes both")
		case known[t.Of]:
			doc.Fail([]any{"texts", i, "of"}, fmt.Sprintf("%s is translated twice", t.Of), "keep one of the two")
		}
		known[t.Of] = true
	}
	if err := doc.Err(); err != nil {
		return nil, err
	}
	tr.line = doc.Line
	return &tr, nil
}

// Line returns the line of the file at which the translation of a text begins;
// 0 where there is none.
func (tr *Translation) Line(of string) int {
	i := tr.index(of)
	if i < 0 || tr.line == nil {
		return 0
	}
	return tr.line("texts", i)
}

func (tr *Translation) index(of string) int {
	return slices.IndexFunc(tr.Texts, func(t Translated) bool { return t.Of == of })
}

// find returns the translation of a text: that of its place in the record, or
// else one of the same words in another place, since what comes before it in a
// list may be new.
func (tr *Translation) find(of, text string) (Translated, bool) {
	if i := tr.index(of); i >= 0 && tr.Texts[i].Source == text && tr.Texts[i].Text != "" {
		return tr.Texts[i], true
	}
	same := func(t Translated) bool { return t.Source == text && t.Was == "" && t.Text != "" }
	if i := slices.IndexFunc(tr.Texts, same); i >= 0 {
		t := tr.Texts[i]
		t.Of = of
		return t, true
	}
	if i := tr.index(of); i >= 0 {
		return tr.Texts[i], true
	}
	return Translated{Of: of}, false
}

// stale reports whether a translation is older than its source text.
func (t Translated) stale(text string) bool {
	return t.Text != "" && (t.Source != text || t.Was != "")
}

// Lacks lists the texts of the record that have no translation, and those of
// which it is older than the text.
func (tr *Translation) Lacks(inc *Incident) (missing, stale []Translated) {
	for of, text := range inc.told().all() {
		switch t, _ := tr.find(of, *text); {
		case t.Text == "":
			missing = append(missing, Translated{Of: of, Source: *text})
		case t.stale(*text):
			stale = append(stale, Translated{Of: of, Source: *text, Was: t.Source, Text: t.Text})
		}
	}
	return missing, stale
}

// Pairs lists the texts of the record that have a translation, each with the
// words that it has now.
func (tr *Translation) Pairs(inc *Incident) []Translated {
	var pairs []Translated
	for of, text := range inc.told().all() {
		if t, _ := tr.find(of, *text); t.Text != "" {
			pairs = append(pairs, Translated{Of: of, Source: *text, Text: t.Text})
		}
	}
	return pairs
}

// Apply returns the record with its texts in the other language. What is not
// translated says so, so that no document with it is published.
func (tr *Translation) Apply(inc *Incident) *Incident {
	out := inc.told()
	for of, text := range out.all() {
		if t, _ := tr.find(of, *text); t.Text != "" {
			*text = t.Text
			continue
		}
		*text = "TODO(translator): " + of + " in " + tr.Language
	}
	return out.inc
}

// Translated returns the report in another language: the facts are the same,
// the record's texts are those of the translation.
func (r *Report) Translated(tr *Translation) *Report {
	out := *r
	out.Incident = tr.Apply(r.Incident)
	if i := slices.IndexFunc(out.Notices, func(n Notice) bool { return n.ID == r.Telling.ID }); i >= 0 && r.Telling.ID != "" {
		out.Telling.Doing = out.Notices[i].Doing
	}
	return &out
}

// Original is the language that a record is written in.
func Original(inc *Incident) string {
	if len(inc.Languages) > 0 {
		return inc.Languages[0]
	}
	return "en"
}

// toldTexts is a copy of a record of which the texts that notices use may be
// changed.
type toldTexts struct{ inc *Incident }

func (inc *Incident) told() toldTexts {
	c := *inc
	c.Versions = slices.Clone(c.Versions)
	for _, list := range []*[]Claim{&c.Impact.Effects, &c.Impact.NotAffected, &c.OurPart, &c.Lessons} {
		*list = slices.Clone(*list)
	}
	c.Actions, c.Promises, c.Notices = slices.Clone(c.Actions), slices.Clone(c.Promises), slices.Clone(c.Notices)
	return toldTexts{&c}
}

// all ranges over the texts that notices use and that are written, each with
// its place in the record: field names, and for items of lists their ID, or
// their number from 1.
func (t toldTexts) all() func(yield func(of string, text *string) bool) {
	c := t.inc
	return func(yield func(string, *string) bool) {
		more := true
		say := func(text *string, of ...string) {
			if more && strings.TrimSpace(*text) != "" {
				more = yield(strings.Join(of, "."), text)
			}
		}
		claims := func(list []Claim, of string) {
			for i := range list {
				say(&list[i].Text, of, strconv.Itoa(i+1))
			}
		}
		say(&c.Title, "title")
		say(&c.Service, "service")
		for i := range c.Versions {
			say(&c.Versions[i], "versions", strconv.Itoa(i+1))
		}
		say(&c.Summary.Text, "summary")
		c.Impact.told(say, claims)
		say(&c.Maintenance.Purpose, "maintenance", "purpose")
		say(&c.Maintenance.Effect, "maintenance", "effect")
		say(&c.Maintenance.Prepare, "maintenance", "prepare")
		say(&c.Cause.Plain.Text, "cause", "plain")
		claims(c.OurPart, "our_part")
		say(&c.Remedy.Text, "remedy")
		say(&c.Workaround.Text, "workaround", "text")
		say(&c.Workaround.Caveat, "workaround", "caveat")
		claims(c.Lessons, "lessons")
		for i := range c.Actions {
			id := itemName(c.Actions[i].ID, i)
			say(&c.Actions[i].Text, "actions", id, "text")
			say(&c.Actions[i].Told, "actions", id, "told")
			say(&c.Actions[i].Owner, "actions", id, "owner")
		}
		for i := range c.Promises {
			id := itemName(c.Promises[i].ID, i)
			say(&c.Promises[i].Text, "promises", id, "text")
			say(&c.Promises[i].Why, "promises", id, "why")
		}
		for i := range c.Notices {
			say(&c.Notices[i].Doing, "notices", itemName(c.Notices[i].ID, i), "doing")
		}
		say(&c.Contact.How, "contact", "how")
		say(&c.Contact.Role, "contact", "role")
		say(&c.Signature.Role, "signature", "role")
	}
}

func (m *Impact) told(say func(*string, ...string), claims func([]Claim, string)) {
	say(&m.Who, "impact", "who")
	say(&m.CouldNot, "impact", "could_not")
	claims(m.Effects, "impact.effects")
	claims(m.NotAffected, "impact.not_affected")
	say(&m.Count, "impact", "count")
	say(&m.DataNote, "impact", "data_note")
	say(&m.Money, "impact", "money")
}

func itemName(id string, i int) string {
	if id != "" {
		return id
	}
	return strconv.Itoa(i + 1)
}
