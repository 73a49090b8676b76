package review

import (
	"github.com/candor-reports/candor/review/reading"
)

// dataRules are the rules that hold a document's times and figures against each
// other, the record and the repository.
var dataRules = []Rule{
	unsortedRule, impossibleTimeRule, noZoneRule, zoneNameRule, metricRule, headerRule, halfDayRule, gitRule, unmentionedRule, sumRule, conversionRule, codeRule, recordTimeRule,
}

const measured = "measured on published reports"

// on adds a finding at a place that was read. Its words are those of the place.
func (p *Pass) on(at reading.Place, message, hint string) *Finding {
	f := p.at(at.Offset, message, hint)
	f.Words = at.Text
	return f
}

// timelines returns the rows of each timeline that stand on one level.
func timelines(d *reading.Document) [][]reading.Row {
	var out [][]reading.Row
	at := map[[2]int]int{}
	for _, r := range d.Rows {
		key := [2]int{r.Timeline, r.Depth}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key], out = i, append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	return out
}
