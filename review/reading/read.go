package reading

import (
	"strings"
	"time"

	"github.com/candor-reports/candor/internal/pattern"
)

// history are sections whose dates are not of the incident.
var history = pattern.New(`(?i)revision|change ?log|document history|version history|action item|actions|follow[- ]?up|next steps|references|appendix|glossary|attendees|participants|meeting`)

var chronology = pattern.New(`(?i)time ?line|chronolog|sequence of events|what happened|zeitlicher|zeitleiste|ablauf|cronolog|linha do tempo|événements|key events|events|log`)

func (r *reader) read(l *line) {
	switch l.kind {
	case front:
		r.frontLine(l)
	case heading:
		r.heading(l)
	case item, paragraph:
		if !r.asRow(l) {
			r.plain(l)
		}
	case row:
		r.tableRow(l)
	}
	if l.kind >= heading && l.kind != front {
		r.doc.References = append(r.doc.References, r.references(l, 0)...)
	}
}

// heading reads a heading: a row of a timeline, a date for what is below it, or
// the name of a section.
func (r *reader) heading(l *line) {
	s, ok := l.leading()
	switch {
	case ok && s.clock.set && !(l.level == 1 && strings.TrimSpace(r.doc.Title) == strings.TrimSpace(strings.Trim(l.raw[l.body:], "#= "))):
		r.row(l, s, 0)
		return
	case ok && !s.clock.set && bareDate(l.text, s):
		r.carry(r.settle(l, s, Zone{}, false), "the heading above")
	default:
		r.section = strings.ToLower(l.text[l.body:])
		for _, s := range l.stamps {
			if s.day.month != 0 && l.level > 1 {
				r.carry(r.settle(l, s, s.zone, s.zone.Name != ""), "the heading above")
				break
			}
		}
	}
	r.group.form = skipped
	r.mentions(l, 0)
}

// leading returns the time that a line begins with.
func (l *line) leading() (stamp, bool) {
	if len(l.stamps) == 0 {
		return stamp{}, false
	}
	s := l.stamps[0]
	lead := strings.ToLower(strings.TrimSpace(strings.Trim(l.text[min(l.body, s.start):s.start], " \t[(~_-\"'≈<")))
	switch lead {
	case "", "at", "on", "around", "about", "approx", "approx.", "approximately", "~", "ca.", "circa":
		return s, true
	}
	return s, false
}

// bareDate reports whether a line holds no more than a date.
func bareDate(text string, s stamp) bool {
	rest := strings.Trim(text[s.end:], " \t*_:-–—#)].,")
	if _, n := weekday(rest); n > 0 && n == len(rest) {
		return true
	}
	return rest == "" || anyOnly(rest)
}

// anyOnly reports whether the rest of a date line only says its zone.
func anyOnly(rest string) bool {
	rest = strings.ToLower(strings.Trim(rest, "() "))
	for _, w := range []string{"all", "times", "time", "are", "in"} {
		rest = strings.TrimSpace(strings.TrimPrefix(rest, w+" "))
	}
	_, n := anyZone(rest)
	return n > 0 && n == len(rest)
}

// asRow reads a list item or a line of text as a row, where it begins with a
// time.
func (r *reader) asRow(l *line) bool {
	s, ok := l.leading()
	if !ok {
		return false
	}
	if !s.clock.set && bareDate(l.text, s) {
		r.carry(r.settle(l, s, Zone{}, false), "the date above")
		r.mentions(l, 0)
		return true
	}
	if history.MatchString(r.section) && !chronology.MatchString(r.section) {
		return false
	}
	switch {
	case l.kind == paragraph && (!r.opens(l) || !s.clock.set || !separated(l.text, s)):
		return false
	case !s.clock.set && !chronology.MatchString(r.section):
		return false
	case s.clock.set && l.kind == item && strings.Trim(l.text[s.end:], " .)]") == "" && l.stamps[0].until == nil:
		return false
	}
	r.row(l, s, l.depth)
	return true
}

// opens reports whether a line of text begins a block, or follows a row.
func (r *reader) opens(l *line) bool {
	if l.number == 0 {
		return true
	}
	before := &r.lines[l.number-1]
	return before.kind != paragraph && before.kind != item || r.group.form == paragraph && r.group.next == l.number || hardBreak(before.raw)
}

func hardBreak(raw string) bool {
	return strings.HasSuffix(raw, "  ") || strings.HasSuffix(raw, "\\") || strings.HasSuffix(strings.TrimSpace(raw), "<br>") || strings.HasSuffix(strings.TrimSpace(raw), "<br/>")
}

// separated reports whether a time at the start of a line is set apart from
// what happened then, as it is in a row and not in a sentence.
func separated(text string, s stamp) bool {
	rest := strings.TrimLeft(text[s.end:], " \t_")
	if strings.HasPrefix(strings.TrimSpace(text), "[") || strings.HasPrefix(text[s.end:], "  ") {
		return true
	}
	for _, mark := range []string{":", "-", "–", "—", "|", "]", ")", "=>", "→", "•", ">"} {
		if strings.HasPrefix(rest, mark) {
			return true
		}
	}
	return false
}

// row adds a row to the timeline that is being read, or begins a new one.
func (r *reader) row(l *line, s stamp, depth int) {
	// A second number in a bulleted range is the end of it.
	r.enter(l, depth)
	z, stated := r.zoneOf(l, s, true)
	m := r.settle(l, s, z, stated)
	r.follow(&m, s)
	if s.zone.Name != "" {
		r.rowZone = s.zone
	}
	says := strings.TrimSpace(strings.Trim(l.raw[min(s.end, len(l.raw)):], " \t]):-–—|*_#,`"))
	if says == "" {
		says = r.below(l)
	}
	row := Row{Mention: m, Says: says, Timeline: r.group.id, Depth: depth, References: r.references(l, s.end)}
	row.Milestone, row.Strong = milestoneOf(says)
	r.doc.Rows = append(r.doc.Rows, row)
	r.doc.Mentions = append(r.doc.Mentions, m)
	r.mentions(l, 1)
	if m.DayStated {
		r.carry(m, "the row above")
	}
	if !m.NoSuchDay {
		r.group.last = m.Wall
	}
	r.group.next = l.number + 1
}

// below returns the first line of text under a heading.
func (r *reader) below(l *line) string {
	i := l.number + 1
	for i < len(r.lines) && r.lines[i].kind == empty {
		i++
	}
	if i < len(r.lines) && (r.lines[i].kind == paragraph || r.lines[i].kind == item) {
		return strings.TrimSpace(r.lines[i].raw[min(r.lines[i].body, len(r.lines[i].raw)):])
	}
	return ""
}

// enter decides whether a row goes on with the timeline that is being read.
func (r *reader) enter(l *line, depth int) {
	g := &r.group
	same := g.form == l.kind && g.section == r.section && (l.kind != row || g.table == l.table)
	if same && l.kind == item && depth == g.depth {
		for _, between := range r.lines[g.next:l.number] {
			if between.kind == item && between.depth < depth {
				same = false
			}
		}
	}
	if !same {
		r.groups++
		*g = group{id: r.groups, form: l.kind, table: l.table, depth: depth, section: r.section}
		r.rowZone = Zone{}
	}
}

// follow gives a row without a date the one that its place in the timeline
// says: the next day where the clock went past midnight, and the afternoon
// where the clock is one of twelve hours.
func (r *reader) follow(m *Mention, s stamp) {
	last := r.group.last
	if m.DayStated || !m.Clock || last.IsZero() || !m.Wall.Before(last) {
		return
	}
	back := last.Sub(m.Wall)
	switch {
	case m.Half == "" && !m.Padded && m.Hour <= 12 && !r.fullDay && back <= 12*hour && m.Wall.Before(noonOf(m.Wall)):
		m.shift(12 * hour)
		m.Noon = true
	case back > 12*hour:
		m.shift(24 * hour)
		m.Time.Basis.Day = "the day after the row above, whose clock is later"
		r.carry(*m, "the row above")
	}
}

func noonOf(t time.Time) time.Time { return t.Truncate(24 * hour).Add(12 * hour) }

func (m *Mention) shift(d time.Duration) {
	basis := m.Time.Basis
	m.Wall, m.Time = m.Wall.Add(d), m.Time.Shift(d)
	m.Time.Basis = basis
	if m.Until != nil && !m.WallUntil.IsZero() && m.WallUntil.Before(m.Wall) {
		until := m.Until.Shift(d)
		until.Basis = basis
		m.WallUntil, m.Until = m.WallUntil.Add(d), &until
	}
}

// mentions adds the times of a line from the given one on, and its durations.
func (r *reader) mentions(l *line, from int) {
	kept, keptFrom := r.day, r.from
	var own []Mention
	for i, s := range l.stamps {
		z, stated := r.zoneOf(l, s, false)
		m := r.settle(l, s, z, stated)
		if m.DayStated && !m.NoSuchDay {
			r.carry(m, "the same line")
		}
		own = append(own, m)
		if i >= from {
			r.doc.Mentions = append(r.doc.Mentions, m)
		}
	}
	r.day, r.from = kept, keptFrom
	r.stretches(l, own)
	r.durations(l, own)
}

// plain reads a line that is no row: its fields, its times, its durations.
func (r *reader) plain(l *line) {
	start := len(r.doc.Mentions)
	r.mentions(l, 0)
	r.fields(l, r.doc.Mentions[start:])
	if len(l.stamps) > 0 && l.stamps[0].day.month != 0 && r.statesZone(l) {
		r.carry(r.doc.Mentions[start], "the line that states the zone")
	}
}

func (r *reader) statesZone(l *line) bool {
	for _, z := range r.doc.Zones {
		if z.line == l.number {
			return true
		}
	}
	return false
}
