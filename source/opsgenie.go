package source

import (
	"cmp"
	"errors"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var opsgenieKind = export{
	Kind: Kind{
		Name:   "opsgenie",
		Doc:    "Opsgenie and Jira Service Management: webhooks, alerts of the API, and their logs",
		Get:    "what a webhook receiver was sent; or `curl -H 'Authorization: GenieKey …' 'https://api.opsgenie.com/v2/alerts?limit=100'`, and for one alert `/v2/alerts/ID/logs?limit=100&order=asc` and `/v2/alerts/ID/notes`",
		Fields: "webhooks: action, alert.message, alert.updatedAt (when the action was taken), alert.username (who), alert.priority; alerts: createdAt, report.ackTime and closeTime after it, closedAt, owner; logs: log, owner, createdAt",
		Traps: []string{
			"In one webhook createdAt is in milliseconds and updatedAt in nanoseconds: each is told by its magnitude.",
			"createdAt of a webhook is when the alert was created, whatever the action: the action was taken at updatedAt.",
			"ackTime and closeTime of a report are milliseconds after createdAt, not times.",
			"count of an alert tells how often it was sent; repetitions have no times of their own.",
		},
		marks: []string{
			"action alert.alertId",
			"action alert.tinyId",
			"tinyId message createdAt",
			"data.tinyId data.message data.createdAt",
			"log owner createdAt offset",
			"log type owner createdAt",
			"note owner createdAt offset",
		},
	},
	lists: []string{"data"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("action") && o.has("alert"):
				return opsgenieWebhook(t, o)
			case o.has("log") && o.has("createdAt"):
				return opsgenieLog(t, o)
			case o.has("note") && o.has("owner") && o.has("createdAt"):
				return opsgenieNote(t, o)
			case o.has("message") && o.has("createdAt"):
				return opsgenieAlert(t, o)
			case o.has("data.message") && o.has("data.createdAt"):
				return opsgenieAlert(t, o.child("data"))
			}
			return notA("of Opsgenie", "action and alert", "message and createdAt", "log and createdAt")
		}
	},
}.kind()

// actions are what webhooks and logs of Opsgenie say was done.
var opsgenieActions = map[string]page{
	"create":          {timeline.Alert, fired, "Alert"},
	"acknowledge":     {timeline.Alert, acknowledged, "Acknowledged"},
	"unacknowledge":   {timeline.Alert, "unacknowledged", "Acknowledgement taken back"},
	"close":           {timeline.Alert, resolved, "Closed"},
	"delete":          {timeline.Action, "", "Deleted"},
	"snooze":          {timeline.Action, silenced, "Snoozed"},
	"snoozeended":     {timeline.Alert, "reopened", "Snooze ended"},
	"addnote":         {timeline.Message, "", "Note"},
	"assignownership": {timeline.Alert, escalated, "Assigned"},
	"takeownership":   {timeline.Alert, acknowledged, "Taken on"},
	"escalate":        {timeline.Alert, escalated, "Escalated"},
	"escalatenext":    {timeline.Alert, escalated, "Escalated"},
	"addresponder":    {timeline.Alert, escalated, "Responder added"},
	"addteam":         {timeline.Alert, escalated, "Team added"},
	"addrecipient":    {timeline.Alert, escalated, "Recipient added"},
	"updatepriority":  {timeline.Action, "", "Priority changed"},
}

// opsgenieQuiet are actions that change how an alert is filed.
var opsgenieQuiet = pattern.New(`^(add|remove)(tags|details)$|^update(message|description)$`)

func opsgenieWebhook(t *take, o *object) error {
	a := o.child("alert")
	action := strings.ToLower(o.text("action"))
	if opsgenieQuiet.MatchString(action) {
		t.count("webhooks about tags, details and wording, which are no events")
		return nil
	}
	step, known := opsgenieActions[action]
	if !known {
		// A name of the house's own: somebody pressed a button.
		step = page{timeline.Action, "", o.text("action")}
	}
	paths := []string{"updatedAt", "createdAt"}
	if action == "create" {
		paths = []string{"createdAt", "updatedAt"}
	}
	at, err := t.mustTime(a, paths...)
	if err != nil {
		return err
	}
	e := opsgenieEvent(step, a)
	e.Time = at
	if note := a.text("note"); note != "" && action == "addnote" {
		e.Text = timeline.Foreign(step.says + ": " + note)
		e.Labels["said"], _ = said(note)
	} else if note != "" {
		e.Detail = timeline.Foreign(note)
	}
	if old := a.text("oldPriority"); old != "" && action == "updatepriority" {
		e.Text = timeline.Foreign(joined(": ", step.says+" from "+old+" to "+a.text("priority"), a.text("message")))
	}
	e.Actor = opsgenieUser(a.text("username"))
	t.once("webhook "+action+e.Source.Ref+at.String(), o, e)
	return nil
}

// opsgenieNote reads a note as the list of an alert's notes has it.
func opsgenieNote(t *take, o *object) error {
	at, err := t.mustTime(o, "createdAt")
	if err != nil {
		return err
	}
	note := o.text("note")
	label, _ := said(note)
	t.once("note "+o.text("offset")+at.String()+note, o, timeline.Event{
		Time: at, Kind: timeline.Message, Actor: opsgenieUser(o.text("owner")), Text: timeline.Foreign("Note: " + note),
		Labels: map[string]string{"said": label}, Source: timeline.Position{Ref: o.text("offset")},
	})
	return nil
}

// opsgenieUser is who did something; what Opsgenie does by itself, nobody did.
func opsgenieUser(name string) timeline.Foreign {
	if name == "System" || name == "Alert API" {
		return ""
	}
	return timeline.Foreign(name)
}

func opsgenieEvent(step page, a *object) timeline.Event {
	text := step.says
	if m := a.text("message"); m != "" {
		text += ": " + m
	}
	labels := map[string]string{"priority": a.text("priority"), "alias": a.text("alias"), "alert": a.text("tinyId"), "tags": strings.Join(a.texts("tags"), ", ")}
	if step.phase != "" {
		phased(step.phase, labels)
	}
	e := timeline.Event{
		Kind: step.kind, Subject: timeline.Foreign(a.text("entity", "details.service", "source")), Text: timeline.Foreign(text),
		Labels: labels, Source: timeline.Position{Ref: a.text("alertId", "id")},
	}
	switch step.phase {
	case fired, escalated, "reopened", "unacknowledged":
		e.Level = cmp.Or(alertLevel(a.text("priority")), timeline.Error)
	case resolved, acknowledged:
		e.Level = timeline.Info
	}
	return e
}

// opsgenieAlert reads an alert with its few times, as the API lists it.
func opsgenieAlert(t *take, o *object) error {
	created, err := t.mustTime(o, "createdAt")
	if err != nil {
		return err
	}
	closed, closeErr := t.time(o, "closedAt")
	if d, ok := millis(o, "report.closeTime"); ok && closed.IsZero() {
		closed = later(created, d)
	}
	e := opsgenieEvent(opsgenieActions["create"], o)
	e.Time, e.Until = created, closed
	e.Labels["count"] = o.text("count")
	t.once("alert "+e.Source.Ref, o, e)
	if d, ok := millis(o, "report.ackTime"); ok {
		e := opsgenieEvent(opsgenieActions["acknowledge"], o)
		e.Time, e.Actor = later(created, d), timeline.Foreign(o.text("report.acknowledgedBy", "owner"))
		t.once("ack "+e.Source.Ref, o, e)
	}
	if !closed.IsZero() {
		e := opsgenieEvent(opsgenieActions["close"], o)
		e.Time, e.Actor = closed, timeline.Foreign(o.text("report.closedBy"))
		t.once("close "+e.Source.Ref, o, e)
	}
	return closeErr
}

var (
	opsgenieNoise = pattern.New(`(?i)notification|\bsent\b.*(sms|email|push|call)|schedule.*rotation`)
	opsgenieVerbs = []struct {
		word *pattern.Pattern
		step string
	}{
		{pattern.New(`(?i)^alert (was )?created|^created`), "create"},
		{pattern.New(`(?i)unack`), "unacknowledge"},
		{pattern.New(`(?i)\back(nowledged?)?\b|acknowledged`), "acknowledge"},
		{pattern.New(`(?i)\bclosed?\b`), "close"},
		{pattern.New(`(?i)escalat`), "escalate"},
		{pattern.New(`(?i)\bnote\b`), "addnote"},
		{pattern.New(`(?i)snooze`), "snooze"},
		{pattern.New(`(?i)ownership|assigned`), "assignownership"},
	}
)

// opsgenieLog reads a line of an alert's own log, which is a sentence.
func opsgenieLog(t *take, o *object) error {
	at, err := t.mustTime(o, "createdAt")
	if err != nil {
		return err
	}
	text := o.text("log")
	if text == "" {
		return errors.New("has an empty log")
	}
	if opsgenieNoise.MatchString(text) {
		t.count("log lines about notifications, which are not told one by one")
		return nil
	}
	step := page{timeline.Action, "", ""}
	for _, v := range opsgenieVerbs {
		if v.word.MatchString(text) {
			step = opsgenieActions[v.step]
			break
		}
	}
	e := opsgenieEvent(step, &object{})
	e.Time, e.Text, e.Actor, e.Level = at, timeline.Foreign(text), opsgenieUser(o.text("owner")), timeline.NoLevel
	e.Source.Ref = o.text("offset")
	if step.kind == timeline.Message {
		_, note, _ := strings.Cut(text, " note")
		e.Labels["said"], _ = said(strings.Trim(note, " []:"))
	}
	t.once("log "+at.String()+text, o, e)
	return nil
}
