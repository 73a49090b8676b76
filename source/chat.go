package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// message is what somebody or something wrote in a chat or a ticket.
type message struct {
	at      timeline.Time
	id      string // of the message, unique in its channel
	channel string // as people name it
	author  string
	program bool // a program wrote it, so nothing in it is a person's word
	text    string
	thread  string   // the id of the message it answers
	edited  string   // when it was changed; "" for never
	pinned  bool     // people marked it
	files   []string // names of what is attached
	replies int
	emoji   map[string]int // how many people answered with which sign
}

// chat gives the events of messages.
type chat struct {
	t       *take
	deleted int
}

func newChat(t *take) *chat {
	c := &chat{t: t}
	t.atEnd(func() {
		if c.deleted > 0 {
			t.gap("deleted messages, whose words cannot be seen: %d", c.deleted)
		}
	})
	return c
}

// say makes the event of a message, or nil where there is none to make. A
// message that stands in two files, as those of overlapping exports do, is told
// once.
func (c *chat) say(o *object, m message) *timeline.Event {
	key := "message " + m.channel + " " + m.id
	switch {
	case m.text == "" && len(m.files) == 0:
		c.t.count("messages without text: %d")
		return nil
	case m.id != "" && c.t.seen(key):
		c.t.count("messages that stand in the export more than once, told once: %d")
		return nil
	case m.edited != "":
		c.t.count("messages that were edited later, with the last text and the first time: %d")
	}
	e := timeline.Event{
		Time: m.at, Kind: timeline.Message,
		Actor: timeline.Foreign(m.author), Subject: timeline.Foreign(m.channel),
		Labels: m.labels(), Source: timeline.Position{Ref: m.id},
	}
	m.word(&e)
	if m.id == "" {
		return c.t.add(o, e)
	}
	return c.t.once(key, o, e)
}

func (m message) labels() map[string]string {
	labels := map[string]string{"channel": m.channel, "thread": m.thread, "edited": m.edited, "files": strings.Join(m.files, ", ")}
	if m.program {
		labels["bot"] = "true"
	}
	if m.pinned {
		labels["pinned"] = "true"
	}
	if m.replies > 0 {
		labels["replies"] = fmt.Sprint(m.replies)
	}
	var signs []string
	for _, name := range slices.Sorted(maps.Keys(m.emoji)) {
		signs = append(signs, fmt.Sprintf("%s %d", name, m.emoji[name]))
	}
	labels["reactions"] = strings.Join(signs, ", ")
	return labels
}

// word puts the text of a message on its event: the whole of it where it is
// short, else the sentence that states something, and the whole as detail.
func (m message) word(e *timeline.Event) {
	text := m.text
	switch {
	case strings.TrimSpace(text) != "":
	case len(m.files) > 0:
		text = "shared " + strings.Join(m.files, ", ")
	default:
		text = "a message whose text shows nothing"
	}
	delete(e.Labels, "said")
	var sentence string
	if !m.program {
		var label string
		if label, sentence = said(text); label != "" {
			e.Labels["said"] = label
		}
	} else if phase := alertPhase(text); phase != "" {
		e.Kind, e.Labels["phase"] = timeline.Alert, phase
	}
	line := strings.Join(strings.Fields(text), " ")
	e.Text, e.Detail = timeline.Foreign(line), ""
	if len(line) > shortMessage && sentence != "" {
		e.Text = timeline.Foreign(excerpt(line, strings.Join(strings.Fields(sentence), " ")))
	}
	if string(e.Text) != text || len(text) > textLimit {
		e.Detail = timeline.Foreign(text)
	}
}

// shortMessage is how long a message may be to stand in the account as a whole.
const shortMessage = 160

// excerpt is the sentence of a longer line, with signs of what was left out.
func excerpt(line, sentence string) string {
	i := strings.Index(line, sentence)
	if i < 0 || sentence == line {
		return line
	}
	out := sentence
	if i > 0 {
		out = "… " + out
	}
	if i+len(sentence) < len(line) {
		out += " …"
	}
	return out
}

// alertPhase reads the first words of what monitoring posts into a chat: "fired"
// or "resolved", or "" for anything else.
func alertPhase(text string) string {
	word, _, _ := strings.Cut(strings.TrimLeft(strings.TrimSpace(text), "[*:_ "), " ")
	word = strings.ToLower(word)
	if i := strings.IndexAny(word, ":]*_"); i > 0 {
		word = word[:i]
	} else if word != "firing" && word != "resolved" {
		return ""
	}
	switch word {
	case "firing", "alerting", "triggered", "alarm", "problem":
		return "fired"
	case "resolved", "ok", "recovered", "recovery":
		return "resolved"
	}
	return ""
}

// count of people for each sign with which a message was answered.
func reactions(o *object, path, name, count string) map[string]int {
	out := map[string]int{}
	for _, r := range o.children(path) {
		n, ok := r.number(count)
		if !ok {
			n = 1
		}
		if s := r.text(name); s != "" {
			out[s] += int(n)
		}
	}
	return out
}
