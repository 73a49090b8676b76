package logs

import (
	"bytes"
	"io"
)

// lineReader cuts a stream into lines, however long they are, in bounded
// memory.
type lineReader struct {
	r     io.Reader
	buf   []byte
	start int
	end   int
	sep   byte
	limit int
	err   error
	cut   int // lines cut at the limit
	zeros int // bytes passed over at the beginning
}

// bufferSize is what is asked of the file system at a time.
const bufferSize = 256 << 10

func newLineReader(r io.Reader, limit int, buf []byte) *lineReader {
	if len(buf) < 2*limit {
		buf = make([]byte, max(bufferSize, 2*limit))
	}
	return &lineReader{r: r, buf: buf, sep: '\n', limit: limit}
}

// head returns the first bytes of the stream without consuming them.
func (l *lineReader) head(n int) []byte {
	for l.end-l.start < n && l.err == nil {
		l.fill()
	}
	return l.buf[l.start:min(l.end, l.start+n)]
}

// next returns the next line without its end, cut at the limit. It stays valid
// until the next call. After the last line the error is io.EOF or what ended
// the stream.
func (l *lineReader) next() ([]byte, error) {
	scanned := l.start
	for {
		if i := bytes.IndexByte(l.buf[scanned:l.end], l.sep); i >= 0 {
			line := l.buf[l.start : scanned+i]
			l.start = scanned + i + 1
			return l.trim(line), nil
		}
		if l.end-l.start > l.limit {
			return l.long(), nil
		}
		if l.err != nil {
			if l.start == l.end {
				return nil, l.err
			}
			line := l.buf[l.start:l.end]
			l.start = l.end
			return l.trim(line), nil
		}
		unread := l.end - l.start
		l.fill()
		scanned = l.start + unread
	}
}

// whole hands out what was read of the stream up to the end of the last line.
func (l *lineReader) whole() []byte {
	all := l.left()
	all = all[:bytes.LastIndexByte(all, l.sep)+1]
	l.start += len(all)
	return all
}

// trim takes off carriage returns and cuts.
func (l *lineReader) trim(line []byte) []byte {
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	if len(line) > l.limit {
		l.cut++
		line = line[:l.limit]
	}
	return line
}

// long hands out the beginning of a line that does not fit, and skips to its
// end.
func (l *lineReader) long() []byte {
	l.cut++
	line := append([]byte(nil), l.buf[l.start:l.start+l.limit]...)
	l.start += l.limit
	for {
		if i := bytes.IndexByte(l.buf[l.start:l.end], l.sep); i >= 0 {
			l.start += i + 1
			return line
		}
		l.start = l.end
		if l.err != nil {
			return line
		}
		l.fill()
	}
}

// fill reads more, moving what is left to the front of the buffer first.
func (l *lineReader) fill() {
	if l.start > 0 {
		copy(l.buf, l.buf[l.start:l.end])
		l.end -= l.start
		l.start = 0
	}
	if l.end == len(l.buf) {
		l.err = io.ErrShortBuffer
		return
	}
	for range 100 {
		n, err := l.r.Read(l.buf[l.end:])
		l.end += n
		if err != nil {
			l.err = err
		}
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}

// left is what was read of the stream and not handed out yet.
func (l *lineReader) left() []byte { return l.buf[l.start:l.end] }

// more appends to buf until it holds size bytes or the stream ends. buf begins
// with a line; of a line that is longer than size only what the limit allows,
// and one byte more, is kept.
func (l *lineReader) more(buf []byte, size int) []byte {
	for {
		n := copy(buf[len(buf):cap(buf)], l.left())
		if cap(buf) < size {
			buf = append(make([]byte, 0, size), buf...)
			continue
		}
		buf, l.start = buf[:len(buf)+n], l.start+n
		for len(buf) < size && l.err == nil && l.start == l.end {
			n, err := l.r.Read(buf[len(buf):size])
			buf, l.err = buf[:len(buf)+n], err
		}
		if len(buf) < size || bytes.IndexByte(buf, l.sep) >= 0 {
			return buf
		}
		buf = append(buf[:l.limit+1], l.skip()...)
	}
}

// skip steps over the rest of a line and returns its end, if it has one.
func (l *lineReader) skip() []byte {
	for {
		if i := bytes.IndexByte(l.left(), l.sep); i >= 0 {
			l.start += i + 1
			return []byte{l.sep}
		}
		l.start = l.end
		if l.err != nil {
			return nil
		}
		l.fill()
	}
}

// sniffSize is how much of a file its format is chosen from.
const sniffSize = 64 << 10

// sniff looks at the beginning of the stream: it steps over a byte-order mark,
// decodes UTF-16, finds out how lines end, and returns the beginning.
func (l *lineReader) sniff() []byte {
	head := l.head(4)
	if r := decoded(head, nil); r != nil {
		wide := r.(*wideReader)
		rest := append([]byte(nil), l.buf[l.start:l.end]...)
		src := l.r
		if l.err != nil {
			src = failing{l.err}
		}
		wide.r = io.MultiReader(bytes.NewReader(rest), src)
		l.r, l.start, l.end, l.err = wide, 0, 0, nil
	}
	if head = l.head(3); bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		l.start += 3
	}
	l.skipZeros()
	head = l.head(sniffSize)
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		l.sep = '\r'
	}
	return head
}

// skipZeros steps over the zeros that a file begins with whose writer went on at
// its old place after the file was emptied, as by copytruncate of logrotate.
func (l *lineReader) skipZeros() {
	for head := l.head(4); len(head) == 4 && head[0]|head[1]|head[2]|head[3] == 0; head = l.head(4) {
		n := len(l.left()) - len(bytes.TrimLeft(l.left(), "\x00"))
		l.start, l.zeros = l.start+n, l.zeros+n
	}
}

// gather puts a reader that brings each record onto one line before the rest
// of the stream.
func (l *lineReader) gather(wrap func(io.Reader) io.Reader) {
	rest := append([]byte(nil), l.buf[l.start:l.end]...)
	src := l.r
	if l.err != nil {
		src = failing{l.err}
	}
	l.r, l.start, l.end, l.err, l.sep = wrap(io.MultiReader(bytes.NewReader(rest), src)), 0, 0, nil, '\n'
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
