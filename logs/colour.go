package logs

import "bytes"

// escape begins the sequences by which programs colour what they write to a
// terminal (ECMA-48, 8.3.117), and with which it ends up in files.
const escape = 0x1b

// uncoloured is a line without colours, and without the zeros and the byte-order
// mark that it may begin with: zeros stand where a machine stopped before its disk
// was written, and marks where files were put together. It is valid until the next
// line.
func (r *record) uncoloured(line []byte) []byte {
	if len(line) > 0 && (line[0] == 0 || line[0] == 0xef) {
		line = bytes.TrimPrefix(bytes.TrimLeft(line, "\x00"), []byte("\xef\xbb\xbf"))
	}
	if bytes.IndexByte(line, escape) < 0 {
		return line
	}
	r.pale = appendUncoloured(r.pale[:0], line)
	return r.pale
}

func appendUncoloured(dst, b []byte) []byte {
	for {
		i := bytes.IndexByte(b, escape)
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		n := colour(b[i:])
		if n == 0 {
			dst, n = append(dst, escape), 1
		}
		b = b[i+n:]
	}
}

// colour is the length of a sequence that sets a colour or clears the rest of
// the line, or 0.
func colour(b []byte) int {
	if len(b) < 3 || b[1] != '[' {
		return 0
	}
	i := 2
	for i < len(b) && i < 24 && (isDigit(b[i]) || b[i] == ';' || b[i] == ':') {
		i++
	}
	if i == len(b) || b[i] != 'm' && b[i] != 'K' {
		return 0
	}
	return i + 1
}
