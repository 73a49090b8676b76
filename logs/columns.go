package logs

import (
	"bytes"
	"strings"
)

// columns says how the lines of a table are read: what its first lines call
// each column.
type columns struct {
	sep      byte
	quotes   bool // values may stand in quotes, which are doubled within
	blanks   bool // any number of separators stands between two values
	names    [][]byte
	roles    []alias
	date     int    // the column of a date that another column gives the time of day to, or -1
	clock    int    // that column, or -1
	day      []byte // the date where only a heading tells it
	utc      bool   // times are in UTC where they state no zone
	blank    []byte // what stands for no value
	caption  []byte // the heading itself, which may be repeated
	finish   func(c *columns, r *record, values [][]byte)
	required int // columns up to the one with the time
}

// maxColumns bounds how many columns of a table are read.
const maxColumns = 128

// columnNames are names that only tables have, in small letters.
var columnNames = map[string]alias{
	"date and time": {roleTime, 0}, "date/time": {roleTime, 0}, "timegenerated": {roleTime, 0}, "timecreated": {roleTime, 0},
	"log_time": {roleTime, 0}, "event time": {roleTime, 0}, "when": {roleTime, 90}, "zeit": {roleTime, 91}, "datum": {roleDay, 91}, "uhrzeit": {roleTime, 92},
	"entrytype": {roleLevel, 0}, "leveldisplayname": {roleLevel, 0}, "sev": {roleLevel, 90}, "task category": {noRole, 0},
	"providername": {roleSubject, 0}, "machinename": {roleHost, 0}, "computer": {roleHost, 90}, "details": {roleMessage, 90},
	"sc-status": {roleStatus, 0}, "time-taken": {noRole, 0}, "s-computername": {roleHost, 0}, "cs-username": {roleActor, 0},
	"x-edge-result-type": {noRole, 0}, "localtime": {roleTime, 93}, "date-time": {roleTime, 0},
	// The event viewer of Windows in German, French, Spanish and Italian.
	"ebene": {roleLevel, 91}, "datum und uhrzeit": {roleTime, 0}, "quelle": {roleSubject, 91},
	"niveau": {roleLevel, 91}, "date et heure": {roleTime, 0},
	"nivel": {roleLevel, 91}, "fecha y hora": {roleTime, 0}, "origen": {roleSubject, 91},
	"livello": {roleLevel, 91}, "data e ora": {roleTime, 0}, "origine": {roleSubject, 91},
}

// aliasOf finds what a column is, in whatever case and with whatever stands
// between the words of its name.
func aliasOf(name string, names map[string]alias) (alias, bool) {
	name = strings.TrimSpace(name)
	if names != nil {
		a, ok := names[name]
		return a, ok
	}
	if a, ok := aliases[name]; ok {
		return a, true
	}
	low := strings.ToLower(name)
	if a, ok := columnNames[low]; ok {
		return a, a.role != noRole
	}
	a, ok := aliases[strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' {
			return '_'
		}
		return c
	}, low)]
	return a, ok
}

// named takes the names of the columns and reports whether one holds a time.
func (c *columns) named(names [][]byte, said map[string]alias) bool {
	c.date, c.clock, c.required = -1, -1, -1
	best := alias{}
	for i, name := range names {
		a, ok := aliasOf(string(name), said)
		c.names, c.roles = append(c.names, bytes.Clone(name)), append(c.roles, a)
		switch {
		case !ok:
		case a.role == roleDay:
			c.date = i
		case a.role == roleTime && (c.clock < 0 || a.rank < best.rank):
			c.clock, best = i, a
		}
	}
	if c.clock < 0 && c.date >= 0 {
		c.clock, c.date = c.date, -1
		c.roles[c.clock] = alias{role: roleTime}
	}
	c.required = max(c.clock, c.date) + 1
	return c.clock >= 0 && len(names) > 1
}

// split parts a line into its values. A value with doubled quotes is written
// anew into the record's buffer.
func (c *columns) split(line []byte, r *record, dst [][]byte) [][]byte {
	for len(dst) < maxColumns {
		if c.blanks {
			line = bytes.TrimLeft(line, string(c.sep))
		}
		if c.quotes && len(line) > 0 && line[0] == '"' {
			value, rest, ok := quotedValue(line, c.sep, r)
			if ok {
				dst = append(dst, value)
				if rest == nil {
					return dst
				}
				line = rest
				continue
			}
		}
		i := bytes.IndexByte(line, c.sep)
		if i < 0 {
			return append(dst, line)
		}
		dst, line = append(dst, line[:i]), line[i+1:]
	}
	return dst
}

// quotedValue reads a value in quotes and what follows its separator; rest is
// nil at the end of the line.
func quotedValue(line []byte, sep byte, r *record) (value, rest []byte, ok bool) {
	doubled := false
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		if i+1 < len(line) && line[i+1] != sep {
			return nil, nil, false
		}
		value = line[1:i]
		if doubled {
			start := len(r.buf)
			r.buf = append(r.buf, bytes.ReplaceAll(value, []byte(`""`), []byte(`"`))...)
			value = r.buf[start:len(r.buf):len(r.buf)]
		}
		if i+1 < len(line) {
			rest = line[i+2:]
			if rest == nil {
				rest = []byte{}
			}
		}
		return value, rest, true
	}
	return nil, nil, false
}

// row reads one line of the table.
func (c *columns) row(line []byte, r *record) verdict {
	var space [maxColumns][]byte
	values := c.split(line, r, space[:0])
	if len(values) < c.required {
		return foreign
	}
	f := &r.json.found
	f.clear()
	for i, v := range values {
		if i >= len(c.roles) {
			break
		}
		if len(v) == 0 || bytes.Equal(v, c.blank) {
			continue
		}
		if a := c.roles[i]; a.role != noRole && i != c.date {
			f.give(a, v, textValue)
		} else if r.collect && i != c.date {
			r.keepField(string(c.names[i]), v)
		}
	}
	if !c.time(r, f, values) {
		return foreign
	}
	if c.finish != nil {
		c.finish(c, r, values)
	}
	return understood
}

// time settles the time of a row, which may stand in two columns.
func (c *columns) time(r *record, f *found, values [][]byte) bool {
	value := values[c.clock]
	day := c.day
	if c.date >= 0 {
		day = values[c.date]
	}
	if len(day) > 0 {
		f.value[roleDay], f.has[roleDay] = day, true
	}
	f.value[roleTime], f.has[roleTime], f.rank[roleTime] = value, true, 0
	ok := r.take(f)
	if ok && c.utc && r.at.zone != stated {
		r.at.zone = stated
	}
	return ok
}
