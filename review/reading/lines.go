package reading

import "strings"

type kind uint8

const (
	skipped kind = iota
	empty
	heading
	item
	row // of a table
	paragraph
	front // a line of the front matter
)

// line is one line of a document with what it is.
type line struct {
	kind    kind
	number  int // from 0
	offset  int
	raw     string
	text    string // masked
	body    int    // where the text begins after its mark
	level   int    // of a heading
	depth   int    // indentation
	cells   []span // of a table's row
	table   int    // which table
	head    bool   // of a table
	stamps  []stamp
	lengths []length
}

type span struct{ start, end int }

func (l *line) cell(i int) string {
	if i >= len(l.cells) {
		return ""
	}
	return strings.TrimSpace(l.text[l.cells[i].start:l.cells[i].end])
}

// splitter is what the lines before say about a line.
type splitter struct {
	fence   string
	comment bool
	front   string
	tables  int
	quote   bool
	last    kind
}

func (r *reader) split(source string) {
	s := splitter{}
	offset := 0
	if strings.HasPrefix(source, "\ufeff") {
		offset, source = len("\ufeff"), source[len("\ufeff"):]
	}
	r.lines = make([]line, 0, strings.Count(source, "\n")+1)
	for n := 0; source != ""; n++ {
		raw, rest, _ := strings.Cut(source, "\n")
		length := len(source) - len(rest)
		l := line{number: n, offset: offset, raw: strings.TrimSuffix(raw, "\r")}
		s.classify(&l)
		s.last = l.kind
		r.lines = append(r.lines, l)
		source, offset = rest, offset+length
	}
	for i := range r.lines {
		if l := &r.lines[i]; l.kind > empty {
			l.scan()
		}
	}
	if r.dotted() {
		for i := range r.lines {
			if l := &r.lines[i]; l.kind > empty {
				l.undot()
				l.scan()
			}
		}
	}
}

func (s *splitter) classify(l *line) {
	trimmed := strings.TrimSpace(l.raw)
	switch {
	case s.front != "":
		l.kind, l.text = front, l.raw
		if trimmed == s.front {
			s.front, l.kind = "", skipped
		}
		return
	case l.number == 0 && (trimmed == "---" || trimmed == "+++"):
		s.front = trimmed
		return
	case s.comment:
		s.comment = !strings.Contains(trimmed, "-->")
		return
	case s.fence != "":
		if strings.HasPrefix(trimmed, s.fence) && strings.Trim(trimmed, s.fence[:1]) == "" {
			s.fence = ""
		}
		return
	case trimmed == "":
		l.kind, s.quote = empty, false
		return
	case strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~"):
		s.fence = trimmed[:len(trimmed)-len(strings.TrimLeft(trimmed, trimmed[:1]))]
		return
	case strings.HasPrefix(trimmed, "<!--"):
		s.comment = !strings.Contains(trimmed, "-->")
		return
	case trimmed[0] == '>' || s.quote && s.last == skipped:
		s.quote = trimmed[0] == '>' || s.quote && !marked(trimmed)
		if s.quote {
			return
		}
	}
	l.text = mask(l.raw)
	l.depth = depth(l.raw)
	s.form(l, trimmed)
}

// marked reports whether a line begins a block, and so ends a quote above it.
func marked(s string) bool { return s[0] == '#' || s[0] == '|' || bullet(s) > 0 }

func depth(s string) int {
	d := 0
	for _, c := range s {
		switch c {
		case ' ':
			d++
		case '\t':
			d += 4
		default:
			return d
		}
	}
	return d
}

func (s *splitter) form(l *line, trimmed string) {
	indent := len(l.raw) - len(strings.TrimLeft(l.raw, " \t"))
	switch n := len(trimmed) - len(strings.TrimLeft(trimmed, "#")); {
	case n > 0 && n <= 6 && l.depth < 4 && (len(trimmed) == n || trimmed[n] == ' ' || trimmed[n] == '\t'):
		l.kind, l.level, l.body = heading, n, indent+n
	// AsciiDoc, which the same tools publish.
	case l.depth == 0 && equals(trimmed) > 0:
		l.kind, l.level, l.body = heading, equals(trimmed), equals(trimmed)
	case strings.Count(trimmed, "|") >= 2 || trimmed[0] == '|' || s.last == row && strings.Contains(trimmed, "|"):
		l.kind = row
		l.split()
		if s.last != row {
			s.tables++
			l.head = true
		}
		l.table = s.tables
	case bullet(trimmed) > 0:
		l.kind, l.body = item, indent+bullet(trimmed)
		l.body += box(l.raw[l.body:])
	default:
		l.kind, l.body = paragraph, indent
	}
}

func equals(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "="))
	if n > 0 && n < 7 && n < len(s) && s[n] == ' ' {
		return n
	}
	return 0
}

// bullet measures the mark of a list item with the space after it.
func bullet(s string) int {
	n := 0
	switch {
	case s[0] == '-' || s[0] == '*' || s[0] == '+':
		n = 1
		// AsciiDoc repeats the mark for depth.
		for n < len(s) && s[0] == '*' && s[n] == '*' && n < 5 && strings.IndexByte(s, ' ') > n {
			n++
		}
	case strings.HasPrefix(s, "•"):
		n = len("•")
	default:
		_, n = number(s, 9)
		if n == 0 || n >= len(s) || s[n] != '.' && s[n] != ')' {
			return 0
		}
		n++
	}
	k := 0
	if n < len(s) {
		k = spaces(s[n:])
	}
	if k == 0 {
		return 0
	}
	return n + k
}

// box measures the check box of a task.
func box(s string) int {
	if len(s) > 4 && s[0] == '[' && s[2] == ']' && s[3] == ' ' && strings.IndexByte(" xX", s[1]) >= 0 {
		return 4
	}
	return 0
}

// split finds the cells of a table's row.
func (l *line) split() {
	start := 0
	text := l.text
	if i := len(text) - len(strings.TrimLeft(text, " \t")); i < len(text) && text[i] == '|' {
		start = i + 1
	}
	for i := start; i <= len(text); i++ {
		if i == len(text) && strings.TrimSpace(text[start:]) == "" {
			break
		}
		if i == len(text) || text[i] == '|' && (i == 0 || l.raw[i-1] != '\\') {
			l.cells = append(l.cells, span{start, i})
			start = i + 1
		}
	}
}

func (l *line) scan() {
	l.stamps = nil
	if strings.ContainsAny(l.text, "0123456789") {
		l.stamps = stamps(l.text)
	}
	l.lengths = lengths(l.text)
	// What is a time is not also a length: "13h45", "5 m" of a date.
	kept := l.lengths[:0]
	for _, d := range l.lengths {
		if !l.inStamp(d.start) {
			kept = append(kept, d)
		}
	}
	l.lengths = kept
}

func (l *line) inStamp(at int) bool {
	for _, s := range l.stamps {
		if at >= s.start && at < s.end {
			return true
		}
	}
	return false
}
