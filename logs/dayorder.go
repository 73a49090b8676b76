package logs

// orders is what the dates of a file tell about the order of their numbers.
type orders struct {
	lines          int    // with a date whose order is not fixed by its form
	short          bool   // they have years of two digits
	dots           bool   // and dots between their numbers
	first, last    [3]int // the smallest and largest value at each place
	opened         [2]int // the first date, read as month first and as day first
	keyed          [2]int // the date before, read as month first and as day first
	backUS, backEU int    // steps back in time under each reading
}

// add takes note of a date of three numbers.
func (o *orders) add(s *stamp) {
	v := [3]int{s.month, s.day, s.year}
	us, eu := s.year*400+s.month*32+s.day, s.year*400+s.day*32+s.month
	if s.form == shortSlash {
		o.short, o.dots = true, s.dots
		v = [3]int{s.year, s.month, s.day}
		// The reading with the year first against the one with the year last.
		us, eu = s.year*400+s.month*32+s.day, s.day*400+s.month*32+s.year
	}
	if o.lines == 0 {
		o.first, o.last = v, v
		o.keyed = [2]int{us, eu}
		o.opened = o.keyed
	}
	o.lines++
	for i, n := range v {
		o.first[i], o.last[i] = min(o.first[i], n), max(o.last[i], n)
	}
	if us < o.keyed[0] {
		o.backUS++
	}
	if eu < o.keyed[1] {
		o.backEU++
	}
	o.keyed = [2]int{us, eu}
}

// verdict is the order the dates themselves tell, or undecided.
func (o *orders) verdict() dayOrder {
	if o.short {
		return o.shortVerdict()
	}
	switch {
	case o.lines == 0:
		return undecided
	case o.last[0] > 12 && o.last[1] <= 12:
		return dayFirst
	case o.last[1] > 12 && o.last[0] <= 12:
		return monthFirst
	case o.backEU < o.backUS:
		return dayFirst
	case o.backUS < o.backEU:
		return monthFirst
	}
	return undecided
}

// shortVerdict decides between 24/03/14 and 14/03/24: the place that changes
// is the day, and a day is at most 31.
func (o *orders) shortVerdict() dayOrder {
	switch {
	case o.last[1] > 12:
		// Only 03/14/24 has a number above twelve in the middle.
		return monthFirst
	case o.last[0] > 31:
		return shortYear
	case o.last[2] > 31:
		return dayFirst
	case o.first[0] == o.last[0] && o.first[2] != o.last[2]:
		return shortYear
	case o.first[2] == o.last[2] && o.first[0] != o.last[0]:
		return dayFirst
	case o.backEU < o.backUS:
		return dayFirst
	case o.backUS < o.backEU:
		return shortYear
	}
	return undecided
}

// settled is the order dates are read in where the source told nothing. Where
// they are written with dots, as 17.06.25, the day comes first.
func (o dayOrder) settled(short, dots bool) dayOrder {
	switch {
	case o != undecided:
		return o
	case short && dots:
		return dayFirst
	case short:
		return shortYear
	}
	return monthFirst
}

// short reads a date of three numbers of two digits.
func (o dayOrder) short(s *stamp) (year, month, day int) {
	switch o {
	case dayFirst:
		return century(s.day), s.month, s.year
	case monthFirst:
		return century(s.day), s.year, s.month
	}
	return century(s.year), s.month, s.day
}

func (o dayOrder) String() string {
	return [...]string{"undecided", "month first", "day first", "year first"}[o]
}
