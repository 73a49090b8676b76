package render

import (
	"bytes"
	"io"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// teamsLimit is how many bytes a message to Teams may have.
const teamsLimit = 28 * 1024

// cardRun is text that is shown as it is: unlike a text block, it is not read
// as Markdown.
type cardRun struct {
	Type   string      `json:"type"`
	Text   string      `json:"text"`
	Weight string      `json:"weight,omitempty"`
	Size   string      `json:"size,omitempty"`
	Font   string      `json:"fontType,omitempty"`
	Italic bool        `json:"italic,omitempty"`
	Struck bool        `json:"strikethrough,omitempty"`
	Action *cardAction `json:"selectAction,omitempty"`
}

type cardAction struct {
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
	URL   string `json:"url"`
}

type cardFact struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

type cardElement struct {
	Type    string     `json:"type"`
	Style   string     `json:"style,omitempty"`
	Spacing string     `json:"spacing,omitempty"`
	Inlines []cardRun  `json:"inlines,omitempty"`
	Facts   []cardFact `json:"facts,omitempty"`
}

type cardContent struct {
	Schema   string            `json:"$schema"`
	Type     string            `json:"type"`
	Version  string            `json:"version"`
	Language string            `json:"lang"`
	Fallback string            `json:"fallbackText"`
	Body     []cardElement     `json:"body"`
	Actions  []cardAction      `json:"actions,omitempty"`
	Teams    map[string]string `json:"msteams"`
}

type cardAttachment struct {
	ContentType string       `json:"contentType"`
	ContentURL  *string      `json:"contentUrl"`
	Content     *cardContent `json:"content"`
}

type cardMessage struct {
	Type        string           `json:"type"`
	Attachments []cardAttachment `json:"attachments"`
}

// writeTeams writes a message to Teams that holds an Adaptive Card of version
// 1.5. What goes beyond Teams' limit is left out, and the card says so.
func writeTeams(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	a, err := accountOf(rep, d)
	if err != nil {
		return err
	}
	heading, body, err := a.message()
	if err != nil {
		return err
	}
	card := &cardContent{
		Schema: "http://adaptivecards.io/schemas/adaptive-card.json", Type: "AdaptiveCard", Version: "1.5", Language: languageTag(a.language),
		Fallback: oneLine(heading, 300), Teams: map[string]string{"width": "Full"},
	}
	card.Body = append(card.Body, runs(cardRun{Text: oneLine(heading, 500), Weight: "Bolder", Size: "Large"}))
	if facts := a.cardFacts(); len(facts) > 0 {
		card.Body = append(card.Body, cardElement{Type: "FactSet", Facts: facts})
	}
	if page := a.page(d.Name); page != "" {
		card.Actions = []cardAction{{"Action.OpenUrl", oneLine(a.title, 100), page}}
	}
	m := cardMessage{"message", []cardAttachment{{"application/vnd.microsoft.card.adaptive", nil, card}}}
	made, err := m.within(card, cardBody(body), runs(cardRun{Text: a.words.cut, Italic: true}))
	if err != nil {
		return err
	}
	_, err = w.Write(made)
	return err
}

// within adds as many elements to the card as the message has room for, and
// where that is not all of them the last one, which says so.
func (m cardMessage) within(card *cardContent, body []cardElement, cut cardElement) ([]byte, error) {
	head := card.Body
	// Each element only adds to the length, so the longest that fits is found
	// by halving.
	fits := func(n int) ([]byte, bool, error) {
		card.Body = append(head[:len(head):len(head)], body[:n]...)
		if n < len(body) {
			card.Body = append(card.Body, cut)
		}
		var b bytes.Buffer
		err := writeJSON(&b, m)
		return b.Bytes(), b.Len() <= teamsLimit, err
	}
	made, ok, err := fits(len(body))
	low, high := 0, len(body)
	for err == nil && !ok && low < high {
		middle := (low + high + 1) / 2
		var some []byte
		if some, ok, err = fits(middle); ok {
			low, made = middle, some
		} else {
			high = middle - 1
		}
		ok = false
	}
	if err == nil && low == 0 && len(made) > teamsLimit {
		made, _, err = fits(0)
	}
	return made, err
}

func runs(all ...cardRun) cardElement {
	for i := range all {
		all[i].Type = "TextRun"
	}
	return cardElement{Type: "RichTextBlock", Inlines: all}
}

// cardFacts are texts, which cards read as Markdown, and times that each
// reader sees in the zone of their own.
func (a account) cardFacts() []cardFact {
	var out []cardFact
	for _, f := range a.facts() {
		value := cardEscape(oneLine(f.text, 300))
		if !f.time.IsZero() {
			value = cardTime(f.time)
		}
		out = append(out, cardFact{f.name, value})
	}
	return out
}

// cardTime writes an instant in the form that cards turn into the reader's
// zone; it has whole seconds and ends in Z.
func cardTime(t timeline.Time) string {
	if t.Form != timeline.Instant {
		return cardEscape(t.Clock())
	}
	at := t.Earliest.UTC().Format("2006-01-02T15:04:05Z")
	return "{{DATE(" + at + ", SHORT)}} {{TIME(" + at + ")}}"
}

// cardEscape keeps text from being read as Markdown or as a date.
func cardEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "`", "\\`", "{", `\{`, "~", `\~`, "#", `\#`).Replace(s)
}

// cardBody writes passages as blocks of runs.
func cardBody(body []passage) []cardElement {
	var out []cardElement
	add := func(tight bool, all ...cardRun) {
		e := runs(all...)
		if tight {
			e.Spacing = "Small"
		}
		out = append(out, e)
	}
	for i, p := range body {
		lead := strings.Repeat("    ", max(p.level-1, 0))
		switch p.kind {
		case heading:
			add(false, cardRun{Text: plain(p.parts), Weight: "Bolder", Size: "Medium"})
		case codeBlock:
			add(false, cardRun{Text: p.code, Font: "Monospace"})
		case tableBlock:
			for k, row := range p.rows {
				if k == 0 && len(p.rows) > 1 {
					continue
				}
				add(true, cardRow(row)...)
			}
		case ruler:
		case listItem:
			add(i > 0 && tight(body[i-1], p), append([]cardRun{{Text: lead + p.lead + " "}}, cardRuns(p.parts)...)...)
		case continued:
			add(true, append([]cardRun{{Text: lead + "   "}}, cardRuns(p.parts)...)...)
		default:
			add(false, cardRuns(p.parts)...)
		}
	}
	return out
}

func cardRow(row []cell) []cardRun {
	var out []cardRun
	for k, c := range row {
		text := plain(c)
		if text == "" {
			continue
		}
		run := cardRun{Text: text + "  "}
		if k == 0 {
			run.Weight = "Bolder"
		}
		out = append(out, run)
	}
	if len(out) == 0 {
		return []cardRun{{Text: " "}}
	}
	return out
}

func cardRuns(parts []part) []cardRun {
	var out []cardRun
	for _, p := range parts {
		run := cardRun{Text: p.text, Italic: p.em, Struck: p.struck}
		if p.brk {
			run.Text = "\n"
		}
		if p.strong {
			run.Weight = "Bolder"
		}
		if p.fixed {
			run.Font = "Monospace"
		}
		if p.href != "" {
			run.Action = &cardAction{Type: "Action.OpenUrl", URL: p.href}
		}
		out = append(out, run)
	}
	return out
}
