package logs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deep values may lie within each other.
const maxDepth = 100

var (
	errJSON      = errors.New("not JSON")
	errDepth     = errors.New("JSON: nested more than 100 deep")
	errDuplicate = errors.New("JSON: the same name twice in one object")
)

// jsonScan walks one JSON text without building a tree, checks all of its
// grammar, and offers the values of its first three levels to the roles.
type jsonScan struct {
	b     []byte
	i     int
	depth int
	path  []byte // names from the top to the value at hand, joined by dots
	keys  []uint64
	many  map[uint64]bool // the keys of objects that have more than a few
	next  uint64          // number of the object at hand, to keep keys apart
	found found
	roles [64]namedRole                            // what the names met last stand for, by their hash
	hash  uint64                                   // of the path
	all   func(path, value []byte, kind valueKind) // is given every scalar of the first two levels; may be nil
	name  []byte
}

// object reads a line that is one JSON object.
func (s *jsonScan) object(line []byte) error {
	s.b, s.i, s.depth = line, 0, 0
	s.path, s.keys, s.next, s.hash = s.path[:0], s.keys[:0], 0, 0
	if len(s.many) > 0 {
		clear(s.many)
	}
	s.found.clear()
	s.space()
	if s.i >= len(s.b) || s.b[s.i] != '{' {
		return errJSON
	}
	if err := s.value(0); err != nil {
		return err
	}
	s.space()
	if s.i != len(s.b) {
		return errJSON
	}
	return nil
}

func (s *jsonScan) space() {
	if s.i < len(s.b) && s.b[s.i] > ' ' {
		return
	}
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\t' || s.b[s.i] == '\n' || s.b[s.i] == '\r') {
		s.i++
	}
}

// value reads a value; level is the number of names above it.
func (s *jsonScan) value(level int) error {
	if s.i >= len(s.b) {
		return errJSON
	}
	start := s.i
	kind := otherValue
	var err error
	switch c := s.b[s.i]; {
	case c == '{':
		err = s.fields(level)
	case c == '[':
		err = s.array(level)
	case c == '"':
		kind, err = s.text()
		if err == nil {
			s.offer(level, s.b[start+1:s.i-1], kind)
		}
		return err
	case c == '-' || isDigit(c):
		kind, err = numberValue, s.num()
	default:
		err = s.word()
	}
	if err == nil {
		s.offer(level, s.b[start:s.i], kind)
	}
	return err
}

func (s *jsonScan) offer(level int, value []byte, kind valueKind) {
	if level < 1 || level > 3 {
		return
	}
	if kind != otherValue || value[0] == '[' {
		if a := s.role(); a.role != noRole && (kind != otherValue || a.role == roleMessage) {
			if kind == otherValue {
				kind = bytesValue
			}
			s.found.give(a, value, kind)
		}
	}
	if s.all != nil && level <= 2 && (kind != otherValue && kind != bytesValue || value[0] == 't' || value[0] == 'f') {
		s.all(s.path, value, kind)
	}
}

// namedRole is what the names of one path stand for.
type namedRole struct {
	hash uint64
	alias
}

// role is what the name of the value at hand stands for.
func (s *jsonScan) role() alias {
	k := &s.roles[s.hash>>58]
	if k.hash != s.hash || s.found.names != nil {
		*k = namedRole{s.hash, s.found.alias(s.path)}
	}
	return k.alias
}

func (s *jsonScan) enter() error {
	if s.depth++; s.depth > maxDepth {
		return errDepth
	}
	s.i++
	s.space()
	return nil
}

// fields reads an object.
func (s *jsonScan) fields(level int) error {
	if err := s.enter(); err != nil {
		return err
	}
	s.next++
	id, first, count := s.next, len(s.keys), 0
	outer, above := len(s.path), s.hash
	for more := false; ; more = true {
		if s.i < len(s.b) && s.b[s.i] == '}' && !more {
			break
		}
		if s.i >= len(s.b) || s.b[s.i] != '"' {
			return errJSON
		}
		start := s.i + 1
		kind, err := s.text()
		if err != nil {
			return err
		}
		name := s.b[start : s.i-1]
		if kind == escapedValue {
			s.name = unescape(s.name[:0], name)
			name = s.name
		}
		h := hashText(hashSeed, name, 0, len(name))
		if count++; s.repeated(h, id, first, count) {
			return errDuplicate
		}
		s.hash = hashWord(above, h)
		if level < 3 {
			if level > 0 {
				s.path = append(s.path, '.')
			}
			s.path = append(s.path, name...)
		}
		if err := s.member(level); err != nil {
			return err
		}
		s.path, s.hash = s.path[:outer], above
		if s.i >= len(s.b) {
			return errJSON
		}
		if s.b[s.i] != ',' {
			break
		}
		s.i++
		s.space()
	}
	if s.i >= len(s.b) || s.b[s.i] != '}' {
		return errJSON
	}
	s.i++
	s.depth--
	s.keys = s.keys[:first]
	return nil
}

// member reads the colon and the value of a field, and the blanks after it.
func (s *jsonScan) member(level int) error {
	s.space()
	if s.i >= len(s.b) || s.b[s.i] != ':' {
		return errJSON
	}
	s.i++
	s.space()
	if err := s.value(level + 1); err != nil {
		return err
	}
	s.space()
	return nil
}

// few is how many names of an object are compared one by one.
const few = 24

// repeated notes the hash of a name and reports whether the object has it already.
func (s *jsonScan) repeated(h, object uint64, first, count int) bool {
	if count <= few {
		for _, k := range s.keys[first:] {
			if k == h {
				return true
			}
		}
		s.keys = append(s.keys, h)
		return false
	}
	if s.many == nil {
		s.many = map[uint64]bool{}
	}
	for _, k := range s.keys[first : first+few] {
		if k == h {
			return true
		}
	}
	h = hashWord(h, object)
	if s.many[h] {
		return true
	}
	s.many[h] = true
	return false
}

func (s *jsonScan) array(level int) error {
	if err := s.enter(); err != nil {
		return err
	}
	for more := false; ; more = true {
		if s.i < len(s.b) && s.b[s.i] == ']' && !more {
			break
		}
		// What lies within an array has no name of its own.
		if err := s.value(max(level, 1) + 3); err != nil {
			return err
		}
		s.space()
		if s.i >= len(s.b) {
			return errJSON
		}
		if s.b[s.i] != ',' {
			break
		}
		s.i++
		s.space()
	}
	if s.i >= len(s.b) || s.b[s.i] != ']' {
		return errJSON
	}
	s.i++
	s.depth--
	return nil
}

// text reads a string and tells whether it holds escapes.
func (s *jsonScan) text() (valueKind, error) {
	kind := textValue
	for i := s.i + 1; i < len(s.b); i++ {
		for i+8 <= len(s.b) {
			n := plainText(binary.LittleEndian.Uint64(s.b[i:]))
			if i += n; n < 8 {
				break
			}
		}
		if i == len(s.b) {
			break
		}
		switch c := s.b[i]; {
		case c == '"':
			s.i = i + 1
			return kind, nil
		case c < ' ':
			return kind, errJSON
		case c == '\\':
			kind = escapedValue
			i++
			if i >= len(s.b) {
				return kind, errJSON
			}
			if s.b[i] == 'u' {
				if i+4 >= len(s.b) || hex4(s.b[i+1:i+5]) < 0 {
					return kind, errJSON
				}
				i += 4
			} else if bytes.IndexByte([]byte(`"\/bfnrt`), s.b[i]) < 0 {
				return kind, errJSON
			}
		}
	}
	return kind, errJSON
}

// plainText is how many of the eight bytes of a string come before a quote, a
// backslash or a control character.
func plainText(x uint64) int {
	const ones, top = 0x0101010101010101, 0x8080808080808080
	quote, slash := x^'"'*ones, x^'\\'*ones
	// A borrow can mark a byte wrongly only above one that is marked rightly.
	found := ((quote-ones)&^quote | (slash-ones)&^slash | (x-' '*ones)&^x) & top
	return bits.TrailingZeros64(found) >> 3
}

func (s *jsonScan) num() error {
	b, i := s.b, s.i
	if b[i] == '-' {
		i++
	}
	n := digitRun(b[i:])
	if n == 0 || n > 1 && b[i] == '0' {
		return errJSON
	}
	i += n
	if i < len(b) && b[i] == '.' {
		n = digitRun(b[i+1:])
		if n == 0 {
			return errJSON
		}
		i += 1 + n
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if n = digitRun(b[i:]); n == 0 {
			return errJSON
		}
		i += n
	}
	s.i = i
	return nil
}

func (s *jsonScan) word() error {
	for _, w := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.b[s.i:], []byte(w)) {
			s.i += len(w)
			return nil
		}
	}
	return errJSON
}

func hex4(b []byte) rune {
	v, err := strconv.ParseUint(string(b), 16, 32)
	if err != nil {
		return -1
	}
	return rune(v)
}

// unescape appends the text of a string that holds escapes. A lone surrogate
// becomes U+FFFD.
func unescape(dst, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '\\')
		if n < 0 || i+n+1 >= len(b) {
			return append(dst, b[i:]...)
		}
		dst = append(dst, b[i:i+n]...)
		i += n + 1
		switch b[i] {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			if i+4 >= len(b) {
				return dst
			}
			r := hex4(b[i+1 : i+5])
			i += 4
			if utf16.IsSurrogate(r) && i+6 < len(b) && b[i+1] == '\\' && b[i+2] == 'u' {
				if pair := utf16.DecodeRune(r, hex4(b[i+3:i+7])); pair != utf8.RuneError {
					r = pair
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, b[i])
		}
	}
	return dst
}
