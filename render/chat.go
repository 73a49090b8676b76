package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// fact is a named value of a short form: a text, or a time that each reader
// sees in the zone of their own.
type fact struct {
	name string
	text string
	time timeline.Time
}

// facts are what a message has above its text, in the order in which readers
// look for them.
func (a account) facts() []fact {
	var out []fact
	text := func(name, s string) {
		if s = visible.Line(s); s != "" {
			out = append(out, fact{name: name, text: s})
		}
	}
	at := func(name string, t timeline.Time) {
		if !t.IsZero() {
			out = append(out, fact{name: name, time: t})
		}
	}
	text(a.words.state, a.state())
	text(a.words.affected, a.Service)
	if a.phase.Maintenance() {
		at(a.words.window, a.Maintenance.From)
		at(a.words.until, a.Maintenance.To)
	} else {
		at(a.words.from, a.started())
		if a.over() {
			at(a.words.until, a.ended())
		}
	}
	at(a.words.nextUpdate, a.next())
	return out
}

// message reads a document for a chat: its heading and its text.
func (a account) message() (heading string, body []passage, err error) {
	tree, err := bodyOf(a.draft.Name, a.draft.Markdown, walls{markdown: true, tree: true})
	if err != nil {
		return "", nil, err
	}
	heading = title(takeTitle(tree), a.Report, a.draft)
	return visible.Line(heading), passages(tree), nil
}

// The limits of Slack: characters of a header and of a section, blocks of a
// message. Slack counts as JavaScript does.
const (
	slackHeader  = 150
	slackSection = 3000
	slackBlocks  = 50
	slackPiece   = 500 // of text that is not divided; escaping makes it at most five times as long
)

type slackText struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Emoji    *bool  `json:"emoji,omitempty"`
	Verbatim bool   `json:"verbatim,omitempty"`
}

type slackBlock struct {
	Type     string      `json:"type"`
	Text     *slackText  `json:"text,omitempty"`
	Fields   []slackText `json:"fields,omitempty"`
	Elements []slackText `json:"elements,omitempty"`
}

type slackMessage struct {
	Text        string       `json:"text"` // for notifications, and for what shows no blocks
	Blocks      []slackBlock `json:"blocks"`
	UnfurlLinks bool         `json:"unfurl_links"`
	UnfurlMedia bool         `json:"unfurl_media"`
}

// writeSlack writes a message in Slack's Block Kit.
func writeSlack(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	a, err := accountOf(rep, d)
	if err != nil {
		return err
	}
	heading, body, err := a.message()
	if err != nil {
		return err
	}
	no := false
	m := slackMessage{Text: slackEscape(oneLine(heading, slackHeader))}
	m.Blocks = append(m.Blocks, slackBlock{Type: "header", Text: &slackText{Type: "plain_text", Text: oneLine(heading, slackHeader), Emoji: &no}})
	if fields := a.slackFields(); len(fields) > 0 {
		m.Blocks = append(m.Blocks, slackBlock{Type: "section", Fields: fields})
	}
	foot := a.slackFoot()
	room := slackBlocks - len(m.Blocks) - len(foot)
	sections := slackSections(body)
	if len(sections) > room {
		sections = append(sections[:room-1], "_"+slackEscape(a.words.cut)+"_")
	}
	for _, s := range sections {
		m.Blocks = append(m.Blocks, slackBlock{Type: "section", Text: markdownText(s)})
	}
	m.Blocks = append(m.Blocks, foot...)
	return writeJSON(w, m)
}

// markdownText is a text in which Slack looks for nothing but what is marked:
// no name of a channel and no address turns into a link.
func markdownText(s string) *slackText { return &slackText{Type: "mrkdwn", Text: s, Verbatim: true} }

func (a account) slackFields() []slackText {
	var out []slackText
	for _, f := range a.facts() {
		value := slackEscape(oneLine(f.text, 300))
		if !f.time.IsZero() {
			value = slackTime(f.time)
		}
		out = append(out, *markdownText("*" + slackEscape(f.name) + "*\n" + value))
	}
	return out
}

// slackTime writes an instant so that each reader sees it in the zone of their
// own, and where that is not possible as it is.
func slackTime(t timeline.Time) string {
	if t.Form != timeline.Instant {
		return slackEscape(t.Clock())
	}
	return fmt.Sprintf("<!date^%d^{date_short_pretty} {time}|%s>", t.Earliest.Unix(), t.Clock())
}

func (a account) slackFoot() []slackBlock {
	var parts []string
	if p := a.publisher(); p != "" {
		parts = append(parts, slackEscape(oneLine(p, 300)))
	}
	if page := a.page(a.draft.Name); page != "" {
		parts = append(parts, slackLink(page, page))
	}
	if len(parts) == 0 {
		return nil
	}
	return []slackBlock{{Type: "context", Elements: []slackText{*markdownText(strings.Join(parts, " · "))}}}
}

// slackEscape writes the three characters that Slack reads as its own.
func slackEscape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func slackLink(href, text string) string {
	href = strings.NewReplacer("|", "%7C", "<", "%3C", ">", "%3E").Replace(href)
	return "<" + slackEscape(href) + "|" + slackEscape(strings.ReplaceAll(text, "|", "¦")) + ">"
}

// slackSections writes passages as texts of at most slackSection characters.
// What belongs together is not divided unless it has to be.
func slackSections(body []passage) []string {
	var out []string
	now := ""
	for i, p := range body {
		gap := "\n\n"
		if i > 0 && tight(body[i-1], p) {
			gap = "\n"
		}
		for k, piece := range slackPieces(p) {
			switch {
			case now == "":
			case utf16Len(now)+utf16Len(gap)+utf16Len(piece) > slackSection:
				out, now = append(out, now), ""
			case k == 0:
				now += gap
			}
			now += piece
		}
	}
	if now != "" {
		out = append(out, now)
	}
	return out
}

// utf16Len is how long a text is for programs that count in UTF-16.
func utf16Len(s string) int { return len(utf16.Encode([]rune(s))) }

// slackPieces writes a passage in pieces that are short enough for a section
// and whole in themselves.
func slackPieces(p passage) []string {
	before := strings.Repeat("> ", min(p.quoted, 1))
	switch p.kind {
	case codeBlock:
		var out []string
		for _, piece := range pieces(p.code, slackPiece) {
			out = append(out, before+"```\n"+slackEscape(strings.ReplaceAll(strings.Trim(piece, "\n"), "```", "'''"))+"\n```")
		}
		return out
	case tableBlock:
		return slackRows(p.rows)
	case ruler:
		return nil
	case heading:
		return []string{before + mark1("*", slackEscape(oneLine(plain(p.parts), 2*slackPiece/3)))}
	case listItem, continued:
		lead := p.lead + " "
		if p.kind == continued {
			lead = "   "
		}
		before += strings.Repeat("    ", p.level-1) + lead
	}
	return slackParts(before, p.parts)
}

func slackParts(before string, parts []part) []string {
	var out []string
	for _, p := range parts {
		if p.brk {
			out = append(out, "\n")
			continue
		}
		for _, piece := range pieces(p.text, slackPiece) {
			p.text = piece
			out = append(out, slackPart(p))
		}
	}
	if len(out) > 0 {
		out[0] = before + out[0]
	}
	return out
}

func slackPart(p part) string {
	if link := slackLink(p.href, p.text); p.href != "" && utf16Len(link) < slackSection-slackPiece/2 {
		return link
	}
	s := slackEscape(p.text)
	switch {
	case p.fixed && !strings.Contains(s, "`"):
		return mark1("`", s)
	case p.strong:
		return mark1("*", s)
	case p.em:
		return mark1("_", s)
	case p.struck:
		return mark1("~", s)
	}
	return s
}

// mark1 puts a mark around a text, but not around the spaces at its ends,
// where it would not be read as one.
func mark1(mark, s string) string {
	inner := strings.TrimSpace(s)
	if inner == "" || strings.Contains(inner, mark) {
		return s
	}
	return strings.Replace(s, inner, mark+inner+mark, 1)
}

// slackRows writes the rows of a table as lines, the first cell of each bold.
func slackRows(rows [][]cell) []string {
	var out []string
	for i, row := range rows {
		if i == 0 && len(rows) > 1 {
			continue
		}
		var cells []string
		for k, c := range row {
			text := slackEscape(oneLine(plain(c), 300))
			if k == 0 {
				text = mark1("*", text)
			}
			if text != "" {
				cells = append(cells, text)
			}
		}
		line := strings.Join(cells, "  ")
		if len(out) > 0 {
			line = "\n" + line
		}
		out = append(out, line)
	}
	return out
}

// pieces divides a text into pieces of at most n characters, at spaces or line
// ends where it has them.
func pieces(s string, n int) []string {
	var out []string
	for {
		cut, seen := 0, 0
		for i, r := range s {
			if seen == n {
				if cut == 0 {
					cut = i
				}
				break
			}
			if seen++; r == ' ' || r == '\n' {
				cut = i + 1
			}
		}
		if seen < n || cut == 0 || cut >= len(s) {
			return append(out, s)
		}
		out, s = append(out, s[:cut]), s[cut:]
	}
}
