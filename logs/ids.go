package logs

import "math/bits"

// Classes of bytes as withoutIDs looks at them; 0 ends a word.
const (
	idDigit  = 1 << iota
	idHex    // a letter that may be a hexadecimal digit
	idBeyond // any other letter, and what is not ASCII
)

var idClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case isDigit(byte(c)):
			t[c] = idDigit
		case c >= 'a' && c <= 'f':
			t[c] = idHex
		case isLetter(byte(c)), c >= 0x80:
			t[c] = idBeyond
		}
	}
	return t
}()

// hexLettersIn has the top bit of each byte of x that is a letter from a to f.
func hexLettersIn(x uint64) uint64 {
	const ones = 0x0101010101010101
	low := x & (0x7f * ones)
	in := (low + (0x80-'a')*ones) &^ (low + (0x7f-'f')*ones) &^ x
	return in & (0x80 * ones)
}

// withoutIDs returns the outline of the line with every word of hexadecimal
// digits, letters and numbers among them, replaced by one of the same length that
// begins alike: what else such a word is makes no difference to what a line says.
// The second result is false where there is none.
func (t *outlines) withoutIDs(line []byte) (uint64, bool) {
	t.buf = t.buf[:0]
	var digit, letter uint64 // what the byte before is
	for i, done := 0, 0; i < len(line); {
		w := eight(line, i)
		d, x := digitsIn(w), hexLettersIn(w)
		beside := d&(x<<8|x>>8|letter) | x&digit
		digit, letter = d>>56, x>>56
		if beside == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(beside) >> 3
		start := i
		for start > done && idClass[line[start-1]] != 0 {
			start--
		}
		end, hex := wordFrom(line, start)
		i, done, digit, letter = end, end, 0, 0
		// An apostrophe means something else after a letter, and a letter after
		// a backslash is one of its own.
		if !hex || end < len(line) && line[end] == '\'' || start > 0 && line[start-1] == '\\' {
			continue
		}
		if len(t.buf) == 0 {
			t.buf = append(t.buf, line...)
		}
		if t.marks != nil {
			t.marks.see(line[start:end])
		}
		blankID(t.buf[start:end])
	}
	if len(t.buf) == 0 {
		return 0, false
	}
	return t.outline(len(line)), true
}

// wordFrom is where the word that begins at i ends, and whether it is all
// hexadecimal digits.
func wordFrom(b []byte, i int) (int, bool) {
	for i < len(b) {
		w := eight(b, i)
		if out := (digitsIn(w) | hexLettersIn(w)) ^ 0x8080808080808080; out != 0 {
			i += bits.TrailingZeros64(out) >> 3
			break
		}
		i += 8
	}
	if i >= len(b) || idClass[b[i]] == 0 {
		return min(i, len(b)), true
	}
	for i < len(b) && idClass[b[i]] != 0 {
		i++
	}
	return i, false
}

// blankID makes an id one that stands for all that begin alike.
func blankID(id []byte) {
	lead := "1a"
	if !isDigit(id[0]) {
		lead = "a1"
	}
	const ones = "1111111111111111"
	for rest := id; len(rest) > 0; {
		rest = rest[copy(rest, ones):]
	}
	copy(id, lead)
}

// outline is the outline of the first n bytes of the buffer.
func (t *outlines) outline(n int) uint64 {
	var c [1]cutLine
	t.buf = append(append(t.buf, '\n'), make([]byte, 2*stripe)...)
	if cutLines(c[:], t.buf, '\n') == 1 && c[0].to == n {
		return c[0].digest(n)
	}
	return outline(t.buf[:n])
}
