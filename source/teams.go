package source

import (
	"html"
	"strings"
)

var teamsKind = export{
	Kind: Kind{
		Name:   "teams",
		Doc:    "Microsoft Teams: messages of a channel or chat (chatMessage), as Microsoft Graph gives them",
		Get:    "keep the answers of GET /teams/ID/channels/ID/messages and of …/messages/ID/replies, or of /chats/ID/messages",
		Fields: "createdDateTime is when it was written; body what it says, as text where it is HTML; from who; replyToId what it answers; label said: report, finding, decision or recovery",
		Traps: []string{
			"The body is HTML: what its tags and entities stand for is told, quoted messages are left out.",
			"Messages of a channel come without their replies, which are asked for one by one.",
			"@odata.nextLink says that there is another page: where it is not in the export, that is a gap.",
			"Alerts that programs post are cards: they stand in attachments, as JSON inside of a text, and the body is empty.",
			"A deleted message has an empty body: it is a gap.",
		},
		marks: []string{
			"createdDateTime body.contentType",
			"createdDateTime messageType body",
		},
	},
	lists: []string{"value"},
	open: func(t *take) func(o *object) error {
		m := &teams{newChat(t)}
		return m.read
	},
}.kind()

type teams struct{ *chat }

func (m *teams) read(o *object) error {
	if !o.has("createdDateTime") || !o.has("body") {
		return notA("a message of Teams", "createdDateTime and body")
	}
	switch {
	case o.has("deletedDateTime"):
		m.deleted++
		return nil
	case o.text("messageType") != "" && o.text("messageType") != "message":
		m.t.count("messages of Teams itself, about members and calls: %d")
		return nil
	}
	at, err := m.t.mustTime(o, "createdDateTime")
	if err != nil {
		return err
	}
	edited, err := m.t.time(o, "lastEditedDateTime")
	if err != nil {
		return err
	}
	msg := message{
		at: at, id: o.text("id"), channel: o.text("channelIdentity.channelId", "chatId"), thread: o.text("replyToId"),
		author: o.text("from.user.displayName", "from.application.displayName"), program: o.has("from.application"),
		text: o.text("body.content"), emoji: reactions(o, "reactions", "reactionType", "count"), replies: len(o.children("replies")),
	}
	if strings.EqualFold(o.text("body.contentType"), "html") {
		msg.text = plainHTML(msg.text)
	}
	if s := o.text("subject"); s != "" {
		msg.text = strings.TrimSpace(s + "\n" + msg.text)
	}
	if !edited.IsZero() {
		msg.edited = edited.String()
	}
	for _, f := range o.children("attachments") {
		if name := f.text("name"); name != "" {
			msg.files = append(msg.files, name)
		}
		if card := cardText(f); card != "" {
			msg.text = strings.TrimSpace(msg.text + "\n" + card)
		}
	}
	m.say(o, msg)
	for _, r := range o.children("replies") {
		if err := m.read(r); err != nil {
			return err
		}
	}
	return nil
}

// cardText is what a card shows that a program posted: it stands in an
// attachment, as JSON inside of a text, and the message's own body is empty.
func cardText(attachment *object) string {
	card := attachment.child("content")
	if card == nil {
		card, _ = parseObject(piece{[]byte(attachment.text("content")), 1})
	}
	if card == nil || !strings.Contains(attachment.text("contentType"), ".card") {
		return ""
	}
	return strings.TrimSpace(plainHTML(strings.Join(cardParts(card, 0), "\n<br>")))
}

// cardParts lists the texts of a card in their order. Names and values of facts
// belong together.
func cardParts(card *object, depth int) (parts []string) {
	if depth > maxDepth {
		return nil
	}
	if value := card.text("value"); value != "" {
		return []string{joined(": ", strings.TrimSuffix(card.text("title", "name"), ":"), value)}
	}
	for _, name := range []string{"title", "subtitle", "activityTitle", "activitySubtitle", "text", "activityText"} {
		if s := card.text(name); s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 && card.text("summary") != "" {
		parts = append(parts, card.text("summary"))
	}
	for _, name := range []string{"body", "items", "columns", "facts", "sections", "inlines"} {
		for _, inner := range card.children(name) {
			parts = append(parts, cardParts(inner, depth+1)...)
		}
	}
	return parts
}

// attributeOf is the value of an attribute of a tag, or "".
func attributeOf(tag, name string) string {
	_, rest, found := strings.Cut(tag, " "+name+"=")
	if !found || len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	value, _, _ := strings.Cut(rest[1:], rest[:1])
	return value
}

// hidden are the elements whose text is not the author's own.
var hidden = set("blockquote script style attachment")

// breaks are the elements that begin a line.
var breaks = set("br p div li tr h1 h2 h3 h4 h5 h6 ul ol pre table")

// plainHTML is the text of a piece of HTML: what stands outside of tags, its
// entities read once, with lines where blocks begin. It makes text to be read
// and no HTML that is safe to show.
func plainHTML(s string) string {
	var b strings.Builder
	within := ""
	depth := 0
	for {
		text, rest, found := strings.Cut(s, "<")
		if within == "" {
			b.WriteString(html.UnescapeString(text))
		}
		if !found {
			break
		}
		if rest == "" || !(rest[0] == '/' || rest[0] == '!' || rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z') {
			if within == "" {
				b.WriteByte('<')
			}
			s = rest
			continue
		}
		tag, after, _ := strings.Cut(rest, ">")
		s = after
		name := strings.ToLower(strings.TrimPrefix(tag, "/"))
		if i := strings.IndexAny(name, " \t\n/"); i >= 0 {
			name = name[:i]
		}
		switch closes := tag[0] == '/'; {
		case within == name && closes:
			if depth--; depth == 0 {
				within = ""
			}
		case within == name:
			depth++
		case within == "" && hidden[name] && !closes && !strings.HasSuffix(tag, "/"):
			within, depth = name, 1
		case within == "" && breaks[name]:
			b.WriteByte('\n')
		case within == "" && name == "at" && !closes:
			b.WriteByte('@')
		case within == "" && (name == "emoji" || name == "img") && !closes:
			b.WriteString(html.UnescapeString(attributeOf(tag, "alt")))
		}
	}
	var lines []string
	for line := range strings.Lines(b.String()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
