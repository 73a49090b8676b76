package logs

import (
	"bytes"
	"encoding/binary"
	"math/bits"
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

// hashText is hashBytes for the word b[i:end], eight bytes at a time.
func hashText(h uint64, b []byte, i, end int) uint64 {
	h ^= uint64(end-i) << 48
	for ; end-i >= 8; i += 8 {
		h = hashWord(h, binary.LittleEndian.Uint64(b[i:]))
	}
	if i == end {
		return h
	}
	if i+8 <= len(b) {
		return hashWord(h, binary.LittleEndian.Uint64(b[i:])&(1<<(8*(end-i)&63)-1))
	}
	var w uint64
	for k, c := range b[i:end] {
		w |= uint64(c) << (8 * k)
	}
	return hashWord(h, w)
}

// maskReach is how much of a message tells its pattern.
const maskReach = 1 << 10

// reached is the part of a message that tells its pattern. It ends between two
// words, since half a word is no constant.
func reached(message []byte) []byte {
	if len(message) <= maskReach {
		return message
	}
	if n := bytes.LastIndexByte(message[:maskReach], ' '); n > maskReach/2 {
		return message[:n]
	}
	return message[:maskReach]
}

// maskOf is the key of the group that a message belongs to: a digest of its
// words and marks, in which every run of what varies counts as one. Equal keys
// mean equal masked texts. It allocates nothing.
func maskOf(message []byte) uint64 {
	s := scanner{b: reached(message)}
	h, star, between := hashSeed, false, uint64(0)
	for {
		if w, n := s.short(); n > 0 {
			if between != 0 {
				h, between = hashWord(h, between), 0
			}
			h = hashWord(h^uint64(n)<<48, w)
			star = false
			continue
		}
		kind := s.next()
		if kind == tokenStar {
			if !star {
				h = hashWord(h, '*'|s.glue)
			}
			star, between = true, 0
			continue
		}
		if kind == tokenEnd {
			return hashWord(h, 0)
		}
		if kind == tokenMark && star && between == 0 && s.lists() {
			between = uint64(s.b[s.start]) | s.glue // told only if the list ends here
			continue
		}
		if between != 0 {
			h = hashWord(h, between)
			between = 0
		}
		star = false
		if kind == tokenMark {
			h = hashWord(h, uint64(s.b[s.start])|s.glue)
		} else {
			h = hashText(h^s.glue, s.b, s.start, s.end)
		}
	}
}

// starByte stands for what varies in a masked text; no word holds it.
const starByte = 1

// appendMask appends the masked text of a message: what maskOf digests. Each
// token comes after a blank, or after glueByte where none stood before it.
func appendMask(dst, message []byte) []byte {
	s := scanner{b: reached(message)}
	lead := func() byte {
		if s.glue != 0 {
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
		if kind == tokenMark && star && between[0] == 0 && s.lists() {
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

// lists reports whether the token is a mark that may stand between the items
// of a list, written close to the item before.
func (s *scanner) lists() bool { return listMark(s.b[s.start]) && s.glue != 0 }

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
	value      bool   // a value follows: the mark before was an equals sign
	glue       uint64 // glued where the token follows the one before without a blank
}

const glued = 1 << 60

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
	for i < len(b) && maskClass[b[i]] == maskBlank {
		i++
	}
	if s.glue = 0; i == s.i && i > 0 {
		s.glue = glued
	}
	s.start = i
	i += letters(b[i:])
	if i < len(b) && i > s.start && !s.value && maskClass[b[i]]&(maskBlank|maskMark) != 0 && b[i] != ':' && b[i] != '\'' && (i-s.start < 8 || !hexWord(b[s.start:i])) {
		s.i, s.end = i, i
		return tokenWord // of letters alone, as nearly every word is
	}
	i = s.start
	acc := uint8(0)
	for _, c := range b[i:] {
		k := maskClass[c]
		if k&(maskBlank|maskMark) != 0 {
			break
		}
		acc |= k
		i++
	}
	return s.judge(i, acc)
}

// short takes a word of fewer than eight letters between blanks, the most
// common token by far, and returns its bytes as hashText reads them, and their
// number. Where there is another token it takes nothing and returns 0.
func (s *scanner) short() (w uint64, n int) {
	i := s.i
	if i+9 > len(s.b) || s.b[i] != ' ' || s.value {
		return 0, 0
	}
	w = binary.LittleEndian.Uint64(s.b[i+1:])
	n = bits.TrailingZeros64(notLetters(w)) >> 3
	if n == 0 || n == 8 || s.b[i+1+n] != ' ' {
		return 0, 0
	}
	s.i = i + 1 + n
	return w & (1<<(8*n&63) - 1), n
}

// letters is how many letters b begins with, as far as it can be looked at
// eight bytes at a time.
func letters(b []byte) int {
	n := 0
	for ; n+8 <= len(b); n += 8 {
		if out := notLetters(binary.LittleEndian.Uint64(b[n:])); out != 0 {
			return n + bits.TrailingZeros64(out)>>3
		}
	}
	return n
}

// notLetters has the top bit of each byte of x that is no letter.
func notLetters(x uint64) uint64 {
	const ones = 0x0101010101010101
	low := (x | 0x20*ones) & (0x7f * ones)
	// In the top bits: not below a, not above z, and ASCII.
	in := (low + (0x80-'a')*ones) &^ (low + (0x7f-'z')*ones) &^ x
	return ^in & (0x80 * ones)
}

func hexWord(b []byte) bool {
	for _, c := range b {
		if !isHexByte(c) {
			return false
		}
	}
	return true
}

// judge ends a token that may be more than a word of letters. The scan of its
// bytes stopped at i and saw the classes acc.
func (s *scanner) judge(i int, acc uint8) token {
	b := s.b
	if i == s.start {
		if i == len(b) {
			return tokenEnd
		}
		return s.mark(b[i])
	}
	if i < len(b) && (b[i] == ':' || b[i] == '\'') {
		i, acc = stretched(b, s.start, i, acc)
	}
	varies := acc&maskDigit != 0
	n := 0
	if acc&maskDot != 0 {
		n = dotted(b[s.start:i])
	}
	switch {
	case n > 0:
		i = s.start + n
		varies = bytes.ContainsAny(b[s.start:i], "0123456789") || acc&(maskSlash|maskAt) != 0 && placeLike(b[s.start:i])
	case !varies && acc&(maskSlash|maskDot|maskAt) != 0:
		varies = placeLike(b[s.start:i])
	case !varies:
		varies = acc&maskBeyond == 0 && i-s.start >= 8
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
	n := bytes.IndexByte(b[i+1:], q)
	if n < 0 || !value && bytes.IndexByte(b[i+1:i+1+n], ' ') >= 0 {
		return 0
	}
	return n + 2
}

// stretched goes on with a word over a mark that is part of it: the colons of
// times and addresses, an apostrophe.
func stretched(b []byte, start, i int, acc uint8) (int, uint8) {
	for i+1 < len(b) {
		rest := b[i+1:]
		switch {
		case b[i] == '\'' && rest[0] == 's' && (len(rest) == 1 || !isWordByte(rest[1])):
			return i, acc // what belongs to somebody, who is a word by himself
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
	if i >= 0 && (i > 0 && maskClass[b[i-1]]&maskSlash != 0 || i+2 < len(b) && maskClass[b[i+2]]&maskSlash != 0) {
		return 0 // the folder above, in a path
	}
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
	if dots == 1 {
		return fileName(b)
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

// fileName reports whether a word ends as names of files and of units of systemd
// do. Sources are not among them: a message that begins with one names the place
// that wrote it.
func fileName(b []byte) bool {
	b = bytes.TrimRight(b, ".")
	switch string(b[bytes.LastIndexByte(b, '.')+1:]) {
	case "conf", "cfg", "ini", "log", "txt", "sh", "so", "dll", "exe", "jar", "json", "xml", "yaml", "yml", "csv", "html", "php",
		"db", "tmp", "bak", "gz", "tar", "zip", "pid", "sock", "pem", "crt", "png", "jpg", "pdf", "xls", "doc",
		"service", "socket", "timer", "target", "mount", "slice", "scope":
		return true
	}
	return false
}
