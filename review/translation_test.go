package review_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
)

func TestTranslatedFigures(t *testing.T) {
	en := review.Marks{Months: strings.Fields("January February March April May June July August September October November December"), Numbers: []string{"one", "two", "three", "four", "five"}, Group: "comma", Decimal: "point", Units: []review.Unit{{Name: "minute", Words: []string{"minute", "minutes"}}, {Name: "hour", Words: []string{"hour", "hours"}}}}
	de := review.Marks{Months: strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"), Numbers: []string{"ein", "zwei", "drei", "vier", "fünf"}, Group: "dot", Decimal: "comma", Units: []review.Unit{{Name: "minute", Words: []string{"Minute", "Minuten"}}, {Name: "hour", Words: []string{"Stunde", "Stunden"}}}}
	ja := review.Marks{Months: strings.Fields("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"), Group: "comma", Decimal: "point", Units: []review.Unit{{Name: "minute", Words: []string{"分"}}, {Name: "hour", Words: []string{"時間"}}}}
	for _, tt := range []struct {
		source, text string
		to           review.Marks
		want         int
	}{
		{"1,234.5 of 30,000 orders", "1.234,5 von 30.000 Bestellungen", de, 0},
		{"1,234.5 orders", "1,234.5 Bestellungen", de, 2},
		{"Version 2026.03.04 at 08:05 UTC on 4 March 2026", "Version 2026.03.04 um 8:05 Uhr UTC am 4. März 2026", de, 0},
		{"on 4 March 2026", "am 4. Mai 2026", de, 2},
		{"from 14:02 on 12 November 2026", "2026年11月12日 14:02 から", ja, 0},
		{"five customers", "5名のお客様", ja, 0},
		{"five customers", "6名のお客様", ja, 1},
		{"write to care@example.com, see https://example.com/a", "schreiben Sie an care@example.com, siehe https://example.com/b", de, 2},
		{"for 47 minutes", "47 Minuten lang", de, 0},
		{"for 47 minutes", "47 Stunden lang", de, 2},
		{"for 47 minutes, 47 times", "47 Mal, 47 Minuten lang", de, 0},
		{"for 47 minutes", "47分にわたり", ja, 0},
		{"for 47 minutes", "47時間にわたり", ja, 2},
		{"5 % of 5 hours", "5% von 5 Stunden", de, 0},
		{"5 % of 5 hours", "5 Stunden von 5 h", de, 2},
		{"up to five times", "bis zu vier Mal", de, 2},
		{"both, and five times", "alle zwei, und fünf Mal", de, 0},
		{"a 47-minute wait", "eine Wartezeit von 47 Minuten", de, 0},
		{"It may fail in March.", "Es kann ausfallen.", de, 0},
	} {
		inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: \""+tt.source+"\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		tr := &incident.Translation{Language: "xx", Texts: []incident.Translated{{Of: "title", Source: tt.source, Text: tt.text}}}
		if found := review.Translation(inc, tr, en, tt.to); len(found) != tt.want {
			t.Errorf("%q as %q: found %v, want %d", tt.source, tt.text, found, tt.want)
		}
	}
}

func TestOlderTranslation(t *testing.T) {
	inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: It failed twice\n"))
	if err != nil {
		t.Fatal(err)
	}
	tr, err := incident.ParseTranslation("de.yaml", "de", []byte("language: de\ntexts:\n  - of: title\n    source: It failed\n    text: Es fiel aus\n"))
	if err != nil {
		t.Fatal(err)
	}
	found := review.Translation(inc, tr, review.Marks{}, review.Marks{})
	if len(found) != 1 || found[0].Level != review.Error || found[0].Line != 3 || !strings.Contains(found[0].Message, "translation older than its source text") {
		t.Errorf("found %v", found)
	}
}
