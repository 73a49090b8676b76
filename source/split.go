package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// What reading one JSON export may cost.
const (
	maxObject = 16 << 20 // bytes of one object
	maxDepth  = 100      // levels of nesting
)

// piece is one JSON value of an export and the line on which it begins.
type piece struct {
	text []byte
	line int
}

// splitter finds the values of a JSON export without reading them: each value
// of a stream or of lines, each element of an array, and each element of the
// lists in which pages of an API hold theirs. It looks at brackets and quotes
// alone, so that a value which is wrong inside is told by itself and those
// after it are read.
type splitter struct {
	r     *bufio.Reader
	line  int
	lines bool            // one value a line: no value goes on over its end
	lists map[string]bool // names of the lists of a page
	buf   []byte
	emit  func(p piece, page *object) error
	paged func(page *object, n int) // a page ended; may be nil
	fault func(line int, err error)
	parse func(p piece) (*object, error)
}

// errStop ends the splitting of a file.
var errStop = errors.New("stopped")

var (
	errCut      = errors.New("ends in the middle of a value: the export is cut short")
	errTooLarge = fmt.Errorf("is larger than %d MiB and was not read", maxObject>>20)
	errTooDeep  = fmt.Errorf("is nested more than %d levels deep", maxDepth)
	errNewline  = errors.New("the line ends in the middle of a value")
)

// run splits everything. The error is one of reading or errStop; what is wrong
// with a value goes to fault.
func (s *splitter) run() error {
	s.line = max(1, s.line)
	s.lines = s.looksLikeLines()
	for {
		c, err := s.skip()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		line := s.line
		switch {
		case s.lines:
			err = s.whole(line)
		case c == '[':
			_, _ = s.r.ReadByte()
			err = s.array(nil)
		case c == '{' && len(s.lists) > 0:
			err = s.page()
		default:
			err = s.whole(line)
		}
		switch {
		case err == nil:
		case errors.Is(err, errStop) || !isFault(err):
			return err
		default:
			s.fault(line, err)
			if err := s.toNextLine(); err != nil {
				return nil
			}
		}
	}
}

// looksLikeLines reports whether the first line is a whole object, or the two
// after one that is not. The last object of a list can stand on a line of its
// own, but the one before it has a comma after it.
func (s *splitter) looksLikeLines() bool {
	head, _ := s.r.Peek(64 << 10)
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	whole := 0
	for i := range 3 {
		line, rest, more := bytes.Cut(head, []byte("\n"))
		line = bytes.TrimSpace(line)
		if more && len(line) > 1 && line[0] == '{' && json.Valid(line) {
			whole++
			if i == 0 && len(bytes.TrimSpace(rest)) > 0 || whole == 2 {
				return true
			}
		}
		head = rest
	}
	return false
}

// fault is an error about a value rather than about the reading.
type fault struct{ error }

func isFault(err error) bool {
	var f fault
	return errors.As(err, &f)
}

// skip steps over what stands between values and gives the next byte without
// taking it.
func (s *splitter) skip() (byte, error) {
	for {
		b, err := s.r.Peek(1)
		if len(b) == 0 {
			return 0, err
		}
		switch b[0] {
		case '\n':
			s.line++
		case ' ', '\t', '\r', ',', 0x1e: // 0x1e begins a text in RFC 7464
		default:
			return b[0], nil
		}
		_, _ = s.r.ReadByte()
	}
}

// whole emits one value.
func (s *splitter) whole(line int) error {
	text, err := s.value()
	if err != nil {
		return err
	}
	return s.emit(piece{text, line}, nil)
}

// array emits the elements of an array whose bracket was taken.
func (s *splitter) array(page *object) error {
	_, err := s.elements(page)
	return err
}

// elements is array, and counts them.
func (s *splitter) elements(page *object) (n int, err error) {
	for ; ; n++ {
		c, err := s.skip()
		if err == io.EOF {
			return n, fault{errCut}
		}
		if err != nil {
			return n, err
		}
		line := s.line
		if c == ']' {
			_, _ = s.r.ReadByte()
			return n, nil
		}
		text, err := s.value()
		if err != nil {
			return n, err
		}
		if err := s.emit(piece{text, line}, page); err != nil {
			return n, err
		}
	}
}

// page reads an object that may hold a list of others. Where it does, its other
// fields are what stands around the list; where not, it is an object itself.
func (s *splitter) page() error {
	line := s.line
	_, _ = s.r.ReadByte()
	head := []byte{'{'}
	page := &object{line: line, fields: map[string]any{}}
	listed, held := false, 0
	for {
		c, err := s.skip()
		if err == io.EOF {
			return fault{errCut}
		}
		if err != nil {
			return err
		}
		if c == '}' {
			_, _ = s.r.ReadByte()
			if listed && s.paged != nil {
				s.paged(page, held)
			}
			if listed {
				return nil
			}
			return s.emit(piece{append(head, '}'), line}, nil)
		}
		var name string
		key, err := s.value()
		if err != nil {
			return err
		}
		if json.Unmarshal(key, &name) != nil {
			return fault{errors.New("is not JSON: a name in quotes was expected")}
		}
		if len(head) > 1 {
			head = append(head, ',')
		}
		// The lines between are kept, so that places inside stay true.
		head = append(head, bytes.Repeat([]byte{'\n'}, max(0, s.line-line-bytes.Count(head, []byte{'\n'})))...)
		head = append(append(head, key...), ':')
		if c, err = s.colon(); err != nil {
			return err
		}
		if c == '[' && s.lists[name] {
			listed = true
			_, _ = s.r.ReadByte()
			n, err := s.elements(page)
			if held += n; err != nil {
				return err
			}
			head = append(head, "[]"...)
			continue
		}
		at := s.line
		text, err := s.value()
		if err != nil {
			return err
		}
		if head = append(head, text...); len(head) > maxObject {
			return fault{errTooLarge}
		}
		if o, err := s.parse(piece{append(append([]byte{'{'}, key...), append(append([]byte{':'}, text...), '}')...), at}); err == nil {
			page.fields[name] = o.fields[name]
		}
	}
}

// colon steps over the colon after a name.
func (s *splitter) colon() (byte, error) {
	c, err := s.skip()
	if err == nil && c == ':' {
		_, _ = s.r.ReadByte()
		c, err = s.skip()
	} else if err == nil {
		return 0, fault{errors.New("is not JSON: a colon was expected after a name")}
	}
	if err == io.EOF {
		err = fault{errCut}
	}
	return c, err
}

// value takes the bytes of one value: up to the bracket that closes it, the
// quote that ends it, or what follows a number or word.
func (s *splitter) value() ([]byte, error) {
	s.buf = s.buf[:0]
	depth, quoted := 0, false
	for {
		c, err := s.r.ReadByte()
		if err == io.EOF {
			if depth == 0 && !quoted && len(s.buf) > 0 {
				return bytes.Clone(s.buf), nil
			}
			return nil, fault{errCut}
		}
		if err != nil {
			return nil, err
		}
		if c == '\n' && (quoted || s.lines && depth > 0) {
			_ = s.r.UnreadByte()
			return nil, fault{errNewline}
		}
		if len(s.buf) >= maxObject {
			return nil, fault{errTooLarge}
		}
		if quoted {
			s.buf = append(s.buf, c)
			if c == '\\' {
				if c, err = s.r.ReadByte(); err != nil {
					return nil, fault{errCut}
				}
				if c == '\n' {
					_ = s.r.UnreadByte()
					return nil, fault{errNewline}
				}
				s.buf = append(s.buf, c)
			} else if c == '"' {
				quoted = false
				if depth == 0 {
					return bytes.Clone(s.buf), nil
				}
			}
			continue
		}
		switch c {
		case '"':
			quoted = true
		case '{', '[':
			if depth++; depth > maxDepth {
				return nil, fault{errTooDeep}
			}
		case '}', ']':
			if depth == 0 {
				_ = s.r.UnreadByte()
				return s.bare()
			}
			if depth--; depth == 0 {
				return bytes.Clone(append(s.buf, c)), nil
			}
		case '\n', ' ', '\t', '\r', ',', ':':
			if depth == 0 {
				_ = s.r.UnreadByte()
				return s.bare()
			}
			if c == '\n' {
				s.line++
			}
		}
		s.buf = append(s.buf, c)
	}
}

// bare is a number or a word that ended.
func (s *splitter) bare() ([]byte, error) {
	if len(s.buf) == 0 {
		_, _ = s.r.ReadByte()
		return nil, fault{errors.New("is not JSON: a bracket closes what was not opened")}
	}
	return bytes.Clone(s.buf), nil
}

// toNextLine gives up what is left of a line.
func (s *splitter) toNextLine() error {
	for {
		_, err := s.r.ReadSlice('\n')
		if err == nil {
			s.line++
			return nil
		}
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}
