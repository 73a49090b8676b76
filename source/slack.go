package source

import (
	"cmp"
	"path"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

var slackKind = export{
	Kind: Kind{
		Name:   "slack",
		Doc:    "Slack: the folder of an unpacked workspace export, or pages of conversations.history and conversations.replies",
		Get:    "Slack's export page gives a zip: name it, or unpack it and name its folder, or the folder of a channel with users.json in it; or keep the answers of conversations.history",
		Fields: "ts is when it was written and the message's id; text, attachments and blocks what it says; user with users.json who; thread_ts what it answers; label said: report, finding, decision or recovery",
		Traps: []string{
			"A day's file holds that day as the workspace's zone has it, and ts is UTC: the date of a message is never read off its file's name.",
			"What follows the point of ts tells messages of one second apart and is no fraction of it: times are to the second.",
			"An edited message shows its last text at the time of its first. A deleted one is gone: it is a gap.",
			"Alerts that programs post have no text of their own: their attachments and blocks are read.",
			"Only &amp;, &lt; and &gt; are escapes; <@U1>, <#C1|name>, <!here> and <https://…|words> are told as people see them.",
		},
		marks: []string{
			"type=message ts text",
			"type=message ts user",
			"type=message ts bot_id",
			"ts user text",
			"profile team_id id",
			"profile.real_name id name",
			"creator members id created",
			"creator is_channel",
			"change_type date user_id",
		},
	},
	lists: []string{"messages"},
	open: func(t *take) func(o *object) error {
		s := &slack{chat: newChat(t), users: map[string]string{}, channels: map[string]string{}}
		t.atEnd(s.finish)
		return s.read
	},
}.kind()

// slack reads one export. Who is who is known only when all was read, since
// users.json comes after the channels' folders.
type slack struct {
	*chat
	users, channels map[string]string // names by id
	spoken          []slackMessage
	pages           []*object
}

type slackMessage struct {
	message
	user  string
	event *timeline.Event
}

func (s *slack) read(o *object) error {
	if o.page != nil && (len(s.pages) == 0 || s.pages[len(s.pages)-1] != o.page) {
		s.pages = append(s.pages, o.page)
	}
	ts := o.text("ts")
	switch {
	case ts != "" && (o.has("type") || o.has("text")):
		return s.message(o)
	case o.has("messages") || o.has("members"):
		s.channel(o)
		return nil
	case o.has("profile") || o.has("real_name"):
		s.users[o.text("id")] = cmp.Or(o.text("profile.display_name"), o.text("profile.real_name", "real_name"), o.text("name"))
		return nil
	case o.has("id") && (o.has("name") || o.has("created") || o.has("date")):
		s.channel(o)
		return nil
	case o.has("change_type") && o.has("date"):
		s.t.count("changes to the programs that are connected to Slack, passed over: %d")
		return nil
	}
	return notA("a message, a user or a channel of Slack", "ts", "id and name")
}

func (s *slack) channel(o *object) { s.channels[o.text("id")] = o.text("name") }

// quietSubtypes are what Slack itself says in a channel about its members.
var quietSubtypes = set("channel_join channel_leave group_join group_leave channel_archive channel_unarchive group_archive group_unarchive bot_add bot_remove channel_convert_to_private reminder_add huddle_thread channel_name group_name")

func (s *slack) message(o *object) error {
	subtype := o.text("subtype")
	switch {
	case subtype == "message_changed" && o.has("message"):
		inner := o.child("message")
		inner.page = o.page
		return s.message(inner)
	case subtype == "message_deleted" || subtype == "tombstone":
		s.deleted++
		return nil
	case quietSubtypes[subtype]:
		s.t.count("messages of Slack itself, about members and channels: %d")
		return nil
	}
	ts := o.text("ts")
	seconds, _, _ := strings.Cut(ts, ".")
	at, err := s.t.clock.Time(seconds)
	if err != nil || !at.Exact() {
		return notA("a message of Slack", "a ts of seconds")
	}
	m := slackMessage{user: o.text("user", "bot_id"), message: message{
		at: at, id: ts, channel: s.place(o), text: slackText(o), edited: s.when(o.text("edited.ts")),
		program: subtype == "bot_message" || o.has("bot_id") && !o.has("client_msg_id"), pinned: o.has("pinned_to"),
		author: cmp.Or(o.text("username"), o.text("user_profile.display_name"), o.text("user_profile.real_name"), o.text("bot_profile.name")),
		emoji:  reactions(o, "reactions", "name", "count"),
	}}
	if thread := o.text("thread_ts"); thread != ts {
		m.thread = thread
	}
	if n, ok := o.number("reply_count"); ok {
		m.replies = int(n)
	}
	for _, f := range o.children("files") {
		m.files = append(m.files, cmp.Or(f.text("title", "name"), "a file"))
	}
	if m.event = s.say(o, m.message); m.event != nil {
		s.spoken = append(s.spoken, m)
	}
	return nil
}

// place is the name of the channel: that of the folder, as exports have it.
func (s *slack) place(o *object) string {
	if c := o.text("channel"); c != "" {
		return c
	}
	// An export has a folder for each channel and a file in it for each day.
	name := s.t.file[strings.LastIndexByte(s.t.file, '!')+1:]
	if day, err := time.Parse("2006-01-02.json", path.Base(name)); err != nil || day.IsZero() || o.page != nil {
		return ""
	}
	if dir := path.Base(path.Dir(name)); dir != "." && dir != "/" && dir != ".." {
		return "#" + dir
	}
	return ""
}

func (s *slack) when(ts string) string {
	seconds, _, _ := strings.Cut(ts, ".")
	at, err := s.t.clock.Time(seconds)
	if ts == "" || err != nil {
		return ""
	}
	return at.String()
}

// finish puts names in the place of ids.
func (s *slack) finish() {
	for _, p := range s.pages {
		if p.text("has_more") == "true" {
			s.t.gap("the export says that there are more messages (has_more) than it holds")
			break
		}
	}
	for _, m := range s.spoken {
		m.author = cmp.Or(s.users[m.user], m.author, m.user)
		m.text = s.readable(m.text)
		m.word(m.event)
		m.event.Actor = tidy(timeline.Foreign(m.author), labelLimit)
		m.event.Text = tidy(m.event.Text, textLimit)
		m.event.Detail = timeline.Foreign(clip(string(m.event.Detail), detailLimit))
	}
}

// slackText is what a message shows: its text, and what stands in attachments
// and blocks where they are all there is.
func slackText(o *object) string {
	if text := o.text("text"); text != "" && !(len(text) < 2 && o.has("attachments")) {
		return text
	}
	var parts []string
	for _, a := range o.children("attachments") {
		n := len(parts)
		for _, name := range []string{"pretext", "title", "text"} {
			if s := a.text(name); s != "" {
				parts = append(parts, s)
			}
		}
		if len(parts) == n {
			parts = append(parts, slackBlocks(a.children("blocks"))...)
		}
		if s := a.text("fallback"); len(parts) == n && s != "" {
			parts = append(parts, s)
		}
		for _, f := range a.children("fields") {
			parts = append(parts, f.text("title")+": "+f.text("value"))
		}
	}
	if len(parts) == 0 {
		parts = slackBlocks(o.children("blocks"))
	}
	return strings.Join(parts, "\n")
}

// slackBlocks lists the text of blocks: sections, headers and contexts, and the
// parts of rich text, which are joined since they are pieces of lines.
func slackBlocks(blocks []*object) []string {
	var parts []string
	for _, b := range blocks {
		if s := b.text("text.text"); s != "" {
			parts = append(parts, s)
		}
		for _, f := range b.children("fields") {
			parts = append(parts, f.text("text"))
		}
		var line strings.Builder
		for _, e := range b.children("elements") {
			line.WriteString(richText(e, 0))
		}
		if s := strings.TrimSpace(line.String()); s != "" {
			parts = append(parts, s)
		}
	}
	return parts
}

func richText(e *object, depth int) string {
	switch kind := e.text("type"); {
	case kind == "user":
		return "<@" + e.text("user_id") + ">"
	case kind == "channel":
		return "<#" + e.text("channel_id") + ">"
	case kind == "link":
		return cmp.Or(e.text("text"), e.text("url"))
	case kind == "emoji":
		return ":" + e.text("name") + ":"
	case depth > 8:
		return ""
	}
	if text, ok := e.at("text").(string); ok {
		return text
	}
	var b strings.Builder
	for _, inner := range e.children("elements") {
		b.WriteString(richText(inner, depth+1))
	}
	if e.text("type") == "rich_text_section" {
		b.WriteByte('\n')
	}
	return b.String()
}
