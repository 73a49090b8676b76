//go:build !amd64

package logs

// cutLines cuts the first lines off a block, as many as there is room for. It
// stops before a line that has no end or is too long for an outline.
func cutLines(into []cutLine, b []byte, sep byte) int { return cutWords(into, b, sep) }

// line takes a line of at most outlineReach bytes. What the bits beyond it say
// is open.
func (k *kinds) line(b []byte) { k.words(b) }
