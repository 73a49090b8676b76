package reading

import (
	"slices"
	"strings"
	"time"
)

// length is a stated duration in a line.
type length struct {
	start, end int
	value      time.Duration
	precision  time.Duration // of its last figure
	approx     bool
	bound      bool // "over", "at least", "up to": not a length but a limit
}

var units = map[string]time.Duration{
	"w": 7 * 24 * hour, "week": 7 * 24 * hour, "weeks": 7 * 24 * hour,
	"d": 24 * hour, "day": 24 * hour, "days": 24 * hour,
	"h": hour, "hr": hour, "hrs": hour, "hour": hour, "hours": hour,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"tag": 24 * hour, "tage": 24 * hour, "stunde": hour, "stunden": hour, "minuten": time.Minute, "sekunden": time.Second,
	"jour": 24 * hour, "jours": 24 * hour, "heure": hour, "heures": hour,
	"hora": hour, "horas": hour, "minuto": time.Minute, "minutos": time.Minute, "dias": 24 * hour,
}

var numerals = map[string]float64{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "half": 0.5,
}

// lengths finds the durations in a masked line, in order.
func lengths(line string) []length {
	var out []length
	for i := 0; i < len(line); {
		if !digit(line[i]) && !letter(line[i]) || wordAt(line, i-1) || i > 0 && strings.IndexByte(".:/#$-+", line[i-1]) >= 0 && digit(line[i]) {
			i++
			continue
		}
		l, ok := lengthAt(line, i)
		if !ok {
			for i < len(line) && wordAt(line, i) {
				i++
			}
			continue
		}
		out = append(out, l)
		i = l.end
	}
	for k := range out {
		// "4–9 min" and "15 h to 41 h" are limits.
		before := strings.TrimRight(line[:out[k].start], " ")
		if from := strings.TrimRight(before, "-–—"); from != before && from != "" && digit(from[len(from)-1]) {
			out[k].bound = true
		}
		if k > 0 && slices.Contains([]string{"to", "-", "–", "—", "or"}, strings.TrimSpace(line[out[k-1].end:out[k].start])) {
			out[k-1].bound, out[k].bound = true, true
		}
	}
	return out
}

func lengthAt(line string, i int) (length, bool) {
	l := length{start: i, end: i}
	last := time.Duration(0)
	for at := i; ; {
		v, fraction, n := quantity(line[at:])
		if n == 0 {
			break
		}
		unit, m := unitAfter(line[at+n:])
		if unit == time.Second && letter(line[at]) && line[at+n-1] == 'a' {
			return l, false // "a second" is mostly the one after the first
		}
		if m == 0 {
			// "1 h 4": the minutes go without saying.
			if last == hour && digit(line[at]) && v < 60 && fraction == 1 && !wordAt(line, at+n) && valueEnd(line[at+n:]) {
				l.value, l.precision, l.end = l.value+time.Duration(v)*time.Minute, time.Minute, at+n
			}
			break
		}
		if last != 0 && unit >= last {
			break
		}
		l.value += time.Duration(v * float64(unit))
		l.precision = time.Duration(float64(unit) * fraction)
		l.end, last = at+n+m, unit
		at = l.end + joint(line[l.end:])
		if at >= len(line) {
			break
		}
	}
	if l.end == i || l.value == 0 {
		return l, false
	}
	// "a 5 minute walk" and "10 minute intervals" are lengths too; a rate is not.
	before := strings.ToLower(tail(strings.TrimRight(line[:i], " \t(*_-:")))
	rest := strings.ToLower(head(strings.TrimLeft(line[l.end:], " \t")))
	if strings.HasPrefix(rest, "ago") || strings.HasSuffix(before, "every") || strings.HasSuffix(before, " per") || strings.HasPrefix(rest, "/") {
		return l, false
	}
	l.approx = approximate(line[:i])
	l.bound = bounded(before, rest)
	return l, true
}

func valueEnd(s string) bool {
	s = strings.TrimLeft(s, " \t")
	return s == "" || strings.IndexByte("|.,;)(", s[0]) >= 0
}

var bounds = []string{"over", "more than", "at least", "at most", "up to", "less than", "under", "within", "maximum", "minimum", "longer than", "upwards of", ">", "<", "≥", "≤", "below", "above"}

func bounded(before, after string) bool {
	for _, b := range bounds {
		if strings.HasSuffix(before, b) {
			return true
		}
	}
	return strings.HasPrefix(after, "or more") || strings.HasPrefix(after, "or less") || strings.HasPrefix(after, "+")
}

// quantity reads a number in figures or words, and the part of its unit that
// its last figure stands for.
func quantity(s string) (v, fraction float64, n int) {
	if s == "" {
		return 0, 0, 0
	}
	if digit(s[0]) {
		whole, n := number(s, 6)
		v, fraction = float64(whole), 1
		if n+1 < len(s) && (s[n] == '.' || s[n] == ',') && digit(s[n+1]) {
			f, k := number(s[n+1:], 3)
			if s[n] == ',' && k == 3 {
				return float64(whole*1000 + f), 1, n + 1 + k
			}
			for range k {
				fraction /= 10
			}
			v += float64(f) * fraction
			n += 1 + k
		}
		if strings.HasPrefix(s[n:], "½") || strings.HasPrefix(s[n:], " ½") {
			v, fraction, n = v+0.5, 0.5, n+strings.Index(s[n:], "½")+len("½")
		}
		return v, fraction, n
	}
	w, n := word(s)
	v, ok := numerals[w]
	if !ok {
		return 0, 0, 0
	}
	for _, tail := range []string{" and a half", " an", " a"} {
		if begins(s[n:], tail) && !wordAt(s, n+len(tail)) {
			if tail == " and a half" {
				return v + 0.5, 0.5, n + len(tail)
			}
			if w == "half" {
				return 0.5, 0.5, n + len(tail)
			}
		}
	}
	if w == "half" {
		return 0, 0, 0
	}
	return v, 1, n
}

func unitAfter(s string) (time.Duration, int) {
	j := spaces(s)
	if j == 0 && strings.HasPrefix(s, "-") {
		j = 1
	}
	if u, n := easternUnit(s[j:]); n > 0 {
		return units[u], j + n
	}
	w, n := word(s[j:])
	unit, ok := units[w]
	if !ok || n == 0 || j > 0 && n == 1 && w != "h" && w != "m" && w != "s" {
		return 0, 0
	}
	end := j + n
	if strings.HasPrefix(s[end:], "(s)") {
		end += 3
	}
	// "1h30" and "1h30m" go on; anything else that clings to the unit is a word.
	if end < len(s) && (s[end] == '_' || !digit(s[end]) && wordAt(s, end)) {
		return 0, 0
	}
	return unit, end
}

func joint(s string) int {
	j := spaces(s)
	for _, w := range []string{", and ", "and ", ", ", "& "} {
		if strings.HasPrefix(s[j:], w) {
			return j + len(w) + spaces(s[j+len(w):])
		}
	}
	return j
}
