package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

// bodyShape is what the documentation of an API says of a request's body: its
// fields with their types, those that are required first. docs/statuspages.md
// names the documentation and its date.
type bodyShape map[string]string

// requestShapes are by method and path. A "!" marks a field that is required;
// the type is a JSON type, a list of values, or another shape's name.
var requestShapes = map[string]bodyShape{
	"POST /v1/pages/{page_id}/incidents":                {"incident!": "statuspage incident"},
	"PATCH /v1/pages/{page_id}/incidents/{incident_id}": {"incident!": "statuspage incident"},
	"statuspage incident": {
		"name": "string", "status": "investigating|identified|monitoring|resolved|scheduled|in_progress|verifying|completed",
		"impact_override": "none|maintenance|minor|major|critical", "scheduled_for": "time", "scheduled_until": "time", "scheduled_remind_prior": "boolean",
		"auto_transition_to_maintenance_state": "boolean", "auto_transition_to_operational_state": "boolean", "scheduled_auto_in_progress": "boolean",
		"scheduled_auto_completed": "boolean", "auto_transition_deliver_notifications_at_start": "boolean",
		"auto_transition_deliver_notifications_at_end": "boolean", "reminder_intervals": "string", "metadata": "object", "deliver_notifications!": "false",
		"auto_tweet_at_beginning": "boolean", "backfill_date": "string", "backfilled": "boolean", "body": "string",
		"components": "map operational|under_maintenance|degraded_performance|partial_outage|major_outage", "component_ids": "strings",
	},
	"PUT /v1/pages/{page_id}/incidents/{incident_id}/postmortem": {"postmortem!": "statuspage draft"},
	"statuspage draft": {"body_draft!": "string"},
	"PUT /v1/pages/{page_id}/incidents/{incident_id}/postmortem/publish": {"postmortem!": "statuspage publish"},
	"statuspage publish": {"notify_subscribers!": "false", "notify_twitter!": "false", "custom_tweet": "string"},

	"POST /v2/status_page_incidents": {
		"idempotency_key!": "string", "incident_status!": "investigating|identified|monitoring|resolved", "message!": "string", "name!": "string",
		"notify_subscribers!": "false", "status_page_id!": "string", "component_statuses": "list incident.io component",
	},
	"incident.io component": {"component_id!": "string", "component_status!": "operational|degraded_performance|partial_outage|full_outage|under_maintenance"},
	"POST /v2/status_page_incident_updates": {
		"message!": "string", "notify_subscribers!": "false", "status_page_incident_id!": "string", "component_statuses": "list incident.io component",
		"incident_status": "investigating|identified|monitoring|resolved",
	},
	"POST /v2/status_page_maintenances": {
		"affected_component_ids!": "strings", "end_at!": "time", "idempotency_key!": "string",
		"maintenance_status!": "maintenance_scheduled|maintenance_in_progress|maintenance_complete", "message!": "string", "name!": "string",
		"notify_subscribers!": "false", "start_at!": "time", "status_page_id!": "string",
	},
	"POST /v2/status_page_maintenance_updates": {
		"message!": "string", "notify_subscribers!": "false", "status_page_maintenance_id!": "string", "component_statuses": "list incident.io component",
		"maintenance_status": "maintenance_scheduled|maintenance_in_progress|maintenance_complete",
	},

	"POST /v1/{page_id}/incidents": {
		"name!": "string", "message": "string", "components": "strings", "started": "time", "status": "INVESTIGATING|IDENTIFIED|MONITORING|RESOLVED",
		"notify!": "false", "statuses": "list instatus component", "shouldPublish": "boolean",
	},
	"instatus component": {"id!": "string", "status!": "OPERATIONAL|UNDERMAINTENANCE|DEGRADEDPERFORMANCE|PARTIALOUTAGE|MINOROUTAGE|MAJOROUTAGE"},
	"POST /v1/{page_id}/incidents/{incident_id}/incident-updates": {
		"message!": "string", "components": "strings", "started": "time", "status": "INVESTIGATING|IDENTIFIED|MONITORING|RESOLVED", "notify!": "false",
		"statuses": "list instatus component", "translations": "object",
	},
	"POST /v1/{page_id}/maintenances": {
		"name!": "string", "message": "string", "components": "strings", "start": "time", "duration": "number",
		"status": "NOTSTARTEDYET|INPROGRESS|VERIFYING|COMPLETED", "notifyStart!": "false", "notifyEnd!": "false", "notifyEarly!": "false", "notifyMinutes": "number",
		"autoStart": "boolean", "autoEnd": "boolean", "statuses": "list instatus component",
	},
	"POST /v1/{page_id}/maintenances/{maintenance_id}/maintenance-updates": {
		"message!": "string", "components": "strings", "started": "time", "end": "time", "status": "NOTSTARTEDYET|INPROGRESS|VERIFYING|COMPLETED",
		"notify!": "false", "statuses": "list instatus component", "translations": "object",
	},

	"POST /api/incidents": {
		"name!": "string", "status!": "0|1|2|3|4", "message!": "string", "template": "string", "visible": "boolean", "stickied": "boolean",
		"notifications!": "false", "occurred_at": "date and time", "template_vars": "object", "component_id": "string", "component_status": "1|2|3|4|5",
	},
	"POST /api/incidents/{incident}/updates": {"status": "0|1|2|3|4", "message!": "string"},
	"PUT /api/components/{id}":               {"status": "1|2|3|4|5"},
	"POST /api/schedules": {
		"name!": "string", "message!": "string", "scheduled_at!": "date and time", "completed_at": "date and time", "status": "number", "components": "list cachet component",
	},
	"cachet component":                       {"id!": "number", "status!": "1|2|3|4|5"},
	"POST /api/schedules/{schedule}/updates": {"message!": "string"},

	"POST /v1/status_report": {
		"title!": "string", "status!": "investigating|identified|monitoring|resolved", "message!": "string", "date": "time", "monitorIds": "numbers", "pageId!": "number",
	},
	"POST /v1/status_report_update": {"status!": "investigating|identified|monitoring|resolved", "date": "time", "message!": "string", "statusReportId!": "number"},
	"POST /v1/maintenance":          {"title!": "string", "message!": "string", "from!": "time", "to!": "time", "monitorIds": "numbers", "pageId!": "number"},

	"POST /repos/{owner}/{repo}/issues": {
		"title!": "string", "body": "string", "assignee": "string", "milestone": "string", "labels": "strings", "assignees": "strings", "type": "string",
	},
	"POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {"body!": "string"},
	"PATCH /repos/{owner}/{repo}/issues/{issue_number}":         {"state": "open|closed", "state_reason": "completed|not_planned|duplicate|reopened"},
}

// fits holds a value against a type.
func fits(v any, kind string) bool {
	isString := func(ok func(string) bool) bool { s, is := v.(string); return is && ok(s) }
	every := func(one string) bool {
		list, ok := v.([]any)
		return ok && !slices.ContainsFunc(list, func(e any) bool { return !fits(e, one) })
	}
	name, ofList := strings.CutPrefix(kind, "list ")
	values, ofMap := strings.CutPrefix(kind, "map ")
	switch {
	case kind == "string":
		return isString(func(s string) bool { return s != "" })
	case kind == "boolean", kind == "false":
		b, ok := v.(bool)
		return ok && !(kind == "false" && b)
	case kind == "number":
		_, ok := v.(float64)
		return ok
	case kind == "object":
		_, ok := v.(map[string]any)
		return ok
	case kind == "time":
		return isString(func(s string) bool { return strings.HasSuffix(s, "Z") && len(s) == len("2026-03-04T14:12:00Z") })
	case kind == "date and time":
		return isString(func(s string) bool { return len(s) == len("2026-03-04 14:12:00") && s[10] == ' ' })
	case kind == "strings":
		return every("string")
	case kind == "numbers":
		return every("number")
	case ofList:
		return every(name)
	case ofMap:
		m, ok := v.(map[string]any)
		for _, e := range m {
			ok = ok && fits(e, values)
		}
		return ok
	case strings.Contains(kind, "|"):
		return slices.Contains(strings.Split(kind, "|"), fmt.Sprint(v))
	}
	return len(misfits(v, requestShapes[kind])) == 0
}

// misfits lists what of a body its shape does not allow.
func misfits(v any, s bodyShape) []string {
	body, ok := v.(map[string]any)
	if !ok || s == nil {
		return []string{fmt.Sprintf("%v has no shape", v)}
	}
	var out []string
	for key, value := range body {
		kind, known := s[key]
		if !known {
			kind, known = s[key+"!"]
		}
		if !known {
			out = append(out, key+" is no field of it")
		} else if !fits(value, kind) {
			out = append(out, fmt.Sprintf("%s: %v is not %s", key, value, kind))
		}
	}
	for key := range s {
		if name, required := strings.CutSuffix(key, "!"); required && body[name] == nil {
			out = append(out, name+" is missing")
		}
	}
	slices.Sort(out)
	return out
}

// statusReport is an incident with a notice of every phase.
func statusReport(t testing.TB) *incident.Report {
	rep := webReport(t)
	rep.ID = "inc-1"
	rep.Components = []incident.Component{{Name: "Checkout", State: "partial", ID: "42"}, {Name: "Search", State: "operational", ID: "43"}, {Name: "Mail", State: "degraded"}}
	rep.Impact.Intervals = []incident.Spell{
		{Component: "Checkout", State: "down", From: clock(t, "2026-03-04 14:02"), To: clock(t, "2026-03-04 14:20")},
		{Component: "Checkout", State: "partial", From: clock(t, "2026-03-04 14:20"), To: clock(t, "2026-03-04 14:49")},
	}
	rep.Maintenance = incident.Maintenance{From: clock(t, "2026-03-07 23:00"), To: clock(t, "2026-03-08 01:00")}
	for i, phase := range incident.Phases {
		rep.Notices = append(rep.Notices, incident.Notice{ID: fmt.Sprint("n", i+1), Phase: phase, At: clock(t, fmt.Sprintf("2026-03-04 14:%02d", 10+8*i%50))})
	}
	return rep
}

type madeRequest struct {
	Method, Path string
	Body         any
}

func requestsOf(t *testing.T, o Output, rep *incident.Report, d *incident.Draft) (raw map[string]json.RawMessage, all []madeRequest) {
	t.Helper()
	var b bytes.Buffer
	if err := o.Write(&b, rep, d); err != nil {
		t.Fatalf("%s: %v", o.Name, err)
	}
	if err := json.Unmarshal(b.Bytes(), &raw); err != nil {
		t.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		var r madeRequest
		if json.Unmarshal(raw[key], &r) == nil && r.Method != "" {
			all = append(all, r)
		}
	}
	return raw, all
}

// TestStatusRequestsHaveTheDocumentedShape holds every request for every phase
// against the field lists of its API.
func TestStatusRequestsHaveTheDocumentedShape(t *testing.T) {
	used := map[string]bool{}
	for _, o := range statusOutputs() {
		rep := statusReport(t)
		docs := []*incident.Draft{{Name: "apology-letter", Audience: incident.Public, Markdown: []byte("# We are sorry\n\nIt was *ours*.\n")}}
		for _, n := range rep.Notices {
			docs = append(docs, &incident.Draft{Name: n.ID + "-" + string(n.Phase), Audience: incident.Public, Markdown: []byte("# " + string(n.Phase) + ": it\n\nOrders fail for api_v2.\n\n- one [link](https://example.com/a)\n")})
		}
		for _, d := range docs {
			_, all := requestsOf(t, o, rep, d)
			if len(all) == 0 {
				t.Errorf("%s of %s: no request", o.Name, d.Name)
			}
			for _, r := range all {
				key := r.Method + " " + strings.Replace(r.Path, "/api/components/42", "/api/components/{id}", 1)
				used[key] = true
				for _, m := range misfits(r.Body, requestShapes[key]) {
					t.Errorf("%s of %s, %s: %s", o.Name, d.Name, key, m)
				}
			}
		}
	}
	for key := range requestShapes {
		if strings.Contains(key, " /") && !used[key] {
			t.Errorf("no request is made to %s", key)
		}
	}
}

func TestStatusOfComponentsIsThatOfTheTime(t *testing.T) {
	o, err := Find("statuspage")
	if err != nil {
		t.Fatal(err)
	}
	rep := statusReport(t)
	for name, want := range map[string]string{"n1-investigating": `"42":"major_outage"`, "n2-identified": `"42":"major_outage"`, "n3-monitoring": `"42":"partial_outage"`, "n4-resolved": `"42":"operational"`} {
		raw, _ := requestsOf(t, o, rep, &incident.Draft{Name: name, Markdown: []byte("text\n")})
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw["update"]); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(compact.String(), want) || strings.Contains(compact.String(), `"43"`) || !strings.Contains(compact.String(), `"impact_override":"critical"`) {
			t.Errorf("%s: %s, want %s", name, compact.String(), want)
		}
		if !strings.Contains(string(raw["notes"]), "component Mail is left out") {
			t.Errorf("%s: notes %s", name, raw["notes"])
		}
	}
}

func TestStatusIsForThePublic(t *testing.T) {
	for _, o := range statusOutputs() {
		var b bytes.Buffer
		err := o.Write(&b, statusReport(t), &incident.Draft{Name: "postmortem", Audience: incident.Internal, Markdown: []byte("x\n")})
		if err == nil || b.Len() > 0 || !strings.Contains(err.Error(), "for the house") {
			t.Errorf("%s: %v", o.Name, err)
		}
	}
}

func TestStatusIsNeverCut(t *testing.T) {
	for name, want := range map[string]string{"incident-io": "has 5003 characters, and an update may have 4096", "statuspage": ""} {
		o, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		d := &incident.Draft{Name: "n1-investigating", Markdown: []byte(strings.Repeat("a ", 2500) + "end\n")}
		err = o.Write(&bytes.Buffer{}, statusReport(t), d)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		rep := statusReport(t)
		rep.Title = strings.Repeat("t", 300)
		if err := o.Write(&bytes.Buffer{}, rep, d); err == nil || !strings.Contains(err.Error(), "shorten") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUpptimeCallsNobody holds that an issue names no person and no issue.
func TestUpptimeCallsNobody(t *testing.T) {
	o, err := Find("upptime")
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := requestsOf(t, o, statusReport(t), &incident.Draft{Name: "n1-investigating", Markdown: []byte("cc @ann and a&#64;b.example, see #12, `@ann #12`\n")})
	for _, bad := range []string{"@ann a", "&#64;b", " #12,"} {
		if strings.Contains(string(raw["create"]), bad) {
			t.Errorf("%q is in %s", bad, raw["create"])
		}
	}
	if !strings.Contains(string(raw["create"]), "`@ann #12`") {
		t.Errorf("code is changed: %s", raw["create"])
	}
}

func TestImpactOfSeverity(t *testing.T) {
	for in, want := range map[string]string{"SEV-1": "critical", "sev2": "major", "P3": "minor", "S4": "none", "Critical": "critical", "1": "", "huge": "", "": ""} {
		if got := impactOfSeverity(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
