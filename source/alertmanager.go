package source

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/source/live"
	"github.com/candor-reports/candor/timeline"
)

var alertmanagerKind = orServer(export{
	Kind: Kind{
		Name:   "alertmanager",
		Doc:    "Alertmanager: webhook payloads (version 4), alerts and silences of its API (version 2)",
		Get:    "keep what a webhook receiver is sent, one payload a line; or `amtool alert query -o json --active --silenced --inhibited`, or `curl http://HOST:9093/api/v2/alerts`; for silences `amtool silence query -o json --expired`. With url: the server is asked for both, and query: is a matcher, such as severity=\"critical\"",
		Fields: "startsAt is when the alert fired; endsAt of a resolved alert is when it ended; labels.severity, alertname, service or job, annotations.summary",
		Traps: []string{
			"An alert that still fires has an end all the same: the year 1, or, in the API, the time at which it would be given up. Only the end of a resolved alert, or one before the API last heard of it, is an end.",
			"The same alert is sent again and again, every group_interval and repeat_interval, and by every receiver: alerts of the same fingerprint and start are one event, whose count tells how often they were sent.",
			"truncatedAlerts counts alerts that a payload left out. They are a gap.",
			"A silenced or inhibited alert fired, but told nobody.",
		},
		marks: []string{
			"alerts receiver status",
			"alerts groupKey",
			"alerts commonLabels",
			"alerts labels receiver.name",
			"labels.alertname startsAt",
			"labels startsAt fingerprint",
			"matchers startsAt createdBy",
			"data.alerts data.groupKey",
		},
	},
	lists: []string{"data"}, // of version 1 of the API
	open: func(t *take) func(o *object) error {
		return func(o *object) error { return alertObject(t, o) }
	},
}.kind(), askAlertmanager)

func alertObject(t *take, o *object) error {
	switch {
	case o.has("alerts"):
		return alertPayload(t, o)
	case o.has("data.alerts"):
		return alertPayload(t, o.child("data"))
	case o.has("matchers") && o.has("startsAt"):
		return silence(t, o)
	case o.has("labels") && (o.has("startsAt") || o.has("activeAt")):
		return alert(t, o, nil)
	}
	return notA("an alert or a silence", "alerts", "labels and startsAt")
}

// askAlertmanager asks for the alerts and silences that the server knows.
func askAlertmanager(ctx context.Context, t *take, c *live.Client, from, to time.Time) error {
	query := url.Values{}
	if t.source.Query != "" {
		query.Set("filter", t.source.Query)
	}
	t.gap("Alertmanager keeps alerts that fire, and for some minutes those that ended: what ended before is in the payloads of its webhooks, or in Prometheus")
	for _, path := range []string{"/api/v2/alerts", "/api/v2/silences"} {
		data, err := c.Get(ctx, path, query)
		if err != nil {
			return err
		}
		t.begin(c.Name() + path)
		if err := t.answer(data, func(o *object) error { return alertObject(t, o) }); err != nil {
			return err
		}
	}
	return nil
}

// alertPayload reads what a webhook was sent: a group of alerts.
func alertPayload(t *take, o *object) error {
	if n, ok := o.number("truncatedAlerts"); ok && n > 0 {
		t.gap("%s:%d: the payload left out %d alerts (truncatedAlerts)", t.file, o.line, int(n))
	}
	var errs []error
	for _, a := range o.children("alerts") {
		if err := alert(t, a, o); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// alert makes the events of one alert: that it fired, with its end, and that
// it ended, where the end is known.
func alert(t *take, o, payload *object) error {
	labels := o.child("labels")
	name := cmp.Or(labels.text("alertname"), o.text("name"))
	if labels == nil || name == "" {
		return notA("an alert", "labels.alertname")
	}
	start, err := t.mustTime(o, "startsAt", "activeAt")
	if err != nil {
		return err
	}
	end, err := alertEnd(t, o)
	if err != nil {
		return err
	}
	e := timeline.Event{
		Time: start, Kind: timeline.Alert, Level: alertLevel(labels.text("severity", "level", "priority")),
		Subject: timeline.Foreign(serviceOf(labels)),
		Text:    timeline.Foreign(alertText(name, o)),
		Detail:  timeline.Foreign(o.text("annotations.description")),
		Labels:  phased(fired, alertLabels(o, payload)),
		Source:  timeline.Position{Ref: cmp.Or(o.text("fingerprint"), t.fingerprint(labels))},
	}
	key := "alert " + e.Source.Ref + " " + start.String()
	if first := t.once(key, o, e); first != nil && !end.IsZero() {
		first.Until = end
	}
	if end.IsZero() {
		return nil
	}
	e.Time, e.Level, e.Detail = end, timeline.Info, ""
	e.Text = "Resolved: " + e.Text
	e.Labels = phased(resolved, alertLabels(o, payload))
	t.once(key+" end "+end.String(), o, e)
	return nil
}

// alertEnd is when an alert ended. One that still fires carries the year 1 in
// a webhook; in the API, the time at which it is given up where nobody sends it
// again, which lies after updatedAt.
func alertEnd(t *take, o *object) (timeline.Time, error) {
	state := strings.ToLower(o.text("status.state", "status", "state"))
	end, err := t.time(o, "endsAt")
	if err != nil || end.IsZero() || state == "firing" {
		return timeline.Time{}, err
	}
	if state == "resolved" {
		return end, nil
	}
	updated, err := t.time(o, "updatedAt")
	if err != nil || updated.IsZero() || updated.Before(end) {
		return timeline.Time{}, err
	}
	return end, nil
}

// silence is that somebody kept alerts from being told, until a time.
func silence(t *take, o *object) error {
	start, err := t.mustTime(o, "startsAt")
	if err != nil {
		return err
	}
	end, err := t.time(o, "endsAt")
	if err != nil {
		return err
	}
	var about []string
	for _, m := range o.children("matchers") {
		op := "="
		switch {
		case m.text("isEqual") == "false" && m.text("isRegex") == "true":
			op = "!~"
		case m.text("isEqual") == "false":
			op = "!="
		case m.text("isRegex") == "true":
			op = "=~"
		}
		about = append(about, m.text("name")+op+m.text("value"))
	}
	text := "Alerts silenced: " + strings.Join(about, ", ")
	if c := o.text("comment"); c != "" {
		text += ": " + c
	}
	t.once("silence "+o.text("id")+start.String(), o, timeline.Event{
		Time: start, Until: end, Kind: timeline.Action, Actor: timeline.Foreign(o.text("createdBy")), Text: timeline.Foreign(text),
		Labels: phased(silenced, nil), Source: timeline.Position{Ref: o.text("id")},
	})
	return nil
}

func alertText(name string, o *object) string {
	if s := o.text("annotations.summary", "annotations.message", "annotations.title", "annotations.description"); s != "" {
		return named(name, s)
	}
	return name
}

// named is a text with the name of what it is about before it, unless the text
// holds the name itself.
func named(name, text string) string {
	if holdsName(text, name) {
		return text
	}
	return joined(": ", name, text)
}

// holdsName reports whether a name stands in a text as words of their own.
func holdsName(text, name string) bool {
	text, name = strings.ToLower(text), strings.ToLower(name)
	within := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for at := 0; name != ""; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[at+i+len(name):])
		if !within(before) && !within(after) {
			return true
		}
		at += i + len(name)
	}
	return false
}

// alertLabels are what an event keeps of an alert's labels.
func alertLabels(o, payload *object) map[string]string {
	out := map[string]string{}
	labels := o.child("labels")
	for _, name := range labels.names() {
		if name != "alertname" {
			out[name] = labels.text(name)
		}
	}
	if r := payload.text("receiver", "receiver.name"); r != "" {
		out["receiver"] = r
	}
	if state := o.text("status.state"); state == "suppressed" {
		out["suppressed"] = "silenced or inhibited"
	}
	if runbook := o.text("annotations.runbook_url"); runbook != "" {
		out["runbook"] = runbook
	}
	return out
}

// fingerprint stands for the labels of an alert that carries no fingerprint.
func (t *take) fingerprint(labels *object) string {
	var b strings.Builder
	for _, name := range labels.names() {
		b.WriteString(name + "=" + labels.text(name) + ",")
	}
	return digest(b.String())
}

// serviceOf is what an alert is about, by the labels that most rules set.
func serviceOf(labels *object) string {
	return labels.text("service", "app", "app_kubernetes_io_name", "application", "component", "deployment", "statefulset", "container", "job", "namespace", "instance")
}

// alertLevel is the level of a severity by the words in use for alerts.
func alertLevel(severity string) timeline.Level {
	switch strings.ToLower(severity) {
	case "critical", "crit", "fatal", "emergency", "emerg", "page", "disaster", "p1", "sev1", "sev-1", "sev0", "blocker":
		return timeline.Fatal
	case "error", "err", "high", "major", "alert", "p2", "sev2", "sev-2", "urgent":
		return timeline.Error
	case "warning", "warn", "minor", "medium", "moderate", "average", "p3", "sev3", "sev-3", "ticket":
		return timeline.Warning
	case "info", "information", "informational", "notice", "low", "none", "p4", "p5", "sev4", "sev5", "ok":
		return timeline.Info
	case "debug", "trace":
		return timeline.Debug
	}
	return timeline.NoLevel
}
