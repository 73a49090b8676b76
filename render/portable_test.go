package render

import (
	"fmt"
	"strings"
	"testing"
)

// TestWhatCandorWritesIsPortable holds that every document reads the same in
// both engines.
func TestWhatCandorWritesIsPortable(t *testing.T) {
	for name, draft := range documents(t) {
		found, err := Portable(name, []byte(draft))
		if err != nil {
			t.Error(err)
		}
		for _, d := range found {
			t.Errorf("%s:%d: %s\nhere  %.300q\nthere %.300q", name, d.Line, d.Why, d.Here, d.There)
		}
	}
}

func TestPortableNamesTheLineAndWhy(t *testing.T) {
	for _, tt := range []struct {
		draft string
		line  int
		why   string
	}{
		{"# T\n\nWe will:\n- mend it\n- test it\n", 4, "right under a paragraph"},
		{"text\n\n- [x] done\n", 3, "task list"},
		{"text\n\n3. three\n4. four\n", 3, "from 1"},
		{"text\n\nSee https://example.com/a for more.\n", 3, "bare address"},
		{"text\n\nIt costs $5 or $6.\n", 3, "formula"},
		{"text\n\nA <b>bold</b> word\n\n<div>x</div>\n", 0, ""},
		{"## Cause {#why}\n", 1, "braces"},
		{"text\n\n| a | b |\n|---|---|\n| c |\n", 0, ""},
		{"> quoted\n---\n", 1, "hyphens"},
		{"Nothing *here* is `odd`, [link](https://example.com/).\n\n1. one\n2. two\n\n> quoted\n", 0, ""},
	} {
		found, err := Portable("draft", []byte(tt.draft))
		if err != nil {
			t.Fatal(err)
		}
		if tt.line == 0 && len(found) == 0 {
			continue
		}
		if len(found) == 0 || found[0].Line != tt.line || !strings.Contains(found[0].Why, tt.why) || found[0].Hint == "" {
			t.Errorf("%q: %+v, want line %d, %q", tt.draft, found, tt.line, tt.why)
		}
	}
}

func TestPortableLines(t *testing.T) {
	n := 0
	for i, s := range records(t, "security/markdown/commonmark-spec.jsonl", "markdown") {
		found, err := Portable("draft", []byte(s))
		if err != nil {
			continue
		}
		for _, d := range found {
			n++
			if d.Line < 1 || d.Line > strings.Count(s, "\n")+1 || d.Why == "" || d.Hint == "" {
				t.Errorf("example %d: %+v", i, d)
			}
			if testing.Verbose() {
				fmt.Printf("%d %q\n   line %d %s\n   H %q\n   T %q\n", i, s, d.Line, d.Why, d.Here, d.There)
			}
		}
	}
	t.Log(n, "differences")
}
