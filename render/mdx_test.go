package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

type mdxPage struct {
	Source  string `json:"source"`
	Plugins string `json:"plugins"`
}

// runMDX builds pages and returns their HTML.
func runMDX(t *testing.T, pages []mdxPage) []string {
	t.Helper()
	modules := os.Getenv("CANDOR_NODE_MODULES")
	if modules == "" {
		t.Skip("CANDOR_NODE_MODULES does not name a folder with @mdx-js/mdx, remark-gfm, remark-directive, remark-emoji and remark-frontmatter")
	}
	if _, err := os.Stat(filepath.Join(modules, "@mdx-js", "mdx")); err != nil {
		t.Skip("@mdx-js/mdx is not in the folder that CANDOR_NODE_MODULES names; .ci/run installs it")
	}
	in, err := json.Marshal(pages)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pages.json")
	if err := os.WriteFile(file, in, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool(t, "node"), filepath.Join("testdata", "mdx.mjs"), modules, file)
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	var out []struct{ HTML, Error string }
	if err := json.Unmarshal(raw, &out); err != nil || len(out) != len(pages) {
		t.Fatalf("%d pages for %d: %v", len(out), len(pages), err)
	}
	var htmls []string
	for i, p := range out {
		if p.Error != "" {
			t.Errorf("%s: %s\n%.600q", pages[i].Plugins, p.Error, pages[i].Source)
		}
		htmls = append(htmls, p.HTML)
	}
	return htmls
}

// TestMDXShowsTheText compiles documents, hostile texts and random ones as MDX
// and runs what came of them.
func TestMDXShowsTheText(t *testing.T) {
	drafts := map[string]string{}
	random := rand.New(rand.NewPCG(7, 7))
	for some := range slices.Chunk(hostileTexts, 8) {
		drafts[fmt.Sprintf("hostile %q", some)] = hostileDraft(some)
	}
	n := 10
	if *everything {
		n = 1000
	}
	for i := range n {
		drafts[fmt.Sprint("random ", i)] = hostileDraft(randomTexts(random, 4))
	}
	all := documents(t)
	for i, name := range slices.Sorted(maps.Keys(all)) {
		if *everything || i%16 == 0 {
			drafts[name] = all[name]
		}
	}
	var pages []mdxPage
	var names []string
	for _, name := range slices.Sorted(maps.Keys(drafts)) {
		draft := drafts[name]
		for _, form := range []string{"docusaurus", "astro"} {
			o, err := Find(form)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := o.Write(&b, reportOf("", ""), &incident.Draft{Name: "page", Markdown: []byte(draft)}); err != nil {
				t.Fatal(err)
			}
			plugins := []string{form}
			if form == "astro" {
				plugins = []string{"mdx", "md"}
			}
			for _, p := range plugins {
				names = append(names, name)
				pages = append(pages, mdxPage{b.String(), p})
			}
		}
	}
	for i, got := range runMDX(t, pages) {
		if got == "" {
			continue
		}
		readsAs(t, pages[i].Plugins+" of "+names[i], withoutNotesHeading(seen(pageIn(t, []byte(got)).main)), seen(page(t, drafts[names[i]])))
	}
}

// withoutNotesHeading leaves out the heading that remark puts over footnotes.
func withoutNotesHeading(blocks []string) []string {
	return strings.Split(strings.Replace(strings.Join(blocks, "\x00"), "h2: Footnotes\x00", "", 1), "\x00")
}
