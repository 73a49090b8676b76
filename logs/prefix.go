package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var prefixFormat = Format{
	Name: "prefix",
	Doc:  "lines that kubectl logs --prefix, docker compose or stern wrote a name before, with or without a time; the line within is read again",
	Samples: []Sample{
		{Line: `[pod/cart-7d4f-x2x/app] 2024-03-04T14:02:11.123456789Z {"level":"error","msg":"no stock"}`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Subject: "app", Text: "no stock"},
		{Line: `[pod/cart-7d4f-x2x/app] 2024-03-04 14:02:11,250 WARN [main] shop.Cart - slow`, Time: "2024-03-04T14:02:11.25Z", Level: timeline.Warning, Text: "slow"},
		{Line: `cart-1  | {"time":"2024-03-04T14:02:11Z","level":"error","msg":"no stock"}`, Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "cart-1", Text: "no stock"},
		{Line: `db_1    | 2024-03-04 14:02:11.526 UTC [7755] FATAL:  too many connections`, Time: "2024-03-04T14:02:11.526Z", Level: timeline.Fatal, Subject: "db_1", Text: "too many connections"},
	},
	parse: parsePrefix,
}

func parsePrefix(line []byte, r *record) verdict {
	name, inner := prefixed(line)
	if name == nil {
		return foreign
	}
	if !r.inside(inner) {
		r.spot = spot{}
		r.why, r.timed, r.joins, r.message = nil, false, true, inner
	}
	r.spot.shift(len(line) - len(inner))
	if r.subject == nil {
		r.subject = name
	}
	return understood
}

// inside reads the line that a tool wrote names before, and reports whether it
// has a time.
func (r *record) inside(inner []byte) bool {
	ok := true
	if n := r.at.read(inner, false); n > 0 && r.at.zone == stated && r.at.digits >= 6 && n+1 < len(inner) && inner[n] == ' ' {
		// The time that the tool was asked to write.
		r.within(inner[n+1:])
		r.timed, r.spot.to = true, 0
	} else {
		ok = parseJSON(inner, r) == understood || parseLogfmt(inner, r) == understood || parseText(inner, r) == understood
	}
	return ok
}

// prefixed parts a line into the name before it and the line itself.
func prefixed(line []byte) (name, inner []byte) {
	if bytes.HasPrefix(line, []byte("[pod/")) {
		end := bytes.IndexByte(line, ']')
		if end < 0 || end+2 > len(line) || line[end+1] != ' ' {
			return nil, nil
		}
		name = line[5:end]
		return name[bytes.LastIndexByte(name, '/')+1:], line[end+2:]
	}
	n := 0
	for n < len(line) && n < 64 && (isWordByte(line[n]) || contains("-.@", line[n])) {
		n++
	}
	i := n
	for i < len(line) && line[i] == ' ' {
		i++
	}
	if n == 0 || i == n || i+1 >= len(line) || line[i] != '|' || line[i+1] != ' ' {
		return nil, nil
	}
	return line[:n], line[i+2:]
}

var wrappedFormat = Format{
	Name: "wrapped",
	Doc:  "a time in RFC 3339 before a JSON object or pairs of logfmt, as kubectl logs --timestamps and exports of CloudWatch have it; the line within is read again",
	Samples: []Sample{
		{Line: `2024-03-04T14:02:11.123456789Z {"level":"error","msg":"no stock"}`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Text: "no stock"},
		{Line: `2024-03-04T14:02:11.250Z level=warn msg="slow query" component=db`, Time: "2024-03-04T14:02:11.25Z", Level: timeline.Warning, Subject: "db", Text: "slow query"},
		{Line: `2024-03-04T14:02:11.123456+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET path="/" status=503`, Time: "2024-03-04T14:02:11.123456Z", Level: timeline.Error, Subject: "heroku[router]", Text: "GET / 503"},
	},
	parse: parseWrapped,
}

func parseWrapped(line []byte, r *record) verdict {
	if len(line) < 24 || !isDigit(line[0]) || line[10] != 'T' {
		return foreign
	}
	n := r.at.read(line, false)
	if n == 0 || r.at.zone != stated || n+2 >= len(line) || line[n] != ' ' {
		return foreign
	}
	inner := line[n+1:]
	var name []byte
	if bytes.HasPrefix(inner, []byte("heroku[")) || bytes.HasPrefix(inner, []byte("app[")) {
		end := bytes.Index(inner, []byte("]: "))
		if end < 0 {
			return foreign
		}
		name, inner = inner[:end+1], inner[end+3:]
	} else if inner[0] != '{' && !pairs(inner) {
		return foreign
	}
	inner = inner[labels(inner):]
	r.within(inner)
	r.timed = true
	r.wrapped(n)
	if r.subject == nil {
		r.subject = name
	}
	return understood
}

// labels is the length of the labels that Loki's logcli writes before a line, as
// in {app="cart", pod="cart-1"} text, with the blank behind them, or 0.
func labels(b []byte) int {
	if len(b) < 6 || b[0] != '{' || !isLetter(b[1]) {
		return 0
	}
	quoted := false
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '}' && !quoted:
			if i+1 < len(b) && b[i+1] == ' ' && bytes.IndexByte(b[:i], '=') > 0 {
				return i + 2
			}
			return 0
		}
	}
	return 0
}

// pairs reports whether b begins with two pairs of logfmt of which one is a
// level or a message.
func pairs(b []byte) bool {
	n := 0
	for n < len(b) && keyByte(b[n]) {
		n++
	}
	if n == 0 || n >= len(b) || b[n] != '=' {
		return false
	}
	a := aliases[string(b[:n])]
	return a.role == roleLevel || a.role == roleMessage
}
