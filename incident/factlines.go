package incident

import (
	"fmt"
	"slices"
	"strings"
)

// stated writes a fact into the lines of a record.
func stated(text string, fact Fact, value string) (string, error) {
	lines, eol := splitLines(text)
	if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
		lines[n-1] += eol
	}
	part, key, inner := strings.Cut(fact.Name, ".")
	r := region{end: len(lines)}
	if inner {
		if lines, r = openPart(lines, eol, part); inBrackets(lines[r.begin-1]) {
			return "", byHand(r.begin)
		}
	} else {
		key = part
	}
	item := r.indent + key + ": " + quote(value)
	if fact.List {
		item = r.indent + key + ":" + eol + r.indent + "  - " + quote(value)
	}
	for i := r.begin; i < r.end; i++ {
		rest, ok := strings.CutPrefix(lines[i], r.indent+key+":")
		switch {
		case !ok:
			continue
		case fact.List:
			if lines[i] = r.indent + fillable(key+":"+rest, key); inBrackets(lines[i]) {
				return "", byHand(i + 1)
			}
			return appended(lines, i, r, eol, value), nil
		case inBrackets(lines[i]), takesMore(lines[i+1:r.end], len(r.indent)):
			return "", byHand(i + 1)
		}
		lines[i] = item + trailing(rest) + eol
		return strings.Join(lines, ""), nil
	}
	at, asked := r.place(lines, key)
	return strings.Join(slices.Replace(lines, at, at+asked, item+eol), ""), nil
}

func byHand(line int) error {
	return fmt.Errorf("line %d: what is stated there stands in brackets, takes more than a line or has evidence beside it; change it by hand", line)
}

// inBrackets reports whether the value in a line is in the form of brackets.
func inBrackets(line string) bool {
	_, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	return strings.HasPrefix(value, "[") || strings.HasPrefix(value, "{")
}

// region is where the fields of a part stand: the lines after its name, or all
// of them for the record itself.
type region struct {
	begin, end int
	indent     string
}

// openPart finds the lines of a part of the record, or makes it at the end.
func openPart(lines []string, eol, part string) ([]string, region) {
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, part+":") })
	if at < 0 {
		lines = append(lines, eol, part+":"+eol)
		return lines, region{begin: len(lines), end: len(lines), indent: "  "}
	}
	lines[at] = strings.Replace(fillable(lines[at], part), part+": {}", part+":", 1)
	r := region{begin: at + 1, end: at + 1, indent: "  "}
	known := false
	for i := r.begin; i < len(lines) && (isComment(lines[i]) || lines[i][0] == ' '); i++ {
		trimmed := strings.TrimLeft(lines[i], " ")
		if strings.TrimSpace(trimmed) == "" || trimmed == lines[i] {
			continue // a comment at the margin belongs to what follows
		}
		if !known && !isComment(lines[i]) {
			r.indent, known = lines[i][:len(lines[i])-len(trimmed)], true
		}
		r.end = i + 1
	}
	return lines, r
}

// place is where a field that does not stand in a region comes: in place of
// the comment that asks for it, of so many lines, or else at the end.
func (r region) place(lines []string, key string) (at, asked int) {
	for i := r.begin; i < r.end; i++ {
		if !strings.HasPrefix(lines[i], r.indent+"# "+key+":") {
			continue
		}
		n := 1
		for i+n < r.end && strings.HasPrefix(lines[i+n], r.indent+"#   ") {
			n++
		}
		return i, n
	}
	return r.end, 0
}

// takesMore reports whether a value goes on in the lines after its name.
func takesMore(lines []string, indent int) bool {
	for _, l := range lines {
		if isComment(l) {
			continue
		}
		lead := len(l) - len(strings.TrimLeft(l, " "))
		return lead > indent
	}
	return false
}

// trailing is the comment behind a value.
func trailing(rest string) string {
	closed := max(strings.LastIndexAny(rest, `"'`), 0)
	if i := strings.Index(rest[closed:], " #"); i >= 0 {
		return "  " + strings.TrimSpace(rest[closed+i:])
	}
	return ""
}

// appended adds an item to the list whose name stands in a line.
func appended(lines []string, at int, r region, eol, value string) string {
	indent, last := r.indent+"  ", at
	for i := at + 1; i < r.end; i++ {
		trimmed := strings.TrimLeft(lines[i], " ")
		lead := lines[i][:len(lines[i])-len(trimmed)]
		if isComment(lines[i]) {
			continue
		}
		dash := strings.HasPrefix(trimmed, "-")
		if len(lead) < len(r.indent) || len(lead) == len(r.indent) && !dash {
			break
		}
		if dash && last == at {
			indent = lead
		}
		last = i
	}
	return strings.Join(slices.Insert(lines, last+1, indent+"- "+quote(value)+eol), "")
}
