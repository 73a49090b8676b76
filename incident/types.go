package incident

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Zone is an IANA time zone. The zero Zone is none.
type Zone struct{ *time.Location }

// ParseZone reads a zone's name, such as Europe/Berlin or UTC.
func ParseZone(name string) (Zone, error) {
	if name == "UTC" {
		return Zone{time.UTC}, nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil || !strings.Contains(name, "/") {
		return Zone{}, fmt.Errorf("%q is not a time zone: write an IANA name such as Europe/Berlin, or UTC", name)
	}
	return Zone{loc}, nil
}

// String returns the zone's name, or "" for none.
func (z Zone) String() string {
	if z.Location == nil {
		return ""
	}
	return z.Location.String()
}

// Milestones are the milestones a record states. In YAML they are a mapping
// from a milestone's name to a time, or to a mapping with at, text, public and
// evidence.
type Milestones []Milestone

// Milestone is a point of the incident that people state.
type Milestone struct {
	Name     timeline.Milestone `yaml:"-"`
	At       timeline.Time      `yaml:"at"`
	Text     string             `yaml:"text"`
	Public   bool               `yaml:"public"`
	Evidence []string           `yaml:"evidence"` // as in Claim
}

// At returns the time of a milestone, unknown where the record does not state
// it.
func (ms Milestones) At(name timeline.Milestone) timeline.Time {
	for _, m := range ms {
		if m.Name == name {
			return m.At
		}
	}
	return timeline.Time{}
}

// Offset is a clock correction: what to add to the times of a source.
type Offset time.Duration

// parseOffset reads "+38s" or "-1m30s". The sign is required, since "38s" says
// nothing of its direction.
func parseOffset(s string) (Offset, error) {
	d, err := time.ParseDuration(strings.TrimPrefix(s, "+"))
	if err != nil || s == "" || s[0] != '+' && s[0] != '-' {
		return 0, fmt.Errorf("%q is not a clock correction: write what to add to its times, with a sign, such as +38s", s)
	}
	return Offset(d), nil
}

// Impact intervals, sources and statements all end up in documents, so an
// empty list item would be an empty bullet.
func empty(claims []Claim) int {
	for i, c := range claims {
		if c.IsZero() {
			return i
		}
	}
	return -1
}
