// Package term is the one way to a terminal. What sources, file names, other
// programs and their errors say may hold escape sequences that retitle the
// window, fill the clipboard, type an answer or overwrite the line above; all
// of it is made visible here. Style comes only from this package's own values,
// so that no data can carry it.
//
// It draws no tables and moves no cursor, but to the beginning of its line.
package term

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/candor-reports/candor/internal/visible"
)

// Clean returns s as it may go to a terminal: valid UTF-8 whose only control
// characters are line feed and tab. All others, bidirectional and invisible
// characters read "<U+001B>", stray bytes `\x9B`.
func Clean(s string) string { return visible.Text(s) }

// Line is Clean on one line: each run of white space becomes one space.
func Line(s string) string { return visible.Line(s) }

// Options say how a Writer treats what it writes to.
type Options struct {
	NoColor bool                // the user asked for plain text
	Getenv  func(string) string // the environment; nil is an empty one
}

// Writer cleans everything that is written to it. It is meant for one
// goroutine, and for writes of whole pieces of text: a character that is split
// over two writes is put together, a combining mark that starts one is not.
type Writer struct {
	w        io.Writer
	partial  []byte // the start of a character whose end has not come yet
	terminal bool
	styled   bool
	width    int
}

// DefaultWidth is the width of what is not a terminal and has no COLUMNS.
const DefaultWidth = 80

// New returns a Writer to w. Terminals are known by their file descriptor.
func New(w io.Writer, o Options) *Writer {
	getenv := o.Getenv
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	t := &Writer{w: w, width: DefaultWidth}
	if f, ok := w.(interface{ Fd() uintptr }); ok {
		t.terminal = term.IsTerminal(int(f.Fd()))
	}
	if n, err := strconv.Atoi(getenv("COLUMNS")); err == nil && n > 0 {
		t.width = n
	} else if t.terminal {
		if n, _, err := term.GetSize(int(w.(interface{ Fd() uintptr }).Fd())); err == nil && n > 0 {
			t.width = n
		}
	}
	t.styled = styled(t.terminal, o.NoColor, getenv)
	return t
}

// styled decides by the rules of no-color.org and bixense.com/clicolors. An
// unknown terminal gets plain text; Windows Terminal sets no TERM.
func styled(terminal, noColor bool, getenv func(string) string) bool {
	force := getenv("CLICOLOR_FORCE")
	switch {
	case noColor || getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	case !terminal || getenv("CLICOLOR") == "0":
		return false
	case getenv("TERM") == "":
		return getenv("WT_SESSION") != ""
	}
	return getenv("TERM") != "dumb"
}

// Terminal reports whether the Writer writes to a terminal.
func (t *Writer) Terminal() bool { return t.terminal }

// Styled reports whether styles come out.
func (t *Writer) Styled() bool { return t.styled }

// Width is the number of columns there are.
func (t *Writer) Width() int { return t.width }

// Status shows text in the line that the cursor is in, in place of what it
// showed before; "" clears it. What is no terminal gets nothing.
func (t *Writer) Status(text string) {
	if !t.terminal {
		return
	}
	line := "\r" + Pad(Truncate(Line(text), t.width-1), t.width-1)
	if text == "" {
		line += "\r"
	}
	_, _ = io.WriteString(t.w, line)
}

// Write writes p cleaned. The start of a character at the end of p is kept
// until the next Write, Print or Flush.
func (t *Writer) Write(p []byte) (int, error) {
	all := append(t.partial, p...)
	whole := len(all) - incomplete(all)
	_, err := io.WriteString(t.w, Clean(string(all[:whole])))
	t.partial = append([]byte(nil), all[whole:]...)
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// incomplete is the length of the unfinished character at the end of p.
func incomplete(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if c := p[len(p)-n]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(p[len(p)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// Flush writes what is left of a character that was never finished.
func (t *Writer) Flush() error {
	if len(t.partial) == 0 {
		return nil
	}
	rest := Clean(string(t.partial))
	t.partial = nil
	_, err := io.WriteString(t.w, rest)
	return err
}

// Print writes spans one after the other, in one write, with nothing between
// them.
func (t *Writer) Print(spans ...Span) error {
	if err := t.Flush(); err != nil {
		return err
	}
	var b strings.Builder
	for _, s := range spans {
		s.write(&b, t.styled)
	}
	_, err := io.WriteString(t.w, b.String())
	return err
}
