package history

import "bytes"

// commenting follows comments through the lines of a file: those of the C
// family, of scripts and of SQL. It does not know which language a file is in,
// so a mark counts only where it is rarely anything else.
type commenting struct {
	block bool // inside /* */
}

// strip gives a line without its comments.
func (c *commenting) strip(line []byte) []byte {
	if c.block {
		_, after, ends := bytes.Cut(line, []byte("*/"))
		if !ends {
			return nil
		}
		c.block, line = false, after
	}
	if !c.block && bytes.IndexByte(line, '/') < 0 && bytes.IndexByte(line, '#') < 0 && bytes.IndexByte(line, '-') < 0 && bytes.IndexByte(line, ';') < 0 && !bytes.HasPrefix(line, []byte("dnl")) {
		return line
	}
	trimmed := bytes.TrimLeft(line, " \t")
	if isCommentLine(trimmed) {
		return nil
	}
	start := c.begin(line)
	if start < 0 {
		return line
	}
	if line[start+1] == '/' {
		return bytes.TrimRight(line[:start], " \t")
	}
	_, after, ends := bytes.Cut(line[start+2:], []byte("*/"))
	if !ends {
		c.block = true
		return bytes.TrimRight(line[:start], " \t")
	}
	rest := c.strip(after)
	return append(bytes.TrimRight(bytes.Clone(line[:start]), " \t"), rest...)
}

// begin finds where a comment of the C family begins outside of quotes; -1
// where none does.
func (c *commenting) begin(line []byte) int {
	if bytes.IndexByte(line, '/') < 0 {
		return -1
	}
	quote := byte(0)
	for i := 0; i+1 < len(line); i++ {
		switch b := line[i]; {
		case quote != 0 && b == '\\':
			i++
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'' || b == '`':
			quote = b
		case b == '/' && (line[i+1] == '*' || line[i+1] == '/' && (i == 0 || line[i-1] != ':')):
			return i
		}
	}
	return -1
}

// isCommentLine reports whether a line without indent is a comment by how it
// begins. A hash is a comment before a space only: before a word it is the
// preprocessor, a colour or a heading.
func isCommentLine(line []byte) bool {
	for _, mark := range []string{"//", "# ", "-- ", "dnl ", ";; "} {
		if bytes.HasPrefix(line, []byte(mark)) {
			return true
		}
	}
	return len(line) == 1 && line[0] == '#'
}

// codeLines reports for each line of a file whether it says something: it is
// not blank, not a comment, no import, and more than brackets and keywords
// that any function has.
func codeLines(lines [][]byte) []bool {
	out := make([]bool, len(lines))
	var c commenting
	for i, line := range lines {
		inside := c.block
		code := bytes.TrimSpace(c.strip(line))
		out[i] = !trivial(code) && (!inside || !c.block) && !starred(bytes.TrimSpace(line))
	}
	return out
}

// starred reports whether a line is the middle of a comment that began where
// it was not seen.
func starred(line []byte) bool {
	return len(line) > 0 && line[0] == '*' && (len(line) == 1 || line[1] == ' ' || line[1] == '/')
}

var trivialWords = map[string]bool{
	"else": true, "break": true, "return": true, "do": true, "try": true, "end": true, "fi": true, "done": true, "then": true,
	"begin": true, "default": true, "continue": true, "pass": true, "finally": true, "esac": true, "endif": true,
}

// trivial reports whether code says too little to have brought in a fault.
func trivial(code []byte) bool {
	word := bytes.Trim(code, "{}()[];:,#\\ \t")
	return len(word) < 2 || trivialWords[string(word)] || isImport(code)
}

func isImport(code []byte) bool {
	for _, word := range []string{"#include", "# include", "import ", "use ", "using ", "require ", "from "} {
		if bytes.HasPrefix(code, []byte(word)) {
			return true
		}
	}
	return false
}
