package reading

import (
	"strings"
	"sync"
	"time"
)

// Abbreviation is what a short zone name stands for.
type Abbreviation struct {
	Offset time.Duration // east of UTC, in the reading that is most common
	Others []string      // what else it is used for; a reader cannot tell which
	Place  string        // a zone whose law says when the name is in use; empty where it is always
	Pair   string        // the name in use there in the other half of the year
	Fixed  string        // a place that uses the name all year round, if there is one
}

const hour = time.Hour

// abbreviations are the short names that reports use, from the IANA time zone
// database and the names its zones give themselves.
var abbreviations = map[string]Abbreviation{
	"UTC": {}, "GMT": {}, "Z": {}, "WET": {Place: "Europe/Lisbon", Pair: "WEST"}, "WEST": {Offset: hour, Place: "Europe/Lisbon", Pair: "WET"},
	"PST":  {Offset: -8 * hour, Place: "America/Los_Angeles", Pair: "PDT"},
	"PDT":  {Offset: -7 * hour, Place: "America/Los_Angeles", Pair: "PST"},
	"MST":  {Offset: -7 * hour, Place: "America/Denver", Pair: "MDT", Fixed: "Arizona"},
	"MDT":  {Offset: -6 * hour, Place: "America/Denver", Pair: "MST"},
	"CST":  {Offset: -6 * hour, Place: "America/Chicago", Pair: "CDT", Others: []string{"US Central (UTC-6)", "China (UTC+8)", "Cuba (UTC-5)"}},
	"CDT":  {Offset: -5 * hour, Place: "America/Chicago", Pair: "CST"},
	"EST":  {Offset: -5 * hour, Place: "America/New_York", Pair: "EDT"},
	"EDT":  {Offset: -4 * hour, Place: "America/New_York", Pair: "EST"},
	"AST":  {Offset: -4 * hour, Others: []string{"Atlantic (UTC-4)", "Arabia (UTC+3)"}},
	"ADT":  {Offset: -3 * hour, Place: "America/Halifax", Pair: "AST"},
	"AKST": {Offset: -9 * hour, Place: "America/Anchorage", Pair: "AKDT"},
	"AKDT": {Offset: -8 * hour, Place: "America/Anchorage", Pair: "AKST"},
	"HST":  {Offset: -10 * hour},
	"BST":  {Offset: hour, Place: "Europe/London", Pair: "GMT"},
	"IST":  {Offset: 5*hour + 30*time.Minute, Others: []string{"India (UTC+5:30)", "Ireland (UTC+1)", "Israel (UTC+2)"}},
	"CET":  {Offset: hour, Place: "Europe/Berlin", Pair: "CEST"},
	"CEST": {Offset: 2 * hour, Place: "Europe/Berlin", Pair: "CET"},
	"MEZ":  {Offset: hour, Place: "Europe/Berlin", Pair: "MESZ"},
	"MESZ": {Offset: 2 * hour, Place: "Europe/Berlin", Pair: "MEZ"},
	"EET":  {Offset: 2 * hour, Place: "Europe/Helsinki", Pair: "EEST", Fixed: "Kaliningrad"},
	"EEST": {Offset: 3 * hour, Place: "Europe/Helsinki", Pair: "EET"},
	"MSK":  {Offset: 3 * hour},
	"GST":  {Offset: 4 * hour, Others: []string{"Gulf (UTC+4)", "South Georgia (UTC-2)"}},
	"PKT":  {Offset: 5 * hour},
	"WIB":  {Offset: 7 * hour},
	"ICT":  {Offset: 7 * hour},
	"SGT":  {Offset: 8 * hour},
	"HKT":  {Offset: 8 * hour},
	"AWST": {Offset: 8 * hour},
	"JST":  {Offset: 9 * hour},
	"KST":  {Offset: 9 * hour},
	"ACST": {Offset: 9*hour + 30*time.Minute, Place: "Australia/Adelaide", Pair: "ACDT", Fixed: "the Northern Territory"},
	"ACDT": {Offset: 10*hour + 30*time.Minute, Place: "Australia/Adelaide", Pair: "ACST"},
	"AEST": {Offset: 10 * hour, Place: "Australia/Sydney", Pair: "AEDT", Fixed: "Queensland"},
	"AEDT": {Offset: 11 * hour, Place: "Australia/Sydney", Pair: "AEST"},
	"NZST": {Offset: 12 * hour, Place: "Pacific/Auckland", Pair: "NZDT"},
	"NZDT": {Offset: 13 * hour, Place: "Pacific/Auckland", Pair: "NZST"},
	"BRT":  {Offset: -3 * hour},
	"ART":  {Offset: -3 * hour},
	"SAST": {Offset: 2 * hour},
	"EAT":  {Offset: 3 * hour},
	"WAT":  {Offset: hour},
}

// LookUp returns what a short zone name stands for.
func LookUp(name string) (Abbreviation, bool) {
	a, ok := abbreviations[name]
	return a, ok
}

// regional are names without a season: which offset they mean follows from
// the date.
var regional = map[string]string{
	"PT": "America/Los_Angeles", "MT": "America/Denver", "CT": "America/Chicago", "ET": "America/New_York",
	"Pacific": "America/Los_Angeles", "Mountain": "America/Denver", "Central": "America/Chicago", "Eastern": "America/New_York",
}

// Zone is a time zone as a document writes it.
type Zone struct {
	Name   string `json:"name"` // as written
	offset time.Duration
	place  string // where the offset follows from the date
	local  bool
}

// Offset returns the distance from UTC that the zone states on a day.
func (z Zone) Offset(day time.Time) time.Duration {
	if z.place == "" {
		return z.offset
	}
	loc := located(z.place)
	if loc == nil {
		return 0
	}
	_, s := day.In(loc).Zone()
	return time.Duration(s) * time.Second
}

// places are the zones of places that the tables above name, each read once.
var places = func() map[string]func() *time.Location {
	all := map[string]func() *time.Location{}
	add := func(place string) { all[place] = sync.OnceValue(func() *time.Location { return load(place) }) }
	for _, a := range abbreviations {
		add(a.Place)
	}
	for _, place := range regional {
		add(place)
	}
	for _, name := range placeNames {
		add(name.place)
	}
	return all
}()

// located gives the zone of a place, or nil where nothing is known of it.
func located(place string) *time.Location {
	if once, ok := places[place]; ok {
		return once()
	}
	return load(place)
}

func load(place string) *time.Location {
	loc, err := time.LoadLocation(place)
	if err != nil {
		return nil
	}
	return loc
}

// InUse reports whether clocks show the abbreviation on that day, at its noon,
// in the place that its law comes from. Names in use all year are always so.
func (a Abbreviation) InUse(day time.Time) bool {
	if a.Place == "" {
		return true
	}
	loc := located(a.Place)
	if loc == nil {
		return true
	}
	y, m, d := day.Date()
	// On the day of the change both names are right.
	for _, h := range []int{0, 23} {
		if _, s := time.Date(y, m, d, h, 30, 0, 0, loc).Zone(); time.Duration(s)*time.Second == a.Offset {
			return true
		}
	}
	return false
}

// zone reads a time zone at the beginning of s and returns how long it is.
// Offsets such as +0200 are read only where the text is tight against a clock.
func zone(s string, tight bool) (Zone, int) {
	if s == "" {
		return Zone{}, 0
	}
	if tight {
		if s[0] == 'Z' && !wordAt(s, 1) {
			return Zone{Name: "UTC"}, 1
		}
		if off, n := offset(s); n > 0 {
			return Zone{Name: s[:n], offset: off}, n
		}
	}
	n := 0
	for n < len(s) && (letter(s[n]) || n > 0 && (s[n] == '/' || s[n] == '_')) {
		n++
	}
	word := strings.TrimRight(s[:n], "/_")
	n = len(word)
	switch {
	case n < 2 || wordAt(s, n) && s[n] != '+' && s[n] != '-':
		return Zone{}, 0
	case word == "UTC" || word == "GMT" || word == "utc" || word == "Utc":
		if off, m := offset(s[n:]); m > 0 {
			return Zone{Name: s[:n+m], offset: off}, n + m
		}
		return Zone{Name: strings.ToUpper(word)}, n
	case strings.Contains(word, "/"):
		if located(word) != nil {
			return Zone{Name: word, place: word}, n
		}
		return Zone{}, 0
	}
	if a, ok := abbreviations[word]; ok {
		return Zone{Name: word, offset: a.Offset}, n
	}
	if begins(s, "local time") {
		return Zone{Name: "local time", local: true}, len("local time")
	}
	return regionalZone(s, word)
}

// namedZone reads a zone that is called by its whole name, or by its place in
// another language.
func namedZone(s string) (Zone, int) {
	for _, name := range placeNames {
		if strings.HasPrefix(s, name.words) {
			return Zone{Name: name.words, place: name.place}, len(name.words)
		}
	}
	for _, name := range longNames {
		if begins(s, name.words) && !wordAt(s, len(name.words)) {
			return Zone{Name: s[:len(name.words)], offset: name.offset}, len(name.words)
		}
	}
	return Zone{}, 0
}

func regionalZone(s, word string) (Zone, int) {
	place, ok := regional[word]
	if !ok {
		return Zone{}, 0
	}
	n := len(word)
	if n == 2 {
		return Zone{Name: word, place: place}, n
	}
	for _, tail := range []string{" standard time", " daylight time", " time"} {
		if !begins(s[n:], tail) {
			continue
		}
		z := Zone{Name: s[:n+len(tail)], place: place}
		if a, seasonal := abbreviations[word[:1]+strings.ToUpper(tail[1:2])+"T"]; seasonal && len(tail) > 5 {
			z.place, z.offset = "", a.Offset
		}
		return z, n + len(tail)
	}
	return Zone{}, 0
}

// offset reads +2, +02, +0200 or +02:00.
func offset(s string) (time.Duration, int) {
	if len(s) < 2 || s[0] != '+' && s[0] != '-' && !strings.HasPrefix(s, "−") {
		return 0, 0
	}
	i := 1
	if s[0] > 127 {
		i = len("−")
	}
	h, n := number(s[i:], 2)
	if n == 0 {
		return 0, 0
	}
	j := i + n
	m := 0
	rest := s[j:]
	rest = strings.TrimPrefix(rest, ":")
	if v, k := number(rest, 2); k == 2 && n == 2 {
		m, j = v, len(s)-len(rest)+2
	}
	if h > 14 || m > 59 || j < len(s) && (digit(s[j]) || letter(s[j])) {
		return 0, 0
	}
	d := time.Duration(h)*hour + time.Duration(m)*time.Minute
	if s[0] != '+' {
		d = -d
	}
	return d, j
}
