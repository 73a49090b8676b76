package reading

import (
	"slices"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

var zoneField = pattern.New(`(?i)^[\s\-*_|"]*time[ _-]?zones?["*_\s]*[:=|]["*_\s]*`)

// timeWords are words that a statement has, one at least.
var timeWords = []string{"time", "zone", "zeit", "heure", "hora", "event", "entr", "date", "hour", "throughout", "unless", "everything", "below"}

func speaksOfTimes(lower string) bool {
	return slices.ContainsFunc(timeWords, func(w string) bool { return strings.Contains(lower, w) })
}

// The words of statements in small letters. A zone comes after the first, and
// stands at the beginning of the other.
var (
	inZone         = pattern.New(`\b(?:all|every|everything|each|the following|these|both)\b[^.;!?]{0,50}\b(?:events?|entries|entry|dates|hours|updates|points|clocks?|timeline|time|below|here|document|report)\b[^.;!?]{0,40}\b(?:in|as|to|uses?|using|are|is|follows?)\W{0,3}(?:the |local )?\W{0,3}$|\btimeline (?:uses|follows|is given in|is in|is told in)\W{0,3}$`)
	zoneThroughout = pattern.New(`^[a-z0-9+:/_ -]{1,24}[\])*_]*(?:\([^)]*\))?,? (?:(?:is|are|was|were) used|throughout|unless (?:otherwise|noted|stated|specified|mentioned)|for all (?:times|events|dates|entries))`)
)

// statements finds where the document says in which zone its times are.
func (r *reader) statements() {
	for i := range r.lines {
		l := &r.lines[i]
		if l.kind <= empty {
			continue
		}
		lower := strings.ToLower(l.text)
		if l.kind != heading && !l.head && !speaksOfTimes(lower) {
			continue
		}
		r.statement(l, lower)
	}
}

func (r *reader) statement(l *line, lower string) {
	if m := zoneField.FindStringIndex(l.text); m != nil {
		if z, n := anyZone(l.text[m[1]:]); n > 0 {
			r.stated(l, m[1], m[1]+n, z)
			return
		}
	}
	for i := 0; i < len(l.text); i++ {
		if !letter(l.text[i]) || wordAt(l.text, i-1) {
			continue
		}
		z, n := anyZone(l.text[i:])
		if n == 0 || l.inStamp(i) || !r.announces(l, lower, i) {
			continue
		}
		r.stated(l, i, i+n, z)
		return
	}
}

// announces reports whether a zone that stands at i speaks of the times of the
// document, and not of one of them.
func (r *reader) announces(l *line, lower string, i int) bool {
	before := lower[max(0, i-60):i]
	if l.head || l.kind == heading {
		return strings.HasSuffix(strings.TrimRight(before, " "), "(") || strings.Contains(before, "time") || strings.HasSuffix(before, ", ") || strings.HasSuffix(before, " in ") || l.head
	}
	for _, w := range []string{"times ", "times: ", "timestamps ", "timestamps: ", "timestamps are", "time zone ", "timezone ", "time stamps ", "times are", "clock times", "timezone: ", "timeline (", "times (", "zeiten ", "uhrzeiten ", "heures ", "horas ", "horarios ", "timeline in ", "timeline is in ", "hours are in ", "heures sont en "} {
		j := strings.LastIndex(before, w)
		if j < 0 || strings.ContainsAny(before[j+len(w):], ".;") {
			continue
		}
		// "All times in UTC" and "Times are in PST (UTC-8)", not "three times on the UTC host".
		return true
	}
	return inZone.MatchString(before) || zoneThroughout.MatchString(lower[i:])
}

// anyZone reads a zone in a statement, where it may be in small letters.
func anyZone(s string) (Zone, int) {
	if strings.HasPrefix(s, "Z") && !wordAt(s, 1) {
		return Zone{Name: "UTC"}, 1
	}
	if z, n := zone(s, false); n > 0 {
		return z, n
	}
	if z, n := namedZone(s); n > 0 {
		return z, n
	}
	w, n := word(s)
	if n >= 3 && n <= 4 && !wordAt(s, n) {
		switch w {
		// Words of other languages.
		case "est", "art", "eat", "cat", "wat", "ist", "met", "mst", "west", "east":
			return Zone{}, 0
		}
		if z, k := zone(strings.ToUpper(w), false); k == n {
			return z, n
		}
	}
	for _, name := range []struct{ words, place string }{
		{"us pacific", "America/Los_Angeles"}, {"pacific", "America/Los_Angeles"}, {"us eastern", "America/New_York"}, {"eastern", "America/New_York"},
		{"us central", "America/Chicago"}, {"us mountain", "America/Denver"}, {"central european", "Europe/Berlin"}, {"uk time", "Europe/London"}, {"london", "Europe/London"},
	} {
		if begins(s, name.words) && !wordAt(s, len(name.words)) {
			return Zone{Name: s[:len(name.words)], place: name.place}, len(name.words)
		}
	}
	return Zone{}, 0
}

func (r *reader) stated(l *line, from, to int, z Zone) {
	r.doc.Zones = append(r.doc.Zones, ZoneStatement{Place: r.place(l, from, to), Zone: z, table: l.head, line: l.number})
}

// zoneOf decides the zone of a time on a line: its own, its table's, the last
// one stated before, the one of the row before, the one stated after, and last
// the only one that any time of the document has.
func (r *reader) zoneOf(l *line, s stamp, inRows bool) (z Zone, stated bool) {
	if s.zone.Name != "" {
		return s.zone, true
	}
	var before, after Zone
	for _, st := range r.doc.Zones {
		switch {
		case st.table && (l.kind != row || r.lines[st.line].table != l.table):
		case st.line <= l.number:
			before = st.Zone
		case after.Name == "":
			after = st.Zone
		}
	}
	switch {
	case before.Name != "":
		return before, true
	case inRows && r.rowZone.Name != "":
		return r.rowZone, true
	case after.Name != "":
		return after, true
	}
	return r.assumed, false
}
