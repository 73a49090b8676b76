package logs

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// worded reads the times that begin with letters: month names, weekdays, and
// the level letter of klog.
func (s *stamp) worded(b []byte) int {
	if m, n := month(b); m > 0 {
		return s.monthFirst(b, n, m)
	}
	if weekday(b) {
		return s.afterWeekday(b)
	}
	if n := digitRun(b[1:]); (n == 4 || n == 6 || n == 8) && contains("IWEFD", b[0]) {
		return s.klog(b, n)
	}
	return 0
}

// klog reads I0102 15:04:05.678901, I060102 15:04:05.678901, which CockroachDB
// writes, and I20060102 15:04:05.678901, with n digits in the date.
func (s *stamp) klog(b []byte, n int) int {
	i := n + 1
	switch n {
	case 8:
		s.year = four(b[1:])
	case 6:
		s.year = century(number(b[1:3]))
	default:
		s.form = yearless
	}
	s.month, s.day = number(b[i-4:i-2]), number(b[i-2:i])
	if rest, ok := bytes.CutPrefix(b, []byte{b[0], '0', '0', '0', '0', ' ', '0', '0', ':', '0', '0', ':'}); ok && digitRun(rest) == 10 {
		// As Abseil writes a time before it knows the zone.
		*s = stamp{last: s.last}
		if end := s.epochAt(rest); end > 0 {
			return len(b) - len(rest) + end
		}
		return 0
	}
	if i+8 > len(b) || b[i] != ' ' || b[i+3] != ':' {
		return 0
	}
	return s.clock(b, i+1)
}

// monthFirst reads what follows the month in Jan  2 15:04:05, with a year
// before or after the time, a comma after the day, or none of them.
func (s *stamp) monthFirst(b []byte, i, month int) int {
	if i >= len(b) || b[i] != ' ' && b[i] != '-' && b[i] != '/' {
		return 0
	}
	s.month = month
	if b[i] == '/' {
		// mar/04/2024 15:04:05, as RouterOS writes it
		if i+9 > len(b) || digitRun(b[i+1:]) != 2 || b[i+3] != '/' || digitRun(b[i+4:]) != 4 {
			return 0
		}
		s.day, s.year = number(b[i+1:i+3]), four(b[i+4:])
		return s.afterDate(b, i+8, " ")
	}
	for i++; i < len(b) && b[i] == ' '; i++ {
	}
	n := digitRun(b[i:])
	if n == 0 || n > 2 {
		return 0
	}
	s.day, i = number(b[i:i+n]), i+n
	if i < len(b) && b[i] == ',' {
		i++
	}
	if i >= len(b) || b[i] != ' ' {
		return 0
	}
	for i++; i < len(b) && b[i] == ' '; i++ {
	}
	if digitRun(b[i:]) == 4 && i+5 < len(b) && (b[i+4] == ' ' || b[i+4] == ',') {
		s.year = four(b[i:])
		return s.afterDate(b, i+4, " ,")
	}
	s.form = yearless
	end := s.clock(b, i)
	if s.last != nil {
		s.last.next.year = true
	}
	return s.yearAfter(b, end)
}

// yearAfter reads the year after the time of day in Mon Jan 02 15:04:05 2006.
func (s *stamp) yearAfter(b []byte, end int) int {
	if end > 0 && end+4 < len(b) && b[end] == ' ' && digitRun(b[end+1:]) == 4 && (end+5 == len(b) || !isWordByte(b[end+5])) && plausible(four(b[end+1:])) {
		s.form, s.year = fullDate, four(b[end+1:])
		return end + 5
	}
	return end
}

func plausible(year int) bool { return year >= 1970 && year < 2200 }

// afterWeekday reads Wed Jan 02 15:04:05 2006, Wed, 02 Jan 2006 15:04:05 GMT
// and what lies between them.
func (s *stamp) afterWeekday(b []byte) int {
	i := 3
	for i < len(b) && i < 9 && b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z' {
		i++
	}
	if i < len(b) && b[i] == ',' {
		i++
	}
	if i+8 > len(b) || b[i] != ' ' {
		return 0
	}
	i++
	if m, k := month(b[i:]); m > 0 {
		return s.monthFirst(b, i+k, m)
	}
	n := digitRun(b[i:])
	if n == 4 {
		// As journalctl writes it: Mon 2006-01-02 15:04:05 CET
		end := s.yearFirst(b[i:])
		if s.last != nil {
			s.last.fresh = false // it counted from another place
		}
		if end > 0 {
			return i + end
		}
		return 0
	}
	if n == 0 || n > 2 || i+n+4 > len(b) {
		return 0
	}
	m, k := month(b[i+n+1:])
	if m == 0 {
		return 0
	}
	return s.dayThenName(b, i+n+1+k, b[i+n], number(b[i:i+n]), m)
}

// month reads the name of a month, short or in full, and returns its length.
// Other languages than English are known where their names differ.
func month(b []byte) (m, n int) {
	if m := monthName(b); m > 0 {
		return m, 3
	}
	if len(b) < 6 || digitRun(b) > 0 {
		return 0, 0
	}
	for n < len(b) && n < 12 && (isLetter(b[n]) || b[n] >= 0x80) {
		n++
	}
	if n < 3 || n >= len(b) || contains("([:=\"'", b[n]) {
		return 0, 0
	}
	m = int(monthNames[string(b[:n])])
	if m > 0 && b[n] == '.' && n+1 < len(b) && b[n+1] == ' ' {
		n++ // an abbreviation that ends in a dot
	}
	return m, n
}

// monthNames holds the names that monthName does not know, as they are written
// with and without a capital: English in full, German, French, Spanish,
// Portuguese, Italian and Dutch.
var monthNames = func() map[string]uint8 {
	t := map[string]uint8{}
	for i, names := range []string{
		"january januar jänner jän januari janv janvier ene enero janeiro gen gennaio",
		"february februar februari févr fevr février febrero fev fevereiro febbraio",
		"march märz mär mrz maart mrt mars marzo março",
		"april avr avril abr abril aprile",
		"mai mei mayo maio mag maggio",
		"june juni juin junio junho giu giugno",
		"july juli juil juillet julio julho lug luglio",
		"august augustus août aout ago agosto",
		"september sept septembre septiembre setembro set settembre",
		"october oktober okt octobre octubre out outubro ott ottobre",
		"november novembre noviembre novembro",
		"december dezember dez décembre déc dic diciembre dezembro dicembre",
	} {
		for _, name := range strings.Fields(names) {
			t[name] = uint8(i + 1)
			first, size := utf8.DecodeRuneInString(name)
			t[string(unicode.ToUpper(first))+name[size:]] = uint8(i + 1)
		}
	}
	return t
}()

// monthName reads an English month of three letters that ends there.
func monthName(b []byte) int {
	if len(b) < 4 || b[3]|0x20 >= 'a' && b[3]|0x20 <= 'z' {
		return 0
	}
	switch uint32(b[0]|0x20)<<16 | uint32(b[1]|0x20)<<8 | uint32(b[2]|0x20) {
	case 'j'<<16 | 'a'<<8 | 'n':
		return 1
	case 'f'<<16 | 'e'<<8 | 'b':
		return 2
	case 'm'<<16 | 'a'<<8 | 'r':
		return 3
	case 'a'<<16 | 'p'<<8 | 'r':
		return 4
	case 'm'<<16 | 'a'<<8 | 'y':
		return 5
	case 'j'<<16 | 'u'<<8 | 'n':
		return 6
	case 'j'<<16 | 'u'<<8 | 'l':
		return 7
	case 'a'<<16 | 'u'<<8 | 'g':
		return 8
	case 's'<<16 | 'e'<<8 | 'p':
		return 9
	case 'o'<<16 | 'c'<<8 | 't':
		return 10
	case 'n'<<16 | 'o'<<8 | 'v':
		return 11
	case 'd'<<16 | 'e'<<8 | 'c':
		return 12
	}
	return 0
}

func weekday(b []byte) bool {
	switch uint32(b[0]|0x20)<<16 | uint32(b[1]|0x20)<<8 | uint32(b[2]|0x20) {
	case 'm'<<16 | 'o'<<8 | 'n', 't'<<16 | 'u'<<8 | 'e', 'w'<<16 | 'e'<<8 | 'd', 't'<<16 | 'h'<<8 | 'u',
		'f'<<16 | 'r'<<8 | 'i', 's'<<16 | 'a'<<8 | 't', 's'<<16 | 'u'<<8 | 'n':
		return true
	}
	return false
}
