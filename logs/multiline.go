package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var julFormat = Format{
	Name: "jul",
	Doc:  "java.util.logging as it writes by itself, also Tomcat's: the time, the class and the method on one line, the level and the message on the next",
	Samples: []Sample{
		{Line: "Mar 04, 2024 2:02:11 PM org.example.shop.Checkout pay\nSEVERE: no such host\njava.net.UnknownHostException: db", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "org.example.shop.Checkout", Text: "no such host"},
		{Line: "Mar 04, 2024 2:02:11 PM org.apache.catalina.startup.Catalina start\nINFO: Server startup in 512 ms", Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Subject: "org.apache.catalina.startup.Catalina", Text: "Server startup in 512 ms"},
	},
	parse:  parseJUL,
	gather: gatherBlocks(func(line, before []byte) bool { return julLevel(line) == 0 || bytes.IndexByte(before, ':') < 0 }),
}

// julLevel is the length of the level that a second line begins with, its colon
// included.
func julLevel(line []byte) int {
	n := bytes.IndexByte(line[:min(len(line), longestVocable+2)], ':')
	if n < 3 || !capitals(line[:n]) || lookUp(line[:n]) == nil {
		return 0
	}
	return n + 1
}

func parseJUL(line []byte, r *record) verdict {
	n := 0
	if len(line) > 20 {
		n = r.at.read(line, false)
	}
	if n == 0 || n+1 >= len(line) || line[n] != ' ' {
		return foreign
	}
	class, rest, _ := bytes.Cut(line[n+1:], []byte(" "))
	method, rest, ok := bytes.Cut(rest, []byte(" "))
	end := julLevel(rest)
	if !ok || end == 0 || len(method) == 0 || len(firstWord(class)) == 0 {
		return foreign
	}
	r.timed, r.subject, r.message = true, class, bytes.TrimSpace(rest[end:])
	r.level = lookUp(rest[:end-1]).level // CONFIG included
	return understood
}

var railsFormat = Format{
	Name: "rails",
	Doc:  "what Ruby on Rails writes of a request over several lines: Started … at, Processing by, Completed … in; the level is that of the status",
	Samples: []Sample{
		{Line: "Started GET \"/orders/7\" for 10.0.0.9 at 2024-03-04 14:02:11 +0100\nProcessing by OrdersController#show as HTML\n  Parameters: {\"id\"=>\"7\"}\nCompleted 500 Internal Server Error in 6ms (ActiveRecord: 0.3ms)\n\nNoMethodError (undefined method `price' for nil:NilClass):", Time: "2024-03-04T13:02:11Z", Level: timeline.Error, Text: "GET \"/orders/7\" 500: NoMethodError (undefined method `price' for nil:NilClass)"},
		{Line: "Started POST \"/pay\" for ::1 at 2024-03-04 14:02:11 +0000\nCompleted 302 Found in 31ms", Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Text: "POST \"/pay\" 302"},
	},
	parse:  parseRails,
	gather: gatherBlocks(func(line, _ []byte) bool { return bytes.HasPrefix(line, []byte("Started ")) }),
}

func parseRails(line []byte, r *record) verdict {
	rest, ok := bytes.CutPrefix(line, []byte("Started "))
	at := bytes.Index(rest, []byte(" at "))
	who := bytes.LastIndex(rest[:max(at, 0)], []byte(" for "))
	if !ok || who < 0 || !bytes.Contains(rest[:who], []byte(" \"")) {
		return foreign
	}
	n := r.at.read(rest[at+4:], false)
	if n == 0 {
		return foreign
	}
	r.timed, r.message = true, rest[:who]
	_, done, ok := bytes.Cut(rest[at+4+n:], []byte(" Completed "))
	if !ok || digitRun(done) != 3 {
		r.level = timeline.Info
		return understood
	}
	r.asked(r.message, done[:3])
	if _, took, ok := bytes.Cut(done, []byte(" in ")); ok {
		r.lasted(took, 1e6)
		if r.level >= timeline.Error {
			r.cause = railsError(took)
		}
	}
	return understood
}

// railsError is what follows the duration, up to the colon that ends it.
func railsError(b []byte) []byte {
	_, b, _ = bytes.Cut(b, []byte(" "))
	if b = bytes.TrimLeft(b, " "); len(b) > 0 && b[0] == '(' {
		_, b, _ = bytes.Cut(b, []byte(")"))
	}
	b = bytes.TrimSpace(b)
	if i := bytes.Index(b, []byte("):")); i > 0 {
		return b[:i+1]
	}
	return b[:min(len(b), textLimit)]
}

var cmtraceFormat = Format{
	Name: "cmtrace",
	Doc:  "logs of Microsoft's Configuration Manager, made for CMTrace: <![LOG[message]LOG]!> with its time, the bias from UTC in minutes, and type 1 to 3",
	Samples: []Sample{
		{Line: `<![LOG[Failed to download the policy]LOG]!><time="14:02:11.250+300" date="03-04-2024" component="PolicyAgent" context="" type="3" thread="4711" file="agent.cpp:12">`, Time: "2024-03-04T19:02:11.25Z", Level: timeline.Error, Subject: "PolicyAgent", Text: "Failed to download the policy"},
		{Line: "<![LOG[two lines\nof text]LOG]!><time=\"14:02:11.250-60\" date=\"03-04-2024\" component=\"CcmExec\" context=\"\" type=\"2\" thread=\"1\" file=\"\">", Time: "2024-03-04T13:02:11.25Z", Level: timeline.Warning, Subject: "CcmExec", Text: "two lines of text"},
	},
	parse:  parseCMTrace,
	gather: gatherBlocks(func(line, _ []byte) bool { return bytes.HasPrefix(line, []byte("<![LOG[")) }),
}

func parseCMTrace(line []byte, r *record) verdict {
	rest, ok := bytes.CutPrefix(line, []byte("<![LOG["))
	message, head, whole := bytes.Cut(rest, []byte("]LOG]!><"))
	if !ok || !whole {
		return foreign
	}
	clock, day := attribute(head, "time"), attribute(head, "date")
	bias := bytes.LastIndexAny(clock, "+-")
	month, rest, _ := bytes.Cut(day, []byte("-"))
	mday, year, _ := bytes.Cut(rest, []byte("-"))
	if len(year) != 4 || bias < 0 || digitRun(clock[bias+1:]) != len(clock)-bias-1 || len(clock)-bias > 4 {
		return r.refuse(errNoStamp)
	}
	start := len(r.buf)
	// The date is written 03-04-2024, the month first.
	r.buf = append(append(append(r.buf, year...), '-'), month...)
	r.buf = append(append(r.buf, '-'), mday...)
	r.buf = append(append(r.buf, ' '), clock[:bias]...)
	if !r.at.whole(r.buf[start:]) {
		return r.refuse(errNoStamp)
	}
	// The bias is what is added to the local time for UTC.
	minutes := number(clock[bias+1:])
	if clock[bias] == '-' {
		minutes = -minutes
	}
	r.at.zone, r.at.offset = stated, -minutes*60
	r.timed, r.message, r.subject = true, message, attribute(head, "component")
	r.level = map[string]timeline.Level{"1": timeline.Info, "2": timeline.Warning, "3": timeline.Error}[string(attribute(head, "type"))]
	return understood
}

// attribute is the value that a name is given in quotes, as tags of XML have it.
func attribute(tag []byte, name string) []byte {
	for from := 0; ; {
		i := bytes.Index(tag[from:], []byte(name+"="))
		if i < 0 {
			return nil
		}
		at := from + i + len(name) + 1
		if from += i + 1; from > 1 && isWordByte(tag[from-2]) || at >= len(tag) || tag[at] != '"' && tag[at] != '\'' {
			continue
		}
		if n := bytes.IndexByte(tag[at+1:], tag[at]); n >= 0 {
			return tag[at+1 : at+1+n]
		}
		return nil
	}
}

var csvlogFormat = Format{
	Name: "csvlog",
	Doc:  "PostgreSQL's csvlog, which has no line of names",
	Samples: []Sample{
		{Line: `2024-03-04 14:02:11.526 UTC,"app","shop",7755,"10.0.0.9:51234",65e5d3a3.1e4b,3,"INSERT",2024-03-04 13:59:31 UTC,4/1207,812,ERROR,23505,"duplicate key value violates unique constraint ""orders_pkey""","Key (id)=(7) already exists.",,,,,"INSERT INTO orders VALUES (7)",,,"shop","client backend",,0`, Time: "2024-03-04T14:02:11.526Z", Level: timeline.Error, Subject: "shop", Text: `duplicate key value violates unique constraint "orders_pkey"`},
	},
	begin: beginCSVLog,
}

// The columns of csvlog, in the order of PostgreSQL's manual, 20.8.4.
var csvlogNames = bytes.Fields([]byte(`log_time user_name database_name process_id connection_from session_id session_line_num command_tag
	session_start_time virtual_transaction_id transaction_id error_severity sql_state_code message error_detail hint internal_query
	internal_query_pos error_context query query_pos error_location application_name backend_type leader_pid query_id`))

// beginCSVLog knows the file by the number of columns and by what the first and
// the twelfth hold.
func beginCSVLog(f Format, head []byte) (Format, bool) {
	var r record
	c := &columns{sep: ',', quotes: true}
	first, _, _ := bytes.Cut(bytes.TrimLeft(head, "\n"), []byte("\n"))
	values := c.split(first, &r, nil)
	if len(values) < 13 || !r.at.whole(values[0]) || levelOf(values[11]) == timeline.NoLevel && string(values[11]) != "STATEMENT" || !capitals(bytes.TrimRight(values[11], "12345")) {
		return f, false
	}
	names := csvlogNames
	if !c.named(names, f.names) {
		return f, false
	}
	for i, name := range names {
		switch string(name) {
		case "database_name":
			c.roles[i] = alias{role: roleSubject}
		case "user_name":
			c.roles[i] = alias{role: roleActor}
		}
	}
	f.parse = c.row
	f.gather = gatherCSV(',')
	return f, true
}

var sternFormat = Format{
	Name: "stern",
	Doc:  "lines that stern wrote the names of a pod and a container before; the line within is read again",
	Samples: []Sample{
		{Line: `cart-7d4f9c6b8d-x2xkp app 2024-03-04T14:02:11.123456789Z {"level":"error","msg":"no stock"}`, Time: "2024-03-04T14:02:11.123456789Z", Level: timeline.Error, Subject: "app", Text: "no stock"},
		{Line: `db-0 postgres 2024-03-04 14:02:11.526 UTC [7755] FATAL:  too many connections`, Time: "2024-03-04T14:02:11.526Z", Level: timeline.Fatal, Subject: "postgres", Text: "too many connections"},
	},
	parse: parseStern,
}

func parseStern(line []byte, r *record) verdict {
	pod, rest, _ := bytes.Cut(line, []byte(" "))
	name, inner, ok := bytes.Cut(rest, []byte(" "))
	dash := bytes.LastIndexByte(pod, '-')
	if !ok || dash <= 0 || len(inner) == 0 || !label(pod) || !label(name) || !isLetter(pod[0]) || !isLetter(name[0]) || digitRun(pod[dash+1:]) != len(pod)-dash-1 && len(pod)-dash != 6 {
		return foreign
	}
	if !r.inside(inner) {
		return foreign
	}
	// Which parts of the names are numbers tells whether they are names.
	r.loose = true
	if r.subject == nil {
		r.subject = name
	}
	return understood
}

// label reports whether a word can be the name of something in Kubernetes.
func label(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) && (c < 'a' || c > 'z') && c != '-' && c != '.' {
			return false
		}
	}
	return len(w) > 0
}
