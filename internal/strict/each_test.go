package strict

import (
	"fmt"
	"strings"
	"testing"
)

func TestEach(t *testing.T) {
	var got []string
	err := Each([]byte("---\na: 1\nb: [x, null, {c: yes}]\n---\nd: 2026-03-04\n---\n"), func(v any) {
		m := v.(*Mapping)
		got = append(got, fmt.Sprint(m.Line, m.Keys, len(m.Values)))
	})
	if err != nil || strings.Join(got, "|") != "2 [a b] 2|5 [d] 1" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEachRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"a: &x [1]\nb: *x\n":       "alias",
		"a: 1\na: 2\n":             "stands twice",
		"? [a]\n: 1\n":             "a name was expected",
		"a: [\n":                   "not valid YAML",
		strings.Repeat("[", 300):   "not valid YAML",
		strings.Repeat("- ", 300):  "levels deep",
		strings.Repeat("{a: ", 99): "not valid YAML",
	} {
		if err := Each([]byte(text), func(any) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want an error that says %q", text, err, want)
		}
	}
}
