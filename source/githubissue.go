package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// issue tells that an issue or pull request was opened, closed and merged, and
// its comments where they stand in it.
func (g *github) issue(o *object) error {
	at, err := g.t.mustTime(o, "created_at", "createdAt")
	if err != nil {
		return err
	}
	number, title := o.text("number"), o.text("title")
	what := "Issue #" + number
	if o.has("pull_request") || o.has("merged_at") || o.has("mergedAt") || o.has("head") {
		what = "Pull request #" + number
	}
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Actor: timeline.Foreign(o.text("user.login", "author.login")), Subject: timeline.Foreign("#" + number),
		Text: timeline.Foreign(what + " opened: " + title), Detail: timeline.Foreign(o.text("body")),
		Labels: map[string]string{"issue": number, "url": o.text("html_url", "url")}, Source: timeline.Position{Ref: "#" + number},
	}
	g.t.once("issue "+number, o, e)
	merged, err := g.t.time(o, "pull_request.merged_at", "merged_at", "mergedAt")
	if err != nil {
		return err
	}
	closed, err := g.t.time(o, "closed_at", "closedAt")
	if err != nil {
		return err
	}
	e.Actor, e.Detail = timeline.Foreign(o.text("merged_by.login", "mergedBy.login", "closed_by.login")), ""
	switch {
	case !merged.IsZero():
		e.Time, e.Text = merged, timeline.Foreign(what+" merged: "+title)
		if strings.HasPrefix(title, "Revert ") {
			e.Kind = timeline.Revert
		}
		g.t.once("merged "+number, o, e)
	case !closed.IsZero():
		e.Time, e.Text = closed, timeline.Foreign(what+" closed: "+title)
		g.t.once("closed "+number+closed.String(), o, e)
	}
	for _, c := range o.children("comments") {
		if err := g.comment(c, "#"+number); err != nil {
			return err
		}
	}
	return nil
}

// comment is what somebody wrote below an issue or a change.
func (g *github) comment(o *object, channel string) error {
	at, err := g.t.mustTime(o, "created_at", "submitted_at", "createdAt", "submittedAt")
	if err != nil {
		return err
	}
	if channel == "" {
		url := o.text("issue_url", "pull_request_url", "html_url")
		url, _, _ = strings.Cut(url, "#")
		channel = "#" + url[strings.LastIndexByte(url, '/')+1:]
	}
	m := message{
		at: at, id: o.text("id", "node_id"), channel: channel, author: o.text("user.login", "actor.login", "author.login"),
		program: o.text("user.type") == "Bot" || strings.HasSuffix(o.text("user.login", "author.login"), "[bot]"), text: withoutComments(o.text("body")),
	}
	updated, err := g.t.time(o, "updated_at")
	if err == nil && updated.Compare(at) > 0 && !updated.IsZero() {
		m.edited = updated.String()
	}
	g.chat.say(o, m)
	return err
}

// withoutComments takes out what a form leaves in a text for the writer alone.
func withoutComments(s string) string {
	for {
		before, rest, found := strings.Cut(s, "<!--")
		if !found {
			return strings.TrimSpace(s)
		}
		_, after, _ := strings.Cut(rest, "-->")
		s = before + after
	}
}

// timelineWords tell what people did to an issue.
var timelineWords = map[string]string{
	"closed": "Closed", "reopened": "Reopened", "merged": "Merged", "labeled": "Labelled", "unlabeled": "Took off the label", "assigned": "Assigned to",
	"renamed": "Renamed to", "milestoned": "Put into the milestone", "locked": "Locked", "pinned": "Pinned", "transferred": "Transferred", "head_ref_force_pushed": "Force-pushed",
	"deployed": "Deployed", "deployment_environment_changed": "Deployed to another environment", "convert_to_draft": "Made a draft", "ready_for_review": "Made ready for review",
	"auto_merge_enabled": "Set to merge by itself", "added_to_merge_queue": "Queued to be merged", "removed_from_merge_queue": "Taken out of the merge queue",
}

// timelineEvent is one line of an issue's timeline.
func (g *github) timelineEvent(o *object) error {
	kind := o.text("event")
	switch kind {
	case "commented":
		return g.comment(o, "")
	case "reviewed":
		if o.text("body") == "" {
			g.t.count("events of an issue's daily life (%d), such as subscribed and mentioned")
			return nil
		}
		return g.comment(o, "")
	}
	words, ok := timelineWords[kind]
	if !ok {
		g.t.count("events of an issue's daily life (%d), such as subscribed and mentioned")
		return nil
	}
	at, err := g.t.mustTime(o, "created_at")
	if err != nil {
		return err
	}
	if what := o.text("label.name", "assignee.login", "rename.to", "milestone.title"); what != "" {
		words += " " + what
	}
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Actor: timeline.Foreign(o.text("actor.login")), Text: timeline.Foreign(words),
		Labels: map[string]string{"event": kind, "commit": o.text("commit_id")}, Source: timeline.Position{Ref: o.text("id")},
	}
	switch kind {
	case "deployed", "deployment_environment_changed":
		e.Kind = timeline.Deploy
	}
	g.t.once("timeline "+cmp.Or(e.Source.Ref, words+at.String()), o, e)
	return nil
}
