package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityPage holds that every test that docs/security.md names is there.
func TestSecurityPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	err = filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(text, -1) {
			there[filepath.ToSlash(filepath.Dir(path))[len("../../"):]+" "+string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || !strings.Contains(line, "`") {
			continue
		}
		pkg := ""
		for _, word := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[2], -1) {
			switch name := word[1]; {
			case strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz"):
				named++
				if !there[pkg+" "+name] {
					t.Errorf("docs/security.md names %s of %s, which is not there", name, pkg)
				}
			case strings.HasSuffix(name, ".txtar"):
				if _, err := os.Stat(filepath.Join("testdata", name)); err != nil {
					t.Error(err)
				}
			default:
				pkg = name
			}
		}
	}
	if named < 30 {
		t.Errorf("docs/security.md names %d tests, want 30 or more", named)
	}
}
