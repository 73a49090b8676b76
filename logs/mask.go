package logs

import (
	"bytes"
	"encoding/binary"
)

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

// hashText is hashBytes, eight bytes at a time.
func hashText(h uint64, b []byte) uint64 {
	h ^= uint64(len(b)) << 56
	for len(b) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(b)) * hashPrime
		h ^= h >> 29
		b = b[8:]
	}
	var w uint64
	for i, c := range b {
		w |= uint64(c) << (8 * i)
	}
	h = (h ^ w) * hashPrime
	return h ^ h>>32
}

// maskReach is how much of a message tells its pattern.
const maskReach = 1 << 10

// maskOf is the key of the group that a message belongs to: a digest of its
// words and marks, in which every run of what varies counts as one. Equal keys
// mean equal masked texts. It allocates nothing.
func maskOf(message []byte) uint64 {
	s := scanner{b: message[:min(len(message), maskReach)]}
	h, star, between := hashSeed, false, uint64(0)
	for {
		kind := s.next()
		if kind == tokenStar {
			if !star {
				h = hashWord(h, '*'|s.glue())
			}
			star, between = true, 0
			continue
		}
		if kind == tokenEnd {
			return hashWord(h, 0)
		}
		if kind == tokenMark && star && between == 0 && listMark(s.b[s.start]) {
			between = uint64(s.b[s.start]) | s.glue() // told only if the list ends here
			continue
		}
		if between != 0 {
			h = hashWord(h, between)
			between = 0
		}
		star = false
		if kind == tokenMark {
			h = hashWord(h, uint64(s.b[s.start])|s.glue())
		} else {
			h = hashText(h^s.glue(), s.b[s.start:s.end])
		}
	}
}

// starByte stands for what varies in a masked text; no word holds it.
const starByte = 1

// appendMask appends the masked text of a message: what maskOf digests. Each
// token comes after a blank, or after glueByte where none stood before it.
func appendMask(dst, message []byte) []byte {
	s := scanner{b: message[:min(len(message), maskReach)]}
	lead := func() byte {
		if s.glue() != 0 {
			return glueByte
		}
		return ' '
	}
	star, between := false, [2]byte{}
	for {
		kind := s.next()
		if kind == tokenStar {
			if !star {
				dst = append(dst, lead(), starByte)
			}
			star, between = true, [2]byte{}
			continue
		}
		if kind == tokenEnd {
			return dst
		}
		if kind == tokenMark && star && between[0] == 0 && listMark(s.b[s.start]) {
			between = [2]byte{lead(), s.b[s.start]}
			continue
		}
		if between[0] != 0 {
			dst = append(dst, between[:]...)
			between = [2]byte{}
		}
		star = false
		dst = append(append(dst, lead()), s.b[s.start:s.end]...)
	}
}

const glueByte = 2

// listMark reports whether a mark may stand between the items of a list of
// what varies, which is as long as it happens to be.
func listMark(c byte) bool { return c == ',' || c == ':' || c == ';' || c == '|' }

// token is what a piece of a message is.
type token uint8

const (
	tokenEnd  token = iota
	tokenWord       // constant, as far as one message shows
	tokenMark       // one punctuation mark
	tokenStar       // varies by its looks
)

// scanner cuts a message into tokens.
type scanner struct {
	b          []byte
	start, end int // of the token
	i          int
	value      bool // a value follows: the mark before was an equals sign
}

// glue is a bit that tells whether the token follows the one before without a
// blank.
func (s *scanner) glue() uint64 {
	if s.start > 0 && maskClass[s.b[s.start-1]]&maskBlank == 0 {
		return 1 << 60
	}
	return 0
}

// Classes of bytes. Every byte that is not blank or a mark stands in words.
const (
	maskBlank  = 1 << iota
	maskMark   // stands for itself
	maskDigit  // makes a word vary
	maskSlash  // of paths
	maskDot    // of names with more than one part
	maskAt     // of addresses
	maskBeyond // not hexadecimal
)

var maskClass = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c <= ' ':
			t[c] = maskBlank
		case c >= '0' && c <= '9':
			t[c] = maskDigit
		case c|0x20 >= 'a' && c|0x20 <= 'f':
		case c == '/', c == '\\':
			t[c] = maskSlash | maskBeyond
		case c == '.':
			t[c] = maskDot | maskBeyond
		case c == '@':
			t[c] = maskAt | maskBeyond
		default:
			t[c] = maskBeyond
		}
	}
	for _, c := range "=,:;()[]{}<>\"'|`" {
		t[c] = maskMark
	}
	return t
}()

// next finds the next token.
func (s *scanner) next() token {
	b, i := s.b, s.i
	for i < len(b) && maskClass[b[i]]&maskBlank != 0 {
		i++
	}
	s.start = i
	if i == len(b) {
		return tokenEnd
	}
	acc := uint8(0)
	for i < len(b) && maskClass[b[i]]&(maskBlank|maskMark) == 0 {
		acc |= maskClass[b[i]]
		i++
	}
	if i == s.start {
		return s.mark(b[i])
	}
	if i < len(b) && (b[i] == ':' || b[i] == '\'') {
		i, acc = stretched(b, s.start, i, acc)
	}
	varies := acc&maskDigit != 0
	switch {
	case acc&maskDot != 0 && dotted(b[s.start:i]) > 0:
		n := dotted(b[s.start:i])
		i = s.start + n
		varies = b[s.start] != '.' && bytes.ContainsAny(b[s.start:i], "0123456789")
	case !varies && acc&(maskSlash|maskDot|maskAt) != 0:
		varies = placeLike(b[s.start:i])
	case !varies:
		varies = acc&maskBeyond == 0 && i-s.start >= 8 || s.value
	}
	if acc&maskSlash != 0 && varies && i < len(b) && b[i] != ' ' {
		i = pathEnd(b, s.start, i)
	}
	if s.value {
		// The name of the next pair is no value of this one.
		varies = varies || i == len(b) || b[i] != '='
		s.value = false
	}
	s.i, s.end = i, i
	if varies {
		return tokenStar
	}
	return tokenWord
}

// mark takes a punctuation mark, or the quoted text that it opens.
func (s *scanner) mark(c byte) token {
	s.i, s.end = s.start+1, s.start+1
	if c == '"' || c == '\'' || c == '`' {
		if n := quoted(s.b, s.start, s.value); n > 0 {
			s.i, s.end, s.value = s.start+n, s.start+n, false
			return tokenStar
		}
	}
	s.value = c == '='
	return tokenMark
}

// quoted is the length of the quoted text at i, quotes included, or 0. What is
// quoted in a sentence is one word; the value of a name may be many.
func quoted(b []byte, i int, value bool) int {
	q := b[i]
	if i > 0 && isWordByte(b[i-1]) {
		return 0
	}
	for j := i + 1; j < len(b) && j-i < 200; j++ {
		switch {
		case b[j] == q:
			return j + 1 - i
		case b[j] == ' ' && !value:
			return 0
		}
	}
	return 0
}

// stretched goes on with a word over a mark that is part of it: the colons of
// times and addresses, an apostrophe.
func stretched(b []byte, start, i int, acc uint8) (int, uint8) {
	for i+1 < len(b) {
		rest := b[i+1:]
		switch {
		case b[i] == '\'' && i > start && isLetter(b[i-1]) && isLetter(rest[0]):
		case b[i] == ':' && acc&maskDigit != 0 && (isDigit(rest[0]) || rest[0] == ':' || hexPair(rest)):
		case b[i] == ':' && acc&maskBeyond == 0 && i-start == 2 && hexPair(rest):
			acc |= maskDigit // an address of six pairs
		case b[i] == ':' && acc&maskDot != 0 && isDigit(rest[0]):
		case b[i] == ':' && bytes.HasPrefix(rest, []byte("//")):
			acc |= maskDigit
			i = i + 3
			for i < len(b) && !endsURL(b[i]) {
				i++
			}
			return i, acc &^ maskDot
		default:
			return i, acc
		}
		for i++; i < len(b) && maskClass[b[i]]&(maskBlank|maskMark) == 0; i++ {
			acc |= maskClass[b[i]]
		}
	}
	return i, acc
}

func hexPair(b []byte) bool {
	return len(b) >= 2 && isHexByte(b[0]) && isHexByte(b[1]) && (len(b) == 2 || !isWordByte(b[2]))
}

func isHexByte(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func endsURL(c byte) bool {
	return c <= ' ' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>' || c == ')' || c == ']' || c == '}' || c == '|'
}

// dotted is where a word ends that runs into a row of dots, or the length of
// the row at its beginning, or 0.
func dotted(b []byte) int {
	i := bytes.Index(b, []byte(".."))
	if i != 0 {
		return max(i, 0)
	}
	for i < len(b) && b[i] == '.' {
		i++
	}
	return i
}

// placeLike reports whether a word without digits is a path, the name of a
// host or a class, or an address. The classes of errors are no places: they
// say what happened.
func placeLike(b []byte) bool {
	slashes, dots := 0, 0
	for i, c := range b {
		switch {
		case c == '/' || c == '\\':
			slashes++
		case c == '.' && i > 0 && i+1 < len(b):
			dots++
		case c == '@' && i > 0 && i+1 < len(b):
			return true
		}
	}
	if slashes > 1 || slashes == 1 && len(b) > 1 && maskClass[b[0]]&maskSlash != 0 {
		return true
	}
	return dots >= 2 && !bytes.HasSuffix(b, []byte("Exception")) && !bytes.HasSuffix(b, []byte("Error"))
}

// pathEnd goes on with a path over the marks of a query.
func pathEnd(b []byte, start, i int) int {
	if bytes.IndexByte(b[start:i], '?') < 0 {
		return i
	}
	for i < len(b) && !endsURL(b[i]) {
		i++
	}
	return i
}
