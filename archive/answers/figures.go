package answers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/internal/strict"
)

// Group is by what incidents are put together.
type Group struct {
	Name, Doc string
	of        func(archive.Entry) []string
}

// notStated is the group of incidents of which the record does not tell.
const notStated = "not stated"

// Groups lists by what figures can be told apart, sorted by name.
func Groups() []Group {
	one := func(s string) []string { return []string{cmp.Or(s, notStated)} }
	return []Group{
		{"component", "each component that was affected; an incident counts for each of its own", func(e archive.Entry) []string {
			if len(e.House.Components) == 0 {
				return one("")
			}
			return e.House.Components
		}},
		{"factor", "each contributing factor of the record; an incident counts for each of its own", func(e archive.Entry) []string {
			if len(e.House.Factors) == 0 {
				return one("")
			}
			return e.House.Factors
		}},
		{"quarter", "the quarter of the year in which it began, UTC", func(e archive.Entry) []string {
			return one(fmt.Sprintf("%d-Q%d", e.Began.UTC().Year(), (e.Began.UTC().Month()+2)/3))
		}},
		{"service", "the service of the record", func(e archive.Entry) []string { return one(e.House.Service) }},
		{"severity", "the severity of the record", func(e archive.Entry) []string { return one(e.House.Severity) }},
		{"year", "the year in which it began, UTC", func(e archive.Entry) []string { return one(fmt.Sprint(e.Began.UTC().Year())) }},
	}
}

// FindGroup is the group of a name; nil for no name.
func FindGroup(name string) (*Group, error) {
	groups := Groups()
	names := texts(groups, func(g Group) string { return g.Name })
	if name == "" {
		return nil, nil
	}
	if i := slices.Index(names, name); i >= 0 {
		return &groups[i], nil
	}
	return nil, fmt.Errorf("there is no group %q\n  hint: %s", name, strict.Suggest(name, names))
}

// Bounds is a length of time that is known to lie between two others. They are
// equal where it is known.
type Bounds struct {
	Min time.Duration `json:"min"` // in nanoseconds
	Max time.Duration `json:"max"`
}

// Figure is how one length is spread over the incidents of a group. A quartile
// is told from four cases on.
type Figure struct {
	Metric   string  `json:"metric"`
	Cases    int     `json:"cases"`   // incidents of which it is known
	Unknown  int     `json:"unknown"` // those of which it is not
	Shortest *Bounds `json:"shortest,omitempty"`
	Lower    *Bounds `json:"lower_quartile,omitempty"`
	Median   *Bounds `json:"median,omitempty"`
	Upper    *Bounds `json:"upper_quartile,omitempty"`
	Longest  *Bounds `json:"longest,omitempty"`
}

// Row is the figures of a group of incidents.
type Row struct {
	Group     string   `json:"group"` // "all" for all of them
	Incidents int      `json:"incidents"`
	Figures   []Figure `json:"figures"`
}

// Figures tells how the lengths of incidents are spread: of all, and of each
// group. Groups are sorted by name.
func Figures(entries []archive.Entry, by *Group, metrics []string) []Row {
	rows := []Row{rowOf("all", entries, metrics)}
	if by == nil {
		return rows
	}
	groups := map[string][]archive.Entry{}
	for _, e := range entries {
		for _, name := range by.of(e) {
			groups[name] = append(groups[name], e)
		}
	}
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		rows = append(rows, rowOf(name, groups[name], metrics))
	}
	return rows
}

// Metrics lists the lengths that incidents have, in the order in which their
// records tell them.
func Metrics(entries []archive.Entry) []string {
	var names []string
	for _, e := range entries {
		at := 0
		for _, m := range e.House.Metrics {
			if i := slices.Index(names, m.Name); i >= 0 {
				at = i + 1
				continue
			}
			names = slices.Insert(names, at, m.Name)
			at++
		}
	}
	return names
}

func rowOf(group string, entries []archive.Entry, metrics []string) Row {
	row := Row{Group: group, Incidents: len(entries), Figures: []Figure{}}
	for _, name := range metrics {
		var least, most []time.Duration
		for _, e := range entries {
			for _, m := range e.House.Metrics {
				if m.Name == name {
					least, most = append(least, m.Min), append(most, m.Max)
				}
			}
		}
		row.Figures = append(row.Figures, spread(name, len(entries), least, most))
	}
	return row
}

// spread tells the order statistics. The k-th shortest of lengths that are only
// bounded lies between the k-th shortest of the lower bounds and that of the
// upper ones, so both are sorted by themselves.
func spread(metric string, of int, least, most []time.Duration) Figure {
	f := Figure{Metric: metric, Cases: len(least), Unknown: of - len(least)}
	if f.Cases == 0 {
		return f
	}
	slices.Sort(least)
	slices.Sort(most)
	at := func(quarter int) *Bounds { return &Bounds{quantile(least, quarter), quantile(most, quarter)} }
	f.Shortest, f.Median, f.Longest = at(0), at(2), at(4)
	if f.Cases >= 4 {
		f.Lower, f.Upper = at(1), at(3)
	}
	return f
}

// quantile is the given quarter of sorted lengths; between two of them it is
// what lies between, in proportion.
func quantile(sorted []time.Duration, quarter int) time.Duration {
	steps := (len(sorted) - 1) * quarter
	low, rest := steps/4, steps%4
	if rest == 0 {
		return sorted[low]
	}
	return sorted[low] + (sorted[low+1]-sorted[low])/4*time.Duration(rest)
}
