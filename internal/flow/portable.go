package flow

import (
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/review"
)

// elsewhere tells how another Markdown engine shows a document for the public:
// such text is pasted into pages whose Markdown is not ours.
func (f *Folder) elsewhere(d Drafted) []review.Difference {
	if d.Draft.Audience != incident.Public {
		return nil
	}
	found, err := render.Portable(f.name(d.File), d.Draft.Markdown)
	if err != nil {
		// Review tells of what is beyond the limits by itself.
		return nil
	}
	out := make([]review.Difference, len(found))
	for i, d := range found {
		out[i] = review.Difference{Line: d.Line, Here: d.Here, There: d.There, Why: d.Why, Hint: d.Hint}
	}
	return out
}
