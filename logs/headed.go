package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var headedFormat = Format{
	Name: "headed",
	Doc:  "records that begin with a line which holds a time and nothing else, as in the alert log of Oracle; the message is on the lines after it",
	Samples: []Sample{
		{Line: "2024-03-04T15:02:11.250000+01:00\nThread 1 advanced to log sequence 812 (LGWR switch)\n  Current log# 2 seq# 812\n2024-03-04T15:02:12.000000+01:00\nError: no space", Time: "2024-03-04T14:02:11.25Z", Text: "Thread 1 advanced to log sequence 812 (LGWR switch)   Current log# 2 seq# 812"},
		{Line: "Mon Mar 04 14:02:11 2024\nERROR: the archiver is stuck\nMon Mar 04 14:02:12 2024\nCompleted", Time: "2024-03-04T14:02:11Z", Level: timeline.Error, Text: "ERROR: the archiver is stuck"},
	},
	begin: beginHeaded,
}

// beginHeaded knows the file by its lines that begin with a time: nearly all of
// them, and two at least, hold nothing else.
func beginHeaded(f Format, head []byte) (Format, bool) {
	alone, others := 0, 0
	for n := 0; len(head) > 0 && n < sniffLines; n++ {
		var line []byte
		line, head, _ = bytes.Cut(head, []byte("\n"))
		switch line = bytes.TrimRight(line, " \r"); {
		case len(line) == 0:
		case !stampHeads(line):
		case stampAlone(line):
			alone++
		default:
			if others++; others > 2 && alone == 0 {
				return f, false
			}
		}
	}
	if alone < 2 || alone < others*9 {
		return f, false
	}
	f.parse = parseHeaded
	f.gather = gatherBlocks(func(line, _ []byte) bool { return stampHeads(line) })
	return f, true
}

// stampHeads reports whether a line begins with a time.
func stampHeads(line []byte) bool {
	var s stamp
	return len(line) > 0 && (isDigit(line[0]) || isLetter(line[0])) && s.read(line, false) > 0
}

// stampAlone reports whether a line is a time.
func stampAlone(line []byte) bool {
	var s stamp
	return s.read(line, false) == len(line)
}

func parseHeaded(line []byte, r *record) verdict {
	n := r.at.read(line, false)
	if n == 0 {
		return foreign
	}
	r.message = bytes.TrimLeft(line[n:], " ")
	r.timed = true
	r.mood()
	return understood
}
