package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// TestHostilePages writes what a browser is to open, where CANDOR_HOSTILE names
// a folder: many hostile texts to a page, as commit subject, log line, title,
// action item, impact and link, with both walls, with each alone, and as a
// picture. A page without any wall is there to show that the browser sees.
func TestHostilePages(t *testing.T) {
	dir := os.Getenv("CANDOR_HOSTILE")
	if dir == "" {
		t.Skip("CANDOR_HOSTILE names no folder: .ci/run sets it")
	}
	const batch = 120
	payloads := records(t, "security/xss/all-unique.jsonl", "payload")
	write := func(name string, made []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), made, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refused := 0
	var pages func(name string, some []string)
	pages = func(name string, some []string) {
		rep, text := hostileBatch(some)
		made := map[string][]byte{}
		var svg bytes.Buffer
		if err := SVG(&svg, rep.Timeline, Picture{Title: some[0], Audience: incident.Internal}); err != nil {
			t.Fatal(err)
		}
		made["svg"] = svg.Bytes()
		for wall, stand := range map[string]walls{"both": {true, true}, "markdown": {true, false}, "tree": {false, true}} {
			var page bytes.Buffer
			d := &incident.Draft{Name: "postmortem", Title: some[0], Audience: incident.Internal, Markdown: []byte(text)}
			err := writePage(&page, rep, d, stand)
			switch half := len(some) / 2; {
			case err != nil && half > 0: // one text is over a limit: the others must not go with it
				pages(name+"a", some[:half])
				pages(name+"b", some[half:])
				return
			case err != nil:
				refused++
				return
			}
			made[wall+".html"] = page.Bytes()
		}
		for ending, content := range made {
			write(name+"."+ending, content)
		}
		for ending, content := range hostileMessages(t, some, text) {
			write(name+"."+ending, content)
		}
	}
	for from := 0; from < len(payloads); from += batch {
		pages(fmt.Sprintf("%04d", from), payloads[from:min(from+batch, len(payloads))])
	}
	if refused > len(payloads)/200 {
		t.Errorf("%d of %d texts were refused", refused, len(payloads))
	}
	var open bytes.Buffer
	d := &incident.Draft{Name: "postmortem", Markdown: []byte("<img src=x onerror=alert(1)>\n\n<script>alert(1)</script>\n")}
	if err := writePage(&open, nil, d, walls{}); err != nil {
		t.Fatal(err)
	}
	write("none.html", open.Bytes())
}

// hostileMessages are the forms that programs of others show: the HTML of a
// mail, what a reader of feeds puts into its page, titles too, and a feed as a
// browser opens it.
func hostileMessages(t *testing.T, some []string, text string) map[string][]byte {
	rep := noticeReport(t)
	rep.Title, rep.Organisation, rep.Service = some[0], some[len(some)/2], some[len(some)-1]
	d := &incident.Draft{Name: "apology-letter", Title: some[0], Audience: incident.Public, Markdown: []byte(text)}
	form := func(name string) []byte {
		o, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := o.Write(&b, rep, d); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return b.Bytes()
	}
	out := map[string][]byte{"mail.html": htmlPart(t, form("email"))}
	shown := "<!doctype html><meta charset=utf-8><title>feeds</title>"
	var rss struct {
		Items []struct {
			Title   string `xml:"title"`
			Content string `xml:"description"`
		} `xml:"channel>item"`
	}
	var atomFeed struct {
		Entries []struct {
			Title   string `xml:"title"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	var jsonFeed struct {
		Items []struct {
			Content string `json:"content_html"`
		} `json:"items"`
	}
	out["rss.xml"], out["atom.xml"] = form("rss"), form("atom")
	for _, err := range []error{xml.Unmarshal(out["rss.xml"], &rss), xml.Unmarshal(out["atom.xml"], &atomFeed), json.Unmarshal(form("jsonfeed"), &jsonFeed)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	contents := map[string]bool{}
	for _, e := range rss.Items {
		contents[e.Content] = true
	}
	for _, e := range atomFeed.Entries {
		contents[e.Content] = true
	}
	for _, e := range jsonFeed.Items {
		contents[e.Content] = true
	}
	for _, c := range slices.Sorted(maps.Keys(contents)) {
		if c == "" {
			t.Fatal("an entry of a feed has no content")
		}
		shown += "<article>" + c + "</article>\n"
	}
	out["feed.html"] = []byte(shown)
	return out
}

// htmlPart is the HTML of a message, taken out of it by the standard library.
func htmlPart(t *testing.T, message []byte) []byte {
	m, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			made, err := io.ReadAll(p)
			if err != nil {
				t.Fatal(err)
			}
			return made
		}
	}
}

// hostileBatch puts each text into the timeline and into the document, as
// Markdown of its own: that is worse than what an escaped template makes.
func hostileBatch(payloads []string) (*incident.Report, string) {
	rep := hostileReport(payloads[0])
	rep.Timeline.Entries = nil
	at := time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC)
	var b strings.Builder
	b.WriteString("![](timeline.svg)\n\n")
	for i, p := range payloads {
		kind := timeline.Commit
		if i%2 == 1 {
			kind = timeline.Pattern
		}
		when := timeline.At(at.Add(time.Duration(i)*time.Minute), time.Second)
		e := timeline.Event{Time: when, Kind: kind, Text: timeline.Foreign(p), Subject: timeline.Foreign(p), Source: timeline.Position{Source: "log"}}.Seal()
		rep.Timeline.Entries = append(rep.Timeline.Entries, timeline.Entry{Time: when, Kind: kind, Text: e.Text, Events: []timeline.Event{e}})
		line := strings.Join(strings.Fields(p), " ")
		fmt.Fprintf(&b, "## %s\n\nImpact: %s\n\n- [ ] %s\n\n| Action | State |\n|---|---|\n| %s | open |\n\n[link](<%s>) [%s](https://example.com) <%s>\n\n`%s`\n\n",
			line, line, line, line, strings.NewReplacer("<", "", ">", "").Replace(line), line, line, line)
	}
	return rep, b.String()
}
