package reading

import (
	"slices"
	"strings"
)

// Some houses write 14.02 for two minutes past two. As 14.02 is a figure or a
// version elsewhere, it is read so only in a document that has such a time with
// a zone, or AM or PM, and none with a colon.

// dotted reports whether the document writes its times with points.
func (r *reader) dotted() bool {
	points := false
	for i := range r.lines {
		l := &r.lines[i]
		if l.kind <= empty {
			continue
		}
		for _, s := range l.stamps {
			if strings.ContainsRune(s.clock.written, ':') {
				return false
			}
			points = points || strings.ContainsRune(s.clock.written, '.')
		}
	}
	return points
}

// undot writes a line's times with colons, which take as much room.
func (l *line) undot() {
	b := []byte(l.text)
	last := -1 // the end of the time before
	for i := 0; i < len(b); i++ {
		if !digit(b[i]) || i > 0 && (wordAt(l.text, i-1) || strings.IndexByte(".,:/#$-", b[i-1]) >= 0) {
			continue
		}
		h, n := number(l.text[i:], 3)
		m, k := 0, 0
		if i+n < len(b) && b[i+n] == '.' {
			m, k = number(l.text[i+n+1:], 3)
		}
		end := i + n + 1 + k
		if n < 3 && k == 2 && h < 24 && m < 60 && !figure(l.text[end:]) && l.timeMayStand(i, last) {
			b[i+n], last = ':', end
		}
		i += max(n-1, 0)
	}
	l.text = string(b)
}

// figure reports whether what follows a number shows that it is no time.
func figure(rest string) bool {
	return rest != "" && (wordAt(rest, 0) || rest[0] == '%' || rest[0] == '.' && len(rest) > 1 && digit(rest[1]))
}

// timeMayStand reports whether a time may stand at a place: at the beginning
// of a line or cell, after a word such as "at", or as the end of a range.
func (l *line) timeMayStand(at, last int) bool {
	before := strings.TrimRight(l.text[:at], " \t~([_")
	if last >= 0 && slices.Contains([]string{"-", "–", "—", "to", "and", "until", "bis"}, strings.TrimSpace(l.text[last:at])) {
		return true
	}
	if strings.Trim(before, " \t-*+#>|•") == "" || strings.HasSuffix(before, "|") {
		return true
	}
	word := strings.ToLower(before[strings.LastIndexAny(before, " \t(")+1:])
	return slices.Contains([]string{"at", "between", "from", "until", "till", "since", "around", "um", "von", "kl.", "kl", "klo", "alle", "à", "ore"}, word)
}
