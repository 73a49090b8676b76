package source

import (
	"cmp"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var mattermostKind = export{
	Kind: Kind{
		Name:   "mattermost",
		Doc:    "Mattermost: a bulk export (JSON lines), or the lists of posts and users that its API gives",
		Get:    "`mmctl export create` gives the bulk export in a zip, unpack it; or keep GET /api/v4/channels/ID/posts, with GET /api/v4/users beside it for the names",
		Fields: "create_at is when it was written; message what it says; user or user_id with the users' file who; replies and root_id what it answers; label said: report, finding, decision or recovery",
		Traps: []string{
			"Times are milliseconds of UTC; edit_at and delete_at of 0 mean never.",
			"A bulk export holds replies inside of the post they answer, and has no ids: the place in the file tells them apart.",
			"The API's order has the newest first, and pages: a page that is missing is not seen.",
		},
		marks: []string{
			"id username first_name last_name",
			"username create_at delete_at",
			"type=version version",
			"type=post post.message",
			"type=direct_post direct_post.message",
			"type=team team.name",
			"type=channel channel.team",
			"type=user user.username",
			"type=role role.name",
			"type=scheme scheme.name",
			"type=emoji emoji.name",
			"type=bot bot.username",
			"type=direct_channel direct_channel",
			"order posts",
			"create_at channel_id message",
			"username create_at update_at",
		},
	},
	open: func(t *take) func(o *object) error {
		m := &mattermost{chat: newChat(t), users: map[string]string{}}
		t.atEnd(func() {
			for _, e := range m.spoken {
				if name := m.users[string(e.Actor)]; name != "" {
					e.Actor = tidy(timeline.Foreign(name), labelLimit)
				}
			}
		})
		return m.read
	},
}.kind()

type mattermost struct {
	*chat
	users  map[string]string
	spoken []*timeline.Event
}

func (m *mattermost) read(o *object) error {
	kind := o.text("type")
	switch {
	case kind == "post" && o.has("post"):
		return m.post(o.child("post"), "")
	case kind == "direct_post" && o.has("direct_post"):
		return m.post(o.child("direct_post"), "")
	case o.has("posts") && o.child("posts") != nil:
		posts := o.child("posts")
		for _, id := range posts.names() {
			if p := posts.child(id); p != nil {
				if err := m.post(p, ""); err != nil {
					return err
				}
			}
		}
		return nil
	case o.has("create_at") && o.has("message"):
		return m.post(o, "")
	case o.has("username"):
		m.users[o.text("id")] = o.text("username")
		return nil
	case o.has(cmp.Or(kind, "version")):
		return nil // the other lines of a bulk export: teams, channels, users, emoji
	}
	return notA("a line of a Mattermost export", "post", "posts", "create_at and message")
}

func (m *mattermost) post(o *object, thread string) error {
	if n, ok := o.number("delete_at"); ok && n > 0 {
		m.deleted++
		return nil
	}
	if strings.HasPrefix(o.text("type"), "system_") {
		m.t.count("messages of Mattermost itself, about members and channels: %d")
		return nil
	}
	at, err := m.t.mustTime(o, "create_at")
	if err != nil {
		return err
	}
	edited, err := m.t.time(o, "edit_at")
	if err != nil {
		return err
	}
	msg := message{
		at: at, id: o.text("id"), channel: o.text("channel", "channel_id"), author: o.text("user", "user_id"),
		program: o.text("props.from_webhook") == "true" || o.text("props.from_bot") == "true",
		text:    o.text("message"), thread: cmp.Or(o.text("root_id"), thread), pinned: o.text("is_pinned") == "true",
		replies: len(o.children("replies")), emoji: reactions(o, "reactions", "emoji_name", "count"),
	}
	if msg.program {
		msg.author = cmp.Or(o.text("props.override_username"), msg.author)
	}
	if !edited.IsZero() {
		msg.edited = edited.String()
	}
	if msg.text == "" {
		msg.text = attached(o.children("props.attachments"))
	}
	for _, f := range slices.Concat(o.children("metadata.files"), o.children("attachments")) {
		msg.files = append(msg.files, cmp.Or(f.text("name", "path"), "a file"))
	}
	if e := m.say(o, msg); e != nil {
		m.spoken = append(m.spoken, e)
	}
	for _, r := range o.children("replies") {
		if r.text("channel") == "" && msg.channel != "" {
			r.fields["channel"] = msg.channel
		}
		if err := m.post(r, at.String()); err != nil {
			return err
		}
	}
	return nil
}

// attached is what attachments show: what programs post instead of a text.
func attached(attachments []*object) string {
	var parts []string
	for _, a := range attachments {
		n := len(parts)
		for _, name := range []string{"pretext", "title", "text", "description"} {
			if s := a.text(name); s != "" {
				parts = append(parts, s)
			}
		}
		if s := a.text("fallback"); len(parts) == n && s != "" {
			parts = append(parts, s)
		}
		for _, f := range a.children("fields") {
			parts = append(parts, f.text("title", "name")+": "+f.text("value"))
		}
	}
	return strings.Join(parts, "\n")
}
