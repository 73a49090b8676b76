package source

import (
	"cmp"
	"errors"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var statuspageKind = export{
	Kind: Kind{
		Name:   "statuspage",
		Doc:    "Statuspage and pages alike: incidents and maintenances with their updates",
		Get:    "`curl https://STATUS.PAGE/api/v2/incidents.json` (the last 50), `/api/v2/scheduled-maintenances.json`, or `https://api.statuspage.io/v1/pages/ID/incidents` with a key",
		Fields: "each of incident_updates at display_at, else created_at: status, body, affected_components; the incident's name and impact",
		Traps: []string{
			"Updates come newest first.",
			"display_at is the time that readers are shown, which the writer may have set back; created_at is when it was published. Both are kept where they differ.",
			"started_at and resolved_at of an incident are claims, not notices: no event is made of them.",
			"An update of status postmortem tells of the report, after the incident.",
		},
		marks: []string{
			"^page.id id name status",
			"incident_updates impact",
			"incident_updates status name",
			"incident_id body display_at",
			"page incident.incident_updates",
		},
	},
	lists: []string{"incidents", "scheduled_maintenances"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("incident") && !o.has("incident_updates"):
				return notices(t, o.child("incident"))
			case o.has("incident_updates"):
				return notices(t, o)
			case o.has("body") && o.has("incident_id"):
				return notice(t, o, nil, false)
			case o.has("page") && !o.has("incidents"):
				return nil
			}
			return notA("an incident of a status page", "incident_updates")
		}
	},
}.kind()

// notices reads an incident: what customers were told of it.
func notices(t *take, o *object) error {
	updates := o.children("incident_updates")
	if len(updates) == 0 && o.has("name") {
		return errors.New("has no updates: the incident was exported without them")
	}
	first := firstNotice(t, updates)
	var errs []error
	for _, u := range updates {
		errs = append(errs, notice(t, u, o, u == first))
	}
	return errors.Join(errs...)
}

// firstNotice is the update that was shown first, wherever it stands.
func firstNotice(t *take, updates []*object) *object {
	var first *object
	var at timeline.Time
	for _, u := range updates {
		when, err := t.time(u, "display_at", "created_at")
		if err == nil && !when.IsZero() && (first == nil || when.Compare(at) < 0) {
			first, at = u, when
		}
	}
	return first
}

func notice(t *take, u, o *object, first bool) error {
	at, err := t.mustTime(u, "display_at", "created_at")
	if err != nil {
		return err
	}
	status := u.text("status")
	labels := map[string]string{"status": status, "impact": o.text("impact_override", "impact"), "link": o.text("shortlink")}
	if published, err := t.time(u, "created_at"); err == nil && !published.IsZero() && published.Earliest != at.Earliest {
		labels["published"] = published.String()
	}
	var parts []string
	for _, c := range u.children("affected_components") {
		name := c.text("name")
		if now := c.text("new_status"); now != "" {
			name += ": " + strings.ReplaceAll(now, "_", " ")
		}
		parts = append(parts, name)
	}
	labels["components"] = strings.Join(parts, ", ")
	switch {
	case status == "resolved":
		phased(postedEnd, labels)
	case first && o.text("impact") != "maintenance" && status != "scheduled" && status != "postmortem":
		phased(posted, labels)
	}
	text := plainText(u.text("body"))
	e := timeline.Event{
		Time: at, Kind: timeline.Status, Level: noticeLevel(status, o.text("impact")),
		Subject: timeline.Foreign(o.text("name")), Text: timeline.Foreign(cmp.Or(text, o.text("name"), status)), Detail: timeline.Foreign(text),
		Labels: labels, Source: timeline.Position{Ref: u.text("id")},
	}
	if label := statusWord(status); label != "" {
		e.Text = timeline.Foreign(label + ": " + string(e.Text))
	}
	t.once("notice "+cmp.Or(e.Source.Ref, at.String()+text), u, e)
	return nil
}

func statusWord(status string) string {
	s := strings.ReplaceAll(status, "_", " ")
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// noticeLevel is how serious the page called the incident; that it is over is
// no trouble.
func noticeLevel(status, impact string) timeline.Level {
	switch status {
	case "resolved", "completed", "postmortem", "scheduled":
		return timeline.Info
	}
	return alertLevel(impact)
}
