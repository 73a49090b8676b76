package render

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/visible"
)

// textColumns is how wide lines of text are: 72, so that a reply still quotes
// them within the 78 that RFC 5322, section 2.1.1, asks for.
const textColumns = 72

func writeText(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	body, err := bodyOf(d.Name, d.Markdown, walls{markdown: true, tree: true})
	if err != nil {
		return err
	}
	heading := title(takeTitle(body), rep, d)
	_, err = io.WriteString(w, documentText(heading, passages(body)))
	return err
}

// documentText writes a document as plain text: the heading underlined, lines
// wrapped, links numbered and listed at the end.
func documentText(heading string, body []passage) string {
	t := textWriter{}
	heading = visible.Line(heading)
	t.wrap(heading, "", "")
	t.b.WriteString(strings.Repeat("=", min(columns(heading), textColumns)) + "\n")
	for i, p := range body {
		if i == 0 || !tight(body[i-1], p) {
			t.b.WriteByte('\n')
		}
		t.passage(p)
	}
	if len(t.links) > 0 {
		t.b.WriteByte('\n')
	}
	for i, href := range t.links {
		t.b.WriteString("[" + strconv.Itoa(i+1) + "] " + href + "\n")
	}
	return t.b.String()
}

// tight reports whether no empty line stands between two passages: between the
// items of a list.
func tight(a, b passage) bool {
	return a.quoted == b.quoted && b.kind == listItem && (a.kind == listItem || a.kind == continued)
}

type textWriter struct {
	b     strings.Builder
	links []string
}

func (t *textWriter) passage(p passage) {
	before := strings.Repeat("> ", p.quoted)
	if p.level > 1 && p.kind != heading {
		before += strings.Repeat("   ", p.level-1)
	}
	switch p.kind {
	case heading:
		line := t.text(p.parts)
		t.wrap(line, before, before)
		under := "-"
		if p.level == 1 {
			under = "="
		}
		if p.level <= 2 {
			t.b.WriteString(before + strings.Repeat(under, min(columns(line), textColumns-len(before))) + "\n")
		}
	case listItem:
		lead := p.lead
		if lead == "•" {
			lead = "-"
		}
		t.wrap(t.text(p.parts), before+lead+" ", before+strings.Repeat(" ", len(lead)+1))
	case continued:
		indent := before + strings.Repeat(" ", len(strings.Replace(p.lead, "•", "-", 1))+1)
		t.wrap(t.text(p.parts), indent, indent)
	case codeBlock:
		for line := range strings.Lines(p.code + "\n") {
			t.b.WriteString(strings.TrimRight(before+"    "+strings.TrimRight(line, "\n"), " ") + "\n")
		}
	case tableBlock:
		t.table(p.rows, before)
	case ruler:
		t.b.WriteString(before + strings.Repeat("-", 20) + "\n")
	default:
		t.wrap(t.text(p.parts), before, before)
	}
}

// text writes parts with the numbers of their links. A link that shows where
// it leads needs none.
func (t *textWriter) text(parts []part) string {
	var b strings.Builder
	for i, p := range parts {
		if p.brk {
			b.WriteByte('\n')
			continue
		}
		b.WriteString(p.text)
		if p.href == "" || i+1 < len(parts) && parts[i+1].href == p.href || linkText(parts[:i+1], p.href) == shownLink(p.href) {
			continue
		}
		n := slices.Index(t.links, p.href)
		if n < 0 {
			n, t.links = len(t.links), append(t.links, p.href)
		}
		b.WriteString(" [" + strconv.Itoa(n+1) + "]")
	}
	return b.String()
}

// linkText is the text of the link that the last of the parts ends.
func linkText(parts []part, href string) string {
	i := len(parts)
	for i > 0 && parts[i-1].href == href {
		i--
	}
	return shownLink(plain(parts[i:]))
}

func shownLink(href string) string {
	return strings.TrimSuffix(strings.TrimPrefix(href, "mailto:"), "/")
}

// wrap writes text in lines of textColumns, the first after one lead and the
// others after another. What has no place to break, such as a link, may be
// longer.
func (t *textWriter) wrap(text, first, next string) {
	lead := first
	for line := range strings.SplitSeq(text, "\n") {
		for _, l := range wrapLine(line, textColumns-columns(lead)) {
			t.b.WriteString(strings.TrimRight(lead+l, " ") + "\n")
			lead = next
		}
	}
}

// wrapLine breaks a line at spaces, and within text that is written without
// them between any two letters.
func wrapLine(line string, width int) []string {
	var lines []string
	now, used := "", 0
	for _, tok := range tokens(line) {
		n := columns(tok.text)
		space := 0
		if tok.spaced && now != "" {
			space = 1
		}
		if now != "" && used+space+n > width {
			lines, now, used, space = append(lines, now), "", 0, 0
		}
		if space == 1 {
			now += " "
		}
		now, used = now+tok.text, used+space+n
	}
	return append(lines, now)
}

// token is a piece of text that is not broken, and whether a space is before
// it.
type token struct {
	text   string
	spaced bool
}

func tokens(line string) []token {
	var out []token
	for _, word := range strings.Fields(line) {
		spaced := true
		for word != "" {
			n := unbroken(word)
			out = append(out, token{word[:n], spaced})
			word, spaced = word[n:], false
		}
	}
	return out
}

// closing are the marks that may not begin a line.
const closing = "、。，．・：；？！）」』】〉》”’ー々…,.;:?!)]}"

// unbroken is the length of the piece that a word begins with: one wide letter
// with the marks that close after it, or all letters up to the next wide one.
func unbroken(word string) int {
	ideograph, seen := false, false
	for i, r := range word {
		switch {
		case !seen:
			seen, ideograph = true, ideographic(r)
		case strings.ContainsRune(closing, r):
		case ideograph || ideographic(r):
			return i
		}
	}
	return len(word)
}

// ideographic reports whether a letter is written without spaces around it.
func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60
}

// columns is the width of a text where every letter has the same width: two
// columns for those of East Asia, none for marks.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me):
		case ideographic(r), unicode.Is(unicode.Hangul, r), r >= 0x1f300 && r <= 0x1faff:
			n += 2
		default:
			n++
		}
	}
	return n
}

// table writes a table in columns where that fits, else row by row, each value
// after the name of its column.
func (t *textWriter) table(rows [][]cell, before string) {
	text := make([][]string, len(rows))
	var widths []int
	for i, row := range rows {
		for k, c := range row {
			s := strings.Join(strings.Fields(t.text(c)), " ")
			text[i] = append(text[i], s)
			if k == len(widths) {
				widths = append(widths, 0)
			}
			widths[k] = max(widths[k], columns(s))
		}
	}
	total := columns(before) + 2*max(len(widths)-1, 0)
	for _, w := range widths {
		total += w
	}
	// A last column that is wrapped still reads well; others do not.
	if last := len(widths) - 1; last >= 0 && textColumns-(total-widths[last]) >= 24 {
		widths[last] = min(widths[last], textColumns-(total-widths[last]))
		t.columnRows(text, widths, before)
		return
	}
	t.recordRows(text, before)
}

func (t *textWriter) columnRows(rows [][]string, widths []int, before string) {
	for i, row := range rows {
		if strings.Join(row, "") == "" {
			continue
		}
		lead := before
		for k, c := range row[:max(len(row)-1, 0)] {
			lead += c + strings.Repeat(" ", widths[k]-columns(c)+2)
		}
		if len(row) > 0 {
			t.wrap(row[len(row)-1], lead, before+strings.Repeat(" ", columns(lead)-columns(before)))
		}
		if i == 0 && len(rows) > 1 {
			rule := before
			for k, w := range widths {
				if k > 0 {
					rule += "  "
				}
				rule += strings.Repeat("-", w)
			}
			t.b.WriteString(rule + "\n")
		}
	}
}

func (t *textWriter) recordRows(rows [][]string, before string) {
	for i, row := range rows[min(1, len(rows)):] {
		if i > 0 {
			t.b.WriteString(strings.TrimRight(before, " ") + "\n")
		}
		for k, c := range row {
			if c == "" {
				continue
			}
			lead := before
			if k < len(rows[0]) && rows[0][k] != "" {
				lead += rows[0][k] + ": "
			}
			t.wrap(c, lead, before+"  ")
		}
	}
}
