package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var accessFormat = Format{
	Name: "access",
	Doc:  "the Common and Combined Log Format of web servers; the level is that of the status: 500 and above is an error",
	Samples: []Sample{
		{Line: `127.0.0.1 - frank [04/Mar/2024:14:02:11 -0700] "GET /apache_pb.gif HTTP/1.0" 200 2326`, Time: "2024-03-04T21:02:11Z", Level: timeline.Info, Text: `"GET /apache_pb.gif HTTP/1.0" 200`},
		{Line: `10.0.0.7 - - [04/Mar/2024:14:02:11 +0000] "POST /pay HTTP/1.1" 502 0 "https://shop.example/" "Mozilla/5.0 (X11)" 0.412`, Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: `"POST /pay HTTP/1.1" 502`},
		{Line: `shop.example:443 ::1 - - [04/Mar/2024:14:02:11 +0000] "-" 408 0`, Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Subject: "shop.example:443", Text: `"-" 408`},
	},
	parse: parseAccess,
}

func parseAccess(line []byte, r *record) verdict {
	open := bytes.IndexByte(line, '[')
	if open < 6 || open > 300 || len(line) < open+30 || line[open+12] != ':' || line[open-1] != ' ' {
		return foreign
	}
	n := r.at.read(line[open+1:], false)
	if n == 0 || r.at.form != fullDate {
		return foreign
	}
	i := open + 1 + n
	if i+3 >= len(line) || line[i] != ']' || line[i+1] != ' ' || line[i+2] != '"' {
		return foreign
	}
	i += 2
	end := closingQuote(line, i+1)
	if end < 0 || end+4 >= len(line) || line[end+1] != ' ' || digitRun(line[end+2:]) != 3 {
		return foreign
	}
	r.timed = true
	r.request(number(line[end+2 : end+5]))
	r.message = line[i : end+5]
	r.client(line[:open-1])
	return understood
}

// client reads "[vhost] host ident user".
func (r *record) client(b []byte) {
	var words [5][]byte
	n := 0
	for w := range bytes.FieldsSeq(b) {
		if n == len(words) {
			return
		}
		words[n] = w
		n++
	}
	if n == 4 {
		r.subject = words[0]
	}
	if n >= 3 {
		r.actor = named(words[n-1])
	}
}

// closingQuote finds the quote that ends a request; some servers escape the
// quotes within.
func closingQuote(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}
