package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

func textOfDraft(t testing.TB, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	if err := writeText(&b, nil, &incident.Draft{Name: "draft", Title: "T", Markdown: []byte(markdown)}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	for name, tt := range map[string]struct{ in, want string }{
		"headings and paragraphs": {"# Größe\n\nOne\ntwo.\n\n## Part\n\n### Small\n\nThree.\n", "Größe\n=====\n\nOne two.\n\nPart\n----\n\nSmall\n\nThree.\n"},
		"lists":                   {"- a\n- b\n   1. c\n   2. d\n\n     more\n- e\n", "T\n=\n\n- a\n- b\n   1. c\n   2. d\n\n  more\n- e\n"},
		"links":                   {"See [one](https://a.example/), [two](https://b.example/), [one](https://a.example/), <https://c.example> and <care@example.com>.", "T\n=\n\nSee one [1], two [2], one [1], https://c.example and care@example.com.\n\n[1] https://a.example/\n[2] https://b.example/\n"},
		"relative links":          {"See [here](#x) and [there](other.html).", "T\n=\n\nSee here and there.\n"},
		"quotation and code":      {"> a\n>\n> - b\n\n```\nx  y\n\nz\n```\n\n---\n", "T\n=\n\n> a\n\n> - b\n\n    x  y\n\n    z\n\n--------------------\n"},
		"table":                   {"| Time | What |\n|---|---|\n| 14:02 | It failed |\n| 14:49 | It worked |\n", "T\n=\n\nTime   What\n-----  ---------\n14:02  It failed\n14:49  It worked\n"},
		"footnotes":               {"a[^1] b.\n\n[^1]: The log.\n", "T\n=\n\na (1) b.\n\n--------------------\n\n(1) The log.\n"},
		"breaks":                  {"one\\\ntwo\n", "T\n=\n\none\ntwo\n"},
		"no spaces":               {strings.Repeat("語。", 40), "T\n=\n\n" + strings.Repeat("語。", 18) + "\n" + strings.Repeat("語。", 18) + "\n" + strings.Repeat("語。", 4) + "\n"},
		"pictures":                {"![The timeline](timeline.svg)\n", "T\n=\n\nThe timeline\n"},
		"hidden letters":          {"a\u202eb\n", "T\n=\n\na<U+202E>b\n"},
	} {
		if got := textOfDraft(t, tt.in); got != tt.want {
			t.Errorf("%s:\n%q, want\n%q", name, got, tt.want)
		}
	}
}

// TestTextLines holds that no line is wider than it may be, but for words that
// have no place to break, and that no word is lost.
func TestTextLines(t *testing.T) {
	rep := webReport(t)
	for _, source := range [][]byte{webPostmortem(t, rep).Markdown, []byte(letterText)} {
		got := textOfDraft(t, string(source))
		for line := range strings.Lines(got) {
			line = strings.TrimRight(line, "\n")
			if columns(line) > textColumns && len(strings.Fields(line)) > 1 && !strings.HasPrefix(line, "    ") && !strings.HasPrefix(line, "[") {
				t.Errorf("%d columns: %s", columns(line), line)
			}
			if strings.HasSuffix(line, " ") {
				t.Errorf("%q ends in a space", line)
			}
		}
		body, err := bodyOf("d", source, walls{true, true})
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join(strings.Fields(got), " ")
		for _, p := range passages(body) {
			for _, word := range strings.Fields(plain(p.parts)) {
				if !strings.Contains(all, strings.TrimRight(word, ".,;:)")) {
					t.Errorf("%q is lost", word)
				}
			}
		}
	}
}
