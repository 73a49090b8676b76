package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/candor-reports/candor/incident"
)

// feeds are the forms of a feed, with how each is written.
var feeds = map[string]func(*bytes.Buffer, Feed) error{
	"atom":     func(b *bytes.Buffer, f Feed) error { return Atom(b, f) },
	"rss":      func(b *bytes.Buffer, f Feed) error { return RSS(b, f) },
	"jsonfeed": func(b *bytes.Buffer, f Feed) error { return JSONFeed(b, f) },
}

// readEntries reads a feed back: title and content of each entry, as a reader
// of the form sees them.
func readEntries(t testing.TB, form string, made []byte) [][2]string {
	t.Helper()
	var out [][2]string
	switch form {
	case "atom":
		var f struct {
			Entries []struct {
				Title   string `xml:"title"`
				Content string `xml:"content"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal(made, &f); err != nil {
			t.Fatalf("%v\n%s", err, made)
		}
		for _, e := range f.Entries {
			out = append(out, [2]string{e.Title, e.Content})
		}
	case "rss":
		var f struct {
			Items []struct {
				Title       string `xml:"title"`
				Description string `xml:"description"`
			} `xml:"channel>item"`
		}
		if err := xml.Unmarshal(made, &f); err != nil {
			t.Fatalf("%v\n%s", err, made)
		}
		for _, e := range f.Items {
			out = append(out, [2]string{e.Title, e.Description})
		}
	default:
		var f jsonFeed
		if err := json.Unmarshal(made, &f); err != nil {
			t.Fatalf("%v\n%s", err, made)
		}
		for _, e := range f.Items {
			out = append(out, [2]string{e.Title, e.Content})
		}
	}
	return out
}

func TestFeeds(t *testing.T) {
	rep := noticeReport(t)
	for form, write := range feeds {
		for perUpdate, want := range map[bool]int{false: 1, true: 3} {
			f, err := FeedOf(rep, noticeDraft(rep, 2), perUpdate)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := write(&b, f); err != nil {
				t.Fatal(err)
			}
			entries := readEntries(t, form, b.Bytes())
			if len(entries) != want {
				t.Errorf("%s has %d entries, want %d", form, len(entries), want)
			}
			var all string
			for _, e := range entries {
				all += e[1]
			}
			if third, first := strings.Index(all, "<strong>3<"), strings.Index(all, "<strong>1<"); third < 0 || first < third {
				t.Errorf("%s does not tell the updates, the newest first:\n%s", form, b.String())
			}
		}
	}
}

// TestAtom holds what RFC 4287 requires of a feed and of its entries.
func TestAtom(t *testing.T) {
	rep := noticeReport(t)
	f, err := FeedOf(rep, noticeDraft(rep, 1), true)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Atom(&b, f); err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		IDs     []string `xml:"id"`
		Titles  []string `xml:"title"`
		Updated []string `xml:"updated"`
		Author  []string `xml:"author>name"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			IDs       []string `xml:"id"`
			Titles    []string `xml:"title"`
			Updated   []string `xml:"updated"`
			Published []string `xml:"published"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.IDs) != 1 || len(got.Titles) != 1 || len(got.Updated) != 1 || len(got.Author) != 1 || got.Author[0] != "Harbour Goods" || len(got.Links) != 1 {
		t.Errorf("the feed has %+v", got)
	}
	tag := regexp.MustCompile(`^tag:status\.example\.com,2026:incidents/2026-03-04-checkout(/[a-z0-9-]+)?$`)
	seen := map[string]bool{}
	for _, e := range got.Entries {
		if len(e.IDs) != 1 || len(e.Titles) != 1 || len(e.Updated) != 1 || seen[e.IDs[0]] || !tag.MatchString(e.IDs[0]) {
			t.Errorf("an entry has %+v", e)
			continue
		}
		seen[e.IDs[0]] = true
		for _, at := range []string{e.Updated[0], e.Published[0]} {
			if _, err := time.Parse(time.RFC3339, at); err != nil {
				t.Error(err)
			}
		}
	}
	if got.Updated[0] != "2026-03-04T14:33:00Z" || got.Entries[0].Updated[0] != got.Updated[0] {
		t.Errorf("the feed was updated at %v, its first entry at %v", got.Updated, got.Entries[0].Updated)
	}
	if again, _ := FeedOf(rep, noticeDraft(rep, 2), true); again.Entries[1].ID != f.Entries[1].ID {
		t.Errorf("the entry of n2 was %s and is %s now", f.Entries[1].ID, again.Entries[1].ID)
	}
}

// TestFeedOfMany holds that entries of several incidents make one feed, the
// newest first.
func TestFeedOfMany(t *testing.T) {
	f := Feed{ID: "tag:example.com,2026:all", Title: "All", Author: "Harbour Goods", Self: "https://example.com/feed.atom", Home: "https://example.com/"}
	for i, year := range []int{2024, 2026, 2025} {
		f.Entries = append(f.Entries, Entry{ID: stableID("https://example.com/", string(rune('a'+i))), Title: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006"), Updated: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), Content: "<p>x</p>"})
	}
	for form, write := range feeds {
		var b bytes.Buffer
		if err := write(&b, f); err != nil {
			t.Fatal(err)
		}
		var titles []string
		for _, e := range readEntries(t, form, b.Bytes()) {
			titles = append(titles, e[0])
		}
		if !slices.Equal(titles, []string{"2026", "2025", "2024"}) || !strings.Contains(b.String(), "https://example.com/feed.atom") {
			t.Errorf("%s: %v\n%s", form, titles, b.String())
		}
	}
	if f.Entries[0].Title != "2024" {
		t.Error("the feed that was given was changed")
	}
}

func TestFeedLacks(t *testing.T) {
	full := noticeReport(t)
	for want, change := range map[string]func(*incident.Report){
		"whose incident it is":   func(r *incident.Report) { r.Organisation, r.Service = "", "" },
		"when anything happened": func(r *incident.Report) { r.Notices, r.Timeline = nil, nil },
		"publish: {site:":        func(r *incident.Report) { r.Publish.Site = "" },
	} {
		rep := *full
		inc := *full.Incident
		rep.Incident = &inc
		change(&rep)
		f, err := FeedOf(&rep, &incident.Draft{Name: "letter", Audience: incident.Public, Markdown: []byte("x\n")}, false)
		if err == nil {
			err = RSS(&bytes.Buffer{}, f)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
}

func TestStableID(t *testing.T) {
	for site, want := range map[string]string{
		"https://status.example.com/":          "tag:status.example.com,2026:incidents/a/b",
		"https://status.example.com":           "tag:status.example.com,2026:incidents/a/b",
		"https://Example.com:8443/status/all/": "tag:example.com,2026:status/all/a/b",
	} {
		if got := stableID(site, "a", "b"); got != want {
			t.Errorf("%s gives %s, want %s", site, got, want)
		}
	}
	uuid := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if a, b := stableID("", "a", "b"), stableID("", "a", "c"); !uuid.MatchString(a) || a == b {
		t.Errorf("without a site: %s, %s", a, b)
	}
}

// hostileFeed is a feed with a hostile text in every place that it has.
func hostileFeed(t testing.TB, p string) (Feed, bool) {
	t.Helper()
	rep := noticeReport(t)
	rep.Title, rep.Service, rep.Organisation, rep.Impact.Who = p, p, p, p
	rep.Organisation = "Harbour " + p
	d := noticeDraft(rep, 1)
	for i, place := range []string{"%s", "[%s](https://example.com)", "[a](%s)", "![%s](https://example.com/x.png)", "| a |\n|---|\n| %s |", "`%s`", "- %s"} {
		if i < len(d.Updates) {
			d.Updates[i].Markdown = append(d.Updates[i].Markdown, "\n"+p+"\n\n"...)
		}
		d.Markdown = append(d.Markdown, "\n"+strings.ReplaceAll(place, "%s", strings.ReplaceAll(p, "\n", " "))+"\n"...)
	}
	d.Updates[1].Markdown = d.Markdown
	f, err := FeedOf(rep, d, true)
	return f, err == nil
}

// TestHostileFeeds holds that no feed has anything active in it, that its
// titles read as they are told, and that its XML and JSON are whole.
func TestHostileFeeds(t *testing.T) {
	all := append(hostile(t, 11), records(t, "security/trojan/unicode-own.jsonl", "payload")...)
	refused := 0
	for _, p := range all {
		f, ok := hostileFeed(t, p)
		if !ok {
			refused++
			continue
		}
		f.Entries = append(f.Entries, Entry{ID: "tag:x,2026:raw", Title: p, Content: p, Updated: f.Entries[0].Updated})
		for form, write := range feeds {
			var b bytes.Buffer
			if err := write(&b, f); err != nil {
				t.Fatalf("%.99q: %s: %v", p, form, err)
			}
			entries := readEntries(t, form, b.Bytes())
			if len(entries) != 3 {
				t.Fatalf("%.99q: %s has %d entries", p, form, len(entries))
			}
			for _, e := range entries {
				body, err := parseHTML([]byte(e[1]))
				if err != nil {
					t.Fatal(err)
				}
				if found := append(sinks(body, append([]string{"time"}, bodyElements...)), images(body)...); found != nil {
					t.Fatalf("%.99q: %s gives %v", p, form, found)
				}
			}
		}
	}
	if refused > len(all)/10 {
		t.Errorf("%d of %d were refused", refused, len(all))
	}
}

func images(body *html.Node) []string {
	var out []string
	for n := range body.Descendants() {
		if n.Data == "img" || n.Data == "style" {
			out = append(out, n.Data)
		}
	}
	return out
}

// TestFormsInJavaScript has mail, feeds and calendars read by libraries that
// are not Go's. CANDOR_NODE_MODULES names the folder that holds them.
func TestFormsInJavaScript(t *testing.T) {
	modules := os.Getenv("CANDOR_NODE_MODULES")
	if modules == "" {
		t.Skip("CANDOR_NODE_MODULES is not set; it names a node_modules folder with mailparser, feedparser, rss-parser and ical.js")
	}
	dir := t.TempDir()
	rep := noticeReport(t)
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("notice.eml", mailOf(t, rep, noticeDraft(rep, 1)))
	f, err := FeedOf(rep, noticeDraft(rep, 2), true)
	if err != nil {
		t.Fatal(err)
	}
	for form, write := range feeds {
		var b bytes.Buffer
		if err := write(&b, f); err != nil {
			t.Fatal(err)
		}
		put("feed."+form, b.Bytes())
	}
	work := maintenanceReport(t)
	var ics bytes.Buffer
	if err := writeICS(&ics, work, &incident.Draft{Name: "n1-scheduled", Audience: incident.Public}); err != nil {
		t.Fatal(err)
	}
	put("work.ics", ics.Bytes())
	out, err := exec.Command("node", "testdata/forms.mjs", modules, dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
