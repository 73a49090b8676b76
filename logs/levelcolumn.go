package logs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// levelColumn is where the lines of a file have their level: as the same word
// of each, counted from the time or, before the time, from the start of the
// line. Levels in a column of their own are written in many ways (a letter, a
// word in small letters, a shortened one) that say nothing in a sentence.
type levelColumn struct {
	known  bool
	before bool
	word   int
	flush  bool // lines with a time are not indented, so that one which is goes on with another
}

// Words that are looked at before and after the time.
const (
	columnsBefore = 4
	columnsAfter  = 9
)

// columnTally is what the words at one place of the first lines of a file are.
type columnTally struct {
	hits   int
	seen   [timeline.Fatal + 1]bool
	plain  bool // a word in small letters alone, as sentences have them
	spoken int  // an I or an A before a word of small letters
	loud   int  // words that are levels anywhere
}

// columnOf finds the column of levels by the first lines of a file, and whether
// they are indented; find tells where a line has its time.
func columnOf(head []byte, find func(line []byte, s *stamp) (start, end int)) levelColumn {
	var tallies [columnsBefore + columnsAfter]columnTally
	var r record
	lines, setIn := 0, 0
	for n := 0; len(head) > 0 && n < sniffLines; n++ {
		line, rest, ended := bytes.Cut(head, []byte("\n"))
		if head = rest; !ended && n > 0 {
			break
		}
		line = r.uncoloured(line)
		var s stamp
		start, end := find(line, &s)
		if end == 0 {
			continue
		}
		lines++
		setIn += btoi(indented(line))
		var space [columnsAfter][]byte
		for i, w := range wordsBefore(line, start, space[:0]) {
			tallies[i].add(w, nil)
		}
		words := wordsAfter(line[end:], space[:0])
		for i, w := range words {
			next := []byte(nil)
			if i+1 < len(words) {
				next = words[i+1]
			}
			tallies[columnsBefore+i].add(w, next)
		}
	}
	best, at := 0, -1
	for i, t := range tallies {
		if t.hits > best && t.column(lines) {
			best, at = t.hits, i
		}
	}
	flush := setIn*4 <= lines
	switch {
	case at < 0:
		return levelColumn{flush: flush}
	case at < columnsBefore:
		return levelColumn{known: true, before: true, word: at, flush: flush}
	}
	return levelColumn{known: true, word: at - columnsBefore, flush: flush}
}

// add takes note of a word and of the one after it.
func (t *columnTally) add(w, next []byte) {
	level, bare := columnLevel(w)
	if level == timeline.NoLevel {
		return
	}
	t.hits++
	t.seen[level] = true
	switch {
	case len(bare) == 1 && len(bare) == len(w) && (w[0] == 'I' || w[0] == 'A') && smallLetters(next):
		t.spoken++
	case len(bare) == len(w) && smallLetters(w):
		t.plain = true
	case len(bare) > 1:
		t.loud++
	}
}

// column reports whether the words are a column of levels. Words that could
// as well stand in a sentence must tell more than one level.
func (t *columnTally) column(lines int) bool {
	levels := 0
	for _, seen := range t.seen {
		levels += btoi(seen)
	}
	if lines < 2 || t.hits*10 < lines*8 || t.spoken*2 > t.hits && levels < 3 {
		return false
	}
	return levels > 1 || !t.plain && (t.loud*2 > t.hits || t.hits > 3)
}

func smallLetters(w []byte) bool {
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return len(w) > 0
}

// columnLevel is the level that a word of a column names, and the word without
// what frames it. One that is a list, or stands behind the name of a logger or of
// a thread, counts by the part that names a level.
func columnLevel(w []byte) (level timeline.Level, bare []byte) {
	bare = bytes.Trim(w, "[](){}<>|:,;*!\"'=-")
	if len(bare) == 0 || len(bare) > 40 {
		return timeline.NoLevel, nil
	}
	if level = columnWord(bare); level != timeline.NoLevel {
		return level, bare
	}
	if len(w) == 5 && w[4] == ':' && digitRun(w[1:]) == 3 {
		return letterLevel(w[0]), bare // I125: of VMware
	}
	if len(bare) > 2 && bare[1] == '/' && isLetter(bare[2]) {
		return letterLevel(bare[0]), bare // D/Tag of Android
	}
	for part := range bytes.FieldsFuncSeq(bare, parting) {
		if len(part) > 2 && (capitals(part) || bytes.ContainsAny(bare, ",:")) {
			if level = levelName(part); level != timeline.NoLevel {
				break
			}
		}
	}
	return level, bare
}

func parting(r rune) bool {
	return r == ',' || r == '.' || r == '/' || r == '[' || r == ':' || r == '|'
}

// proseLevels are words that name a level but, in small letters, stand in
// sentences for something else.
var proseLevels = strings.Fields("log fine finer finest note success config audit status attention grave nota fail failure erro")

// columnWord is the level of a whole word in a column.
func columnWord(w []byte) timeline.Level {
	switch len(w) {
	case 1:
		return columnLetter(w[0])
	case 2:
		switch string(w) {
		case "Df": // default and debug of macOS
			return timeline.Info
		case "Db":
			return timeline.Debug
		}
		return timeline.NoLevel
	}
	if level := levelName(w); level != timeline.NoLevel {
		return level
	}
	switch {
	case fold(w, "default"), fold(w, "system"):
		return timeline.Info
	case fold(w, "fault"):
		return timeline.Fatal
	}
	return timeline.NoLevel
}

// levelName is the level that a word names where levels are looked for.
func levelName(w []byte) timeline.Level {
	v := lookUp(w)
	if v == nil || v.word == "exception" || smallLetters(w) && slices.Contains(proseLevels, v.word) {
		return timeline.NoLevel
	}
	return v.level
}

// columnLetter is the level of a single letter in a column, in either case. A is
// for audit (WebSphere) and activity (macOS), N for notice, C for critical.
func columnLetter(c byte) timeline.Level {
	switch c {
	case 'T':
		return timeline.Debug
	case 'N', 'A', 'O':
		return timeline.Info
	case 'C':
		return timeline.Fatal
	case 'd', 'v', 't', 'i', 'w', 'e', 'f':
		return columnLetter(c &^ 0x20)
	}
	return letterLevel(c)
}

// wordsBefore are the words before a time.
func wordsBefore(line []byte, start int, dst [][]byte) [][]byte {
	dst = bytesFields(line[:start], dst[:0:columnsBefore])
	for len(dst) > 0 && len(bytes.Trim(dst[len(dst)-1], "[(<|:,")) == 0 {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// wordsAfter are the words after a time, without the marks that end it.
func wordsAfter(rest []byte, dst [][]byte) [][]byte {
	return bytesFields(rest[markRun(rest):], dst)
}

// markRun is how many marks and blanks end a time.
func markRun(rest []byte) int {
	i := 0
	for i < len(rest) && contains("] \t)\":,|", rest[i]) {
		i++
	}
	return i
}

// columned takes the level from the file's column of levels. line[start:end] is
// the time.
func (r *record) columned(c levelColumn, line []byte, start, end int) {
	from, to := end+markRun(line[end:]), len(line)
	if c.before {
		from, to = 0, start
	}
	for n := 0; ; n++ {
		for from < to && (line[from] == ' ' || line[from] == '\t') {
			from++
		}
		next := from
		for next < to && line[next] != ' ' && line[next] != '\t' {
			next++
		}
		if next == from {
			return
		}
		if n < c.word {
			from = next
			continue
		}
		level, _ := columnLevel(line[from:next])
		if level == timeline.NoLevel && c.before && c.word > 0 {
			c.word, from, n = 0, 0, -1
			continue
		}
		if level == timeline.NoLevel {
			return
		}
		same := level == r.level && r.head != 0
		r.level, r.trouble = level, false
		if !c.before && !same {
			if at, ok := placeIn(line, r.message); ok && next > at {
				r.head = next - at
			}
		}
		return
	}
}
