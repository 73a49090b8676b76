package logs

import (
	"bytes"
	"errors"

	"github.com/candor-reports/candor/timeline"
)

var rfc3164Format = Format{
	Name: "rfc3164",
	Doc:  "syslog as in RFC 3164, with or without <PRI>: Mmm dd hh:mm:ss host tag[pid]: message; it has neither year nor zone",
	Samples: []Sample{
		{Line: "Mar  4 14:02:11 web1 sshd[312]: error: maximum authentication attempts exceeded", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "sshd", Text: "error: maximum authentication attempts exceeded"},
		{Line: "<11>Mar  4 14:02:11 web1 app: cannot open socket", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Subject: "app", Text: "cannot open socket"},
		{Line: "Mar 14 04:02:11 combo ftpd(pam_unix)[29]: check pass; user unknown", Time: "2024-03-14T04:02:11Z", Subject: "ftpd(pam_unix)", Text: "check pass; user unknown"},
		{Line: "Mar  4 14:02:11 web1 kernel: [12.3] Out of memory: Killed process 99", Time: "2024-03-04T14:02:11Z", Subject: "kernel", Text: "[12.3] Out of memory: Killed process 99"},
	},
	parse: parse3164,
}

// priority reads <PRI> at the start of a line; n is its length, 0 if it is
// not there.
func priority(line []byte) (severity, n int) {
	if len(line) < 3 || line[0] != '<' {
		return -1, 0
	}
	k := digitRun(line[1:])
	if k == 0 || k > 3 || k+1 >= len(line) || line[k+1] != '>' {
		return -1, 0
	}
	pri := number(line[1 : k+1])
	if pri > 191 {
		return -1, 0
	}
	return pri & 7, k + 2
}

func parse3164(line []byte, r *record) verdict {
	severity, i := priority(line)
	if len(line)-i < 16 || monthName(line[i:]) == 0 || line[i+6] != ' ' {
		return foreign
	}
	n := r.at.read(line[i:], false)
	if n == 0 || i+n+2 >= len(line) || line[i+n] != ' ' {
		return foreign
	}
	if !r.tagged(line[i+n+1:]) && i == 0 {
		return foreign
	}
	r.timed = true
	r.grade(severity)
	r.timeAt(i, i+n)
	return understood
}

// grade takes the level from a severity, or else from the words.
func (r *record) grade(severity int) {
	if severity < 0 {
		if severity = mnemonic(r.message); severity >= 0 {
			r.loose = true
		}
	}
	switch {
	case severity >= 0:
		r.level = syslogLevel(severity)
	case r.level == timeline.NoLevel && !r.letter(r.message):
		r.mood()
	}
}

// tagged reads "host tag[pid]: message" and reports whether there was a tag;
// what has none, such as "-- MARK --", is all message.
func (r *record) tagged(b []byte) bool {
	sp := bytes.IndexByte(b, ' ')
	if sp <= 0 || b[0] == '[' || bytes.IndexByte(b[:sp], '\t') >= 0 {
		r.message = b // what begins so is no host
		return false
	}
	if b[sp-1] == ':' && sp > 1 && (isLetter(b[0]) || b[0] == '_') {
		// What a program writes itself has no host: "auth: Error: no such user".
		r.subject, r.message = b[:sp-1], bytes.TrimLeft(b[sp+1:], " ")
		return true
	}
	r.host, b = b[:sp], b[sp+1:]
	r.message = b
	if level, rest := levelled(b); rest != nil {
		r.level, b = level, rest
	}
	end := 0
	for end < len(b) && end < 64 && b[end] != ':' && b[end] != '[' {
		if b[end] == ' ' && !versioned(b[end+1:]) {
			return true
		}
		end++
	}
	if end == 0 || end >= len(b) || end == 64 {
		return true
	}
	tag := b[:end]
	if b[end] == '[' {
		k := bytes.IndexByte(b[end:], ']')
		if k < 0 || k > 32 {
			return true
		}
		end += k + 1
	}
	if end < len(b) && b[end] == ':' {
		end++
	}
	r.subject = tag
	r.message = bytes.TrimLeft(b[end:], " ")
	return true
}

// levelled reads the level that some devices write before the tag, as in
// "notice mcpd[1234]: text".
func levelled(b []byte) (timeline.Level, []byte) {
	if level, n := facilityLevel(b); n > 0 {
		return level, b[n:]
	}
	sp := bytes.IndexByte(b, ' ')
	if sp < 3 || !smallLetters(b[:sp]) {
		return timeline.NoLevel, nil
	}
	level := levelOf(b[:sp])
	tag, _, _ := bytes.Cut(b[sp+1:], []byte(" "))
	if level == timeline.NoLevel || len(tag) < 2 || tag[len(tag)-1] != ':' {
		return timeline.NoLevel, nil
	}
	return level, b[sp+1:]
}

// facilityLevel reads the facility and the severity of syslog as names, as in
// "daemon.err dnsmasq[12]: text" of BusyBox and OpenWrt. It returns the level and
// the length of both with the blank behind them, or 0.
func facilityLevel(b []byte) (timeline.Level, int) {
	sp := bytes.IndexByte(b[:min(len(b), 24)], ' ')
	dot := bytes.IndexByte(b[:max(sp, 0)], '.')
	if dot < 3 {
		return timeline.NoLevel, 0
	}
	switch string(b[:dot]) {
	case "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp",
		"local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7":
		if level := levelOf(b[dot+1 : sp]); level != timeline.NoLevel {
			return level, sp + 1
		}
	}
	return timeline.NoLevel, 0
}

// versioned reports whether a blank within a tag is followed by a version, as
// in "syslogd 1.4.1: restart".
func versioned(b []byte) bool {
	n := 0
	for n < len(b) && (isDigit(b[n]) || b[n] == '.') {
		n++
	}
	return n > 0 && n < len(b) && b[n] == ':'
}

var rsyslogFormat = Format{
	Name: "rsyslog",
	Doc:  "syslog with an RFC 3339 time, as rsyslog and syslog-ng write it: 2024-01-02T03:04:05.678+01:00 host tag[pid]: message",
	Samples: []Sample{
		{Line: "2024-03-04T14:02:11.678901+01:00 web1 nginx[12]: worker process 99 exited on signal 9", Time: "2024-03-04T13:02:11.678901Z", Subject: "nginx", Text: "worker process 99 exited on signal 9"},
		{Line: "2024-03-04T14:02:11Z web1 systemd[1]: app.service: Failed with result 'exit-code'.", Time: "2024-03-04T14:02:11Z", Subject: "systemd", Text: "app.service: Failed with result 'exit-code'."},
	},
	parse: parseRsyslog,
}

func parseRsyslog(line []byte, r *record) verdict {
	severity, i := priority(line)
	if len(line) < 24 || !isDigit(line[i]) || line[i+10] != 'T' {
		return foreign
	}
	n := r.at.read(line[i:], false)
	if n == 0 || r.at.zone != stated || i+n+2 >= len(line) || line[i+n] != ' ' {
		return foreign
	}
	if !hostTag(line[i+n+1:]) || !r.tagged(line[i+n+1:]) || r.subject == nil {
		return foreign
	}
	if i == 0 && bracketed(r.host) >= 0 {
		severity, r.host, r.loose = bracketed(r.host), nil, true
	}
	r.timed = true
	r.grade(severity)
	r.timeAt(i, i+n)
	return understood
}

// bracketed is the severity that ESXi writes in the place of the host, with the
// number that syslog would have: In(182), Wa(180), Er(179). It is -1 for none.
func bracketed(b []byte) int {
	if len(b) < 5 || len(b) > 7 || b[2] != '(' || b[len(b)-1] != ')' || digitRun(b[3:]) != len(b)-4 {
		return -1
	}
	return number(b[3:len(b)-1]) & 7
}

// hostTag reports whether b begins with a host and a tag that ends in a colon
// or a process number.
func hostTag(b []byte) bool {
	sp := bytes.IndexByte(b, ' ')
	if sp <= 0 || levelOf(b[:sp]) != timeline.NoLevel || contains("[{\"-", b[0]) || b[sp-1] == ':' || isDigit(b[0]) && digitRun(b) == sp {
		return false
	}
	tag := b[sp+1:]
	end := bytes.IndexByte(tag, ' ')
	if end < 0 {
		end = len(tag)
	}
	if end < 2 || tag[end-1] != ':' {
		return false
	}
	tag = tag[:end-1]
	return levelOf(tag) == timeline.NoLevel && (isWordByte(tag[0]) || tag[0] == '/')
}

var rfc5424Format = Format{
	Name: "rfc5424",
	Doc:  "syslog as in RFC 5424: <PRI>1 time host app procid msgid structured-data message",
	Samples: []Sample{
		{Line: `<165>1 2024-03-04T14:02:11.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3" eventSource="App\]lication"] An application event`, Time: "2024-03-04T14:02:11.003Z", Level: timeline.Info, Subject: "evntslog", Text: "An application event"},
		{Line: "<34>1 2024-03-04T14:02:11.003000-07:00 web1 su 99 - - 'su root' failed for lonvick", Time: "2024-03-04T21:02:11.003Z", Level: timeline.Fatal, Subject: "su", Text: "'su root' failed for lonvick"},
	},
	parse: parse5424,
}

var errNilTime = errors.New("no time: the line has - in its place")

func parse5424(line []byte, r *record) verdict {
	severity, i := priority(line)
	if i == 0 || len(line) < i+4 || line[i] != '1' || line[i+1] != ' ' {
		return foreign
	}
	rest := line[i+2:]
	var head [5][]byte // time, host, app, procid, msgid
	for n := range head {
		sp := bytes.IndexByte(rest, ' ')
		if sp <= 0 {
			return foreign
		}
		head[n], rest = rest[:sp], rest[sp+1:]
	}
	if len(head[0]) == 1 && head[0][0] == '-' {
		return r.refuse(errNilTime)
	}
	if !r.at.whole(head[0]) {
		return foreign
	}
	r.timed = true
	r.host, r.subject = named(head[1]), named(head[2])
	r.message = bytes.TrimPrefix(afterData(rest), []byte("\xef\xbb\xbf"))
	r.grade(severity)
	r.timeAt(i+2, i+2+len(head[0]))
	return understood
}

// named is a header field, or nothing where it is the nil value.
func named(b []byte) []byte {
	if len(b) == 1 && b[0] == '-' {
		return nil
	}
	return b
}

// afterData steps over structured data; within quotes a bracket may be
// escaped.
func afterData(b []byte) []byte {
	if len(b) > 0 && b[0] == '-' {
		return bytes.TrimPrefix(b[1:], []byte(" "))
	}
	quoted := false
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\':
			i++
		case b[i] == '"':
			quoted = !quoted
		case b[i] == ']' && !quoted && (i+1 == len(b) || b[i+1] != '['):
			return bytes.TrimPrefix(b[i+1:], []byte(" "))
		}
	}
	return b
}
