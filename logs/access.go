package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var accessFormat = Format{
	Name: "access",
	Doc:  "the Common and Combined Log Format of web servers; the level is that of the status: 500 and above is an error; how long a request took is read behind the name of the browser",
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
	r.served(line[end+5:])
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

// served reads how long a request took from what servers are often told to
// write behind the browser's name: "rt=0.123" or "request_time=0.123" and a
// bare number with a point are seconds (nginx), "123ms" at the end milliseconds
// (Traefik), and a number alone microseconds (%D of Apache). Below 100 such a
// number is rather in seconds (%T), and is passed over.
func (r *record) served(b []byte) {
	last := bytes.LastIndexByte(b, '"')
	if bytes.HasSuffix(b, []byte("ms")) && last >= 0 && isDigit(b[len(b)-3]) {
		if v := b[bytes.LastIndexByte(b, ' ')+1:]; digitRun(v) == len(v)-2 {
			r.lasted(v, 1e6)
		}
		return
	}
	for range 2 { // the referer and the browser
		open := bytes.IndexByte(b, '"')
		if open < 0 {
			return
		}
		end := closingQuote(b, open+1)
		if end < 0 {
			return
		}
		b = b[end+1:]
	}
	first := true
	for len(b) > 0 {
		var word []byte
		word, b, _ = bytes.Cut(b, space)
		name, value, named := bytes.Cut(word, equals)
		switch whole := digitRun(word); {
		case len(word) == 0:
			continue
		case named && (string(name) == "rt" || string(name) == "request_time"):
			r.lasted(value, 1e9)
			return
		case !named && whole > 0 && whole+1 < len(word) && word[whole] == '.' && digitRun(word[whole+1:])+whole+1 == len(word):
			r.lasted(word, 1e9)
			return
		case first && whole == len(word) && whole > 2 && len(b) == 0:
			r.lasted(word, 1e3)
			return
		}
		first = false
	}
}

var space, equals = []byte(" "), []byte("=")

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
