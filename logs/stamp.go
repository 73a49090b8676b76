package logs

import "bytes"

// stamp is a time as a line writes it, before its zone, its year and the order
// of its day and month are settled.
type stamp struct {
	year, month, day     int
	hour, minute, second int
	nanos                int
	unix                 int64 // nanoseconds since 1970, for the form epoch
	offset               int   // seconds east of UTC, where zone is stated
	digits               int   // of the fraction of a second, or toMinute, toDay
	counted              bool  // what follows the seconds is a number of milliseconds
	dots                 bool  // between the numbers of the date, where form is shortSlash
	form                 dateForm
	zone                 zoneForm
	abbr                 uint8  // index into abbreviations, where zone is nickname
	region               string // where zone is regional: Europe/Berlin

	last *lastStamp // the one read before, to read it faster; may be nil
}

// The precisions that are coarser than a second.
const (
	toMinute = -1
	toDay    = -2
)

type dateForm uint8

const (
	fullDate   dateForm = iota
	yearless            // month and day alone
	slashDate           // two numbers of which one is the day, then the year: month holds the first, day the second
	shortSlash          // three numbers of two digits in an order of their own: year, month and day hold them as written
	epoch               // seconds or parts of them since 1970
	pairDate            // yearless, with two numbers of which one is the day: month holds the first, day the second
	clockOnly           // a time of day without a date
)

type zoneForm uint8

const (
	noZone   zoneForm = iota
	stated            // an offset, Z, UTC, GMT or an abbreviation that names one zone
	nickname          // an abbreviation such as CST, which names several zones
	regional          // the name of a region in the time-zone database
)

// stampReach is how far into a line its time may begin.
const stampReach = 64

// findStamp looks for the left-most time that begins a word in the first bytes
// of the line. It returns where the time starts and ends; end is 0 if there is
// none.
func findStamp(line []byte, s *stamp) (start, end int) {
	reach := min(len(line), stampReach)
	for i := 0; i < reach; i++ {
		if i > 0 && !opensWord[line[i-1]] && !(line[i-1] == '.' && (i == 1 || line[i-2] == ' ')) {
			continue
		}
		if c := line[i]; c == ' ' || c == ':' {
			continue
		}
		if n := s.read(line[i:], epochPlace(line, i)); n > 0 {
			return i, i + n
		}
	}
	return 0, 0
}

// opensWord holds the bytes after which a time may begin. A dot or a hyphen is
// not among them: "api.log.1.2017-05-16_13:53:08" is the name of a rotated
// file, and the time follows it. A star, and a dot that begins a word, is what
// routers put before the time while their clock is not set; an @ stands before
// it in "error @2024-03-04 14:02:11> text" of Dancer.
var opensWord = func() (t [256]bool) {
	for _, c := range " \t[(|\"'=<>,;{:*@" {
		t[c] = true
	}
	return t
}()

// epochPlace reports whether a bare number at i can be a time: at the start
// of the line, blanks left out, or of a bracket, and nowhere else, since ids
// look the same.
func epochPlace(line []byte, i int) bool {
	return i <= 2 || line[i-1] == '[' || line[i-1] == '(' || len(bytes.TrimLeft(line[:i], " ")) == 0
}

// read reads a time at the start of b in any known way of writing and returns
// its length, or 0.
func (s *stamp) read(b []byte, bare bool) int {
	if len(b) < 10 {
		return 0
	}
	if s.last != nil {
		if n := s.again(b); n >= 0 {
			return n
		}
	}
	*s = stamp{last: s.last}
	n := 0
	switch c := b[0]; {
	case isDigit(c):
		n = s.numeric(b, bare)
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		n = s.worded(b)
	case c == '@':
		n = s.tai64(b)
	}
	if n > 0 && n < len(b) && isWordByte(b[n]) {
		return 0
	}
	if s.last != nil {
		s.last.keep(b, n)
	}
	return n
}

// whole reads a value that holds a time and nothing else; a date alone is
// accepted.
func (s *stamp) whole(b []byte) bool {
	if n := s.read(b, true); n > 0 && (n == len(b) || n+1 == len(b) && b[n] == ']' && b[0] == '[') {
		return true
	}
	if len(b) > 2 && (b[0] == '[' && b[len(b)-1] == ']' || b[0] == '"' && b[len(b)-1] == '"') {
		return s.whole(b[1 : len(b)-1])
	}
	if bytes.HasPrefix(b, []byte("/Date(")) {
		// As .NET writes times into JSON: milliseconds, and an offset that
		// changes nothing.
		inner := b[6:]
		if n := digitRun(inner); n > 0 {
			*s = stamp{last: s.last}
			return s.number(inner[:n])
		}
		return false
	}
	return s.dateAlone(b) || s.number(b)
}

// dateAlone reads a value that is a date, by giving it the first second of
// the day.
func (s *stamp) dateAlone(b []byte) bool {
	if len(b) < 6 || len(b) > 20 || bytes.IndexByte(b, ':') >= 0 {
		return false
	}
	var full [32]byte
	n := copy(full[:], b)
	n += copy(full[n:], " 00:00:00")
	if s.read(full[:n], false) != n || s.form == epoch {
		return false
	}
	s.digits = toDay
	return true
}

func (s *stamp) numeric(b []byte, bare bool) int {
	switch n := digitRun(b); n {
	case 4:
		return s.yearFirst(b)
	case 1, 2:
		if b[n] == '.' && bare {
			if end := s.scientific(b); end > 0 {
				return end
			}
		}
		return s.dayOrMonth(b, n)
	case 6:
		return s.sixDigits(b)
	case 7:
		if s.year = four(b); plausible(s.year) {
			return s.dayOfYear(b, 4) // 2006002 15:04:05.67, as z/OS writes it
		}
	case 8, 14:
		return s.compact(b)
	case 10, 13, 16, 19:
		if bare {
			return s.epochAt(b)
		}
	}
	return 0
}

// yearFirst reads 2006-01-02T15:04:05 with its many separators,
// 2006 Jan 02 Wed 15:04:05, 2006-W01-1T15:04:05, and 2006-002T15:04:05, where
// the day is counted from the first of January.
func (s *stamp) yearFirst(b []byte) int {
	s.year = four(b)
	sep := b[4]
	if sep != '-' && sep != '/' && sep != '.' && sep != ' ' {
		if sep == ':' && digitRun(b[5:]) == 3 {
			return s.dayOfYear(b, 5) // 2006:002:15:04:05, as spacecraft are told it
		}
		if sep >= 0x80 {
			return s.eastern(b)
		}
		return 0
	}
	i := 5
	if sep == '/' && digitRun(b[5:]) == 6 && len(b) > 11 && b[11] == '.' {
		// 0102/150405.678, as Chromium writes it
		s.form, s.month, s.day = yearless, s.year/100, s.year%100
		return s.clockDigits(b, 5)
	}
	if m, n := month(b[i:]); m > 0 {
		s.month, i = m, i+n
	} else {
		n := digitRun(b[i:])
		if n == 3 && sep != ' ' {
			return s.dayOfYear(b, i)
		}
		if n == 0 && sep == '-' && b[i] == 'W' {
			return s.weekDay(b)
		}
		if n == 0 || n > 2 || sep == ' ' {
			return 0
		}
		s.month, i = number(b[i:i+n]), i+n
	}
	if i >= len(b) || b[i] != sep {
		return 0
	}
	i++
	n := digitRun(b[i:])
	if n == 0 || n > 2 {
		return 0
	}
	s.day, i = number(b[i:i+n]), i+n
	if sep == ' ' && i+5 < len(b) && weekday(b[i+1:]) {
		i += 4
	}
	return s.afterDate(b, i, "Tt _-:,\t")
}

// dayOfYear reads what follows the year in 2006-002T15:04:05, the day at b[i:].
func (s *stamp) dayOfYear(b []byte, i int) int {
	if !s.dayCounted(number(b[i : i+3])) {
		return 0
	}
	return s.afterDate(b, i+3, "Tt :-/.")
}

// dayCounted takes the n-th day of the year, and reports false if there is none.
func (s *stamp) dayCounted(n int) bool {
	for m := 1; m <= 12; m++ {
		d := daysIn(s.year, m)
		if n <= d {
			s.month, s.day = m, n
			return n > 0
		}
		n -= d
	}
	return false
}

// weekDay reads 2006-W01-1T15:04:05: the year, the week, and the day of the
// week, Monday being the first (ISO 8601, 5.2.3). The fourth of January lies in
// the first week.
func (s *stamp) weekDay(b []byte) int {
	if len(b) < 11 || digitRun(b[6:]) != 2 || b[8] != '-' || digitRun(b[9:]) != 1 {
		return 0
	}
	week, day := number(b[6:8]), int(b[9]-'0')
	if week < 1 || week > 53 || day < 1 || day > 7 {
		return 0
	}
	const thursday = 3 // what 1970 began with, counted from Monday
	fourth := int((daysSince1970(s.year, 1, 4) + thursday) % 7)
	n := (week-1)*7 + day - 1 - fourth + 4
	switch whole := 337 + daysIn(s.year, 2); {
	case n < 1:
		s.year--
		n += 337 + daysIn(s.year, 2)
	case n > whole:
		s.year++
		n -= whole
	}
	if !s.dayCounted(n) {
		return 0
	}
	return s.afterDate(b, 10, "Tt ")
}

// dayOrMonth reads the dates that begin with one or two digits.
func (s *stamp) dayOrMonth(b []byte, n int) int {
	sep := b[n]
	if sep != '/' && sep != '-' && sep != '.' && sep != ' ' {
		return 0
	}
	first, i := number(b[:n]), n+1
	for sep == '.' && i < len(b) && b[i] == ' ' {
		sep, i = ' ', i+1 // 4. März
	}
	if m, n := month(b[i:]); m > 0 {
		return s.dayThenName(b, i+n, sep, first, m)
	}
	k := digitRun(b[i:])
	if k == 0 || k > 2 || sep == ' ' {
		return 0
	}
	second := number(b[i : i+k])
	i += k
	if i >= len(b) {
		return 0
	}
	if b[i] != sep || sep == '.' && i+1 < len(b) && b[i+1] == ' ' || sep == '-' && digitRun(b[i+1:]) <= 2 && colonAt(b, i+1+digitRun(b[i+1:])) {
		s.form, s.month, s.day = pairDate, first, second
		if sep == '.' && b[i] == '.' {
			i++ // 04.03. 14:02:11
		}
		return s.afterDate(b, i, " -|")
	}
	i++
	switch y := digitRun(b[i:]); y {
	case 4:
		s.form, s.year, s.month, s.day = slashDate, four(b[i:]), first, second
		if sep == '.' {
			// Dots are written by people who put the day first.
			s.form, s.month, s.day = fullDate, second, first
		}
	case 2:
		if s.form, s.dots, s.year, s.month, s.day = shortSlash, sep == '.', first, second, number(b[i:i+2]); n == 1 || k == 1 {
			// A year has both its digits: 3/4/24.
			s.form, s.year, s.month, s.day = slashDate, century(s.day), first, second
		}
	default:
		return 0
	}
	return s.afterDate(b, i+digitRun(b[i:]), " T,-:\t")
}

// dayThenName reads what follows the month in 02/Jan/2006:15:04:05 -0700,
// 02-Jan-2006 15:04:05 and 02 Jan 15:04:05.
func (s *stamp) dayThenName(b []byte, i int, sep byte, day, month int) int {
	s.day, s.month = day, month
	if i < len(b) && b[i] == sep && digitRun(b[i+1:]) == 4 {
		s.year = four(b[i+1:])
		return s.afterDate(b, i+5, " :T,")
	}
	if sep == '-' && i+2 < len(b) && b[i] == '-' && digitRun(b[i+1:]) == 2 {
		s.year = century(number(b[i+1 : i+3]))
		return s.afterDate(b, i+3, " :T,")
	}
	s.form = yearless
	return s.afterDate(b, i, " ")
}

// sixDigits reads 060102 150405 and 060102  3:04:05.
func (s *stamp) sixDigits(b []byte) int {
	s.year, s.month, s.day = century(number(b[:2])), number(b[2:4]), number(b[4:6])
	i := 6
	for i < len(b) && b[i] == ' ' {
		i++
	}
	if i == 6 || i > 8 {
		return 0
	}
	if digitRun(b[i:]) == 6 {
		return s.clockDigits(b, i)
	}
	return s.clock(b, i)
}

// compact reads 20060102150405, 20060102T150405, 20060102-15:04:05 and
// 20060102 150405.
func (s *stamp) compact(b []byte) int {
	s.year, s.month, s.day = four(b), number(b[4:6]), number(b[6:8])
	i := 8
	if b[8] == '-' {
		if end := s.countedClock(b, 9); end > 0 {
			return end
		}
	}
	if !isDigit(b[8]) {
		if b[8] != 'T' && b[8] != ' ' && b[8] != '-' && b[8] != '_' && b[8] != '.' && b[8] != ':' {
			return 0
		}
		i = 9
	}
	if digitRun(b[i:]) == 6 {
		return s.clockDigits(b, i)
	}
	return s.clock(b, i)
}

// afterDate reads the time of day that follows a date, after one of the given
// separators and any blanks.
func (s *stamp) afterDate(b []byte, i int, seps string) int {
	if i >= len(b) || !contains(seps, b[i]) {
		return 0
	}
	if i+1 < len(b) && b[i] == ':' && b[i+1] == ':' {
		i++ // 4-Mar-2006::15:04:05, as Erlang writes it
	}
	for i++; i < len(b) && b[i] == ' '; i++ {
	}
	if i+2 < len(b) && !isDigit(b[i]) {
		if end, ok := s.apart(b, i); ok {
			return end
		}
	}
	if i < len(b) && digitRun(b[i:]) == 6 {
		return s.clockDigits(b, i)
	}
	return s.clock(b, i)
}

func contains(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

func colonAt(b []byte, i int) bool { return i < len(b) && b[i] == ':' }

// century gives a year of two digits its century. Logs older than 1970 do
// not exist.
func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}

func isDigit(c byte) bool { return c-'0' < 10 }

func isWordByte(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

func digitRun(b []byte) int {
	n := 0
	for n < len(b) && b[n]-'0' < 10 {
		n++
	}
	return n
}

// number is the value of a short run of digits.
func number(b []byte) int {
	v := 0
	for _, c := range b {
		v = v*10 + int(c-'0')
	}
	return v
}

func four(b []byte) int {
	return int(b[0]-'0')*1000 + int(b[1]-'0')*100 + int(b[2]-'0')*10 + int(b[3]-'0')
}

// ordered reports whether the order of the numbers of the date is not fixed by
// the way it is written.
func (s *stamp) ordered() bool {
	return s.form == slashDate || s.form == shortSlash || s.form == pairDate
}
