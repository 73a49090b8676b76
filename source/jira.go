package source

import (
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var jiraKind = export{
	Kind: Kind{
		Name:   "jira",
		Doc:    "Jira: issues of its REST API with their comments and the log of their changes",
		Get:    "GET /rest/api/2/issue/KEY?expand=changelog, or /rest/api/2/search?jql=…&expand=changelog&fields=*all",
		Fields: "fields.created is when it was opened; changelog.histories what was changed of status, priority, severity and assignee; fields.comment who wrote what, with the label said",
		Traps: []string{
			"Offsets have no colon: +0000.",
			"Without expand=changelog an issue shows its last state alone: that is a gap.",
			"changelog and comments come in pages: total larger than what is there is a gap.",
			"A body is text, or in version 3 of the API a document of nested parts, whose text is told.",
		},
		marks: []string{
			"key fields.summary",
			"key fields.created",
			"key fields.status",
			"key changelog.histories",
		},
	},
	lists: []string{"issues"},
	open: func(t *take) func(o *object) error {
		c := newChat(t)
		return func(o *object) error { return jiraIssue(c, o) }
	},
}.kind()

// jiraFields are the fields whose changes tell the course of an incident.
var jiraFields = set("status priority severity assignee resolution flagged impact urgency")

func jiraIssue(c *chat, o *object) error {
	key := o.text("key")
	if key == "" || o.child("fields") == nil {
		return notA("an issue of Jira", "key and fields")
	}
	at, err := c.t.mustTime(o, "fields.created")
	if err != nil {
		return err
	}
	c.t.once("issue "+key, o, timeline.Event{
		Time: at, Kind: timeline.Action, Actor: timeline.Foreign(o.text("fields.reporter.displayName", "fields.creator.displayName")), Subject: timeline.Foreign(key),
		Text: timeline.Foreign(key + " opened" + described(o.text("fields.summary"))), Detail: timeline.Foreign(documentText(o.at("fields.description"), 0)),
		Labels: map[string]string{"issue": key, "type": o.text("fields.issuetype.name"), "priority": o.text("fields.priority.name")}, Source: timeline.Position{Ref: key},
	})
	for _, h := range o.children("changelog.histories") {
		if err := jiraChange(c.t, h, key); err != nil {
			return err
		}
	}
	for _, m := range o.children("fields.comment.comments") {
		at, err := c.t.mustTime(m, "created")
		if err != nil {
			return err
		}
		c.say(m, message{
			at: at, id: m.text("id"), channel: key, author: m.text("author.displayName", "author.name"),
			program: m.text("author.accountType") == "app", text: documentText(m.at("body"), 0),
		})
	}
	for _, list := range []struct{ name, items string }{{"changelog", "changelog.histories"}, {"fields.comment", "fields.comment.comments"}} {
		if n, ok := o.number(list.name + ".total"); ok && int(n) > len(o.children(list.items)) {
			c.t.gap("%s: %d of %d are there in %s: the rest stands on further pages", key, len(o.children(list.items)), int(n), list.name)
		}
	}
	if !o.has("changelog") {
		c.t.gap("%s: exported without the log of its changes (expand=changelog)", key)
	}
	return nil
}

func jiraChange(t *take, h *object, key string) error {
	at, err := t.mustTime(h, "created")
	if err != nil {
		return err
	}
	for _, item := range h.children("items") {
		field := strings.ToLower(item.text("field"))
		if !jiraFields[field] {
			t.count("changes of other fields than status, priority and assignee: %d")
			continue
		}
		from, to := item.text("fromString"), item.text("toString")
		words := key + ": " + field + " set to " + to
		switch {
		case to == "":
			words = key + ": " + field + " " + from + " taken off"
		case from != "":
			words += ", from " + from
		}
		t.once("change "+h.text("id")+key+field+at.String(), h, timeline.Event{
			Time: at, Kind: timeline.Action, Actor: timeline.Foreign(h.text("author.displayName", "author.name")), Subject: timeline.Foreign(key),
			Text: timeline.Foreign(words), Labels: map[string]string{"issue": key, "field": field}, Source: timeline.Position{Ref: key + "/" + h.text("id")},
		})
	}
	return nil
}

// documentText is the text of a body: itself, or that of the nested parts of a
// document.
func documentText(v any, depth int) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var b strings.Builder
		for _, part := range v {
			b.WriteString(documentText(part, depth+1))
		}
		return b.String()
	case *object:
		if v == nil || depth > maxDepth {
			return ""
		}
		switch v.text("type") {
		case "text":
			s, _ := v.at("text").(string)
			return s
		case "hardBreak":
			return "\n"
		case "mention", "emoji", "status", "inlineCard":
			return v.text("attrs.text", "attrs.shortName", "attrs.url")
		}
		text := documentText(v.at("content"), depth+1)
		switch v.text("type") {
		case "paragraph", "heading", "codeBlock", "listItem":
			text = strings.TrimRight(text, "\n") + "\n"
		case "doc":
			text = strings.TrimSpace(text)
		}
		return text
	}
	return ""
}
