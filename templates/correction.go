package templates

import (
	"bytes"
	"slices"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// WithCorrections returns a document that tells, below its title, what it told
// otherwise before: the newest correction first, in the words of a language.
// Where that has none, they are English.
func WithCorrections(markdown []byte, corrections []incident.Correction, language string) []byte {
	if len(corrections) == 0 {
		return markdown
	}
	head, rest := belowTitle(markdown)
	var b bytes.Buffer
	b.Write(head)
	l := languageOr(language)
	for i, c := range slices.Backward(corrections) {
		if i < len(corrections)-1 {
			b.WriteString(">\n")
		}
		l.writeCorrection(&b, c)
	}
	b.WriteByte('\n')
	b.Write(rest)
	return b.Bytes()
}

// WithoutCorrections takes out what WithCorrections put in, of a document that
// has corrections.
func WithoutCorrections(markdown []byte) []byte {
	head, rest := belowTitle(markdown)
	for bytes.HasPrefix(rest, []byte(">")) {
		_, rest, _ = bytes.Cut(rest, []byte{'\n'})
	}
	return slices.Concat(head, bytes.TrimPrefix(rest, []byte{'\n'}))
}

// belowTitle cuts a document below its title and the blank lines after it; at
// its beginning where it has none.
func belowTitle(markdown []byte) (head, rest []byte) {
	at := 0
	for at < len(markdown) && markdown[at] == '\n' {
		at++
	}
	if !bytes.HasPrefix(markdown[at:], []byte("# ")) {
		return nil, markdown
	}
	end := bytes.IndexByte(markdown[at:], '\n')
	if end < 0 {
		return append(slices.Clone(markdown), "\n\n"...), nil
	}
	for at += end; at < len(markdown) && markdown[at] == '\n'; at++ {
	}
	return markdown[:at], markdown[at:]
}

func languageOr(code string) *Language {
	var original *Language
	for _, l := range Languages() {
		if l.Code == code {
			return l
		}
		if l.Code == Original {
			original = l
		}
	}
	return original
}

func (l *Language) writeCorrection(b *bytes.Buffer, c incident.Correction) {
	b.WriteString("> **" + string(Text(timeline.Foreign(fill(l.Correction.Head, "on", l.on(c.At))))) + "** " + passage(c.Text) + "\n")
	for i, was := range c.Was {
		if i == 0 {
			b.WriteString(">\n")
		}
		now := c.Now[i]
		switch {
		case was == "":
			b.WriteString("> - **" + l.Correction.Added + "** " + passage(now) + "\n")
		case now == "":
			b.WriteString("> - **" + l.Correction.Removed + "** " + passage(was) + "\n")
		default:
			b.WriteString("> - **" + l.Correction.Was + "** " + passage(was) + " **" + l.Correction.Now + "** " + passage(now) + "\n")
		}
	}
}

// passage is a text on one line that reads as it is written.
func passage(s string) string {
	return string(Text(timeline.Foreign(s)))
}
