package logs

import (
	"encoding/binary"
	"math/bits"
)

// kinds are the bytes of a line by what withoutIDs asks of them, a bit for each.
type kinds struct {
	digit, hex, word [outlineReach/64 + 1]uint64 // hex: a letter from a to f; word: a letter, a digit, or not ASCII
}

// words is line for any machine, eight bytes at a time.
func (k *kinds) words(b []byte) {
	for i := 0; i < len(b); i += 8 {
		w := eight(b, i)
		digit, at, shift := digitsIn(w), i/64, i%64
		if shift == 0 {
			k.digit[at], k.hex[at], k.word[at] = 0, 0, 0
		}
		k.digit[at] |= packed8(digit) << shift
		k.hex[at] |= packed8(hexLettersIn(w)) << shift
		k.word[at] |= packed8(^notLetters(w)|digit|w) << shift
	}
}

// packed8 puts the top bits of eight bytes side by side.
func packed8(x uint64) uint64 { return x & topBits >> 7 * 0x0102040810204080 >> 56 }

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
	k := &t.kinds
	k.line(line)
	found := false
	// A one that is added where a word begins is carried to where it ends if
	// all bits between are set.
	var before, all, digits, letters uint64
	var long runs
	for i := range len(line)/64 + 1 {
		w, d, x := k.word[i], k.digit[i], k.hex[i]
		if left := len(line) - 64*i; left < 64 {
			in := uint64(1)<<left - 1
			w, d, x = w&in, d&in, x&in
		}
		begin, end := w&^(w<<1|before), w<<1&^w|before&^w
		before = w >> 63
		var hex, numbers, words uint64
		hex, all = bits.Add64(d|x, begin&(d|x), all)
		numbers, digits = bits.Add64(d, begin&d, digits)
		words, letters = bits.Add64(x, begin&x, letters)
		for ids := end & hex &^ numbers &^ words; ids != 0; ids &= ids - 1 {
			found = t.blank(line, 64*i+bits.TrailingZeros64(ids), found)
		}
		for ids := end & long.ends(w) &^ hex; ids != 0; ids &= ids - 1 {
			t.name(line, 64*i+bits.TrailingZeros64(ids))
		}
	}
	if !found {
		return 0, false
	}
	return t.outline(len(line)), true
}

// runs finds where many bits in a row end, from word to word.
type runs struct{ two, four, eight, sixteen, end uint64 }

// ends has the bits before which sixteen bits are set at least.
func (r *runs) ends(w uint64) uint64 {
	a := w & (w<<1 | r.two>>63)
	b := a & (a<<2 | r.four>>62)
	c := b & (b<<4 | r.eight>>60)
	d := c & (c<<8 | r.sixteen>>56)
	ends := d<<1 | r.end>>63
	r.two, r.four, r.eight, r.sixteen, r.end = w, a, b, c, d
	return ends
}

// name takes the id that ends at end where it is one that is no hexadecimal
// number.
func (t *outlines) name(line []byte, end int) {
	if t.marks == nil {
		return
	}
	if start := t.kinds.start(end); end-start == ulidLength || end-start == ulidLength+1 {
		t.marks.seeLong(line[start:end])
	}
}

// start is where the word begins that ends at end.
func (k *kinds) start(end int) int {
	for end > 0 {
		if out := ^k.word[(end-1)/64] << (63 - (end-1)%64); out != 0 {
			return end - bits.LeadingZeros64(out)
		}
		end = (end - 1) &^ 63
	}
	return 0
}

// blank replaces the id that ends at end in the copy of the line, which has been
// made if copied says so, and reports whether there is one now.
func (t *outlines) blank(line []byte, end int, copied bool) bool {
	start := t.kinds.start(end)
	// An apostrophe means something else after a letter, and a letter after a
	// backslash is one of its own.
	if end < len(line) && line[end] == '\'' || start > 0 && line[start-1] == '\\' {
		return copied
	}
	if !copied {
		if t.buf == nil {
			t.buf = make([]byte, outlineReach+3*stripe)
		}
		t.buf[copy(t.buf, line)] = '\n'
	}
	if t.marks != nil && !(end-start == 8 && beginsWithTime(line[end:])) {
		t.marks.see(line[start:end])
	}
	blankID(t.buf[start:end])
	return true
}

// beginsWithTime reports whether the first digits of a UUID are its time, by
// what follows them: all of version 7 that were made within a minute begin
// alike.
func beginsWithTime(rest []byte) bool {
	return len(rest) > 6 && rest[0] == '-' && rest[5] == '-' && rest[6] == '7'
}

// blankID makes an id one that stands for all that begin alike.
func blankID(id []byte) {
	const ones = 0x3131313131313131
	lead := uint16('1' | 'a'<<8)
	if !isDigit(id[0]) {
		lead = 'a' | '1'<<8
	}
	if n := len(id); n >= 8 {
		for i := 0; i+8 <= n; i += 8 {
			binary.LittleEndian.PutUint64(id[i:], ones)
		}
		binary.LittleEndian.PutUint64(id[n-8:], ones)
	} else {
		for i := range id {
			id[i] = '1'
		}
	}
	binary.LittleEndian.PutUint16(id, lead)
}

// outline is the outline of the first n bytes of the buffer, which end with a
// line.
func (t *outlines) outline(n int) uint64 {
	var c [1]cutLine
	if cutLines(c[:], t.buf[:n+1+2*stripe], '\n') == 1 && c[0].to == n {
		return c[0].digest(n)
	}
	return outline(t.buf[:n]) // the line holds the end of another
}
