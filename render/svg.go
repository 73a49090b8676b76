package render

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"github.com/candor-reports/candor/internal/visible"
)

// px is a length in the picture, in tenths of a unit. Whole numbers keep the
// picture's bytes the same on every machine.
type px int

func units(n int) px { return px(10 * n) }

func (p px) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	s := sign + strconv.Itoa(int(p/10))
	if tenth := p % 10; tenth != 0 {
		s += "." + strconv.Itoa(int(tenth))
	}
	return s
}

// svgWriter is the only place where SVG is written: every value passes its
// escape.
type svgWriter struct {
	b    bytes.Buffer
	open []string
}

// start opens an element with attributes given as key, value pairs; values are
// strings, px or int.
func (w *svgWriter) start(name string, attrs ...any) {
	w.tag(name, attrs)
	w.b.WriteByte('>')
	w.open = append(w.open, name)
}

// empty writes an element without content.
func (w *svgWriter) empty(name string, attrs ...any) {
	w.tag(name, attrs)
	w.b.WriteString("/>")
}

// element writes an element that holds text.
func (w *svgWriter) element(name, text string, attrs ...any) {
	w.tag(name, attrs)
	w.b.WriteByte('>')
	w.escape(text)
	w.b.WriteString("</" + name + ">")
}

// end closes the element opened last.
func (w *svgWriter) end() {
	last := len(w.open) - 1
	w.b.WriteString("</" + w.open[last] + ">")
	w.open = w.open[:last]
}

func (w *svgWriter) line() { w.b.WriteByte('\n') }

func (w *svgWriter) tag(name string, attrs []any) {
	w.b.WriteString("<" + name)
	for i := 0; i+1 < len(attrs); i += 2 {
		w.b.WriteString(" " + attrs[i].(string) + `="`)
		switch v := attrs[i+1].(type) {
		case string:
			w.escape(v)
		case px:
			w.b.WriteString(v.String())
		case int:
			w.b.WriteString(strconv.Itoa(v))
		}
		w.b.WriteByte('"')
	}
}

func (w *svgWriter) escape(s string) { _ = xml.EscapeText(&w.b, []byte(visible.Text(s))) }

// textWidth estimates how wide a sans-serif text is at a font size in units.
// It errs on the wide side, since nobody knows which font a reader has.
func textWidth(s string, size int) px {
	n := 0
	for _, r := range s {
		n += letterWidth(r)
	}
	return px(n * size / 10)
}

// letterWidth is the width of a letter in hundredths of the font size.
func letterWidth(r rune) int {
	switch {
	case r >= 'a' && r <= 'z':
		switch r {
		case 'm', 'w':
			return 92
		case 'i', 'l', 'j':
			return 34
		case 't', 'f', 'r':
			return 44
		}
		return 63
	case r >= 'A' && r <= 'Z' || r == '—' || r == '…':
		return 74
	case r == '.' || r == ',' || r == ':' || r == '\'' || r == '|' || r == ' ':
		return 34
	case r == '-' || r == '/' || r == '(' || r == ')':
		return 44
	case r == '%' || r == '@':
		return 92
	case r > 0x1100 && r < 0x2000 || r > 0x2e80:
		return 105
	}
	return 63
}

// fit clips a text to a width; it returns "" where less than a few letters
// would be left.
func fit(s string, size int, width px) string {
	if textWidth(s, size) <= width {
		return s
	}
	n, used, room := 0, letterWidth('…'), int(width)*10/size
	for _, r := range s {
		if used += letterWidth(r); used > room {
			break
		}
		n++
	}
	if n < 5 {
		return ""
	}
	return clip(s, n+1)
}
