package review

import (
	"slices"
	"time"

	"github.com/candor-reports/candor/review/reading"
)

var noZoneRule = Rule{
	ID: "P21", Name: "timeline-no-zone", Level: Error, Source: measured + ": 38 of 39 reports of one archive name none",
	Doc: "times of day are given and no time zone is, neither with them nor for all of them",
	Why: "without a zone nobody can hold a row against a log, a commit or a customer's clock",
	Examples: []Example{
		{"## Timeline\n\n- 2024-05-01 14:29 It is reported\n- 2024-05-01 14:43 The fix is applied\n", 1},
		{"## Timeline\n\nAll times in UTC\n\n- 2024-05-01 14:29 It is reported\n- 2024-05-01 14:43 The fix is applied\n", 0},
		{"## Timeline\n\n- 2024-05-01 14:29 CEST It is reported\n- 14:43 The fix is applied\n", 0},
	},
	Run: func(p *Pass) {
		var bare []reading.Mention
		own := false
		for _, m := range p.Reading.Times() {
			if m.Clock && !m.ZoneStated {
				bare = append(bare, m)
			}
		}
		for _, m := range p.Reading.Mentions {
			own = own || m.ZoneOwn
		}
		if len(bare) == 0 || own && p.told(bare) {
			return
		}
		f := p.on(bare[0].Place, "no time zone is stated for this time", "state the zone once, above the timeline: All times in UTC")
		if len(bare) > 1 {
			f.Message = "no time zone is stated for this and the other times"
		}
		// Some other time of the document has one: it is likely that of all.
		if own {
			f.Level = Warning
		}
	},
}

// told reports whether one of the times that have no zone is also stated with
// one: it is that of the others.
func (p *Pass) told(bare []reading.Mention) bool {
	zoned := map[time.Time]bool{}
	for _, m := range p.Reading.Mentions {
		if m.ZoneOwn && m.Clock {
			zoned[m.Wall] = true
			zoned[m.WallUntil] = !m.WallUntil.IsZero()
		}
	}
	return slices.ContainsFunc(bare, func(m reading.Mention) bool { return zoned[m.Wall] })
}
