package history

// settle moves runs of changed lines to where a reader would put them. A run
// whose last line equals the line before it can as well stand one line
// higher; which of the equal places is chosen decides which of two equal lines
// is the old one.
//
// A run goes beside a change of the other side where it can. Else it begins
// where the text is least indented, below a blank line if there is one, as a
// function or a paragraph does; else it stands as low as it can.
func settle(t text, changed, other []bool) {
	s := settler{t: t, changed: changed, gaps: gaps(other)}
	same := 0
	for i := 0; i < len(changed); i++ {
		if !changed[i] {
			same++
			continue
		}
		i, same = s.place(i, same)
		// The line after a run is unchanged.
		same++
	}
}

// gaps tells before which unchanged lines of a side there are changed ones.
func gaps(changed []bool) []bool {
	out := []bool{false}
	for _, c := range changed {
		if c {
			out[len(out)-1] = true
		} else {
			out = append(out, false)
		}
	}
	return out
}

type settler struct {
	t          text
	changed    []bool
	gaps       []bool // of the other side
	start, end int    // the run
	same       int    // unchanged lines before it
}

// up moves the run one line up, and takes in the run it then touches.
func (s *settler) up() bool {
	if s.start == 0 || s.t.keys[s.start-1] != s.t.keys[s.end-1] {
		return false
	}
	s.start, s.end, s.same = s.start-1, s.end-1, s.same-1
	s.changed[s.start], s.changed[s.end] = true, false
	for s.start > 0 && s.changed[s.start-1] {
		s.start--
	}
	return true
}

func (s *settler) down() bool {
	if s.end == len(s.changed) || s.t.keys[s.start] != s.t.keys[s.end] {
		return false
	}
	s.changed[s.start], s.changed[s.end] = false, true
	s.start, s.end, s.same = s.start+1, s.end+1, s.same+1
	for s.end < len(s.changed) && s.changed[s.end] {
		s.end++
	}
	return true
}

// beside reports whether the other side changed at the same place.
func (s *settler) beside() bool { return s.same < len(s.gaps) && s.gaps[s.same] }

// place settles the run that starts at a line and gives where it ends.
func (s *settler) place(start, same int) (end, before int) {
	s.start, s.end, s.same = start, start, same
	for s.end < len(s.changed) && s.changed[s.end] {
		s.end++
	}
	var highest int
	var matched bool
	for size := 0; size != s.end-s.start; {
		size = s.end - s.start
		for s.up() {
		}
		highest, matched = s.end, s.beside()
		for s.down() {
			matched = matched || s.beside()
		}
	}
	lowest := s.end
	switch {
	case highest == lowest:
	case matched:
		for !s.beside() && s.up() {
		}
	default:
		best := s.best(highest, lowest)
		for s.end > best && s.up() {
		}
	}
	return s.end, s.same
}

// maxShift is how far a run is moved for its looks.
const maxShift = 100

// best gives the end at which a run that may end from highest to lowest looks
// best.
func (s *settler) best(highest, lowest int) int {
	size := s.end - s.start
	highest = max(highest, lowest-size-1, lowest-maxShift)
	best, cost := lowest, s.cost(lowest-size)+s.cost(lowest)
	for end := lowest - 1; end >= highest; end-- {
		if c := s.cost(end-size) + s.cost(end); c < cost {
			best, cost = end, c
		}
	}
	return best
}

// cost says how bad it is to cut a text before a line: worse the deeper the
// line is indented, better below a blank line, worst between a block's head
// and its body.
func (s *settler) cost(line int) int {
	if line >= len(s.t.indents) {
		return 0
	}
	here := line
	for here < len(s.t.indents) && s.t.indents[here] == blankLine {
		here++
	}
	before, blanks := line-1, here-line
	for before >= 0 && s.t.indents[before] == blankLine {
		before--
		blanks++
	}
	cost := 0
	if here < len(s.t.indents) {
		cost = 60 * min(int(s.t.indents[here]), 16)
	}
	if before >= 0 && here < len(s.t.indents) {
		switch above := s.t.indents[before]; {
		case s.t.indents[here] > above:
			cost += 30
		case s.t.indents[here] < above:
			cost += 20
		}
	}
	return cost - 30*min(blanks, 2) + 6*(here-line)
}
