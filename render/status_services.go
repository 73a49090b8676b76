package render

import (
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
)

// statusServices lists the kinds of status page. docs/statuspages.md states the
// documentation that each shape was taken from.
func statusServices() []statusService {
	return []statusService{
		{
			name: "cachet", nameMax: 255, doc: "Requests for a Cachet status page: create, update; notifications are off.",
			requests: cachet,
		},
		{
			name: "incident-io", nameMax: 200, bodyMax: 4096, doc: "Requests for an incident.io status page: create, update; notifications are off.",
			requests: incidentIO,
		},
		{
			name: "instatus", nameMax: 255, doc: "Requests for an Instatus page: create, update; notifications are off.",
			requests: instatus,
		},
		{
			name: "openstatus", nameMax: 256, doc: "Requests for an OpenStatus page: create, update.",
			requests: openStatus,
		},
		{
			name: "statuspage", nameMax: 255, bodyMax: 25000, plain: true, reportsAllowed: true, doc: "Requests for Atlassian Statuspage: create, update, postmortem; notifications are off.",
			requests: statuspage,
		},
		{
			name: "upptime", nameMax: 256, bodyMax: 65536, dialect: gitHub(), doc: "Requests for the GitHub issue that Upptime shows: create, update, close.",
			requests: upptime,
		},
	}
}

// byPhase is how a service calls the phases of an incident.
func byPhase(p incident.Phase, names map[incident.Phase]string) string {
	if p == incident.Reopened {
		p = incident.Investigating
	}
	return names[p]
}

var plainPhases = map[incident.Phase]string{
	incident.Investigating: "investigating", incident.Identified: "identified", incident.Monitoring: "monitoring", incident.Resolved: "resolved",
	incident.Scheduled: "scheduled", incident.InProgress: "in_progress", incident.Verifying: "verifying", incident.Completed: "completed",
}

// statuses is how a page calls the states of its components, by ID. What is not
// known is left out.
func (p statusPost) statuses(names map[incident.State]string) map[string]string {
	out := map[string]string{}
	for _, c := range p.parts {
		if name := names[c.state]; name != "" {
			out[c.id] = name
		}
	}
	return out
}

// statusList is statuses as a list of objects.
func (p statusPost) statusList(id, status string, names map[incident.State]string) []object {
	out := []object{}
	for _, c := range p.parts {
		if name := names[c.state]; name != "" {
			out = append(out, object{id: c.id, status: name})
		}
	}
	return out
}

func statuspage(p statusPost, out *statusRequests) {
	const incidents = "/v1/pages/{page_id}/incidents"
	if !p.notice {
		out.Postmortem = &statusRequest{"PUT", incidents + "/{incident_id}/postmortem", object{"postmortem": object{"body_draft": p.markdown}}}
		out.Publish = &statusRequest{"PUT", incidents + "/{incident_id}/postmortem/publish", object{"postmortem": object{"notify_subscribers": false, "notify_twitter": false}}}
		return
	}
	body := func() object {
		o := object{"status": byPhase(p.phase, plainPhases), "body": p.plain, "deliver_notifications": false, "component_ids": p.ids()}
		if p.phase != incident.Scheduled {
			o["components"] = p.statuses(map[incident.State]string{
				"operational": "operational", "degraded": "degraded_performance", "partial": "partial_outage", "down": "major_outage", "maintenance": "under_maintenance",
			})
		}
		setKey(o, "impact_override", p.impact)
		return o
	}
	create := body()
	create["name"] = p.name
	if from, to := p.window(); p.phase.Maintenance() && !from.IsZero() && !to.IsZero() {
		create["scheduled_for"], create["scheduled_until"] = rfc3339(from), rfc3339(to)
		for _, off := range []string{
			"scheduled_remind_prior", "scheduled_auto_in_progress", "scheduled_auto_completed",
			"auto_transition_deliver_notifications_at_start", "auto_transition_deliver_notifications_at_end",
		} {
			create[off] = false
		}
	}
	out.Create = &statusRequest{"POST", incidents, object{"incident": create}}
	out.Update = &statusRequest{"PATCH", incidents + "/{incident_id}", object{"incident": body()}}
}

var incidentIOStates = map[incident.State]string{
	"operational": "operational", "degraded": "degraded_performance", "partial": "partial_outage", "down": "full_outage", "maintenance": "under_maintenance",
}

func incidentIO(p statusPost, out *statusRequests) {
	key := p.ID + "-" + p.draft.Name
	if p.phase.Maintenance() {
		status := byPhase(p.phase, map[incident.Phase]string{
			incident.Scheduled: "maintenance_scheduled", incident.InProgress: "maintenance_in_progress",
			incident.Verifying: "maintenance_in_progress", incident.Completed: "maintenance_complete",
		})
		from, to := p.window()
		create := object{
			"idempotency_key": key, "status_page_id": "{status_page_id}", "name": p.name, "message": p.markdown,
			"maintenance_status": status, "affected_component_ids": p.ids(), "notify_subscribers": false,
		}
		setKey(create, "start_at", rfc3339(from))
		setKey(create, "end_at", rfc3339(to))
		update := object{"status_page_maintenance_id": "{status_page_maintenance_id}", "message": p.markdown, "maintenance_status": status, "notify_subscribers": false}
		out.Fill = []string{"create.body.status_page_id", "update.body.status_page_maintenance_id"}
		out.Create = &statusRequest{"POST", "/v2/status_page_maintenances", create}
		out.Update = &statusRequest{"POST", "/v2/status_page_maintenance_updates", update}
		return
	}
	status := byPhase(p.phase, plainPhases)
	create := object{
		"idempotency_key": key, "status_page_id": "{status_page_id}", "name": p.name, "message": p.markdown,
		"incident_status": status, "notify_subscribers": false, "component_statuses": p.statusList("component_id", "component_status", incidentIOStates),
	}
	update := object{"status_page_incident_id": "{status_page_incident_id}", "message": p.markdown, "incident_status": status, "notify_subscribers": false}
	if p.phase != incident.Resolved {
		// Once it is resolved the service sets every component itself, and
		// refuses a list.
		update["component_statuses"] = create["component_statuses"]
	}
	out.Fill = []string{"create.body.status_page_id", "update.body.status_page_incident_id"}
	out.Create = &statusRequest{"POST", "/v2/status_page_incidents", create}
	out.Update = &statusRequest{"POST", "/v2/status_page_incident_updates", update}
}

func instatus(p statusPost, out *statusRequests) {
	states := map[incident.State]string{
		"operational": "OPERATIONAL", "degraded": "DEGRADEDPERFORMANCE", "partial": "PARTIALOUTAGE", "down": "MAJOROUTAGE", "maintenance": "UNDERMAINTENANCE",
	}
	body := func(status string) object {
		o := object{"message": p.markdown, "components": p.ids(), "status": status, "statuses": p.statusList("id", "status", states), "notify": false}
		setKey(o, "started", p.told())
		return o
	}
	if p.phase.Maintenance() {
		status := byPhase(p.phase, map[incident.Phase]string{
			incident.Scheduled: "NOTSTARTEDYET", incident.InProgress: "INPROGRESS", incident.Verifying: "VERIFYING", incident.Completed: "COMPLETED",
		})
		from, to := p.window()
		create := object{
			"name": p.name, "message": p.markdown, "components": p.ids(), "status": status, "statuses": p.statusList("id", "status", states),
			"notifyStart": false, "notifyEnd": false, "notifyEarly": false, "autoStart": false, "autoEnd": false,
		}
		setKey(create, "start", rfc3339(from))
		if to.After(from) {
			create["duration"] = int(to.Sub(from) / time.Minute)
		}
		out.Create = &statusRequest{"POST", "/v1/{page_id}/maintenances", create}
		out.Update = &statusRequest{"POST", "/v1/{page_id}/maintenances/{maintenance_id}/maintenance-updates", body(status)}
		return
	}
	status := strings.ToUpper(byPhase(p.phase, plainPhases))
	create := body(status)
	create["name"], create["shouldPublish"] = p.name, true
	out.Create = &statusRequest{"POST", "/v1/{page_id}/incidents", create}
	out.Update = &statusRequest{"POST", "/v1/{page_id}/incidents/{incident_id}/incident-updates", body(status)}
}

var cachetStates = map[incident.State]int{"operational": 1, "degraded": 2, "partial": 3, "down": 4}

func cachet(p statusPost, out *statusRequests) {
	if p.phase.Maintenance() {
		from, to := p.window()
		create := object{"name": p.name, "message": p.markdown}
		setKey(create, "scheduled_at", cachetTime(from))
		setKey(create, "completed_at", cachetTime(to))
		var parts []object
		for _, c := range p.parts {
			if id, err := strconv.Atoi(c.id); err == nil {
				parts = append(parts, object{"id": id, "status": cachetStates["degraded"]})
			}
		}
		if parts != nil {
			create["components"] = parts
		}
		out.Create = &statusRequest{"POST", "/api/schedules", create}
		out.Update = &statusRequest{"POST", "/api/schedules/{schedule}/updates", object{"message": p.markdown}}
		return
	}
	status := map[string]int{"investigating": 1, "identified": 2, "monitoring": 3, "resolved": 4}[byPhase(p.phase, plainPhases)]
	create := object{"name": p.name, "status": status, "message": p.markdown, "visible": true, "stickied": false, "notifications": false}
	if !p.at.IsZero() {
		create["occurred_at"] = cachetTime(p.at)
	}
	for _, c := range p.parts {
		if state, ok := cachetStates[c.state]; ok && create["component_id"] == nil {
			create["component_id"], create["component_status"] = c.id, state
			out.Components = &statusRequest{"PUT", "/api/components/" + c.id, object{"status": state}}
		}
	}
	if len(p.parts) > 1 {
		out.Notes = append(out.Notes, "an incident of Cachet names one component: change the others by requests like component")
	}
	out.Create = &statusRequest{"POST", "/api/incidents", create}
	out.Update = &statusRequest{"POST", "/api/incidents/{incident}/updates", object{"status": status, "message": p.markdown}}
}

// cachetTime is a time as Cachet reads it, in UTC.
func cachetTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}

func openStatus(p statusPost, out *statusRequests) {
	monitors := []int{}
	for _, c := range p.parts {
		if id, err := strconv.Atoi(c.id); err == nil {
			monitors = append(monitors, id)
		}
	}
	out.Notes = append(out.Notes, "OpenStatus tells its subscribers of every report and update by itself; its API has no switch for that")
	if p.phase.Maintenance() {
		from, to := p.window()
		create := object{"title": p.name, "message": p.markdown, "pageId": 0, "monitorIds": monitors}
		setKey(create, "from", rfc3339(from))
		setKey(create, "to", rfc3339(to))
		out.Fill = []string{"create.body.pageId"}
		out.Create = &statusRequest{"POST", "/v1/maintenance", create}
		return
	}
	status := byPhase(p.phase, plainPhases)
	create := object{"title": p.name, "status": status, "message": p.markdown, "pageId": 0, "monitorIds": monitors}
	update := object{"status": status, "message": p.markdown, "statusReportId": 0}
	setKey(create, "date", p.told())
	setKey(update, "date", p.told())
	out.Fill = []string{"create.body.pageId", "update.body.statusReportId"}
	out.Create = &statusRequest{"POST", "/v1/status_report", create}
	out.Update = &statusRequest{"POST", "/v1/status_report_update", update}
}

// upptime shows GitHub issues, in which a name after an @ calls a person and a
// number after a # another issue.
func upptime(p statusPost, out *statusRequests) {
	body := p.markdown
	labels := []string{"status"}
	if p.phase.Maintenance() {
		labels = []string{"maintenance"}
		from, to := p.window()
		if !from.IsZero() && !to.IsZero() {
			head := "<!--\nstart: " + rfc3339(from) + "\nend: " + rfc3339(to) + "\n"
			if slugs := p.slugs(); len(slugs) > 0 {
				head += "expectedDown: " + strings.Join(slugs, ", ") + "\n"
			}
			body = head + "-->\n\n" + body
		}
	} else {
		labels = append(labels, p.slugs()...)
	}
	out.Create = &statusRequest{"POST", "/repos/{owner}/{repo}/issues", object{"title": p.name, "body": body, "labels": labels}}
	out.Update = &statusRequest{"POST", "/repos/{owner}/{repo}/issues/{issue_number}/comments", object{"body": p.markdown}}
	if closed(p.phase) {
		out.Close = &statusRequest{"PATCH", "/repos/{owner}/{repo}/issues/{issue_number}", object{"state": "closed", "state_reason": "completed"}}
	}
}

// slugs are the sites of Upptime: the IDs of the components.
func (p statusPost) slugs() []string {
	var out []string
	for _, c := range p.parts {
		if s := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(c.id), "-"), "-"); s != "" {
			out = append(out, s)
		}
	}
	return out
}

var (
	calls    = pattern.New(`(@|&#64;)(\w)`)
	numbered = pattern.New(`(^|[^&])#(\d)`)
)

// gitHub is the Markdown of issues. GitHub looks for people and issues in what
// the Markdown shows, so that no escape helps; a comment between the sign and
// the name shows nothing.
func gitHub() dialect {
	return dialect{text: func(s string, _ bool) string {
		return numbered.ReplaceAllString(calls.ReplaceAllString(s, "$1<!---->$2"), "$1#<!---->$2")
	}}
}
