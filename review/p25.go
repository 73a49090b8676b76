package review

import (
	"fmt"

	"github.com/candor-reports/candor/review/reading"
)

var halfDayRule = Rule{
	ID: "P25", Name: "ambiguous-12h", Level: Warning, Source: measured,
	Doc: "a time of twelve hours has no AM or PM, or one of twenty-four hours has",
	Why: "4:19 after 6pm can be the same evening or the next morning",
	Examples: []Example{
		{"## Timeline\n\nAll times in UTC\n\n- 2024-05-01 11:40 It is reported\n- 1:20 The fix is applied\n", 1},
		{"Service was back at 15:25pm UTC.\n", 1},
		{"## Timeline\n\nAll times in UTC\n\n- 11:40 AM It is reported\n- 1:20 PM The fix is applied\n", 0},
	},
	Run: func(p *Pass) {
		for _, m := range p.Reading.Mentions {
			if m.Half != "" && m.Hour > 12 {
				p.on(m.Place, fmt.Sprintf("%d is no hour of a clock with AM and PM", m.Hour), "leave out AM and PM, or write the hour of twelve that is meant")
			}
		}
		for _, rows := range timelines(p.Reading) {
			if r, ok := halfUnknown(rows); ok {
				p.on(r.Place, fmt.Sprintf("%s can be before noon or after", r.Text), "write AM or PM, or count the hours to 24")
			}
		}
	},
}

// halfUnknown finds the first row of which nobody can tell the half of the day:
// one that had to be read as after noon to stand in order, or one without AM
// and PM among rows that have them.
func halfUnknown(rows []reading.Row) (reading.Row, bool) {
	halves, full := false, false
	for _, r := range rows {
		halves = halves || r.Half != ""
		full = full || r.Clock && r.Half == "" && (r.Hour > 12 || r.Hour == 0 || r.Padded)
	}
	for _, r := range rows {
		if r.Noon || halves && !full && r.Clock && r.Half == "" && r.Hour <= 12 && r.WallUntil.IsZero() {
			return r, true
		}
	}
	return reading.Row{}, false
}
