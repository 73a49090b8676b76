package templates

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

// MaxFile and maxFiles bound a folder of templates.
const (
	MaxFile  = 256 << 10 // bytes of one file
	maxFiles = 1000
)

// templateName is what a template may be called: its draft is a file of that
// name.
var templateName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// With returns the set with the templates of a folder put over those that it
// has. The folder is laid out as candor's own: report/NAME.md.tmpl,
// notice/LANGUAGE/NAME.md.tmpl. A file takes the place of the template of its
// name, or adds one; a file that only defines blocks takes the place of those
// blocks in the template of its name, and _blocks.md.tmpl in all templates
// beside it. Messages put name before the files; what is not laid out so is
// passed over.
func (s *Set) With(fsys fs.FS, name string) (*Set, error) {
	out := &Set{all: slices.Clone(s.all), shared: maps.Clone(s.shared)}
	if out.shared == nil {
		out.shared = map[string]parts{}
	}
	found, err := templateFiles(fsys, name)
	if err != nil {
		return nil, err
	}
	for _, file := range found {
		text, err := readTemplate(fsys, file)
		if err == nil {
			err = out.add(file, part{shown(name, file), text})
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(out.all, func(a, b Template) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Language, b.Language))
	})
	return out, nil
}

func shown(name, file string) string {
	if name == "" {
		return file
	}
	return filepath.Join(name, filepath.FromSlash(file))
}

// templateFiles lists the files of a folder that templates are made of, those
// with the blocks that others share first.
func templateFiles(fsys fs.FS, name string) ([]string, error) {
	var found []string
	for _, dir := range groupFolders() {
		err := fs.WalkDir(fsys, dir, func(file string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && file == dir {
				return nil
			}
			if err != nil {
				return fmt.Errorf("%s: %w", shown(name, file), err)
			}
			if !d.Type().IsRegular() || !strings.HasSuffix(file, ending) {
				return nil
			}
			if found = append(found, file); len(found) > maxFiles {
				return fmt.Errorf("%s: holds more than %d templates", shown(name, dir), maxFiles)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(found, func(a, b string) int {
		return cmp.Compare(rank(a), rank(b))
	})
	for _, file := range found {
		info, err := fs.Stat(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", shown(name, file), err)
		}
		if info.Size() > MaxFile {
			return nil, fmt.Errorf("%s: has %d bytes, more than the %d of a template", shown(name, file), info.Size(), MaxFile)
		}
	}
	return found, nil
}

func rank(file string) int {
	if path.Base(file) == blocksFile {
		return 0
	}
	return 1
}

// groupFolders are the folders that templates lie in.
func groupFolders() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var dirs []string
	for _, e := range entries {
		dirs = append(dirs, e.Name())
	}
	return dirs
}

func readTemplate(fsys fs.FS, file string) (string, error) {
	b, err := fs.ReadFile(fsys, file)
	return strings.ReplaceAll(string(b), "\r\n", "\n"), err
}

// add puts one file over the set.
func (s *Set) add(file string, p part) error {
	dir, base := path.Split(file)
	if base == blocksFile {
		s.shared[dir] = append(slices.Clip(s.shared[dir]), p)
		for i := range s.all {
			if s.all[i].dir == dir {
				s.all[i].parts = append(slices.Clip(s.all[i].parts), p)
			}
		}
		return nil
	}
	at := slices.IndexFunc(s.all, func(t Template) bool { return t.dir == dir && t.Name == strings.TrimSuffix(base, ending) })
	onlyBlocks, err := p.onlyBlocks()
	if err != nil {
		return err
	}
	if onlyBlocks {
		if at < 0 {
			return fmt.Errorf("%s: holds only blocks, and there is no template of its name that they could change\n  hint: put blocks that all templates here share into %s", p.file, blocksFile)
		}
		s.all[at].parts = append(slices.Clip(s.all[at].parts), p)
		return nil
	}
	t, err := s.whole(file, p, at)
	if err != nil {
		return err
	}
	if at >= 0 {
		s.all[at] = t
	} else {
		s.all = append(s.all, t)
	}
	return nil
}

// whole reads a file that is a template of its own. One that takes the place
// of another has its audience, unless it says otherwise.
func (s *Set) whole(file string, p part, at int) (Template, error) {
	t, err := parseTemplate(file, p.text)
	t.File, t.dir = p.file, path.Dir(file)+"/"
	if err != nil && at >= 0 && !strings.HasPrefix(strings.TrimSpace(p.text), "{{- /*") {
		t.Doc, t.Audience, err = s.all[at].Doc, s.all[at].Audience, nil
	}
	if err != nil {
		return t, fmt.Errorf("%s%s", p.file, strings.TrimPrefix(err.Error(), file))
	}
	if !templateName.MatchString(t.Name) {
		return t, fmt.Errorf("%s: %q cannot be the name of a template\n  hint: write small letters, digits and hyphens", p.file, t.Name)
	}
	var codes []string
	for _, l := range ownLanguages() {
		if l.Code == t.Language {
			t.lang = l
		}
		codes = append(codes, l.Code)
	}
	if t.lang == nil {
		return t, fmt.Errorf("%s: notices are not written in %q\n  hint: the languages are %s", p.file, t.Language, strings.Join(codes, ", "))
	}
	t.parts = append(slices.Clip(s.shared[t.dir]), p)
	return t, nil
}

var ownLanguages = sync.OnceValue(Languages)

// onlyBlocks reports whether a file defines blocks and prints nothing itself.
func (p part) onlyBlocks() (bool, error) {
	tmpl, err := template.New(p.file).Funcs(nameMap()).Parse(p.text)
	if err != nil {
		return false, parts{p}.explain(err)
	}
	empty := tmpl.Tree == nil || tmpl.Tree.Root == nil || parse.IsEmptyTree(tmpl.Tree.Root)
	return empty && len(tmpl.Templates()) > 0 && strings.Contains(p.text, "define"), nil
}

// nameMap has every function by name, for parsing alone.
var nameMap = sync.OnceValue(func() template.FuncMap {
	return funcMap(english(), &citations{}, newMeter(nil))
})

// Read makes a template of the text of one file, with the blocks that the
// templates of its folder share, as one who writes it wants to try it. The
// folder is that of its path, else reports'.
func (s *Set) Read(file, text string) (Template, error) {
	dir, base := path.Split(filepath.ToSlash(file))
	place := "report/"
	for known := range s.shared {
		if strings.HasSuffix("/"+dir, "/"+known) {
			place = known
		}
	}
	if !strings.HasSuffix(base, ending) {
		return Template{}, fmt.Errorf("%s: is not called NAME%s", file, ending)
	}
	p := part{file, strings.ReplaceAll(text, "\r\n", "\n")}
	at := slices.IndexFunc(s.all, func(t Template) bool { return t.dir == place && t.Name == strings.TrimSuffix(base, ending) })
	only, err := p.onlyBlocks()
	if err != nil {
		return Template{}, err
	}
	if only && at < 0 {
		return Template{}, fmt.Errorf("%s: holds only blocks, which print nothing\n  hint: try a template that uses them: candor templates render FILE", file)
	}
	if only {
		t := s.all[at]
		t.parts = append(slices.Clip(t.parts), p)
		return t, nil
	}
	return s.whole(place+base, p, at)
}

// Source is the template's own text.
func (t Template) Source() string {
	for _, p := range slices.Backward(t.parts) {
		if p.file == t.File {
			return p.text
		}
	}
	return ""
}

// Block is a named part of a template, which users can replace.
type Block struct{ Name, File, Text string }

// Blocks lists the blocks that the template uses, directly or through others,
// by name.
func (t Template) Blocks() ([]Block, error) {
	root := template.New("").Funcs(nameMap())
	for _, p := range t.parts {
		if _, err := root.New(p.file).Parse(p.text); err != nil {
			return nil, t.parts.explain(err)
		}
	}
	used := map[string]bool{}
	var out []Block
	var follow func(name string)
	follow = func(name string) {
		b := root.Lookup(name)
		if b == nil || b.Tree == nil {
			return
		}
		walkNodes(b.Tree.Root, func(n parse.Node) {
			if n, ok := n.(*parse.TemplateNode); ok && !used[n.Name] {
				used[n.Name] = true
				follow(n.Name)
			}
		})
		if name != t.File {
			out = append(out, Block{name, b.Tree.ParseName, b.Tree.Root.String()})
		}
	}
	follow(t.File)
	slices.SortFunc(out, func(a, b Block) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Users lists the files of users that the template is made of, besides
// candor's own.
func (t Template) Users() []string {
	var out []string
	for _, p := range t.parts {
		if _, err := fs.Stat(files, p.file); err != nil {
			out = append(out, p.file)
		}
	}
	return out
}

// Several reports whether the template tells the incidents of other folders
// too, where the report has them.
func (t Template) Several() bool {
	text := t.parts[len(t.parts)-1].text
	return strings.Contains(text, ".Together") || strings.Contains(text, ".Others")
}
