package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var squidFormat = Format{
	Name: "squid",
	Doc:  "the native access log of Squid; the level is that of the status the client got",
	Samples: []Sample{
		{Line: "1709560931.789  60021 10.1.2.4 TCP_MISS/503 4101 GET http://shop.example/pay anna HIER_DIRECT/203.0.113.7 text/html", Time: "2024-03-04T14:02:11.789Z", Level: timeline.Error, Text: "GET http://shop.example/pay 503"},
		{Line: "1709560932.002      0 10.1.2.4 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -", Time: "2024-03-04T14:02:12.002Z", Level: timeline.Info, Text: "- error:transaction-end-before-headers 000"},
	},
	parse: parseSquid,
}

func parseSquid(line []byte, r *record) verdict {
	if len(line) < 40 || digitRun(line) != 10 || line[10] != '.' || digitRun(line[11:]) != 3 || line[14] != ' ' {
		return foreign
	}
	n := r.at.read(line, true)
	var space [8][]byte
	w := words(line[14:], space[:0])
	if n == 0 || len(w) < 8 || !isNumber(w[0]) || !isNumber(w[3]) {
		return foreign
	}
	slash := bytes.IndexByte(w[2], '/')
	if slash < 3 || len(w[2]) != slash+4 || digitRun(w[2][slash+1:]) != 3 || bytes.IndexByte(w[7], '/') < 0 {
		return foreign
	}
	r.timed = true
	if string(w[6]) != "-" {
		r.actor = w[6]
	}
	start := len(r.buf)
	r.buf = append(append(append(r.buf, w[4]...), ' '), w[5]...)
	r.asked(r.buf[start:len(r.buf):len(r.buf)], w[2][slash+1:])
	r.lasted(w[0], 1e6)
	return understood
}
