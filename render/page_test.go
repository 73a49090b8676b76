package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func pageOf(t *testing.T, rep *incident.Report, d *incident.Draft) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := writeHTML(&b, rep, d); err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func markdownPage(t *testing.T, markdown string) *html.Node {
	return pageOf(t, nil, &incident.Draft{Name: "postmortem", Markdown: []byte(markdown)})
}

// TestPolicyFits shows that the page's policy lets its own style and script
// through, and nothing else; a page without a time to tell has no script.
func TestPolicyFits(t *testing.T) {
	rep := webReport(t)
	for name, c := range map[string]struct {
		page    *html.Node
		scripts int
	}{"letter": {pageOf(t, nil, letter()), 0}, "postmortem": {pageOf(t, rep, webPostmortem(t, rep)), 1}} {
		sum := func(a atom.Atom) string {
			found := own(c.page, a)
			if len(found) != 1 {
				t.Fatalf("%s: %d elements %s", name, len(found), a)
			}
			sum := sha256.Sum256([]byte(found[0].FirstChild.Data))
			return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
		script := ""
		if c.scripts > 0 {
			script = "; script-src " + sum(atom.Script)
		}
		want := "default-src 'none'; style-src " + sum(atom.Style) + script + "; img-src data:; base-uri 'none'; form-action 'none'"
		if got := attr(find(c.page, atom.Meta)[1], "content"); got != want {
			t.Errorf("%s: policy %q, want %q", name, got, want)
		}
		if n := len(own(c.page, atom.Script)); n != c.scripts {
			t.Errorf("%s: %d scripts", name, n)
		}
	}
}

// own lists the elements that a browser reads as style or script, which linked
// data is not.
func own(page *html.Node, a atom.Atom) []*html.Node {
	return slices.DeleteFunc(find(page, a), func(n *html.Node) bool { return attr(n, "type") != "" })
}

func TestLanguageOfThePage(t *testing.T) {
	for language, want := range map[string]string{"": "en", "pt-BR": "pt-BR", "ja": "ja", `x"><script>`: "en"} {
		page := pageOf(t, nil, &incident.Draft{Name: "resolved", Language: language, Markdown: []byte("# T")})
		if got := attr(find(page, atom.Html)[0], "lang"); got != want {
			t.Errorf("%q is in %q, want %q", language, got, want)
		}
	}
}

func TestStatesAreMarked(t *testing.T) {
	page := markdownPage(t, "| Action | State |\n|---|---|\n| a | done 2026-03-04 |\n| b | open |\n| c | unheard of |\n| d | |\n")
	var got []string
	for _, n := range find(page, atom.Span) {
		if class, ok := strings.CutPrefix(attr(n, "class"), "state "); ok {
			got = append(got, class+" "+textOf(n))
		}
	}
	if s := strings.Join(got, ", "); s != "good done 2026-03-04, wait open" {
		t.Errorf("states: %s", s)
	}
}

func TestHeadings(t *testing.T) {
	page := markdownPage(t, "# The title\n\n# A\n\n#### B\n\n## A\n\n## Content\n\n## 日本語 & more\n\n## !\n\n###### C\n")
	var got []string
	for _, h := range find(page, headings...) {
		got = append(got, h.Data+" "+attr(h, "id"))
	}
	want := "h1 page-title, h2 a, h3 b, h2 a-2, h2 content-2, h2 日本語-more, h2 section, h3 c"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("headings are %s\nwant %s", s, want)
	}
	var contents []string
	for _, a := range find(find(page, atom.Nav)[0], atom.A) {
		href, err := url.PathUnescape(attr(a, "href"))
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, href)
	}
	if s := strings.Join(contents, " "); s != "#a #a-2 #content-2 #日本語-more #section" {
		t.Errorf("contents are %s", s)
	}
}

func TestIDsAreUnique(t *testing.T) {
	rep := webReport(t)
	d := webPostmortem(t, rep)
	d.Markdown = append(d.Markdown, "\n## Timeline\n\n## Timeline 2\n\n## Timeline\n\n![again](timeline.svg)\n"...)
	seen := map[string]bool{}
	for n := range pageOf(t, rep, d).Descendants() {
		if id := attr(n, "id"); id != "" {
			if seen[id] {
				t.Errorf("id %q is there twice", id)
			}
			seen[id] = true
		}
	}
	for n := range pageOf(t, rep, d).Descendants() {
		if id, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && !seen[id] {
			t.Errorf("there is no #%s", id)
		}
	}
}

func TestTodoIsAChip(t *testing.T) {
	for markdown, want := range map[string]string{
		"Since TODO(release manager): the time. Then on.": "TODO(release manager): the time.",
		"TODO(on-call): say what v1.2 broke, and when":    "TODO(on-call): say what v1.2 broke, and when",
		"**TODO**: write": "TODO",
		"| a | b |\n|---|---|\n| x | TODO(owner): a date |": "TODO(owner): a date",
		`TODO\(owner\)\: a date`:                            "TODO(owner): a date",
		"`TODO(owner): in code`":                            "",
	} {
		got := ""
		for _, m := range find(markdownPage(t, markdown), atom.Mark) {
			got += textOf(m)
		}
		if got != want {
			t.Errorf("%q is marked %q, want %q", markdown, got, want)
		}
	}
	two := find(markdownPage(t, "TODO(a): b. Words. TODO(c): d; more"), atom.Mark)
	if len(two) != 2 || textOf(two[1]) != "TODO(c): d;" {
		t.Errorf("%d chips", len(two))
	}
}

func TestClashIsShown(t *testing.T) {
	page := markdownPage(t, "Words\n<<<<<<< yours\nA\n=======\nB\n>>>>>>> drafted\nWords\n\nTitle\n=======\n")
	text := textOf(find(page, atom.Main)[0])
	for _, want := range []string{"<<<<<<< yours", "=======", ">>>>>>> drafted"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown in %q", want, text)
		}
	}
	if h := find(page, atom.H2); len(h) != 1 || textOf(h[0]) != "Title" {
		t.Errorf("an underline outside a clash is still a heading's: %d headings", len(h))
	}
	for _, fence := range []string{"```\n<<<<<<< yours\nA\n=======\nB\n>>>>>>> drafted\n```", "| a | b |\n|--|--|\n<<<<<<< yours\n| c | d |\n=======\n| e | f |\n>>>>>>> drafted\n"} {
		if text := textOf(find(markdownPage(t, fence), atom.Main)[0]); !strings.Contains(text, "<<<<<<< yours") || !strings.Contains(text, ">>>>>>> drafted") {
			t.Errorf("%q is shown as %q", fence, text)
		}
	}
}

func TestInvisibleIsVisible(t *testing.T) {
	page := markdownPage(t, "a\u202Eb\u200Bc\x1b[31m \u2066d `e\u00ADf` \uFEFF[g](https://example.com \"h\u202E\") \U000E0041 👩\u200D💻 ❤\uFE0F می\u200Cخواهم x\u200Dy")
	main := find(page, atom.Main)[0]
	want := "a<U+202E>b<U+200B>c<U+001B>[31m <U+2066>d e<U+00AD>f <U+FEFF>g <U+E0041> 👩\u200D💻 ❤\uFE0F می\u200Cخواهم x<U+200D>y"
	if got := textOf(main); !strings.HasSuffix(got, want) {
		t.Errorf("text is %q\nwant %q", got, want)
	}
	if title := attr(find(main, atom.A)[0], "title"); title != "h<U+202E>" {
		t.Errorf("title is %q", title)
	}
}

// TestPublicPageShowsOnlyWhatIsPublic puts a word into everything that is not
// marked public and looks for it in the page.
func TestPublicPageShowsOnlyWhatIsPublic(t *testing.T) {
	rep := webReport(t)
	for i := range rep.Timeline.Entries {
		e := &rep.Timeline.Entries[i]
		e.Public = i%5 == 0
		if !e.Public {
			e.Text = "canary " + e.Text
			e.Events[0].Source.Source = "canary-source"
		}
	}
	for i, name := range timeline.Milestones {
		if m, ok := rep.Timeline.Marked[name]; ok && i%2 == 0 {
			m.Public, m.Text = false, "canary"
			rep.Timeline.Marked[name] = m
		}
	}
	for i := range rep.Metrics {
		if from := rep.Timeline.Marked[rep.Metrics[i].From]; !from.Public {
			rep.Metrics[i].Formula = "canary"
		}
	}
	for _, o := range Outputs() {
		for _, audience := range []incident.Audience{incident.Public, "", "board"} {
			var b bytes.Buffer
			d := &incident.Draft{Name: "postmortem", Template: "postmortem", Audience: audience, Markdown: []byte("# T\n\n![](timeline.svg)\n")}
			if err := o.Write(&b, rep, d); err != nil && b.Len() > 0 {
				t.Fatal(err)
			}
			if strings.Contains(b.String(), "canary") {
				t.Errorf("%s for audience %q shows what is not public", o.Name, audience)
			}
		}
	}
	var b bytes.Buffer
	if err := writeHTML(&b, rep, &incident.Draft{Name: "postmortem", Audience: incident.Internal}); err != nil || !strings.Contains(b.String(), "canary") {
		t.Errorf("the page for people inside has to show everything: %v", err)
	}
}

func TestTablesAreAccessible(t *testing.T) {
	rep := webReport(t)
	page := pageOf(t, rep, webPostmortem(t, rep))
	for _, th := range find(page, atom.Th) {
		if attr(th, "scope") != "col" {
			t.Errorf("header %q has no scope", textOf(th))
		}
	}
	times := 0
	for _, td := range find(page, atom.Td) {
		times += len(find(td, atom.Time))
	}
	if times < 25 {
		t.Errorf("%d times of the timeline can be read by machines", times)
	}
}

func TestTableWithoutHeaderNamesItsRows(t *testing.T) {
	page := markdownPage(t, "| | |\n|---|---|\n| Status | resolved |\n| Severity | 2 |\n")
	if n := len(find(page, atom.Thead)); n > 0 {
		t.Errorf("%d empty headers are left", n)
	}
	var names []string
	for _, th := range find(page, atom.Th) {
		names = append(names, textOf(th)+" "+attr(th, "scope"))
	}
	if got := strings.Join(names, ", "); got != "Status row, Severity row" {
		t.Errorf("rows are named %q", got)
	}
}

func TestLetterHasNoApparatus(t *testing.T) {
	rep := webReport(t)
	page := pageOf(t, rep, letter())
	for _, a := range []atom.Atom{atom.Nav, atom.Figure, atom.Svg, atom.Dl} {
		if n := len(find(page, a)); n > 0 {
			t.Errorf("a letter has %d %v", n, a)
		}
	}
	kinds := map[string]string{}
	for _, d := range []incident.Draft{
		{Name: "apology-letter"}, {Name: "postmortem"}, {Template: "postmortem", Audience: incident.Public}, {Name: "notice", Audience: incident.Public},
		{Name: "handover", Audience: incident.Internal},
	} {
		kinds[d.Name+d.Template] = kindOf(&d)
	}
	if got := fmt.Sprint(kinds); got != "map[apology-letter:letter handover:report notice:letter postmortem:report]" {
		t.Error(got)
	}
}

// TestHeadTellsOnce holds that what the table of facts says is not said by the
// head above it, and the other way round; and that a table which says something
// else stays whole.
func TestHeadTellsOnce(t *testing.T) {
	rep := webReport(t)
	rep.Incident.Status, rep.Incident.Severity = "resolved", "SEV-2"
	m, _ := mark(rep, timeline.Started)
	page := func(markdown string) string {
		var b bytes.Buffer
		if err := writeHTML(&b, rep, &incident.Draft{Name: "postmortem", Audience: incident.Internal, Markdown: []byte(markdown)}); err != nil {
			t.Fatal(err)
		}
		_, made, _ := strings.Cut(b.String(), "<body")
		return made
	}
	table := "# T\n\n|  |  |\n|---|---|\n| State | resolved |\n| Grade | SEV-2 |\n| Name | cornershop |\n| Began | " + m.Time.Clock() + " |\n\n## A\n\nText.\n"
	for text, want := range map[string]int{">resolved<": 1, ">SEV-2<": 1, ">cornershop<": 1, ">" + m.Time.Clock() + "<": 1, `role="rowheader"`: 2} {
		if got := strings.Count(page(table), text); got != want {
			t.Errorf("%s stands %d times in the page, want %d", text, got, want)
		}
	}
	for text, want := range map[string]int{">resolved<": 1, ">open<": 1} {
		if got := strings.Count(page(strings.Replace(table, "resolved", "open", 1)), text); got != want {
			t.Errorf("changed by hand: %s stands %d times in the page, want %d", text, got, want)
		}
	}
	if got := strings.Count(page("# T\n\n## A\n\nText.\n"), m.Time.Clock()); got == 0 {
		t.Error("without a table, the head has no times")
	}
}
