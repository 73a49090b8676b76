package diff3

import (
	"slices"
	"strings"
)

// Note tells a person what a merge left as they wrote it.
type Note struct {
	Line int    // of the merged text, from 1
	Old  string // what was drafted before, such as "47 minutes"
	New  string // what is drafted now
	Says bool   // the line still says Old
}

// figure is a change of a figure in what is drafted. The unit is the word
// behind it, empty where none is.
type figure struct {
	old, new []string // tokens
	unit     string
}

func (f figure) was() string   { return f.with(f.old) }
func (f figure) isNow() string { return f.with(f.new) }

func (f figure) with(tokens []string) string {
	text := strings.Join(tokens, "")
	if f.unit != "" {
		text += " " + f.unit
	}
	return text
}

// figuresOf finds the figures in which two passages differ. It is false where
// they differ in anything else.
func figuresOf(base, ours string) ([]figure, bool) {
	ids := interner{}
	b, o := tokens(base), tokens(ours)
	var out []figure
	for _, h := range diff(ids.of(b), ids.of(o)) {
		f := figure{old: b[h.b0:h.b1], new: o[h.s0:h.s1]}
		if !isFigure(f.old, 0) || !isFigure(f.new, 3) {
			return nil, false
		}
		if h.b1+1 < len(b) && strings.TrimSpace(b[h.b1]) == "" && isWord(b[h.b1+1]) && !hasDigit(b[h.b1+1]) {
			f.unit = b[h.b1+1]
		}
		if !slices.ContainsFunc(out, func(g figure) bool { return g.was() == f.was() && g.isNow() == f.isNow() }) {
			out = append(out, f)
		}
	}
	return out, len(out) > 0
}

// isFigure reports whether tokens hold a figure, with at most so many words
// that are none: "1 hour 4".
func isFigure(tokens []string, others int) bool {
	figures := 0
	for _, t := range onlyWords(tokens) {
		if hasDigit(t) {
			figures++
		} else {
			others--
		}
	}
	return figures > 0 && others >= 0 && !strings.Contains(strings.Join(tokens, ""), "\n")
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// speaksForItself reports whether a figure is told from others without its
// unit: a time of day, a date.
func speaksForItself(old []string) bool {
	return len(old) == 1 && strings.ContainsAny(old[0], ":-") && len(old[0]) >= 4
}

// find returns where the figure stands in tokens.
func (f figure) find(in []string) []int {
	var places []int
	for i := 0; i+len(f.old) <= len(in); i++ {
		if !slices.Equal(in[i:i+len(f.old)], f.old) {
			continue
		}
		next := i + len(f.old)
		withUnit := f.unit != "" && next+1 < len(in) && strings.TrimSpace(in[next]) == "" && in[next+1] == f.unit
		if withUnit || speaksForItself(f.old) {
			places = append(places, i)
		}
	}
	return places
}

// carry brings figures into a passage that a person rewrote. Those that do not
// stand in it exactly once are left over.
func carry(figures []figure, yours string) (text string, left []figure) {
	in := tokens(yours)
	for i, f := range figures {
		places := f.find(in)
		unclear := slices.ContainsFunc(figures, func(g figure) bool { return g.was() == f.was() && g.isNow() != f.isNow() })
		if len(places) != 1 || unclear || clashesWith(figures[:i], f) {
			left = append(left, f)
			continue
		}
		in = slices.Replace(slices.Clone(in), places[0], places[0]+len(f.old), f.new...)
	}
	return strings.Join(in, ""), left
}

// clashesWith reports whether a figure's old text is the new one of an earlier
// figure, so that it is not known which of the two stands there.
func clashesWith(before []figure, f figure) bool {
	return slices.ContainsFunc(before, func(g figure) bool { return g.isNow() == f.was() })
}

// rewritten merges a passage that a person rewrote and in which only figures
// were drafted anew.
func (m *merger) rewritten(base, yours, ours string) bool {
	figures, ok := figuresOf(base, ours)
	if !ok || !anyWord(tokens(yours)) {
		return false
	}
	text, left := carry(figures, yours)
	if len(left) > 0 && alike(base, yours) {
		return false
	}
	line := strings.Count(m.out.String(), "\n") + 1
	for _, f := range left {
		if len(f.find(tokens(yours))) == 0 {
			m.notes = append(m.notes, Note{Line: line, Old: f.was(), New: f.isNow()})
		}
	}
	m.out.WriteString(text)
	return true
}

// outdated finds the lines of a merged text that say a figure which is drafted
// otherwise now, in text that is not as drafted.
func outdated(base, merged, ours string) []Note {
	figures := changedFigures(base, ours)
	if len(figures) == 0 {
		return nil
	}
	drafted := map[string]bool{}
	for line := range strings.Lines(ours) {
		drafted[strings.TrimSpace(line)] = true
	}
	var out []Note
	n := 1
	for _, line := range split(merged, every) {
		if !isClash(line) && !drafted[strings.TrimSpace(line)] {
			in := tokens(line)
			for _, f := range figures {
				if len(f.find(in)) > 0 {
					out = append(out, Note{Line: n, Old: f.was(), New: f.isNow(), Says: true})
				}
			}
		}
		n += strings.Count(line, "\n")
	}
	return out
}

// changedFigures are the figures that are drafted otherwise now, without those
// that something drafted still says.
func changedFigures(base, ours string) []figure {
	ids := interner{}
	b, o := split(base, nil), split(ours, nil)
	now := tokens(ours)
	var out []figure
	for _, h := range diff(ids.of(b), ids.of(o)) {
		if h.b1-h.b0 != h.s1-h.s0 {
			continue
		}
		for i := range h.b1 - h.b0 {
			figures, _ := figuresOf(b[h.b0+i], o[h.s0+i])
			for _, f := range figures {
				known := slices.ContainsFunc(out, func(g figure) bool { return g.was() == f.was() })
				if !known && len(f.find(now)) == 0 {
					out = append(out, f)
				}
			}
		}
	}
	return out
}
