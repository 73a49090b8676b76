package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/candor-reports/candor/incident"
)

// mailHeader is a field of a message. Its value is one line of ASCII, with
// spaces where it may be folded.
type mailHeader struct{ name, value string }

// foldAt is the length that RFC 5322, section 2.1.1, asks lines to keep.
const foldAt = 78

// write writes the field in lines that end in CRLF. A character that could end
// a line is never part of a value: what makes values takes them out, and this
// is the wall behind it.
func (h mailHeader) write(b *bytes.Buffer) {
	line := h.name + ":"
	for _, word := range strings.FieldsFunc(h.value, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		if len(line)+1+len(word) > foldAt && line != h.name+":" && strings.TrimSpace(line) != "" {
			b.WriteString(line + "\r\n")
			line = ""
		}
		line += " " + word
	}
	b.WriteString(line + "\r\n")
}

// unstructured writes text for a field such as Subject: as it is where that is
// printable ASCII, else in encoded words of RFC 2047.
func unstructured(s string) string {
	plain := !strings.Contains(s, "=?")
	for _, word := range strings.Fields(s) {
		plain = plain && len(word) < foldAt-10
	}
	if plain && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f }) {
		return s
	}
	return encodedWords(s)
}

// maxEncoded is how long an encoded word may be: RFC 2047, section 2, says 75,
// and the first stands after the name of its field.
const maxEncoded = 64

// encodedWords writes s as encoded words, each whole in itself: no character is
// divided between two.
func encodedWords(s string) string {
	wide := 0
	for i := range len(s) {
		if s[i] >= 0x80 {
			wide++
		}
	}
	open, encode := "=?utf-8?q?", encodeQ
	if 3*wide > len(s) {
		open, encode = "=?utf-8?b?", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	}
	var words []string
	now := ""
	for _, r := range s {
		if more := now + string(r); len(open)+len(encode(more))+2 > maxEncoded {
			words, now = append(words, open+encode(now)+"?="), string(r)
		} else {
			now = more
		}
	}
	return strings.Join(append(words, open+encode(now)+"?="), " ")
}

// encodeQ is the Q encoding in its narrowest form, which may stand in the name
// of a mailbox too (RFC 2047, section 5, rule 3).
func encodeQ(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ':
			b.WriteByte('_')
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', strings.IndexByte("!*+-/", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}

// mailbox writes a mailbox with the name that is shown for it.
func mailbox(m incident.Mailbox) string {
	if m.Name == "" {
		return m.Address
	}
	atoms := !strings.ContainsFunc(m.Name, func(r rune) bool {
		return r >= utf8.RuneSelf || r < ' ' || strings.ContainsRune("()<>[]:;@\\,.\"", r)
	})
	if atoms && !strings.Contains(m.Name, "=?") && len(m.Name) < foldAt-10 {
		return m.Name + " <" + m.Address + ">"
	}
	return encodedWords(m.Name) + " <" + m.Address + ">"
}

// maxQuoted is how long an encoded line may be, its end not counted (RFC 2045,
// section 6.7).
const maxQuoted = 76

// quotedPrintable encodes the text of a part. Lines end in CRLF, and are broken
// between words where that is possible: whoever searches the file for an
// address finds it. A line that begins with a dot, or with "From ", is encoded at
// its beginning, so that it survives servers that take the one for the end of
// the message and files that take the other for its beginning (RFC 2049,
// section 3).
func quotedPrintable(text string) []byte {
	var b bytes.Buffer
	text = strings.ReplaceAll(text, "\r\n", "\n")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		quoteLine(&b, line)
		if i < len(lines)-1 {
			b.WriteString("\r\n")
		}
	}
	return b.Bytes()
}

// quoteLine writes a line as one or several, of which all but the last end in
// the mark of a line that goes on.
func quoteLine(b *bytes.Buffer, line string) {
	used := 0
	write := func(units []string) {
		for _, u := range units {
			if used == 0 && u == "." {
				u = "=2E"
			}
			if used+len(u) > maxQuoted-1 {
				b.WriteString("=\r\n")
				if used = 0; u == "." {
					u = "=2E"
				}
			}
			b.WriteString(u)
			used += len(u)
		}
	}
	for word := range strings.SplitAfterSeq(line, " ") {
		units := quotedUnits(word)
		length := 0
		for _, u := range units {
			length += len(u)
		}
		if used > 0 && used+length > maxQuoted-1 && length < maxQuoted {
			b.WriteString("=\r\n")
			used = 0
		}
		if used == 0 && word == "From " {
			units[0] = "=46"
		}
		write(units)
	}
	// White space at the end of a line is often lost on the way.
	if n := b.Len(); used > 0 && (b.Bytes()[n-1] == ' ' || b.Bytes()[n-1] == '\t') {
		last := b.Bytes()[n-1]
		b.Truncate(n - 1)
		if used+2 > maxQuoted {
			b.WriteString("=\r\n")
		}
		fmt.Fprintf(b, "=%02X", last)
	}
}

// quotedUnits are the pieces of a word that may not be divided.
func quotedUnits(word string) []string {
	var units []string
	for i := range len(word) {
		switch c := word[i]; {
		case c == '\t' || c >= ' ' && c < 0x7f && c != '=':
			units = append(units, string(rune(c)))
		default:
			units = append(units, fmt.Sprintf("=%02X", c))
		}
	}
	return units
}

// alternative writes the parts of a message that says the same in two ways,
// the plainest first (RFC 2046, section 5.1.4), and returns its media type.
func alternative(b *bytes.Buffer, language, plain, html string) (mediaType string) {
	sum := sha256.Sum256([]byte(plain + "\x00" + html))
	// "=_" never comes out of quoted-printable, so no line of a part can be it.
	boundary := "=_" + hex.EncodeToString(sum[:16])
	for _, part := range [][2]string{{"text/plain", plain}, {"text/html", html}} {
		b.WriteString("--" + boundary + "\r\n")
		for _, h := range []mailHeader{
			{"Content-Type", part[0] + "; charset=utf-8"}, {"Content-Language", language}, {"Content-Transfer-Encoding", "quoted-printable"},
		} {
			h.write(b)
		}
		b.WriteString("\r\n")
		b.Write(quotedPrintable(part[1]))
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
	return `multipart/alternative; boundary="` + boundary + `"`
}
