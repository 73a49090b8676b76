package review_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
)

// A file testdata/rules/ID.txtar holds the cases of a rule. Its sections are
// called found or silent, then PROFILE, LANGUAGE (the rule's first where none
// is named) and ": what it is". With a description a section is one document;
// without one, each paragraph is. In what is found, « » stand around the words
// that a finding points at, or some of them. A section record is the record from there on.

const fewest = 5 // cases on either side

type ruleCase struct {
	name, record, markdown, profile, language string
	found                                     bool
}

func ruleCases(t *testing.T, file string) []ruleCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	record := bare
	var cases []ruleCase
	for _, f := range txtar.Parse(data).Files {
		head, what, whole := strings.Cut(f.Name, ":")
		words := strings.Fields(head)
		if words[0] == "record" {
			record = string(f.Data)
			continue
		}
		c := ruleCase{record: record, found: words[0] == "found"}
		if words[0] != "found" && words[0] != "silent" {
			t.Fatalf("%s: a section is called %q", file, f.Name)
		}
		for _, w := range words[1:] {
			if slices.Contains(review.Profiles(), review.Profile(w)) {
				c.profile = w
			} else {
				c.language = w
			}
		}
		texts := []string{string(f.Data)}
		if !whole {
			texts = strings.Split(strings.TrimSpace(string(f.Data)), "\n\n")
		}
		for _, text := range texts {
			c.markdown, c.name = text, strings.TrimSpace(what)
			cases = append(cases, c)
		}
	}
	return cases
}

func checkAs(t *testing.T, rule review.Rule, c ruleCase, markdown string) []review.Finding {
	t.Helper()
	profile, language := review.Profile(c.profile), c.language
	if profile == "" && len(rule.Profiles) > 0 {
		profile = rule.Profiles[0]
	}
	if language == "" && len(rule.Languages) > 0 {
		language = rule.Languages[0]
	}
	found := review.Check(report(t, c.record), review.Document{
		File: "drafts/x.md", Profile: profile, Language: language, Also: []string{rule.ID}, Draft: &incident.Draft{Name: "x", Audience: incident.Internal, Markdown: []byte(markdown)},
	})
	return slices.DeleteFunc(found, func(f review.Finding) bool { return f.Rule != rule.ID })
}

var marks = regexp.MustCompile(`[«»]`)

func TestCases(t *testing.T) {
	for _, rule := range review.Rules() {
		file := filepath.Join("testdata/rules", rule.ID+".txtar")
		if _, err := os.Stat(file); err != nil {
			if rule.Name != "" && rule.Needs == "" {
				t.Errorf("%s has no cases", rule.ID)
			}
			continue
		}
		t.Run(rule.ID, func(t *testing.T) {
			found, silent := 0, 0
			for _, c := range ruleCases(t, file) {
				got := checkAs(t, rule, c, marks.ReplaceAllString(c.markdown, ""))
				if !c.found {
					silent++
					for _, f := range got {
						t.Errorf("%s %s: not silent:\n%s", c.name, c.profile, f)
					}
					continue
				}
				found++
				holdPlaces(t, c, got)
			}
			if found < fewest || silent < fewest {
				t.Errorf("%d cases are found and %d silent, want %d of each", found, silent, fewest)
			}
		})
	}
}

// holdPlaces holds findings against the marks of a case: each must share
// letters with its own.
func holdPlaces(t *testing.T, c ruleCase, got []review.Finding) {
	t.Helper()
	type span struct{ from, to int }
	var want []span
	plain := 0
	for _, r := range c.markdown {
		switch r {
		case '«':
			want = append(want, span{plain, plain})
		case '»':
			want[len(want)-1].to = plain
		default:
			plain++
		}
	}
	text := strings.Split(marks.ReplaceAllString(c.markdown, ""), "\n")
	ok := len(got) == len(want) || len(want) == 0 && len(got) > 0
	for i, f := range got {
		if len(want) == 0 || !ok {
			break
		}
		from := f.Column - 1
		for _, l := range text[:f.Line-1] {
			from += utf8.RuneCountInString(l) + 1
		}
		ok = from < want[i].to && from+max(utf8.RuneCountInString(f.Words), 1) > want[i].from
	}
	if !ok {
		t.Errorf("%s: found %v, want %d in:\n%s", c.name, got, len(want), c.markdown)
	}
}
