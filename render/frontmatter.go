package render

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// field is one key of a page's front matter, in the order in which it is
// written. Its value is a string, a bool, a time, a list of strings or fields
// of its own; what is empty is left out.
type field struct {
	key   string
	value any
}

// frontMatter writes fields as YAML between two lines of hyphens.
//
// Strings are always quoted, in the one style of YAML in which every character
// can be written: what generators read is YAML 1.1 and 1.2, in which "no",
// "12:30", ":name" and "!!x" mean other things, and a quoted string means itself
// in all of them. It stays on one line, so that no text can end the front matter.
func frontMatter(fields []field) string {
	var b strings.Builder
	b.WriteString("---\n")
	writeFields(&b, fields, "")
	b.WriteString("---\n")
	return b.String()
}

func writeFields(b *strings.Builder, fields []field, lead string) {
	for _, f := range fields {
		key := lead + f.key + ":"
		switch v := f.value.(type) {
		case string:
			if v != "" {
				b.WriteString(key + " " + quoted(v) + "\n")
			}
		case bool:
			fmt.Fprintf(b, "%s %t\n", key, v)
		case time.Time:
			if !v.IsZero() {
				b.WriteString(key + " " + v.Format(time.RFC3339) + "\n")
			}
		case spacedTime:
			if !v.IsZero() {
				b.WriteString(key + " " + v.Format("2006-01-02 15:04:05 -0700") + "\n")
			}
		case []string:
			if len(v) > 0 {
				b.WriteString(key + "\n")
			}
			for _, s := range v {
				b.WriteString(lead + "  - " + quoted(s) + "\n")
			}
		case []field:
			var inner strings.Builder
			writeFields(&inner, v, lead+"  ")
			if inner.Len() > 0 {
				b.WriteString(key + "\n" + inner.String())
			}
		}
	}
}

// spacedTime is a time in the form that Jekyll documents.
type spacedTime struct{ time.Time }

// quoted writes a string as a double-quoted scalar of YAML (1.2.2, section
// 7.3.1).
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
