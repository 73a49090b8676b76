package source

import (
	"encoding/json"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

var otlpKind = export{
	Kind: Kind{
		Name:   "otlp",
		Doc:    "OpenTelemetry logs and failed spans as OTLP/JSON: what a collector's file exporter writes",
		Get:    "the collector's `file` exporter with `format: json`, for a pipeline of logs",
		Fields: "timeUnixNano, severityNumber and severityText, body, the attribute service.name of the resource, exception.message",
		Traps: []string{
			"Times are text of nanoseconds. A timeUnixNano of 0 means that the source stated none: then observedTimeUnixNano, when the collector saw the line, is read, and counted.",
			"severityNumber is a number from 1 to 24 or the name of one (SEVERITY_NUMBER_INFO).",
			"A body can be text, a number, or a whole structure: of one the field message or msg is read.",
			"Of traces the spans that failed (status.code 2) are lines, at the time they ended; the others, and metrics, are counted and passed over.",
		},
		marks: []string{
			"resourceLogs",
			"resourceSpans",
			"resourceMetrics",
		},
	},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("resourceLogs"):
				return otlpLogs(t, o)
			case o.has("resourceSpans"):
				return otlpSpans(t, o)
			case o.has("resourceMetrics"):
				t.count("exports of metrics, which hold no lines")
				return nil
			}
			return notA("an export of logs or traces", "resourceLogs", "resourceSpans")
		}
	},
}.lineReader("jsonlines")

func otlpLogs(t *take, o *object) error {
	for _, resource := range o.children("resourceLogs") {
		service := otlpAttribute(resource.children("resource.attributes"), "service.name")
		scopes := append(resource.children("scopeLogs"), resource.children("instrumentationLibraryLogs")...)
		for _, scope := range scopes {
			for _, r := range append(scope.children("logRecords"), scope.children("logs")...) {
				if err := otlpLine(t, r, service); err != nil {
					t.fault(r.line, err)
				}
			}
		}
	}
	return nil
}

// otlpSpans reads the spans that failed as lines.
func otlpSpans(t *take, o *object) error {
	for _, resource := range o.children("resourceSpans") {
		service := otlpAttribute(resource.children("resource.attributes"), "service.name")
		scopes := append(resource.children("scopeSpans"), resource.children("instrumentationLibrarySpans")...)
		for _, scope := range scopes {
			for _, s := range scope.children("spans") {
				if code := s.text("status.code"); code != "2" && code != "STATUS_CODE_ERROR" {
					t.count("spans that did not fail, which are passed over: %d")
					continue
				}
				if err := otlpSpan(t, s, service); err != nil {
					t.fault(s.line, err)
				}
			}
		}
	}
	return nil
}

// otlpSpan makes a line of a span that failed: its name with the reason, which
// its status gives or the exception it holds.
func otlpSpan(t *take, s *object, service string) error {
	at, err := t.wall.Time(nonZero(s.text("endTimeUnixNano")))
	if err != nil {
		return err
	}
	reason := s.text("status.message")
	for _, e := range s.children("events") {
		if reason == "" {
			reason = otlpAttribute(e.children("attributes"), "exception.message")
		}
	}
	message := joined(": ", s.text("name")+" failed", reason)
	return t.line(s, at, "", logLine{Time: at.String(), Level: timeline.Error.String(), Service: service, Message: message},
		timeline.Event{Level: timeline.Error, Subject: timeline.Foreign(service), Text: timeline.Foreign(message)})
}

func otlpLine(t *take, r *object, service string) error {
	stamp := nonZero(r.text("timeUnixNano"))
	if stamp == "" {
		stamp = nonZero(r.text("observedTimeUnixNano"))
		t.count("lines without a time of their own, told at the time the collector saw them")
	}
	at, err := t.wall.Time(stamp)
	if err != nil {
		return err
	}
	level := otlpLevel(r.text("severityNumber"), r.text("severityText"))
	message := otlpText(r.child("body"))
	if cause := otlpAttribute(r.children("attributes"), "exception.message"); cause != "" && !strings.Contains(message, cause) {
		message = joined(": ", message, cause)
	}
	if message == "" {
		t.count("records without text, which are no lines")
		t.tally.Read++
		t.tally.Quiet++
		return nil
	}
	return t.line(r, at, "", logLine{Time: at.String(), Level: level.String(), Service: service, Message: message},
		timeline.Event{Level: level, Subject: timeline.Foreign(service), Text: timeline.Foreign(message)})
}

// otlpLevel reads the number or name of a severity: four of each level.
func otlpLevel(number, text string) timeline.Level {
	levels := []timeline.Level{timeline.Debug, timeline.Debug, timeline.Info, timeline.Warning, timeline.Error, timeline.Fatal}
	var n int
	if err := json.Unmarshal([]byte(number), &n); err == nil && n >= 1 && n <= 24 {
		return levels[(n-1)/4]
	}
	name := strings.TrimRight(strings.TrimPrefix(number, "SEVERITY_NUMBER_"), "234")
	for i, word := range []string{"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"} {
		if name == word {
			return levels[i]
		}
	}
	return alertLevel(text)
}

func otlpAttribute(attributes []*object, name string) string {
	for _, a := range attributes {
		if a.text("key") == name {
			return otlpText(a.child("value"))
		}
	}
	return ""
}

// otlpText is the text of a value, which says of what type it is.
func otlpText(v *object) string {
	if s := v.text("stringValue", "intValue", "doubleValue", "boolValue", "bytesValue"); s != "" {
		return s
	}
	pairs := v.children("kvlistValue.values")
	for _, name := range []string{"message", "msg", "log", "event"} {
		if s := otlpAttribute(pairs, name); s != "" {
			return s
		}
	}
	var parts []string
	for _, p := range pairs {
		if s := otlpText(p.child("value")); s != "" && len(parts) < maxLabels {
			parts = append(parts, p.text("key")+"="+s)
		}
	}
	for _, item := range v.children("arrayValue.values") {
		if s := otlpText(item); s != "" && len(parts) < maxLabels {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}
