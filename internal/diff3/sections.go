package diff3

import (
	"slices"
	"strconv"
	"strings"
)

// section is a heading with what follows it up to the next heading of any
// level. What stands before the first heading is a section without one.
type section struct {
	heading string // without its marks; "" before the first
	key     string // the heading with its number among equal ones
	level   int
	lines   []string
}

func (s section) text() string { return strings.Join(s.lines, "") }

// body is the text without blank lines at its end.
func (s section) body() string { return strings.TrimRight(s.text(), " \t\r\n") }

// cutSections divides lines at their headings. Lines in fences and whole
// clashes are no headings.
func cutSections(lines []string) []section {
	out := []section{{}}
	seen := map[string]int{}
	fence := ""
	for _, line := range lines {
		level, heading := 0, ""
		if fence == "" && !isClash(line) {
			level, heading = atx(line)
		}
		fence = fenceAfter(fence, line)
		if level > 0 {
			seen[heading]++
			out = append(out, section{heading: heading, key: heading + "\n" + strconv.Itoa(seen[heading]), level: level})
		}
		out[len(out)-1].lines = append(out[len(out)-1].lines, line)
	}
	return out
}

// atx reads a heading that is marked with number signs.
func atx(line string) (level int, heading string) {
	marks := len(line) - len(strings.TrimLeft(line, "#"))
	text := strings.TrimSpace(line[marks:])
	if marks == 0 || marks > 6 || text == "" || !strings.ContainsAny(line[marks:marks+1], " \t") {
		return 0, ""
	}
	return marks, strings.TrimSpace(strings.TrimRight(text, "#"))
}

func fenceAfter(open, line string) string {
	t := strings.TrimLeft(line, " ")
	for _, mark := range []string{"`", "~"} {
		n := len(t) - len(strings.TrimLeft(t, mark))
		switch {
		case open == "" && n >= 3:
			return t[:n]
		case open != "" && strings.HasPrefix(open, mark) && n >= len(open) && strings.TrimSpace(t[n:]) == "":
			return ""
		}
	}
	return open
}

func every(string) bool { return true }

// sectionsOf are the sections of a text. Every clash in it counts as whole.
func sectionsOf(text string) []section { return cutSections(split(closed(text), every)) }

func join(sections []section) string {
	var b strings.Builder
	for _, s := range sections {
		b.WriteString(s.text())
	}
	return b.String()
}

func at(sections []section, key string) int {
	return slices.IndexFunc(sections, func(s section) bool { return s.key == key })
}

// arrange brings base and ours into the order of sections that yours has, and
// takes out of both the sections that yours deleted, so that a section that a
// person moved is still merged and one that they deleted stays away.
func arrange(base, yours, ours string) (b, o string) {
	bs, ys, os := sectionsOf(base), sectionsOf(yours), sectionsOf(ours)
	kept := textLines(yours)
	deleted := func(s section) bool {
		if s.level == 0 || at(ys, s.key) >= 0 || at(bs, s.key) < 0 || at(os, s.key) < 0 {
			return false
		}
		before := bs[at(bs, s.key)]
		return !slices.ContainsFunc(before.lines, func(line string) bool { return kept[strings.TrimSpace(line)] })
	}
	changed := false
	var away []string
	for _, s := range bs {
		if deleted(s) {
			away = append(away, s.key)
		}
	}
	if len(away) > 0 {
		drop := func(s section) bool { return slices.Contains(away, s.key) }
		bs, os, changed = slices.DeleteFunc(bs, drop), slices.DeleteFunc(os, drop), true
	}
	common := func(s section) int {
		if at(bs, s.key) < 0 {
			return -1
		}
		return at(ys, s.key)
	}
	if moved(bs, common) {
		bs, os, changed = inOrder(bs, common), inOrder(os, common), true
	}
	if !changed {
		return base, ours
	}
	return join(bs), join(os)
}

// textLines are the lines of a text that are not blank.
func textLines(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out[line] = true
		}
	}
	return out
}

// moved reports whether the places of sections go down anywhere.
func moved(sections []section, place func(section) int) bool {
	last := -1
	for _, s := range sections {
		if p := place(s); p >= 0 {
			if p < last {
				return true
			}
			last = p
		}
	}
	return false
}

// inOrder sorts sections by their place. One that has none follows the one
// that it stands behind.
func inOrder(sections []section, place func(section) int) []section {
	type group struct {
		place int
		of    []section
	}
	groups := []group{{-1, nil}}
	for _, s := range sections {
		if p := place(s); p >= 0 {
			groups = append(groups, group{p, nil})
		}
		last := &groups[len(groups)-1]
		last.of = append(last.of, s)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return a.place - b.place })
	var out []section
	for _, g := range groups {
		out = append(out, g.of...)
	}
	return out
}

// The ways in which a section can come out of a merge.
const (
	Updated  = "updated" // it is as drafted now
	Combined = "updated around your edits"
	Kept     = "kept as you wrote it"
	Clashed  = "clash"
	Added    = "new"
	Away     = "left out, as you did" // drafted, and deleted by you
	Dropped  = "no longer drafted"
)

// Change says what became of one section.
type Change struct{ Heading, What string }

// Compare says what a merge did to each section that it changed, or kept
// against what was drafted.
func Compare(yours, merged, ours []byte) []Change {
	ys, ms, os := sectionsOf(string(yours)), sectionsOf(string(merged)), sectionsOf(string(ours))
	text := func(in []section, key string) (string, bool) {
		i := at(in, key)
		if i < 0 {
			return "", false
		}
		return in[i].body(), true
	}
	var out []Change
	add := func(s section, what string) { out = append(out, Change{s.heading, what}) }
	for _, s := range ms {
		y, inYours := text(ys, s.key)
		o, inOurs := text(os, s.key)
		switch {
		case slices.ContainsFunc(s.lines, isClash):
			add(s, Clashed)
		case !inYours:
			add(s, Added)
		case s.body() == y && inOurs && o != y:
			add(s, Kept)
		case s.body() == y:
		case inOurs && s.body() == o:
			add(s, Updated)
		default:
			add(s, Combined)
		}
	}
	for _, s := range ys {
		if at(ms, s.key) < 0 {
			add(s, Dropped)
		}
	}
	there := textLines(string(merged))
	for _, s := range os {
		// Below a heading that yours renamed, its text still stands.
		renamed := slices.ContainsFunc(s.lines, func(line string) bool { return there[strings.TrimSpace(line)] })
		if at(ms, s.key) < 0 && !renamed {
			add(s, Away)
		}
	}
	return out
}

// Headings lists the headings of texts, each once.
func Headings(texts ...[]byte) []string {
	var out []string
	for _, text := range texts {
		for _, s := range sectionsOf(string(text)) {
			if s.heading != "" && !slices.Contains(out, s.heading) {
				out = append(out, s.heading)
			}
		}
	}
	return out
}

// Reset gives base and yours such that a merge takes the section of a heading
// from ours, with the sections below it, and returns what yours had there. It
// is false where neither yours nor ours has the heading.
func Reset(base, yours, ours []byte, heading string) (b, y, lost []byte, ok bool) {
	bs, ys, os := sectionsOf(string(base)), sectionsOf(string(yours)), sectionsOf(string(ours))
	y0, y1 := extent(ys, heading)
	o0, o1 := extent(os, heading)
	b0, b1 := extent(bs, heading)
	if y0 == y1 && o0 == o1 {
		return base, yours, nil, false
	}
	if y0 == y1 {
		// Deleted by hand: without it in base, ours adds it.
		return []byte(join(slices.Delete(bs, b0, b1))), yours, nil, true
	}
	lost = []byte(join(ys[y0:y1]))
	ys = slices.Replace(ys, y0, y1, os[o0:o1]...)
	if b0 < b1 {
		bs = slices.Replace(bs, b0, b1, os[o0:o1]...)
	}
	return []byte(join(bs)), []byte(strings.TrimRight(join(ys), "\n") + "\n"), lost, true
}

// extent finds a heading and the sections below it. A title, which everything
// stands below, is found alone.
func extent(sections []section, heading string) (from, to int) {
	i := slices.IndexFunc(sections, func(s section) bool {
		return s.level > 0 && strings.EqualFold(s.heading, strings.TrimSpace(strings.TrimLeft(heading, "# ")))
	})
	if i < 0 {
		return 0, 0
	}
	to = i + 1
	for sections[i].level > 1 && to < len(sections) && sections[to].level > sections[i].level {
		to++
	}
	return i, to
}
