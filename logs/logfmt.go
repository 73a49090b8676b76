package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var logfmtFormat = Format{
	Name: "logfmt",
	Doc:  "key=value pairs, values quoted where they hold blanks: Go's text handlers, Grafana, Prometheus, Heroku",
	Samples: []Sample{
		{Line: `ts=2024-03-04T14:02:11.123Z level=error caller=main.go:12 msg="upstream \"a\" timed out" component=proxy`, Time: "2024-03-04T14:02:11.123Z", Level: timeline.Error, Subject: "proxy", Text: `upstream "a" timed out`},
		{Line: `time="2024-03-04T14:02:11+01:00" level=warning msg="retrying" err="connection refused"`, Time: "2024-03-04T13:02:11Z", Level: timeline.Warning, Text: "retrying: connection refused"},
		{Line: `t=2024-03-04T14:02:11Z lvl=info msg=started logger=http.server`, Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Subject: "http.server", Text: "started"},
	},
	parse: parseLogfmt,
}

// parseLogfmt takes a line of at least two pairs of which one is a time.
func parseLogfmt(line []byte, r *record) verdict {
	f := &r.json.found
	f.clear()
	pairs := 0
	for i := 0; i < len(line); {
		if line[i] == ' ' || line[i] == '\t' {
			i++
			continue
		}
		start := i
		for i < len(line) && keyByte(line[i]) {
			i++
		}
		if i == start || i >= len(line) || line[i] != '=' {
			if pairs == 0 {
				return foreign
			}
			// A word without a value is allowed after the first pair.
			if i = skipWord(line, i); i == start {
				i++
			}
			continue
		}
		name := line[start:i]
		value, kind, next := logfmtValue(line, i+1)
		f.offer(name, value, kind)
		if r.collect {
			r.keep(name, value, kind)
		}
		pairs++
		i = next
	}
	if pairs < 2 || !f.has[roleTime] && !f.has[roleMessage] && !f.has[roleStatus] || !r.take(f) {
		return foreign
	}
	r.timeIn(line, f)
	return understood
}

func keyByte(c byte) bool {
	return isWordByte(c) || c == '.' || c == '-' || c == '@' || c == '/' || c >= 0x80
}

func skipWord(b []byte, i int) int {
	for i < len(b) && b[i] != ' ' {
		i++
	}
	return i
}

func logfmtValue(line []byte, i int) (value []byte, kind valueKind, next int) {
	if i < len(line) && line[i] == '"' {
		for j := i + 1; j < len(line); j++ {
			switch line[j] {
			case '\\':
				kind = escapedValue
				j++
			case '"':
				return line[i+1 : j], kind, j + 1
			}
		}
		return line[i+1:], textValue, len(line)
	}
	end := bytes.IndexByte(line[i:], ' ')
	if end < 0 {
		end = len(line) - i
	}
	return line[i : i+end], textValue, i + end
}
