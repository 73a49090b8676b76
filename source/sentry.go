package source

import (
	"cmp"
	"errors"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var sentryKind = export{
	Kind: Kind{
		Name:   "sentry",
		Doc:    "Sentry: issues and events of the API, and webhooks",
		Get:    "`curl -H 'Authorization: Bearer …' 'https://sentry.io/api/0/projects/ORG/PROJECT/issues/?statsPeriod=&start=…&end=…'`, `/api/0/issues/ID/events/`; or what an integration's webhook was sent",
		Fields: "issues: firstSeen, lastSeen, count, title, culprit, level, project; events: dateCreated, title, tags; webhooks: action and data",
		Traps: []string{
			"firstSeen is when Sentry ever saw the issue: one that is older than the window came back, and is told as lasting into it.",
			"count is a number in quotes.",
			"dateReceived is when Sentry got an event, dateCreated when it happened.",
			"That somebody marked an issue as resolved says nothing of the incident: it is an action, not its end.",
		},
		marks: []string{
			"shortId firstSeen lastSeen",
			"culprit firstSeen lastSeen",
			"eventID dateCreated",
			"event_id platform timestamp exception",
			"event_id platform timestamp logentry",
			"event_id platform timestamp sdk",
			"action installation data.issue",
			"action actor data.issue",
			"action data.metric_alert",
			"action installation data.event",
			"action actor data.event",
		},
	},
	lists: []string{"issues", "events"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("action") && o.has("data"):
				return sentryWebhook(t, o)
			case o.has("firstSeen"):
				return sentryIssue(t, o)
			case o.has("dateCreated") || o.has("event_id") || o.has("eventID"):
				return sentryEvent(t, o)
			}
			return notA("of Sentry", "firstSeen", "dateCreated", "action and data")
		}
	},
}.kind()

func sentryIssue(t *take, o *object) error {
	first, err := t.mustTime(o, "firstSeen")
	if err != nil {
		return err
	}
	last, err := t.time(o, "lastSeen")
	if err != nil {
		return err
	}
	if last.Earliest.Compare(first.Earliest) <= 0 {
		last = timeline.Time{}
	}
	e := sentryEventOf(o, o.text("metadata.value"))
	e.Time, e.Until, e.Kind = first, last, timeline.Pattern
	e.Labels["count"], e.Labels["users"] = o.text("count"), nonZero(o.text("userCount"))
	e.Labels["new"] = "true"
	if !t.since.IsZero() && first.Latest.Before(t.since) {
		e.Labels["new"] = ""
	}
	t.once("issue "+e.Source.Ref, o, e)
	return nil
}

func sentryEventOf(o *object, value string) timeline.Event {
	title := o.text("title", "message", "logentry.formatted", "logentry.message", "metadata.title", "metadata.type")
	if title == "" {
		title = raised(o)
	}
	if value != "" && !strings.Contains(title, value) {
		title += ": " + value
	}
	return timeline.Event{
		Kind: timeline.Pattern, Level: cmp.Or(alertLevel(o.text("level")), timeline.Error),
		Subject: timeline.Foreign(o.text("project.slug", "project.name", "projectSlug", "project_slug", "project")),
		Text:    timeline.Foreign(title), Detail: timeline.Foreign(o.text("culprit", "location")),
		Labels: map[string]string{"issue": o.text("shortId"), "status": o.text("status")},
		Source: timeline.Position{Ref: o.text("shortId", "id", "eventID", "event_id")},
	}
}

// raised is what was raised, as the programs that send events write it: of
// exceptions that caused each other the last is the one that was seen.
func raised(o *object) string {
	values := o.children("exception.values")
	if len(values) == 0 {
		values = o.children("exception")
	}
	if len(values) == 0 {
		return ""
	}
	last := values[len(values)-1]
	return joined(": ", last.text("type"), last.text("value"))
}

func sentryEvent(t *take, o *object) error {
	at, err := t.mustTime(o, "dateCreated", "datetime", "timestamp", "dateReceived", "received")
	if err != nil {
		return err
	}
	e := sentryEventOf(o, "")
	e.Time = at
	e.Source.Ref = o.text("eventID", "event_id", "id")
	for _, name := range []string{"release", "environment", "server_name", "transaction"} {
		e.Labels[name] = o.text(name)
	}
	for _, tag := range o.children("tags") {
		switch key := tag.text("key"); key {
		case "level":
			e.Level = cmp.Or(alertLevel(tag.text("value")), e.Level)
		case "release", "environment", "server_name", "transaction":
			e.Labels[key] = tag.text("value")
		}
	}
	t.once("event "+e.Source.Ref, o, e)
	return nil
}

// sentryWebhook reads what an integration was sent.
func sentryWebhook(t *take, o *object) error {
	action := strings.ToLower(o.text("action"))
	actor := timeline.Foreign("")
	if o.text("actor.type") == "user" {
		actor = timeline.Foreign(o.text("actor.name"))
	}
	switch {
	case o.has("data.metric_alert"):
		return sentryMetric(t, o, action)
	case o.has("data.event"):
		return sentryEvent(t, o.child("data.event"))
	case o.has("data.issue") && action == "created":
		return sentryIssue(t, o.child("data.issue"))
	case o.has("data.issue"):
		issue := o.child("data.issue")
		at, err := t.mustTime(o, "timestamp", "data.issue.statusDetails.at", "data.issue.lastSeen")
		if err != nil {
			return err
		}
		e := sentryEventOf(issue, issue.text("metadata.value"))
		e.Time, e.Kind, e.Level, e.Actor = at, timeline.Action, timeline.Info, actor
		e.Text = "Issue " + timeline.Foreign(action) + ": " + e.Text
		t.once("issue "+action+e.Source.Ref+at.String(), o, e)
		return nil
	}
	return errors.New("is a webhook about neither an issue, an event nor a metric alert")
}

func sentryMetric(t *take, o *object, action string) error {
	a := o.child("data.metric_alert")
	paths := []string{"dateDetected", "date_detected", "dateStarted", "date_started", "dateCreated", "date_created"}
	if action == "resolved" {
		paths = []string{"dateClosed", "date_closed"}
	}
	at, err := t.mustTime(a, paths...)
	if err != nil {
		return err
	}
	e := timeline.Event{
		Time: at, Kind: timeline.Alert, Level: alertLevel(action),
		Subject: timeline.Foreign(strings.Join(a.texts("projects"), ", ")),
		Text:    timeline.Foreign(cmp.Or(o.text("data.description_title"), a.text("title"))), Detail: timeline.Foreign(o.text("data.description_text")),
		Labels: phased(fired, nil), Source: timeline.Position{Ref: a.text("id", "identifier")},
	}
	if action == "resolved" {
		e.Level, e.Labels = timeline.Info, phased(resolved, nil)
		e.Text = "Resolved: " + timeline.Foreign(cmp.Or(a.text("alert_rule.name"), a.text("title"), string(e.Text)))
	}
	t.once("metric "+action+e.Source.Ref+at.String(), o, e)
	return nil
}
