package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // the pages
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/archive"
)

var (
	//go:embed theme/site.css
	css string
	//go:embed theme/search.js
	searchJS string
	//go:embed theme/page.html.tmpl
	pageText string
	//go:embed theme/index.html.tmpl
	indexText string
	//go:embed theme/incident.html.tmpl
	incidentText string
	//go:embed theme/search.html.tmpl
	searchText string
	//go:embed theme/figures.html.tmpl
	figuresText string
)

// manifest is the file that lists what the site made, so that what is there
// already is not made again and nothing else is ever taken out.
const manifest = "site.json"

// listed is the manifest.
type listed struct {
	Files map[string]listedFile `json:"files"`
	Pages map[string]listedPage `json:"pages"` // of incidents, by their ids
}

// listedFile is a file as it was written.
type listedFile struct {
	SHA256 string `json:"sha256"`
	Size   int    `json:"size"`
}

// listedPage is the page of an incident and its documents, with the SHA-256 of
// all that they are made of: while that is the same, they are not made again.
type listedPage struct {
	Of    string   `json:"of"`
	Files []string `json:"files"`
}

// Options say how a site is made.
type Options struct {
	Title string // of the site; "Incidents" where it has none
	Base  string // the address under which the site is found; without one it has no feeds, whose entries lead there
}

// Made counts what became of the files of a site.
type Made struct {
	Incidents int `json:"incidents"`
	Written   int `json:"written"` // files that are new or changed
	Same      int `json:"same"`
	Removed   int `json:"removed"`
}

// writer writes the files of a site into its folder.
type writer struct {
	root *os.Root
	page *template.Template
	o    Options
	old  listed // what an earlier run made
	now  listed
	made Made

	bodies map[string]*template.Template
}

// Write makes the site of an archive in a folder. A folder that holds something
// else, and no site, is refused.
func Write(arch *archive.Archive, dir string, o Options) (Made, error) {
	if o.Title == "" {
		o.Title = "Incidents"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Made{}, err
	}
	if u, err := url.Parse(o.Base); o.Base != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery+u.Fragment != "" || u.User != nil) {
		return Made{}, fmt.Errorf("%q is not the address of a site\n  hint: write it such as https://status.example.com/", o.Base)
	}
	if o.Base != "" {
		o.Base = strings.TrimSuffix(o.Base, "/") + "/"
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Made{}, err
	}
	defer root.Close()
	page, err := template.New("page").Parse(pageText)
	if err != nil {
		return Made{}, fmt.Errorf("site: %w", err)
	}
	w := &writer{root: root, page: page, o: o, now: listed{map[string]listedFile{}, map[string]listedPage{}}, bodies: map[string]*template.Template{}}
	if err := w.before(dir); err != nil {
		return Made{}, err
	}
	if err := w.all(arch); err != nil {
		return w.made, err
	}
	return w.made, w.finish()
}

// before reads what an earlier run made.
func (w *writer) before(dir string) error {
	data, err := w.root.ReadFile(manifest)
	switch {
	case err == nil:
		if err := json.Unmarshal(data, &w.old); err != nil {
			return fmt.Errorf("%s: is damaged: %w\n  hint: remove the folder and make the site anew", filepath.Join(dir, manifest), err)
		}
	case errors.Is(err, fs.ErrNotExist):
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			return fmt.Errorf("%s: holds other files and no site\n  hint: name an empty folder", dir)
		}
	default:
		return err
	}
	return nil
}

func (w *writer) all(arch *archive.Archive) error {
	var told []tale
	for in, err := range arch.Texts() {
		if err != nil {
			return err
		}
		if in.Public == nil {
			continue
		}
		t := w.taleOf(in)
		if err := w.incident(in, t); err != nil {
			return err
		}
		told = append(told, t)
	}
	slices.SortFunc(told, func(a, b tale) int { return cmp.Or(b.began.Compare(a.began), strings.Compare(a.ID, b.ID)) })
	w.made.Incidents = len(told)
	return errors.Join(w.index(told), w.search(told), w.figures(told), w.feeds(told))
}

// put writes a file, unless it is there with these bytes.
func (w *writer) put(name string, data []byte) error {
	sum := sha256.Sum256(data)
	f := listedFile{hex.EncodeToString(sum[:]), len(data)}
	w.now.Files[name] = f
	if w.old.Files[name] == f && w.has(name, f) {
		w.made.Same++
		return nil
	}
	w.made.Written++
	return w.write(name, data)
}

// has reports whether a file is there as it was written, by its size.
func (w *writer) has(name string, f listedFile) bool {
	info, err := w.root.Lstat(name)
	return err == nil && info.Mode().IsRegular() && info.Size() == int64(f.Size)
}

// stays reports whether the page of an incident and its documents are there
// already, and takes them over where they are.
func (w *writer) stays(id, of string) bool {
	page, ok := w.old.Pages[id]
	if !ok || page.Of != of {
		return false
	}
	for _, name := range page.Files {
		f, ok := w.old.Files[name]
		if !ok || !w.has(name, f) {
			return false
		}
	}
	for _, name := range page.Files {
		w.now.Files[name] = w.old.Files[name]
	}
	w.now.Pages[id] = page
	w.made.Same += len(page.Files)
	return true
}

func (w *writer) write(name string, data []byte) error {
	if err := w.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	part := name + ".part"
	if err := w.root.WriteFile(part, data, 0o644); err != nil {
		return errors.Join(err, w.root.Remove(part))
	}
	return w.root.Rename(part, name)
}

// finish takes out what an earlier run made and this one did not, and keeps the
// list.
func (w *writer) finish() error {
	for name := range w.old.Files {
		if _, ok := w.now.Files[name]; ok || !filepath.IsLocal(name) {
			continue
		}
		if err := w.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		w.made.Removed++
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if w.root.Remove(dir) != nil {
				break
			}
		}
	}
	data, err := json.MarshalIndent(w.now, "", " ")
	if err != nil {
		return err
	}
	return w.write(manifest, append(data, '\n'))
}

// shell is what every page has around its own text.
type shell struct {
	Site, Title, Heading, Root, Policy string
	Feeds                              bool
	CSS                                template.CSS
	Body                               template.HTML
}

// show writes a page: its own template in the shell of all. Script is what it
// may run, of which there is one at most.
func (w *writer) show(name, heading, text, script string, data any) error {
	t := w.bodies[text]
	if t == nil {
		var err error
		if t, err = template.New("body").Parse(text); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		w.bodies[text] = t
	}
	var body, page bytes.Buffer
	if err := t.Execute(&body, data); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	s := shell{
		Feeds: w.o.Base != "",
		Site:  w.o.Title, Heading: heading, Title: heading + " · " + w.o.Title, Root: strings.Repeat("../", strings.Count(name, "/")),
		CSS: template.CSS(css), Body: template.HTML(body.String()), Policy: "default-src 'none'; style-src " + hashOf(css) + "; base-uri 'none'; form-action 'none'",
	}
	if script != "" {
		s.Policy += "; script-src " + hashOf(script)
	}
	if err := w.page.Execute(&page, s); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return w.put(name, page.Bytes())
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
