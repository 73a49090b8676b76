package diff3

import (
	"slices"
	"strings"
)

// The lines that stand around the two texts of a clash.
const (
	Open  = "<<<<<<< yours\n"
	Split = "=======\n"
	Close = ">>>>>>> candor\n"
)

// Merge brings the changes from base to ours into yours and returns the result
// with the number of clashes in it that a person has to resolve, and what they
// should look at because it was left as they wrote it.
//
// Sections are matched by their headings: one that yours moved is merged where
// it stands now, and one that yours deleted stays deleted. Where yours rewrote a
// passage in which only figures are drafted anew, each figure that still stands
// there once is brought up to date, and the others are noted.
//
// Where only one side changed, its text is taken; a part that yours deleted
// stays deleted as long as ours did not change it. Where both changed the same
// words, or both put something new at the same place, both texts are kept
// between the lines Open, Split and Close. A clash that yours still holds is
// kept; where ours has changed again, its second half is brought up to date.
//
// Without a base it is not known who changed what: all of yours is kept, and
// each block in which ours differs or which only ours has is a clash.
func Merge(base, yours, ours []byte) (merged []byte, clashes int, notes []Note) {
	b, y, o := string(base), string(yours), string(ours)
	windows := strings.Contains(y, "\r\n") && !strings.Contains(b, "\r") && !strings.Contains(o, "\r") &&
		strings.Count(y, "\r\n") == strings.Count(y, "\n")
	if windows {
		y = strings.ReplaceAll(y, "\r\n", "\n")
	}
	text, clashes, notes := mergeText(b, y, o)
	if b != "" && b != o && y != b {
		notes = append(notes, outdated(b, text, o)...)
		slices.SortStableFunc(notes, func(a, b Note) int { return a.Line - b.Line })
	}
	if windows {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text), clashes, notes
}

func mergeText(base, yours, ours string) (string, int, []Note) {
	m := merger{}
	regions := func(region string) bool {
		return !strings.Contains(base, region) && !strings.Contains(ours, region)
	}
	switch {
	case base == ours || yours == ours:
		// The last mark of a clash may have lost its line end to an editor.
		m.emit(split(strings.TrimSuffix(yours, "\n")+"\n", regions))
		return yours, m.clashes, nil
	case base == yours:
		return ours, 0, nil
	}
	if base != "" {
		base, ours = arrange(base, yours, ours)
	}
	b, y, o := split(closed(base), nil), split(closed(yours), regions), split(closed(ours), nil)
	if base == "" {
		m.twoWay(blocks(y), blocks(o))
	} else {
		m.blocks(b, y, o)
	}
	text := m.out.String()
	if strings.HasSuffix(text, "\n\n") && !strings.HasSuffix(yours, "\n\n") {
		text = text[:len(text)-1]
	}
	return text, m.clashes, m.notes
}

// closed ends a text with a blank line, so that its last block is like any
// other: a block that comes after it does not change it.
func closed(text string) string {
	if text == "" {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\n") + "\n\n"
}

// split cuts text into its lines. A whole clash for which unresolved is true
// counts as one line, so that nothing is merged into the middle of it.
func split(text string, unresolved func(region string) bool) []string {
	var lines []string
	for text != "" {
		end := strings.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		if unresolved != nil && strings.HasPrefix(text, Open) {
			if n := clashEnd(text); n > 0 && unresolved(text[:n]) {
				end = n
			}
		}
		lines = append(lines, text[:end])
		text = text[end:]
	}
	return lines
}

// clashEnd is the length of the clash that text starts with, 0 if it is none.
func clashEnd(text string) int {
	end := strings.Index(text, "\n"+Close)
	if end < 0 {
		return 0
	}
	region := text[:end+1]
	if !strings.Contains(region, "\n"+Split) || strings.Contains(region, "\n"+Open) {
		return 0
	}
	return len(region) + len(Close)
}

// isClash reports whether a line of split is a whole clash.
func isClash(line string) bool {
	return strings.HasPrefix(line, Open) && len(line) > len(Open)
}

// yoursOf is the first half of a clash: what the person wrote. A heading may be
// underlined as Split is; the last such line divides, so that no text of the
// person's falls to the other half.
func yoursOf(clash string) string {
	at := strings.LastIndex(clash, "\n"+Split)
	return clash[len(Open) : at+1]
}

// blocks joins lines up to and including the blank lines that end a block.
func blocks(lines []string) [][]string {
	var out [][]string
	start := 0
	for i := range lines {
		blank := strings.TrimSpace(lines[i]) == ""
		if last := i+1 == len(lines); last || blank && strings.TrimSpace(lines[i+1]) != "" {
			out = append(out, lines[start:i+1])
			start = i + 1
		}
	}
	return out
}

type merger struct {
	out     strings.Builder
	clashes int
	notes   []Note
}

func (m *merger) emit(lines []string) {
	for _, line := range lines {
		if isClash(line) {
			m.clashes++
		}
		m.out.WriteString(line)
	}
}

func (m *merger) blocks(base, yours, ours []string) {
	b, y, o := blocks(base), blocks(yours), blocks(ours)
	for _, c := range chunks(joined(b), joined(y), joined(o)) {
		bs, ys, os := slices.Concat(b[c.b0:c.b1]...), slices.Concat(y[c.y0:c.y1]...), slices.Concat(o[c.o0:c.o1]...)
		switch c.from {
		case fromYours:
			m.emit(ys)
		case fromOurs:
			m.emit(os)
		default:
			m.lines(bs, ys, os)
		}
	}
}

func joined(blocks [][]string) []string {
	out := make([]string, len(blocks))
	for i, b := range blocks {
		out[i] = strings.Join(b, "")
	}
	return out
}

func (m *merger) lines(base, yours, ours []string) {
	for _, c := range chunks(base, yours, ours) {
		switch c.from {
		case fromYours:
			m.emit(yours[c.y0:c.y1])
		case fromOurs:
			m.emit(ours[c.o0:c.o1])
		default:
			m.conflict(base[c.b0:c.b1], yours[c.y0:c.y1], ours[c.o0:c.o1])
		}
	}
}

// conflict merges lines that both sides changed, by words where that works.
func (m *merger) conflict(base, yours, ours []string) {
	if !slices.ContainsFunc(yours, isClash) {
		if len(base) == len(yours) && len(base) == len(ours) && m.pairs(base, yours, ours) {
			return
		}
		b, y, o := strings.Join(base, ""), strings.Join(yours, ""), strings.Join(ours, "")
		if alike(b, y) && alike(b, o) {
			if text, ok := words(b, y, o); ok {
				m.out.WriteString(text)
				return
			}
		}
		if m.rewritten(b, y, o) {
			return
		}
	}
	m.clash(yours, ours)
}

// pairs merges line by line, where each line of one side is still the same
// line of the other. Only those lines clash that do.
func (m *merger) pairs(base, yours, ours []string) bool {
	for i := range base {
		if !alike(base[i], yours[i]) || !alike(base[i], ours[i]) {
			return false
		}
	}
	from := 0
	for i := range base {
		text, ok := words(base[i], yours[i], ours[i])
		if !ok {
			text, ok = carried(base[i], yours[i], ours[i])
		}
		if !ok {
			continue
		}
		if from < i {
			m.clash(yours[from:i], ours[from:i])
		}
		m.out.WriteString(text)
		from = i + 1
	}
	if from < len(base) {
		m.clash(yours[from:], ours[from:])
	}
	return true
}

// clash writes both texts, without the lines they begin and end with alike.
func (m *merger) clash(yours, ours []string) {
	var opened []string
	for _, line := range yours {
		if isClash(line) {
			opened = append(opened, split(yoursOf(line), nil)...)
			continue
		}
		opened = append(opened, line)
	}
	n := 0
	for n < len(opened) && n < len(ours) && opened[n] == ours[n] {
		n++
	}
	tail := 0
	for tail < len(opened)-n && tail < len(ours)-n && opened[len(opened)-1-tail] == ours[len(ours)-1-tail] {
		tail++
	}
	m.emit(ours[:n])
	y, o := opened[n:len(opened)-tail], ours[n:len(ours)-tail]
	var blank []string
	if len(y) == 0 {
		o, blank = untrailed(o)
	} else if len(o) == 0 {
		y, blank = untrailed(y)
	}
	if len(y)+len(o) > 0 {
		m.clashes++
		m.out.WriteString(Open + strings.Join(y, "") + Split + strings.Join(o, "") + Close)
	}
	m.emit(blank)
	m.emit(ours[len(ours)-tail:])
}

// untrailed takes the blank lines off the end of lines.
func untrailed(lines []string) (text, blank []string) {
	n := len(lines)
	for n > 0 && strings.TrimSpace(lines[n-1]) == "" {
		n--
	}
	return lines[:n], lines[n:]
}

// twoWay keeps all of yours; where ours has something else it is a clash.
func (m *merger) twoWay(yours, ours [][]string) {
	ids := interner{}
	j := 0
	for _, h := range append(diff(ids.of(joined(yours)), ids.of(joined(ours))), hunk{len(yours), len(yours), len(ours), len(ours)}) {
		m.emit(slices.Concat(yours[j:h.b0]...))
		y, o := slices.Concat(yours[h.b0:h.b1]...), slices.Concat(ours[h.s0:h.s1]...)
		if len(o) == 0 {
			m.emit(y)
		} else {
			m.clash(y, o)
		}
		j = h.b1
	}
}
