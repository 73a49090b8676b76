package render

import (
	"bytes"
	"fmt"
	"testing"
)

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		"| a | b |\n|---|---|\n| long one | x |\n":                "| a        | b |\n| -------- | --- |\n| long one | x |\n",
		"|a|b|\n|--:|:-:|\n|1|2|\n|10|20|":                        "|   a |  b  |\n| --: | :-: |\n|   1 |  2  |\n|  10 | 20  |\n",
		"| | |\n|---|---|\n| x | yy |\n":                          "|     |  |\n| --- | --- |\n| x   | yy |\n",
		"- item\n\n  | a | b |\n  |---|---|\n  | `x\\|y` | z |\n": "- item\n\n  | a      | b |\n  | ------ | --- |\n  | `x\\|y` | z |\n",
		"a | b\n--|--\nc | d\n":                                   "a | b\n--|--\nc | d\n",
		"| a | b |\n|---|---|\n| c |\n":                           "| a | b |\n|---|---|\n| c |\n",
		"text  \nmore\n\n\n":                                      "text  \nmore\n",
	} {
		if got := string(Tidy([]byte(in))); got != want {
			t.Errorf("%q is written\n%s\nwant\n%s", in, got, want)
		}
	}
}

// TestTidyChangesNothingSeen holds that a tidy draft reads as the draft, and
// that a tidy draft is tidy.
func TestTidyChangesNothingSeen(t *testing.T) {
	drafts := documents(t)
	for i, s := range records(t, "security/markdown/commonmark-spec.jsonl", "markdown") {
		drafts[fmt.Sprint("example ", i)] = s
	}
	for name, draft := range drafts {
		tidy := Tidy([]byte(draft))
		if got, want := inner(page(t, string(tidy))), inner(page(t, draft)); got != want {
			t.Errorf("%s reads otherwise: %s", name, firstDifferentLine(string(got), string(want)))
		}
		if again := Tidy(tidy); !bytes.Equal(again, tidy) {
			t.Errorf("%s is not tidy at once", name)
		}
	}
}
