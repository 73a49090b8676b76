package incident

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// Records are changed as text, not as trees: only the lines of the item that
// changes are touched, so comments, order, spacing and quoting stay the
// author's. Each change is read back and compared before it is returned.

// AddNote returns the record with a note added at the end of its notes.
func AddNote(name string, data []byte, n Note) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	n.Text, n.By = strings.TrimSpace(n.Text), strings.TrimSpace(n.By)
	if err := writable("note", n.Text, n.By); err != nil {
		return nil, err
	}
	item := []field{{"at", n.At.String()}, {"text", n.Text}, {"by", n.By}}
	out := appendItem(string(data), "notes", item)
	return verify(name, out, old, func(inc *Incident) bool {
		last := len(inc.Notes) - 1
		if last != len(old.Notes) {
			return false
		}
		written := inc.Notes[last]
		inc.Notes = slices.Clip(inc.Notes[:last])
		return written.Text == n.Text && written.By == n.By && written.At.String() == n.At.String()
	})
}

// SetEdit returns the record with the edit of one event added, or replaced
// where it has one. An edit that decides nothing any more is taken out.
func SetEdit(name string, data []byte, e Edit) ([]byte, error) {
	if e.Milestone != "" && !e.Milestone.Valid() {
		return nil, fmt.Errorf("%q is not a milestone\n  hint: %s", e.Milestone, strict.Suggest(string(e.Milestone), milestoneNames()))
	}
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	e.Text = strings.TrimSpace(e.Text)
	if err := writable("edit", e.Text); err != nil {
		return nil, err
	}
	item := []field{
		{"event", string(e.Event)}, {"hide", boolText(e.Hide)}, {"pin", boolText(e.Pin)}, {"public", boolText(e.Public)},
		{"text", e.Text}, {"time", e.Time.String()}, {"milestone", string(e.Milestone)},
	}
	at := slices.IndexFunc(old.Edits, func(o Edit) bool { return o.Event == e.Event })
	decides := e.Hide || e.Pin || e.Public || e.Text != "" || !e.Time.IsZero() || e.Milestone != ""
	var out string
	switch {
	case at < 0 && !decides:
		return data, nil
	case at < 0:
		out = appendItem(string(data), "edits", item)
		at = len(old.Edits)
	case !decides:
		out = replaceItem(string(data), "edits", at, nil)
	default:
		out = replaceItem(string(data), "edits", at, item)
	}
	return verify(name, out, old, func(inc *Incident) bool {
		if decides {
			if at >= len(inc.Edits) || !sameEdit(inc.Edits[at], e) {
				return false
			}
			inc.Edits = slices.Delete(inc.Edits, at, at+1)
		}
		if at < len(old.Edits) {
			old.Edits = slices.Delete(old.Edits, at, at+1)
		}
		return true
	})
}

func sameEdit(a, b Edit) bool {
	if a.Time.String() != b.Time.String() {
		return false
	}
	a.Time, b.Time = timeline.Time{}, timeline.Time{}
	return a == b
}

// writable holds texts against what YAML cannot carry.
func writable(what string, texts ...string) error {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return fmt.Errorf("%s: the text is not UTF-8: %q\n  hint: set the terminal, or convert the input, to UTF-8", what, s)
		}
	}
	return nil
}

// verify reads the changed record back. The function takes what was changed out
// of the new record, after which it has to say what the old one says. A layout
// that the line editing does not understand ends here, before anything is
// written.
func verify(name, out string, old *Incident, changed func(*Incident) bool) ([]byte, error) {
	inc, err := Parse(name, []byte(out))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; make the change by hand: %w", name, err)
	}
	same := changed(inc)
	inc.line, old.line = nil, nil
	if !same || !reflect.DeepEqual(emptied(inc), emptied(old)) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: write notes and edits as lists with one item per line, or make the change by hand", name)
	}
	return []byte(out), nil
}

// emptied makes lists without items equal, whether they are written down or not.
func emptied(inc *Incident) *Incident {
	if len(inc.Notes) == 0 {
		inc.Notes = nil
	}
	if len(inc.Edits) == 0 {
		inc.Edits = nil
	}
	return inc
}

type field struct{ key, value string }

func boolText(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// itemLines writes an item of a list, empty fields left out.
func itemLines(indent string, item []field) []string {
	var lines []string
	for _, f := range item {
		if f.value == "" {
			continue
		}
		lead := indent + "  "
		if len(lines) == 0 {
			lead = indent + "- "
		}
		lines = append(lines, lead+f.key+": "+quote(f.value))
	}
	return lines
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

// Edit returns the edit of an event as the record has it, for a change that
// touches only part of it.
func (inc *Incident) Edit(id timeline.ID) Edit {
	if i := slices.IndexFunc(inc.Edits, func(e Edit) bool { return e.Event == id }); i >= 0 {
		return inc.Edits[i]
	}
	return Edit{Event: id}
}
