package history

import (
	"bytes"

	"github.com/candor-reports/candor/internal/pattern"
)

// maxFunction is the longest function that is looked at whole, in lines.
const maxFunction = 500

var (
	functionWord = pattern.New(`\b(?:def|func|fn|function|sub|proc|procedure|class|impl|interface|struct|enum|module|macro)\b`)
	controlWord  = pattern.New(`^[})\s]*(?:if|else|elif|for|foreach|while|switch|case|return|do|catch|try|except|finally|with|goto|default|when|unless|until|sizeof|assert)\b`)
)

// functionAt finds the function that a line stands in: from its head to the
// line behind its end. It goes by indentation, so it needs no language. ok is
// false where the line stands in none.
func functionAt(lines [][]byte, at int) (from, to int, ok bool) {
	if at < 0 || at >= len(lines) {
		return 0, 0, false
	}
	depth := int16(1 << 14)
	for i := at; i >= 0 && i > at-maxFunction; i-- {
		n := indent(lines[i])
		if n == blankLine || n >= depth && i != at || isLabel(lines[i], n) {
			continue
		}
		if n == 0 && i != at && lines[i][0] == '}' {
			return 0, 0, false
		}
		if isHead(lines, i) {
			return i, functionEnd(lines, i, n), functionEnd(lines, i, n) > at
		}
		if n == 0 && i != at && lines[i][0] != '{' && lines[i][0] != '#' {
			return 0, 0, false
		}
		if n > 0 {
			depth = n
		} else {
			depth = 1
		}
	}
	return 0, 0, false
}

// isLabel reports whether a line is a jump mark or a preprocessor line, which
// stand outside of their function's indentation.
func isLabel(line []byte, n int16) bool {
	trimmed := bytes.TrimSpace(line)
	if len(trimmed) == 0 || n > 2 {
		return false
	}
	return trimmed[0] == '#' || trimmed[len(trimmed)-1] == ':' && !bytes.ContainsAny(trimmed, " (")
}

// isHead reports whether a line begins a function or a type.
func isHead(lines [][]byte, i int) bool {
	line := bytes.TrimSpace(lines[i])
	if len(line) == 0 || controlWord.Match(line) || !isLetter(line[0]) {
		return false
	}
	last := line[len(line)-1]
	if functionWord.Match(line) {
		return last != ';'
	}
	if last == ';' || last == '=' || !bytes.ContainsRune(line, '(') {
		return false
	}
	// The body's bracket stands on this line or on one of the next.
	for j := i; j < min(len(lines), i+8); j++ {
		next := bytes.TrimSpace(lines[j])
		switch {
		case len(next) == 0:
			return false
		case next[len(next)-1] == '{':
			return true
		case next[len(next)-1] == ';':
			return false
		}
	}
	return false
}

func isLetter(b byte) bool { return b == '_' || b|0x20 >= 'a' && b|0x20 <= 'z' }

// functionEnd gives the line behind the function whose head is a line with an
// indentation.
func functionEnd(lines [][]byte, head int, depth int16) int {
	body := false
	for i := head + 1; i < len(lines) && i < head+maxFunction; i++ {
		n := indent(lines[i])
		switch {
		case n == blankLine || isLabel(lines[i], n):
		case n > depth:
			body = true
		case bytes.TrimSpace(lines[i])[0] == '}':
			return i + 1
		case bytes.TrimSpace(lines[i])[0] == '{' || !body:
		default:
			return i
		}
	}
	return min(len(lines), head+maxFunction)
}
