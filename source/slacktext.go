package source

import (
	"cmp"
	"strings"
)

var slackEscapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// readable writes a message's text as people saw it. The three escapes are
// undone last and in one pass: "&amp;lt;" is a person's "&lt;".
func (s *slack) readable(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(slackEscapes.Replace(before))
		if !found {
			return b.String()
		}
		mark, after, closed := strings.Cut(rest, ">")
		if !closed || strings.ContainsAny(mark, "<\n") {
			b.WriteByte('<')
			text = rest
			continue
		}
		b.WriteString(slackEscapes.Replace(s.mark(mark)))
		text = after
	}
}

// mark is what stands between angle brackets.
func (s *slack) mark(mark string) string {
	target, label, _ := strings.Cut(mark, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return "@" + cmp.Or(s.users[target[1:]], strings.TrimPrefix(label, "@"), target[1:])
	case strings.HasPrefix(target, "#"):
		return "#" + cmp.Or(label, s.channels[target[1:]], target[1:])
	case strings.HasPrefix(target, "!"):
		name, _, _ := strings.Cut(target[1:], "^")
		return cmp.Or(label, "@"+name)
	case label == "" || label == target || strings.HasSuffix(target, ":"+label) || strings.HasSuffix(target, "//"+label):
		return strings.TrimPrefix(cmp.Or(label, target), "mailto:")
	}
	return label + " (" + target + ")"
}
