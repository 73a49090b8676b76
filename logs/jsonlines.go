package logs

import (
	"bytes"
	"errors"

	"github.com/candor-reports/candor/timeline"
)

var jsonFormat = Format{
	Name: "jsonlines",
	Doc:  "one JSON object a line: slog, zap, zerolog, logrus, bunyan, pino, winston, ECS, GELF, journald and others, by the names of their fields",
	Samples: []Sample{
		{Line: `{"time":"2024-03-04T14:02:11.123456789Z","level":"ERROR","msg":"upstream timed out","service":"api"}`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Subject: "api", Text: "upstream timed out"},
		{Line: `{"level":"warn","ts":1709560931.1234,"logger":"pool","caller":"db/pool.go:12","msg":"no free connection","error":"context deadline exceeded"}`, Time: "2024-03-04T14:02:11.1234Z", Level: timeline.Warning, Subject: "pool", Text: "no free connection: context deadline exceeded"},
		{Line: `{"name":"shop","hostname":"web1","pid":12,"level":50,"msg":"payment failed","time":"2024-03-04T14:02:11.001Z","v":0}`, Time: "2024-03-04T14:02:11.001Z", Level: timeline.Error, Subject: "shop", Text: "payment failed"},
		{Line: `{"level":30,"time":1709560931001,"pid":12,"hostname":"web1","msg":"request completed"}`, Time: "2024-03-04T14:02:11.001Z", Level: timeline.Info, Text: "request completed"},
		{Line: `{"asctime":"2024-03-04 14:02:11,123","levelname":"WARNING","levelno":30,"name":"worker","message":"queue is long"}`, Time: "2024-03-04T14:02:11.123Z", Level: timeline.Warning, Subject: "worker", Text: "queue is long"},
		{Line: `{"@timestamp":"2024-03-04T15:02:11.5+01:00","log":{"level":"error"},"service":{"name":"cart"},"message":"no stock \u2014 sorry","error":{"message":"timeout"}}`, Time: "2024-03-04T14:02:11.5Z", Level: timeline.Error, Subject: "cart", Text: "no stock — sorry: timeout"},
		{Line: `{"version":"1.1","host":"a","short_message":"disk is full","timestamp":1709560931.25,"level":3}`, Time: "2024-03-04T14:02:11.25Z", Level: timeline.Error, Text: "disk is full"},
		{Line: `{"t":{"$date":"2024-03-04T14:02:11.123+00:00"},"s":"W","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection refused"}`, Time: "2024-03-04T14:02:11.123Z", Level: timeline.Warning, Text: "Connection refused"},
		{Line: `{"__REALTIME_TIMESTAMP":"1709560931123456","PRIORITY":"3","SYSLOG_IDENTIFIER":"sshd","MESSAGE":"fatal: no key"}`, Time: "2024-03-04T14:02:11.123456Z", Level: timeline.Error, Subject: "sshd", Text: "fatal: no key"},
	},
	parse: parseJSON,
}

var errNoTime = errors.New("no field with a time: its usual names are time, ts, timestamp")

func parseJSON(line []byte, r *record) verdict {
	whole := line
	line = bytes.TrimLeft(line, " \t")
	if len(line) < 2 || line[0] != '{' {
		return foreign
	}
	r.json.all = nil
	if r.collect {
		r.json.all = r.keep
	}
	if err := r.json.object(line); err != nil {
		if !r.cut {
			return r.refuse(err)
		}
		start := len(r.buf)
		r.buf = appendWhole(r.buf, line)
		r.cut, r.loose = false, true
		if err := r.json.object(r.buf[start:len(r.buf):len(r.buf)]); err != nil {
			return r.refuse(err)
		}
	}
	if !r.take(&r.json.found) {
		return r.refuse(errNoTime)
	}
	r.timeIn(whole, &r.json.found)
	return understood
}

// keep collects the fields that have no role of their own, for events.
func (r *record) keep(path, value []byte, kind valueKind) {
	names := aliases
	if r.json.found.names != nil {
		names = r.json.found.names
	}
	if a := names[string(path)]; a.role.told() || len(r.fields) >= maxFields {
		return
	}
	if kind == escapedValue {
		value = unescape(nil, value)
	}
	r.keepField(string(path), value)
}

func (r *record) keepField(name string, value []byte) {
	if len(r.fields) < maxFields {
		r.fields = append(r.fields, field{name, oneLine(value, fieldLimit)})
	}
}

// maxFields and fieldLimit bound what of a line's fields an event carries.
const (
	maxFields  = 16
	fieldLimit = 200
)

// take fills the record from the fields found and reports whether they hold a
// time.
func (r *record) take(f *found) bool {
	r.timed = r.clock(f)
	if f.has[roleUntil] {
		r.ended = r.until.whole(r.text(f, roleUntil))
	}
	r.message = r.text(f, roleMessage)
	r.cause = r.text(f, roleCause)
	r.subject = r.text(f, roleSubject)
	r.host = r.text(f, roleHost)
	r.actor = r.text(f, roleActor)
	if len(r.message) == 0 {
		r.message, r.cause = r.cause, nil
	}
	r.levelOf(f)
	if f.has[roleStatus] {
		r.requested(f)
	}
	switch {
	case r.level != timeline.NoLevel:
	case f.has[roleTime] && f.rank[roleTime] == compactTime && !f.has[roleLevel]:
		r.level = timeline.Info // Serilog's compact format leaves @l out
	default:
		r.mood()
	}
	return r.timed
}

var compactTime = aliases["@t"].rank

// clock reads the time of the fields: in one of them, as date and time of day
// in two, or as seconds and nanoseconds in two.
func (r *record) clock(f *found) bool {
	if !f.has[roleTime] {
		return f.has[roleDay] && r.at.whole(r.text(f, roleDay))
	}
	v := r.text(f, roleTime)
	if f.has[roleDay] && len(v) < 20 && !bytes.ContainsAny(v, "-/T") {
		start := len(r.buf)
		r.buf = append(append(append(r.buf, r.text(f, roleDay)...), ' '), v...)
		if r.at.whole(r.buf[start:]) {
			return true
		}
	}
	if !r.at.whole(v) {
		return false
	}
	if f.has[roleNanos] && r.at.form == epoch && r.at.digits == 0 {
		if n := r.text(f, roleNanos); len(n) > 0 && len(n) <= 9 && digitRun(n) == len(n) {
			r.at.unix += int64(number(n))
			r.at.digits = 9
		}
	}
	return true
}

// requested fills in what the fields tell about a request.
func (r *record) requested(f *found) {
	v := r.text(f, roleStatus)
	status := smallNumber(v)
	if status < 0 {
		if r.level == timeline.NoLevel {
			r.level = fieldLevel(v) // Datadog calls the level so
		}
		return
	}
	method, path := r.text(f, roleMethod), r.text(f, rolePath)
	if status < 100 || status > 599 || method == nil && path == nil {
		return
	}
	level := r.level
	r.request(status)
	if level != timeline.NoLevel {
		r.level = level
	}
	if len(r.message) == 0 {
		start := len(r.buf)
		for _, w := range [][]byte{method, path, v} {
			if len(w) == 0 {
				continue
			}
			if len(r.buf) > start {
				r.buf = append(r.buf, ' ')
			}
			r.buf = append(r.buf, w...)
		}
		r.message = r.buf[start:len(r.buf):len(r.buf)]
	}
	switch {
	case f.has[roleTookMs]:
		r.lasted(r.text(f, roleTookMs), 1e6)
	case f.has[roleTook]:
		r.lasted(r.text(f, roleTook), 1e9)
	}
}

// text is the value of a role as text; what has fields of its own is none.
func (r *record) text(f *found, ro role) []byte {
	switch {
	case !f.has[ro] || f.kind[ro] == otherValue:
		return nil
	case f.kind[ro] == bytesValue:
		start := len(r.buf)
		r.buf = appendNumbered(r.buf, f.value[ro])
		return r.buf[start:len(r.buf):len(r.buf)]
	case f.kind[ro] == escapedValue:
		start := len(r.buf)
		r.buf = unescape(r.buf, f.value[ro])
		return r.buf[start:len(r.buf):len(r.buf)]
	}
	return f.value[ro]
}

// appendNumbered appends the bytes that an array of numbers stands for, and the
// array itself where it holds anything else.
func appendNumbered(dst, array []byte) []byte {
	start := len(dst)
	for v := range bytes.SplitSeq(bytes.Trim(array, "[] "), []byte(",")) {
		c := smallNumber(bytes.TrimSpace(v))
		if c < 0 || c > 255 {
			return append(dst[:start], array...)
		}
		dst = append(dst, byte(c))
	}
	return dst
}

// levelOf reads the level from the fields: by name, or by the number scale of
// the library, which the other fields give away.
func (r *record) levelOf(f *found) {
	v := r.text(f, roleLevel)
	if f.has[roleLevel] && f.kind[roleLevel] != numberValue && digitRun(v) != len(v) {
		r.level = fieldLevel(v)
		if r.level != timeline.NoLevel {
			return
		}
	}
	switch {
	case f.has[roleNumberedLevel]:
		r.level = pythonLevel(smallNumber(r.text(f, roleNumberedLevel)))
	case f.has[roleWindows] && len(v) == 1 && isDigit(v[0]):
		r.level = windowsLevel(int(v[0] - '0'))
	case f.has[roleCloud] && len(v) == 1 && v[0] >= '0' && v[0] <= '4':
		r.level = cloudLevels[v[0]-'0']
	case f.has[roleOTLP] && len(v) == 0:
		r.level = severityLevel(smallNumber(r.text(f, roleOTLP)))
	case len(v) > 0 && digitRun(v) == len(v):
		r.level = numberedLevel(smallNumber(v), f.has[roleVersion] && string(f.value[roleVersion]) == "1.1")
	case f.has[rolePriority]:
		if v := r.text(f, rolePriority); len(v) == 1 && v[0] <= '7' && isDigit(v[0]) {
			r.level = syslogLevel(int(v[0] - '0'))
		} else if len(v) > 2 {
			r.level = fieldLevel(v)
		}
	}
}

// cloudLevels are those of Nextcloud and ownCloud, by their number.
var cloudLevels = [...]timeline.Level{timeline.Debug, timeline.Info, timeline.Warning, timeline.Error, timeline.Fatal}

// severityLevel reads the SeverityNumber of OpenTelemetry's log data model: four
// numbers each for trace, debug, info, warning, error and fatal, from 1 on.
func severityLevel(n int) timeline.Level {
	if n < 1 || n > 24 {
		return timeline.NoLevel
	}
	return [...]timeline.Level{timeline.Debug, timeline.Debug, timeline.Info, timeline.Warning, timeline.Error, timeline.Fatal}[(n-1)/4]
}

func smallNumber(v []byte) int {
	if len(v) == 0 || len(v) > 4 || digitRun(v) != len(v) {
		return -1
	}
	return number(v)
}

// numberedLevel reads a number under a name such as "level". Up to seven it is
// a severity of syslog; 10 to 60 is the scale of bunyan and pino, where 30 is
// info (Python writes its own scale, where 30 is warning, under "levelno");
// from 100 on it is that of Google Cloud.
func numberedLevel(n int, gelf bool) timeline.Level {
	switch {
	case n < 0:
		return timeline.NoLevel
	case n <= 7 || gelf:
		return syslogLevel(n)
	case n < 30:
		return timeline.Debug
	case n < 40:
		return timeline.Info
	case n < 50:
		return timeline.Warning
	case n < 60:
		return timeline.Error
	case n < 100:
		return timeline.Fatal
	case n < 200:
		return timeline.Debug
	case n < 400:
		return timeline.Info
	case n < 500:
		return timeline.Warning
	case n < 600:
		return timeline.Error
	}
	return timeline.Fatal
}

// windowsLevel is the level of an event of Windows by its number; 0 stands for
// events that are always logged.
func windowsLevel(n int) timeline.Level {
	switch n {
	case 1:
		return timeline.Fatal
	case 2:
		return timeline.Error
	case 3:
		return timeline.Warning
	case 5:
		return timeline.Debug
	}
	return timeline.Info
}

func pythonLevel(n int) timeline.Level {
	switch {
	case n < 10:
		return timeline.NoLevel
	case n < 20:
		return timeline.Debug
	case n < 30:
		return timeline.Info
	case n < 40:
		return timeline.Warning
	case n < 50:
		return timeline.Error
	}
	return timeline.Fatal
}
