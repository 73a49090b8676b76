package render

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
)

// section is what reports consist of most: the shape on which the second
// engine's own time grows with the cube.
const section = "## Section\n\n- item one\n- item two with `code`\n\nA paragraph with a [link](https://example.com/) and a note.[^n]\n\n| a | b |\n|---|---|\n| c | d |\n\n"

func sections(n int) []byte {
	return []byte(strings.Repeat(section, n) + "[^n]: The note.\n")
}

func secondBody(name, draft string) (*html.Node, error) {
	return bodyBy(secondHTML, name, []byte(draft), walls{markdown: true, tree: true})
}

// TestSecondEngineIsLinear holds that a section costs the same in a long report
// as in a short one, but for a factor that leaves room for a busy machine.
func TestSecondEngineIsLinear(t *testing.T) {
	perSection := func(n int) time.Duration {
		best := time.Duration(1 << 62)
		for range 3 {
			start := time.Now()
			if _, err := secondHTML("draft", sections(n), true); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start)/time.Duration(n))
		}
		return best
	}
	if few, many := perSection(100), perSection(1600); many > 4*few {
		t.Errorf("a section takes %v among 1600 and %v among 100", many, few)
	}
}

func TestSecondEngineShowsDocuments(t *testing.T) {
	for name, draft := range documents(t) {
		body, err := secondBody(name, draft)
		if err != nil {
			t.Fatal(err)
		}
		takeTitle(body)
		readsAs(t, name, seen(body), seen(page(t, draft)))
	}
}

func TestSecondEngineNumbersNotesThroughout(t *testing.T) {
	draft := strings.Repeat("## A\n\ntext\n\n", 30) + "x[^b]\n\n" + strings.Repeat("## A\n\ntext\n\n", 30) + "y[^a] and [^b]\n\n[ref][r]\n\n[^a]: note a[^c]\n[^b]: note b\n\n    more\n[^c]: note c\n\n[r]: https://example.com/r\n"
	body, err := secondBody("draft", draft)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.NewReplacer("A", "", "text", "", " ", "", "\u00a0", "").Replace(textOf(body))
	if want := "x1y2and1refnotebmore↩notea3↩notec↩"; got != want {
		t.Errorf("notes read %q, want %q", got, want)
	}
	for _, a := range find(body, atom.A) {
		if id, ok := strings.CutPrefix(attr(a, "href"), "#"); ok && !slices.ContainsFunc(find(body, atom.Li, atom.Sup), func(n *html.Node) bool { return attr(n, "id") == id }) {
			t.Errorf("the link to %q leads nowhere", id)
		}
	}
}

func TestSecondEngineFailsWithTheLine(t *testing.T) {
	for _, tt := range []struct{ draft, want string }{
		{"# T\n\ntext\n\n" + strings.Repeat("word ", 2000), "draft: line 5: more than 8 kB in one line"},
	} {
		if _, err := secondBody("draft", tt.draft); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%.20q: %v, want %q", tt.draft, err, tt.want)
		}
	}
}

// TestSecondEngineStandsAnything holds that no Markdown brings the program
// down or takes it longer than a reader waits.
func TestSecondEngineStandsAnything(t *testing.T) {
	n := 16 << 10
	if *everything {
		n = 256 << 10
	}
	for name, markdown := range patterns(n) {
		start := time.Now()
		_, err := secondBody("draft", markdown)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%.40q: %v (%v)", name, took, err)
		}
	}
	for i, draft := range records(t, "security/markdown/commonmark-spec.jsonl", "markdown") {
		if _, err := secondBody("draft", draft); err != nil && !strings.Contains(err.Error(), "line 1: the engine gomarkdown fails") {
			t.Errorf("example %d: %v", i, err)
		}
	}
}

func TestEngines(t *testing.T) {
	o, err := Find("html")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range Engines() {
		o, err := o.With(e.Name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := o.Write(&b, nil, &incident.Draft{Markdown: []byte("# T\n\n[a](javascript:alert(1)) <script>alert(1)</script>\n")}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "<script") || strings.Contains(b.String(), `href="javascript`) || !strings.Contains(b.String(), "&lt;script&gt;") {
			t.Errorf("%s: %s", e.Name, b.String())
		}
	}
	if _, err := o.With("goldmrak"); err == nil || !strings.Contains(err.Error(), `did you mean "goldmark"`) {
		t.Errorf("%v", err)
	}
}

// BenchmarkEngines renders reports of growing length; ns/section tells how time
// grows with them.
func BenchmarkEngines(b *testing.B) {
	for _, e := range Engines() {
		for n := 100; n <= 3200; n *= 2 {
			draft := sections(n)
			b.Run(fmt.Sprintf("%s/%d", e.Name, n), func(b *testing.B) {
				for b.Loop() {
					if _, err := e.html("draft", draft, true); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/section")
			})
		}
	}
}
