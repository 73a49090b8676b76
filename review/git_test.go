package review_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/review"
)

func TestAgainstARepository(t *testing.T) {
	const text = "All times in UTC\n\n" +
		"- 2024-05-01 10:14 https://example.com/house/shop/pull/12 was merged\n" +
		"- 2024-05-01 18:30 https://example.com/house/shop/pull/13 was merged\n" +
		"- 2024-05-01 19:00 https://example.com/house/charts/pull/12 was merged\n" +
		"- 2024-05-01 20:00 https://example.com/house/shop/pull/12 was opened\n"
	at := func(clock string) time.Time {
		when, err := time.Parse("2006-01-02 15:04:05", "2024-05-01 "+clock)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	doc := review.Foreign("report.md", []byte(text))
	doc.Repository = "shop"
	doc.Landings = []review.Landing{
		{Hash: strings.Repeat("a", 40), Number: "12", At: at("10:13:22")},
		{Hash: strings.Repeat("b", 40), Number: "13", At: at("10:30:41")},
		{Hash: strings.Repeat("c", 40), Number: "14", At: at("11:00:00")},
	}
	var got []string
	for _, f := range review.Check(nil, doc) {
		if f.Rule == "P30" || f.Rule == "P31" {
			got = append(got, f.Short()+"; "+f.Hint)
		}
	}
	want := []string{
		"report.md:3:3: info: a change landed while this lasted and is not mentioned: #14 (P31); say of each whether it had to do with the incident",
		"report.md:4:3: error: #13 landed at 2024-05-01 10:30 UTC, 8h before this (P30); it is off by 8 h: is the row in another zone?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatARepositoryDoesNotHave(t *testing.T) {
	const text = "All times in UTC\n\n" +
		"- 2024-05-01 10:14 https://example.com/house/shop/pull/12 was merged\n" +
		"- 2024-05-01 10:20 https://example.com/house/shop/pull/13 was merged\n" +
		"- 2024-05-01 11:00 see https://example.com/house/shop/commit/0123abcdef\n" +
		"- 2024-05-01 11:10 see https://example.com/house/charts/commit/0123abcdef and `0123abcdef`\n" +
		"- 2024-05-01 12:00 see `0123abcdef`\n" +
		"- 2024-05-02 12:00 Version 1.4.0 is released\n" +
		"- 2024-05-02 13:00 Version v1.4.1 is released\n" +
		"- 2024-05-02 14:00 We go from v1.4.1 to the released 1.4.2\n" +
		"- 2024-05-02 15:00 We expect the release of 1.4.2\n"
	day := func(d int) time.Time { return time.Date(2024, 5, d, 9, 0, 0, 0, time.UTC) }
	doc := review.Foreign("report.md", []byte(text))
	doc.Repository = "shop"
	doc.Unknown = []string{"0123abcdef"}
	doc.Tagged = []review.Tag{{Name: "v1.4.0", At: day(2)}, {Name: "v1.4.1", At: day(12)}, {Name: "v1.4.2", At: day(20)}}
	doc.Landings = []review.Landing{
		{Hash: strings.Repeat("a", 40), Number: "12", At: day(1).Add(74 * time.Minute), Paths: []string{"a"}},
		{Hash: strings.Repeat("b", 40), Number: "14", At: day(1).Add(80 * time.Minute), Paths: []string{"b"}},
		{Hash: strings.Repeat("c", 40), Number: "15", At: day(1).Add(90 * time.Minute), Paths: []string{"b", "a"}},
		{Hash: strings.Repeat("d", 40), Number: "16", At: day(9), Paths: []string{"a"}},
	}
	var got []string
	for _, f := range review.Check(nil, doc) {
		if f.Rule == "P30" || f.Rule == "P31" {
			got = append(got, f.Short())
		}
	}
	want := []string{
		"report.md:3:3: info: a change landed while this lasted and is not mentioned: #15 (P31)",
		"report.md:4:20: warning: no request #13 landed in the repository around that time (P30)",
		"report.md:5:24: error: the repository has no commit 0123abcdef (P30)",
		"report.md:7:24: info: the repository has no commit 0123abcdef (P30)",
		"report.md:9:3: error: v1.4.1 was tagged on 2024-05-12 (P30)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
