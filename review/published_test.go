package review_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/review"
)

const published = "../../shared/data/reports"

func publishedReports(t testing.TB) []review.Document {
	t.Helper()
	files, err := filepath.Glob(published + "/*.*md")
	if err != nil || len(files) == 0 {
		t.Skip("the published reports are not here")
	}
	var docs []review.Document
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, review.Foreign(filepath.Base(f), b))
	}
	return docs
}

// TestPublishedSlips holds what the rules of times and figures find in reports
// that their authors published. Each line was checked by hand.
func TestPublishedSlips(t *testing.T) {
	var got []string
	for _, d := range publishedReports(t) {
		for _, f := range review.Check(nil, d) {
			if slices.Contains([]string{"P19", "P20", "P21", "P22", "P23", "P24", "P25"}, f.Rule) {
				got = append(got, fmt.Sprintf("%s:%d %s %s %s", f.File, f.Line, f.Rule, f.Level, f.Words))
			}
		}
	}
	want := []string{
		"datahub-2017-03-06-helm-config-image-mismatch.qmd:32 P19 error 21:31",
		"datahub-2018-01-25-helm-chart-upgrade.qmd:12 P21 error 2018-01-25 14:30",
		"etcd-v3.5.md:138 P20 error 2021-01-28",
		"etcd-v3.5.md:142 P20 warning 2022-04-24",
		"mybinder-2018-04-18-cull-flood.md:46 P19 error 14:43",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var update = flag.Bool("update", false, "rewrite what is expected to be found in the published reports")

// TestPublishedFindings compares all that is found in the published reports
// with what was found before, so that what is made faster finds the same.
func TestPublishedFindings(t *testing.T) {
	const golden = "testdata/published.txt"
	var got strings.Builder
	for _, d := range publishedReports(t) {
		for _, f := range review.Check(nil, d) {
			fmt.Fprintf(&got, "%s:%d:%d %s %s\n", f.File, f.Line, f.Column, f.Level, f.Rule)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("found\n%s\nwant\n%s", got.String(), want)
	}
}

// BenchmarkPublished reviews the published reports, over and over, one at a time.
func BenchmarkPublished(b *testing.B) {
	docs := publishedReports(b)
	i := 0
	for b.Loop() {
		review.Check(nil, docs[i%len(docs)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}
