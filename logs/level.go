package logs

import (
	"bytes"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// levelWords bounds how far into a line its level is looked for, in words, so
// that it is found in the same place however long the numbers before it are.
const (
	levelWords   = 10
	troubleWords = 24
)

// mood is what the words of a line say about how serious it is.
type mood struct {
	level   timeline.Level
	end     int  // where a level written as such ends, 0 if none was
	trouble bool // no level, but words such as "failed" or "refused"
}

// textMood reads the level of a line from its first words. A level written as
// such (in capitals, in brackets, before a colon) wins over the same word in
// prose; "no error" and "error_count=0" are no errors.
func textMood(b []byte) mood {
	var m mood
	words, last, lead := 0, 0, true
	b = b[:min(len(b), maskReach)]
	for i := 0; i < len(b) && words < troubleWords; {
		if !isLetter(b[i]) {
			if b[i] == ' ' && (i == 0 || b[i-1] != ' ') {
				words++
			}
			i++
			continue
		}
		j := i + 1
		for j < len(b) && isLetter(b[j]) {
			j++
		}
		v := lookUp(b[i:j])
		near := words < levelWords
		switch {
		case v == nil:
			if near && b[i] < 'a' && j-i > 5 {
				m.exception(b, i, j)
			}
			if n := j - i; n == len("not") || n == len("couldn") {
				m.trouble = m.trouble || negated(b, i, j)
			}
		case v.trouble && (v.level == timeline.NoLevel || !near || !capitals(b[i:j])):
			m.trouble = m.trouble || !denied(b, i)
		case near && m.word(v, b, i, j, last, lead):
			m.trouble = false
			return m
		}
		last, lead = i, false
		i = j
	}
	if m.level != timeline.NoLevel {
		m.trouble = false
	}
	return m
}

func isLetter(c byte) bool { return (c|0x20)-'a' < 26 }

// word looks at the word b[i:j], which names a level, and reports whether it
// settles the level of the line.
func (m *mood) word(v *vocable, b []byte, i, j, last int, lead bool) bool {
	var before, after byte = ' ', ' '
	if i > 0 {
		before = b[i-1]
	}
	if j < len(b) {
		after = b[j]
	}
	large := capitals(b[i:j])
	if isDigit(after) && v.level == timeline.Debug {
		// debug2 of Slurm and DEBUG1 of PostgreSQL
		if j += digitRun(b[j:]); j < len(b) {
			after = b[j]
		}
	}
	switch {
	case large && before == '.' && after == ':', large && before == '/' && after == ']', large && lead && after == '/':
		// "app.ERROR:" of Monolog, "[main/WARN]" and "INFO/MainProcess]"
		if v.level != timeline.NoLevel && !v.column {
			m.level, m.end = v.level, j
			return true
		}
	case after == '/' && lead && !large && !v.column && nameEnd(b[j:]) > 0:
		m.level, m.end = v.level, j+nameEnd(b[j:])
		return true
	case before == '_' || before == '-' || before == '.' || before == '/' || isDigit(before) || before >= 0x80:
		return false
	case after == '_' || after == '-' || after == '=' || after == '/' || after == '(' || isDigit(after) || after >= 0x80:
		return false
	case after == '.' && j+1 < len(b) && b[j+1] != ' ':
		return false
	case before == '=' && !levelKey(b[last:i-1]):
		return false
	}
	asSuch := large || after == ':' || after == ']' || after == '>' || after == '|' || before == '=' || before == '\t' && tabAfter(b[j:])
	if v.word == "log" {
		asSuch = large && after == ':' // "LOG:" is a level of PostgreSQL, "log" is a word
	}
	if lead && v.bare && !asSuch && (after == ' ' || after == '\t') {
		// The first word names the level, however it is written; set apart, it
		// is no part of the message.
		m.level = v.level
		if after == '\t' || j+1 < len(b) && b[j+1] == ' ' {
			m.end = j
		}
		return true
	}
	if v.column {
		asSuch = false
		if lead && capitals(b[i:j]) && m.level == timeline.NoLevel {
			m.level = v.level
		}
	}
	if asSuch && after == ':' && noneFollows(b[j+1:]) {
		return false // "error: none"
	}
	if asSuch && v.word != "exception" {
		if v.level == timeline.Error && m.level == timeline.Error && fatalBefore(b[:i]) {
			m.level, m.end = timeline.Fatal, j // "Fatal error: …"
			return true
		}
		m.level, m.end = v.level, j
		return true
	}
	if m.level == timeline.NoLevel && v.prose && !denied(b, i) {
		m.level = min(v.level, timeline.Error)
	}
	return false
}

// nameEnd is the length of the rest of a word that ends with a colon, as in
// "critical/TcpSocket: text" of Icinga, or 0.
func nameEnd(b []byte) int {
	if end := bytes.IndexByte(b, ' '); end > 2 && b[end-1] == ':' {
		return end
	}
	return 0
}

// tabAfter reports whether a tab follows, perhaps after blanks: a word between
// tabs is a column of its own.
func tabAfter(b []byte) bool {
	b = bytes.TrimLeft(b, " ")
	return len(b) > 0 && b[0] == '\t'
}

// noneFollows reports whether the value behind a colon is that there is none.
func noneFollows(b []byte) bool {
	b = bytes.TrimLeft(b, " ")
	w := firstWord(b)
	if rest := b[len(w):]; len(rest) > 0 && !contains(",;)]}", rest[0]) {
		return false
	}
	return fold(w, "none") || fold(w, "null") || fold(w, "nil") || fold(w, "false") || len(w) == 1 && w[0] == '0'
}

// fatalBefore reports whether the word before is "fatal".
func fatalBefore(b []byte) bool {
	b = bytes.TrimRight(b, " ")
	return len(b) > 5 && fold(b[len(b)-5:], "fatal")
}

func levelKey(w []byte) bool {
	return fold(w, "level") || fold(w, "lvl") || fold(w, "severity") || fold(w, "loglevel")
}

// exception takes names such as NullPointerException and TypeError, and the
// head of a Python traceback, for errors.
func (m *mood) exception(b []byte, i, j int) {
	w := b[i:j]
	if m.level == timeline.NoLevel && failureName(w) && !denied(b, i) {
		m.level = timeline.Error
	}
}

func failureName(w []byte) bool {
	n := len(w)
	return n > 9 && string(w[n-9:]) == "Exception" || n > 5 && string(w[n-5:]) == "Error" || string(w) == "Traceback"
}

func capitals(w []byte) bool {
	for _, c := range w {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// negated reports whether the word b[i:j] is a "not" which says that something
// went wrong: "could not", "can't", "does not respond".
func negated(b []byte, i, j int) bool {
	if i > 0 && b[i-1] != ' ' {
		return false
	}
	if fold(b[i:j], "can") || fold(b[i:j], "couldn") {
		return j+1 < len(b) && b[j] == '\'' && b[j+1] == 't'
	}
	if !fold(b[i:j], "not") {
		return false
	}
	before := bytes.TrimRight(b[:i], " ")
	if before = before[bytes.LastIndexByte(before, ' ')+1:]; fold(before, "could") || fold(before, "can") {
		return true
	}
	after := firstWord(bytes.TrimLeft(b[j:], " "))
	for _, w := range [...]string{"reachable", "responding", "respond", "answering", "answer", "available", "accessible"} {
		if fold(after, w) {
			return true
		}
	}
	return false
}

// denied reports whether the word at i follows "no", "0" or "without".
func denied(b []byte, i int) bool {
	end := i
	for end > 0 && b[end-1] == ' ' {
		end--
	}
	start := end
	for start > 0 && b[start-1] != ' ' && b[start-1] != '(' && b[start-1] != ',' {
		start--
	}
	w := b[start:end]
	return len(w) == 1 && w[0] == '0' || fold(w, "no") || fold(w, "without") || fold(w, "not") || fold(w, "zero")
}

// fold compares a word with one in small letters.
func fold(w []byte, small string) bool {
	if len(w) != len(small) {
		return false
	}
	for i, c := range w {
		if c|0x20 != small[i] {
			return false
		}
	}
	return true
}

// vocable is a word that tells how serious a line is.
type vocable struct {
	word    string
	level   timeline.Level
	prose   bool // it tells so in a sentence, too; "alert" and "severe" do not
	trouble bool // it tells that something went wrong; a level only in capitals
	column  bool // in capitals, as one of the first words, it names the level of a line that names no other
	bare    bool // as the first word it names the level in any case
}

// vocabulary holds the words by first letter and length, so that most words of
// a line are passed over with one look.
var vocabulary = func() (t [26][longestVocable + 1][]vocable) {
	add := func(words string, v vocable) {
		for _, w := range strings.Fields(words) {
			v.word = w
			at := &t[w[0]-'a'][len(w)]
			*at = append(*at, v)
		}
	}
	add("debug trace dbg dbug trce vrb trc debu trac", vocable{level: timeline.Debug, bare: true})
	add("verbose verbos verbo fine finer finest silly ddebug subdebug", vocable{level: timeline.Debug})
	add("info inf", vocable{level: timeline.Info, bare: true})
	add("information informational notice note log noti notic", vocable{level: timeline.Info})
	add("success config audit status", vocable{level: timeline.Info, column: true})
	add("warn wrn", vocable{level: timeline.Warning, bare: true})
	add("warning", vocable{level: timeline.Warning, prose: true, bare: true})
	add("warni", vocable{level: timeline.Warning})
	add("err severe erro eror fail", vocable{level: timeline.Error})
	add("failure", vocable{level: timeline.Error, trouble: true})
	add("error exception", vocable{level: timeline.Error, prose: true})
	add("crit criti alert emerg emergency dpanic ftl fata pani pnc", vocable{level: timeline.Fatal})
	add("fatal critical panic", vocable{level: timeline.Fatal, prose: true})
	// As PostgreSQL, Java and Windows write them in German, French, Spanish,
	// Italian and Portuguese.
	add("hinweis informationen infos notifica nota aviso informazioni", vocable{level: timeline.Info})
	add("warnung avertissement attention advertencia attenzione avvertenza", vocable{level: timeline.Warning})
	add("fehler schwerwiegend erreur errore erro grave", vocable{level: timeline.Error})
	add("kritisch panik critique critico fatale panico", vocable{level: timeline.Fatal})
	add(`fails failed failing failures errors refused denied timeout timed unable cannot expired abort aborted
		aborting killed unreachable corrupt corrupted rejected exhausted crash crashed invalid unavailable overflow
		violation unhealthy unresponsive deadlock deadlocked unsuccessful`, vocable{trouble: true})
	return t
}()

const longestVocable = 13

// lookUp finds a word in the vocabulary, in whatever case it is written.
func lookUp(w []byte) *vocable {
	if len(w) < 3 || len(w) > longestVocable {
		return nil
	}
	c := w[0] | 0x20 - 'a'
	if c >= 26 {
		return nil
	}
	list := vocabulary[c][len(w)]
	for i := range list {
		if fold(w, list[i].word) {
			return &list[i]
		}
	}
	return nil
}

// levelOf is the level a word names.
func levelOf(w []byte) timeline.Level {
	if v := lookUp(w); v != nil && v.word != "exception" && !v.column {
		return v.level
	}
	return timeline.NoLevel
}

// fieldLevel reads the value of a field that holds a level by name.
func fieldLevel(v []byte) timeline.Level {
	if len(v) > 0 && v[0] == escape {
		v = bytes.TrimLeft(v, "\x1b[0123456789;") // a colour
		if len(v) > 0 && v[0] == 'm' {
			v = v[1:]
		}
	}
	switch string(v) {
	case "Ausführlich", "Commentaires", "Detallado", "Dettagliato":
		return timeline.Debug // verbose, in the event viewer of Windows
	case "Información":
		return timeline.Info
	case "Crítico":
		return timeline.Fatal
	}
	n := 0
	for n < len(v) && v[n]|0x20 >= 'a' && v[n]|0x20 <= 'z' {
		n++
	}
	if n == 1 {
		return letterLevel(v[0])
	}
	switch string(v[:n]) {
	case "http", "default", "Default", "DEFAULT", "System", "ok", "success", "SUCCESS", "audit", "AUDIT":
		return timeline.Info
	case "exception":
		return timeline.Error
	}
	return levelOf(v[:n])
}

// letterLevel reads the single letters of klog, logcat and MongoDB.
func letterLevel(c byte) timeline.Level {
	switch c {
	case 'D', 'V':
		return timeline.Debug
	case 'I':
		return timeline.Info
	case 'W':
		return timeline.Warning
	case 'E':
		return timeline.Error
	case 'F':
		return timeline.Fatal
	}
	return timeline.NoLevel
}

// syslogLevel is the level of a severity of RFC 5424, section 6.2.1.
func syslogLevel(severity int) timeline.Level {
	switch {
	case severity <= 2:
		return timeline.Fatal
	case severity == 3:
		return timeline.Error
	case severity == 4:
		return timeline.Warning
	case severity <= 6:
		return timeline.Info
	}
	return timeline.Debug
}
