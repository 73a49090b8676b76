package review_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/review"
)

// timeRules are those that hold a document's times and figures against each
// other.
var timeRules = []string{"P19", "P20", "P21", "P22", "P23", "P24", "P25", "P35"}

// TestHouses reads reports in the forms of many houses. Each is right as it
// stands, though parts of it look wrong, and nothing may be found in it. A
// section "slip RULE WORDS" has two lines: words of the report, and what
// stands there by mistake; the finding is at WORDS, and there is no other.
func TestHouses(t *testing.T) {
	files, err := filepath.Glob("testdata/houses/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no houses", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			report := string(a.Files[0].Data)
			for _, f := range slips(report) {
				t.Errorf("nothing is wrong, but:\n%s", f)
			}
			for _, s := range a.Files[1:] {
				words := strings.SplitN(s.Name, " ", 3)
				right, wrong, _ := strings.Cut(strings.TrimSuffix(string(s.Data), "\n"), "\n")
				if words[0] != "slip" || len(words) < 3 || strings.Count(report, right) != 1 {
					t.Fatalf("section %q: %q has to stand in the report once", s.Name, right)
				}
				found := slips(strings.Replace(report, right, wrong, 1))
				if len(found) != 1 || found[0].Rule != words[1] || !strings.HasPrefix(found[0].Words, words[2]) {
					t.Errorf("%q for %q: want %s at %q alone, found:", wrong, right, words[1], words[2])
					for _, f := range found {
						t.Logf("%s", f)
					}
				}
			}
		})
	}
}

// slips are the findings about times and figures, and all errors.
func slips(report string) []review.Finding {
	found := review.Check(nil, review.Foreign("report.md", []byte(report)))
	return slices.DeleteFunc(found, func(f review.Finding) bool {
		return f.Level == review.Info || f.Level != review.Error && !slices.Contains(timeRules, f.Rule)
	})
}
