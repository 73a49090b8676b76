package diff3

import (
	"regexp"
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
	gap      string // before the unit; empty in scripts without blanks
	n        int    // which of the figures it is
	more     bool   // the next one follows behind the unit, as 623 does in "345 of 623 orders"
}

func (f figure) was() string   { return f.with(f.old) }
func (f figure) isNow() string { return f.with(f.new) }

func (f figure) with(tokens []string) string {
	text := strings.Join(tokens, "")
	if f.unit != "" {
		text += f.gap + f.unit
	}
	return text
}

// noted are the figures as a note names them: those that follow each other as
// one, and without the word between them where only one is noted.
func noted(left []figure, line int) []Note {
	var out []Note
	for i := 0; i < len(left); i++ {
		f := left[i]
		was, now := "", ""
		for f.more && i+1 < len(left) && left[i+1].n == f.n+1 {
			was, now = was+f.was()+" ", now+f.isNow()+" "
			i++
			f = left[i]
		}
		if f.more {
			f.unit = ""
		}
		out = append(out, Note{Line: line, Old: was + f.was(), New: now + f.isNow()})
	}
	return out
}

// figuresOf finds the figures in which two passages differ. It is false where
// they differ in anything else.
func figuresOf(base, ours string) ([]figure, bool) {
	ids := interner{}
	b, o := withDates(base), withDates(ours)
	var out []figure
	follows := -1 // where the next figure begins if it follows the last at once
	for _, h := range diff(ids.of(b), ids.of(o)) {
		f := figure{old: b[h.b0:h.b1], new: o[h.s0:h.s1], n: len(out)}
		if !isFigure(f.old, 0) || !isFigure(f.new, 3) {
			return nil, false
		}
		if !speaksForItself(f.old) {
			f.gap, f.unit = unitAt(b, h.b1)
		}
		if slices.ContainsFunc(out, func(g figure) bool { return g.was() == f.was() && g.isNow() == f.isNow() }) {
			continue
		}
		if h.b0 == follows {
			out[len(out)-1].more = true
		}
		follows = h.b1 + 2 + min(1, len(f.gap))
		out = append(out, f)
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
	return len(old) == 1 && (strings.ContainsAny(old[0], ":-") && len(old[0]) >= 4 || date.MatchString(old[0]))
}

// date is a day as the languages of notices write it: 4 March 2026, 4. März
// 2026, 1er mars 2026, 4 de marzo de 2026, 2026年3月4日.
var date = regexp.MustCompile(`\b\d{1,2}(?:er|º|\\?\.)?(?: de)? \pL{3,}(?: de)? \d{4}\b|\b\d{4}年\d{1,2}月\d{1,2}日`)

// withDates is tokens with each date as one.
func withDates(text string) []string {
	var out []string
	last := 0
	for _, at := range date.FindAllStringIndex(text, -1) {
		out = append(append(out, tokens(text[last:at[0]])...), text[at[0]:at[1]])
		last = at[1]
	}
	return append(out, tokens(text[last:])...)
}

// unitAt is the unit that stands at a place in tokens, and the blank before it.
func unitAt(in []string, i int) (gap, unit string) {
	if i < len(in) && strings.Trim(in[i], " \t\n\u00a0\u202f") == "" {
		gap = in[i]
		i++
	}
	if i < len(in) && (isWord(in[i]) && !hasDigit(in[i]) || in[i] == "%") {
		return gap, in[i]
	}
	return "", ""
}

// find returns where the figure stands in tokens.
func (f figure) find(in []string) []int {
	var places []int
	for i := 0; i+len(f.old) <= len(in); i++ {
		if !slices.Equal(in[i:i+len(f.old)], f.old) {
			continue
		}
		if _, unit := unitAt(in, i+len(f.old)); unit != "" && unit == f.unit || speaksForItself(f.old) {
			places = append(places, i)
		}
	}
	return places
}

// carry brings figures into a passage that a person rewrote. Those that do not
// stand in it exactly once are left over.
func carry(figures []figure, yours string) (text string, left []figure) {
	in := withDates(yours)
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

// carried is a line that a person edited with the figures that are drafted
// anew, where nothing else is and each stands in it exactly once.
func carried(base, yours, ours string) (string, bool) {
	figures, ok := figuresOf(base, ours)
	if !ok {
		return "", false
	}
	text, left := carry(figures, yours)
	return text, len(left) == 0
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
	in := withDates(yours)
	left = slices.DeleteFunc(left, func(f figure) bool { return len(f.find(in)) > 0 })
	m.notes = append(m.notes, noted(left, strings.Count(m.out.String(), "\n")+1)...)
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
			in := withDates(line)
			said := slices.DeleteFunc(slices.Clone(figures), func(f figure) bool { return len(f.find(in)) == 0 })
			for _, note := range noted(said, n) {
				note.Says = true
				out = append(out, note)
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
	now := withDates(ours)
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
