package review

import (
	"fmt"
	"time"

	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

var headerRule = Rule{
	ID: "P24", Name: "header-vs-timeline", Level: Error, Source: measured,
	Doc: "a time in the head of the document is not that of the timeline's row for the same thing",
	Why: "a reader takes the head for the summary of the timeline",
	Examples: []Example{
		{"- Resolved: 2024-05-01 11:21 UTC\n\n## Timeline\n\n- 2024-05-01 10:26 UTC Incident declared\n- 2024-05-01 13:11 UTC Incident resolved\n", 1},
		{"- Resolved: 2024-05-01 13:11 UTC\n\n## Timeline\n\n- 2024-05-01 10:26 UTC Incident declared\n- 2024-05-01 13:11 UTC Incident resolved\n", 0},
	},
	Run: func(p *Pass) {
		rows := map[timeline.Milestone][]reading.Row{}
		for _, r := range p.Reading.Rows {
			if r.Strong && r.Clock {
				rows[r.Milestone] = append(rows[r.Milestone], r)
			}
		}
		for _, m := range p.Reading.Milestones {
			if m.Clock {
				p.header(m, rows[m.Name])
			}
		}
	},
}

func (p *Pass) header(m reading.Milestone, rows []reading.Row) {
	for _, r := range rows {
		if between(m.Mention, r.Mention) <= time.Minute || r.Approx || m.Approx || !r.Time.Exact() || !m.Time.Exact() {
			return
		}
	}
	// Of two rows that say the same, nobody can tell which the head means.
	if len(rows) != 1 {
		return
	}
	r := rows[0]
	f := p.on(m.Place, fmt.Sprintf("%s at %s, but the timeline has it at %s (line %d)", m.Label, m.Text, r.Text, r.Line), "mend one of the two")
	if gap := between(m.Mention, r.Mention); gap%time.Hour == 0 && gap <= 14*time.Hour && gap != 12*time.Hour {
		f.Hint = fmt.Sprintf("they are exactly %d h apart: is one of them in another zone?", gap/time.Hour)
	} else if gap == 12*time.Hour {
		f.Hint = "they are exactly 12 h apart: is one of them AM where PM is meant?"
	}
}
