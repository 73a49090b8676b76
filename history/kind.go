package history

import (
	"path"
	"strings"
)

// fileKind is what a file is to a program.
type fileKind int

const (
	code   fileKind = iota // what runs, is built or configures
	test                   // what checks it
	prose                  // what tells of it: documents, change logs, translations
	opaque                 // what is made and not written: pictures, archives, lock files
)

// The names and endings are those that hold across languages.
var (
	proseNames   = []string{"readme", "changelog", "changes", "news", "authors", "contributors", "license", "licence", "copying", "maintainers", "todo", "thanks", "release-notes", "releasenotes", "release_notes", "history", "install"}
	proseEndings = []string{".md", ".rst", ".txt", ".adoc", ".asciidoc", ".html", ".tex", ".texi", ".pod", ".po", ".pot", ".1", ".2", ".3", ".5", ".7", ".8", ".markdown", ".org", ".d"}
	proseFolders = []string{"doc", "docs", "documentation", "man", "changelog", "changelogs", "relnotes", "locale", "po", "news"}
	testFolders  = []string{"test", "tests", "testing", "testdata", "t", "spec", "specs", "__tests__", "fixtures", "unittest", "unittests", "testsuite", "fuzz"}
	opaqueEnds   = []string{".png", ".jpg", ".gif", ".svg", ".ico", ".pdf", ".gz", ".zip", ".jar", ".lock", ".sum", ".min.js", ".woff", ".ttf", ".bin", ".snap"}
)

// kindOf tells by its path what a file is.
func kindOf(name string) fileKind {
	lower := strings.ToLower(name)
	base := path.Base(lower)
	stem, ending := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
	for _, end := range opaqueEnds {
		if strings.HasSuffix(base, end) {
			return opaque
		}
	}
	built := base == "cmakelists.txt" || base == "requirements.txt" || base == "meson_options.txt"
	for folder := range strings.SplitSeq(path.Dir(lower), "/") {
		if listed := containsWord(testFolders, folder); listed {
			return test
		}
	}
	if strings.HasSuffix(stem, "_test") || strings.HasSuffix(stem, "-test") || strings.HasPrefix(stem, "test_") || strings.HasPrefix(stem, "test-") ||
		strings.HasSuffix(stem, ".test") || strings.HasSuffix(stem, ".spec") || strings.HasSuffix(stem, "_spec") {
		return test
	}
	if built {
		return code
	}
	for folder := range strings.SplitSeq(path.Dir(lower), "/") {
		if containsWord(proseFolders, folder) {
			return prose
		}
	}
	if containsWord(proseEndings, ending) || containsWord(proseNames, stem) {
		return prose
	}
	return code
}

func containsWord(words []string, w string) bool {
	for _, x := range words {
		if x == w {
			return true
		}
	}
	return false
}
