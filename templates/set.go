package templates

import (
	"cmp"
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
)

// Template is a document that can be drafted, in one language.
type Template struct {
	Name     string
	Doc      string // what the document is for, in one sentence
	Audience incident.Audience
	Group    Group
	Language string // "en"
	File     string // where its text is, for messages

	dir   string // that it lies in, such as "notice/en/"
	lang  *Language
	parts parts
}

// Group is what kind of document a template writes.
type Group string

// The groups of templates.
const (
	Report Group = "report" // an account of the incident
	Notice Group = "notice" // a message to somebody
	Status Group = "status" // an update of a phase, written by candor notice

	Regulator Group = "regulator" // a notice that a regime asks for; what is not known yet may stay open
)

// Original is the language that every template is written in first.
const Original = "en"

// Draft is the name of the document that the template writes: its own, with
// the language where that is not the original one.
func (t Template) Draft() string {
	if t.Language == Original {
		return t.Name
	}
	return t.Name + "." + t.Language
}

// Reports are report/NAME.md.tmpl; notices are notice/LANGUAGE/NAME.md.tmpl;
// drafts for regulators are regulator/NAME.md.tmpl.
//
//go:embed all:report all:notice all:regulator
var files embed.FS

const ending = ".md.tmpl"

// blocksFile holds the named blocks that the templates beside it share.
const blocksFile = "_blocks" + ending

// Set is the templates that there are, by name and language.
type Set struct {
	all    []Template
	shared map[string]parts // the named blocks of each folder
}

// Own returns candor's own templates.
func Own() *Set {
	s, err := (&Set{}).With(files, "")
	if err != nil {
		panic(err) // the files are part of the program, and a test reads them
	}
	return s
}

// parseTemplate reads the name, group and language of a template from its place,
// and the rest from the comment that it begins with.
func parseTemplate(file, text string) (Template, error) {
	dir, base := path.Split(file)
	t := Template{Name: strings.TrimSuffix(base, ending), Group: Report, Language: Original, File: file}
	if lang, ok := strings.CutPrefix(path.Clean(dir), "notice/"); ok {
		t.Group, t.Language = Notice, lang
		if slices.Contains(incident.Phases, incident.Phase(t.Name)) {
			t.Group = Status
		}
	}
	if path.Clean(dir) == "regulator" {
		t.Group = Regulator
	}
	return t, t.header(text)
}

// header reads the comment that a template begins with: lines "audience: …"
// and "doc: …", up to the first empty line.
func (t *Template) header(text string) error {
	_, rest, ok := strings.Cut(text, "/*")
	comment, _, closed := strings.Cut(rest, "*/")
	if !ok || !closed || !strings.HasPrefix(strings.TrimSpace(text), "{{") {
		return fmt.Errorf("%s: does not begin with a comment that says what it is\n  hint: begin with {{- /* audience: public, and a line doc: */ -}}", t.File)
	}
	for line := range strings.Lines(strings.TrimLeft(comment, " \n")) {
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "audience":
			t.Audience = incident.Audience(value)
		case "doc":
			t.Doc = value
		default:
			return fmt.Errorf("%s: the comment at its beginning has a line %q\n  hint: write audience: and doc: there, and an empty line before anything else", t.File, line)
		}
	}
	if t.Audience != incident.Public && t.Audience != incident.Internal {
		return fmt.Errorf("%s: audience %q is none\n  hint: write audience: public or audience: internal into the comment at its beginning", t.File, t.Audience)
	}
	return nil
}

// All lists the templates by name and language.
func (s *Set) All() []Template { return slices.Clone(s.all) }

// Names lists the names of the templates, each once.
func (s *Set) Names() []string {
	names := make([]string, len(s.all))
	for i, t := range s.all {
		names[i] = t.Name
	}
	return slices.Compact(names)
}

// Find returns the template of a name in a language, or that of a draft's name,
// such as "apology-letter.de". An unknown name gives an error that suggests the
// nearest.
func (s *Set) Find(name, language string) (Template, error) {
	if base, lang, ok := strings.Cut(name, "."); ok {
		name, language = base, lang
	}
	var there []string
	for _, t := range s.all {
		switch {
		case t.Name != name:
		case t.Language == cmp.Or(language, Original):
			return t, nil
		default:
			there = append(there, t.Language)
		}
	}
	if len(there) > 0 {
		return Template{}, fmt.Errorf("template %q is not written in %q\n  hint: it is in %s", name, language, strings.Join(there, ", "))
	}
	return Template{}, fmt.Errorf("template %q does not exist\n  hint: %s", name, strict.Suggest(name, s.Names()))
}
