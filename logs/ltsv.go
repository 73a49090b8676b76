package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var ltsvFormat = Format{
	Name: "ltsv",
	Doc:  "Labeled Tab-separated Values (ltsv.org): label:value pairs parted by tabs, as nginx, Apache and fluentd are told to write them",
	Samples: []Sample{
		{Line: "time:04/Mar/2024:14:02:11 +0000\thost:10.0.0.9\treq:GET /pay HTTP/1.1\tstatus:502\tsize:0\treqtime:0.412", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "GET /pay HTTP/1.1 502"},
		{Line: "time:2024-03-04T14:02:11Z\tlevel:warn\tservice:cart\tmessage:stock is low", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Subject: "cart", Text: "stock is low"},
	},
	parse: parseLTSV,
}

// parseLTSV takes a line of at least two pairs of which one is a time.
func parseLTSV(line []byte, r *record) verdict {
	f := &r.json.found
	f.clear()
	pairs := 0
	for part := range bytes.SplitSeq(line, tab) {
		n := 0
		for n < len(part) && keyByte(part[n]) {
			n++
		}
		if n == 0 || n >= len(part) || part[n] != ':' {
			return foreign
		}
		name, value := part[:n], part[n+1:]
		f.offer(name, value, textValue)
		if r.collect {
			r.keep(name, value, textValue)
		}
		pairs++
	}
	if pairs < 2 || !f.has[roleTime] || !r.take(f) {
		return foreign
	}
	r.timeIn(line, f)
	// The names of labels are not told apart from numbers by the outline.
	r.loose = r.loose || numbersNames(line)
	return understood
}

var tab = []byte("\t")
