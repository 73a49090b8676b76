package incident

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Records are changed as text, not as trees: only the lines of the item that
// changes are touched, so comments, order, spacing and quoting stay the
// author's. Each change is read back and compared before it is returned.

// writable holds texts against what YAML cannot carry.
func writable(what string, texts ...string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return fmt.Errorf("%s: the text is not UTF-8: %q\n  hint: set the terminal, or convert the input, to UTF-8", what, s)
		}
	}
	return nil
}

// field is a key of an item and its value: a scalar, or else a list of them.
type field struct {
	key, value string
	list       []string
}

// itemLines writes an item of a list, empty fields left out.
func itemLines(indent string, item []field) []string {
	var lines []string
	for _, f := range item {
		value := quote(f.value)
		switch {
		case len(f.list) > 0:
			value = flowList(f.list)
		case f.value == "":
			continue
		}
		lead := indent + "  "
		if len(lines) == 0 {
			lead = indent + "- "
		}
		lines = append(lines, lead+f.key+": "+value)
	}
	return lines
}

// flowList writes a list on one line. Its items are always quoted, since commas
// and brackets have a meaning there.
func flowList(items []string) string {
	out := make([]string, len(items))
	for i, s := range items {
		out[i] = doubleQuoted(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// quote writes a scalar that reads back as itself: plain where it is plainly
// safe, else double-quoted.
func quote(s string) string {
	plain := s != "" && strings.TrimSpace(s) == s && !strings.EqualFold(s, "null")
	for i, r := range s {
		safe := r == ' ' || r == '-' && i > 0 || r == ':' && i+1 < len(s) && s[i+1] != ' ' || r == '+' && i > 0 ||
			r == '.' || r == '/' && i > 0 || r == ',' && i > 0 || r == '_' ||
			r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		plain = plain && safe
	}
	if plain {
		return s
	}
	return doubleQuoted(s)
}

func doubleQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// block is the span of lines that belongs to a top-level key.
type block struct {
	key, end int // line of the key; first line after the block
	items    []int
	indent   string // of the items' dashes
}

// findBlock locates a top-level list. Blank lines and comments at its end
// belong to what follows.
func findBlock(lines []string, key string) (block, bool) {
	for i, line := range lines {
		if !strings.HasPrefix(line, key+":") {
			continue
		}
		b := block{key: i, end: i + 1, indent: "  "}
		for j := i + 1; j < len(lines); j++ {
			line := strings.TrimRight(lines[j], "\r\n")
			trimmed := strings.TrimLeft(line, " ")
			lead := line[:len(line)-len(trimmed)]
			if trimmed == "" || strings.HasPrefix(trimmed, "#") {
				continue
			}
			dash := strings.HasPrefix(trimmed, "- ") || trimmed == "-"
			if lead == "" && !dash {
				break
			}
			if dash && len(b.items) == 0 {
				b.indent = lead
			}
			if dash && lead == b.indent {
				b.items = append(b.items, j)
			}
			b.end = j + 1
		}
		return b, true
	}
	return block{}, false
}

// splitLines cuts a text into lines, each with the end it has, and tells the
// end that new lines get: that of the first line.
func splitLines(text string) (lines []string, eol string) {
	lines = slices.Collect(strings.Lines(text))
	if len(lines) > 0 && strings.HasSuffix(lines[0], "\r\n") {
		return lines, "\r\n"
	}
	return lines, "\n"
}

func appendItem(text, key string, item []field) string {
	lines, eol := splitLines(text)
	if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
		lines[n-1] += eol
	}
	b, ok := findBlock(lines, key)
	if !ok {
		if n := len(lines); n > 0 && strings.TrimSpace(lines[n-1]) != "" {
			lines = append(lines, eol)
		}
		lines = append(lines, key+":"+eol)
		b = block{key: len(lines) - 1, end: len(lines), indent: "  "}
	} else if len(b.items) == 0 {
		lines[b.key] = fillable(lines[b.key], key)
	}
	return strings.Join(slices.Insert(lines, b.end, ended(itemLines(b.indent, item), eol)...), "")
}

// fillable is the line of a key without items as it stands before some; what
// follows the brackets stays.
func fillable(line, key string) string {
	rest := strings.TrimLeft(strings.TrimPrefix(line, key+":"), " ")
	for _, none := range []string{"[]", "null", "~"} {
		if after, ok := strings.CutPrefix(rest, none); ok {
			return key + ":" + after
		}
	}
	return line
}

func ended(lines []string, eol string) []string {
	for i := range lines {
		lines[i] += eol
	}
	return lines
}

// replaceItem puts new lines in place of the n-th item of a list, or takes the
// item out where there are none.
func replaceItem(text, key string, n int, item []field) string {
	lines, eol := splitLines(text)
	b, ok := findBlock(lines, key)
	if !ok || n >= len(b.items) {
		return text
	}
	end := b.end
	if n+1 < len(b.items) {
		end = b.items[n+1]
	}
	// Comments right above the next item are that item's.
	for end > b.items[n]+1 && isComment(lines[end-1]) {
		end--
	}
	lines = slices.Replace(lines, b.items[n], end, ended(itemLines(b.indent, item), eol)...)
	if item == nil && len(b.items) == 1 {
		lines[b.key] = key + ": []" + strings.TrimPrefix(lines[b.key], key+":")
	}
	return strings.Join(lines, "")
}

func isComment(line string) bool {
	t := strings.TrimSpace(line)
	return t == "" || strings.HasPrefix(t, "#")
}
