package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

var conversionRule = Rule{
	ID: "P36", Name: "zones-disagree", Level: Error, Source: "a letter of 2020 on revoked certificates: 20:00 UTC is 3:00pm EST",
	Doc: "one time is told in two zones, and the two are not the same instant",
	Why: "half of the readers come at the wrong hour",
	Examples: []Example{
		{"Maintenance begins on 4 March 2024 at 20:00 UTC (4:00 PM EST).\n", 1},
		{"Maintenance begins on 4 March 2024 at 20:00 UTC (3:00 PM EST).\n", 0},
		{"It lasted from 20:00 UTC to 21:00 CET on 4 March 2024.\n", 0},
	},
	Run: func(p *Pass) {
		all := p.Reading.Mentions
		for i := 0; i+1 < len(all); i++ {
			if a, b := all[i], all[i+1]; p.sameTime(a, b) {
				gap := b.Time.Earliest.Sub(a.Time.Earliest).Abs() % (24 * time.Hour)
				if gap > 12*time.Hour {
					gap = 24*time.Hour - gap
				}
				if gap < time.Minute {
					continue
				}
				off := a.Wall.Add(b.Wall.Sub(a.Wall) + map[bool]time.Duration{true: -1, false: 1}[b.Time.Earliest.After(a.Time.Earliest)]*gap)
				p.on(b.Place, fmt.Sprintf("%s is not %s: they are %s apart", a.Text, b.Text, lengthOf(gap)), fmt.Sprintf("is %s meant?", off.Format("15:04")))
			}
		}
	},
}

// sameTime reports whether two times stand side by side as one: 20:00 UTC
// (3 PM EST), 20:00 UTC / 21:00 CET. Those of names that mean several zones, or
// that are not in use on the day, are for rule P22.
func (p *Pass) sameTime(a, b reading.Mention) bool {
	if a.Line != b.Line || !a.Clock || !b.Clock || !a.ZoneOwn || !b.ZoneOwn || a.Zone == b.Zone || !a.WallUntil.IsZero() || !b.WallUntil.IsZero() || a.NoSuchDay || b.NoSuchDay {
		return false
	}
	for _, m := range []reading.Mention{a, b} {
		if abbr, ok := reading.LookUp(m.Zone); ok && (len(abbr.Others) > 0 || !abbr.InUse(m.Wall)) || m.Wall.Year() < 1990 && (ok && abbr.Place != "" || !ok) {
			return false
		}
	}
	end := a.Offset + len(a.Text)
	if end > b.Offset {
		return false
	}
	switch strings.Trim(string(p.Document.Draft.Markdown[end:b.Offset]), " *_`") {
	case "(", "/", "=", "[", "or", "| ", ", i.e.", "(i.e.", "– that is", ", which is":
		return true
	}
	return false
}
