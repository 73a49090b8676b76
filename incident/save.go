package incident

import (
	"fmt"
	"slices"
	"strings"

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
	item := []field{{"at", n.At.String()}, {"text", n.Text}, {"by", n.By}}
	out := appendItem(string(data), "notes", item)
	return verify(name, out, old, func(inc *Incident) bool {
		return len(inc.Notes) == len(old.Notes)+1 && inc.Notes[len(old.Notes)].Text == n.Text
	})
}

// SetEdit returns the record with the edit of one event added, or replaced
// where it has one. An edit that decides nothing any more is taken out.
func SetEdit(name string, data []byte, e Edit) ([]byte, error) {
	old, err := Parse(name, data)
	if err != nil {
		return nil, err
	}
	item := []field{
		{"event", string(e.Event)}, {"hide", boolText(e.Hide)}, {"pin", boolText(e.Pin)}, {"public", boolText(e.Public)},
		{"text", e.Text}, {"time", e.Time.String()}, {"milestone", string(e.Milestone)},
	}
	at := slices.IndexFunc(old.Edits, func(o Edit) bool { return o.Event == e.Event })
	decides := e.Hide || e.Pin || e.Public || e.Text != "" || !e.Time.IsZero() || e.Milestone != ""
	var out string
	want := len(old.Edits)
	switch {
	case at < 0 && !decides:
		return data, nil
	case at < 0:
		out, want = appendItem(string(data), "edits", item), want+1
	case !decides:
		out, want = replaceItem(string(data), "edits", at, nil), want-1
	default:
		out = replaceItem(string(data), "edits", at, item)
	}
	return verify(name, out, old, func(inc *Incident) bool { return len(inc.Edits) == want })
}

// verify reads the changed record back. A layout that the line editing does
// not understand ends here, before anything is written.
func verify(name, out string, old *Incident, changed func(*Incident) bool) ([]byte, error) {
	inc, err := Parse(name, []byte(out))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out; make the change by hand: %w", name, err)
	}
	same := inc.ID == old.ID && inc.Title == old.Title && len(inc.Sources) == len(old.Sources) && len(inc.Actions) == len(old.Actions)
	if !same || !changed(inc) {
		return nil, fmt.Errorf("%s cannot be changed by candor as it is laid out: write notes and edits as lists with one item per line, or make the change by hand", name)
	}
	return []byte(out), nil
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
		case r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff:
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
			trimmed := strings.TrimLeft(lines[j], " ")
			lead := lines[j][:len(lines[j])-len(trimmed)]
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

func appendItem(text, key string, item []field) string {
	eol := "\n"
	if strings.Contains(text, "\r\n") {
		eol = "\r\n"
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	b, ok := findBlock(lines, key)
	if !ok {
		lines = append(lines, "", key+":")
		b = block{key: len(lines) - 1, end: len(lines), indent: "  "}
	} else if rest := strings.TrimSpace(strings.TrimPrefix(lines[b.key], key+":")); rest == "[]" || rest == "null" {
		lines[b.key] = key + ":"
	}
	lines = slices.Insert(lines, b.end, itemLines(b.indent, item)...)
	return strings.Join(lines, eol) + eol
}

// replaceItem puts new lines in place of the n-th item of a list, or takes the
// item out where there are none.
func replaceItem(text, key string, n int, item []field) string {
	crlf := strings.Contains(text, "\r\n")
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
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
	lines = slices.Replace(lines, b.items[n], end, itemLines(b.indent, item)...)
	if item == nil && len(b.items) == 1 {
		lines[b.key] = key + ": []"
	}
	text = strings.Join(lines, "\n")
	if crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
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
