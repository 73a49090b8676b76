package logs

// lastStamp is the time read before, up to its second: most lines share it with
// the line before them, and only what follows it is read anew.
type lastStamp struct {
	second
	text  [32]byte // what is written up to the end of the second
	next  second   // of the time that is being read
	fresh bool     // next is of it

	region string // of the zone named last
}

// second is a time up to its second.
type second struct {
	at   stamp
	n    int  // bytes up to the end of the second; 0 for no such time
	half bool // AM or PM may follow
	year bool // the year may follow
}

// toSecond notes what was read up to the end of the second, at b[:i].
func (s *stamp) toSecond(i int, half bool) {
	if s.last != nil {
		s.last.next, s.last.fresh = second{at: *s, n: i, half: half}, true
	}
}

// keep takes the time of n bytes that was just read for the last one.
func (l *lastStamp) keep(b []byte, n int) {
	if l.fresh && n > 0 && l.next.n <= len(l.text) {
		l.second = l.next
		copy(l.text[:], b[:l.n])
	}
}

// again reads a time of the same second as the one before, or returns -1.
func (s *stamp) again(b []byte) int {
	l := s.last
	n := l.n
	if n == 0 || n >= len(b) || b[n-1] != l.text[n-1] || string(b[:n]) != string(l.text[:n]) || isDigit(b[n]) {
		l.fresh = false
		return -1
	}
	*s = l.at
	end := s.fraction(b, n)
	if s.counted && (end == n || b[n] != ':') {
		l.fresh = false
		return -1 // it has no milliseconds, and is not written so
	}
	if l.half {
		end = s.half(b, end)
	}
	end = s.finish(b, s.zoneAt(b, end))
	if l.year {
		end = s.yearAfter(b, end)
	}
	if end > 0 && end < len(b) && isWordByte(b[end]) {
		return 0
	}
	return end
}
