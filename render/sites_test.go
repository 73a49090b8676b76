package render

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
)

// A site generator is run on what candor writes for it, and what a reader of
// the site sees is compared with what a reader of candor's own page sees.

// site is a site that is built in a folder of its own.
type site struct {
	output string
	page   func(slug string) string // where the generator puts a page, below the folder
	build  func(t *testing.T, dir string) *exec.Cmd
	files  map[string]string
}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed; .ci/run installs it", name)
	}
	return path
}

func hugoSite(t *testing.T) site {
	hugo := tool(t, "hugo")
	return site{
		output: "hugo",
		page:   func(slug string) string { return "public/posts/" + slug + "/index.html" },
		build: func(_ *testing.T, dir string) *exec.Cmd {
			return exec.Command(hugo, "--quiet", "--source", dir, "--cacheDir", filepath.Join(dir, "cache"))
		},
		files: hugoFiles,
	}
}

var hugoFiles = map[string]string{
	"config.yaml": "baseURL: https://site.example/\ntitle: Site\nenableEmoji: true\ndisableKinds: [taxonomy, term, RSS, sitemap, section, home]\n",
	"layouts/_default/single.html": "<!doctype html><title>{{ .Title }}</title><h1 id=title>{{ .Title }}</h1><time id=date>{{ .Date.UTC.Format \"2006-01-02T15:04:05Z\" }}</time>" +
		"<p id=description>{{ .Description }}</p><main>{{ .Content }}</main>",
}

func jekyllSite(t *testing.T) site {
	jekyll := tool(t, "jekyll")
	return site{
		output: "jekyll",
		page:   func(slug string) string { return "_site/" + slug + ".html" },
		build: func(_ *testing.T, dir string) *exec.Cmd {
			return exec.Command(jekyll, "build", "--quiet", "--source", dir, "--destination", filepath.Join(dir, "_site"), "--disable-disk-cache", "--future")
		},
		files: map[string]string{
			"_config.yml": "title: Site\npermalink: /:title.html\ntimezone: UTC\n",
			"_layouts/post.html": "<!doctype html><title>{{ page.title | escape }}</title><h1 id=title>{{ page.title | escape }}</h1><time id=date>{{ page.date | date: '%Y-%m-%dT%H:%M:%SZ' }}</time>" +
				"<p id=description>{{ page.description | escape }}</p><main>{{ content }}</main>",
		},
	}
}

// built is a page of a site that was built.
type built struct {
	title, date, description string
	main                     *html.Node
}

// buildSite writes each draft into a site, builds it and returns the pages.
func buildSite(t *testing.T, s site, drafts []*incident.Draft, rep func(i int) *incident.Report) []built {
	t.Helper()
	dir := t.TempDir()
	out, err := Find(s.output)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range s.files {
		writeFile(t, filepath.Join(dir, name), []byte(text))
	}
	for i, d := range drafts {
		var b bytes.Buffer
		if err := out.Write(&b, rep(i), d); err != nil {
			t.Fatal(err)
		}
		file, _ := out.Place(rep(i), d)
		writeFile(t, filepath.Join(dir, file), b.Bytes())
	}
	runTool(t, s.build(t, dir))
	var pages []built
	for i, d := range drafts {
		data, err := os.ReadFile(filepath.Join(dir, s.page(slugOf(rep(i), d))))
		if err != nil {
			t.Fatalf("%s built no page: %v", s.output, err)
		}
		pages = append(pages, pageIn(t, data))
	}
	return pages
}

// runTool runs a program with an environment of its own, so that nothing of the
// machine's is read.
func runTool(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8", "TZ=UTC"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%.3000s", filepath.Base(cmd.Path), err, out)
	}
}

func pageIn(t *testing.T, data []byte) built {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var p built
	for n := range root.Descendants() {
		switch {
		case n.DataAtom == atom.Main:
			p.main = n
		case attr(n, "id") == "title":
			p.title = textOf(n)
		case attr(n, "id") == "date":
			p.date = textOf(n)
		case attr(n, "id") == "description":
			p.description = textOf(n)
		}
	}
	if p.main == nil {
		t.Fatalf("no page: %.500s", data)
	}
	return p
}

// site typography: what generators do to quotation marks and dots is the
// site's own style.
var typography = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "…", "...",
	// A Hugo site with enableEmoji makes pictures in code too; no escape is known to it there.
	"pre: 🎉", "pre: :tada:")

func typeset(blocks []string) []string {
	out := make([]string, len(blocks))
	for i, b := range blocks {
		out[i] = typography.Replace(b)
	}
	return out
}

// reportOf is a report with the least a site needs.
func reportOf(id, title string) *incident.Report {
	rep := &incident.Report{Incident: &incident.Incident{ID: id, Title: title, Service: "Checkout", Status: "resolved"}}
	rep.Summary.Text = title
	return rep
}

// TestSitesShowEveryDocument builds a site of every document that candor
// writes.
func TestSitesShowEveryDocument(t *testing.T) {
	for _, s := range []func(*testing.T) site{hugoSite, jekyllSite} {
		t.Run("", func(t *testing.T) {
			s := s(t)
			all := documents(t)
			var drafts []*incident.Draft
			var names []string
			for i, name := range slices.Sorted(maps.Keys(all)) {
				if *everything || i%8 == 0 {
					names = append(names, name)
				}
			}
			for i, name := range names {
				drafts = append(drafts, &incident.Draft{Name: fmt.Sprint("document-", i), Markdown: []byte(all[name])})
			}
			rep := reportOf("", "")
			for i, p := range buildSite(t, s, drafts, func(int) *incident.Report { return rep }) {
				readsAs(t, s.output+" of "+names[i], typeset(seen(p.main)), typeset(seen(page(t, all[names[i]]))))
			}
		})
	}
}

// hostileTexts are what log lines, titles and people can hold that a site
// generator would run, and what breaks its front matter.
var hostileTexts = []string{
	`{{< x >}}`, `{{% x %}}`, `{{< /x >}}`, `{{</* x */>}}`, `{{< unclosed`, `{{%`, `{{<`, `{{ x }}`, `{{ site.title }}`, `{% x %}`, `{% raw %}`, `{% endraw %}{% include x %}`, `{%`, `{{`,
	`{{ "{{" }}`, `{{-`, `{{{ x }}}`, `{{{% x`, `}}`, `%}`, `{# x #}`, `<Component/>`, `<Component prop={1}>`, `{expr}`, `{`, `}`, `${x}`, `{/* c */}`, `import x from "y"`, `export const a = 1`, `export default x`,
	`a: b`, `#`, `# x`, `---`, `...`, `!!python/object/apply:os.system ["id"]`, `@x`, `@`, `*a`, `&a`, `"`, `'`, `"quoted"`, `it's`, "`", `|`, `>`, `%x`, `[a]`, `{a: b}`, `Norway: no`, `no`, `null`, `~`,
	`12:30`, `:name`, `:tada:`, `::note`, `:::danger`, `:abbr[x]{y}`, `2026-03-04`, `0x1F`, `1e3`, `- a`, `? a`, `🚒 fire`, "two\nlines", "a\tb", `C:\temp\new`, `\`, `\\`, `{: onclick="x"}`, `x{: .y}`,
	`{::nomarkdown}<b>`, `{::comment}x{:/}`, `{:toc}`, `* TOC`, `^`, `$$ x $$`, `$x$`, `--force`, `a -- b`, `a --- b`, `cat <<EOF`, `>> log`, `<<`, `(c)`, `*[HTML]: x`, `[^1]: x`, `[x]: y`, `[TOC]`, `[[x]]`,
	`<!--more-->`, `<!-- truncate -->`, `<!-- x -->`, `&amp;`, `&copy;`, `&#123;`, `<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `https://example.com/?a={{b}}&copy=1`, `www.example.com`,
	`ann@example.org`, `[a](javascript:alert(1))`, `api-v2_test (50%) - 3 * 4 #1 a_b <x>`, "\x1b[31mred", "\u202Eabc", `Größe, 東京`, `#1`, `1. x`, `1) x`, `+ x`, `= x`, `==`, `~~x~~`, `H~2~O`, `==x==`, `++x++`, `^^x^^`, `"a" 'b'`,
}

// TestSitesShowHostileText puts hostile text in every place of a document and
// into its title, and holds that a reader of the site sees just that text.
func TestSitesShowHostileText(t *testing.T) {
	for _, s := range []func(*testing.T) site{hugoSite, jekyllSite} {
		t.Run("", func(t *testing.T) {
			s := s(t)
			var drafts []*incident.Draft
			for i, text := range hostileTexts {
				drafts = append(drafts, &incident.Draft{Name: fmt.Sprint("post-", i), Markdown: []byte(strings.TrimPrefix(hostileDraft([]string{text, "plain"}), "# Title\n"))})
			}
			rep := func(i int) *incident.Report {
				r := reportOf("", hostileTexts[i%len(hostileTexts)])
				r.Notices = []incident.Notice{{ID: "post", Phase: incident.Resolved, At: clock(t, "2026-03-04 15:24")}}
				return r
			}
			for i, p := range buildSite(t, s, drafts, rep) {
				what := fmt.Sprintf("%s of %q", s.output, hostileTexts[i])
				readsAs(t, what, typeset(seen(p.main)), typeset(seen(page(t, string(drafts[i].Markdown)))))
				holdFrontMatter(t, what, p, rep(i))
			}
		})
	}
}

func holdFrontMatter(t *testing.T, what string, p built, rep *incident.Report) {
	t.Helper()
	if want := title("", rep, &incident.Draft{}); p.title != strings.Join(strings.Fields(want), " ") && p.title != want {
		t.Errorf("%s: title %q, want %q", what, p.title, want)
	}
	if p.date != "2026-03-04T15:24:00Z" {
		t.Errorf("%s: date %q", what, p.date)
	}
}

// TestSitesShowRandomText is the same with texts made of the pieces that
// generators look for, many to a build.
func TestSitesShowRandomText(t *testing.T) {
	posts := 40
	if *everything {
		posts = 400
	}
	for _, s := range []func(*testing.T) site{hugoSite, jekyllSite} {
		t.Run("", func(t *testing.T) {
			s := s(t)
			random := rand.New(rand.NewPCG(7, uint64(len(s.output))))
			var drafts []*incident.Draft
			for i := range posts {
				drafts = append(drafts, &incident.Draft{Name: fmt.Sprint("post-", i), Markdown: []byte(hostileDraft(randomTexts(random, 4)))})
			}
			rep := reportOf("", "")
			for i, p := range buildSite(t, s, drafts, func(int) *incident.Report { return rep }) {
				readsAs(t, s.output, typeset(seen(p.main)), typeset(seen(page(t, string(drafts[i].Markdown)))))
				if t.Failed() {
					return
				}
			}
		})
	}
}

func randomTexts(random *rand.Rand, n int) []string {
	var out []string
	for range n {
		var b strings.Builder
		for range 1 + random.IntN(5) {
			b.WriteString(sitePieces[random.IntN(len(sitePieces))])
		}
		out = append(out, b.String())
	}
	return out
}

var sitePieces = []string{
	"{{", "}}", "{%", "%}", "{{<", ">}}", "{{%", "%}}", "/*", "*/", "{", "}", "<", ">", "<x", "/>", "a", "b c", " ", "-", "--", ":", "::", "|", "`", "``", "*", "_", "~~", "#", "\"", "'", "\\", "&", "&amp;", "^",
	"[", "]", "(", ")", "!", "$", "$$", "import ", "export ", "<!--more-->", "{:", "{::", ".", "...", "1.", "+", "=", "@", "%", "\t", "é", "🚒", "https://a.example/", "www.", "raw", "endraw", "comment", "=\"x\"",
}

func writeFile(t testing.TB, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
