package source

import (
	"cmp"
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
			"A deleted message has an empty body: it is a gap.",
		},
		marks: []string{
			"createdDateTime body.contentType",
			"createdDateTime messageType body",
		},
	},
	lists: []string{"value"},
	open: func(t *take) func(o *object) error {
		m := &teams{chat: newChat(t), pages: map[*object]bool{}}
		t.atEnd(m.finish)
		return m.read
	},
}.kind()

type teams struct {
	*chat
	pages map[*object]bool
}

// finish looks for the page that is missing: each page but the last names the
// next, so that as many pages as there are all name one where one is missing.
func (m *teams) finish() {
	more := 0
	for p := range m.pages {
		if p.has("@odata.nextLink") {
			more++
		}
	}
	if more > 0 && more == len(m.pages) {
		m.t.gap("each page names a next one (@odata.nextLink): the export is not whole")
	}
}

func (m *teams) read(o *object) error {
	if o.page != nil {
		m.pages[o.page] = true
	}
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
		if name := cmp.Or(f.text("name")); name != "" {
			msg.files = append(msg.files, name)
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
