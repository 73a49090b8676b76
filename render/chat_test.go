package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func slackOf(t testing.TB, rep *incident.Report, d *incident.Draft) (slackMessage, string) {
	t.Helper()
	var b bytes.Buffer
	if err := writeSlack(&b, rep, d); err != nil {
		t.Fatal(err)
	}
	var m slackMessage
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	return m, b.String()
}

func TestSlack(t *testing.T) {
	rep := noticeReport(t)
	rep.Timeline.Marked[timeline.Started] = timeline.Mark{Milestone: timeline.Started, Time: clock(t, "2026-03-04 14:02")}
	d := noticeDraft(rep, 1)
	d.Markdown = []byte("# Identified: it < fails\n\nSee [a|b](https://a.example/?q=1&r=<2>), **bold**, *em*, ~~gone~~, `co<de`.\n\n- one\n- two <!channel> <@U1>\n\n> said\n\n| Time | What |\n|---|---|\n| 14:02 | down |\n\n```\nx & y\n```\n")
	m, _ := slackOf(t, rep, d)
	if m.Blocks[0].Type != "header" || m.Blocks[0].Text.Text != "Identified: it < fails" || m.Blocks[0].Text.Type != "plain_text" {
		t.Errorf("the header is %+v", m.Blocks[0].Text)
	}
	var fields []string
	for _, f := range m.Blocks[1].Fields {
		fields = append(fields, f.Text)
	}
	if want := []string{"*Status*\nIdentified", "*Affected*\nCheckout", "*Since*\n<!date^1772632920^{date_short_pretty} {time}|2026-03-04 14:02 UTC>", "*Next update by*\n<!date^1772636400^{date_short_pretty} {time}|2026-03-04 15:00 UTC>"}; !slices.Equal(fields, want) {
		t.Errorf("the fields are %q, want %q", fields, want)
	}
	text := m.Blocks[2].Text.Text
	for _, want := range []string{
		"<https://a.example/?q=1&amp;r=%3C2%3E|a¦b>", "*bold*", "_em_", "~gone~", "`co&lt;de`", "• one\n• two", "> said", "*14:02*  down", "```\nx &amp; y\n```",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text has no %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "<!channel>") || strings.Contains(text, "<@U1>") {
		t.Errorf("the text calls people:\n%s", text)
	}
}

// slackMarkup matches what Slack reads between angle brackets.
var slackMarkup = regexp.MustCompile(`<[^>]*>`)

// TestSlackLimits holds the limits for long and hostile documents.
func TestSlackLimits(t *testing.T) {
	rep := noticeReport(t)
	sources := []string{
		strings.Repeat("A sentence with & and < in it. ", 3000), strings.Repeat("x", 40000), strings.Repeat("&", 20000), "```\n" + strings.Repeat("a < b & c\n", 2000) + "```",
		strings.Repeat("| a | b |\n", 1) + "|---|---|\n" + strings.Repeat("| <c> | d |\n", 900), strings.Repeat("- item\n", 1500), strings.Repeat("## h\n\np\n\n", 400), strings.Repeat("語", 9000), "# " + strings.Repeat("long ", 100),
		"[x](https://a.example/" + strings.Repeat("y", 1900) + ")",
	}
	for _, p := range hostile(t, 9) {
		sources = append(sources, "# "+strings.ReplaceAll(p, "\n", " ")+"\n\n"+p+"\n")
	}
	for _, source := range sources {
		d := noticeDraft(rep, 1)
		d.Markdown = []byte(source)
		var b bytes.Buffer
		if err := writeSlack(&b, rep, d); err != nil {
			if !strings.Contains(err.Error(), "hint") && !strings.Contains(err.Error(), ":") {
				t.Error(err)
			}
			continue
		}
		m, _ := slackOf(t, rep, d)
		if len(m.Blocks) > slackBlocks {
			t.Errorf("%.40q: %d blocks", source, len(m.Blocks))
		}
		for _, block := range m.Blocks {
			for _, text := range append(append(slices.Clone(block.Fields), block.Elements...), sectionTexts(block)...) {
				limit := slackSection
				if block.Type == "header" {
					limit = slackHeader
				}
				if n := utf16Len(text.Text); n > limit || n == 0 {
					t.Errorf("%.40q: a %s of %d characters", source, block.Type, n)
				}
				if text.Type != "mrkdwn" {
					continue
				}
				for _, found := range slackMarkup.FindAllString(text.Text, -1) {
					if !strings.HasPrefix(found, "<!date^") && !strings.HasPrefix(found, "<https:") && !strings.HasPrefix(found, "<http:") && !strings.HasPrefix(found, "<mailto:") {
						t.Errorf("%.40q: Slack reads %q", source, found)
					}
				}
			}
		}
	}
}

func sectionTexts(b slackBlock) []slackText {
	if b.Text == nil {
		return nil
	}
	return []slackText{*b.Text}
}

func TestTeams(t *testing.T) {
	rep := noticeReport(t)
	rep.Timeline.Marked[timeline.Started] = timeline.Mark{Milestone: timeline.Started, Time: clock(t, "2026-03-04 14:02")}
	rep.Service = "Check*out* {{DATE(x)}}"
	d := noticeDraft(rep, 1)
	d.Markdown = []byte("# Identified: **it** fails\n\nSee [page](https://a.example/) *now*, `co*de`.\n\n- one {{TIME(2026)}}\n")
	var b bytes.Buffer
	if err := writeTeams(&b, rep, d); err != nil {
		t.Fatal(err)
	}
	var m cardMessage
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	card := m.Attachments[0].Content
	if m.Type != "message" || card.Type != "AdaptiveCard" || card.Version != "1.5" || m.Attachments[0].ContentType != "application/vnd.microsoft.card.adaptive" {
		t.Errorf("the message is %+v", m)
	}
	if want := []cardFact{{"Status", "Identified"}, {"Affected", `Check\*out\* \{\{DATE(x)}}`}, {"Since", "{{DATE(2026-03-04T14:02:00Z, SHORT)}} {{TIME(2026-03-04T14:02:00Z)}}"}, {"Next update by", "{{DATE(2026-03-04T15:00:00Z, SHORT)}} {{TIME(2026-03-04T15:00:00Z)}}"}}; !slices.Equal(card.Body[1].Facts, want) {
		t.Errorf("the facts are %q, want %q", card.Body[1].Facts, want)
	}
	if card.Actions[0].URL != "https://status.example.com/2026-03-04-checkout/n2-identified.html" {
		t.Errorf("the card leads to %+v", card.Actions)
	}
	var all strings.Builder
	for _, e := range card.Body {
		for _, r := range e.Inlines {
			fmt.Fprintf(&all, "%s|%s|%s|%v\n", r.Text, r.Weight, r.Font, r.Action != nil)
		}
	}
	for _, want := range []string{"Identified: it fails|Bolder||false", "page|||true", "co*de||Monospace|false", "• |||false\none {{TIME(2026)}}|||false"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the card has no %q:\n%s", want, all.String())
		}
	}
}

// TestTeamsLimit holds that a message is as long as it may be and no longer.
func TestTeamsLimit(t *testing.T) {
	rep := noticeReport(t)
	for _, n := range []int{1, 50, 100, 150, 200, 400, 3000} {
		d := noticeDraft(rep, 1)
		d.Markdown = []byte("# T\n\n" + strings.Repeat("A paragraph with <some> words in it, about as long as they are.\n\n", n))
		var b bytes.Buffer
		if err := writeTeams(&b, rep, d); err != nil {
			t.Fatal(err)
		}
		cut := strings.Contains(b.String(), wordsOf("en").cut)
		if b.Len() > teamsLimit || cut && b.Len() < teamsLimit-600 || cut != (n >= 100) {
			t.Errorf("%d paragraphs: %d bytes, cut %v", n, b.Len(), cut)
		}
	}
}

func TestPieces(t *testing.T) {
	for _, s := range []string{"", "a", "ab cd ef", "abcdefgh", strings.Repeat("語", 9), "a  b\n c", strings.Repeat("word ", 100)} {
		got := pieces(s, 4)
		if strings.Join(got, "") != s {
			t.Errorf("%q became %q", s, got)
		}
		for _, p := range got {
			if len([]rune(p)) > 4 {
				t.Errorf("%q: the piece %q", s, p)
			}
		}
	}
}

func TestLinkedData(t *testing.T) {
	rep := noticeReport(t)
	d := &incident.Draft{Name: "public", Template: "public", Audience: incident.Public, Language: "en"}
	var got linkedPage
	if err := json.Unmarshal([]byte(linkedData(rep, d, "It failed")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Context != "https://schema.org" || got.Headline != "It failed" || got.Language != "en" || got.About.End != "2026-03-04T14:41Z" || got.About.Start != "" || got.Publisher.Name != "Harbour Goods" {
		t.Errorf("the page is told as %+v, %+v", got, got.About)
	}
	if at, err := time.Parse(time.RFC3339, got.Modified); err != nil || at.IsZero() {
		t.Errorf("%q: %v", got.Modified, err)
	}
	if linkedData(rep, &incident.Draft{Name: "postmortem", Audience: incident.Internal}, "x") != "" {
		t.Error("machines are told of what is for the house")
	}
	for _, p := range hostile(t, 3) {
		rep.Title, rep.Service, rep.Organisation = p, p, p
		made := string(linkedData(rep, d, p))
		if strings.Contains(made, "<") || json.Unmarshal([]byte(made), &got) != nil {
			t.Fatalf("%.99q gives %s", p, made)
		}
	}
}
