package incident

import (
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Zone is an IANA time zone, by name. The zero Zone is none.
type Zone struct{ *time.Location }

// Milestones are the milestones a record states. In YAML they are a mapping
// from a milestone's name to a time, or to a mapping with at, text, public and
// evidence.
type Milestones []Milestone

// Milestone is a point of the incident that people state.
type Milestone struct {
	Name     timeline.Milestone
	At       timeline.Time
	Text     string
	Public   bool
	Evidence []string // as in Claim
}
