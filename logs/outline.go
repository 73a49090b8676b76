package logs

import (
	"bytes"
	"math/bits"
)

// outlineReach is how long a line may be whose outline is remembered.
const outlineReach = 1 << 10

// The outline of a line is a digest of it, so that two lines of one outline
// have the same length and the same bytes in the same places, digits excepted:
// there both have any digit, or both the number 0. What a line says is then the
// same but for its time, wherever no rule goes by the value of a number; see
// record.loose.
//
// It is the one thing that is done with each byte of a log, so its form is what
// vector instructions do with 32 bytes at a time: compare, shift by a byte,
// multiply. Eight bytes and what of keys belongs to their place go into one of
// four lanes; no lane waits for another, and there is no step at the end of a
// line but for setting the bytes beyond it to 0.
type lanes [4]uint64

// stripe is how many bytes the lanes take at a time.
const stripe = 32

// keys make the same bytes count as something else elsewhere in a line.
var keys = func() (k [outlineReach/8 + 4]uint64) {
	h := uint64(hashSeed)
	for i := range k {
		h += 0x9e3779b97f4a7c15
		k[i] = hashWord(h, h>>32)
	}
	return k
}()

// add takes eight bytes.
func (l *lanes) add(i int, w uint64) {
	m := w ^ keys[i]
	l[i&3] += uint64(uint32(m)) * (m >> 32)
	l[i&3^1] += w
}

// digest ends a line of n bytes.
func (l *lanes) digest(n int) uint64 {
	a, b := bits.Mul64(l[0]^keys[0], l[1]^keys[1])
	c, d := bits.Mul64(l[2]^keys[2], l[3]^keys[3])
	h := (a ^ b + uint64(n)) ^ bits.RotateLeft64(c^d, 23)
	h = (h ^ h>>32) * hashPrime
	return h ^ h>>29
}

// outline is the outline of one line.
func outline(b []byte) uint64 {
	var l lanes
	l.line(b)
	return l.digest(len(b))
}

// line takes a line of at most outlineReach bytes. The vectors do the same.
func (l *lanes) line(b []byte) {
	before, i := uint64(0), 0
	for ; i+8 < len(b); i += 8 {
		w := eight(b, i)
		d := digitsIn(w) >> 7
		l.add(i>>3, withoutDigits(w, d, before, uint64(btoi(isDigit(b[i+8])))))
		before = d >> 56
	}
	if i < len(b) {
		w := eight(b, i)
		l.add(i>>3, withoutDigits(w, digitsIn(w)>>7, before, 0))
		i += 8
	}
	for end := len(b)&^(stripe-1) + stripe; i < end; i += 8 {
		l.add(i>>3, 0)
	}
}

// withoutDigits puts 1 for every digit of eight bytes but for those of the
// number 0. d has the lowest bit of each byte that is a digit; before and after
// tell whether the bytes beside are.
func withoutDigits(w, d, before, after uint64) uint64 {
	const ones = 0x0101010101010101
	nonzero := (w&(0x0f*ones) + 0x0f*ones) >> 4
	alone := d &^ (d<<8 | before | d>>8 | after<<56)
	return w&^(d<<4-d) | d&^(alone&^nonzero)
}

// cutLine is a line of a block, and its outline in the making.
type cutLine struct {
	lanes
	from, to int // without its end
}

// cutWords is cutLines for any machine.
func cutWords(into []cutLine, b []byte, sep byte) int {
	from := 0
	for n := range into {
		i := bytes.IndexByte(b[from:min(len(b), from+outlineReach+1)], sep)
		if i < 0 {
			return n
		}
		c := &into[n]
		c.from, c.to = from, from+i
		c.lanes = lanes{}
		c.line(b[from : from+i])
		from += i + 1
	}
	return len(into)
}
