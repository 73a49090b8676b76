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
	parse: parseTimeOfDay,
}

func parseTimeOfDay(line []byte, r *record) verdict {
	i := 0
	if len(line) > 0 && (line[0] == '[' || line[0] == '(') {
		i = 1
	}
	n := r.at.timeOfDay(line[i:])
	if n == 0 {
		return parseDateLine(line, r)
	}
	r.after(line, i, i+n)
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
	if n == 0 || s.digits == toMinute || n < len(b) && isWordByte(b[n]) {
		return 0
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
