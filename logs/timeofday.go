package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var timeOfDayFormat = Format{
	Name: "timeofday",
	Doc:  "lines that begin with the time of day alone; the date is that of a line before, of a heading, of the file's name, or else of the file",
	Samples: []Sample{
		{Line: "--- 2024-03-04 ---\n14:02:11.250 ERROR [main] shop.Cart - no stock", Time: "2024-03-04T14:02:11.25Z", Level: timeline.Error, Subject: "shop.Cart", Text: "no stock"},
		{Line: "04.03.2024\n[14:02:11] WARN slow", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Text: "slow"},
	},
	parse: func(line []byte, r *record) verdict { return parseTimeOfDay(levelColumn{}, line, r) },
	begin: func(f Format, head []byte) (Format, bool) {
		if c := columnOf(head, findTimeOfDay); c.known {
			f.parse = func(line []byte, r *record) verdict { return parseTimeOfDay(c, line, r) }
		}
		return f, true
	},
}

// findTimeOfDay finds the time at the beginning of a line; end is 0 if there is none.
func findTimeOfDay(line []byte, s *stamp) (start, end int) {
	if len(line) > 0 && (line[0] == '[' || line[0] == '(') {
		start = 1
	}
	if n := s.timeOfDay(line[start:]); n > 0 {
		return start, start + n
	}
	return 0, 0
}

// bracketedClock finds a time of day in brackets of its own further on in a line
// that has no other time, as in "MSI (s) (A4:0C) [14:02:11:250]: text" of Windows
// Installer; end is 0 if there is none.
func bracketedClock(line []byte, s *stamp) (start, end int) {
	for from := 1; ; {
		i := bytes.IndexByte(line[min(from, len(line)):min(len(line), stampReach)], '[')
		if i < 0 {
			return 0, 0
		}
		if from += i + 1; from < len(line) && isDigit(line[from]) {
			if n := s.timeOfDay(line[from:]); n > 0 && from+n < len(line) && line[from+n] == ']' {
				var other stamp
				if _, at := findStamp(line, &other); at > 0 {
					return 0, 0
				}
				return from, from + n
			}
		}
	}
}

func parseTimeOfDay(c levelColumn, line []byte, r *record) verdict {
	start, end := findTimeOfDay(line, &r.at)
	if end == 0 {
		if start, end = bracketedClock(line, &r.at); end == 0 {
			return parseDateLine(line, r)
		}
	}
	r.after(line, start, end)
	if c.known {
		r.columned(c, line, start, end)
	}
	return understood
}

// timeOfDay reads 15:04:05 with a fraction, AM or PM and a zone where they are
// there.
func (s *stamp) timeOfDay(b []byte) int {
	if len(b) < 8 || !isDigit(b[0]) {
		return 0
	}
	*s = stamp{form: clockOnly}
	n := s.clock(b, 0)
	if n == 0 || n < len(b) && isWordByte(b[n]) {
		return 0
	}
	if s.digits == toMinute && b[n-1]|0x20 != 'm' {
		return 0 // without seconds it is a time only with AM or PM: 3:04PM
	}
	return n
}

// parseDateLine reads a heading: a line that holds a date and nothing else
// but what frames it.
func parseDateLine(line []byte, r *record) verdict {
	text := bytes.Trim(line, "-=*#[]_ \t")
	if len(text) < 6 || len(text) > 40 || !r.at.whole(text) || r.at.form == epoch || r.at.form == yearless || r.at.form == pairDate {
		return foreign
	}
	r.timed = true
	return aside
}
