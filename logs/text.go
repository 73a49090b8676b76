package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var textFormat = Format{
	Name: "text",
	Doc:  "any line with a time within its first 64 bytes: log4j, logback, Python, Go, Ruby, klog, nginx, Apache, PostgreSQL, MySQL, Redis and others; a level is also found as a letter or a short word where most lines have one in the same place",
	Samples: []Sample{
		{Line: "2024-03-04 14:02:11,978 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Created MRAppMaster", Time: "2024-03-04T14:02:11.978Z", Level: timeline.Info, Subject: "org.apache.hadoop.mapreduce.v2.app.MRAppMaster", Text: "Created MRAppMaster"},
		{Line: "2024-03-04 14:02:11,978 ERROR [RMCommunicator Allocator] org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator: ERROR IN CONTACTING RM.", Time: "2024-03-04T14:02:11.978Z", Level: timeline.Error, Subject: "org.apache.hadoop.mapreduce.v2.app.rm.RMContainerAllocator", Text: "ERROR IN CONTACTING RM."},
		{Line: "2024-03-04 14:02:11,747 - WARN  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:QuorumCnxManager@368] - Cannot open channel to 3", Time: "2024-03-04T14:02:11.747Z", Level: timeline.Warning, Text: "Cannot open channel to 3"},
		{Line: "2024-03-04T14:02:11.678+01:00 ERROR 123 --- [shop] [main] c.e.shop.Checkout : payment gateway is down", Time: "2024-03-04T13:02:11.678Z", Level: timeline.Error, Subject: "c.e.shop.Checkout", Text: "payment gateway is down"},
		{Line: "2024-03-04 14:02:11,123 - worker.pool - WARNING - queue is long", Time: "2024-03-04T14:02:11.123Z", Level: timeline.Warning, Text: "queue is long"},
		{Line: "[2024-03-04 14:02:11 +0000] [12] [CRITICAL] WORKER TIMEOUT (pid:99)", Time: "2024-03-04T14:02:11Z", Level: timeline.Fatal, Text: "WORKER TIMEOUT (pid:99)"},
		{Line: "2024/03/04 14:02:11 [error] 12#12: *3 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.1, server: x", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "upstream timed out (110: Connection timed out) while reading response header from upstream"},
		{Line: "[Mon Mar 04 14:02:11.902022 2024] [core:error] [pid 1:tid 2] [client 10.0.0.1] AH00128: File does not exist", Time: "2024-03-04T14:02:11.902022Z", Level: timeline.Error, Text: "AH00128: File does not exist"},
		{Line: "[Mon Mar 04 14:02:11 2024] [notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties", Time: "2024-03-04T14:02:11Z", Level: timeline.Info, Text: "workerEnv.init() ok /etc/httpd/conf/workers2.properties"},
		{Line: "2024/03/04 14:02:11.000123 main.go:12: listening on :8080", Time: "2024-03-04T14:02:11.000123Z", Text: "main.go:12: listening on :8080"},
		{Line: "W0304 14:02:11.678901   12345 reflector.go:324] watch of *v1.Pod ended", Time: "2024-03-04T14:02:11.678901Z", Level: timeline.Warning, Text: "watch of *v1.Pod ended"},
		{Line: "E, [2024-03-04T14:02:11.678901 #123] ERROR -- : no route matches", Time: "2024-03-04T14:02:11.678901Z", Level: timeline.Error, Text: "no route matches"},
		{Line: "2024-03-04 14:02:11.526 UTC [7755] app@shop FATAL:  too many connections", Time: "2024-03-04T14:02:11.526Z", Level: timeline.Fatal, Text: "too many connections"},
		{Line: "2024-03-04T14:02:11.678901Z 0 [Warning] [MY-010068] [Server] CA certificate ca.pem is self signed.", Time: "2024-03-04T14:02:11.678901Z", Level: timeline.Warning, Text: "CA certificate ca.pem is self signed."},
		{Line: "1:M 04 Mar 2024 14:02:11.999 # WARNING overcommit_memory is set to 0", Time: "2024-03-04T14:02:11.999Z", Level: timeline.Warning, Text: "overcommit_memory is set to 0"},
		{Line: "1:M 04 Mar 2024 14:02:11.999 # Can't save in background: fork: Cannot allocate memory", Time: "2024-03-04T14:02:11.999Z", Level: timeline.Warning, Text: "Can't save in background: fork: Cannot allocate memory"},
		{Line: "[12] 04 Mar 14:02:11.999 * DB saved on disk", Time: "2024-03-04T14:02:11.999Z", Level: timeline.Info, Text: "DB saved on disk"},
		{Line: "240304 140211 148 ERROR dfs.DataNode$PacketResponder: PacketResponder 1 died", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "dfs.DataNode$PacketResponder", Text: "PacketResponder 1 died"},
		{Line: "24/03/04 14:02:11 WARN executor.CoarseGrainedExecutorBackend: lost master", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Subject: "executor.CoarseGrainedExecutorBackend", Text: "lost master"},
		{Line: "nova-api.log.1.2024-03-03_13:53:08 2024-03-04 14:02:11.008 25746 ERROR nova.api [req-38101a0b - - -] unexpected API error", Time: "2024-03-04T14:02:11.008Z", Level: timeline.Error, Subject: "nova.api", Text: "unexpected API error"},
		{Line: "03-04 14:02:11.811  1702  2395 W WindowManager: window leaked", Time: "2024-03-04T14:02:11.811Z", Level: timeline.Warning, Text: "window leaked"},
		{Line: "1709560931.250 panic: assignment to entry in nil map", Time: "2024-03-04T14:02:11.25Z", Level: timeline.Fatal, Text: "panic: assignment to entry in nil map"},
		{Line: "04.03.2024 14:02:11.250 ERROR Druckauftrag 4711 ist gescheitert", Time: "2024-03-04T14:02:11.25Z", Level: timeline.Error, Text: "Druckauftrag 4711 ist gescheitert"},
		{Line: "03/14/2024 02:02:11 PM ERROR the spooler stopped", Time: "2024-03-14T14:02:11Z", Level: timeline.Error, Text: "the spooler stopped"},
		{Line: "2024-03-04-14.02.11.675872 R02-M1-N0 RAS KERNEL FATAL data TLB error interrupt", Time: "2024-03-04T14:02:11.675872Z", Level: timeline.Fatal, Text: "data TLB error interrupt"},
	},
	parse: parseText,
	begin: beginText,
}

// indented reports whether a line is set in. A single blank may stand for the
// first digit of a day or an hour.
func indented(line []byte) bool {
	return len(line) > 1 && (line[0] == '\t' || line[0] == ' ' && (line[1] == ' ' || line[1] == '\t'))
}

// beginText finds out in which column the lines of a file have their level.
func beginText(f Format, head []byte) (Format, bool) {
	if c := columnOf(head, findStamp); c.known || c.flush {
		f.parse = func(line []byte, r *record) verdict { return parseColumned(c, line, r) }
	}
	return f, true
}

func parseText(line []byte, r *record) verdict { return parseColumned(levelColumn{}, line, r) }

func parseColumned(c levelColumn, line []byte, r *record) verdict {
	if heading(line) {
		return aside
	}
	if c.flush && indented(line) {
		return foreign // such as the version of SQL Server, with the date it was built on
	}
	start, end := findStamp(line, &r.at)
	if end == 0 {
		return foreign
	}
	r.after(line, start, end)
	if c.known {
		r.columned(c, line, start, end)
	}
	r.timeAt(start, end)
	return understood
}

// heading reports whether a line is one that journalctl writes between others:
// "-- Logs begin at … --", "-- Reboot --".
func heading(line []byte) bool {
	return len(line) > 8 && line[0] == '-' && bytes.HasPrefix(line, []byte("-- ")) && bytes.HasSuffix(line, []byte(" --"))
}

// after reads what follows a time at line[start:end], and the level that may
// stand before it.
func (r *record) after(line []byte, start, end int) {
	rest := line[end:]
	rest = rest[markRun(rest):]
	if len(bytes.TrimSpace(rest)) == 0 {
		rest = bytes.TrimRight(line[:start], "[( ")
	}
	r.timed, r.plain, r.message = true, true, rest
	if r.numbered(line[:start], rest) {
		return
	}
	if r.at.digits >= 3 && line[start]|0x20 >= 'a' && isDigit(line[start+1]) {
		r.level = letterLevel(line[start]) // klog
		if i := bytes.Index(rest, []byte("] ")); i > 0 {
			r.head = i + 2
		}
		return
	}
	seed := hashWord(hashSeed, uint64(r.at.form)<<8|uint64(r.at.digits)&0xff)
	if start > 3 {
		seed = likeness(seed, line[:start])
	}
	r.spoken(seed)
	switch {
	case r.head != 0:
	case start > 3 && len(rest) > 0 && r.before(line[:start]):
	case r.letter(rest):
	case start > 3 && r.redis(line[:start], rest):
	case r.level == timeline.NoLevel && r.at.digits == 3 && (r.at.form == yearless || r.at.form == pairDate):
		r.logcat()
	}
	if len(rest) > 8 && rest[0] == '{' && rest[len(rest)-1] == '}' {
		r.object(rest)
	}
	if r.level == timeline.NoLevel {
		if status := statusIn(rest); status > 0 {
			r.loose = true // other lines of its outline may hold no status
			if status >= 100 && status < 600 {
				r.request(status)
			}
		}
	}
	if k := r.known; k != nil {
		r.joins = k.joins
	} else {
		r.joins = continues(rest)
	}
}

// object reads a message that is a JSON object, if it tells a level or holds a
// message of its own. The time before it stays.
func (r *record) object(b []byte) {
	all := r.json.all
	r.json.all = nil
	err := r.json.object(b)
	r.json.all = all
	f := &r.json.found
	if err != nil || !f.has[roleLevel] && !f.has[roleMessage] && !f.has[rolePriority] {
		return
	}
	at, message := r.at, r.message
	r.level, r.trouble, r.head, r.known = timeline.NoLevel, false, 0, nil
	r.take(f)
	r.at, r.timed, r.loose = at, true, true
	if r.plain = len(r.message) == 0; r.plain {
		r.message = message
	}
}

// numbered takes the level from a number that the lines of routers and of the
// kernel carry: <6> before the time, or %LINK-3-UPDOWN behind it.
func (r *record) numbered(before, rest []byte) bool {
	severity, n := priority(before)
	if n > 0 && string(before[n:]) == "1 " {
		n += 2 // the version of RFC 5424
	}
	if n == 0 || len(bytes.Trim(before[n:], "[*")) > 0 {
		if level, n := facilityLevel(rest); n > 0 {
			r.level, r.head = level, n
			return true
		}
		if severity = mnemonic(rest); severity < 0 {
			if severity = bracketed(rest[:max(bytes.IndexByte(rest, ' '), 0)]); severity < 0 {
				return false
			}
		}
	}
	// Its digit tells the level, which lines of the same outline do not share.
	r.level, r.loose = syslogLevel(severity), true
	return true
}

// mnemonic is the severity in %FACILITY-SUBFACILITY-SEVERITY-MNEMONIC: as Cisco
// and others write it near the beginning of a message, or -1.
func mnemonic(b []byte) int {
	b = b[:min(len(b), stampReach)]
	i := bytes.IndexByte(b, '%')
	if i < 0 || i > 0 && b[i-1] != ' ' {
		return -1
	}
	b = b[i+1:]
	end := 0
	for end < len(b) && (isDigit(b[end]) || b[end] >= 'A' && b[end] <= 'Z' || b[end] == '_' || b[end] == '-') {
		end++
	}
	if b = b[:end]; len(b) < 5 {
		return -1
	}
	for k := 2; k+2 < len(b); k++ {
		if b[k] == '-' && b[k+2] == '-' && b[k+1] >= '0' && b[k+1] <= '7' {
			return int(b[k+1] - '0')
		}
	}
	return -1
}

// statusIn is the number where a message has the status of a request as servers
// write it: "GET / HTTP/1.1" 500, or (HTTP/1.1 500); 0 for none.
func statusIn(b []byte) int {
	i := bytes.Index(b, []byte("HTTP/"))
	if i < 0 {
		return 0
	}
	for i += 5; i < len(b) && (isDigit(b[i]) || b[i] == '.'); i++ {
	}
	if i < len(b) && b[i] == '"' {
		i++
	}
	if i+4 > len(b) || b[i] != ' ' || digitRun(b[i+1:]) != 3 || i+4 < len(b) && !contains(" )\t", b[i+4]) {
		return 0
	}
	return max(number(b[i+1:i+4]), 1)
}

// before takes the level that a line states before its time, as Cassandra and
// many loggers of Python do.
func (r *record) before(b []byte) bool {
	for len(b) > 0 && !isLetter(b[0]) {
		b = b[1:]
	}
	w := firstWord(b)
	v := lookUp(w)
	if v == nil || v.level == timeline.NoLevel || v.word == "exception" || v.word == "log" {
		return false
	}
	if rest := bytes.TrimLeft(b[len(w):], " "); !capitals(w) && len(rest) > 0 && isLetter(rest[0]) {
		return false // "Verbose logging started:" is a sentence
	}
	r.level, r.trouble = v.level, false
	return true
}

// redis takes the level from the mark that Redis writes between the time and
// the message: "1:M 04 Mar 2024 14:02:11.999 # text", or "[1] 04 Mar …".
func (r *record) redis(before, rest []byte) bool {
	if len(rest) < 3 || rest[1] != ' ' {
		return false
	}
	i := 0
	if before[0] == '[' {
		i = 1
	}
	n := digitRun(before[i:])
	role := before[i+n:]
	if n == 0 || !(i == 1 && string(role) == "] " || i == 0 && len(role) == 3 && role[0] == ':' && isLetter(role[1]) && role[2] == ' ') {
		return false
	}
	switch rest[0] {
	case '#':
		r.level = timeline.Warning
	case '*':
		r.level = timeline.Info
	case '-', '.':
		r.level = timeline.Debug
	default:
		return false
	}
	r.trouble, r.head = false, 2
	return true
}

// letter takes the level from a single letter after the time, as in
// "I NETWORK  [conn1] text" of MongoDB and "E/Tag( 12): text".
func (r *record) letter(b []byte) bool {
	if len(b) > 4 && b[0] == '[' && b[2] == ']' && letterLevel(b[1]) != timeline.NoLevel && contains("[ :", b[3]) {
		r.level, r.trouble, r.head = letterLevel(b[1]), false, 3 // [E][mqtt:12]: of ESPHome
		return true
	}
	if len(b) < 6 || letterLevel(b[0]) == timeline.NoLevel {
		return false
	}
	switch {
	case b[1] == ':' && b[2] == ' ':
		r.level, r.trouble, r.head = letterLevel(b[0]), false, 3
		return true
	case isDigit(b[1]) && digitRun(b[1:]) == 3 && b[4] == ':':
		r.level, r.trouble, r.head = letterLevel(b[0]), false, 5 // I125: of VMware
		return true
	case isDigit(b[1]):
		if n := klogHead(b); n > 0 {
			r.level, r.trouble, r.head = letterLevel(b[0]), false, n
			return true
		}
	case b[1] == '/' && isLetter(b[2]):
		if i := bytes.Index(b, []byte("): ")); i > 0 {
			r.level, r.trouble, r.head = letterLevel(b[0]), false, i+3
			return true
		}
	case b[1] == ' ' && isLetter(b[2]) && capitals(firstWord(b[2:])) && len(firstWord(b[2:])) > 2:
		if i := bytes.Index(b, []byte("] ")); i > 0 {
			r.level, r.trouble, r.head = letterLevel(b[0]), false, i+2
			return true
		}
	case b[1] == ' ' && (b[2] == '[' || b[2] == '|'):
		r.level, r.trouble = letterLevel(b[0]), false
		return true
	}
	return false
}

// klogHead is the length of what klog and glog write before a message, where it
// stands within another line: E0304 14:02:11.678901 12 reflector.go:324] text.
// It is 0 for none.
func klogHead(b []byte) int {
	n := 1 + digitRun(b[1:])
	if n != 5 && n != 7 && n != 9 || n+9 > len(b) || b[n] != ' ' || b[n+3] != ':' || b[n+6] != ':' || digitRun(b[n+1:]) != 2 {
		return 0
	}
	return bytes.Index(b[:min(len(b), maskReach)], []byte("] ")) + 2
}

// continues reports whether a message of PostgreSQL belongs to the one before
// it: what it says of the statement and of its context comes as lines of
// their own.
func continues(rest []byte) bool {
	i := bytes.Index(rest[:min(len(rest), maskReach)], []byte(":  "))
	if i < 0 {
		return false
	}
	name := bytes.TrimRight(rest[:i], " ")
	switch string(name[bytes.LastIndexAny(name, " :")+1:]) {
	case "DETAIL", "HINT", "STATEMENT", "CONTEXT", "QUERY", "LOCATION",
		"TIPP", "ANWEISUNG", "ANFRAGE", "ZUSAMMENHANG", "KONTEXT", "ORT", // German
		"DÉTAIL", "ASTUCE", "INSTRUCTION", "REQUÊTE", "CONTEXTE", "EMPLACEMENT", // French
		"DETALLE", "SUGERENCIA", "SENTENCIA", "CONTEXTO", "DETALHE", "DICA", "COMANDO": // Spanish, Portuguese
		return true
	}
	return false
}

// logcat reads "pid tid L Tag: message", where L is the level's letter.
func (r *record) logcat() {
	b, words := r.message, 0
	for i := 0; i < len(b) && words < 2; i++ {
		n := digitRun(b[i:])
		if n == 0 {
			if b[i] != ' ' {
				return
			}
			continue
		}
		words++
		if i += n; i < len(b) && b[i] != ' ' {
			return
		}
	}
	b = bytes.TrimLeft(b[min(len(b), 0):], " 0123456789")
	if words != 2 || len(b) < 3 || b[1] != ' ' {
		return
	}
	if l := letterLevel(b[0]); l != timeline.NoLevel {
		r.level, r.trouble = l, false
		if i := bytes.Index(b, []byte(": ")); i > 0 {
			r.head = len(r.message) - len(b) + i + 2
		}
	}
}
