package logs

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/candor-reports/candor/internal/strict"
)

// Mapping names the fields of a source's lines, or the columns of its tables,
// that hold its time, its message and so on: the keys are those of Mappable.
type Mapping map[string]string

var mappable = map[string]role{
	"time": roleTime, "date": roleDay, "until": roleUntil, "level": roleLevel, "message": roleMessage, "cause": roleCause,
	"subject": roleSubject, "host": roleHost, "actor": roleActor, "status": roleStatus,
}

// Mappable lists what a field can be said to hold, sorted.
func Mappable() []string { return slices.Sorted(maps.Keys(mappable)) }

// ParseMapping reads time=when,message=text.
func ParseMapping(text string) (Mapping, error) {
	m := Mapping{}
	for pair := range strings.SplitSeq(text, ",") {
		what, field, ok := strings.Cut(strings.TrimSpace(pair), "=")
		switch {
		case !ok || what == "" || field == "":
			return nil, fmt.Errorf("mapping %q: %q is not what=field\n  hint: write time=when,message=text", text, pair)
		case m[what] != "":
			return nil, fmt.Errorf("mapping %q: %s is named twice", text, what)
		}
		m[what] = field
	}
	return m, m.check()
}

func (m Mapping) check() error {
	fields := map[string]string{}
	for _, what := range slices.Sorted(maps.Keys(m)) {
		if _, ok := mappable[what]; !ok {
			return fmt.Errorf("mapping: %q is nothing that a field can hold\n  hint: %s", what, strict.Suggest(what, Mappable()))
		}
		if other, twice := fields[m[what]]; twice {
			return fmt.Errorf("mapping: the field %q is named for %s and for %s: keep one of the two", m[what], other, what)
		}
		fields[m[what]] = what
	}
	return nil
}

// names are the names of fields with those of the mapping before all others.
func (m Mapping) names() map[string]alias {
	if len(m) == 0 {
		return nil
	}
	said := map[role]bool{}
	for what := range m {
		said[mappable[what]] = true
	}
	names := make(map[string]alias, len(aliases)+len(m))
	for name, a := range aliases {
		if !said[a.role] {
			names[name] = a
		}
	}
	if said[roleTime] && !said[roleDay] {
		// The time that was named is the whole of it.
		maps.DeleteFunc(names, func(_ string, a alias) bool { return a.role == roleDay })
	}
	for what, field := range m {
		names[field] = alias{role: mappable[what]}
	}
	return names
}

// named gives the formats of lines with fields the names of a mapping.
func (m Mapping) named(formats []Format) []Format {
	names := m.names()
	if names == nil {
		return formats
	}
	out := slices.Clone(formats)
	for i, f := range out {
		switch f.Name {
		case csvFormat.Name, jsonDocFormat.Name, jsonFormat.Name, logfmtFormat.Name, w3cFormat.Name:
			out[i].names = names
		}
	}
	return out
}

// among reports which of the mapped fields the first lines of a file have, as
// bits of the roles.
func (m Mapping) among(f Format, head []byte, sep byte, r *record) (has uint32) {
	if len(m) == 0 || f.names == nil {
		return 0
	}
	if f.gather != nil {
		head, _ = io.ReadAll(io.LimitReader(f.gather(bytes.NewReader(head)), 2*sniffSize))
		sep = '\n'
	}
	for n := 0; len(head) > 0 && n < sniffLines; n++ {
		var line []byte
		line, head, _ = bytes.Cut(head, []byte{sep})
		r.reset()
		r.json.found.clear()
		f.parse(bytes.TrimRight(line, "\r"), r)
		for what := range m {
			if ro := mappable[what]; r.json.found.has[ro] {
				has |= 1 << ro
			}
		}
	}
	return has
}

// unmet says which of the fields no file has, by the roles that were met.
func (m Mapping) unmet(has uint32) (gaps []string) {
	for _, what := range slices.Sorted(maps.Keys(m)) {
		if has>>mappable[what]&1 == 0 {
			gaps = append(gaps, fmt.Sprintf("mapping: the first lines have no field %q for the %s: check its name, or the format", m[what], what))
		}
	}
	return gaps
}
