package source

import (
	"cmp"

	"github.com/candor-reports/candor/internal/pattern"
)

var discordKind = export{
	Kind: Kind{
		Name:   "discord",
		Doc:    "Discord: a channel as DiscordChatExporter writes it to JSON",
		Get:    "DiscordChatExporter, format JSON, one channel a file",
		Fields: "timestamp is when it was written; content and embeds what it says; author who; reference what it answers; label said: report, finding, decision or recovery",
		Traps: []string{
			"Times carry the offset of the machine that exported.",
			"What joins, pins and calls leave in a channel are messages of other types, and nobody's words.",
			"The date range of the export is a bound: what lies outside was not exported.",
		},
		marks: []string{
			"^guild ^channel timestamp author content",
			"^guild ^channel ^dateRange id",
		},
	},
	lists: []string{"messages"},
	open: func(t *take) func(o *object) error {
		c := newChat(t)
		return func(o *object) error { return discordMessage(c, o) }
	},
}.kind()

// discordSigns are a server's own signs, which stand in a text with their ids.
var discordSigns = pattern.New(`<a?(:\w+:)\d+>`)

func discordMessage(c *chat, o *object) error {
	if !o.has("timestamp") || !o.has("author") {
		return notA("a message of Discord", "timestamp and author")
	}
	if kind := o.text("type"); kind != "" && kind != "Default" && kind != "Reply" && kind != "0" && kind != "19" {
		c.t.count("messages of Discord itself, about members and calls: %d")
		return nil
	}
	at, err := c.t.mustTime(o, "timestamp")
	if err != nil {
		return err
	}
	edited, err := c.t.time(o, "timestampEdited")
	if err != nil {
		return err
	}
	m := message{
		at: at, id: o.text("id"), author: o.text("author.nickname", "author.name"), text: discordSigns.ReplaceAllString(cmp.Or(o.text("content"), attached(o.children("embeds"))), "$1"),
		program: o.text("author.isBot") == "true", pinned: o.text("isPinned") == "true", thread: o.text("reference.messageId"),
		emoji: reactions(o, "reactions", "emoji.name", "count"),
	}
	if name := o.page.text("channel.name"); name != "" {
		m.channel = "#" + name
	}
	if !edited.IsZero() {
		m.edited = edited.String()
	}
	for _, f := range o.children("attachments") {
		m.files = append(m.files, cmp.Or(f.text("fileName"), "a file"))
	}
	c.say(o, m)
	return nil
}
