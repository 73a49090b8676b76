package review

import (
	"fmt"
	"strings"

	"github.com/candor-reports/candor/review/reading"
)

var zoneNameRule = Rule{
	ID: "P22", Name: "zone-vs-date", Level: Error, Source: "the IANA time zone database; " + measured,
	Doc: "the name of a time zone is not in use on the date it stands with, or names more than one zone",
	Why: "a reader who trusts the name is an hour off, or half a day",
	Examples: []Example{
		{"## Timeline\n\nAll times in PST\n\n- 2024-07-01 14:29 It is reported\n", 1},
		{"## Timeline\n\nAll times in IST\n\n- 2024-07-01 14:29 It is reported\n", 1},
		{"## Timeline\n\nAll times in PDT\n\n- 2024-07-01 14:29 It is reported\n", 0},
	},
	Run: func(p *Pass) {
		seen := map[string]bool{}
		stated := map[string]reading.Place{}
		mostly := map[string]bool{}
		for _, z := range p.Reading.Zones {
			if _, ok := stated[z.Zone.Name]; !ok {
				stated[z.Zone.Name], mostly[z.Zone.Name] = z.Place, p.mostly(z.Zone.Name)
			}
		}
		for _, m := range p.Reading.Mentions {
			if !m.Clock || !m.ZoneStated || seen[m.Zone] || m.Wall.Year() < 1990 || m.NoSuchDay || m.Time.Basis.OrderAssumed {
				continue
			}
			at, own := stated[m.Zone]
			if own = m.ZoneOwn || !own; own {
				at = m.Place
			} else if !mostly[m.Zone] {
				continue
			}
			seen[m.Zone] = p.zoneName(m, at)
		}
	},
}

// mostly reports whether most times that a statement of a zone covers are on
// days when its name is not in use, or whether the name is never clear.
func (p *Pass) mostly(zone string) bool {
	a, ok := reading.LookUp(zone)
	if !ok {
		return false
	}
	times := p.Reading.Times()
	if len(times) == 0 {
		times = p.Reading.Mentions
	}
	wrong, all := 0, 0
	for _, m := range times {
		if m.Zone != zone || !m.Clock || m.Wall.Year() < 1990 {
			continue
		}
		all++
		if !a.InUse(m.Wall) {
			wrong++
		}
	}
	return len(a.Others) > 0 || 2*wrong > all
}

// zoneName reports a zone's name that is wrong on the day of a time, or says too
// little. It returns whether it found anything.
func (p *Pass) zoneName(m reading.Mention, at reading.Place) bool {
	a, ok := reading.LookUp(m.Zone)
	switch {
	case !ok:
		return false
	case !a.InUse(m.Wall):
		f := p.on(at, fmt.Sprintf("%s is not in use on %s", m.Zone, m.Wall.Format("2 January 2006")), fmt.Sprintf("is %s meant? Or write the offset: UTC%s", a.Pair, sign(a)))
		if a.Fixed != "" {
			f.Level, f.Hint = Warning, fmt.Sprintf("%s; only %s has it all year", f.Hint, a.Fixed)
		}
		if len(a.Others) > 0 {
			f.Level = Warning
		}
		return true
	case len(a.Others) > 0:
		f := p.on(at, fmt.Sprintf("%s can be %s", m.Zone, strings.Join(a.Others, " or ")), "write the offset, or UTC")
		f.Level = Warning
		return true
	}
	return false
}

func sign(a reading.Abbreviation) string {
	h := int(a.Offset.Hours())
	minutes := int(a.Offset.Minutes()) - h*60
	if minutes < 0 {
		minutes = -minutes
	}
	if minutes == 0 {
		return fmt.Sprintf("%+d", h)
	}
	return fmt.Sprintf("%+d:%02d", h, minutes)
}
