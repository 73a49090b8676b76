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
		"report.md:3:3: info: 1 changes landed in the time of this timeline that the document does not mention: #14 (P31); say of each whether it had to do with the incident",
		"report.md:4:3: error: #13 landed at 2024-05-01 10:30 UTC, 8h before this (P30); it is off by 8 h: is the row in another zone?",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
