package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
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
