package render

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"pgregory.net/rapid"

	"github.com/candor-reports/candor/templates"
	"github.com/candor-reports/candor/timeline"
)

// documents are drafts as templates write them, those of both examples and all
// phases of notices.
func documents(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../cmd/candor/testdata/documents/*/*.md")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	out := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimPrefix(f, "../cmd/candor/testdata/documents/")] = string(text)
	}
	return out
}

// seen lists what a reader sees of a page, one line for each block with text of
// its own: the kind of block and the text.
func seen(root *html.Node) []string {
	var out []string
	var gathered strings.Builder
	in := "p"
	flush := func() {
		if text := strings.Join(strings.Fields(gathered.String()), " "); text != "" {
			out = append(out, in+": "+text)
		}
		gathered.Reset()
	}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				gathered.WriteString(c.Data)
			case c.Type != html.ElementNode || c.DataAtom == atom.Script || c.DataAtom == atom.Style:
			case c.DataAtom == atom.Br:
				gathered.WriteString(" ")
			case slices.Contains(blockElements, c.DataAtom):
				flush()
				outer := in
				if k := kindOfElement[c.DataAtom]; k != "" && !(k == "p" && outer != "p") {
					in = k
				}
				walk(c)
				flush()
				in = outer
			case c.DataAtom == atom.A && strings.HasPrefix(textOf(c), "↩"):
			default:
				walk(c)
			}
		}
	}
	walk(root)
	flush()
	return out
}

var blockElements = []atom.Atom{
	atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Blockquote, atom.Pre, atom.Hr,
	atom.Table, atom.Thead, atom.Tbody, atom.Tr, atom.Th, atom.Td, atom.Div, atom.Section, atom.Dl, atom.Dt, atom.Dd,
}

var kindOfElement = map[atom.Atom]string{
	atom.P: "p", atom.H1: "h1", atom.H2: "h2", atom.H3: "h3", atom.H4: "h4", atom.H5: "h5", atom.H6: "h6",
	atom.Li: "li", atom.Blockquote: "quote", atom.Pre: "pre", atom.Th: "cell", atom.Td: "cell",
}

// page is what candor's own page shows of a draft, without its title.
func page(t testing.TB, draft string) *html.Node {
	t.Helper()
	body, err := bodyOf("draft", []byte(draft), walls{markdown: true, tree: true})
	if err != nil {
		t.Fatal(err)
	}
	takeTitle(body)
	return body
}

// places are where hostile text may stand, alone and beside others of its kind.
func hostileDraft(texts []string) string {
	var b strings.Builder
	b.WriteString("# Title\n\n")
	for i, s := range texts {
		text, code := string(templates.Text(timeline.Foreign(s))), string(templates.Code(timeline.Foreign(s)))
		if text == "" {
			continue
		}
		fmt.Fprintf(&b, "## %d: %s\n\n%s\n\nBefore %s after\n%s.\n\n- %s\n- two %s\n\n| a | b |\n|---|---|\n| %s | %s |\n\n", i, text, text, text, text, text, code, text, code)
		fmt.Fprintf(&b, "> %s\n\n**%s** and [%s](https://reports.example/) and *%s*.\n\n%s\n\n%s\n\n1. a\n\n   %s\n\n", text, text, text, text, code,
			templates.Fence("text", timeline.Foreign(s)), strings.ReplaceAll(string(templates.Fence("", timeline.Foreign(s))), "\n", "\n   "))
	}
	return b.String()
}

func readsAs(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for i := range max(len(got), len(want)) {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%s, block %d of %d:\ngot  %.400q\nwant %.400q", what, i, len(want), g, w)
			return
		}
	}
}

// TestRewriteReadsTheSame holds that a document that is written anew reads the
// same in the engine it was read with, to the last element.
func TestRewriteReadsTheSame(t *testing.T) {
	for name, draft := range documents(t) {
		_, body, err := rewrite(name, []byte(draft), dialect{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := string(inner(page(t, "# Title\n\n"+body))), string(inner(page(t, draft))); got != want {
			t.Errorf("%s reads otherwise:\n%s", name, firstDifferentLine(got, want))
		}
		if _, again, _ := rewrite(name, []byte(body), dialect{}); again != body {
			t.Errorf("%s is not written the same the second time:\n%s", name, firstDifferentLine(again, body))
		}
	}
}

func firstDifferentLine(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\ngot  %.300q\nwant %.300q", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(x), len(y))
}

// TestRewriteOfAnything holds that whatever Markdown people write reads the
// same when it is written anew: its text in every dialect, its blocks in each
// that keeps to CommonMark.
func TestRewriteOfAnything(t *testing.T) {
	all := records(t, "security/markdown/commonmark-spec.jsonl", "markdown")
	for i, draft := range all {
		holdRewrite(t, fmt.Sprint("example ", i), draft)
	}
}

func holdRewrite(t *testing.T, what, draft string) {
	t.Helper()
	draft = "# Title\n\n" + draft
	for name, d := range map[string]dialect{"commonmark": dialect{}, "mdx": mdx()} {
		d.image = nil
		_, body, err := rewrite("draft", []byte(draft), d)
		if err != nil {
			t.Fatal(err)
		}
		readsAs(t, fmt.Sprintf("%s in %s: %q is written %q", what, name, draft, body), seen(page(t, "# Title\n\n"+body)), seen(page(t, draft)))
	}
}

func TestRewriteOfRandomMarkdown(t *testing.T) {
	pieces := []string{
		"a", "b c", " ", "  ", "\n", "\n\n", "    ", "*", "**", "_", "`", "``", "~~", "[", "](/x)", "](", ")", "[^1]", "!", "\\", "&amp;", "&#32;", "<b>", "<!-- c -->",
		"\n- ", "\n  - ", "\n1. ", "\n2) ", "\n> ", "\n```\n", "\n| a | b |\n|---|---|\n| c | d |\n", "|", "\n# ", "\n===\n", "\n---\n", "\n***\n", ":", "{", "}", "#", "-", ".", "1", "<https://x.example>", "\n[ref]: /y\n", "[ref]", "- [ ] ", "+", "=",
		"  \n", "\\\n", "import x", "export ", "TODO(a): b",
	}
	rapid.Check(t, func(r *rapid.T) {
		draft := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 14).Draw(r, "pieces"), "") + "\n\n[^1]: note\n"
		var failed string
		for name, d := range map[string]dialect{"commonmark": dialect{}, "mdx": mdx()} {
			full := "# Title\n\n" + draft
			_, body, err := rewrite("draft", []byte(full), d)
			if err != nil {
				r.Fatal(err)
			}
			if got, want := visibleText(page(t, "# Title\n\n"+body)), visibleText(page(t, full)); got != want {
				failed = fmt.Sprintf("%s: %q is written %q and reads %q, want %q", name, draft, body, got, want)
			}
		}
		if failed != "" {
			r.Fatal(failed)
		}
	})
}

// visibleText is all the text of a page without white space.
func visibleText(root *html.Node) string {
	return strings.Join(strings.Fields(strings.Join(textsOf(seen(root)), "")), "")
}

func textsOf(blocks []string) []string {
	out := make([]string, len(blocks))
	for i, b := range blocks {
		_, out[i], _ = strings.Cut(b, ": ")
	}
	return out
}
