package render

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// The files of a theme.
const (
	pageTemplate = "page.html.tmpl"
	pageStyle    = "page.css"
	pictureStyle = "picture.css"
	printStyle   = "print.css"
)

// themeFiles is candor's own theme.
//
//go:embed theme/*.css theme/*.tmpl
var themeFiles embed.FS

// maxThemeFile bounds a file of a theme, in bytes. A logo is in every page.
const maxThemeFile = 256 << 10

// Theme is how pages, pictures and mail look: candor's own files, with those of
// a house in their place, its colours and its logo. The zero value is none:
// OwnTheme and NewTheme give one.
type Theme struct {
	files   []ThemeFile
	page    *template.Template
	css     string // of a page
	logo    logo
	colours colours
	told    []string
	dark    string
}

// ThemeFile is one file of a theme.
type ThemeFile struct {
	Name string
	Doc  string // what it is for, in one sentence
	From string // what messages call the file; empty where it is candor's own
	Text string
}

// ThemeFolder is a folder that may hold files of a theme, and what messages
// call it.
type ThemeFolder struct {
	Files fs.FS
	Name  string
	Named bool // whether somebody named it: all in it that looks like a file of a theme is meant as one
}

// OwnTheme is the theme that candor has of its own.
var OwnTheme = sync.OnceValue(func() *Theme {
	t := &Theme{files: []ThemeFile{
		{Name: pageStyle, Doc: "How a page looks, wide and narrow, light and dark: colours, type, tables."},
		{Name: pageTemplate, Doc: "What stands around a document: its head, figures and contents (Go's html/template)."},
		{Name: pictureStyle, Doc: "How the picture of the timeline looks."},
		{Name: printStyle, Doc: "How a page looks on paper and as PDF."},
	}}
	for i, f := range t.files {
		text, err := themeFiles.ReadFile("theme/" + f.Name)
		if err != nil {
			panic(err) // the files are part of the program
		}
		t.files[i].Text = string(text)
	}
	if err := t.finish(incident.Theme{}); err != nil {
		panic(err)
	}
	return t
})

// NewTheme is candor's own theme with the files of folders put over it, those
// of the later over those of the earlier, in the colours and with the logo that
// a house states. A file that does not fit is an error with its line. Links that
// lead out of a folder are the concern of its fs.FS.
func NewTheme(stated incident.Theme, folders ...ThemeFolder) (*Theme, error) {
	t := &Theme{files: slices.Clone(OwnTheme().files)}
	var logoName string
	var logoData []byte
	for _, dir := range folders {
		if err := t.take(dir); err != nil {
			return nil, err
		}
		if stated.Logo == "" {
			continue
		}
		switch data, err := readBounded(dir.Files, filepath.ToSlash(stated.Logo)); {
		case err == nil:
			logoName, logoData = filepath.Join(dir.Name, stated.Logo), data
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir.Name, stated.Logo), err)
		}
	}
	if stated.Logo != "" && logoData == nil {
		return nil, fmt.Errorf("publish.theme.logo: there is no %s in a folder %s\n  hint: put it there: beside the incident folders, or in this one", stated.Logo, cmp.Or(stated.Folder, incident.ThemeDir))
	}
	if logoData != nil {
		var err error
		if t.logo, err = readLogo(logoName, logoData); err != nil {
			return nil, err
		}
		t.logo.file = filepath.ToSlash(stated.Logo)
	}
	if err := t.finish(stated); err != nil {
		return nil, err
	}
	return t, t.try()
}

// take puts the files of a folder over those of the theme.
func (t *Theme) take(dir ThemeFolder) error {
	entries, err := fs.ReadDir(dir.Files, ".")
	if err != nil {
		return fmt.Errorf("%s: %w", dir.Name, err)
	}
	for _, e := range entries {
		at := slices.IndexFunc(t.files, func(f ThemeFile) bool { return f.Name == e.Name() })
		from := filepath.Join(dir.Name, e.Name())
		if at < 0 {
			if err := strangeFile(from, e, dir.Named); err != nil {
				return err
			}
			continue
		}
		data, err := readBounded(dir.Files, e.Name())
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
		f := &t.files[at]
		f.From, f.Text = from, strings.ReplaceAll(string(data), "\r\n", "\n")
		if strings.HasSuffix(f.Name, ".css") {
			if err := checkCSS(f.From, f.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// strangeFile refuses a file that looks as if it were meant to be one of a
// theme: it would be passed over without a word. Others, such as a logo or a
// licence, may lie there; and a folder that nobody named may be no theme.
func strangeFile(from string, e fs.DirEntry, named bool) error {
	names := []string{pageStyle, pageTemplate, pictureStyle, printStyle}
	switch ending := path.Ext(e.Name()); {
	case named && ending == ".js":
		return fmt.Errorf("%s: a theme has no scripts: a page reads the same without any", from)
	case !slices.Contains([]string{".css", ".html", ".tmpl", ".htm"}, ending):
		return nil
	case named, strict.Nearest(e.Name(), names) != "":
		return fmt.Errorf("%s: is no file of a theme\n  hint: %s", from, strict.Suggest(e.Name(), names))
	}
	return nil
}

// readBounded reads a file that is one, and no larger than a theme's may be.
func readBounded(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a file")
	}
	r, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxThemeFile+1))
	if err == nil && len(data) > maxThemeFile {
		err = fmt.Errorf("has more than %d bytes\n  hint: it would be in every page; make it smaller", maxThemeFile)
	}
	return data, err
}

// finish makes the style sheet and the template of the files.
func (t *Theme) finish(stated incident.Theme) error {
	sheet := t.text(pageStyle) + t.text(printStyle) + t.text(pictureStyle)
	t.colours, t.told, t.dark = coloursOf(stated, sheet)
	t.css = sheet + t.colours.css()
	f := t.file(pageTemplate)
	tmpl, err := template.New(cmp.Or(f.From, f.Name)).Parse(f.Text)
	if err != nil {
		return f.explain(err)
	}
	t.page = tmpl
	return nil
}

// write makes a page. One that a house's own template made is looked at once
// more: what it may hold does not depend on who wrote the template.
func (t *Theme) write(p *Page) ([]byte, error) {
	var b bytes.Buffer
	f := t.file(pageTemplate)
	if err := t.page.Execute(&b, p); err != nil {
		return nil, f.explain(err)
	}
	if f.From != "" {
		if err := f.checkPage(b.Bytes(), p); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// try makes a page of each kind, so that what is wrong with a theme is told
// before any document is rendered.
func (t *Theme) try() error {
	if t.file(pageTemplate).From == "" {
		return nil
	}
	for _, d := range []*incident.Draft{
		{Name: "postmortem", Audience: incident.Internal, Markdown: []byte("# Sample\n\n## One\n\nText.\n\n## Two\n\n## Three\n")},
		{Name: "apology-letter", Audience: incident.Public, Markdown: []byte("# Sample\n\nText.\n")},
	} {
		if err := (making{markdownToHTML, t}).writeHTML(io.Discard, sampleReport(), d); err != nil {
			return err
		}
	}
	return nil
}

// sampleReport has something of all that a page's template can name.
func sampleReport() *incident.Report {
	at := func(minute int) timeline.Time {
		return timeline.At(time.Date(2026, 3, 4, 14, minute, 0, 0, time.UTC), time.Minute)
	}
	return &incident.Report{
		Incident: &incident.Incident{
			Title: "Sample", Organisation: "Example", Service: "Shop", Severity: "SEV-2", Status: "resolved",
			Milestones: incident.Milestones{{Name: timeline.Started, At: at(2)}, {Name: timeline.Resolved, At: at(42)}},
		},
		Metrics: []incident.Metric{{Name: "time to resolve", From: timeline.Started, To: timeline.Resolved}},
	}
}

func (t *Theme) file(name string) ThemeFile {
	return t.files[slices.IndexFunc(t.files, func(f ThemeFile) bool { return f.Name == name })]
}

func (t *Theme) text(name string) string { return t.file(name).Text }

// Files lists the files of the theme, sorted by name.
func (t *Theme) Files() []ThemeFile { return slices.Clone(t.files) }

// File is the file of that name. The error for an unknown name suggests the
// nearest.
func (t *Theme) File(name string) (ThemeFile, error) {
	var names []string
	for _, f := range t.files {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return ThemeFile{}, fmt.Errorf("theme: there is no file %q\n  hint: %s", name, strict.Suggest(name, names))
}

// Own gives the files that are not candor's, and the logo, by their names in a
// theme's folder.
func (t *Theme) Own() map[string][]byte {
	out := map[string][]byte{}
	for _, f := range t.files {
		if f.From != "" {
			out[f.Name] = []byte(f.Text)
		}
	}
	if t.logo.file != "" {
		out[t.logo.file] = t.logo.data
	}
	return out
}

// Told says what of the theme is not shown as it was stated, a sentence each.
func (t *Theme) Told() []string { return slices.Clone(t.told) }

// InTheDark says in which shade a dark page has the accent; empty where it is
// the one that was stated.
func (t *Theme) InTheDark() string { return t.dark }

// Masthead is the band at the top of a page: the logo of a house, or its name.
type Masthead struct {
	Name string
	Logo template.URL // the picture itself; empty where there is only the name
}

func (t *Theme) masthead(rep *incident.Report) *Masthead {
	name := ""
	if rep != nil && rep.Incident != nil {
		name = visible.Text(cmp.Or(rep.Organisation, rep.Service))
	}
	if t.logo.file == "" && (t.colours.band == nil || name == "") {
		return nil
	}
	return &Masthead{Name: name, Logo: t.logo.source}
}
