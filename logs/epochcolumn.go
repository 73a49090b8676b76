package logs

import (
	"bytes"

	"github.com/candor-reports/candor/timeline"
)

var epochColumnFormat = Format{
	Name: "epochcolumn",
	Doc:  "lines of which the same word, one of the first eight, is a number of seconds or parts of them since 1970, as in logs of supercomputers and proxies",
	Samples: []Sample{
		{Line: "134681 node-246 unix.hw state_change.unavailable 1709560931 1 Component is in the unavailable state\n134682 node-247 unix.hw state_change.unavailable 1709560932 1 ERROR x", Time: "2024-03-04T14:02:11Z", Text: "1 Component is in the unavailable state"},
	},
	begin: beginEpochColumn,
}

// columnReach is how many words of a line are looked at, and columnLines how
// many lines have to agree.
const (
	columnReach = 8
	columnLines = 2
)

func beginEpochColumn(f Format, head []byte) (Format, bool) {
	var hits [columnReach]int
	lines, all := 0, head
	for len(head) > 0 && lines < sniffLines {
		line, rest, ended := bytes.Cut(head, []byte("\n"))
		if head = rest; !ended && lines > 0 || len(line) == 0 {
			break
		}
		lines++
		var space [columnReach][]byte
		for i, w := range bytesFields(line, space[:0]) {
			var s stamp
			if n := digitRun(w); (n == 10 || n == 13) && s.number(w) {
				hits[i]++
			}
		}
	}
	for i, n := range hits {
		// The first word is found without this.
		if i == 0 || lines < columnLines || n*10 < lines*8 {
			continue
		}
		c := columnOf(all, func(line []byte, s *stamp) (start, end int) { return findEpoch(line, i, s) })
		f.parse = func(line []byte, r *record) verdict { return parseEpochColumn(line, i, c, r) }
		return f, true
	}
	return f, false
}

// findEpoch finds the number in the column of the file, or else in another word
// of the line, since some have one word more or less; end is 0 if there is none.
func findEpoch(line []byte, column int, s *stamp) (start, end int) {
	var space [columnReach][]byte
	words := bytesFields(line, space[:0])
	for n := range len(words) + 1 {
		i := column
		if n > 0 {
			i = n - 1
		}
		if i < len(words) && (digitRun(words[i]) == 10 || digitRun(words[i]) == 13) && s.number(words[i]) {
			at, ok := placeIn(line, words[i])
			if !ok {
				return 0, 0
			}
			return at, at + len(words[i])
		}
	}
	return 0, 0
}

func bytesFields(line []byte, dst [][]byte) [][]byte {
	for len(dst) < cap(dst) {
		line = bytes.TrimLeft(line, " \t")
		n := bytes.IndexAny(line, " \t")
		if n < 0 {
			if len(line) > 0 {
				dst = append(dst, line)
			}
			return dst
		}
		dst, line = append(dst, line[:n]), line[n:]
	}
	return dst
}

func parseEpochColumn(line []byte, column int, c levelColumn, r *record) verdict {
	start, end := findEpoch(line, column, &r.at)
	if end == 0 {
		return foreign
	}
	r.timed, r.plain = true, true
	if r.message = bytes.TrimSpace(line[end:]); len(r.message) == 0 {
		r.message = line
	}
	r.mood()
	switch {
	case c.known:
		r.columned(c, line, start, end)
	case r.level == timeline.NoLevel && start > 0:
		r.before(line[:start])
	}
	return understood
}
