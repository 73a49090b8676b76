package source

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/timeline"
)

var calendarKind = Kind{
	Name:   "calendar",
	Doc:    "calendars (iCalendar, .ics): maintenance windows, change freezes, on-call shifts",
	Get:    "the .ics export or the private address of a calendar, kept to a file",
	Fields: "DTSTART and DTEND or DURATION are when; SUMMARY what; ORGANIZER who; STATUS:CANCELLED is not told",
	Traps: []string{
		"Lines are folded: one that begins with a space goes on with the one before.",
		"A time ends in Z, names its zone in TZID, or has none and is every reader's own clock. A whole day is a date, not midnight UTC.",
		"A TZID may be a name that only its VTIMEZONE explains: where that has one offset it is used; where it has two, the time is told as lying between them.",
		"DTEND of a whole day is the day after.",
		"Of what recurs (RRULE, RDATE) only the first time and those that were moved are told; the others are a gap.",
	},
	Read:  readCalendar,
	files: readCalendars,
}

func readCalendar(ctx context.Context, s incident.Source, env *Env) Stream {
	files, gaps, err := find(s.Path, env)
	if err != nil {
		return failed(s, "records", err)
	}
	return readCalendars(ctx, s, env, files, gaps)
}

func readCalendars(_ context.Context, s incident.Source, env *Env, files []logs.File, gaps []string) Stream {
	t := newTake(s, env)
	t.gaps = gaps
	where := make([]string, len(files))
	for i, f := range files {
		where[i] = f.Name
		t.begin(f.Name)
		if err := calendarFile(t, f, zone(s, env)); err != nil {
			t.gap("%s: %v", f.Name, plain(err))
		}
		t.finish()
	}
	return t.stream(where)
}

func calendarFile(t *take, f logs.File, loc *time.Location) error {
	r, err := logs.Open(f, logs.Limits{})
	if err != nil {
		return err
	}
	defer r.Close()
	c := &calendar{t: t, loc: loc, zones: map[string]*foreignZone{}}
	err = unfold(r, c.line)
	if err == nil && c.within == "" && c.lines == 0 {
		err = errors.New("is not a calendar: BEGIN:VCALENDAR is missing")
	}
	// A zone may be explained after the events that name it.
	for _, o := range c.events {
		t.object(o, c.event)
	}
	if c.within == "VEVENT" {
		t.fault(c.current.line, errCut)
	}
	return err
}

// maxProperty bounds one line of a calendar, unfolded.
const maxProperty = 1 << 20

// unfold reads the lines of a calendar, those joined that were folded (RFC
// 5545, section 3.1).
func unfold(r io.Reader, each func(text string, line int)) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxProperty)
	var text strings.Builder
	began, n := 0, 0
	for sc.Scan() {
		n++
		line := strings.TrimSuffix(sc.Text(), "\r")
		if began > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
			if text.Len() < maxProperty {
				text.WriteString(line[1:])
			}
			continue
		}
		if began > 0 {
			each(text.String(), began)
		}
		text.Reset()
		text.WriteString(line)
		began = n
	}
	if began > 0 {
		each(text.String(), began)
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d MiB; the rest was not read", n+1, maxProperty>>20)
	}
	return sc.Err()
}

// calendar reads the lines of one file into its events.
type calendar struct {
	t       *take
	loc     *time.Location
	lines   int
	within  string // VEVENT or VTIMEZONE
	inner   int    // how many components inside of it are open
	current *object
	zone    *foreignZone
	events  []*object
	zones   map[string]*foreignZone
}

// foreignZone is what a VTIMEZONE says of a zone.
type foreignZone struct {
	name    string // an IANA name that a program wrote beside its own
	offsets []string
}

func (c *calendar) line(text string, line int) {
	name, params, value := property(text)
	switch {
	case name == "BEGIN" && value == "VCALENDAR":
		c.lines++
	case name == "BEGIN" && c.within == "" && (value == "VEVENT" || value == "VTIMEZONE"):
		c.within, c.current, c.zone = value, &object{line: line, fields: map[string]any{}}, &foreignZone{}
	case name == "BEGIN" && c.within != "":
		c.inner++
	case name == "END" && c.inner > 0:
		c.inner--
	case name == "END" && value == c.within:
		if c.within == "VEVENT" {
			c.events = append(c.events, c.current)
		}
		c.within = ""
	case c.within == "VTIMEZONE" && name == "TZID":
		c.zones[value] = c.zone
	case c.within == "VTIMEZONE" && name == "X-LIC-LOCATION":
		c.zone.name = value
	case c.within == "VTIMEZONE" && name == "TZOFFSETTO" && len(c.zone.offsets) < 64:
		c.zone.offsets = append(c.zone.offsets, value)
	case c.within == "VEVENT" && c.inner == 0 && name != "":
		c.current.fields[name] = value
		for _, p := range params {
			if key, v, ok := strings.Cut(p, "="); ok {
				c.current.fields[name+";"+strings.ToUpper(key)] = strings.Trim(v, `"`)
			}
		}
	}
}

// property parts NAME;PARAM=value:VALUE; colons and semicolons in quotes part
// nothing.
func property(line string) (name string, params []string, value string) {
	quoted, from := false, 0
	var parts []string
	for i := range len(line) {
		switch ch := line[i]; {
		case ch == '"':
			quoted = !quoted
		case quoted:
		case ch == ';' || ch == ':':
			parts = append(parts, line[from:i])
			if from = i + 1; ch == ':' {
				return strings.ToUpper(parts[0]), parts[1:], line[from:]
			}
		}
	}
	return "", nil, ""
}

var calendarEscapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")

func (c *calendar) event(o *object) error {
	if strings.EqualFold(o.text("STATUS"), "CANCELLED") {
		c.t.count("cancelled events: %d")
		return nil
	}
	start, err := c.when(o, "DTSTART")
	if err == nil && start.IsZero() {
		err = errors.New("has no time: DTSTART is missing")
	}
	if err != nil {
		return err
	}
	end, err := c.end(o, start)
	if err != nil {
		return err
	}
	if o.has("RRULE") || o.has("RDATE") {
		c.t.gap("%s recurs: only the first time is told", cmp.Or(clip(calendarEscapes.Replace(o.text("SUMMARY")), 80), "an event"))
	}
	labels := map[string]string{"location": calendarEscapes.Replace(o.text("LOCATION")), "url": o.text("URL"), "categories": calendarEscapes.Replace(o.text("CATEGORIES"))}
	if o.has("RRULE") {
		labels["recurs"] = o.text("RRULE")
	}
	id := o.text("UID")
	c.t.once("event "+id+start.String(), o, timeline.Event{
		Time: start, Until: end, Kind: timeline.Note, Level: timeline.NoLevel,
		Actor:  timeline.Foreign(cmp.Or(o.text("ORGANIZER;CN"), strings.TrimPrefix(strings.ToLower(o.text("ORGANIZER")), "mailto:"))),
		Text:   timeline.Foreign("Calendar: " + cmp.Or(calendarEscapes.Replace(o.text("SUMMARY")), "an event without a name")),
		Detail: timeline.Foreign(calendarEscapes.Replace(o.text("DESCRIPTION"))), Labels: labels, Source: timeline.Position{Ref: id},
	})
	return nil
}

// when reads a date, or a date with a time, in its zone.
func (c *calendar) when(o *object, name string) (timeline.Time, error) {
	text, id := o.text(name), o.text(name+";TZID")
	if text == "" {
		return timeline.Time{}, nil
	}
	at, err := time.Parse("20060102T150405", strings.TrimSuffix(text, "Z"))
	if len(text) == 8 {
		at, err = time.Parse("20060102", text)
	}
	if err != nil || at.Year() < 1900 || at.Year() > 2400 {
		return timeline.Time{}, fmt.Errorf("%s %q is not a time of a calendar", name, clip(text, 40))
	}
	wall := at.Format("2006-01-02T15:04:05")
	read := func(zone string) (timeline.Time, error) {
		t, err := timeline.ParseTime(wall+zone, nil)
		return t.Shift(time.Duration(c.t.source.Clock)), err
	}
	switch {
	case len(text) == 8 && c.loc != nil:
		t, err := timeline.ParseTime(at.Format(time.DateOnly), c.loc)
		return t.Shift(time.Duration(c.t.source.Clock)), err
	case strings.HasSuffix(text, "Z"):
		return read("Z")
	case id != "":
		return c.zoned(read, id)
	case c.loc != nil:
		t, err := timeline.ParseTime(wall, c.loc)
		return t.Shift(time.Duration(c.t.source.Clock)), err
	}
	c.t.count("times on every reader's own clock, since the calendar names no zone: %d")
	return read(" local")
}

// zoned reads a wall clock in the zone that a TZID names: an IANA name, also
// below a maker's prefix, or what its VTIMEZONE says.
func (c *calendar) zoned(read func(zone string) (timeline.Time, error), id string) (timeline.Time, error) {
	names := []string{id}
	if parts := strings.Split(strings.Trim(id, "/"), "/"); len(parts) > 1 {
		names = append(names, strings.Join(parts[len(parts)-2:], "/"))
	}
	z := c.zones[id]
	if z != nil && z.name != "" {
		names = append(names, z.name)
	}
	for _, name := range names {
		if strings.EqualFold(name, "UTC") || strings.EqualFold(name, "GMT") || strings.EqualFold(name, "Etc/UTC") {
			return read("Z")
		}
		if _, err := time.LoadLocation(name); err == nil && strings.Contains(name, "/") {
			return read(" " + name)
		}
	}
	var out timeline.Time
	if z != nil {
		for _, offset := range z.offsets {
			t, err := read(offset)
			switch {
			case err != nil:
			case out.IsZero() || out.Exact() && out.Earliest.Equal(t.Earliest):
				out = t
			default:
				from, to := min(out.Earliest.UnixNano(), t.Earliest.UnixNano()), max(out.Latest.UnixNano(), t.Latest.UnixNano())
				out = timeline.Between(timeline.At(time.Unix(0, from), time.Second), timeline.At(time.Unix(0, to), time.Second))
			}
		}
	}
	if out.IsZero() {
		return out, fmt.Errorf("TZID %q is no zone that is known here, and no VTIMEZONE explains it", clip(id, 60))
	}
	if !out.Exact() {
		c.t.count("times in a zone of which the calendar gives two offsets, told as lying between them: %d")
	}
	return out, nil
}

// end is when an event ends. The end of a whole day is the day after, which is
// taken back.
func (c *calendar) end(o *object, start timeline.Time) (timeline.Time, error) {
	if text := o.text("DTEND"); text != "" {
		if len(text) == 8 {
			day, err := time.Parse("20060102", text)
			if err != nil {
				return timeline.Time{}, fmt.Errorf("DTEND %q is not a time of a calendar", clip(text, 40))
			}
			last := day.AddDate(0, 0, -1).Format("20060102")
			if last <= o.text("DTSTART") {
				return timeline.Time{}, nil
			}
			return c.when(&object{fields: map[string]any{"DTEND": last}}, "DTEND")
		}
		return c.when(o, "DTEND")
	}
	d, err := calendarDuration(o.text("DURATION"))
	if d == 0 || err != nil {
		return timeline.Time{}, err
	}
	end := start.Shift(d)
	end.Basis.Clock = start.Basis.Clock // it was no correction
	return end, nil
}

// calendarDuration reads P1DT2H30M, P2W and the like (RFC 5545, section 3.3.6).
func calendarDuration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	var d time.Duration
	n, digits := 0, 0
	units := map[rune]time.Duration{'W': 7 * 24 * time.Hour, 'D': 24 * time.Hour, 'H': time.Hour, 'M': time.Minute, 'S': time.Second}
	for _, r := range strings.TrimPrefix(strings.TrimPrefix(text, "+"), "P") {
		unit, ok := units[r]
		switch {
		case r >= '0' && r <= '9' && digits < 6:
			n, digits = n*10+int(r-'0'), digits+1
		case ok && digits > 0:
			d += time.Duration(n) * unit
			n, digits = 0, 0
		case r == 'T' && digits == 0:
		default:
			return 0, fmt.Errorf("DURATION %q is not a duration of a calendar", clip(text, 40))
		}
	}
	if d > 10*365*24*time.Hour || d < 0 {
		return 0, fmt.Errorf("DURATION %q is longer than ten years", clip(text, 40))
	}
	return d, nil
}
