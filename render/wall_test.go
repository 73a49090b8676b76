package render

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

const sharedData = "../../shared/data/"

// records reads a field of each line of a shared JSON Lines file.
func records(t testing.TB, file, field string) []string {
	t.Helper()
	raw, err := os.ReadFile(sharedData + file)
	if err != nil {
		t.Skipf("the shared test data is not here: %v", err)
	}
	var out []string
	for line := range bytes.Lines(raw) {
		var rec map[string]any
		if err := json.Unmarshal(line, &rec); err != nil {
			t.Fatal(err)
		}
		if s, ok := rec[field].(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// bodyElements and pageElements list what a page may consist of, apart from
// the code under test.
var (
	bodyElements = strings.Fields("p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr br code em strong del sup a img table thead tbody tr th td div span input")
	pageElements = append(strings.Fields("html head meta title style body header dl dt dd section nav main mark figure figcaption time "+
		"svg desc defs pattern lineargradient linearGradient stop mask rect line path text g circle polygon"), bodyElements...)
	scheme    = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*):`)
	userInfo  = regexp.MustCompile(`^[^:]*:?//[^/?#]*@`)
	safeAttrs = strings.Fields("class id href src alt title start align scope tabindex role aria-label aria-labelledby datetime rel data-label charset " +
		"content name http-equiv lang viewbox viewBox width height x y x1 x2 y1 y2 cx cy r rx points d fill mask offset stop-color stop-opacity " +
		"maskcontentunits maskContentUnits patternunits patternUnits patterntransform patternTransform xmlns type checked disabled transform")
)

// sinks lists everything in a parsed page that could run, load or mislead.
func sinks(tree *html.Node, elements []string) []string {
	var out []string
	for n := range tree.Descendants() {
		switch n.Type {
		case html.CommentNode:
			out = append(out, "comment "+n.Data)
		case html.ElementNode:
			if !slices.Contains(elements, n.Data) {
				out = append(out, "element "+n.Data)
			}
			for _, a := range n.Attr {
				if bad := sink(n.Data, a); bad {
					out = append(out, fmt.Sprintf("<%s %s=%q>", n.Data, a.Key, a.Val))
				}
			}
		}
	}
	return out
}

func sink(element string, a html.Attribute) bool {
	switch {
	case a.Namespace != "" || !slices.Contains(safeAttrs, a.Key):
		return true
	case a.Key == "href":
		m := scheme.FindStringSubmatch(a.Val)
		return element != "a" || m != nil && !slices.Contains([]string{"http", "https", "mailto"}, strings.ToLower(m[1])) ||
			userInfo.MatchString(a.Val) || strings.HasPrefix(a.Val, "//") ||
			strings.ContainsFunc(a.Val, func(r rune) bool { return r <= ' ' || r == '\\' })
	case a.Key == "src":
		return element != "img" || a.Val != pictureName && !strings.HasPrefix(a.Val, "data:image/png;base64,")
	case a.Key == "http-equiv":
		return a.Val != "Content-Security-Policy"
	case a.Key == "mask" || a.Key == "fill":
		return strings.Contains(a.Val, "url(") && !strings.HasPrefix(a.Val, "url(#tl-")
	}
	return false
}

// places puts a hostile text into a draft in every way that Markdown has.
var places = []string{
	"%s", "before %s after", "# %s", "## a\n\n### %s\n", "- %s\n- b", "1. %s", "> %s", "| a | b |\n|---|---|\n| %s | c |",
	"[%s](https://example.com)", "[a](%s)", "[a](<%s>)", "[a](https://example.com \"%s\")", "![%s](timeline.svg)", "![a](%s)",
	"<%s>", "`%s`", "```%s\ncode\n```", "```\n%s\n```", "[a]: %s\n\n[a]", "a[^1]\n\n[^1]: %s", "**%s**", "<<<<<<< yours\n%s\n=======\nb\n>>>>>>> theirs",
}

var everything = flag.Bool("everything", false, "test every hostile text in every place and patterns of full size, which takes a minute")

// hostile lists hostile texts: all of them, or every nth where there are many
// places to put each.
func hostile(t testing.TB, nth int) []string {
	all := append(records(t, "security/xss/all-unique.jsonl", "payload"), records(t, "security/naughty/blns.jsonl", "payload")...)
	if *everything {
		nth = 1
	} else if testing.Short() {
		nth *= 10
	}
	var some []string
	for i := 0; i < len(all); i += nth {
		some = append(some, all[i])
	}
	return some
}

func TestEachWallHoldsAlone(t *testing.T) {
	payloads := hostile(t, 9)
	for name, stand := range map[string]walls{"both": {true, true}, "markdown only": {true, false}, "tree only": {false, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refused := 0
			for _, p := range payloads {
				for _, place := range places {
					source := fmt.Sprintf(place, p)
					body, err := bodyOf("draft", []byte(source), stand)
					if err != nil {
						refused++
						continue
					}
					// What a browser parses is what is written, not the tree.
					again, err := parseHTML([]byte(inner(body)))
					if err != nil {
						t.Fatalf("%q: %v", source, err)
					}
					if found := sinks(again, bodyElements); found != nil {
						t.Fatalf("%q gives %v", source, found)
					}
				}
			}
			if refused > len(payloads)/20 {
				t.Errorf("%d of %d drafts were refused", refused, len(payloads)*len(places))
			}
		})
	}
}

// The test above sees nothing if its eyes are closed: without any wall there
// must be something to see.
func TestNoWallLetsScriptsPass(t *testing.T) {
	for _, source := range []string{"<script>alert(1)</script>", "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![a](https://example.com/x.png)"} {
		body, err := bodyOf("draft", []byte(source), walls{})
		if err != nil {
			t.Fatal(err)
		}
		if len(sinks(body, bodyElements)) == 0 {
			t.Errorf("%q: the test does not see what it should", source)
		}
	}
}

func TestHostilePage(t *testing.T) {
	for _, p := range hostile(t, 2) {
		rep := hostileReport(p)
		var source strings.Builder
		for _, place := range places {
			fmt.Fprintf(&source, place+"\n\n", strings.ReplaceAll(p, "\n", " "))
		}
		d := &incident.Draft{Name: "postmortem", Title: p, Audience: incident.Internal, Markdown: []byte(source.String())}
		var b bytes.Buffer
		if err := writeHTML(&b, rep, d); err != nil {
			d.Markdown = []byte("over a limit")
			if err := writeHTML(&b, rep, d); err != nil {
				t.Fatalf("%q: %v", p, err)
			}
		}
		page, err := html.Parse(&b)
		if err != nil {
			t.Fatal(err)
		}
		dropOwnScript(t, page)
		if found := sinks(page, pageElements); found != nil {
			t.Fatalf("%q gives %v", p, found)
		}
	}
}

// dropOwnScript takes out the one script that a page of ours may have: it must
// be ours to the last byte.
func dropOwnScript(t *testing.T, page *html.Node) {
	t.Helper()
	for _, n := range find(page, atom.Script) {
		if len(n.Attr) == 0 && n.FirstChild != nil && n.FirstChild.Data == pageScript {
			remove(n)
		}
	}
}

func hostileReport(p string) *incident.Report {
	at := timeline.At(time.Date(2026, 3, 4, 14, 2, 0, 0, time.UTC), time.Minute)
	e := timeline.Event{Time: at, Kind: timeline.Kind(p), Text: timeline.Foreign(p), Source: timeline.Position{Source: p}}.Seal()
	m := timeline.Mark{Milestone: timeline.Started, Time: at, Text: p}
	return &incident.Report{
		Incident: &incident.Incident{Title: p, Organisation: p, Service: p, Status: incident.Status(p), Severity: p},
		Timeline: &timeline.Timeline{
			Entries: []timeline.Entry{{Time: at, Kind: e.Kind, Text: e.Text, Events: []timeline.Event{e}}},
			Marked:  map[timeline.Milestone]timeline.Mark{timeline.Started: m},
		},
		Metrics: []incident.Metric{{Name: p, Doc: p, Formula: p}},
	}
}

func TestLinks(t *testing.T) {
	for href, want := range map[string]bool{
		"https://example.com/a?b#c": true, "http://example.com": true, "mailto:a@example.com": true, "#top": true, "other.html": true,
		"../a/b.html": true, "?q=1": true, "": true, "a/b:c": true,
		"javascript:alert(1)": false, "JaVaScRiPt:alert(1)": false, "java\tscript:alert(1)": false, " javascript:a": false, "//example.com": false,
		"https://user:pw@example.com": false, "https://user@example.com": false, "https:example.com": false, "https:///x": false,
		"data:text/html,x": false, "data:image/png;base64,AAAA": false, "ms-msdt:/id": false, "search-ms:q": false, "intent://x": false,
		"feed:javascript:a": false, "vbscript:a": false, "file:///etc/passwd": false, "ftp://example.com": false, `\\example.com`: false,
		`/\example.com`: false, "https://example.com\u202e": false, "mailto:": false, "blob:https://x": false, "tel:1": false, ":a": false,
	} {
		if got := allowedLink(href); got != want {
			t.Errorf("allowedLink(%q) = %v", href, got)
		}
	}
}

func TestWhatIsTakenOutIsShown(t *testing.T) {
	for source, want := range map[string]string{
		"[here](javascript:alert(1))":          `here<code class="refused">javascript:alert(1)</code>`,
		"![map](https://example.com/a.png)":    `map<code class="refused">https://example.com/a.png</code>`,
		"a <b>c</b> d":                         `a <code class="raw">&lt;b&gt;</code>c<code class="raw">&lt;/b&gt;</code> d`,
		"<div>\nx\n</div>":                     "<code class=\"raw\">&lt;div&gt;\nx\n&lt;/div&gt;</code>",
		"a <!-- b --> c":                       "<p>a  c</p>",
		"<!-- b -->":                           "",
		"<!-- b --> shown":                     "shown",
		"<ms-msdt:/id>":                        `<code class="refused">ms-msdt:/id</code>`,
		"- [x] done\n- [ ] open":               `<span class="task">☑ </span>done`,
		"```go\nx\n```":                        `<code class="language-go">`,
		"```evil\nx\n```":                      `<pre><code>x`,
		"![p](data:image/png;base64,iVBORw0K)": `<img src="data:image/png;base64,iVBORw0K" alt="p"/>`,
	} {
		body, err := bodyOf("draft", []byte(source), walls{true, true})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(inner(body)); !strings.Contains(got, want) {
			t.Errorf("%q gives %q, want %q in it", source, got, want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, place := range places {
		f.Add([]byte(fmt.Sprintf(place, "<a href=x onclick=alert(1)>")))
	}
	f.Add([]byte(clashText))
	f.Add([]byte(letterText))
	f.Fuzz(func(t *testing.T, source []byte) {
		for _, stand := range []walls{{true, true}, {true, false}, {false, true}} {
			var b bytes.Buffer
			if err := writePage(&b, nil, &incident.Draft{Name: "postmortem", Markdown: source}, stand); err != nil {
				continue
			}
			page, err := html.Parse(&b)
			if err != nil {
				t.Fatal(err)
			}
			if found := sinks(page, pageElements); found != nil {
				t.Fatalf("%+v: %q gives %v", stand, source, found)
			}
		}
	})
}
