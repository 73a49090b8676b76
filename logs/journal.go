package logs

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/candor-reports/candor/timeline"
)

var journalFormat = Format{
	Name: "journal",
	Doc:  "the journal of systemd as journalctl -o export writes it: a field a line, records parted by empty lines, values of many lines with their length before them",
	Samples: []Sample{
		{Line: "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1709560931123456\nPRIORITY=3\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\nMESSAGE=fatal: no key \"a=b\"\n", Time: "2024-03-04T14:02:11.123456Z", Level: timeline.Error, Subject: "sshd", Text: `fatal: no key "a=b"`},
	},
	parse: func(line []byte, r *record) verdict {
		if len(line) < 2 || line[0] != '{' {
			return foreign
		}
		if line[len(line)-1] != '}' {
			line = append(bytes.Clone(line), '}') // the file ends within the record
		}
		return parseJSON(line, r)
	},
	begin:  beginJournal,
	gather: gatherJournal,
}

// beginJournal knows an export by its first field.
func beginJournal(f Format, head []byte) (Format, bool) {
	for len(head) > 0 && head[0] == '\n' {
		head = head[1:]
	}
	n := 0
	for n < len(head) && fieldByte(head[n]) {
		n++
	}
	return f, n > 2 && head[0] == '_' && head[1] == '_' && n < len(head) && head[n] == '='
}

func fieldByte(c byte) bool { return c >= 'A' && c <= 'Z' || isDigit(c) || c == '_' }

// journalState is the place within a record of the journal's export.
type journalState struct {
	name   []byte
	seen   map[string]bool
	value  bool // a value is being read
	length []byte
	left   uint64 // bytes of a value whose length was told
	told   bool   // its length was told
	skip   bool   // the name stood in the record before
}

// gatherJournal writes each record as an object of JSON. Of a field that stands
// twice the first counts.
func gatherJournal(r io.Reader) io.Reader {
	s := journalState{seen: map[string]bool{}}
	return &gatherer{src: r, step: s.step}
}

func (s *journalState) step(g *gatherer, c byte) {
	switch {
	case s.told && len(s.length) < 8:
		if s.length = append(s.length, c); len(s.length) == 8 {
			s.left = binary.LittleEndian.Uint64(s.length)
		}
	case s.told && s.left > 0:
		s.left--
		s.put(g, c)
	case c == '\n' && (s.value || s.told):
		s.close(g)
	case s.value:
		s.put(g, c)
	case c == '\n' && len(s.name) == 0:
		if g.open {
			g.put('}')
			g.end()
			clear(s.seen)
		}
	case c == '\n':
		s.told, s.length = true, s.length[:0]
		s.field(g)
	case c == '=':
		s.value = true
		s.field(g)
	case fieldByte(c) && len(s.name) < 64:
		s.name = append(s.name, c)
	}
}

// field begins the field that was named.
func (s *journalState) field(g *gatherer) {
	s.skip = s.seen[string(s.name)] || g.size > recordLimit
	if s.skip {
		return
	}
	sep := byte(',')
	if !g.open {
		g.begin()
		sep = '{'
	}
	s.seen[string(s.name)] = true
	g.put(sep)
	g.put('"')
	for _, c := range s.name {
		g.put(c)
	}
	for _, c := range []byte(`":"`) {
		g.put(c)
	}
}

// put adds a byte of a value as JSON has it.
func (s *journalState) put(g *gatherer, c byte) {
	const digits = "0123456789abcdef"
	switch {
	case s.skip || g.size > recordLimit:
	case c == '"' || c == '\\':
		g.put('\\')
		g.put(c)
	case c == '\n':
		g.put(' ')
	case c < ' ':
		for _, c := range []byte{'\\', 'u', '0', '0', digits[c>>4], digits[c&15]} {
			g.put(c)
		}
	default:
		g.put(c)
	}
}

func (s *journalState) close(g *gatherer) {
	if !s.skip {
		g.put('"')
	}
	s.name, s.value, s.told = s.name[:0], false, false
}
