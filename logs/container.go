package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var dockerFormat = Format{
	Name: "docker",
	Doc:  "Docker's json-file: an object with log, stream and time around each line; the line within is read again",
	Samples: []Sample{
		{Line: `{"log":"ERROR cannot reach db\n","stream":"stderr","time":"2024-03-04T14:02:11.123456789Z"}`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Text: "cannot reach db"},
		{Line: `{"log":"{\"level\":\"warn\",\"msg\":\"slow\",\"service\":\"api\"}\n","stream":"stdout","time":"2024-03-04T14:02:11.5Z"}`, Time: "2024-03-04T14:02:11.5Z", Level: timeline.Warning, Subject: "api", Text: "slow"},
	},
	parse: parseDocker,
}

func parseDocker(line []byte, r *record) verdict {
	if len(line) < 20 || line[0] != '{' || !bytes.Contains(line, []byte(`"stream":"std`)) {
		return foreign
	}
	r.json.all = nil
	if err := r.json.object(line); err != nil {
		return r.refuse(err)
	}
	f := &r.json.found
	if !f.has[roleTime] || !f.has[roleMessage] || !r.at.whole(f.value[roleTime]) {
		return foreign
	}
	inner := r.text(f, roleMessage)
	// Docker splits lines above 16 KiB; only the last part ends the line.
	r.partial = len(inner) > 0 && inner[len(inner)-1] != '\n'
	r.within(bytes.TrimRight(inner, "\r\n"))
	r.timed = true
	return understood
}

var criFormat = Format{
	Name: "cri",
	Doc:  "the log files of Kubernetes' container runtimes: time, stream, P or F, line; the line within is read again",
	Samples: []Sample{
		{Line: `2024-03-04T14:02:11.123456789Z stderr F E0304 14:02:10.999999       1 main.go:42] cannot list pods`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Text: "cannot list pods"},
		{Line: `2024-03-04T14:02:11.1+01:00 stdout F {"level":"info","msg":"ready"}`, Time: "2024-03-04T13:02:11.1Z", Level: timeline.Info, Text: "ready"},
	},
	parse: parseCRI,
}

func parseCRI(line []byte, r *record) verdict {
	if len(line) < 30 || line[4] != '-' || line[10] != 'T' {
		return foreign
	}
	n := r.at.read(line, false)
	if n == 0 || r.at.zone != stated || n+10 > len(line) {
		return foreign
	}
	rest := line[n:]
	if !bytes.HasPrefix(rest, []byte(" stdout ")) && !bytes.HasPrefix(rest, []byte(" stderr ")) {
		return foreign
	}
	rest = rest[8:]
	if rest[0] != 'F' && rest[0] != 'P' || len(rest) > 1 && rest[1] != ' ' {
		return foreign
	}
	r.partial = rest[0] == 'P'
	r.within(rest[min(2, len(rest)):])
	r.timed = true
	r.wrapped(n)
	return understood
}

// wrapped notes that the line begins with its time, of n bytes, and that a line
// within follows.
func (r *record) wrapped(n int) {
	keyed := r.spot.keyed
	r.timeAt(0, n)
	r.spot.keyed = keyed
}

// within reads the line that a container runtime wrapped. The wrapper's time
// stays: it has a zone.
func (r *record) within(inner []byte) {
	inner = r.uncoloured(inner)
	at := r.at
	defer func() {
		r.at, r.timed, r.why = at, false, nil
		// Which of its numbers are a time depends on their values.
		r.loose = r.loose || r.spot.pin[1] > 0 || !r.spot.keyed && bytes.ContainsAny(inner[:min(len(inner), stampReach)], digits)
		r.spot.to = 0
	}()
	r.message, r.subject, r.cause = inner, nil, nil
	if len(inner) == 0 {
		return
	}
	if inner[0] == ' ' || inner[0] == '\t' || bytes.HasPrefix(inner, []byte("Caused by:")) {
		r.joins = true
		return
	}
	if inner[0] == '{' {
		// Without a time of its own it is still a record with fields.
		if r.partial {
			start := len(r.buf)
			r.buf = appendWhole(r.buf, inner)
			inner = r.buf[start:len(r.buf):len(r.buf)]
		}
		v := parseJSON(inner, r)
		if v == understood || v == refused && r.why == errNoTime && len(r.message) > 0 {
			return
		}
		r.message = inner
	}
	if parseLogfmt(inner, r) == understood || parseText(inner, r) == understood {
		return
	}
	if f := &r.json.found; bytes.IndexByte(inner, '=') > 0 && (f.has[roleMessage] || f.has[roleStatus]) && inner[0] != ' ' {
		// Pairs without a time of their own.
		if len(r.message) > 0 {
			return
		}
	}
	r.message, r.plain = inner, true
	r.mood()
}

// appendWhole appends the beginning of a JSON object with what it takes to be
// whole: a field that is cut within its name or its value is left out, but for a
// text, which ends where it is cut.
func appendWhole(dst, b []byte) []byte {
	var open [maxDepth]byte
	depth, quoted, key, colon := 0, false, false, false
	start, last, lastDepth := len(dst), 0, 0
	dst = append(dst, b...)
scan:
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			if i+1 == len(b) || b[i+1] == 'u' && i+5 >= len(b) {
				dst = dst[:start+i] // an escape that is cut
				break scan
			}
			i++
		case c == '"':
			if quoted = !quoted; quoted {
				key = !colon && depth > 0 && open[depth-1] == '}'
			}
		case quoted:
		case c == '{' || c == '[':
			if depth == len(open) {
				return dst
			}
			open[depth] = c + 2 // '}' and ']'
			depth++
			last, lastDepth, colon = i+1, depth, false
		case c == '}' || c == ']':
			depth = max(depth-1, 0)
			last, lastDepth, colon = i+1, depth, false
		case c == ':':
			colon = true
		case c == ',':
			last, lastDepth, colon = i, depth, false
		}
	}
	if quoted && !key {
		dst = append(dst, '"')
	} else if depth > 0 {
		dst, depth = dst[:start+last], lastDepth
	}
	for depth--; depth >= 0; depth-- {
		dst = append(dst, open[depth])
	}
	return dst
}
