package templates

import (
	"strings"
	"testing"
	"testing/fstest"
)

func overlay(t *testing.T, s *Set, files map[string]string) (*Set, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return s.With(fsys, "mine")
}

const head = "{{- /*\naudience: internal\ndoc: a test\n*/ -}}\n"

// TestWith holds which text wins where several are put over each other.
func TestWith(t *testing.T) {
	first := map[string]string{
		"report/_blocks.md.tmpl": `{{ define "count" }}shared count{{ end }}`,
		"report/own.md.tmpl":     head + `{{ template "count" . }}, {{ template "data" . }}`,
		"report/minimal.md.tmpl": `{{ define "factors" }}minimal factors{{ end }}`,
		"report/sre.md.tmpl":     `whole, {{ template "count" . }}, {{ template "factors" . }}{{ define "factors" }}its own{{ end }}`,
		"elsewhere/x.md.tmpl":    "{{ nonsense",
		"report/notes.txt":       "{{ nonsense",
	}
	second := map[string]string{
		"report/_blocks.md.tmpl": `{{ define "data" }}later data{{ end }}{{ define "factors" }}later factors{{ end }}`,
	}
	one, err := overlay(t, Own(), first)
	if err != nil {
		t.Fatal(err)
	}
	two, err := overlay(t, one, second)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		set        *Set
		name, want string
	}{
		{one, "own", "shared count, TODO("},
		{one, "sre", "whole, shared count, its own"},
		{one, "minimal", "minimal factors"},
		{one, "minimal", "shared count"},
		{two, "own", "shared count, later data"},
		{two, "sre", "later factors"},
		{two, "postmortem", "later factors"},
		{Own(), "minimal", "TODO("},
	} {
		tmpl, err := tt.set.Find(tt.name, "")
		if err != nil {
			t.Error(err)
			continue
		}
		d, err := tmpl.Execute(report(t, bare))
		if err != nil || !strings.Contains(string(d.Markdown), tt.want) {
			t.Errorf("%s has no %q: %v\n%s", tt.name, tt.want, err, d.Markdown)
		}
	}
	if _, err := Own().Find("own", ""); err == nil {
		t.Error("candor's own set has a user's template")
	}
}

func TestWithRefuses(t *testing.T) {
	for _, tt := range []struct{ file, text, want string }{
		{"report/x.md.tmpl", "no comment", "does not begin with a comment"},
		{"report/x.md.tmpl", strings.Replace(head, "internal", "secret", 1), `audience "secret" is none`},
		{"report/x.md.tmpl", `{{ define "a" }}{{ end }}`, "holds only blocks"},
		{"report/X y.md.tmpl", head + "x", "cannot be the name"},
		{"report/x.md.tmpl", head + "{{ if }}", "mine/report/x.md.tmpl:5:"},
		{"notice/tlh/x.md.tmpl", head + "x", `not written in "tlh"`},
		{"report/x.md.tmpl", head + strings.Repeat("x", MaxFile), "more than the"},
	} {
		_, err := overlay(t, Own(), map[string]string{tt.file: tt.text})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "mine/") {
			t.Errorf("%s with %.40q gives %v; want an error with %q", tt.file, tt.text, err, tt.want)
		}
	}
}

// TestStart holds that what a new template begins with is one.
func TestStart(t *testing.T) {
	for _, lang := range []string{"", "en"} {
		file, text, err := Own().Start("handover", lang)
		if err != nil {
			t.Fatal(err)
		}
		tmpl, err := Own().Read("templates/"+file, text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tmpl.Execute(report(t, bare)); err != nil {
			t.Error(err)
		}
	}
	for _, tmpl := range Own().All() {
		if _, text, err := Own().Start(tmpl.Name, tmpl.Language); err != nil || text != tmpl.Source() {
			t.Errorf("%s does not start as it is: %v", tmpl.Name, err)
		}
		if _, err := tmpl.Blocks(); err != nil {
			t.Error(err)
		}
	}
}
