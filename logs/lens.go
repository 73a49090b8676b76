package logs

import "slices"

// lens is what series are looked at with, one after the other: nothing is made
// anew for each.
type lens struct {
	counts []amount // of the series at hand
	all    cells    // the same in wider stretches
	early  cells    // those of its first part
	sizes  []int    // for medians
	steps  []step   // of the cheapest paths
	path   costs    // what counts cost
	days   days     // what other days had
}

// amount is how many records came in one stretch of time.
type amount struct {
	at int64
	n  int
}

// take turns to another series.
func (l *lens) take(bins []bin) []amount {
	l.counts = l.counts[:0]
	for i := range bins {
		l.counts = append(l.counts, amount{bins[i].at, int(bins[i].n)})
	}
	return l.counts
}

// cells are the counts of a series in stretches of several widths.
type cells struct {
	from   int64
	counts []amount
	wide   []cell
	n      int
}

type cell struct {
	width  int64
	counts []amount
}

func (c *cells) take(counts []amount, from int64) {
	c.counts, c.from, c.n = counts, from, 0
}

// at returns the counts in stretches of a width, in rising order of time and
// without the empty ones. They are made of those of the widest width before
// that fits in.
func (c *cells) at(width int64) []amount {
	if width == 1 {
		return c.counts
	}
	finer := c.counts
	for i := c.n - 1; i >= 0; i-- {
		if w := &c.wide[i]; width%w.width == 0 {
			if width == w.width {
				return w.counts
			}
			finer = w.counts
			break
		}
	}
	if c.n == len(c.wide) {
		c.wide = append(c.wide, cell{})
	}
	w := &c.wide[c.n]
	c.n++
	w.width, w.counts = width, regroup(w.counts[:0], finer, c.from, width)
	return w.counts
}

// regroup appends the counts of a series at a coarser width.
func regroup(out, counts []amount, from, width int64) []amount {
	for i := 0; i < len(counts); {
		a := counts[i]
		a.at -= floorMod(a.at-from, width)
		for i++; i < len(counts) && counts[i].at < a.at+width; i++ {
			a.n += counts[i].n
		}
		out = append(out, a)
	}
	return out
}

// days is what a series counted in each quarter of an hour, and what other days
// have at the same time.
type days struct {
	first  int64 // the quarter that counts begin with
	counts []int32
	used   []int32 // places of counts that are not 0
	usual  []float64
	asked  []uint32 // for which series usual was asked
	series uint32
	same   []int
}

// take turns to another series, of a span that begins and ends with a quarter.
func (d *days) take(counts []amount, first, last int64) {
	for _, i := range d.used {
		d.counts[i] = 0
	}
	d.used = d.used[:0]
	d.first = first
	d.series++
	if n := int(last - first + 1); n > len(d.counts) {
		d.counts, d.usual, d.asked = make([]int32, n), make([]float64, n), make([]uint32, n)
	}
	for _, a := range counts {
		i := floorDiv(a.at, quarter) - first
		if d.counts[i] == 0 {
			d.used = append(d.used, int32(i))
		}
		d.counts[i] += int32(a.n)
	}
}

// count is what came in a quarter.
func (d *days) count(at int64) int {
	if i := at - d.first; i >= 0 && i < int64(len(d.counts)) {
		return int(d.counts[i])
	}
	return 0
}

// season is the rate of other days at the same time of day, or up to a quarter
// of an hour around it, since people are not punctual. Days before count where
// there are two: what is new every day since yesterday is still new.
func (d *days) season(sp *span, at int64) float64 {
	q := floorDiv(at, quarter)
	i := q - d.first
	if i < 0 || i >= int64(len(d.counts)) {
		return d.median(sp, q)
	}
	if d.asked[i] != d.series {
		d.asked[i], d.usual[i] = d.series, d.median(sp, q)
	}
	return d.usual[i]
}

// quarters is how many there are in a day.
const quarters = day / quarter

func (d *days) median(sp *span, q int64) float64 {
	today := floorDiv(q, quarters)
	last := floorDiv(sp.to, day)
	d.same = d.same[:0]
	for other := max(floorDiv(sp.from, day), today-7); other <= last; other++ {
		at := q + (other-today)*quarters
		if other == today {
			if len(d.same) >= 2 {
				break
			}
			continue
		}
		if (at+1)*quarter <= sp.from || at*quarter > sp.to {
			continue // the log does not hold that hour of the day
		}
		d.same = append(d.same, max(d.count(at-1), d.count(at), d.count(at+1)))
	}
	if len(d.same) == 0 {
		return 0
	}
	slices.Sort(d.same)
	return float64(d.same[(len(d.same)-1)/2]) / quarter
}

// nth puts the number that would stand at a place, were they sorted, there,
// with none that is greater before it and none that is less behind.
func nth(v []int, at int) int {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case at <= j:
			hi = j
		case at >= i:
			lo = i
		default:
			return v[at]
		}
	}
	return v[at]
}

func floorDiv(a, b int64) int64 { return (a - floorMod(a, b)) / b }
