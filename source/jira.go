package source

import (
	"errors"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var jiraKind = export{
	Kind: Kind{
		Name:   "jira",
		Doc:    "Jira: issues of its REST API with their comments and the log of their changes",
		Get:    "GET /rest/api/2/issue/KEY?expand=changelog, or /rest/api/2/search?jql=…&expand=changelog&fields=*all; or the table (CSV, all fields) of a search",
		Fields: "fields.created is when it was opened; changelog.histories what was changed of status, priority, severity and assignee; fields.comment who wrote what, with the label said",
		Traps: []string{
			"Offsets have no colon: +0000.",
			"Without expand=changelog an issue shows its last state alone: that is a gap.",
			"changelog and comments come in pages: total larger than what is there is a gap.",
			"A table has no log of changes, and times on the clock of whoever exported it: state the zone (timezone:).",
			"A body is text with marks of Jira's own, which are taken off, or in version 3 of the API a document of nested parts, whose text is told.",
		},
		marks: []string{
			"key fields.summary",
			"key fields.created",
			"key fields.status",
			"key changelog.histories",
			"Issue~key Created Summary",
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
	if o.has("Issue key") {
		return jiraRow(c, o)
	}
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
		Text: timeline.Foreign(key + " opened" + described(o.text("fields.summary"))), Detail: timeline.Foreign(jiraText(o.at("fields.description"))),
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
		said := message{
			at: at, id: m.text("id"), channel: key, author: m.text("author.displayName", "author.name"),
			program: m.text("author.accountType") == "app", text: jiraText(m.at("body")),
		}
		if changed, err := c.t.time(m, "updated"); err == nil && changed.Compare(at) > 0 {
			said.edited = changed.String()
		}
		c.say(m, said)
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
		case "inlineCard", "blockCard", "embedCard":
			return " " + v.text("attrs.url") + " "
		case "mention", "emoji", "status", "date":
			return v.text("attrs.text", "attrs.shortName")
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

// wiki are the marks of Jira's own language for texts, and what people see of
// them.
var wiki = []struct {
	mark *pattern.Pattern
	show string
}{
	{pattern.New(`\{(color|code|noformat|quote|panel)(:[^{}\n]*)?\}`), ""},
	{pattern.New(`\{\{([^{}\n]+)\}\}`), "$1"},
	{pattern.New(`\[~(accountid:)?([^\]\n]+)\]`), "@$2"},
	{pattern.New(`\[([^|\]\n]+)\|(https?://[^|\]\s]+)(\|[^\]\n]*)?\]`), "$1 ($2)"},
	{pattern.New(`\[(https?://[^|\]\s]+)\]`), "$1"},
	{pattern.New(`(?m)^h[1-6]\. `), ""},
	{pattern.New(`!([^!|\s]+\.(?:png|jpe?g|gif|svg))(\|[^!\n]*)?!`), "$1"},
}

// jiraText is the text of a body as people see it: a document's, or one with
// the marks of Jira's language taken off. Stars and dashes stay, which as often
// are the text's own.
func jiraText(body any) string {
	s, ok := body.(string)
	if !ok {
		return documentText(body, 0)
	}
	for _, w := range wiki {
		s = w.mark.ReplaceAllString(s, w.show)
	}
	return strings.TrimSpace(s)
}

// jiraRow reads an issue of a table, whose comments are columns of one name,
// each "time;who;what".
func jiraRow(c *chat, o *object) error {
	key := o.text("Issue key")
	at, err := jiraTime(c.t, o.text("Created"))
	if err != nil {
		return err
	}
	c.t.once("issue "+key, o, timeline.Event{
		Time: at, Kind: timeline.Action, Actor: timeline.Foreign(o.text("Reporter", "Creator")), Subject: timeline.Foreign(key),
		Text: timeline.Foreign(key + " opened" + described(o.text("Summary"))), Detail: timeline.Foreign(jiraText(o.text("Description"))),
		Labels: map[string]string{"issue": key, "type": o.text("Issue Type"), "priority": o.text("Priority")}, Source: timeline.Position{Ref: key},
	})
	c.t.gap("%s: a table holds no log of changes: export as JSON with expand=changelog", key)
	comments := o.texts("Comment")
	if one := o.text("Comment"); one != "" {
		comments = []string{one}
	}
	var errs []error
	for _, comment := range comments {
		when, rest, _ := strings.Cut(comment, ";")
		who, what, ok := strings.Cut(rest, ";")
		at, err := jiraTime(c.t, when)
		if !ok || err != nil {
			errs = append(errs, errors.New("has a comment that is not of the form time;who;what"))
			continue
		}
		c.say(o, message{at: at, id: when + who, channel: key, author: who, text: jiraText(what)})
	}
	return errors.Join(errs...)
}

// jiraTime reads a time as tables write it by default, 04/Mar/26 3:10 PM, on
// the clock of whoever exported it, or in any other form that is known.
func jiraTime(t *take, text string) (timeline.Time, error) {
	for _, layout := range []string{"02/Jan/06 3:04 PM", "02/Jan/2006 3:04 PM", "02/Jan/06 15:04", "02/Jan/2006 15:04"} {
		if at, err := time.Parse(layout, text); err == nil {
			at, err := t.clock.Time(at.Format("2006-01-02 15:04:05"))
			at.Precision = time.Minute
			return at, err
		}
	}
	return t.mustTime(&object{fields: map[string]any{"Created": text}}, "Created")
}
