package reading

import (
	"strings"
	"time"
)

// stamp is a time as it stands in a line, before it is known what it means.
type stamp struct {
	start, end int // bytes in the line
	day        day
	clock      clock
	zone       Zone
	until      *stamp // the end of a range
	approx     bool
}

// day is a date, or the part of one that is stated.
type day struct {
	year, month, date int
	weekday           string // as stated
	order             bool   // day and month could be the other way round
}

// clock is a time of day.
type clock struct {
	set            bool
	hour, min, sec int
	precision      time.Duration
	half           string // "am", "pm", or "" for none
	written        string
}

func (c clock) of() time.Duration {
	h := c.hour
	switch {
	case c.half == "pm" && h < 12:
		h += 12
	case c.half == "am" && h == 12:
		h = 0
	}
	return time.Duration(h)*hour + time.Duration(c.min)*time.Minute + time.Duration(c.sec)*time.Second
}

// stamps finds the times in a masked line, in order. What stands at its start
// may be written in ways that elsewhere mean something else.
func stamps(line string) []stamp {
	var out []stamp
	for i := 0; i < len(line); {
		c := line[i]
		if !digit(c) && !letter(c) || wordAt(line, i-1) {
			i++
			continue
		}
		if letter(c) && !monthOrDay(line[i:]) {
			_, n := word(line[i:])
			i += n
			continue
		}
		s, ok := stampAt(line, i, len(out) == 0 && strings.Trim(line[:i], " \t-*+#>|[(~`_") == "")
		if !ok {
			for i < len(line) && (digit(line[i]) || letter(line[i])) {
				i++
			}
			continue
		}
		out = append(out, s)
		i = s.end
	}
	return out
}

// stampAt reads a time that begins at i, with its zone and its range.
func stampAt(line string, i int, lead bool) (stamp, bool) {
	s, ok := point(line, i, lead)
	if !ok {
		return s, false
	}
	s.approx = approximate(line[:i])
	if j, found := rangeMark(line[s.end:]); found {
		u, ok := point(line, s.end+j, s.clock.set)
		if ok && u.clock.set == s.clock.set {
			if u.zone.Name != "" && s.zone.Name == "" {
				s.zone = u.zone
			}
			if u.zone.Name == "" {
				u.zone = s.zone
			}
			if s.clock.half == "" && u.clock.half != "" && s.clock.set && s.clock.hour <= 12 && s.clock.hour > 0 {
				s.clock.half = u.clock.half
				if s.clock.of() > u.clock.of() {
					s.clock.half = map[string]string{"am": "pm", "pm": "am"}[u.clock.half]
				}
			}
			// "From 14:02 to 14:49 on 4 March" is all on that day.
			if s.day.month == 0 && u.day.month != 0 && s.clock.set && s.clock.of() <= u.clock.of() {
				s.day = u.day
			}
			s.until, s.end = &u, u.end
		}
	}
	return s, true
}

// point reads a date, a clock, or both in either order.
func point(line string, i int, lead bool) (stamp, bool) {
	s := stamp{start: i, end: i}
	if d, n := date(line, i, lead); n > 0 {
		s.day, s.end = d, i+n
		half, k := easternGap(line[s.end:])
		if before := line[i:s.end]; half != "" || k == 0 && mark(before[max(0, len(before)-3):], "日", "일", "）") > 0 {
			if c, z, n := clockAt(line, s.end+k, true); n > 0 {
				if c.half == "" {
					c.half = half
				}
				s.clock, s.zone, s.end = c, z, s.end+k+n
				return s, true
			}
		}
		if j := dateGap(line[s.end:]); j >= 0 {
			if c, z, n := clockAt(line, s.end+j, true); n > 0 {
				s.clock, s.zone, s.end = c, z, s.end+j+n
			}
		}
		return s, true
	}
	c, z, n := clockAt(line, i, lead)
	if n == 0 {
		return s, false
	}
	s.clock, s.zone, s.end = c, z, i+n
	if j := clockGap(line[s.end:]); j > 0 {
		if d, n := date(line, s.end+j, false); n > 0 {
			s.day, s.end = d, s.end+j+n
			if k := spaces(line[s.end:]); s.zone.Name == "" && k > 0 {
				if z, n := zone(line[s.end+k:], false); n > 0 {
					s.zone, s.end = z, s.end+k+n
				}
			}
		}
	}
	return s, true
}

// dateGap is what may stand between a date and its clock; -1 where something
// else does.
func dateGap(s string) int {
	if len(s) > 1 && (s[0] == 'T' || s[0] == 't') && digit(s[1]) {
		return 1
	}
	j := spaces(s)
	for _, gap := range []string{"at ", "@ ", "@", ", at ", ", um ", " um ", "um ", "à ", ", à ", "a las ", ", a las ", "às ", "kl. ", "kl ", "klo ", "gegen ", "vers ", ", ", "- ", "– ", ": ", "| ", "around ", "about ", "~", "(", "at around ", "at about ", "at ~", "at approximately "} {
		if strings.HasPrefix(s[j:], gap) {
			k := j + len(gap)
			return k + spaces(s[k:])
		}
	}
	if j == 0 {
		return -1
	}
	return j
}

func clockGap(s string) int {
	j := spaces(s)
	for _, gap := range []string{"on the ", "on ", ", on ", ", ", "("} {
		if strings.HasPrefix(s[j:], gap) {
			return j + len(gap)
		}
	}
	return j
}

// rangeMark finds the sign or word between the two ends of a range, and where
// the second begins.
func rangeMark(s string) (int, bool) {
	j := spaces(s)
	for _, mark := range []string{"-", "–", "—", "→", "->", "～", "〜", "から", "to ", "until ", "till ", "through ", "and ", "bis ", "à ", "hasta ", "a las ", "até "} {
		if strings.HasPrefix(s[j:], mark) {
			k := j + len(mark)
			k += spaces(s[k:])
			if strings.HasPrefix(s[k:], "~") {
				k++
			}
			if k < len(s) && (digit(s[k]) || letter(s[k])) && !(mark == "-" && k == 1 && j == 0 && k+5 < len(s) && s[k+2] == '-') {
				return k, true
			}
			return 0, false
		}
	}
	return 0, false
}

var approximations = []string{"~", "≈", "about", "around", "approximately", "approx", "approx.", "roughly", "circa", "ca.", "c.", "some", "nearly", "almost", "est.", "±"}

func approximate(before string) bool {
	before = strings.ToLower(tail(strings.TrimRight(before, " \t([*_")))
	for _, a := range approximations {
		if strings.HasSuffix(before, a) && (len(a) == len(before) || !letter(a[0]) || !wordAt(before, len(before)-len(a)-1)) {
			return true
		}
	}
	return false
}

// clockAt reads a time of day with its zone. Forms that mean something else in
// running text are read where they lead a line or follow a date.
func clockAt(line string, i int, lead bool) (clock, Zone, int) {
	if i >= len(line) || i > 0 && strings.IndexByte(".:#$€£/", line[i-1]) >= 0 {
		return clock{}, Zone{}, 0
	}
	s := line[i:]
	c := clock{set: true, precision: time.Minute}
	h, n := number(s, 5)
	if n == 0 || n > 4 {
		return clock{}, Zone{}, 0
	}
	c.hour = h
	plain := false
	sure := false
	switch {
	case n <= 2 && n < len(s) && s[n] == ':':
		m, k := number(s[n+1:], 3)
		if k != 2 {
			return clock{}, Zone{}, 0
		}
		c.min, n, sure = m, n+3, true
		n = seconds(s, n, &c)
	case n <= 2 && mark(s[n:], "時", "时", "시") > 0:
		m, k, exact := easternClock(s[n:], lead)
		if k == 0 {
			return clock{}, Zone{}, 0
		}
		c.min, n, sure = m, n+k, true
		if !exact {
			c.precision = hour
		}
	case n <= 2 && n < len(s) && (s[n] == '.' || s[n] == 'h' || s[n] == 'H'):
		m, k := number(s[n+1:], 3)
		if k != 2 {
			plain = true
			break
		}
		sure = lead && s[n] != '.'
		c.min, n = m, n+3
	case n <= 2:
		plain = true
	case n == 4:
		// "2025-01-14 1600"
		c.hour, c.min = h/100, h%100
		sure = i > 9 && line[i-1] == ' ' && digit(line[i-2]) && line[i-4] == '-' && !wordAt(line, i+4)
	default:
		return clock{}, Zone{}, 0
	}
	half, k := halfDay(s[n:])
	if half != "" && (c.hour > 0 || c.min > 0) {
		c.half, n = half, n+k
		sure = true
	}
	if plain && c.half == "" {
		return clock{}, Zone{}, 0
	}
	if plain {
		c.precision = hour
	}
	// "10:30-11:30" is a range; an offset to the west is tight against seconds,
	// or stands in the form of ISO 8601.
	iso := c.precision == time.Second || i > 0 && (line[i-1] == 'T' || line[i-1] == 't')
	z, n := zoneAfter(s, n, iso)
	sure = sure || z.Name != ""
	if !sure || c.hour > 24 || c.min > 59 || c.hour == 24 && c.min > 0 || wordAt(s, n) {
		return clock{}, Zone{}, 0
	}
	// A colon and more digits is no clock: an address, a ratio, a line number.
	if n+1 < len(s) && s[n] == ':' && digit(s[n+1]) || n+1 < len(s) && s[n] == '.' && digit(s[n+1]) {
		return clock{}, Zone{}, 0
	}
	c.written = s[:n]
	return c, z, n
}

func seconds(s string, n int, c *clock) int {
	if n >= len(s) || s[n] != ':' {
		return n
	}
	v, k := number(s[n+1:], 2)
	if k != 2 || v > 60 {
		return n
	}
	c.sec, c.precision = v, time.Second
	n += 3
	if n+1 < len(s) && (s[n] == '.' || s[n] == ',') && digit(s[n+1]) {
		_, k := number(s[n+1:], 9)
		if k >= 3 {
			n += 1 + k
		}
	}
	return n
}

// halfDay reads AM or PM.
func halfDay(s string) (string, int) {
	j := spaces(s)
	t := s[j:]
	for _, form := range []string{"a.m.", "p.m.", "a.m", "p.m", "am", "pm"} {
		if len(t) >= len(form) && strings.EqualFold(t[:len(form)], form) && !wordAt(t, len(form)) {
			return strings.ToLower(form[:1]) + "m", j + len(form)
		}
	}
	return "", 0
}

// zoneAfter reads a zone that follows a clock, in brackets or not.
func zoneAfter(s string, n int, iso bool) (Zone, int) {
	west := n < len(s) && (s[n] == '-' || strings.HasPrefix(s[n:], "−"))
	if z, k := zone(s[n:], iso || !west); k > 0 {
		return z, n + k
	}
	for _, suffix := range []string{"hrs", "hours", "Uhr", "h"} {
		if strings.HasPrefix(s[n+spaces(s[n:]):], suffix) && !wordAt(s, n+spaces(s[n:])+len(suffix)) {
			n += spaces(s[n:]) + len(suffix)
			break
		}
	}
	j := n + spaces(s[n:])
	open := mark(s[j:], "(", "（") > 0
	if open {
		j += mark(s[j:], "(", "（")
	}
	z, k := zone(s[j:], false)
	if k == 0 {
		z, k = namedZone(s[j:])
	}
	if k == 0 && j > n && !open {
		if off, m := offset(s[j:]); m >= 5 {
			z, k = Zone{Name: s[j : j+m], offset: off}, m
		}
	}
	if k == 0 || open && mark(s[j+k:], ")", "）") == 0 {
		return Zone{}, n
	}
	if open {
		k += mark(s[j+k:], ")", "）")
	}
	return z, j + k
}
