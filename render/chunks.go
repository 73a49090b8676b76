package render

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// chunk is a part of a document that reads the same by itself, but for the
// definitions it uses.
type chunk struct {
	source []byte
	line   int // its first
}

// A chunk ends before a heading once it has so many blocks, and before any
// block once it has more.
const (
	chunkFull = 10
	chunkOver = 40
)

// chunks cuts a document into parts before blocks that stand by themselves: not
// within code, nor where a list or a quotation may go on.
func chunks(source []byte) []chunk {
	var out []chunk
	var s splitter
	start, line := 0, 1
	at, blocks := 0, 0
	for i, text := range bytes.SplitAfter(source, []byte("\n")) {
		if s.begins(text) {
			blocks++
			if blocks > chunkOver || blocks > chunkFull && text[0] == '#' {
				out = append(out, chunk{source[start:at], line})
				start, line, blocks = at, i+1, 1
			}
		}
		at += len(text)
	}
	if start < len(source) {
		out = append(out, chunk{source[start:], line})
	}
	return out
}

// splitter goes through the lines of a document.
type splitter struct {
	fence string // that closes the code it is in
	open  bool   // a block of lines is open
	kind  byte   // of the last block that began at the margin
}

var fenceLine = regexp.MustCompile("^ {0,3}(`{3,}|~{3,})")

// begins reports whether a line begins a block before which a document may be
// cut.
func (s *splitter) begins(line []byte) bool {
	text := strings.TrimRight(string(line), " \t\r\n")
	if m := fenceLine.FindStringSubmatch(text); m != nil {
		switch {
		case s.fence == "":
			s.fence = m[1]
		case strings.HasPrefix(strings.TrimLeft(text, " "), s.fence) && strings.Trim(text, " "+s.fence[:1]) == "":
			s.fence = ""
		}
		fresh := !s.open && text[0] != ' ' && s.fence != ""
		s.open, s.kind = true, '`'
		return fresh
	}
	if s.fence != "" {
		return false
	}
	if text == "" {
		s.open = false
		return false
	}
	if s.open || text[0] == ' ' || text[0] == '\t' {
		return false
	}
	before := s.kind
	s.open, s.kind = true, blockKind(text)
	return s.kind != before || s.kind == 'p' || s.kind == '#'
}

// blockKind is the kind of block that a line at the margin begins: 'p' for
// what stands by itself, others for what may go on after an empty line.
func blockKind(text string) byte {
	switch c := text[0]; {
	case c == '#':
		return '#'
	case c == '>', c == '<', c == ':', c == '[':
		return c
	case listMark.MatchString(text):
		return '-'
	}
	return 'p'
}

var listMark = regexp.MustCompile(`^(?:[-*+]|\d{1,9}[.)])(?: |$)`)

// definition is a link or a footnote that any part of a document may use.
type definition struct{ text []byte }

var definitionLine = regexp.MustCompile(`^ {0,3}\[([^\[\]\n]+)\]:`)

// definitions finds the definitions of a document, by their labels. The first
// of a label counts.
func definitions(source []byte) map[string]definition {
	all := map[string]definition{}
	lines := bytes.SplitAfter(source, []byte("\n"))
	var s splitter
	for i := 0; i < len(lines); i++ {
		s.begins(lines[i])
		m := definitionLine.FindSubmatch(lines[i])
		if m == nil || s.fence != "" {
			continue
		}
		end := i + 1
		for end < len(lines) && (m[1][0] == '^' && goesOn(lines, end) || m[1][0] != '^' && isTitle(lines[end])) {
			end++
		}
		if label := strings.ToLower(string(m[1])); all[label].text == nil {
			all[label] = definition{bytes.TrimRight(bytes.Join(lines[i:end], nil), " \t\n")}
		}
	}
	return all
}

// goesOn reports whether a line belongs to the footnote before it: it is
// indented, or empty before one that is.
func goesOn(lines [][]byte, i int) bool {
	for i < len(lines) && len(bytes.TrimSpace(lines[i])) == 0 {
		i++
	}
	return i < len(lines) && (bytes.HasPrefix(lines[i], []byte("    ")) || lines[i][0] == '\t')
}

var titleLine = regexp.MustCompile(`^[ \t]+["'(]`)

func isTitle(line []byte) bool { return titleLine.Match(line) }

var labelUse = regexp.MustCompile(`\[([^\[\]\n]+)\]`)

// withDefinitions is a part of a document with the definitions after it that
// it uses and does not hold.
func withDefinitions(source []byte, all map[string]definition) []byte {
	have := definitions(source)
	var queue []string
	use := func(text []byte) {
		for _, m := range labelUse.FindAllSubmatch(text, -1) {
			label := strings.ToLower(string(m[1]))
			if all[label].text != nil && have[label].text == nil && !slices.Contains(queue, label) {
				queue = append(queue, label)
			}
		}
	}
	use(source)
	out := slices.Concat(bytes.TrimRight(source, "\n"), []byte("\n"))
	for i := 0; i < len(queue); i++ {
		out = slices.Concat(out, []byte("\n"), all[queue[i]].text, []byte("\n"))
		use(all[queue[i]].text)
	}
	return out
}
