package incident

import (
	"github.com/candor-reports/candor/timeline"
)

// metricDefs are the metrics of an incident, in the order in which reports
// show them.
var metricDefs = []struct {
	name, doc string
	from, to  timeline.Milestone
}{
	{"latent", "how long the fault was in the product before it had any effect", timeline.Introduced, timeline.Started},
	{"exposed", "how long the fault was with customers before it had any effect", timeline.Shipped, timeline.Started},
	{"to detect", "from the beginning of impact until it was noticed", timeline.Started, timeline.Detected},
	{"to acknowledge", "from the first notice until a person took it on", timeline.Detected, timeline.Acknowledged},
	{"to declare", "from the first notice until it was called an incident", timeline.Detected, timeline.Declared},
	{"to tell", "from the beginning of impact until those affected were told", timeline.Started, timeline.Told},
	{"to identify", "from the first notice until the cause was known", timeline.Detected, timeline.Identified},
	{"to mitigate", "from the beginning of impact until it stopped", timeline.Started, timeline.Mitigated},
	{"to resolve", "from the beginning of impact until the incident was over", timeline.Started, timeline.Resolved},
}

// metrics computes every metric. One whose milestones are not both known has
// an unknown span; it is never left out, so that a reader sees what is missing.
func metrics(marked map[timeline.Milestone]timeline.Mark) []Metric {
	out := make([]Metric, len(metricDefs))
	for i, d := range metricDefs {
		out[i] = Metric{
			Name: d.name, Doc: d.doc, From: d.from, To: d.to,
			Span:    marked[d.to].Time.Since(marked[d.from].Time),
			Formula: string(d.to) + " − " + string(d.from),
		}
	}
	return out
}
