package logs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/candor-reports/candor/timeline"
)

// manyGaps is how many files are told by name in the gaps.
const manyGaps = 20

// report fills in what the reader tells.
func (s *source) report(r *Reader) {
	rd := &r.reading
	for _, f := range s.files {
		rd.Where = append(rd.Where, f.Name)
	}
	if s.unknown != "" {
		rd.Gaps = []string{unknownFormat(s.unknown).Error()}
		rd.Failed = true
		return
	}
	if len(s.files) == 0 {
		rd.Gaps = []string{"there is no file to read"}
		rd.Failed = true
		return
	}
	g := s.join()
	s.mined = s.groups.mine()
	for _, p := range g.order {
		p.id = cmp.Or(p.id, s.mined.of(p.group, nil).ID)
	}
	if s.o.Each == "" {
		g.find()
	}
	r.events = s.limited(g, rd)
	both := 0
	r.events, both = s.cited(g, r.events)
	slices.SortFunc(r.events, timeline.Event.Compare)
	t := &rd.Tally
	for _, h := range s.parts {
		r.refused = append(r.refused, h.errs...)
		t.Read += h.read
		t.Refused += h.refused
		t.Outside += h.outside
		t.Quiet += h.quiet + h.kept + h.told
		g.inside += h.quiet + h.kept + h.told
	}
	for _, e := range r.events {
		if !g.twice[e.ID] {
			t.Told += e.Lines
		}
	}
	t.Told -= both
	t.Quiet -= t.Told // lines looked at for signals that stand behind none
	if g.stamped > 0 {
		rd.From, rd.To = s.clock.time(g.from.instant), s.clock.time(g.to.instant)
	}
	rd.Failed = s.failed()
	rd.Notes = append(s.notes(g), s.clocks()...)
	r.markers = s.marks.markers()
	rd.Gaps = append(s.gaps(g), rd.Gaps...)
	r.summary = s.summary(g)
}

// limited seals the events of single lines, sorts all, and keeps to the limit.
func (s *source) limited(g *signals, rd *timeline.Reading) []timeline.Event {
	for i, e := range g.events {
		if e.ID == "" {
			g.events[i] = e.Seal()
		}
	}
	slices.SortFunc(g.events, timeline.Event.Compare)
	over := g.over
	for _, h := range s.parts {
		over += h.over
	}
	if n := len(g.events) - s.o.Limits.Events; n > 0 {
		over += n
		g.events = g.events[:s.o.Limits.Events]
	}
	if over > 0 {
		rd.Gaps = append(rd.Gaps, fmt.Sprintf("%s more than the limit of %s events of one source were not told: narrow the window",
			count(over, "event", "events"), thousands(s.o.Limits.Events)))
	}
	return g.events
}

// failed reports whether nothing of the source could be read.
func (s *source) failed() bool {
	for _, h := range s.parts {
		if h.stamped > 0 || h.told > 0 || h.read == 0 && !h.failed {
			return false
		}
	}
	return true
}

// notes tells what was assumed, with counts.
func (s *source) notes(g *signals) []string {
	var notes []string
	formats := map[string]int{}
	var used assumptions
	for _, h := range s.parts {
		if h.stamped > 0 {
			formats[h.as]++
		}
		used.add(h.cal.used)
	}
	for _, name := range slices.Sorted(maps.Keys(formats)) {
		notes = append(notes, fmt.Sprintf("read as %s: %s", name, count(formats[name], "file", "files")))
	}
	if used.zone > 0 {
		notes = append(notes, fmt.Sprintf("zone assumed: UTC, for %s; declare the zone to settle it", count(used.zone, "line", "lines")))
	}
	for from, n := range used.days {
		if n > 0 {
			notes = append(notes, fmt.Sprintf("date derived %s, for %s that state the time of day alone", dayReasons[from], count(n, "line", "lines")))
		}
	}
	notes = append(notes, s.yearNotes(g)...)
	notes = append(notes, s.orderNotes()...)
	for _, x := range []struct {
		n    int
		text string
	}{
		{used.nickname, "with a zone abbreviation, which names more than one zone and was not used"},
		{used.fold, "in the hour that the clocks showed twice, told apart by the order in the file"},
		{used.gap, "in an hour that the clocks left out, read as if they had not been changed yet"},
		{used.leap, "in a leap second, told at the end of the second before"},
	} {
		if x.n > 0 {
			notes = append(notes, count(x.n, "line", "lines")+" "+x.text)
		}
	}
	if g.timers > 0 {
		notes = append(notes, fmt.Sprintf("%s with bursts as regular as a timer's, not told as bursts", count(g.timers, "pattern", "patterns")))
	}
	if g.again > 0 {
		notes = append(notes, fmt.Sprintf("%s with bursts that come again and again all the time, of which only those are told that stand out", count(g.again, "pattern", "patterns")))
	}
	return notes
}

func (a *assumptions) add(u assumptions) {
	a.zone += u.zone
	a.nickname += u.nickname
	a.fold += u.fold
	a.gap += u.gap
	a.leap += u.leap
	for i, n := range u.days {
		a.days[i] += n
	}
}

// yearNotes tells the years that lines were given, by where they came from.
func (s *source) yearNotes(g *signals) []string {
	var notes []string
	years := map[yearBasis]map[int]int{}
	for _, h := range s.parts {
		if years[h.cal.basis] == nil {
			years[h.cal.basis] = map[int]int{}
		}
		for _, y := range h.cal.used.years {
			years[h.cal.basis][y.year] += y.lines
		}
	}
	for basis := yearWritten + 1; basis <= yearFromWindow; basis++ {
		for _, y := range slices.Sorted(maps.Keys(years[basis])) {
			notes = append(notes, yearNote(y, basis, years[basis][y]))
		}
	}
	if guessed := len(years[yearFromFile]) + len(years[yearFromWindow]); guessed > 0 && g.inside == 0 {
		notes = append(notes, "no line lies in the window with the year that was assumed: if the year is another, declare it")
	}
	return notes
}

// orderNotes tells in which order the numbers of dates were read, and whether
// the dates themselves showed it.
func (s *source) orderNotes() []string {
	lines, shown := map[dayOrder]int{}, true
	for _, h := range s.parts {
		if h.cal.seen.lines > 0 {
			lines[h.cal.order.settled(h.cal.seen.short, h.cal.seen.dots)] += h.cal.seen.lines
			shown = shown && (h.cal.seen.verdict() != undecided || s.order() != undecided)
		}
	}
	why := "the dates themselves show it"
	if !shown {
		why = "the dates do not show it, so it is assumed"
	}
	var notes []string
	for _, o := range []dayOrder{monthFirst, dayFirst, shortYear} {
		if n := lines[o]; n > 0 {
			notes = append(notes, fmt.Sprintf("dates read %s, for %s: %s", o, count(n, "line", "lines"), why))
		}
	}
	return notes
}

func yearNote(year int, basis yearBasis, n int) string {
	if basis == yearDeclared {
		return fmt.Sprintf("year %d, as declared, for %s", year, count(n, "line", "lines"))
	}
	return fmt.Sprintf("year %d assumed %s, for %s", year, yearReasons[basis], count(n, "line", "lines"))
}

// gaps tells what could not be seen, file by file.
func (s *source) gaps(g *signals) []string {
	var gaps []string
	more := 0
	say := func(name, text string) {
		if len(gaps) == manyGaps {
			more++
			return
		}
		gaps = append(gaps, name+": "+text)
	}
	for _, h := range s.parts {
		if h.gap != "" {
			say(h.name, h.gap)
		}
		switch {
		case h.read > 0 && h.stamped == 0 && h.told == 0:
			say(h.name, h.strange(s.forced))
		case h.refused > len(h.errs):
			say(h.name, fmt.Sprintf("%s not understood, of which the first %d are shown", count(h.refused, "line was", "lines were"), len(h.errs)))
		}
		if h.cut > 0 {
			say(h.name, fmt.Sprintf("%s cut at %d KiB", count(h.cut, "line was", "lines were"), s.o.Limits.Line>>10))
		}
	}
	if more > 0 {
		gaps = append(gaps, fmt.Sprintf("%d more of the kind in other files", more))
	}
	if len(s.o.Map) > 0 && g.stamped > 0 {
		has := uint32(0)
		for _, h := range s.parts {
			has |= h.mapped
		}
		gaps = append(gaps, s.o.Map.unmet(has)...)
	}
	if g.beyond > 0 {
		gaps = append(gaps, fmt.Sprintf("%s of more than %s different patterns were counted, but not looked at one by one",
			count(g.beyond, "line", "lines"), thousands(s.o.Limits.Patterns)))
	}
	if n := s.mined.other.Lines; n > 0 {
		gaps = append(gaps, fmt.Sprintf("%s of more than %s groups of like lines were counted, but belong to no pattern",
			count(n, "line", "lines"), thousands(s.o.Limits.Patterns)))
	}
	return gaps
}

// strange is the sentence for a file of which no line was understood.
func (h *facts) strange(forced bool) string {
	switch {
	case forced:
		return "no line is of the format " + h.as + ": leave the format out to have it chosen"
	case h.chosen && len(h.errs) > 0:
		return "no line was understood; the first: " + h.errs[0].Err.Error()
	}
	return "no line has a time that candor knows: declare the format, or, if each line is an event, its kind"
}

// count writes a number with its word.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
