package logs

import (
	"bytes"
	"io"

	"github.com/candor-reports/candor/timeline"
)

var csvFormat = Format{
	Name: "csv",
	Doc:  "a table whose first line names its columns, parted by commas, semicolons, tabs or |; values may stand in quotes and span lines (RFC 4180)",
	Samples: []Sample{
		{Line: "Time,Level,Service,Message\n2024-03-04 14:02:11,ERROR,api,\"no route, \"\"db\"\" is down\"", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "api", Text: `no route, "db" is down`},
		{Line: "date;time;severity;text\n04.03.2024;14:02:11;warning;\"queue\nis long\"", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Text: "queue is long"},
		{Line: "timestamp\tmessage\n1709560931001\tpanic: nil map", Time: "2024-03-04T14:02:11.001Z", Level: timeline.Fatal, Text: "panic: nil map"},
		{Line: "Level,Date and Time,Source,Event ID,Task Category\nError,3/14/2024 2:02:11 PM,Service Control Manager,7031,None,The Print Spooler service terminated unexpectedly.", Time: "2024-03-14T14:02:11Z", Level: timeline.Error, Subject: "Service Control Manager", Text: "The Print Spooler service terminated unexpectedly."},
	},
	begin:  beginCSV,
	headed: true,
}

// beginCSV takes the separator that parts the first line into the most names.
func beginCSV(f Format, head []byte) (Format, bool) {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	first = bytes.TrimRight(first, "\r")
	if len(first) == 0 || len(first) > 16<<10 || first[0] == '#' || first[0] == '{' {
		return f, false
	}
	c := &columns{quotes: true, caption: bytes.Clone(first)}
	var names [][]byte
	for _, sep := range []byte(",;\t|") {
		t := columns{sep: sep, quotes: true}
		var r record
		if parts := t.split(first, &r, nil); len(parts) > len(names) {
			names, c.sep = parts, sep
		}
	}
	for _, n := range names {
		// A heading holds names, and a line of a log begins with a time.
		if len(n) > 80 || len(n) > 0 && isDigit(n[0]) {
			return f, false
		}
	}
	if !c.named(names, f.names) {
		return f, false
	}
	c.finish = (*columns).rest
	f.parse = func(line []byte, r *record) verdict {
		if bytes.Equal(line, c.caption) {
			return aside
		}
		return c.row(line, r)
	}
	f.gather = gatherCSV(c.sep)
	return f, true
}

// rest takes what stands behind the last column that has a name, or else all
// values, for the message of a row that has no column for it.
func (c *columns) rest(r *record, values [][]byte) {
	if len(r.message) > 0 {
		return
	}
	if n := len(c.names); len(values) > n {
		// The event viewer of Windows names no column for the text.
		r.message = values[n]
		return
	}
	start := len(r.buf)
	for i, v := range values {
		if i == c.clock || i == c.date || c.roles[i].role == roleLevel || len(v) == 0 {
			continue
		}
		if len(r.buf) > start {
			r.buf = append(r.buf, ' ')
		}
		r.buf = append(r.buf, v...)
	}
	r.message = r.buf[start:len(r.buf):len(r.buf)]
	if r.level == timeline.NoLevel {
		r.mood()
	}
}

// gatherCSV joins the lines of values in quotes.
func gatherCSV(sep byte) func(io.Reader) io.Reader {
	return func(r io.Reader) io.Reader {
		quoted, previous := false, sep
		return &gatherer{src: r, step: func(g *gatherer, c byte) {
			if !g.open && c != '\n' {
				g.begin()
				quoted, previous = false, sep
			}
			switch {
			case c == '"' && (quoted || previous == sep):
				quoted = !quoted
			case c == '"' && previous == '"':
				quoted = true // a doubled quote
			}
			previous = c
			if c == '\n' && g.open && (!quoted || g.size > recordLimit) {
				g.end()
			} else if g.open {
				g.put(c)
			}
		}}
	}
}

var w3cFormat = Format{
	Name: "w3c",
	Doc:  "the W3C extended log format, whose #Fields line names its columns: IIS, CloudFront, Exchange, Zeek; times are UTC, as the format says; the level of a request is that of its status",
	Samples: []Sample{
		{Line: "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port c-ip sc-status time-taken\n2024-03-04 14:02:11 10.0.0.1 GET /pay id=1 443 10.0.0.9 503 15", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "GET /pay 503"},
		{Line: "#Version: 1.0\n#Date: 2024-03-04 00:00:00\n#Fields: time c-ip cs-method cs-uri sc-status\n14:02:11 10.0.0.9 GET /x 200", Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Text: "GET /x 200"},
		{Line: "#Version: 1.0\n#Fields: date\ttime\tx-edge-location\tc-ip\tcs-method\tcs(Host)\tcs-uri-stem\tsc-status\n2024-03-04\t14:02:11\tFRA2\t10.0.0.9\tGET\tx.example\t/a\t502", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "GET /a 502"},
		{Line: "#separator \\x09\n#path\tdns\n#fields\tts\tuid\tquery\n1709560931.25\tCx1\tdb.example", Time: "2024-03-04T14:02:11.25Z", Text: "Cx1 db.example"},
	},
	begin:  beginW3C,
	headed: true,
}

// beginW3C reads the lines at the beginning that start with #.
func beginW3C(f Format, head []byte) (Format, bool) {
	c := &columns{blank: []byte("-"), utc: true}
	fields := []byte(nil)
	for len(head) > 0 && (head[0] == '#' || head[0] == '\n' || head[0] == '\r') {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		line = bytes.TrimRight(line, "\r")
		switch name, value, _ := bytes.Cut(line, []byte(":")); {
		case string(name) == "#Fields":
			fields = bytes.TrimLeft(value, " \t")
		case string(name) == "#Date":
			day, _, _ := bytes.Cut(bytes.TrimSpace(value), []byte(" "))
			c.day = bytes.Clone(day)
		case string(name) == "#Time Format" && bytes.EqualFold(bytes.TrimSpace(value), []byte("local")):
			c.utc = false
		case bytes.HasPrefix(line, []byte("#fields\t")):
			fields = line[len("#fields\t"):]
		}
	}
	if fields == nil {
		return f, false
	}
	if c.sep = ' '; bytes.IndexByte(fields, '\t') >= 0 || bytes.HasPrefix(head, []byte("20")) && bytes.IndexByte(head[:min(len(head), 24)], '\t') > 0 {
		c.sep = '\t'
	}
	names := bytes.Fields(fields)
	if len(names) == 1 && bytes.IndexByte(fields, ',') > 0 {
		names, c.sep, c.quotes = bytes.Split(names[0], []byte(",")), ',', true // as Exchange writes it
	}
	if !c.named(names, f.names) {
		return f, false
	}
	if c.date >= 0 {
		c.day = nil
	}
	c.finish = requestOf(c)
	f.parse = func(line []byte, r *record) verdict {
		if len(line) > 0 && line[0] == '#' {
			return aside
		}
		return c.row(line, r)
	}
	return f, true
}

// requestOf finds the columns of method, path and duration and returns what
// makes a message of them.
func requestOf(c *columns) func(*columns, *record, [][]byte) {
	at := map[string]int{}
	for i, name := range c.names {
		at[string(name)] = i
	}
	method, ok := at["cs-method"]
	path, has := at["cs-uri-stem"]
	if !has {
		path, has = at["cs-uri"]
	}
	status, known := at["sc-status"]
	if !ok || !has || !known {
		return (*columns).rest
	}
	took, timed := at["time-taken"]
	return func(_ *columns, r *record, values [][]byte) {
		start := len(r.buf)
		for _, i := range []int{method, path, status} {
			if i >= len(values) {
				return
			}
			if len(r.buf) > start {
				r.buf = append(r.buf, ' ')
			}
			r.buf = append(r.buf, values[i]...)
		}
		r.message = r.buf[start:len(r.buf):len(r.buf)]
		r.request(smallNumber(values[status]))
		if timed && took < len(values) {
			// IIS counts milliseconds, everybody else seconds with a fraction.
			if v := values[took]; bytes.IndexByte(v, '.') >= 0 {
				r.lasted(v, 1e9)
			} else {
				r.lasted(v, 1e6)
			}
		}
	}
}
