package logs

import (
	"bytes"
	"fmt"
	"strings"
)

// layout is a way to write a time that a user described, with the directives
// of strftime (POSIX.1-2017): %Y-%m-%d %H:%M:%S.
type layout string

// directives are those that are known, with what each reads.
const directives = "YymdeHIMSfLNbBhaApzZjsTDFRtn%"

// check reports the first mistake of a layout.
func (l layout) check() error {
	dated, clocked := false, false
	for i := 0; i < len(l); i++ {
		if l[i] != '%' {
			continue
		}
		if i++; i == len(l) {
			return fmt.Errorf("the layout ends in %%; write %%%% for the sign itself")
		}
		if strings.IndexByte(directives, l[i]) < 0 {
			return fmt.Errorf("%%%c is not known: write of %%Y %%y %%m %%d %%e %%b %%B %%a %%A %%j %%H %%I %%M %%S %%f %%p %%z %%Z %%s %%T %%D %%F %%R", l[i])
		}
		clocked = clocked || strings.IndexByte("HITRs", l[i]) >= 0
		dated = dated || strings.IndexByte("djeFDs", l[i]) >= 0
	}
	switch {
	case !clocked:
		return fmt.Errorf("the layout has no hour (%%H, %%I or %%T)")
	case !dated && strings.Contains(string(l), "%m"):
		return fmt.Errorf("the layout has a month and no day (%%d)")
	}
	return nil
}

// read reads a value that is written so.
func (l layout) read(s *stamp, b []byte) bool {
	*s = stamp{form: clockOnly, digits: toMinute}
	p := layoutRead{s: s, b: b}
	if !p.all(string(l)) || len(bytes.TrimSpace(p.b)) > 0 {
		return false
	}
	if s.form == epoch {
		return true
	}
	if s.month > 0 || s.day > 0 {
		if s.form = yearless; p.year {
			s.form = fullDate
		}
	}
	if p.half > 0 {
		if s.hour > 12 {
			return false
		}
		s.hour = s.hour%12 + 12*(p.half-1)
	}
	return s.finish(b, 1) > 0
}

// layoutRead is the state of reading one value.
type layoutRead struct {
	s    *stamp
	b    []byte
	year bool
	half int // 1 for AM, 2 for PM
}

func (p *layoutRead) all(l string) bool {
	for i := 0; i < len(l); i++ {
		switch {
		case l[i] == '%' && i+1 < len(l):
			i++
			if !p.directive(l[i]) {
				return false
			}
		case l[i] == ' ':
			p.blanks()
		case len(p.b) > 0 && p.b[0] == l[i]:
			p.b = p.b[1:]
		default:
			return false
		}
	}
	return true
}

func (p *layoutRead) blanks() { p.b = bytes.TrimLeft(p.b, " \t\n") }

// digits reads a number of at most most digits; a blank may stand for a zero
// before it.
func (p *layoutRead) digits(most int, v *int) bool {
	if len(p.b) > 1 && p.b[0] == ' ' {
		p.b = p.b[1:]
	}
	n := min(digitRun(p.b), most)
	if n == 0 {
		return false
	}
	*v, p.b = number(p.b[:n]), p.b[n:]
	return true
}

func (p *layoutRead) directive(c byte) bool {
	s := p.s
	switch c {
	case 'Y':
		p.year = true
		return digitRun(p.b) >= 4 && p.digits(4, &s.year)
	case 'y':
		p.year = true
		ok := p.digits(2, &s.year)
		s.year = century(s.year)
		return ok
	case 'm':
		return p.digits(2, &s.month)
	case 'd', 'e':
		return p.digits(2, &s.day)
	case 'H', 'I':
		return p.digits(2, &s.hour)
	case 'M':
		return p.digits(2, &s.minute)
	case 'S':
		s.digits = 0
		return p.digits(2, &s.second)
	case 'T':
		return p.all("%H:%M:%S")
	case 'R':
		return p.all("%H:%M")
	case 'F':
		return p.all("%Y-%m-%d")
	case 'D':
		return p.all("%m/%d/%y")
	case 't', 'n':
		p.blanks()
		return true
	case '%':
		return p.literal('%')
	}
	return p.words(c)
}

func (p *layoutRead) literal(c byte) bool {
	if len(p.b) == 0 || p.b[0] != c {
		return false
	}
	p.b = p.b[1:]
	return true
}

// words reads the directives that are no plain numbers.
func (p *layoutRead) words(c byte) bool {
	s := p.s
	switch c {
	case 'f', 'L', 'N':
		n := digitRun(p.b)
		if n == 0 {
			return false
		}
		s.fraction(append([]byte{'.'}, p.b[:n]...), 0)
		p.b = p.b[n:]
	case 'b', 'B', 'h':
		m, n := month(append(bytes.Clone(p.b), ' '))
		if m == 0 {
			return false
		}
		s.month, p.b = m, p.b[min(n, len(p.b)):]
	case 'a', 'A':
		n := 0
		for n < len(p.b) && (isLetter(p.b[n]) || p.b[n] >= 0x80) {
			n++
		}
		p.b = p.b[n:]
		return n > 0
	case 'p':
		if len(p.b) < 2 || p.b[1]|0x20 != 'm' || p.b[0]|0x20 != 'a' && p.b[0]|0x20 != 'p' {
			return false
		}
		if p.half = 1; p.b[0]|0x20 == 'p' {
			p.half = 2
		}
		p.b = p.b[2:]
	case 'z', 'Z':
		end := s.zoneAt(append([]byte{' '}, p.b...), 0)
		if end <= 1 && (len(p.b) == 0 || p.b[0] != 'Z') {
			return false
		}
		if end <= 1 {
			s.zone, end = stated, 2
		}
		p.b = p.b[min(end-1, len(p.b)):]
	case 'j':
		day := 0
		if !p.digits(3, &day) || day == 0 {
			return false
		}
		for s.month = 1; s.month < 12 && day > daysIn(s.year, s.month); s.month++ {
			day -= daysIn(s.year, s.month)
		}
		s.day = day
	case 's':
		n := 0
		for n < len(p.b) && (isDigit(p.b[n]) || p.b[n] == '.') {
			n++
		}
		if !s.number(p.b[:n]) {
			return false
		}
		p.b = p.b[n:]
	}
	return true
}
