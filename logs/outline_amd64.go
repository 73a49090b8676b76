package logs

import "golang.org/x/sys/cpu"

// cutLines cuts the first lines off a block, as many as there is room for. It
// stops before a line that has no end or is too long for an outline.
func cutLines(into []cutLine, b []byte, sep byte) int {
	n := 0
	if cpu.X86.HasAVX2 && len(b) > stripe && len(into) > 0 {
		n = cutVectors(&into[0], len(into), &b[0], len(b), sep)
	}
	if n == 0 {
		// So few bytes are left that they are not looked at as vectors.
		n = cutWords(into, b, sep)
	}
	return n
}

// cutVectors is cutWords with vectors of 32 bytes. It stops where a vector and
// one more byte would reach beyond the n bytes at b.
//
//go:noescape
func cutVectors(into *cutLine, room int, b *byte, n int, sep byte) int

// line takes a line of at most outlineReach bytes. What the bits beyond it say
// is open.
func (k *kinds) line(b []byte) {
	if cpu.X86.HasAVX2 && len(b) > 0 && cap(b)-len(b) >= stripe {
		kindVectors(k, &b[0], len(b))
		return
	}
	k.words(b)
}

// kindVectors is words with vectors of 32 bytes, of which the last may reach
// beyond the line.
//
//go:noescape
func kindVectors(k *kinds, b *byte, n int)
