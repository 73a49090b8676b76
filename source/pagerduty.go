package source

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var pagerdutyKind = export{
	Kind: Kind{
		Name:   "pagerduty",
		Doc:    "PagerDuty: log entries, webhooks (version 3 and 2), and incidents as JSON or CSV",
		Get:    "`curl -H 'Authorization: Token token=…' 'https://api.pagerduty.com/incidents/ID/log_entries?limit=100'`, or `/log_entries?since=…&until=…`; `/incidents/ID/notes`; Incidents > export as CSV; or what a webhook receiver was sent",
		Fields: "created_at or occurred_at; type or event_type; agent (who), service, incident title and number, channel.summary or content of a note, urgency and priority",
		Traps: []string{
			"The API gives the newest first, and pages: all pages can lie in one file or in many.",
			"notify entries (somebody's phone rang) are counted and not told: there are dozens for each incident.",
			"created_at of an incident is when it was triggered; when it was resolved is resolved_at, and only for a resolved one last_status_change_at.",
			"A webhook is delivered again where the receiver was slow: the same event is told once.",
			"more says that there is another page: where all pages of an export say so, that is a gap.",
			"An agent of type service or integration is no person.",
		},
		marks: []string{
			"type=*_log_entry",
			"type=*_log_entry_reference",
			"event.event_type event.occurred_at event.resource_type",
			"event_type=incident.* occurred_at resource_type",
			"event_type=service.* occurred_at resource_type",
			"incident_number created_at",
			"incident_number created_on",
			"incident_number status service",
			"event=incident.* incident",
			"incident.incident_number",
			"incident_number seconds_to_first_ack",
			"log_entry.type log_entry.created_at",
			"content user.summary created_at",
		},
	},
	lists: []string{"log_entries", "incidents", "messages", "notes"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case strings.HasSuffix(o.text("type"), "_log_entry") || strings.HasSuffix(o.text("type"), "_log_entry_reference"):
				return pageEntry(t, o)
			case o.has("log_entry"):
				return pageEntry(t, o.child("log_entry"))
			case o.has("event.event_type"):
				return pageWebhook(t, o.child("event"))
			case o.has("event_type") && o.has("occurred_at"):
				return pageWebhook(t, o)
			case strings.HasPrefix(o.text("event"), "incident."):
				return pageOldWebhook(t, o)
			case o.has("incident"):
				return pageIncident(t, o.child("incident"))
			case o.has("incident_number") || o.has("resolved_on") || o.has("seconds_to_first_ack"):
				return pageIncident(t, o)
			case o.has("content") && o.has("user"):
				return pageNote(t, o)
			}
			return notA("of PagerDuty", "type of a log entry", "event.event_type", "incident_number")
		}
	},
}.kind()

// page is what a step in the life of a PagerDuty incident becomes.
type page struct {
	kind  timeline.Kind
	phase string
	says  string // before the incident's title
}

// pages are the steps by the stem of their names: trigger_log_entry,
// incident.triggered and incident.trigger are one.
var pages = map[string]page{
	"trigger":                 {timeline.Alert, fired, "Paged"},
	"acknowledge":             {timeline.Alert, acknowledged, "Acknowledged"},
	"unacknowledge":           {timeline.Alert, "unacknowledged", "Acknowledgement timed out"},
	"escalate":                {timeline.Alert, escalated, "Escalated"},
	"repeat_escalation_path":  {timeline.Alert, escalated, "Escalated again"},
	"exhaust_escalation_path": {timeline.Alert, escalated, "Nobody is left to escalate to"},
	"delegate":                {timeline.Alert, escalated, "Handed over"},
	"assign":                  {timeline.Alert, escalated, "Assigned"},
	"reassign":                {timeline.Alert, escalated, "Assigned"},
	"reopen":                  {timeline.Alert, "reopened", "Reopened"},
	"resolve":                 {timeline.Alert, resolved, "Resolved"},
	"snooze":                  {timeline.Action, silenced, "Snoozed"},
	"annotate":                {timeline.Message, "", "Note"},
	"priority_change":         {timeline.Action, "", "Priority changed"},
	"priority_updated":        {timeline.Action, "", "Priority changed"},
	"urgency_change":          {timeline.Action, "", "Urgency changed"},
	"status_update":           {timeline.Status, posted, "Status update"},
	"status_update_published": {timeline.Status, posted, "Status update"},
	"responder_request":       {timeline.Action, escalated, "Responders asked"},
	"responder.added":         {timeline.Action, escalated, "Responders asked"},
	"responder_accept":        {timeline.Action, acknowledged, "A responder joined"},
	"responder.replied":       {timeline.Action, "", "A responder answered"},
	"merge":                   {timeline.Action, "", "Merged"},
	"workflow.started":        {timeline.Action, "", "Workflow started"},
}

// pastTense are the names that webhooks use for the same steps.
var pastTense = map[string]string{
	"triggered": "trigger", "acknowledged": "acknowledge", "unacknowledged": "unacknowledge", "escalated": "escalate",
	"delegated": "delegate", "reassigned": "reassign", "reopened": "reopen", "resolved": "resolve", "annotated": "annotate",
	"snoozed": "snooze", "assigned": "assign", "merged": "merge",
}

func pageEntry(t *take, o *object) error {
	stem := o.text("type")
	stem = stem[:strings.LastIndex(stem, "_log_entry")]
	at, err := t.mustTime(o, "created_at")
	if err != nil {
		return err
	}
	incident := o.child("incident")
	said := o.text("channel.content", "channel.note")
	if said == "" && (stem == "annotate" || stem == "status_update") {
		said = o.text("channel.summary", "message", "summary")
	}
	if stem == "trigger" {
		incident = cmp.Or(incident, o.child("channel"), o)
	}
	return t.page(o, stem, o.text("id"), at, pageParts{
		title: incident.text("title", "summary", "description"), said: said, number: incident.text("incident_number", "id"),
		service: o.text("service.summary", "incident.service.summary"), agent: o.child("agent"),
		severity: cmp.Or(incident.text("priority.summary"), o.text("event_details.severity", "channel.details.severity", "channel.severity"), incident.text("urgency")),
		channel:  o.text("channel.type"), to: o.children("assignees"),
	})
}

// pageNote reads a note as the list of an incident's notes has it.
func pageNote(t *take, o *object) error {
	at, err := t.mustTime(o, "created_at")
	if err != nil {
		return err
	}
	return t.page(o, "annotate", o.text("id"), at, pageParts{said: o.text("content"), agent: o.child("user")})
}

func pageWebhook(t *take, o *object) error {
	full := o.text("event_type")
	at, err := t.mustTime(o, "occurred_at")
	if err != nil {
		return err
	}
	stem, ok := strings.CutPrefix(full, "incident.")
	if !ok {
		t.count("webhooks about services and their settings, which are no events")
		return nil
	}
	data := o.child("data")
	incident := data
	if data.has("incident") {
		incident = data.child("incident")
	}
	return t.page(o, cmp.Or(pastTense[stem], stem), o.text("id"), at, pageParts{
		title: incident.text("title", "summary"), said: data.text("content", "message"), number: incident.text("number", "id"),
		service: data.text("service.summary"), agent: o.child("agent"), severity: data.text("priority.summary", "urgency"), channel: o.text("client.name"),
	})
}

func pageOldWebhook(t *take, o *object) error {
	at, err := t.mustTime(o, "created_on")
	if err != nil {
		return err
	}
	in := o.child("incident")
	return t.page(o, strings.TrimPrefix(o.text("event"), "incident."), o.text("id"), at, pageParts{
		title: in.text("title", "description", "summary"), number: in.text("incident_number"), service: in.text("service.summary", "service.name"),
		agent: o.child("agent"), severity: in.text("priority.summary", "urgency"),
	})
}

// pageNumber is how summaries of incidents begin.
var pageNumber = pattern.New(`^\[#(\d+)\] `)

// pageParts is what the forms of PagerDuty's data have in common.
type pageParts struct {
	title, said, number, service, severity, channel string

	agent *object
	to    []*object // who was called
}

// page makes the event of one step.
func (t *take) page(o *object, stem, id string, at timeline.Time, p pageParts) error {
	step, known := pages[stem]
	if m := pageNumber.FindStringSubmatch(p.title); m != nil {
		p.number, p.title = m[1], p.title[len(m[0]):]
	}
	switch {
	case stem == "notify" || strings.HasPrefix(stem, "notify_"):
		t.count("notifications (somebody's phone rang), which are not told one by one")
		return nil
	case !known:
		t.count("entries of kinds that say nothing of the incident's course")
		return nil
	}
	text := step.says
	if step.phase == escalated {
		text = joined(" to ", text, names(p.to))
	}
	if p.title != "" {
		text += ": " + p.title
	}
	if p.said != "" {
		text = step.says + ": " + p.said
	}
	labels := map[string]string{"incident": p.number, "channel": p.channel, "severity": p.severity}
	if step.phase != "" {
		phased(step.phase, labels)
	}
	if step.kind == timeline.Message {
		labels["said"], _ = said(p.said)
	}
	e := timeline.Event{
		Time: at, Kind: step.kind, Subject: timeline.Foreign(p.service), Text: timeline.Foreign(text),
		Labels: labels, Source: timeline.Position{Ref: id},
	}
	if kind := p.agent.text("type"); strings.HasPrefix(kind, "user") || kind == "" {
		e.Actor = timeline.Foreign(p.agent.text("summary", "name"))
	} else {
		labels["agent"] = p.agent.text("summary")
	}
	switch step.phase {
	case fired, escalated, "reopened", "unacknowledged":
		e.Level = cmp.Or(alertLevel(p.severity), timeline.Error)
	case resolved, acknowledged:
		e.Level = timeline.Info
	}
	t.once("page "+cmp.Or(id, stem+at.String()+p.number), o, e)
	return nil
}

// pageIncident reads an incident with its few times, as lists and tables of
// incidents give it.
func pageIncident(t *take, o *object) error {
	at, err := t.mustTime(o, "created_at", "created_on")
	if err != nil {
		return err
	}
	p := pageParts{
		title: o.text("title", "description", "summary"), number: o.text("incident_number", "number", "id"),
		service: o.text("service.summary", "service_name"), severity: o.text("priority.summary", "priority_name", "urgency"),
	}
	errs := []error{t.page(o, "trigger", "", at, p)}
	acks := o.children("acknowledgements")
	for _, a := range acks {
		when, err := t.mustTime(a, "at")
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p.agent = a.child("acknowledger")
		errs = append(errs, t.page(a, "acknowledge", "", when, p))
	}
	p.agent = nil
	if s, ok := o.number("seconds_to_first_ack"); ok && len(acks) == 0 && s >= 0 && s < 1e8 {
		p.agent = agentOf(o, "acknowledged_by_user_names")
		errs = append(errs, t.page(o, "acknowledge", "", later(at, time.Duration(s)*time.Second), p))
		p.agent = nil
	}
	ends := []string{"resolved_at", "resolved_on"}
	if o.text("status") == "resolved" {
		ends = append(ends, "last_status_change_at", "last_status_change_on")
		p.agent = o.child("last_status_change_by")
	}
	if p.agent == nil {
		p.agent = agentOf(o, "resolved_by_user_name")
	}
	end, err := t.time(o, ends...)
	if err == nil && !end.IsZero() {
		err = t.page(o, "resolve", "", end, p)
	}
	return errors.Join(append(errs, err)...)
}

// agentOf is the agent whose name a column of a table holds; nil where it holds
// that of nobody, or of many.
func agentOf(o *object, column string) *object {
	name := o.text(column)
	if name == "" || strings.ContainsAny(name, ",;") {
		return nil
	}
	return &object{fields: map[string]any{"summary": name}}
}

// names lists who is called, as people name them.
func names(people []*object) string {
	var all []string
	for _, p := range people {
		if s := p.text("summary", "name"); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, ", ")
}

// later is a time so much after another, known as that one is.
func later(at timeline.Time, d time.Duration) timeline.Time {
	at.Earliest, at.Latest = at.Earliest.Add(d), at.Latest.Add(d)
	return at
}

// millis is the number of milliseconds at a path, as a duration.
func millis(o *object, path string) (time.Duration, bool) {
	n, ok := o.number(path)
	return time.Duration(n) * time.Millisecond, ok && n > 0 && n < 1e11
}
