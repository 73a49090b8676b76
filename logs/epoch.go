package logs

import (
	"bytes"
	"math"
	"strconv"
)

// The instants between which a bare number is taken for a time: 1990 and 2100.
const (
	firstEpoch = 631152000 * 1_000_000_000
	lastEpoch  = 4102444800 * 1_000_000_000
)

// epochAt reads a number of seconds, milliseconds, microseconds or nanoseconds
// since 1970 at the start of b.
func (s *stamp) epochAt(b []byte) int {
	n := digitRun(b)
	end := n
	if end+1 < len(b) && b[end] == '.' && isDigit(b[end+1]) {
		end += 1 + digitRun(b[end+1:])
	}
	if end < len(b) && !contains(" \t]):,|", b[end]) || !s.number(b[:end]) {
		return 0
	}
	return end
}

// number reads a whole value as a time since 1970; the magnitude gives the
// unit.
func (s *stamp) number(b []byte) bool {
	n := digitRun(b)
	if n == 0 || n > 19 {
		return false
	}
	v, err := strconv.ParseInt(string(b[:n]), 10, 64)
	if err != nil {
		return false
	}
	unit, digits := magnitude(v)
	if v > lastEpoch/unit || v < firstEpoch/unit {
		if n < len(b) {
			return s.float(b)
		}
		return false
	}
	s.form, s.zone, s.unix, s.digits = epoch, stated, v*unit, digits
	if n == len(b) {
		return true
	}
	if b[n] != '.' || n+1 == len(b) || digitRun(b[n+1:]) != len(b)-n-1 {
		return s.float(b)
	}
	for _, c := range b[n+1:] {
		unit /= 10
		if unit == 0 {
			break
		}
		s.unix += int64(c-'0') * unit
		s.digits++
	}
	return true
}

// float reads a number with an exponent, which keeps about a microsecond.
func (s *stamp) float(b []byte) bool {
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil || !(v > 0) || v > math.MaxInt64/2 {
		return false
	}
	unit, digits := magnitude(int64(v))
	ns := v * float64(unit)
	if ns < firstEpoch || ns > lastEpoch {
		return false
	}
	whole, part := math.Modf(v)
	s.form, s.zone = epoch, stated
	s.unix = int64(whole)*unit + int64(math.Round(part*float64(unit)/1000))*1000
	s.digits = max(digits, 6)
	return true
}

// scientific reads 1.709560931e+09, as zap writes a time, at the start of b.
func (s *stamp) scientific(b []byte) int {
	end := 0
	for end < len(b) && end < 32 && (isDigit(b[end]) || contains(".e+", b[end])) {
		end++
	}
	if digitRun(b) != 1 || end < 12 || !bytes.Contains(b[:end], []byte("e+")) || !s.float(b[:end]) {
		return 0
	}
	return end
}

// magnitude tells the unit of a number since 1970 in nanoseconds, and how many
// digits of a second it carries.
func magnitude(v int64) (unit int64, digits int) {
	switch {
	case v < 1e11:
		return 1e9, 0
	case v < 1e14:
		return 1e6, 3
	case v < 1e17:
		return 1e3, 6
	}
	return 1, 9
}

// tai64 reads @ and 24 hexadecimal digits, as daemontools write them. TAI was
// ten seconds ahead of UTC in 1972 and gained leap seconds until 2017.
func (s *stamp) tai64(b []byte) int {
	if len(b) < 25 {
		return 0
	}
	sec, err := strconv.ParseUint(string(b[1:17]), 16, 64)
	if err != nil || sec < 1<<62 {
		return 0
	}
	ns, err := strconv.ParseUint(string(b[17:25]), 16, 64)
	if err != nil || ns > 999_999_999 {
		return 0
	}
	unix := int64(sec - 1<<62)
	if unix > lastEpoch/1_000_000_000 {
		return 0
	}
	for _, at := range leapSeconds {
		if unix-10 > at {
			unix--
		}
	}
	unix -= 10
	if unix < firstEpoch/1_000_000_000 {
		return 0
	}
	s.form, s.zone, s.unix, s.digits = epoch, stated, unix*1_000_000_000+int64(ns), 9
	return 25
}

// leapSeconds are the instants before which a leap second was put in since
// 1972, in seconds since 1970.
var leapSeconds = []int64{
	78796800, 94694400, 126230400, 157766400, 189302400, 220924800, 252460800, 283996800, 315532800,
	362793600, 394329600, 425865600, 489024000, 567993600, 631152000, 662688000, 709948800, 741484800,
	773020800, 820454400, 867715200, 915148800, 1136073600, 1230768000, 1341100800, 1435708800, 1483228800,
}
