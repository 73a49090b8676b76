package templates

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomarkdown/markdown"
	mdhtml "github.com/gomarkdown/markdown/html"
	"github.com/gomarkdown/markdown/parser"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"

	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// place is where foreign text may stand in a document; the text goes where %s
// is.
type place struct{ Name, Doc string }

var textPlaces = []place{
	{"alone", "%s\n"},
	{"mid-sentence", "Before %s after.\n"},
	{"line of a paragraph", "Before\n%s\nafter.\n"},
	{"heading", "## %s\n"},
	{"item", "- %s\n- two\n"},
	{"numbered item", "1. %s\n"},
	{"cell", "| a | b |\n|---|---|\n| x | %s |\n| y | z |\n"},
	{"first cell", "| a | b |\n|---|---|\n| %s | x |\n"},
	{"quotation", "> %s\n"},
	{"after bold", "**Note:** %s\n"},
	{"in brackets", "What (%s) it is\n"},
	{"link text", "[a %s b](https://reports.example/)\n"},
	{"twice", "%[1]s and %[1]s\n"},
}

var codePlaces = []place{
	{"alone", "%s\n"}, {"mid-sentence", "Before %s after.\n"}, {"item", "- %s\n"}, {"heading", "## %s\n"},
	{"cell", "| a | b |\n|---|---|\n| x | %s |\n| y | z |\n"}, {"twice", "%[1]s and %[1]s\n"},
}

// marker stands for the foreign text in the document that the others are
// compared with.
const marker = "Qxq"

type engine struct {
	name   string
	render func(t testing.TB, doc string) string
	plain  map[string]string // the shapes of documents with the marker in them
}

// shape is what the engine's page is for doc.
func (e engine) shape(t testing.TB, doc string) string { return shape(t, e.render(t, doc)) }

// expected is the shape of doc with the marker in it, with shown in its stead.
func (e engine) expected(t testing.TB, doc, shown string) string {
	if _, ok := e.plain[doc]; !ok {
		e.plain[doc] = e.shape(t, doc)
	}
	return strings.ReplaceAll(e.plain[doc], marker, shown)
}

func engines() []engine {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()))
	return []engine{
		{"goldmark", func(t testing.TB, doc string) string {
			var out bytes.Buffer
			if err := md.Convert([]byte(doc), &out); err != nil {
				t.Fatalf("goldmark on %q: %v", doc, err)
			}
			return out.String()
		}, map[string]string{}},
		{"gomarkdown", func(t testing.TB, doc string) string {
			p := parser.NewWithExtensions(parser.CommonExtensions | parser.Footnotes)
			return string(markdown.ToHTML([]byte(doc), p, mdhtml.NewRenderer(mdhtml.RendererOptions{})))
		}, map[string]string{}},
	}
}

// shape is what a browser makes of a page: its elements with their attributes,
// in order, and its text.
func shape(t testing.TB, page string) string {
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatalf("%q: %v", page, err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case nethtml.ElementNode:
			fmt.Fprintf(&b, "<%s %v>", n.Data, n.Attr)
		case nethtml.TextNode:
			b.WriteString(n.Data)
		case nethtml.CommentNode:
			b.WriteString("<!comment>")
		}
	}
	return b.String()
}

// squeezed is a shape without differences in white space, which engines trim
// differently in code and no page shows.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

// check renders doc with the escaped text in it and reports where the page
// differs from the one with the marker for it, shown being what the reader is
// to see.
func check(t testing.TB, e engine, p place, escaped Markdown, shown string) {
	doc := fmt.Sprintf(p.Doc, escaped)
	got, want := e.shape(t, doc), e.expected(t, fmt.Sprintf(p.Doc, marker), shown)
	if got != want {
		t.Errorf("%s, %s: %.600q\ngot  %.600q\nwant %.600q", e.name, p.Name, doc, got, want)
	}
}

func checkText(t testing.TB, es []engine, s string) {
	shown := visible.Line(s)
	if shown == "" {
		return
	}
	for _, e := range es {
		for _, p := range textPlaces {
			check(t, e, p, Text(timeline.Foreign(s)), shown)
		}
	}
}

// checkCode allows for a text that is cut into several spans at its "|".
func checkCode(t testing.TB, es []engine, s string) {
	shown := strings.TrimSpace(visible.Text(oneLine.Replace(s)))
	if shown == "" {
		return
	}
	spans := strings.NewReplacer("<code []>", "")
	for _, e := range es {
		for _, p := range codePlaces {
			doc := fmt.Sprintf(p.Doc, Code(timeline.Foreign(s)))
			got, want := e.shape(t, doc), e.expected(t, fmt.Sprintf(p.Doc, "`"+marker+"`"), shown)
			cut := strings.Contains(shown, "|") || strings.Contains(shown, "{#")
			if cut {
				got, want = spans.Replace(got), spans.Replace(want)
			}
			if e.name != "goldmark" || cut {
				got, want = squeezed(got), squeezed(want)
			}
			if got != want {
				t.Errorf("%s, %s: %.600q\ngot  %.600q\nwant %.600q", e.name, p.Name, doc, got, want)
			}
		}
	}
}

func checkFence(t testing.TB, es []engine, s string) {
	shown := strings.TrimRight(visible.Lines(s), "\n")
	for _, e := range es {
		doc := fmt.Sprintf("Before.\n\n%s\n\nAfter.\n", Fence("text", timeline.Foreign(s)))
		got, want := e.shape(t, doc), e.expected(t, "Before.\n\n```text\n"+marker+"\n```\n\nAfter.\n", shown)
		if e.name != "goldmark" {
			got, want = squeezed(got), squeezed(want)
		}
		if got != want {
			t.Errorf("%s, fence: %q\ngot  %q\nwant %q", e.name, doc, got, want)
		}
	}
}

var sets = []string{
	"xss/all-unique.jsonl", "naughty/blns.jsonl", "trojan/trojan-source-lines.jsonl", "trojan/unicode-own.jsonl", "terminal/escapes.jsonl",
	"markdown/commonmark-spec.jsonl", "markdown/pathological-n1000.jsonl", "misc/crlf-patt.jsonl", "misc/csv-formula-own.jsonl", "misc/csv-formula-patt.jsonl",
	"misc/incident-ids-own.jsonl", "misc/log-strings-own.jsonl", "misc/mail-header-own.jsonl", "misc/path-traversal-patt.jsonl", "misc/template-abuse-own.jsonl",
}

// payloads reads a set of hostile inputs, which is kept beside the project.
func payloads(t testing.TB, name string) []string {
	f, err := os.Open(filepath.Join("..", "..", "shared", "data", "security", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the shared set %s is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var row struct{ Payload, Hex, Markdown string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		raw, err := hex.DecodeString(row.Hex)
		if err != nil {
			t.Fatal(err)
		}
		// What makes an engine slow is a matter of limits, not of escaping.
		all := row.Payload + string(raw) + row.Markdown
		out = append(out, all[:min(len(all), 4000)])
	}
	return out
}

func TestHostileSets(t *testing.T) {
	for _, name := range sets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			es, all := engines(), payloads(t, name)
			for i, s := range all {
				if testing.Short() && i%20 != 0 {
					continue
				}
				checkText(t, es, s)
				checkCode(t, es, s)
				checkFence(t, es, s)
				if t.Failed() && !testing.Verbose() {
					t.FailNow()
				}
			}
			t.Logf("%d texts in %d documents each", len(all), len(es)*(len(textPlaces)+len(codePlaces)+1))
		})
	}
}

func TestSamplesReadBack(t *testing.T) {
	es := engines()
	for _, tt := range textSamples {
		checkText(t, es, tt.in)
		checkCode(t, es, tt.in)
		checkFence(t, es, tt.in)
	}
}

func FuzzText(f *testing.F) {
	for _, tt := range textSamples {
		f.Add(tt.in)
	}
	es := engines()
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 2000 {
			checkText(t, es[:1], s)
		}
	})
}

func FuzzCode(f *testing.F) {
	for _, tt := range textSamples {
		f.Add(tt.in)
	}
	es := engines()
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 2000 {
			checkCode(t, es[:1], s)
			checkFence(t, es[:1], s)
		}
	})
}
