package reading

import (
	"strings"
	"time"
)

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// month reads the name of a month, or three or four letters of it.
func month(s string) (int, int) {
	w, n := word(s)
	if n < 3 {
		return 0, 0
	}
	if s[:n] == "may" || s[:n] == "march" {
		return 0, 0 // English words too
	}
	for i, m := range months {
		if w == m || n == 3 && m[:3] == w || w == "sept" && i == 8 {
			if n < len(s) && s[n] == '.' && n < 5 {
				n++
			}
			return i + 1, n
		}
	}
	return 0, 0
}

func weekday(s string) (string, int) {
	w, n := word(s)
	for _, d := range weekdays {
		if n >= 3 && (w == d || n <= 5 && strings.HasPrefix(d, w)) {
			if n < len(s) && s[n] == '.' && n < 5 {
				n++
			}
			return d, n
		}
	}
	return foreignWeekday(s)
}

func monthOrDay(s string) bool {
	if _, n := month(s); n > 0 {
		return true
	}
	_, n := weekday(s)
	return n > 0
}

// date reads a date that begins at i.
func date(line string, i int, lead bool) (day, int) {
	if i >= len(line) || i > 0 && strings.IndexByte("./-#:", line[i-1]) >= 0 && !lead {
		return day{}, 0
	}
	s := line[i:]
	if w, n := weekday(s); n > 0 {
		j := n
		for j < len(s) && (s[j] == ' ' || s[j] == ',') {
			j++
		}
		j += len(s[j:]) - len(strings.TrimPrefix(strings.TrimPrefix(s[j:], "the "), "den "))
		d, k := bare(s[j:], lead)
		if k == 0 {
			return day{}, 0
		}
		d.weekday = w
		return d, j + k
	}
	d, n := bare(s, lead)
	if n > 0 && d.weekday == "" {
		d.weekday, n = trailingWeekday(s, n)
	}
	return d, n
}

func trailingWeekday(s string, n int) (string, int) {
	for _, open := range []string{" (", ", "} {
		if !strings.HasPrefix(s[n:], open) {
			continue
		}
		w, k := weekday(s[n+len(open):])
		end := n + len(open) + k
		if k > 0 && (open == ", " || end < len(s) && s[end] == ')') && !wordAt(s, end) {
			if open == " (" {
				end++
			}
			return w, end
		}
	}
	return "", n
}

func bare(s string, lead bool) (day, int) {
	if m, n := month(s); n > 0 {
		return monthFirst(s, m, n)
	}
	v, n := number(s, 5)
	if d, k := eastern(s); k > 0 {
		return d, k
	}
	switch {
	case n == 4 && v >= 1970 && v < 2100:
		if d, k := yearFirst(s, v); k > 0 {
			return d, k
		}
		return numeric(s, v, lead)
	case n == 1 || n == 2:
		if d, k := dayFirst(s, v, n); k > 0 {
			return d, k
		}
		if d, k := daysFirst(s, v, n); k > 0 {
			return d, k
		}
		return numericShort(s, v, n, lead)
	}
	return day{}, 0
}

// yearFirst reads 2018 October 21 and 2018-Oct-21.
func yearFirst(s string, year int) (day, int) {
	if len(s) < 9 || s[4] != ' ' && s[4] != '-' {
		return day{}, 0
	}
	m, n := month(s[5:])
	j := 5 + n
	if n == 0 || j >= len(s) || s[j] != ' ' && s[j] != '-' {
		return day{}, 0
	}
	d, k := number(s[j+1:], 3)
	j += 1 + k
	j += ordinal(s[j:])
	if k == 0 || k > 2 || d < 1 || d > 31 || wordAt(s, j) || strings.HasPrefix(s[j:], ":") && j+1 < len(s) && digit(s[j+1]) {
		return day{}, 0
	}
	return day{year: year, month: m, date: d}, j
}

// otherDay measures the second day of June 14–15, 2023, or June 30 – July 1,
// 2023, where the year of both follows.
func otherDay(s string) (year, n int) {
	j := 0
	for _, sep := range []string{" and ", " & ", " to ", " - ", " – ", " — ", "-", "–", "—", "/"} {
		if strings.HasPrefix(s, sep) {
			j = len(sep)
			break
		}
	}
	if j == 0 {
		return 0, 0
	}
	if _, k := month(s[j:]); k > 0 {
		j += k + spaces(s[j+k:])
	}
	d, k := number(s[j:], 3)
	if k == 0 || k > 2 || d < 1 || d > 31 {
		return 0, 0
	}
	j += k
	j += ordinal(s[j:])
	y, k := yearAfter(s[j:])
	if k == 0 {
		return 0, 0
	}
	return y, j + k
}

// daysFirst reads 14–15 June 2023 as the first of the two.
func daysFirst(s string, d, n int) (day, int) {
	j := n + ordinal(s[n:])
	k := 0
	for _, sep := range []string{" and ", " & ", " - ", " – ", "-", "–", "/"} {
		if strings.HasPrefix(s[j:], sep) {
			k = len(sep)
			break
		}
	}
	second, m := number(s[j+k:], 3)
	if k == 0 || m == 0 || m > 2 {
		return day{}, 0
	}
	other, end := dayFirst(s[j+k:], second, m)
	if end == 0 || !other.complete() || d < 1 || d > second {
		return day{}, 0
	}
	return day{year: other.year, month: other.month, date: d}, j + k + end
}

// numeric reads 2021-06-22 and the like.
func numeric(s string, year int, lead bool) (day, int) {
	if len(s) < 8 || strings.IndexByte("-/.", s[4]) < 0 {
		return day{}, 0
	}
	m, a := number(s[5:], 2)
	j := 5 + a
	if a == 0 || j+1 >= len(s) || s[j] != s[4] {
		return day{}, 0
	}
	d, b := number(s[j+1:], 3)
	j += 1 + b
	if b == 0 || b > 2 || m < 1 || m > 12 || d < 1 || d > 31 || wordAt(s, j) && s[j] != 'T' && s[j] != 't' && s[j] != '_' {
		return day{}, 0
	}
	// With dots it is as often a version, so a clock has to follow.
	if s[4] == '.' && !lead && (j+1 >= len(s) || s[j] != ' ' || !digit(s[j+1])) {
		return day{}, 0
	}
	return day{year: year, month: m, date: d}, j
}

// numericShort reads 22/06/2021, 22.06.2021, 6/22/2021, and, where a clock
// follows or the line begins with it, 03-26.
func numericShort(s string, first, n int, lead bool) (day, int) {
	if n >= len(s) || strings.IndexByte("/.-", s[n]) < 0 {
		return day{}, 0
	}
	second, k := number(s[n+1:], 2)
	j := n + 1 + k
	if k == 0 {
		return day{}, 0
	}
	if j < len(s) && s[j] == s[n] {
		year, y := number(s[j+1:], 5)
		end := j + 1 + y
		// Two digits of a year are read only where the line is no more than a date.
		if y == 2 && lead && k == 2 && strings.Trim(s[end:], " *_:#") == "" && year >= 10 {
			year, y = 2000+year, 4
		}
		if y != 4 || year < 1970 || year > 2100 || wordAt(s, end) {
			return day{}, 0
		}
		return ordered(first, second, year, s[n]), end
	}
	if !lead || s[n] == '.' || k != 2 || n != 2 && s[n] == '-' || j >= len(s) || s[j] != ' ' {
		return day{}, 0
	}
	if _, _, m := clockAt(s, j+1, false); m == 0 || first < 1 || first > 12 || second < 1 || second > 31 {
		return day{}, 0
	}
	return day{month: first, date: second}, j
}

// ordered tells day from month where the numbers can: a day of more than 12, or
// dots, which only day-first countries write. Else the day comes first, and the
// stamp says that it was assumed.
func ordered(a, b, year int, sep byte) day {
	switch {
	case a > 12 && a <= 31 && b >= 1 && b <= 12:
		return day{year: year, month: b, date: a}
	case b > 12 && b <= 31 && a >= 1 && a <= 12:
		return day{year: year, month: a, date: b}
	case a < 1 || b < 1 || a > 31 || b > 12:
		return day{}
	}
	return day{year: year, month: b, date: a, order: sep != '.' && a != b}
}

// monthFirst reads March 6, 2017, March 6th and Jan 23rd.
func monthFirst(s string, m, n int) (day, int) {
	j := n + spaces(s[n:])
	if j == n && n < len(s) && s[n] == '-' {
		j++
	}
	d, k := number(s[j:], 3)
	if k == 0 || k > 2 || d < 1 || d > 31 || j == n {
		return day{}, 0
	}
	j += k
	j += ordinal(s[j:])
	if wordAt(s, j) || strings.HasPrefix(s[j:], ":") && j+1 < len(s) && digit(s[j+1]) {
		return day{}, 0
	}
	if y, k := yearAfter(s[j:]); k > 0 {
		return day{year: y, month: m, date: d}, j + k
	}
	if y, k := otherDay(s[j:]); k > 0 {
		return day{year: y, month: m, date: d}, j + k
	}
	return day{month: m, date: d}, j
}

// dayFirst reads 6 March 2017, 6th of March, 19. April and 6-Mar-2017.
func dayFirst(s string, d, n int) (day, int) {
	j := n + ordinal(s[n:])
	if j < len(s) && s[j] == '.' {
		j++
	}
	k := spaces(s[j:])
	if k == 0 && j < len(s) && s[j] == '-' {
		k = 1
	}
	if k == 0 || d < 1 || d > 31 {
		return day{}, 0
	}
	j += k
	j += len(s[j:]) - len(strings.TrimPrefix(strings.TrimPrefix(s[j:], "of "), "de "))
	m, k := month(s[j:])
	if k == 0 {
		m, k = foreignMonth(s[j:])
	}
	if k == 0 {
		return day{}, 0
	}
	j += k
	if y, k := yearAfter(s[j:]); k > 0 {
		return day{year: y, month: m, date: d}, j + k
	}
	return day{month: m, date: d}, j
}

func ordinal(s string) int {
	if len(s) < 2 || wordAt(s, 2) {
		return 0
	}
	switch strings.ToLower(s[:2]) {
	case "st", "nd", "rd", "th", "er":
		return 2
	}
	return 0
}

func yearAfter(s string) (int, int) {
	j := 0
	for j < len(s) && strings.IndexByte(", -", s[j]) >= 0 {
		j++
	}
	if j > 0 && strings.HasPrefix(s[j:], "de ") {
		j += len("de ")
	}
	y, k := number(s[j:], 5)
	if j == 0 || k != 4 || y < 1970 || y >= 2100 || wordAt(s, j+k) || strings.HasPrefix(s[j+k:], ":") && j+k+1 < len(s) && digit(s[j+k+1]) {
		return 0, 0
	}
	return y, j + k
}

// complete reports whether the date has a year.
func (d day) complete() bool { return d.year != 0 && d.month != 0 }

// exists reports whether the calendar has the day.
func (d day) exists() bool {
	t := d.start()
	return t.Day() == d.date && int(t.Month()) == d.month
}

func (d day) start() time.Time {
	return time.Date(d.year, time.Month(d.month), d.date, 0, 0, 0, 0, time.UTC)
}
