package logs

import (
	"bytes"
	"strings"
)

// causeReach is how many lines after a record the error is looked for that it tells of.
const causeReach = 60

// caused keeps, for a record that is shown, the error that the lines after it name:
// what a program says of an error often names the order it was about, and the line
// below what went wrong. after is how many lines the record stands above.
func (p *pattern) caused(line []byte, m place, after int) {
	if after > causeReach {
		return
	}
	for i := range p.samples {
		if s := &p.samples[i]; s.place == m && s.cause == "" && namesError(line) {
			s.cause = oneLine(line, textLimit)
		}
	}
}

// namesError reports whether a line after a record begins with the name of an error
// as Java, .NET, Python and Ruby write it above or below a trace.
func namesError(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	n := 0
	for n < len(line) && (isWordByte(line[n]) || line[n] == '.' || line[n] == '$') {
		n++
	}
	if n < len(line) && line[n] != ':' {
		return false
	}
	name := bytes.TrimRight(line[:n], ".")
	for _, end := range []string{"Exception", "Error", "Throwable", "Failure"} {
		if len(name) > len(end) && bytes.HasSuffix(name, []byte(end)) {
			return true
		}
	}
	return false
}

// says is the text of a pattern, with the error that the lines after its first
// record name.
func (p *pattern) says() string {
	if len(p.samples) == 0 || p.samples[0].cause == "" {
		return p.text
	}
	cause := p.samples[0].cause
	if name, _, _ := strings.Cut(cause, ":"); strings.Contains(p.text, name) {
		return p.text
	}
	return oneLine([]byte(p.text+": "+cause), textLimit)
}
