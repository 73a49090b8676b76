package logs

import "github.com/candor-reports/candor/timeline"

// FNV-1a: simple, and the same on every machine and run, so that the ids of
// patterns can be kept.
const (
	hashSeed  uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

func hashBytes(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

func hashWord(h, w uint64) uint64 {
	h = (h ^ w) * hashPrime
	return (h ^ h>>29) * hashPrime
}

// maskReach is how much of a message tells its pattern.
const maskReach = 1 << 10

// patternOf is a digest of the constant part of a message: what holds digits,
// paths, long hexadecimal words, single quoted words and the values of
// key=value pairs vary, the other words do not.
func patternOf(level timeline.Level, b []byte) uint64 {
	h := hashWord(hashSeed, uint64(level))
	if len(b) > maskReach {
		b = b[:maskReach]
	}
	star, value := false, false
	for i := 0; i < len(b); {
		c := b[i]
		switch maskClass[c] {
		case maskBlank:
			value = false
			i++
			continue
		case maskMark:
			if n := quotedWord(b, i); n > 0 {
				i += n
				break
			}
			i++
			if c == ',' {
				continue // lists of ids differ in length
			}
			h = hashWord(h, uint64(c))
			star, value = false, c == '='
			continue
		default:
			n, varies := maskWord(b[i:])
			word := b[i : i+n]
			i += n
			if !varies && !value {
				h = hashWord(hashBytes(h, word), ' ')
				star = false
				continue
			}
		}
		if !star {
			h = hashWord(h, '*')
		}
		star, value = true, false
	}
	return h
}

const (
	maskPlain = iota
	maskBlank
	maskMark
)

var maskClass = func() (t [256]uint8) {
	for _, c := range "=,:;()[]{}<>\"'|`" {
		t[c] = maskMark
	}
	t[' '], t['\t'], t['\r'], t['\n'] = maskBlank, maskBlank, maskBlank, maskBlank
	return t
}()

// maskWord measures the word at the start of b and reports whether it varies.
func maskWord(b []byte) (n int, varies bool) {
	digits, slashes, hex := false, 0, true
	for n < len(b) && maskClass[b[n]] == maskPlain {
		c := b[n]
		switch {
		case isDigit(c):
			digits = true
		case c == '/' || c == '\\':
			slashes++
			hex = false
		case c|0x20 < 'a' || c|0x20 > 'f':
			hex = false
		}
		n++
	}
	return n, digits || slashes > 1 || slashes == 1 && b[0] == '/' || hex && n >= 8
}

// quotedWord is the length of one quoted word at i, quotes included, or 0.
func quotedWord(b []byte, i int) int {
	q := b[i]
	if q != '"' && q != '\'' && q != '`' || i > 0 && isWordByte(b[i-1]) {
		return 0
	}
	for j := i + 1; j < len(b) && j-i < 200; j++ {
		switch b[j] {
		case q:
			return j + 1 - i
		case ' ':
			return 0
		}
	}
	return 0
}
