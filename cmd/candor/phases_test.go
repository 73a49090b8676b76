package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/templates"
)

// TestPhases tells every phase of an incident, from a copy of each example, and
// of a maintenance, in every language. It holds what was told, and that review
// finds no error in it. What each run is told with stands in testdata/phases;
// the readers there live on both sides of a change of day.
func TestPhases(t *testing.T) {
	long(t)
	candor := program(t)
	for _, name := range examples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(filepath.Join("testdata/phases", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			copyTree(t, filepath.Join("../../examples", name), dir)
			for _, f := range archive.Files {
				appendTo(t, filepath.Join(dir, f.Name), f.Data)
			}
			told := tellAll(t, candor, dir)
			for lang, documents := range tellAll(t, candor, filepath.Join(dir, "maintenance")) {
				told[lang] = append(told[lang], documents...)
			}
			for lang, documents := range told {
				hold(t, filepath.Join("testdata/documents", name, "phases."+lang+".txtar"), txtar.Format(&txtar.Archive{Files: documents}))
				if n := len(documents); n != len(incident.Phases) {
					t.Errorf("%s: %d of %d phases were told", lang, n, len(incident.Phases))
				}
			}
		})
	}
}

// tellAll tells the phases that the folder lists, and returns what was told in
// each language.
func tellAll(t *testing.T, candor, dir string) map[string][]txtar.File {
	t.Helper()
	var codes []string
	for _, l := range templates.Languages() {
		codes = append(codes, l.Code)
	}
	lines, err := os.ReadFile(filepath.Join(dir, "phases"))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string][]txtar.File{}
	for i, line := range strings.Split(strings.TrimSpace(string(lines)), "\n") {
		line, doing, _ := strings.Cut(line, " --doing ")
		words := append(strings.Fields(line), "--doing", strings.Trim(doing, `"`))
		runIn(t, candor, dir, append([]string{"notice", "--lang", strings.Join(codes, ",")}, words...)...)
		var drafts []string
		for _, code := range codes {
			draft := fmt.Sprintf("n%d-%s", i+1, words[0])
			if code != templates.Original {
				draft += "." + code
			}
			text, err := os.ReadFile(filepath.Join(dir, "drafts", draft+".md"))
			if err != nil {
				t.Fatal(err)
			}
			told[code] = append(told[code], txtar.File{Name: draft + ".md", Data: text})
			drafts = append(drafts, draft)
		}
		if out := runIn(t, candor, dir, append([]string{"review"}, drafts...)...); !bytes.Contains(out, []byte("0 errors, 0 warnings")) {
			t.Errorf("%s: review finds\n%s", words[0], out)
		}
	}
	return told
}

// runIn runs candor in a folder, and returns all that it says.
func runIn(t *testing.T, candor, dir string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(candor, append(args, "-C", dir)...).CombinedOutput()
	if err != nil {
		t.Errorf("candor %v: %v\n%s", args, err, out)
	}
	return out
}

// appendTo puts text behind that of a file, or into a new one.
func appendTo(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
}
