package logs

import "bytes"

// eastern reads 2006年1月2日 15:04:05, as it is written in China and Japan, and
// 2006년 1월 2일 15:04:05, as in Korea.
func (s *stamp) eastern(b []byte) int {
	i := 0
	for n, marks := range dateMarks {
		k := digitRun(b[i:])
		if n == 0 && k != 4 || n > 0 && k != 1 && k != 2 {
			return 0
		}
		v := number(b[i : i+k])
		size := opening(b[i+k:], marks)
		if size == 0 {
			return 0
		}
		switch i += k + size; n {
		case 0:
			s.year = v
		case 1:
			s.month = v
		default:
			s.day = v
		}
		for i < len(b) && b[i] == ' ' {
			i++
		}
	}
	if end, ok := s.apart(b, i); ok {
		return end
	}
	return s.clock(b, i)
}

// dateMarks follow the number of the year, the month and the day.
var dateMarks = [3][]string{{"年", "년"}, {"月", "월"}, {"日", "일"}}

// halves are what is written before the hour where others write AM and PM behind
// it.
var halves = [2][]string{{"上午", "午前", "오전"}, {"下午", "午後", "오후"}}

// opening is the length of the first of some words that b begins with, or 0.
func opening(b []byte, words []string) int {
	for _, w := range words {
		if bytes.HasPrefix(b, []byte(w)) {
			return len(w)
		}
	}
	return 0
}

// apart reads a time of day that something stands before: a hyphen or "at", as
// in June 17, 2006 at 3:04 PM, or the half of the day, as in 2006/1/2 下午
// 03:04:05. The second result is false if nothing of the kind stands there.
func (s *stamp) apart(b []byte, i int) (end int, ok bool) {
	switch {
	case b[i] == '-' && b[i+1] == ' ' && b[i-1] == ' ':
		return s.clock(b, i+2), true
	case b[i] == 'a' && b[i+1] == 't' && b[i+2] == ' ':
		return s.clock(b, i+3), true
	}
	for half, words := range halves {
		n := opening(b[i:], words)
		if n == 0 {
			continue
		}
		for i += n; i < len(b) && b[i] == ' '; i++ {
		}
		end := s.clock(b, i)
		if s.last != nil {
			s.last.fresh = false // the half of the day changes what was read
		}
		switch {
		case half == 0 && s.hour == 12:
			s.hour = 0
		case half == 1 && s.hour < 12:
			s.hour += 12
		}
		return end, true
	}
	return 0, false
}
