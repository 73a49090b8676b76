package strict_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/internal/strict"
)

var everything = flag.Bool("everything", false, "test documents of the full size, which takes half a minute")

// slowest is far above what any document within the limits takes on a slow
// machine, and far below what a document that explodes takes.
const slowest = 20 * time.Second

// bombs are documents that say much in few bytes, or cost a parser much.
func bombs(size int) map[string]string {
	fill := func(text string) string { return strings.Repeat(text, size/len(text)) }
	laughs := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'z'; c++ {
		prev := string(c - 1)
		laughs += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+prev+",", 9), ",") + "]\n"
	}
	merge := "a: &a {k: v}\n"
	for c := 'b'; c < 'z'; c++ {
		merge += string(c) + ": &" + string(c) + " {<<: [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ",") + "]}\n"
	}
	return map[string]string{
		"billion laughs":            laughs,
		"merge bomb":                merge,
		"itself":                    "name: &a [*a]\nwords: *a\n",
		"lists in lists":            fill("["),
		"maps in maps":              fill("{a: "),
		"dashes":                    fill("- "),
		"questions":                 fill("? "),
		"indents":                   nested(size),
		"one key":                   "? " + strings.Repeat("k", size-10) + "\n: x\n",
		"keys":                      fill("k:\n"),
		"keys of the same name":     fill("name:\n"),
		"keys in one line":          "{" + fill("a,")[:size-10] + "}",
		"keys that are lists":       fill("? [a]\n"),
		"anchors":                   fill("- &a x\n"),
		"aliases that lead nowhere": fill("- *a\n"),
		"tags":                      fill("- !a x\n"),
		"documents":                 fill("---\n"),
		"directives":                fill("%YAML 1.2\n"),
		"comments":                  fill("#\n"),
		"one comment":               "#" + strings.Repeat("x", size-2),
		"empty lines":               fill("\n"),
		"one line in quotes":        "name: \"" + strings.Repeat("\\u0041", size/6-20) + "\"\n",
		"a quote without its end":   "name: \"" + fill("\n")[:size-20],
		"a block":                   "name: |\n" + strings.Repeat("  x\n", size/4-20),
		"a folded block":            "name: >\n" + strings.Repeat("  x\n\n", size/5-20),
		"colons":                    fill(":"),
		"commas":                    "[" + fill(",")[:size-10],
		"tabs":                      fill("\t"),
		"items that are unknown":    "items:\n" + strings.Repeat("- x: y\n", size/7-10),
		"numbers":                   "count: " + strings.Repeat("9", size-20) + "\n",
		"names nearly known":        fill("nmae: x\n"),
	}
}

func nested(size int) string {
	var b strings.Builder
	for i := 0; b.Len()+i+3 < size; i++ {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestBombs holds that no document within the size limit takes long, much
// memory, or panics: a quarter of the limit unless -everything is given. Where the time is over the bound, something grows faster
// than its document.
func TestBombs(t *testing.T) {
	size := strict.MaxSize / 4
	switch {
	case *everything:
		size = strict.MaxSize
	case testing.Short():
		size = strict.MaxSize / 32
	}
	for name, text := range bombs(size) {
		t.Run(name, func(t *testing.T) {
			if len(text) > strict.MaxSize {
				t.Fatalf("the document has %d bytes, more than the limit", len(text))
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := decode(text)
			took := time.Since(start)
			if err != nil {
				_ = err.Error()
			}
			runtime.ReadMemStats(&after)
			if took > slowest {
				t.Errorf("took %v", took)
			}
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 1024 {
				t.Errorf("%d MiB were allocated", mib)
			}
			t.Logf("%v, %d MiB allocated", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
		})
	}
}

func TestSizeLimit(t *testing.T) {
	_, err := decode("name: " + strings.Repeat("x", strict.MaxSize))
	if err == nil || !strings.Contains(err.Error(), "more than the 1048576 that are read") {
		t.Errorf("error = %v", err)
	}
}

// TestYAMLTestSuite reads every document of the YAML test suite, which has all
// the corners of the language, as one of ours.
func TestYAMLTestSuite(t *testing.T) {
	f, err := os.Open("../../../shared/data/security/yaml/yaml-test-suite.jsonl")
	if err != nil {
		t.Skip("the YAML test suite is not here: ", err)
	}
	defer f.Close()
	rows, sc := 0, bufio.NewScanner(f)
	sc.Buffer(nil, 4<<20)
	for sc.Scan() {
		var row struct{ ID, YAML string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		rows++
		for _, text := range []string{row.YAML, "inner:\n  " + strings.ReplaceAll(row.YAML, "\n", "\n  "), "items:\n- " + strings.ReplaceAll(row.YAML, "\n", "\n  "), "name: " + row.YAML} {
			start := time.Now()
			v, err := decode(text)
			if err == nil && v.Secret != "" {
				t.Errorf("%s: a field that is not named was set: %+v", row.ID, v)
			}
			if took := time.Since(start); took > slowest {
				t.Errorf("%s: took %v", row.ID, took)
			}
		}
	}
	if rows < 400 {
		t.Errorf("%d documents, want 400 or more", rows)
	}
}

// FuzzDecode holds that what is accepted is what the document says: written
// once more under the same names, it reads back the same, and a mistake has a
// place in the document.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{"name: a\n", "words: [a, b]\n", "items:\n- {a: b}\n", "points:\n  last: {at: x}\n", "? - a\n: x\n", "name: \"a\u2028b\"\n", "\tname: a", "name: >-\n  a\n\n  b\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := decode(text)
		if err == nil {
			b, _ := json.Marshal(map[string]any{"name": v.Name, "count": v.Count, "words": v.Words})
			if again, err := decode(string(b)); err != nil || again.Name != v.Name || again.Count != v.Count || len(again.Words) != len(v.Words) {
				t.Errorf("%q read as %+v, then as %+v: %v", text, v, again, err)
			}
			return
		}
		for _, e := range err.(strict.Errors) {
			if e.Line < 1 || e.Column < 1 || e.Line > 1+strings.Count(text, "\n")+strings.Count(text, "\r")+strings.Count(text, "\u0085")+strings.Count(text, "\u2028")+strings.Count(text, "\u2029")+1 {
				t.Errorf("%q: the place is not in the document: %v", text, e)
			}
		}
	})
}
