package reference

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/templates"
)

// comments are what the source says of the types that templates see: of a
// type, "Type"; of a field or a method, "Type.Name".
func comments(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range []string{"../../incident", "../../timeline"} {
		fset := token.NewFileSet()
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s holds no Go files: %v", dir, err)
		}
		var files []*ast.File
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		pkg, err := doc.NewFromFiles(fset, files, dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, typ := range pkg.Types {
			out[typ.Name] = pkg.Synopsis(typ.Doc)
			for _, m := range typ.Methods {
				out[typ.Name+"."+m.Name] = pkg.Synopsis(m.Doc)
			}
			for _, spec := range typ.Decl.Specs {
				if s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType); ok {
					fieldComments(out, typ.Name, s)
				}
			}
		}
	}
	return out
}

func fieldComments(out map[string]string, typ string, s *ast.StructType) {
	for _, f := range s.Fields.List {
		text := strings.TrimSpace(f.Comment.Text())
		if text == "" {
			text = strings.TrimSpace(f.Doc.Text())
		}
		for _, name := range f.Names {
			out[typ+"."+name.Name] = strings.Join(strings.Fields(text), " ")
		}
	}
}

// recordRows are what docs/record.md says of the fields of the record.
func recordRows(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/record.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	names := regexp.MustCompile("`([a-z_.]+)`")
	for line := range strings.Lines(string(page)) {
		cells := strings.SplitN(strings.TrimSpace(line), "|", 4)
		if len(cells) < 3 || !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, m := range names.FindAllStringSubmatch(cells[1], -1) {
			if _, known := out[m[1]]; !known {
				out[m[1]] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.Join(cells[2:], "|")), "|"))
			}
		}
	}
	return out
}

// prefixes are the places in the record of the types whose fields record.md
// lists one by one.
var prefixes = map[string]string{
	"Incident": "", "Impact": "impact.", "Cause": "cause.", "Window": "window.", "Workaround": "workaround.", "Contact": "contact.",
	"Signature": "signature.", "Source": "",
}

// obvious says what a field is where its name says it all, and no comment does.
func obvious(f reflect.StructField) string {
	tag := strings.Split(f.Tag.Get("yaml"), ",")[0]
	if tag == "" || tag == "-" {
		tag = f.Name
	}
	return "the " + strings.ToLower(strings.ReplaceAll(tag, "_", " "))
}

func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "length"
	case t.Kind() == reflect.Pointer:
		return kindOf(t.Elem())
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "bytes"
	case t.Kind() == reflect.Slice:
		return "list of " + kindOf(t.Elem())
	case t.Kind() == reflect.Map:
		return "map of " + kindOf(t.Elem())
	case t.Kind() == reflect.Struct && strings.HasPrefix(t.PkgPath(), "github.com/"):
		return "[" + t.Name() + "](#" + strings.ToLower(t.Name()) + ")"
	case t.Kind() == reflect.Struct, t.Kind() == reflect.Interface:
		return t.Name()
	case t.Kind() == reflect.String && t.Name() == "Foreign":
		return "text of a source"
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return "true or false"
	}
	return "number"
}

// data lists every field and method that templates can name.
func data(t *testing.T) string {
	said, rows := comments(t), recordRows(t)
	var b strings.Builder
	for _, typ := range templates.Types() {
		if typ.Kind() != reflect.Struct || !strings.HasPrefix(typ.PkgPath(), "github.com/") {
			continue
		}
		about := said[typ.Name()]
		if about == "" {
			t.Errorf("type %s has no comment", typ)
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n| write | is a | that says |\n|---|---|---|\n", typ.Name(), about)
		for i := range typ.NumField() {
			f := typ.Field(i)
			if !f.IsExported() || f.Type.Kind() == reflect.Interface {
				continue
			}
			if f.Anonymous && !strings.HasPrefix(kindOf(f.Type), "[") {
				continue
			}
			if f.Anonymous {
				fmt.Fprintf(&b, "| | %s | all that it has can be written here |\n", kindOf(f.Type))
				continue
			}
			fmt.Fprintf(&b, "| `.%s` | %s | %s |\n", f.Name, kindOf(f.Type), cell(fieldDoc(typ, f, said, rows)))
		}
		methods(t, &b, typ, said)
		b.WriteString("\n")
	}
	return b.String()
}

func fieldDoc(typ reflect.Type, f reflect.StructField, said, rows map[string]string) string {
	if prefix, ok := prefixes[typ.Name()]; ok {
		if row := rows[prefix+strings.Split(f.Tag.Get("yaml"), ",")[0]]; row != "" && row != "see below" {
			return row
		}
	}
	if text := said[typ.Name()+"."+f.Name]; text != "" {
		return text
	}
	return obvious(f)
}

func embeds(typ reflect.Type) bool {
	for i := range typ.NumField() {
		if typ.Field(i).Anonymous {
			return true
		}
	}
	return false
}

func methods(t *testing.T, b *strings.Builder, typ reflect.Type, said map[string]string) {
	for _, m := range templates.Methods(typ) {
		about := said[typ.Name()+"."+m.Name]
		if about == "" && embeds(typ) || m.Name == "Error" {
			continue // of the type that it has within it, which is listed itself
		}
		if about == "" {
			t.Errorf("method %s of %s has no comment", m.Name, typ)
		}
		call := "." + m.Name
		for i := 1; i < m.Type.NumIn(); i++ {
			call += " " + strings.ToUpper(m.Type.In(i).Name())
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", call, kindOf(m.Type.Out(0)), cell(about))
	}
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// blocks lists what users can replace in each template of candor.
func blocks(t *testing.T) string {
	var b strings.Builder
	b.WriteString("| template | its blocks |\n|---|---|\n")
	for _, tmpl := range templates.Own().All() {
		if tmpl.Language != templates.Original {
			continue
		}
		list, err := tmpl.Blocks()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, block := range list {
			names = append(names, "`"+block.Name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", tmpl.File, strings.Join(names, ", "))
	}
	return b.String()
}

func templatesPage(t *testing.T) string {
	var b strings.Builder
	b.WriteString(notice + "# Templates\n\n| template | audience | is |\n|---|---|---|\n")
	seen := map[string]bool{}
	for _, tmpl := range templates.Own().All() {
		if !seen[tmpl.Name] {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", tmpl.Name, tmpl.Audience, tmpl.Doc)
		}
		seen[tmpl.Name] = true
	}
	b.WriteString(start)
	b.WriteString(blocks(t))
	b.WriteString("\n## What templates see\n\nThe data of a template, `.`, is the report; within `with` and `range` it is what they name, and `$` stays the report.\nOf a type only what is listed here can be named; methods that change a value, or walk with a function, are refused.\n\n")
	b.WriteString(data(t))
	b.WriteString("## Functions\n\n")
	for _, f := range templates.Funcs() {
		function(&b, f)
	}
	b.WriteString("## Functions of citing, of readers, and of text/template\n\n")
	for _, f := range templates.Library() {
		function(&b, f)
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func function(b *strings.Builder, f templates.Func) {
	fmt.Fprintf(b, "### %s\n\n%s.\n\n", f.Name, capital(f.Doc))
	for _, ex := range f.Examples {
		b.WriteString(fence(ex.Template+"\n"+ex.Want) + "\n")
	}
}

const start = `
Templates are in the language of Go's text/template. Whatever a template prints is escaped. In text that people wrote into
the record, web and mail addresses become links; in text from sources, nothing does. A fact that is not known is printed by
` + "`todo`" + `.

## Your own

` + "```" + `
candor templates show postmortem                 the source of a template, with the blocks that it uses
candor templates new handover                    a start: templates/report/handover.md.tmpl
candor templates render FILE --with INCIDENT     the document, or what is wrong and where
candor draft handover
` + "```" + `

They lie in a folder ` + "`templates/`" + ` beside the incident folders (for all of them), in an incident folder (for that one), or where
` + "`--templates DIR`" + ` says; what comes later here is put over what comes before:

` + "```" + `
templates/report/NAME.md.tmpl             a report
templates/notice/LANGUAGE/NAME.md.tmpl    a message to those affected
templates/report/_blocks.md.tmpl          blocks for all templates of that folder
` + "```" + `

A file takes the place of the template of its name, or adds one. A file that only holds ` + "`{{ define \"NAME\" }} … {{ end }}`" + ` takes the
place of these blocks, in the template of its name or, as ` + "`_blocks.md.tmpl`" + `, in all beside it; the rest of candor's text stays. A new
template begins with a comment that says ` + "`audience: public`" + ` or ` + "`audience: internal`" + `, and ` + "`doc:`" + ` what it is for.

A template can read nothing but the report: no file, no environment, no network. Its work is counted, not timed, and one that loops
or grows is stopped at the same place on every machine: 64 MiB of text made, blocks 100 deep, 16 MiB of output, 256 KiB of
source, fields of printf 1000 wide. A mistake is told with file, line and column:

` + "```" + `
candor: template handover: templates/report/handover.md.tmpl:12:4: incident.yaml has no .Impakt
   12 | {{ .Impakt.Who }}
      |    ^
  hint: did you mean .Impact?
` + "```" + `

## Blocks

`
