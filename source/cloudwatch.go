package source

import (
	"cmp"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

var cloudwatchKind = export{
	Kind: Kind{
		Name:   "cloudwatch",
		Doc:    "AWS CloudWatch: log events (get, filter, subscription, Insights) and the history of alarms",
		Lines:  true,
		Get:    "`aws logs filter-log-events --log-group-name … --start-time MS --end-time MS --output json`, `aws logs get-query-results --query-id …`, `aws cloudwatch describe-alarm-history --history-item-type StateUpdate --output json`; or what a subscription or an SNS topic was sent. Objects exported to S3 are plain lines: kind file",
		Fields: "logs: timestamp (milliseconds), message (read again as the line of a log), logStreamName; alarms: Timestamp or StateChangeTime, AlarmName, the new state and its reason",
		Traps: []string{
			"ingestionTime is when CloudWatch got the line; timestamp is when it was written.",
			"Times of Insights carry no zone: they are UTC, and nothing is assumed.",
			"Only a change of state is an alert; INSUFFICIENT_DATA is one of the data, and told as a warning.",
			"A message is the application's own line, JSON or text: its level and words are read from it.",
			"The history gives the newest first.",
		},
		marks: []string{
			"results status=Complete",
			"results status=Running",
			"logStreamName timestamp message",
			"message timestamp ingestionTime",
			"messageType logGroup logEvents",
			"results statistics.recordsMatched",
			"AlarmName HistoryItemType",
			"AlarmName NewStateValue",
			"detail-type=CloudWatch?Alarm*",
			"detail-type=CloudWatch*Alarm*State*",
			"Type=Notification TopicArn Message",
			"Sns.Message EventSubscriptionArn",
		},
	},
	lists: []string{"events", "AlarmHistoryItems", "Records"},
	open: func(t *take) func(o *object) error {
		return func(o *object) error {
			switch {
			case o.has("messageType") && o.has("logEvents"):
				return cloudwatchSubscription(t, o)
			case o.has("results"):
				return cloudwatchInsights(t, o)
			case o.has("@timestamp") && o.has("@message"):
				return cloudwatchLine(t, o, o.text("@timestamp")+" UTC", o.text("@message"), o.text("@logStream", "@log"), "")
			case o.has("message") && o.has("timestamp"):
				return cloudwatchLine(t, o, o.text("timestamp"), o.text("message"), o.text("logStreamName"), o.text("eventId"))
			case o.has("HistoryItemType"):
				return alarmHistory(t, o)
			case o.has("AlarmName") && o.has("NewStateValue"):
				return alarmChange(t, o, o.text("AlarmName"), o.text("NewStateValue"), o.text("OldStateValue"), o.text("NewStateReason"), "StateChangeTime")
			case o.text("detail-type") == "CloudWatch Alarm State Change":
				return alarmChange(t, o, o.text("detail.alarmName"), o.text("detail.state.value"), o.text("detail.previousState.value"), o.text("detail.state.reason"), "detail.state.timestamp", "time")
			case o.has("Sns.Message") || o.text("Type") == "Notification":
				return alarmNotice(t, o)
			case o.text("messageType") == "CONTROL_MESSAGE":
				return nil
			}
			return notA("of CloudWatch", "timestamp and message", "HistoryItemType", "AlarmName")
		}
	},
}.lineReader("docker")

func cloudwatchSubscription(t *take, o *object) error {
	for _, e := range o.children("logEvents") {
		if err := cloudwatchLine(t, e, e.text("timestamp"), e.text("message"), o.text("logStream"), e.text("id")); err != nil {
			return err
		}
	}
	return nil
}

// cloudwatchInsights reads the rows of a query: lists of fields with values.
func cloudwatchInsights(t *take, o *object) error {
	rows, _ := o.at("results").([]any)
	for _, row := range rows {
		r := &object{line: o.line, fields: map[string]any{}}
		cells, _ := row.([]any)
		for _, c := range cells {
			if cell, ok := c.(*object); ok {
				r.line = cell.line
				r.fields[cell.text("field")] = cell.text("value")
			}
		}
		if !r.has("@message") || !r.has("@timestamp") {
			t.fault(r.line, notA("a row of lines", "@timestamp", "@message"))
			continue
		}
		if err := cloudwatchLine(t, r, r.text("@timestamp")+" UTC", r.text("@message"), r.text("@logStream"), ""); err != nil {
			t.fault(r.line, err)
		}
	}
	return nil
}

// cloudwatchLine hands the lines of a message on: what goes on after the first
// has the same time.
func cloudwatchLine(t *take, o *object, stamp, message, stream, id string) error {
	at, err := t.wall.Time(stamp)
	if err != nil {
		return err
	}
	for line := range strings.Lines(strings.TrimRight(message, "\r\n")) {
		e := timeline.Event{Text: timeline.Foreign(line), Subject: timeline.Foreign(stream)}
		if err := t.line(o, at, id, wrapped{Log: strings.TrimRight(line, "\r\n") + "\n", Stream: "stdout", Time: at.String()}, e); err != nil {
			return err
		}
	}
	return nil
}

func alarmHistory(t *take, o *object) error {
	if kind := o.text("HistoryItemType"); kind != "StateUpdate" {
		t.count("items of an alarm's history about its settings and actions")
		return nil
	}
	old, now, reason := "", "", o.text("HistorySummary")
	if data, err := parseObject(piece{[]byte(o.text("HistoryData")), o.line}); err == nil {
		old, now = data.text("oldState.stateValue"), data.text("newState.stateValue")
		reason = cmp.Or(data.text("newState.stateReason"), reason)
	}
	if _, after, ok := strings.Cut(o.text("HistorySummary"), " from "); ok && now == "" {
		old, now, _ = strings.Cut(after, " to ")
	}
	return alarmChange(t, o, o.text("AlarmName"), now, old, reason, "Timestamp")
}

// alarmNotice reads what an SNS topic was sent, which holds the alarm as text.
func alarmNotice(t *take, o *object) error {
	inner, err := parseObject(piece{[]byte(o.text("Sns.Message", "Message")), o.line})
	if err != nil {
		return err
	}
	if !inner.has("NewStateValue") {
		return notA("a notice of an alarm", "NewStateValue")
	}
	inner.line = o.line
	return alarmChange(t, inner, inner.text("AlarmName"), inner.text("NewStateValue"), inner.text("OldStateValue"), inner.text("NewStateReason"), "StateChangeTime")
}

func alarmChange(t *take, o *object, name, now, old, reason string, paths ...string) error {
	at, err := t.mustTime(o, paths...)
	if err != nil {
		return err
	}
	e := timeline.Event{
		Time: at, Kind: timeline.Alert, Subject: timeline.Foreign(name), Text: timeline.Foreign(name), Detail: timeline.Foreign(reason),
		Labels: map[string]string{"state": now, "before": old, "region": o.text("Region", "region")},
	}
	switch strings.ToUpper(strings.TrimSpace(now)) {
	case "ALARM":
		e.Level = timeline.Error
		phased(fired, e.Labels)
		if d := o.text("AlarmDescription", "detail.configuration.description"); d != "" {
			e.Text += timeline.Foreign(": " + d)
		}
	case "OK":
		e.Level, e.Text = timeline.Info, "Resolved: "+e.Text
		if strings.EqualFold(strings.TrimSpace(old), "ALARM") {
			phased(resolved, e.Labels)
		}
	case "INSUFFICIENT_DATA":
		e.Level, e.Text = timeline.Warning, e.Text+": insufficient data"
	default:
		return notA("a change of an alarm's state", "the new state")
	}
	t.once("alarm "+name+now+at.Earliest.Truncate(time.Second).String(), o, e)
	return nil
}
