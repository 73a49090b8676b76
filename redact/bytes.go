package redact

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// FindBytes gives what must not be in the bytes of a file: as they stand, and
// as a program may read them, with the escapes of JSON and XML resolved, the
// percent signs of addresses, and the encodings of mail undone. From and To are
// the place in the bytes, or 0 where it was found in what they stand for.
func (r *Redactor) FindBytes(data []byte) []Find {
	text := string(data)
	found := slices.DeleteFunc(r.FindMarkup(text), func(f Find) bool { return f.Rule == "handle" && inStyle(text[:f.From]) })
	for _, text := range readings(data) {
		for _, f := range r.FindMarkup(text) {
			f.From, f.To, f.Text = 0, 0, text[f.From:f.To]
			found = append(found, f)
		}
	}
	return found
}

// inStyle reports whether a text ends within a style sheet of HTML, where @page
// is no handle.
func inStyle(before string) bool {
	return strings.LastIndex(before, "<style") > strings.LastIndex(before, "</style")
}

// readings are what a file is read as by programs that undo its encoding.
func readings(data []byte) []string {
	var out []string
	text := string(data)
	if strings.Contains(text, `\u`) {
		out = append(out, unescaped(text))
	}
	if strings.Contains(text, "%") {
		if plain := percentless(text); plain != text {
			out = append(out, plain)
		}
	}
	lower := strings.ToLower(text)
	if strings.Contains(lower, "quoted-printable") {
		// What is not well formed ends the reading; up to there it is kept.
		plain, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(data)))
		out = append(out, string(plain))
	}
	if strings.Contains(lower, "base64") {
		out = append(out, bases(text)...)
	}
	return out
}

// unescaped resolves the \u escapes of JSON.
func unescaped(s string) string {
	var b strings.Builder
	var high rune
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+6 > len(s) || s[i+1] != 'u' {
			b.WriteByte(s[i])
			continue
		}
		v, err := strconv.ParseUint(s[i+2:i+6], 16, 32)
		if err != nil {
			b.WriteByte(s[i])
			continue
		}
		switch c := rune(v); {
		case utf16.IsSurrogate(c) && high == 0:
			high = c
		case high != 0:
			b.WriteRune(utf16.DecodeRune(high, c))
			high = 0
		default:
			b.WriteRune(c)
		}
		i += 5
	}
	return b.String()
}

// percentless resolves %2E and the like.
func percentless(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && hex[s[i+1]] && hex[s[i+2]] {
			v, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			b.WriteByte(byte(v))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// shortestBase is the length of the shortest encoded part that can hide
// something.
const shortestBase = 16

// bases decodes the parts of a text that are written in base64, line breaks
// and all.
func bases(s string) []string {
	var out []string
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for i := 0; i < len(s); {
		n := i
		for n < len(s) && (baseChars[s[n]] || s[n] == '\n' && n > i && s[n-1] != '\n') {
			n++
		}
		if n-i >= shortestBase {
			part := strings.TrimRight(strings.ReplaceAll(s[i:n], "\n", ""), "=")
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			if plain, err := base64.RawStdEncoding.DecodeString(part); err == nil && utf8.Valid(plain) {
				out = append(out, string(plain))
			}
		}
		i = max(n, i+1)
	}
	return out
}

var baseChars = chars("a-zA-Z0-9+/=")
