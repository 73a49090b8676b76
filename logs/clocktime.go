package logs

import "bytes"

// clock reads a time of day at b[i:], with seconds, a fraction, AM or PM and a
// zone where they are there, and returns the end of it, or 0.
func (s *stamp) clock(b []byte, i int) int {
	n := digitRun(b[i:])
	if n == 0 || n > 2 || i+n+3 > len(b) {
		return 0
	}
	s.hour = number(b[i : i+n])
	i += n
	sep := b[i]
	if sep != ':' && sep != '.' || digitRun(b[i+1:]) != 2 {
		return 0
	}
	s.minute, i = number(b[i+1:i+3]), i+3
	if i+2 < len(b) && b[i] == sep && digitRun(b[i+1:]) == 2 {
		s.second, i = number(b[i+1:i+3]), i+3
		s.toSecond(i, true)
		i = s.fraction(b, i)
	} else if sep == '.' {
		return 0
	} else if i+2 < len(b) && b[i] == '.' && digitRun(b[i+1:]) == 2 {
		s.second, i = number(b[i+1:i+3]), i+3 // 15:04.05, as structlog writes it
	} else {
		s.digits = toMinute
	}
	return s.finish(b, s.zoneAt(b, s.half(b, i)))
}

// countedClock reads a time of day with milliseconds, whose numbers have as many
// digits as they need: 0:7:2:90 is 90 milliseconds past 00:07:02.
func (s *stamp) countedClock(b []byte, i int) int {
	var parts [3]int
	for n := range parts {
		k := digitRun(b[i:])
		if k == 0 || k > 2 || i+k+1 >= len(b) || b[i+k] != ':' {
			return 0
		}
		parts[n], i = number(b[i:i+k]), i+k+1
	}
	if n := digitRun(b[i:]); n == 0 || n > 3 {
		return 0
	}
	s.hour, s.minute, s.second, s.counted = parts[0], parts[1], parts[2], true
	s.toSecond(i-1, false)
	return s.finish(b, s.zoneAt(b, s.fraction(b, i-1)))
}

// clockDigits reads 150405 at b[i:].
func (s *stamp) clockDigits(b []byte, i int) int {
	s.hour, s.minute, s.second = number(b[i:i+2]), number(b[i+2:i+4]), number(b[i+4:i+6])
	s.toSecond(i+6, false)
	return s.finish(b, s.zoneAt(b, s.fraction(b, i+6)))
}

// finish checks the ranges that do not depend on year and zone.
func (s *stamp) finish(b []byte, end int) int {
	if s.hour > 23 && (s.hour > 24 || s.minute+s.second+s.nanos > 0) || s.minute > 59 || s.second > 60 {
		return 0 // 24:00:00 is the end of the day (ISO 8601, 5.3.2)
	}
	if s.form == fullDate && (s.month < 1 || s.month > 12 || s.day < 1 || s.day > 31) {
		return 0
	}
	if s.form == pairDate && !oneOfEach(s.month, s.day) {
		return 0
	}
	if s.form == yearless && (s.month < 1 || s.month > 12 || s.day < 1 || s.day > 31) {
		return 0
	}
	if s.form == slashDate && !oneOfEach(s.month, s.day) {
		return 0
	}
	return end
}

// oneOfEach reports whether two numbers can be a month and a day in some order.
func oneOfEach(a, b int) bool {
	return a >= 1 && b >= 1 && a <= 31 && b <= 31 && min(a, b) <= 12
}

// fraction reads a fraction of a second after a dot, a comma or, where exactly
// three digits follow, a colon.
func (s *stamp) fraction(b []byte, i int) int {
	if i+1 >= len(b) || b[i] != '.' && b[i] != ',' && b[i] != ':' {
		return i
	}
	n := digitRun(b[i+1:])
	if n == 0 || b[i] == ':' && n != 3 && (!s.counted || n > 3) {
		return i
	}
	if s.counted && b[i] == ':' {
		s.digits, s.nanos = 3, number(b[i+1:i+1+n])*1_000_000
		return i + 1 + n
	}
	s.digits = min(n, 9)
	s.nanos = number(b[i+1 : i+1+s.digits])
	end := i + 1 + n
	if n == 3 && b[i] == '.' && end+4 < len(b) && b[end] == ',' && digitRun(b[end+1:]) == 3 && b[end+4] == ']' {
		// [2006-01-02 15:04:05.678,901], as Zephyr writes it
		s.digits, s.nanos = 6, s.nanos*1000+number(b[end+1:end+4])
		end += 4
	}
	for range 9 - s.digits {
		s.nanos *= 10
	}
	return end
}

// half reads AM or PM.
func (s *stamp) half(b []byte, i int) int {
	j := i
	if j < len(b) && b[j] == ' ' {
		j++
	} else if j+2 < len(b) && b[j] >= 0x80 {
		j += opening(b[j:], unbroken)
	}
	end := j + 2
	if j+3 < len(b) && b[j+1] == '.' && b[j+2]|0x20 == 'm' && b[j+3] == '.' {
		end = j + 4 // a.m.
	} else if j+1 >= len(b) || b[j+1]|0x20 != 'm' || j+2 < len(b) && isWordByte(b[j+2]) {
		return i
	}
	if s.hour > 12 {
		return end // 14:02 PM says the same twice
	}
	switch b[j] | 0x20 {
	case 'a':
		if s.hour == 12 {
			s.hour = 0
		}
	case 'p':
		if s.hour < 12 {
			s.hour += 12
		}
	default:
		return i
	}
	return end
}

// unbroken are the blanks at which no line is broken: newer versions of the
// Unicode locale data put one before AM and PM, and with them what Node.js and
// Java write.
var unbroken = []string{"\u202f", "\u00a0"}

// zoneAt reads a zone at b[i:], with or without a blank before it.
func (s *stamp) zoneAt(b []byte, i int) int {
	if i >= len(b) {
		return i
	}
	j := i
	if b[j] == ' ' {
		j++
	}
	if j >= len(b) {
		return i
	}
	switch c := b[j]; {
	case (c == 'Z' || c == 'z' && j == i) && (j == i || j+1 == len(b)) && (j+1 == len(b) || !isWordByte(b[j+1])):
		s.zone = stated
		return j + 1
	case c == '+' || c == '-':
		if n := s.offsetAt(b[j:], j > i); n > 0 {
			return regionEnd(b, j+n)
		}
	case c == '(' && j > i && j+1 < len(b) && b[j+1] >= 'A' && b[j+1] <= 'Z':
		if end := s.abbreviation(b, i, j+1); end > i && end < len(b) && b[end] == ')' {
			return end + 1
		}
		s.zone = noZone
	case c >= 'A' && c <= 'Z' && j > i:
		if end := s.abbreviation(b, i, j); end > i {
			return end
		}
		if n := regionName(b[j:]); n > 0 {
			s.inRegion(b[j : j+n])
			return j + n
		}
	}
	return i
}

// inRegion notes that the time is one of a region.
func (s *stamp) inRegion(name []byte) {
	s.zone = regional
	if s.last == nil {
		s.region = string(name)
		return
	}
	if s.last.region != string(name) {
		s.last.region = string(name)
	}
	s.region = s.last.region
}

// regionName is the length of the name of a region at the start of b, as PHP
// writes it behind a time, or 0.
func regionName(b []byte) int {
	n, slash := 0, 0
	for n < len(b) && n < 40 && (isWordByte(b[n]) || contains("/-+", b[n])) {
		if b[n] == '/' && slash == 0 {
			slash = n
		}
		n++
	}
	switch string(b[:slash]) {
	case "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific", "Etc", "US", "Canada":
		if n > slash+1 {
			return n
		}
	}
	return 0
}

// offsetAt reads +hh, +hhmm or +hh:mm. After a blank two digits are not
// enough: "- 12" is no zone.
func (s *stamp) offsetAt(b []byte, blank bool) int {
	h, end := 0, 0
	m := 0
	switch n := digitRun(b[1:]); {
	case n == 4:
		h, m, end = number(b[1:3]), number(b[3:5]), 5
	case n == 2 && len(b) > 5 && b[3] == ':' && digitRun(b[4:]) == 2:
		h, m, end = number(b[1:3]), number(b[4:6]), 6
	case n == 2 && !blank:
		h, end = number(b[1:3]), 3
	case n == 3 && !blank && len(b) > 4 && b[4] == ' ':
		m, end = number(b[1:4]), 4 // minutes, as Db2 writes them
		h, m = m/60, m%60
	}
	if end == 0 || h > 14 || m > 59 {
		return 0
	}
	s.zone, s.offset = stated, h*3600+m*60
	if b[0] == '-' {
		s.offset = -s.offset
	}
	return end
}

// regionEnd steps over the name of a region in brackets, as Java writes it
// after an offset: +01:00[Europe/Berlin].
func regionEnd(b []byte, i int) int {
	if i+2 < len(b) && b[i] == '[' && isLetter(b[i+1]) {
		if n := bytes.IndexByte(b[i:min(len(b), i+40)], ']'); n > 0 && bytes.IndexByte(b[i:i+n], '/') > 0 {
			return i + n + 1
		}
	}
	return i
}

// abbreviation reads the short names of zones, and UTC+2. A name that stands
// for one offset states it; CST is used from Chicago to Shanghai, so that it
// tells something only where the zone is declared.
func (s *stamp) abbreviation(b []byte, i, j int) int {
	n := 0
	for j+n < len(b) && b[j+n] >= 'A' && b[j+n] <= 'Z' {
		n++
	}
	if n < 3 || n > 4 || !contains("TCZK", b[j+n-1]) {
		return i
	}
	for k, a := range abbreviations {
		if a.name != string(b[j:j+n]) {
			continue
		}
		if a.sure {
			s.zone, s.offset = stated, a.offset
		} else {
			s.zone, s.abbr = nickname, uint8(k)
		}
		if j+n < len(b) && (b[j+n] == '+' || b[j+n] == '-') && a.offset == 0 && a.sure {
			return s.hours(b, j+n)
		}
		return j + n
	}
	return i
}

// hours reads what follows UTC in UTC+2 and GMT+02:00.
func (s *stamp) hours(b []byte, i int) int {
	if n := s.offsetAt(b[i:], false); n > 0 {
		return i + n
	}
	if n := digitRun(b[i+1:]); n == 1 {
		s.offset = int(b[i+1]-'0') * 3600
		if b[i] == '-' {
			s.offset = -s.offset
		}
		return i + 2
	}
	return i
}

// abbreviations are the short names of zones that logs hold. Those that are
// not sure name several zones in use; the offset is not used then.
var abbreviations = []struct {
	name   string
	offset int
	sure   bool
}{
	{"UTC", 0, true}, {"GMT", 0, true}, {"CET", 3600, true}, {"CEST", 7200, true}, {"MEZ", 3600, true}, {"MESZ", 7200, true},
	{"WET", 0, true}, {"WEST", 3600, true}, {"EET", 7200, true}, {"EEST", 10800, true}, {"MSK", 10800, true}, {"SAST", 7200, true},
	{"PST", 0, false}, {"PDT", -25200, true}, {"MST", 0, false}, {"MDT", -21600, true}, {"CST", 0, false}, {"CDT", 0, false},
	{"EST", 0, false}, {"EDT", -14400, true}, {"AKST", -32400, true}, {"AKDT", -28800, true}, {"HST", -36000, true},
	{"BST", 0, false}, {"IST", 0, false}, {"JST", 32400, true}, {"KST", 32400, true}, {"HKT", 28800, true}, {"SGT", 28800, true},
	{"AEST", 36000, true}, {"AEDT", 39600, true}, {"ACST", 34200, true}, {"ACDT", 37800, true}, {"AWST", 28800, true},
	{"NZST", 43200, true}, {"NZDT", 46800, true}, {"BRT", -10800, true}, {"ART", -10800, true}, {"AST", 0, false}, {"ADT", 0, false},
}
