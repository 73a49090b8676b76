package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
)

// cstateFiles are a site that uses front matter as cState's layouts do: the
// summary by severity of what is not resolved, the time between date and
// resolvedWhen, systems by the names in affected, the track short code, and an
// interface in JSON that is written by hand.
var cstateFiles = map[string]string{
	"config.yaml": `baseURL: https://status.example/
title: Status
buildFuture: true
disableKinds: [taxonomy, term, RSS, sitemap]
outputs: {home: [HTML, JSON]}
params: {systems: [{name: Checkout}, {name: Search}]}
`,
	"layouts/shortcodes/track.html": `<span class="at">({{ dateFormat "15:04 Jan 2" (.Get 0) }})</span>`,
	"layouts/index.html":            `<!doctype html><main></main>`,
	"layouts/index.json": `{{ $all := where .Site.RegularPages "Params.section" "issue" }}{{ $open := where $all "Params.resolved" "=" false }}{
"down": {{ len (where $open "Params.severity" "=" "down") }}, "disrupted": {{ len (where $open "Params.severity" "=" "disrupted") }},
"systems": [{{ range $i, $s := .Site.Params.systems }}{{ if $i }}, {{ end }}{"name": "{{ $s.name }}", "open": {{ len (where $open "Params.affected" "intersect" (slice $s.name)) }}}{{ end }}],
"issues": [{{ range $i, $p := $all }}{{ if $i }}, {{ end }}{"title": "{{ .Title }}", "affected": [{{ range $k, $a := .Params.affected }}{{ if $k }}, {{ end }}"{{ $a }}"{{ end }}], "createdAt": "{{ .Date }}", "resolvedAt": "{{ .Params.resolvedWhen }}"}{{ end }}]}`,
	"layouts/_default/single.html": `<!doctype html><h1 id=title>{{ .Title }}</h1><time id=date>{{ .Date.UTC.Format "2006-01-02T15:04:05Z" }}</time><p id=description>
{{- if .Params.informational }}informational{{ else if .Params.resolved }}{{ $t := time .Params.resolvedWhen }}{{ div (sub $t.Unix .Date.Unix) 60 }} min{{ else }}open, {{ .Params.severity }}{{ end }}</p><main>{{ .Content }}</main>`,
}

func cstateSite(t *testing.T) site {
	hugo := tool(t, "hugo")
	return site{
		output: "cstate",
		build: func(_ *testing.T, dir string) *exec.Cmd {
			return exec.Command(hugo, "--quiet", "--source", dir, "--cacheDir", filepath.Join(dir, "cache"))
		},
		files: cstateFiles,
	}
}

// told is a report with its notices, and the document of one of them.
func toldUpTo(t *testing.T, title string, n int) (*incident.Report, *incident.Draft) {
	rep := statusReport(t)
	rep.Title = title
	rep.Notices = rep.Notices[:4]
	d := &incident.Draft{Name: "apology-letter", Audience: incident.Public, Markdown: []byte("# We are sorry\n\nIt was {{< ours >}}.\n")}
	for i, notice := range rep.Notices {
		u := incident.Update{Notice: notice, Document: notice.ID + "-" + string(notice.Phase)}
		u.Markdown = fmt.Appendf(nil, "# %s: it\n\nUpdate %d of {{%% x %%}}.\n\n```\n{{< unclosed\n```\n", notice.Phase, i+1)
		d.Updates = append(d.Updates, u)
		if i == n {
			d.Name, d.Markdown = u.Document, u.Markdown
			rep.Notices = rep.Notices[:i+1]
			break
		}
	}
	return rep, d
}

// TestCStateBuilds builds the page of an incident after each of its updates and
// after its letter.
func TestCStateBuilds(t *testing.T) {
	for n, want := range []struct{ state, first string }{
		{"open, down", "Investigating (14:10 Mar 4)"},
		{"open, down", "Identified (14:18 Mar 4)"},
		{"open, down", "Monitoring (14:26 Mar 4)"},
		{"39 min", "Resolved (14:34 Mar 4)"},
		{"39 min", "It was {{< ours >}}."},
	} {
		s := cstateSite(t)
		title := `Orders "fail" at C:\shop: {{ x }}, <b>`
		rep, d := toldUpTo(t, title, n)
		s.page = func(string) string { return "public/issues/2026-03-04-inc-1-issue/index.html" }
		p := buildSite(t, s, []*incident.Draft{d}, func(int) *incident.Report { return rep })[0]
		if p.title != `Orders “fail” at C:＼shop: {{ x }}, <b>` || p.date != "2026-03-04T14:02:00Z" || p.description != want.state {
			t.Errorf("after %d: %q, %q, %q", n+1, p.title, p.date, p.description)
		}
		blocks := typeset(seen(p.main))
		if len(blocks) == 0 || blocks[0] != "p: "+want.first {
			t.Errorf("after %d: begins with %q, want %q", n+1, blocks, want.first)
		}
		text := strings.Join(blocks, " ")
		for i := range min(n+1, 4) {
			if !strings.Contains(text, fmt.Sprintf("Update %d of {{%% x %%}}. pre: {{< unclosed", i+1)) {
				t.Errorf("after %d: update %d is not as it was told: %s", n+1, i+1, text)
			}
		}
		if len(find(p.main, atom.Script)) > 0 {
			t.Error("a script is in the page")
		}
	}
}

// TestCStateInterface holds that the site's interface stays JSON whatever a
// title says.
func TestCStateInterface(t *testing.T) {
	hugo := tool(t, "hugo")
	dir := t.TempDir()
	for name, text := range cstateFiles {
		writeFile(t, filepath.Join(dir, name), []byte(text))
	}
	o := cstateOutput()
	for i, title := range hostileTexts {
		rep, d := toldUpTo(t, title+" fails", i%4)
		rep.ID = fmt.Sprint("inc-", i)
		rep.Components = append(rep.Components, incident.Component{Name: title + " part", State: "down", ID: "9"})
		var b bytes.Buffer
		if err := o.Write(&b, rep, d); err != nil {
			t.Fatal(err)
		}
		file, _ := o.Place(rep, d)
		writeFile(t, filepath.Join(dir, file), b.Bytes())
	}
	runTool(t, exec.Command(hugo, "--quiet", "--source", dir, "--cacheDir", filepath.Join(dir, "cache")))
	raw, err := os.ReadFile(filepath.Join(dir, "public", "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var made struct {
		Down    int
		Systems []struct {
			Name string
			Open int
		}
		Issues []struct{ Title string }
	}
	if err := json.Unmarshal(raw, &made); err != nil {
		t.Fatalf("%v in %.2000s", err, raw)
	}
	if len(made.Issues) != len(hostileTexts) || made.Down == 0 || made.Systems[0].Open == 0 || made.Systems[1].Open != 0 {
		t.Errorf("%d issues, %d down, %v", len(made.Issues), made.Down, made.Systems)
	}
}
