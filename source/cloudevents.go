package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var cloudeventsKind = export{
	Kind: Kind{
		Name:   "cloudevents",
		Doc:    "CloudEvents in structured mode, one or many, and CDEvents in them or by themselves",
		Get:    "keep what an event sink is sent: application/cloudevents+json, a batch (+json with an array), or one event a line",
		Fields: "CloudEvents: time, type, source, subject, data; CDEvents: context.timestamp, context.type, subject.id and its content (environment, artifactId, outcome)",
		Traps: []string{
			"time is optional in CloudEvents: an event without one is refused, and its time never guessed.",
			"id is unique only together with source: an event that was sent twice is told once.",
			"The type of a CDEvent ends in its version, which changes: it is read by its first words.",
			"What type means is for its maker to say: of types other than CDEvents the words deploy, release, rollback, incident and alert are looked for, and the rest are notes.",
		},
		marks: []string{
			"specversion type source id",
			"context.type=dev.cdevents.*",
			"context.type context.specversion subject",
		},
	},
	lists: []string{"events"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("specversion"):
				if data := o.child("data"); strings.HasPrefix(o.text("type"), "dev.cdevents.") && data.has("context") {
					return cdEvent(t, data)
				}
				return cloudEvent(t, o)
			case o.has("context.type"):
				return cdEvent(t, o)
			}
			return notA("a CloudEvent", "specversion")
		}
	},
}.kind()

var (
	eventDeploy   = pattern.New(`(?i)deploy|rollout|release`)
	eventRevert   = pattern.New(`(?i)rolled?.?back|revert`)
	eventAlert    = pattern.New(`(?i)incident|alert|alarm`)
	eventFailed   = pattern.New(`(?i)fail|error`)
	eventResolved = pattern.New(`(?i)resolved|closed|recovered`)
)

func cloudEvent(t *take, o *object) error {
	at, err := t.mustTime(o, "time")
	if err != nil {
		return err
	}
	kind := o.text("type")
	data := o.child("data")
	text := cmp.Or(data.text("message", "summary", "title", "description", "text", "reason"), scalar(o.at("data")))
	e := timeline.Event{
		Time: at, Kind: timeline.Note, Level: alertLevel(data.text("severity", "level")),
		Subject: timeline.Foreign(cmp.Or(o.text("subject"), data.text("service", "name", "application"))),
		Text:    timeline.Foreign(joined(": ", kind, o.text("subject"), text)), Actor: timeline.Foreign(data.text("actor", "user", "initiator", "username")),
		Labels: map[string]string{"type": kind, "from": o.text("source"), "version": data.text("version", "revision", "sha", "tag")},
		Source: timeline.Position{Ref: o.text("id")},
	}
	switch {
	case eventRevert.MatchString(kind):
		e.Kind = timeline.Revert
	case eventDeploy.MatchString(kind):
		e.Kind = timeline.Deploy
	case eventAlert.MatchString(kind):
		e.Kind = timeline.Alert
		if eventResolved.MatchString(kind) {
			phased(resolved, e.Labels)
		}
	}
	if eventFailed.MatchString(kind) {
		e.Level = max(e.Level, timeline.Error)
	}
	t.once("event "+o.text("source")+" "+cmp.Or(o.text("id"), at.String()), o, e)
	return nil
}

// cdMeaning is what a CDEvent is to a timeline, by subject and verb. A name
// that is not listed is a note.
var cdMeaning = map[string]page{
	"service.deployed":        {timeline.Deploy, "", "Deployed"},
	"service.upgraded":        {timeline.Deploy, "", "Upgraded"},
	"service.rolledback":      {timeline.Revert, "", "Rolled back"},
	"service.removed":         {timeline.Deploy, "", "Removed"},
	"service.published":       {timeline.Deploy, "", "Published"},
	"reconciliation.started":  {timeline.Deploy, "", "Reconciliation started"},
	"reconciliation.finished": {timeline.Deploy, "", "Reconciliation finished"},
	"environment.created":     {timeline.Action, "", "Environment created"},
	"environment.modified":    {timeline.Action, "", "Environment modified"},
	"environment.deleted":     {timeline.Action, "", "Environment deleted"},
	"incident.detected":       {timeline.Alert, fired, "Incident detected"},
	"incident.reported":       {timeline.Alert, fired, "Incident reported"},
	"incident.resolved":       {timeline.Alert, resolved, "Incident resolved"},
	"artifact.published":      {timeline.Release, "", "Published"},
	"artifact.signed":         {timeline.Note, "", "Signed"},
	"change.merged":           {timeline.Note, "", "Change merged"},
}

var cdType = pattern.New(`^dev\.cdevents\.([a-z]+)\.([a-z]+)\.`)

func cdEvent(t *take, o *object) error {
	at, err := t.mustTime(o, "context.timestamp")
	if err != nil {
		return err
	}
	kind := o.text("context.type")
	m := cdType.FindStringSubmatch(kind + ".")
	if m == nil {
		return notA("a CDEvent", "context.type dev.cdevents.…")
	}
	name := m[1] + "." + m[2]
	if m[1] == "pipelinerun" || m[1] == "taskrun" || m[1] == "testcaserun" || m[1] == "testsuiterun" || m[1] == "build" {
		if !eventFailed.MatchString(o.text("subject.content.outcome")) {
			t.count("runs of pipelines and tests that went well, which are no events")
			return nil
		}
	}
	step, known := cdMeaning[name]
	if !known {
		step = page{timeline.Note, "", strings.ToUpper(m[1][:1]) + m[1][1:] + " " + m[2]}
	}
	content := o.child("subject.content")
	id := o.text("subject.id")
	artifact := content.text("artifactId")
	outcome := content.text("outcome")
	e := timeline.Event{
		Time: at, Kind: step.kind, Subject: timeline.Foreign(cmp.Or(content.text("service.id"), id)),
		Text:   timeline.Foreign(joined(": ", step.says, id, cmp.Or(content.text("description", "reason", "errors"), outcome))),
		Labels: map[string]string{"type": kind, "environment": content.text("environment.id"), "artifact": artifact, "outcome": outcome, "from": o.text("context.source")},
		Source: timeline.Position{Ref: o.text("context.id")},
	}
	if env := content.text("environment.id"); env != "" {
		e.Text += timeline.Foreign(" in " + env)
	}
	if step.phase != "" {
		phased(step.phase, e.Labels)
	}
	switch {
	case eventFailed.MatchString(outcome), step.phase == fired:
		e.Level = timeline.Error
	case step.phase == resolved:
		e.Level = timeline.Info
	}
	t.once("event "+o.text("context.source")+" "+cmp.Or(e.Source.Ref, at.String()), o, e)
	return nil
}

// joined joins what is not empty.
func joined(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}
