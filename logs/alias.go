package logs

// role is what a field of a structured line tells.
type role uint8

const (
	noRole role = iota
	roleTime
	roleUntil
	roleLevel
	roleMessage
	roleCause
	roleSubject
	roleHost
	roleActor
	roleStatus
	rolePid
	roleVersion
	roleNumberedLevel // Python's levelno
	rolePriority      // syslog's severity
	roleCount
)

// alias is a role and the place of the name among those for that role: the
// first name of a list that a line has is the one that counts.
type alias struct {
	role role
	rank uint8
}

// aliases holds the names under which the libraries write their fields; a dot
// stands for a field within a field, and for a dot in the name as well.
var aliases = func() map[string]alias {
	m := map[string]alias{}
	for role, names := range map[role][]string{
		roleTime: {
			"@timestamp", "timestamp", "time", "ts", "t", "t.$date", "datetime", "date", "eventTime", "event_time", "@t",
			"asctime", "occurred_at", "created_at", "created", "logged_at", "started_at", "startsAt", "startedAt",
			"triggered_at", "fired_at", "deployed_at", "__REALTIME_TIMESTAMP",
			"timeUnixNano", "syslog_timestamp", "timestampSeconds", "timestamp.seconds",
		},
		roleUntil:         {"ended_at", "endsAt", "endedAt", "resolved_at", "resolvedAt", "finished_at", "finishedAt", "end_time", "endTime", "completed_at"},
		roleLevel:         {"level", "lvl", "severity", "log.level", "levelname", "level_name", "@l", "severityText", "severity_text", "loglevel", "logLevel", "s", "error_severity"},
		rolePriority:      {"PRIORITY", "priority"},
		roleNumberedLevel: {"levelno"},
		roleMessage: {
			"msg", "message", "@m", "@mt", "event", "body", "short_message", "MESSAGE", "textPayload", "jsonPayload.message",
			"fields.message", "log", "text", "summary", "annotations.summary", "description", "title",
		},
		roleCause: {
			"error", "err", "error.message", "err.message", "exception", "exc_info", "error.stack_trace", "stack", "stack_trace",
			"stacktrace", "@x", "err.stack", "errorVerbose", "full_message",
		},
		roleSubject: {
			"service", "service.name", "app", "application", "component", "labels.service", "labels.alertname", "alertname", "logger", "name",
			"SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "k8s.deployment.name", "kubernetes.labels.app", "kubernetes.container_name", "container", "target", "source",
		},
		roleHost:    {"host", "hostname", "host.name", "_HOSTNAME", "node"},
		roleActor:   {"user", "actor", "author", "by", "username", "user.name", "user.login", "actor.login", "deployer", "created_by", "createdBy"},
		roleStatus:  {"http.response.status_code"},
		rolePid:     {"pid"},
		roleVersion: {"v", "version"},
	} {
		for i, name := range names {
			m[name] = alias{role, uint8(i)}
		}
	}
	return m
}()

// found holds the best field for each role while a line is read.
type found struct {
	value [roleCount][]byte
	kind  [roleCount]valueKind
	rank  [roleCount]uint8
	has   [roleCount]bool
}

// offer gives a field to its role if it ranks before what the role has.
func (f *found) offer(name, value []byte, kind valueKind) {
	a, ok := aliases[string(name)]
	if !ok || f.has[a.role] && f.rank[a.role] <= a.rank {
		return
	}
	f.value[a.role], f.kind[a.role], f.rank[a.role], f.has[a.role] = value, kind, a.rank, true
}

type valueKind uint8

const (
	textValue valueKind = iota
	escapedValue
	numberValue
	otherValue // true, false, null, and what has fields of its own
)
