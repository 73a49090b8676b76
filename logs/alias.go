package logs

import "strings"

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
	roleDay           // the date, where the time is that of the day alone
	roleNanos         // what a second is to be added
	roleMethod
	rolePath
	roleTook    // seconds that a request took
	roleTookMs  // milliseconds
	roleWindows // fields of an event of Windows, which numbers levels its own way
	roleOTLP    // the severity in OpenTelemetry's numbers
	roleCloud   // a field that Nextcloud has beside its own numbers of levels
	roleCount
)

// told reports whether an event says in a place of its own what fields of the
// role hold.
func (r role) told() bool {
	return r >= roleTime && r <= roleActor || r == roleDay || r == roleNanos || r == roleNumberedLevel || r == rolePriority
}

// alias is a role and the place of the name among those for that role: the
// first name of a list that a line has is the one that counts.
type alias struct {
	role role
	rank uint8
}

// aliases holds the names under which the libraries write their fields; a dot
// stands for a field within a field, and for a dot in the name as well. Each
// name may also begin with a capital or be all capitals.
var aliases = func() map[string]alias {
	m := map[string]alias{}
	for role, names := range roleNames {
		for i, name := range names {
			m[name] = alias{role, uint8(i)}
		}
	}
	for role, names := range roleNames {
		for i, name := range names {
			for _, v := range []string{strings.ToUpper(name[:1]) + name[1:], strings.ToUpper(name)} {
				if _, ok := m[v]; !ok {
					m[v] = alias{role, uint8(i)}
				}
			}
		}
	}
	return m
}()

var roleNames = map[role][]string{
	roleTime: {
		"@timestamp", "timestamp", "time", "ts", "t", "t.$date", "datetime", "eventTime", "event_time", "@t",
		"asctime", "occurred_at", "created_at", "created", "logged_at", "started_at", "startsAt", "startedAt",
		"triggered_at", "fired_at", "deployed_at", "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP",
		"timeUnixNano", "syslog_timestamp", "timestampSeconds", "timestamp.seconds", "instant.epochSecond", "timeMillis",
		"TimeCreated", "TimeGenerated", "time_iso8601", "time_local", "StartUTC", "_time", "log_time", "logTime", "start_time", "startTime",
		"requestReceivedTimestamp", "eventTimestamp", "receiveTimestamp", "epoch", "unixtime", "dt", "System.TimeCreated.SystemTime", "datetime.date", "msec",
		"timeStamp", "dateTime", "createdAt", "@time", "_timestamp", "date_time", "log_timestamp", "timestamp_ms", "timestampMs", "ts_ms", "time_ms", "epoch_ms", "unix_time",
	},
	roleDay:           {"date", "day"},
	roleNanos:         {"timestampNanos", "timestamp.nanos", "instant.nanoOfSecond"},
	roleUntil:         {"ended_at", "endsAt", "endedAt", "resolved_at", "resolvedAt", "finished_at", "finishedAt", "end_time", "endTime", "completed_at"},
	roleLevel:         {"LevelDisplayName", "levelname", "level_name", "severityText", "severity_text", "level", "lvl", "severity", "log.level", "@l", "loglevel", "logLevel", "LogLevel", "s", "error_severity", "sev", "log_level", "@level", "levelName", "level_str", "log_severity", "@severity", "l", "messageType"},
	rolePriority:      {"PRIORITY", "priority"},
	roleNumberedLevel: {"levelno"},
	roleMessage: {
		"msg", "message", "@m", "@mt", "RenderedMessage", "MessageTemplate", "event", "body", "short_message", "MESSAGE", "textPayload", "jsonPayload.message",
		"fields.message", "log", "text", "summary", "annotations.summary", "description", "title", "@message", "eventMessage", "m", "_msg", "logMessage", "log_message", "content", "line", "_raw",
	},
	roleCause: {
		"error", "err", "error.message", "err.message", "exception", "exc_info", "error.stack_trace", "stack", "stack_trace",
		"stacktrace", "@x", "err.stack", "errorVerbose", "full_message", "thrown.message", "exception.message",
	},
	roleSubject: {
		"service", "service.name", "app", "application", "component", "labels.service", "labels.alertname", "alertname", "logger", "name",
		"SYSLOG_IDENTIFIER", "_SYSTEMD_UNIT", "k8s.deployment.name", "kubernetes.labels.app", "kubernetes.container_name", "container", "target", "source",
		"loggerName", "logger_name", "category", "SourceContext", "Properties.SourceContext", "ProviderName", "module", "program", "@module", "service_name", "serviceName", "app_name", "appName", "appname", "svc",
	},
	roleHost:    {"host", "hostname", "host.name", "_HOSTNAME", "node", "MachineName", "computer"},
	roleActor:   {"user", "actor", "author", "by", "username", "user.name", "user.login", "actor.login", "deployer", "created_by", "createdBy"},
	roleStatus:  {"http.response.status_code", "status", "status_code", "statusCode", "DownstreamStatus", "res.statusCode", "response.status", "httpRequest.status", "response_code", "responseStatus.code"},
	roleMethod:  {"http.request.method", "method", "request_method", "request.method", "req.method", "RequestMethod", "httpRequest.requestMethod", "verb"},
	rolePath:    {"url.path", "path", "uri", "request_uri", "request.uri", "req.url", "url", "RequestPath", "httpRequest.requestUrl", "request", "req", "requestURI"},
	roleTook:    {"request_time", "duration_s", "duration_seconds", "latency_s", "elapsed_s", "reqtime", "apptime"},
	roleTookMs:  {"duration_ms", "latency_ms", "elapsed_ms", "responseTime", "response_time_ms", "took_ms"},
	rolePid:     {"pid"},
	roleVersion: {"v", "version"},
	roleWindows: {"EventID", "Provider.Name", "System.EventID"},
	roleOTLP:    {"severityNumber", "severity_number", "SeverityNumber"},
	roleCloud:   {"reqId"},
}

// found holds the best field for each role while a line is read.
type found struct {
	value [roleCount][]byte
	kind  [roleCount]valueKind
	rank  [roleCount]uint8
	has   [roleCount]bool
	names map[string]alias // nil for those that every source has
}

// clear forgets the fields of the line before.
func (f *found) clear() {
	f.has = [roleCount]bool{}
}

// offer gives a field to its role if it ranks before what the role has.
func (f *found) offer(name, value []byte, kind valueKind) {
	if a := f.alias(name); a.role != noRole {
		f.give(a, value, kind)
	}
}

// alias is what a name stands for.
func (f *found) alias(name []byte) alias {
	if f.names != nil {
		return f.names[string(name)]
	}
	return aliases[string(name)]
}

func (f *found) give(a alias, value []byte, kind valueKind) {
	if f.has[a.role] && f.rank[a.role] <= a.rank {
		return
	}
	f.value[a.role], f.kind[a.role], f.rank[a.role], f.has[a.role] = value, kind, a.rank, true
}

type valueKind uint8

const (
	textValue valueKind = iota
	escapedValue
	numberValue
	bytesValue // an array: of the numbers of bytes, as the journal writes text that is not UTF-8
	otherValue // true, false, null, and what has fields of its own
)
