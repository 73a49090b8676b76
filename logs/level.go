package logs

import "github.com/candor-reports/candor/timeline"

// levelReach and levelWords bound how far into a line its level is looked for.
const (
	levelReach   = 160
	levelWords   = 10
	troubleWords = 24
	troubleReach = 320
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
	words, last := 0, 0
	for i := 0; i < len(b) && i < troubleReach && words < troubleWords; {
		c := b[i] | 0x20
		if c < 'a' || c > 'z' {
			if b[i] == ' ' {
				words++
			}
			i++
			continue
		}
		j := i + 1
		for j < len(b) && b[j]|0x20 >= 'a' && b[j]|0x20 <= 'z' {
			j++
		}
		if n := j - i; n >= 3 && n <= 40 && firstLetters[b[i]] {
			if i < levelReach && words < levelWords {
				if m.word(b, i, j, last) {
					return m
				}
			}
			if !m.trouble && m.level == timeline.NoLevel && n <= 12 && troubled(b[i:j]) && !denied(b, i) {
				m.trouble = true
			}
		}
		last = i
		i = j
	}
	if m.level != timeline.NoLevel {
		m.trouble = false
	}
	return m
}

// firstLetters holds the bytes with which a word of interest begins. Names of
// exceptions begin with any capital.
var firstLetters = func() (t [256]bool) {
	for _, c := range "acdefiklnoprstuvw" {
		t[c] = true
	}
	for c := 'A'; c <= 'Z'; c++ {
		t[c] = true
	}
	return t
}()

// word looks at the word b[i:j] and reports whether it settles the level.
func (m *mood) word(b []byte, i, j, last int) bool {
	l := levelOf(b[i:j])
	if j-i == 3 && fold(b[i:j], "log") && (!capitals(b[i:j]) || !colonAt(b, j)) {
		return false // "LOG:" is a level of PostgreSQL, "log" is a word
	}
	if l == timeline.NoLevel {
		m.exception(b, i, j)
		return false
	}
	var before, after byte = ' ', ' '
	if i > 0 {
		before = b[i-1]
	}
	if j < len(b) {
		after = b[j]
	}
	if before == '_' || before == '-' || before == '.' || before == '/' || isDigit(before) || before >= 0x80 {
		return false
	}
	if after == '_' || after == '-' || after == '=' || after == '.' && j+1 < len(b) && b[j+1] != ' ' || after == '/' || isDigit(after) || after == '(' || after >= 0x80 {
		return false
	}
	if before == '=' && !levelKey(b[last:i-1]) {
		return false
	}
	if capitals(b[i:j]) || after == ':' || after == ']' || after == '>' || after == '|' || before == '=' {
		m.level, m.end = l, j
		return true
	}
	if m.level == timeline.NoLevel && l >= timeline.Warning && prose(b[i:j]) && !denied(b, i) {
		m.level = min(l, timeline.Error)
	}
	return false
}

// prose reports whether the word tells a level in a sentence, too: "alert" and
// "severe" do not.
func prose(w []byte) bool {
	switch len(w) {
	case 5:
		return w[0]|0x20 == 'e' || w[0]|0x20 == 'f' || w[0]|0x20 == 'p'
	case 7, 8:
		return true
	}
	return false
}

func levelKey(w []byte) bool {
	return fold(w, "level") || fold(w, "lvl") || fold(w, "severity") || fold(w, "loglevel")
}

// exception takes names such as NullPointerException and TypeError, and the
// head of a Python traceback, for errors.
func (m *mood) exception(b []byte, i, j int) {
	w := b[i:j]
	n := len(w)
	if m.level != timeline.NoLevel || n < 6 {
		return
	}
	switch {
	case w[0] >= 'A' && w[0] <= 'Z' && n > 9 && string(w[n-9:]) == "Exception",
		w[0] >= 'A' && w[0] <= 'Z' && string(w[n-5:]) == "Error",
		string(w) == "Traceback", n == 9 && fold(w, "exception"):
		if !denied(b, i) {
			m.level = timeline.Error
		}
	}
}

func capitals(w []byte) bool {
	for _, c := range w {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
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

// levelOf is the level a word names.
func levelOf(w []byte) timeline.Level {
	if len(w) < 3 || len(w) > 13 {
		return timeline.NoLevel
	}
	var low [13]byte
	for i, c := range w {
		low[i] = c | 0x20
	}
	switch string(low[:len(w)]) {
	case "debug", "trace", "verbose", "fine", "finer", "finest", "dbg", "dbug", "trce", "silly":
		return timeline.Debug
	case "info", "information", "informational", "inf", "notice", "log":
		return timeline.Info
	case "warn", "warning", "wrn":
		return timeline.Warning
	case "error", "err", "severe", "eror", "fail":
		return timeline.Error
	case "fatal", "critical", "crit", "alert", "emerg", "emergency", "panic", "dpanic", "ftl":
		return timeline.Fatal
	}
	return timeline.NoLevel
}

// troubled reports whether a word tells that something went wrong.
func troubled(w []byte) bool {
	var low [12]byte
	for i, c := range w {
		low[i] = c | 0x20
	}
	switch string(low[:len(w)]) {
	case "fail", "fails", "failed", "failing", "failure", "failures", "errors", "refused", "denied", "timeout", "timed",
		"unable", "cannot", "expired", "abort", "aborted", "aborting", "killed", "unreachable", "corrupt", "corrupted",
		"rejected", "exhausted", "crash", "crashed", "invalid", "unavailable", "overflow", "violation", "unhealthy":
		return true
	}
	return false
}

// fieldLevel reads the value of a field that holds a level by name.
func fieldLevel(v []byte) timeline.Level {
	n := 0
	for n < len(v) && v[n]|0x20 >= 'a' && v[n]|0x20 <= 'z' {
		n++
	}
	if n == 1 {
		return letterLevel(v[0])
	}
	switch string(v[:n]) {
	case "http", "default", "DEFAULT", "System", "ok":
		return timeline.Info
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
