package term

import "strings"

// Style is how a piece of text looks. Styles are joined with |.
type Style uint16

// The styles. Colours are those of the sixteen-colour palette, which people
// set to what they can read.
const (
	Plain Style = 0
	Bold  Style = 1 << (iota - 1)
	Dim
	Underline
	Red
	Green
	Yellow
	Blue
	Magenta
	Cyan
)

// codes are the SGR parameters of ECMA-48, 8.3.117, in the order of the
// constants.
var codes = []string{"1", "2", "4", "31", "32", "33", "34", "35", "36"}

// Span is a piece of text with its style.
type Span struct {
	Style Style
	Text  string
}

// Of returns text in this style.
func (s Style) Of(text string) Span { return Span{s, text} }

// write cleans the text first, so that the only escapes are the style's own.
// A style ends before each line does: a pager shows any part of the output.
func (s Span) write(b *strings.Builder, styled bool) {
	text := Clean(s.Text)
	if !styled || s.Style == Plain {
		b.WriteString(text)
		return
	}
	for line := range strings.Lines(text) {
		body := strings.TrimSuffix(line, "\n")
		if body != "" {
			b.WriteString("\x1b[" + s.Style.sgr() + "m" + body + "\x1b[0m")
		}
		b.WriteString(line[len(body):])
	}
}

func (s Style) sgr() string {
	var on []string
	for i, code := range codes {
		if s&(1<<i) != 0 {
			on = append(on, code)
		}
	}
	return strings.Join(on, ";")
}
