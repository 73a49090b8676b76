package review

import (
	"fmt"
	"time"
)

var overdueRule = Rule{
	ID: "P34", Name: "overdue", Level: Info, Profiles: []Profile{Internal}, Languages: english,
	Doc:    "an action item of the record is past its date and not done, by the latest time that the record knows of",
	Why:    "a date that passes without a word makes the other dates worthless",
	Source: "Atlassian, incident handbook: four or eight weeks",
	Run: func(p *Pass) {
		if !stated(p.Report) {
			return
		}
		for i, a := range p.Report.Actions {
			if a.Done.IsZero() && !a.Due.IsZero() && a.Due.Latest.Before(p.Report.AsOf()) {
				p.record(Info, []any{"actions", i}, fmt.Sprintf("%q was due on %s and is not done", a.Text, a.Due.Latest.Format(time.DateOnly)), "say when it was done, or give it a new date and say why")
			}
		}
	},
	Examples: noRecord,
}
