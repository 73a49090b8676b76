package source

import (
	"cmp"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/timeline"
)

var gcpKind = export{
	Kind: Kind{
		Name:   "gcp",
		Doc:    "Google Cloud Logging: entries of logs, and of the audit log",
		Lines:  true,
		Get:    "`gcloud logging read 'timestamp>=\"…\" AND timestamp<=\"…\"' --format=json --project=…` (its default, YAML, is read too), or the files that a sink wrote to a bucket",
		Fields: "timestamp, severity, textPayload or jsonPayload.message, resource.labels (service, container, job); audit entries: protoPayload.methodName, resourceName, principalEmail, status",
		Traps: []string{
			"gcloud gives the newest first.",
			"receiveTimestamp is when the entry arrived; timestamp is when it was written.",
			"insertId tells entries apart: one that was exported twice is read once in the audit log.",
			"Audit entries of reading (logName ends in data_access, or a method that gets or lists) are counted and not told. One whose status has a code failed and changed nothing.",
			"A long operation has two audit entries, first and last: they are one event, from the first to the last.",
		},
		marks: []string{
			"insertId logName",
			"logName resource.type timestamp",
		},
	},
	lists: []string{"entries"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("protoPayload"):
				return gcpAudit(t, o)
			case o.has("logName") || o.has("insertId") || o.has("resource.type"):
				return gcpLine(t, o)
			}
			return notA("an entry of Cloud Logging", "logName", "insertId")
		}
	},
}.lineReader("jsonlines")

func gcpLine(t *take, o *object) error {
	stamp := o.text("timestamp", "receiveTimestamp")
	if stamp == "" {
		return notA("a line with a time", "timestamp")
	}
	at, err := t.wall.Time(stamp)
	if err != nil {
		return err
	}
	message := o.text("textPayload", "jsonPayload.message", "jsonPayload.msg", "jsonPayload.event", "jsonPayload.error", "jsonPayload.log")
	if status := o.text("httpRequest.status"); message == "" && status != "" {
		message = joined(" ", o.text("httpRequest.requestMethod"), o.text("httpRequest.requestUrl"), status)
	}
	if message == "" {
		t.count("entries without text, which are no lines")
		return nil
	}
	service := gcpService(o)
	level := gcpLevel(o.text("severity"))
	return t.line(o, at, o.text("insertId"), logLine{Time: at.String(), Level: level.String(), Service: service, Message: message},
		timeline.Event{Level: level, Subject: timeline.Foreign(service), Text: timeline.Foreign(message)})
}

// gcpLevel reads the names of LogSeverity. DEFAULT means that none was given.
func gcpLevel(severity string) timeline.Level {
	switch severity {
	case "DEBUG", "100":
		return timeline.Debug
	case "INFO", "NOTICE", "200", "300":
		return timeline.Info
	case "WARNING", "400":
		return timeline.Warning
	case "ERROR", "500":
		return timeline.Error
	case "CRITICAL", "ALERT", "EMERGENCY", "600", "700", "800":
		return timeline.Fatal
	}
	return timeline.NoLevel
}

func gcpService(o *object) string {
	labels := o.child("resource.labels")
	if s := labels.text("service_name", "container_name", "module_id", "function_name", "job_name", "job", "database_id", "cluster_name", "forwarding_rule_name", "instance_id"); s != "" {
		return s
	}
	name := o.text("logName")
	return name[strings.LastIndexByte(name, '/')+1:]
}

var (
	gcpReads   = pattern.New(`(?i)(^|\.)(get|list|search|query|test|lookup|batchget|aggregatedlist|read|view|validate)[A-Za-z]*$`)
	gcpDeploys = pattern.New(`(?i)deploy|ReplaceService|UpdateService|CreateRelease|CreateRollout|services\.(create|patch|replace)|Functions?\.(create|update|patch)|UpdateFunction|versions\.(create|patch)|instanceGroupManagers\.(patch|update|recreate)|deployments\.(create|patch|update)`)
	gcpReverts = pattern.New(`(?i)rollback`)
)

// gcpAudit reads who changed what.
func gcpAudit(t *take, o *object) error {
	at, err := t.mustTime(o, "timestamp", "receiveTimestamp")
	if err != nil {
		return err
	}
	p := o.child("protoPayload")
	method := p.text("methodName")
	if strings.HasSuffix(o.text("logName"), "data_access") || gcpReads.MatchString(method) {
		t.count("audit entries of reading")
		return nil
	}
	resource := p.text("resourceName")
	subject := resource[strings.LastIndexByte(resource, '/')+1:]
	e := timeline.Event{
		Time: at, Kind: timeline.Action, Subject: timeline.Foreign(subject),
		Text: timeline.Foreign(joined(": ", subject, cmp.Or(method, p.text("status.message"), "change"))), Actor: timeline.Foreign(gcpActor(p)),
		Labels: map[string]string{"method": method, "service": p.text("serviceName"), "resource": resource, "principal": p.text("authenticationInfo.principalEmail")},
		Source: timeline.Position{Ref: o.text("insertId")},
	}
	code := nonZero(p.text("status.code"))
	switch {
	case code != "":
		e.Level = timeline.Warning
		e.Text += timeline.Foreign(" failed: " + cmp.Or(p.text("status.message"), "code "+code))
	case gcpReverts.MatchString(method):
		e.Kind = timeline.Revert
	case gcpDeploys.MatchString(method):
		e.Kind = timeline.Deploy
	}
	key := "entry " + o.text("insertId") + at.String()
	if id := o.text("operation.id"); id != "" {
		key = "operation " + id
	}
	known := t.seen(key)
	first := t.once(key, o, e)
	if known && first != nil && o.has("operation.id") {
		// The newest comes first: an operation lasts from its earliest entry to
		// its latest.
		if from := first.Time; e.Time.Compare(from) < 0 {
			first.Time, e.Time = e.Time, cmp.Or(first.Until, from)
		}
		first.Until = e.Time
	}
	return nil
}

// gcpActor is the person who acted; a service's account is none.
func gcpActor(p *object) string {
	who := p.text("authenticationInfo.principalEmail")
	if strings.HasSuffix(who, "gserviceaccount.com") {
		return ""
	}
	return who
}
