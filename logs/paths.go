package logs

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// What is known of which requests failed.
const (
	mostPaths  = 16   // of a stretch of time: those of the smallest digests, whatever their order
	pathParts  = 3    // of a path that are told
	mostShare  = 0.75 // of the requests that failed, from which on a path is named
	pathLimit  = 60
	methodMost = 8
)

// asks counts requests for one path.
type asks struct {
	key  uint64
	path string
	n    int
}

// asked counts a request that failed under its method and path.
func (b *answered) asked(message []byte) {
	var space [pathLimit + methodMost + 8]byte
	if path := pathOf(message, space[:0]); len(path) > 0 {
		b.count(asks{key: hashBytes(hashSeed, path), n: 1}, path)
	}
}

// count adds requests. Which paths are kept does not depend on the order: one that
// is among those of the smallest digests at last was so all the time.
func (b *answered) count(a asks, path []byte) {
	i, found := slices.BinarySearchFunc(b.paths, a.key, func(x asks, key uint64) int { return cmp.Compare(x.key, key) })
	switch {
	case found:
		b.paths[i].n += a.n
	case i < mostPaths:
		if a.path == "" {
			a.path = string(path)
		}
		if len(b.paths) == mostPaths {
			b.paths = b.paths[:mostPaths-1]
		}
		b.paths = slices.Insert(b.paths, i, a)
	}
}

// pathOf is the method of a request and the first parts of its path, up to one
// that holds a number: `"GET /export/17?x=1 HTTP/1.1" 500` is GET /export.
func pathOf(message, out []byte) []byte {
	message = bytes.TrimPrefix(message, []byte(`"`))
	method, rest, ok := bytes.Cut(message, []byte(" "))
	if !ok || len(method) == 0 || len(method) > methodMost || !capitals(method) {
		return nil
	}
	if i := bytes.Index(rest, []byte("://")); i >= 0 && i < 6 {
		rest = rest[i+3:]
		rest = rest[max(0, bytes.IndexByte(rest, '/')):]
	}
	if i := bytes.IndexAny(rest, "? \";#"); i >= 0 {
		rest = rest[:i]
	}
	if len(rest) == 0 || rest[0] != '/' {
		return nil
	}
	out = append(append(out, method...), ' ')
	start := len(out)
	for range pathParts {
		part := rest[1:]
		if i := bytes.IndexByte(part, '/'); i >= 0 {
			part = part[:i]
		}
		if len(part) == 0 || len(out)+len(part) > pathLimit || numberedPart(part) {
			break
		}
		out = append(append(out, '/'), part...)
		if rest = rest[1+len(part):]; len(rest) == 0 {
			break
		}
	}
	if len(out) == start {
		out = append(out, '/')
	}
	return out
}

// numberedPart reports whether a part of a path holds a number, but for a version
// such as v2.
func numberedPart(part []byte) bool {
	return bytes.ContainsAny(part, digits) && !(len(part) <= 3 && part[0] == 'v')
}

// mostly is what nearly all failed requests of some stretches asked for, or
// nothing.
func mostly(during *answered) string {
	for _, a := range during.paths {
		if float64(a.n) >= mostShare*float64(during.failed) {
			return strings.ToValidUTF8(a.path, "�")
		}
	}
	return ""
}
