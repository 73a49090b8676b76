package timeline

import (
	"regexp"
	"strings"
)

// MarkerLength is how many characters of a name are compared: as many as hashes
// of commits are cut to.
const MarkerLength = 8

// MarkerOf is what is compared of a word that names one thing, or "": its first
// characters where it is at least eight hexadecimal digits, some of them letters
// and some not; its last ones, since it begins with its time, where it is a ULID
// or a KSUID. What stands before the id, as in req_4f1d0c9a, is a word of its
// own.
func MarkerOf(word string) string {
	n := len(word)
	if n < MarkerLength || n > 64 {
		return ""
	}
	some, all := classes(word)
	switch {
	case all&hexadecimal != 0:
		if some&letter == 0 || some&number == 0 {
			return ""
		}
		return strings.ToLower(word[:MarkerLength])
	case n == ulidLength && IsLongID(word):
		return strings.ToUpper(word[n-MarkerLength:])
	case IsLongID(word):
		return word[n-MarkerLength:]
	}
	return ""
}

// IsLongID reports whether a word is a ULID, 26 digits of Crockford's base 32,
// or a KSUID, 27 of base 62.
func IsLongID[T string | []byte](word T) bool {
	some, all := classes(word)
	switch len(word) {
	case ulidLength:
		return word[0] <= '7' && all&crockford != 0
	case ulidLength + 1:
		return all&ascii != 0 && some&number != 0 && some&upper != 0 && some&lower != 0
	}
	return false
}

const ulidLength = 26

// The classes of a byte in an id.
const (
	number = 1 << iota
	upper
	lower
	letter
	hexadecimal
	crockford
	ascii // a letter or a number
)

// classOf has the classes of each byte.
var classOf = func() (of [256]uint8) {
	for c := range of {
		switch {
		case c >= '0' && c <= '9':
			of[c] = number | hexadecimal | crockford | ascii
			continue
		case c >= 'A' && c <= 'Z':
			of[c] = upper | letter | ascii
		case c >= 'a' && c <= 'z':
			of[c] = lower | letter | ascii
		default:
			continue
		}
		if up := c &^ 0x20; up <= 'F' {
			of[c] |= hexadecimal | crockford
		} else if up != 'I' && up != 'L' && up != 'O' && up != 'U' {
			of[c] |= crockford
		}
	}
	return of
}()

// classes are those of some and those of all bytes of a word.
func classes[T string | []byte](word T) (some, all uint8) {
	all = 0xff
	for i := range len(word) {
		c := classOf[word[i]]
		some, all = some|c, all&c
	}
	return some, all
}

// snowflake is what is compared of a number that names one thing: of 17 to 19
// digits, the last of them. A time in nanoseconds has as many, and mostly ends
// in zeros.
func snowflake(word string) string {
	if n := len(word); n >= 17 && n <= 19 && isNumber(word) && !strings.HasSuffix(word, "000") {
		return word[n-MarkerLength:]
	}
	return ""
}

func isNumber(word string) bool {
	_, all := classes(word)
	return all&number != 0
}

// timed is the beginning of a UUID of version 7, which is its time: all that
// were made within a minute begin alike.
var timed = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-`)
