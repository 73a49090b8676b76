package logs

import (
	"bytes"
	"unicode/utf8"

	"github.com/candor-reports/candor/timeline"
)

// headline takes off what loggers write between the time and the message: the
// level, names of threads and loggers, process numbers. It returns the message
// and the logger where one was found.
func (r *record) headline() (message, logger []byte) {
	if !r.plain {
		return r.message, nil
	}
	b := r.message
	if r.head == unknownHead {
		r.head = textMood(b).end
	}
	if r.head > 0 && r.head < len(b) && !bytes.EqualFold(firstWord(b), []byte("panic")) {
		b = b[r.head:]
	}
	for range 12 {
		rest, name := stepOver(b, r.head > 0)
		if name != nil && logger == nil {
			logger = name
		}
		if len(rest) == len(b) {
			break
		}
		b = rest
	}
	if b = bytes.TrimSpace(b); len(b) == 0 {
		return bytes.TrimSpace(r.message), logger
	}
	// nginx ends a message with who asked for what.
	if i := bytes.Index(b, []byte(", client: ")); i > 0 {
		b = b[:i]
	}
	return b, logger
}

func firstWord(b []byte) []byte {
	n := 0
	for n < len(b) && isWordByte(b[n]) {
		n++
	}
	return b[:n]
}

// stepOver takes one piece of a header off, or nothing. Where the header has told
// the level, another one is the text's own first word: "ERROR IN CONTACTING RM".
func stepOver(b []byte, told bool) (rest, logger []byte) {
	if len(b) == 0 {
		return b, nil
	}
	switch c := b[0]; {
	case c == ' ' || c == '\t' || c == ':' || c == '|' || c == ']' || c == '>':
		return b[1:], nil
	case c == '-' || c == '#':
		if n := runOf(b, c); n < len(b) && b[n] == ' ' {
			return b[n:], nil
		}
	case c == '[':
		if n := bracketEnd(b); n > 0 {
			return b[n:], nil
		}
	case c == '*' && digitRun(b[1:]) > 0:
		if n := 1 + digitRun(b[1:]); n < len(b) && b[n] == ' ' {
			return b[n:], nil
		}
	}
	n := skipWord(b, 0)
	word := b[:n]
	if n == len(b) {
		return b, nil
	}
	bare := bytes.TrimRight(word, ":|")
	switch {
	case numbered(bare):
		// A number is a process or a thread only where a header goes on.
		if len(bare) < len(word) || opensHeader(bytes.TrimLeft(b[n:], " ")) {
			return b[n:], nil
		}
	case capitals(bare) && levelOf(bare) != timeline.NoLevel && (!told || goesOn(b[n:])):
		return b[n:], nil
	case isLogger(bare) && (len(bare) < len(word) || bytes.HasPrefix(b[n:], []byte(" - ")) || bytes.HasPrefix(b[n:], []byte(" : ")) || bytes.HasPrefix(b[n:], []byte(" ["))):
		return b[n:], bare
	}
	return b, nil
}

// goesOn reports whether a thread or a dash follows, so that the header is not at
// its end.
func goesOn(b []byte) bool {
	b = bytes.TrimLeft(b, " ")
	return bytes.HasPrefix(b, []byte("[")) || bytes.HasPrefix(b, []byte("- "))
}

// numbered reports whether a word holds digits and # alone.
func numbered(w []byte) bool {
	for _, c := range w {
		if !isDigit(c) && c != '#' {
			return false
		}
	}
	return true
}

// opensHeader reports whether what follows a number belongs to a header.
func opensHeader(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	return b[0] == '[' || b[0] == '-' || capitals(firstWord(b)) && levelOf(firstWord(b)) != timeline.NoLevel
}

// isLogger reports whether a word is the dotted name of a class or a module.
func isLogger(w []byte) bool {
	dots := 0
	for i, c := range w {
		switch {
		case c == '.' || c == '$':
			if i == 0 || i == len(w)-1 {
				return false
			}
			dots++
		case !isWordByte(c) && c != '-' && c != '/':
			return false
		}
	}
	// main.go:12 is a place, and reads better with the message.
	return dots > 0 && w[0]|0x20 >= 'a' && !bytes.HasSuffix(w, []byte(".go"))
}

func runOf(b []byte, c byte) int {
	n := 0
	for n < len(b) && b[n] == c {
		n++
	}
	return n
}

// bracketEnd is the length of a group in brackets, with groups within it.
func bracketEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b) && i < maskReach; i++ {
		switch b[i] {
		case '[':
			depth++
		case ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// textLimit is how long the one line of an event may be.
const textLimit = 300

// oneLine is text as one line of at most limit bytes. Line ends become blanks,
// and bytes that are not UTF-8, and NUL, are shown as \xNN.
func oneLine(b []byte, limit int) string {
	b = bytes.TrimSpace(b)
	n := unaltered(b[:min(len(b), limit)])
	out := append(make([]byte, 0, min(len(b), limit)+4), b[:n]...)
	fits := max(min(n, limit-len("…")), 0) // the length up to which text and an ellipsis are within the limit
	for i := n; i < len(b); {
		if len(out)+len("…") <= limit {
			fits = len(out)
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1, r == 0:
			const digits = "0123456789abcdef"
			out = append(out, '\\', 'x', digits[b[i]>>4], digits[b[i]&15])
		case r == '\n' || r == '\r' || r == '\t' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			out = append(out, ' ')
		default:
			out = append(out, b[i:i+n]...)
		}
		if i += n; len(out) > limit {
			return string(append(bytes.TrimRight(out[:fits], " "), "…"...))
		}
	}
	return string(out)
}

// unaltered is how many bytes b begins with that oneLine leaves as they are.
func unaltered(b []byte) int {
	for i, c := range b {
		if c < ' ' || c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}
