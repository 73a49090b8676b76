package logs

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// likenessReach is how long a message may be whose digest is taken. Within it no
// rule about what a message says goes by the number of its bytes.
const likenessReach = maskReach

// likeness digests a message without the numbers and ids in it. What is said of a
// message of at most likenessReach bytes, its level, where its header ends and
// which group it belongs to, is the same for all messages of one digest, so
// that it is worked out once for them. Blanks, marks and words are digested as
// they stand. Of a word that holds a digit, what the rules look at is: whether
// it begins with a digit, whether it holds letters, whether it is the number
// zero alone, and every word within it that could name a level.
func likeness(h uint64, b []byte) uint64 {
	i := 0
	for i < len(b) {
		w := eight(b, i)
		out := notLetters(w)
		n := 8
		if d := digitsIn(w); d != 0 {
			// The letters right before the digit belong to its word.
			n = bits.TrailingZeros64(d) >> 3
			before := out & (1<<(8*n&63) - 1)
			if n = (64 - bits.LeadingZeros64(before)) >> 3; n > 0 {
				h = hashWord(h, w&(1<<(8*n&63)-1)|uint64(n)<<56)
				i += n
			}
			h, i = likenessWord(h, b, i)
			continue
		}
		// A word that goes on is left for the next step.
		if n = (64 - bits.LeadingZeros64(out)) >> 3; n == 0 {
			n = 8
		} else if n < 8 {
			w = w&(1<<(8*n&63)-1) | uint64(n)<<56
		}
		h = hashWord(h, w)
		i += n
	}
	return hashWord(h, uint64(i-len(b))|1<<62)
}

// eight is the eight bytes of b at i, zeros for those beyond its end.
func eight(b []byte, i int) uint64 {
	if i+8 <= len(b) {
		return binary.LittleEndian.Uint64(b[i:])
	}
	return lastOf(b, i)
}

func lastOf(b []byte, i int) uint64 {
	left := 8 * uint(len(b)-i)
	if i+8 <= cap(b) {
		// What stands behind a message in its buffer is shifted out.
		return binary.LittleEndian.Uint64(b[i:i+8:i+8]) & (1<<(left&63) - 1)
	}
	var w uint64
	for k, c := range b[i:] {
		w |= uint64(c) << (8 * k)
	}
	return w
}

// digitsIn has the top bit of each byte of x that is a digit.
func digitsIn(x uint64) uint64 {
	const ones = 0x0101010101010101
	low := x & (0x7f * ones)
	in := (low + (0x80-'0')*ones) &^ (low + (0x7f-'9')*ones) &^ x
	return in & (0x80 * ones)
}

// What stands for the pieces of a word that are not digested as they are.
const (
	alikeNumber = 0xa1 + iota // digits
	alikeZero                 // the word 0
	alikeID                   // digits and letters
	alikeWordID               // letters alone between hyphens, as parts of a UUID may be
)

// likenessWord digests a word from the piece that holds its first digit.
func likenessWord(h uint64, b []byte, i int) (uint64, int) {
	first, fixed, lettered := i, false, uint64(0)
	if i > 0 && isLetter(b[i-1]) {
		first = -1 // the piece began before, and is digested as it is
	}
	if i > 0 && b[i-1] == ':' && hexPair(b[i:]) {
		h = hashWord(h, ':') // may be part of an address
	}
	for {
		start, letters, digits, beyond := i, uint64(0), uint64(0), uint64(0)
		var w uint64
		for n := 8; n == 8 && i < len(b); i += n {
			w = eight(b, i)
			in, d := ^notLetters(w)&topBits, digitsIn(w)
			n = bits.TrailingZeros64(^(in|d)&topBits) >> 3
			piece := uint64(1)<<(8*n&63) - 1
			if n == 8 {
				piece = math.MaxUint64
			}
			letters |= in & piece
			digits |= d & piece
			beyond |= beyondHex(w) & in & piece
		}
		switch {
		case i == start:
		case first < 0:
			h, first, fixed = hashPieces(h, b, start, i), start, true
		case letters == 0:
			token := uint64(alikeNumber)
			if start == first && i == start+1 && b[start] == '0' {
				token = alikeZero
			}
			if start > first {
				token = alikeID // the pieces of an id are of either kind
			}
			h = hashWord(h, token)
		case digits == 0:
			if beyond == 0 && i-start > 3 && b[start-1] == '-' && !fixed {
				h, lettered = hashWord(h, alikeWordID), 1
				break
			}
			h, fixed = hashText(h, b, start, i), true
		case beyond == 0 || scattered(b[start:i]):
			token := uint64(alikeID)
			if start == first && !isDigit(b[start]) {
				token |= 1 << 8
			} else if start > first && b[start-1] != '-' && b[start-1] != '.' {
				token |= uint64(b[start]>>6) << 9 // what a mark means may depend on what follows it
			}
			h, lettered = hashWord(h, token), 1
		default:
			h, fixed = hashPieces(h, b, start, i), true
		}
		if i == len(b) || maskClass[b[i]]&(maskBlank|maskMark) != 0 {
			break
		}
		h = hashWord(h, uint64(b[i])|1<<33)
		fixed = fixed || b[i] == '.' && i > 0 && b[i-1] == '.'
		i++
	}
	if i < len(b) && b[i] == '\'' && isLetter(b[i-1]) {
		lettered |= 2
	}
	return hashWord(h, lettered|1<<32), i
}

const topBits = 0x8080808080808080

// beyondHex has the top bit of each letter of x beyond f.
func beyondHex(x uint64) uint64 {
	const ones = 0x0101010101010101
	low := (x | 0x20*ones) & (0x7f * ones)
	return (low + (0x80-'g')*ones) & topBits
}

// scattered reports whether digits and letters alternate in a piece, as in an
// id, and no word in it says how serious the line is.
func scattered(b []byte) bool {
	alternate := false
	for i := 0; i < len(b); {
		start := i
		for i < len(b) && !isDigit(b[i]) {
			i++
		}
		if i-start > 2 && telling(b[start:i]) {
			return false
		}
		alternate = alternate || i > start && start > 0
		i += digitRun(b[i:])
	}
	return alternate
}

// telling reports whether textMood knows a word.
func telling(w []byte) bool {
	return lookUp(w) != nil || levelKey(w) || w[0] < 'a' && len(w) > 5 && failureName(w)
}

// hashPieces digests letters as they are and each run of digits as one.
func hashPieces(h uint64, b []byte, i, end int) uint64 {
	for i < end {
		start := i
		for i < end && !isDigit(b[i]) {
			i++
		}
		h = hashText(h, b, start, i)
		if i < end {
			n := digitRun(b[i:end])
			token := uint64(alikeNumber)
			if n == 1 && b[i] == '0' && i == start {
				token = alikeZero
			}
			h, i = hashWord(h, token), i+n
		}
	}
	return h
}
