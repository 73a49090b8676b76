package reading

import "strings"

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// wordAt reports whether the byte at i goes on with a word or number.
func wordAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (digit(s[i]) || letter(s[i]) || s[i] == '_')
}

// number reads at most most digits.
func number(s string, most int) (v, n int) {
	for n < len(s) && n < most && digit(s[n]) {
		v = v*10 + int(s[n]-'0')
		n++
	}
	return v, n
}

func spaces(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }

// begins reports whether a text begins with a word in small letters, however its
// own are written.
func begins(s, word string) bool {
	return len(s) >= len(word) && strings.EqualFold(s[:len(word)], word)
}

// nearby is as far as is looked for words that say something of a figure.
const nearby = 24

// tail is the end of a text that is near to what follows it, and head the
// beginning that is near to what stands before it.
func tail(s string) string { return s[max(0, len(s)-nearby):] }
func head(s string) string { return s[:min(len(s), nearby)] }

// word reads a word of letters, in lower case.
func word(s string) (string, int) {
	n := 0
	for n < len(s) && letter(s[n]) {
		n++
	}
	return strings.ToLower(s[:n]), n
}

// blank overwrites a part of a line, so that what follows keeps its place.
func blank(b []byte, from, to int) {
	for i := from; i < to; i++ {
		b[i] = ' '
	}
}

// mask blanks what is not prose: links' destinations, addresses, code, tags,
// and the marks of emphasis. The result has the length of the line.
func mask(line string) string {
	if !strings.ContainsAny(line, "`*<:(\\") {
		return line
	}
	b := []byte(line)
	for i := 0; i < len(line); {
		switch {
		case line[i] == '`':
			i = maskCode(b, line, i)
		case strings.HasPrefix(line[i:], "]("):
			end := closing(line, i+1)
			blank(b, i+1, end)
			i = end
		case strings.HasPrefix(line[i:], "http://") || strings.HasPrefix(line[i:], "https://"):
			end := i + addressEnd(line[i:])
			blank(b, i, end)
			i = end
		case line[i] == '<' && i+1 < len(line) && (letter(line[i+1]) || line[i+1] == '/' || line[i+1] == '!'):
			end := strings.IndexByte(line[i:], '>')
			if end < 0 {
				end = 0
			}
			blank(b, i, i+end+1)
			i += end + 1
		case line[i] == '*' || line[i] == '\\':
			b[i] = ' '
			i++
		default:
			i++
		}
	}
	return string(b)
}

// maskCode blanks a code span, but leaves what stands in one that begins with a
// digit and is short: times are often set in code.
func maskCode(b []byte, line string, i int) int {
	run := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
	end := strings.Index(line[i+run:], line[i:i+run])
	if end < 0 {
		blank(b, i, i+run)
		return i + run
	}
	stop := i + run + end + run
	if inner := line[i+run : i+run+end]; len(inner) > 0 && len(inner) < 32 && (digit(inner[0]) || inner[0] == '[') {
		blank(b, i, i+run)
		blank(b, stop-run, stop)
		return stop
	}
	blank(b, i, stop)
	return stop
}

// closing finds the end of a bracketed part that begins at i.
func closing(line string, i int) int {
	depth := 0
	for j := i; j < len(line); j++ {
		switch line[j] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(line)
}

func addressEnd(s string) int {
	if i := strings.IndexAny(s, " \t<>\")]|`"); i >= 0 {
		return i
	}
	return len(s)
}
