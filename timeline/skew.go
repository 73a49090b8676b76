package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Marker is something that more than one source may name, such as a request,
// a commit or a trace, and when a source first did.
type Marker struct {
	ID string
	At time.Time
}

// Skew is how far the clock of one source seems to stand from that of another.
type Skew struct {
	Offset time.Duration // what to add to the times of the first source
	Spread time.Duration // within which half of the differences lie
	Shared int           // markers that both sources name
}

// How many markers two sources must share, and how their differences must lie
// together, for a proposal: a chain of calls takes time, but not always the
// same, and a clock that is wrong is always wrong by the same.
const (
	skewShared = 5
	skewLeast  = 2 * time.Second
	skewSpread = 15 * time.Second
)

// SkewOf proposes how far the clock of the source with the markers a stands
// behind that of the source with the markers b: the median of the differences.
// It is false where they share fewer than five markers, where the differences
// scatter by more than a fourth of the median or fifteen seconds, or where it
// is under two seconds. It is a proposal, since b may always come after a for a reason.
func SkewOf(a, b []Marker) (Skew, bool) {
	first := map[string]time.Time{}
	for _, m := range b {
		if at, ok := first[m.ID]; !ok || m.At.Before(at) {
			first[m.ID] = m.At
		}
	}
	own := map[string]time.Time{}
	for _, m := range a {
		if at, ok := own[m.ID]; !ok || m.At.Before(at) {
			own[m.ID] = m.At
		}
	}
	var diffs []time.Duration
	for id, at := range own {
		if other, ok := first[id]; ok {
			diffs = append(diffs, other.Sub(at))
		}
	}
	s := Skew{Shared: len(diffs)}
	if len(diffs) < skewShared {
		return s, false
	}
	slices.Sort(diffs)
	s.Offset = diffs[len(diffs)/2]
	s.Spread = diffs[len(diffs)*3/4] - diffs[len(diffs)/4]
	return s, s.Offset.Abs() >= skewLeast && s.Spread <= max(min(s.Offset.Abs()/4, skewSpread), time.Second)
}

// String tells the offset as a source's clock is declared: +38s.
func (s Skew) String() string {
	return fmt.Sprintf("%+gs", s.Offset.Round(100*time.Millisecond).Seconds())
}

// Told is what to say of the skew of a source or file against another, and what
// to do about it. what names the thing with the clock; own and theirs are the
// corrections that both have already, which a new one takes the place of.
func (s Skew) Told(other, what string, own, theirs time.Duration) string {
	where := "later"
	if s.Offset < 0 {
		where = "earlier"
	}
	told := fmt.Sprintf("what %s names too (%d requests, traces or commits) stands there %s %s, half of it within %s: if the clock of this %s is wrong by that, write clock: %s, or clock: %s if it is the other's",
		other, s.Shared, s.Offset.Abs().Round(100*time.Millisecond), where, s.Spread.Round(100*time.Millisecond), what, Skew{Offset: own + s.Offset}, Skew{Offset: theirs - s.Offset})
	const zones = 15 * time.Minute // all zones differ by so much, or many times so much
	if s.Offset.Abs() >= zones && (s.Offset-s.Offset.Round(zones)).Abs() < skewLeast {
		told += "; if times were taken to be of a wrong zone, declare the timezone"
	}
	return told
}

// Markers lists what the events of one source name that another may name, too:
// requests, traces and commits in their texts and labels.
func Markers(events []Event) []Marker {
	var out []Marker
	for _, e := range events {
		if !e.Time.Exact() || e.Time.Precision > time.Second {
			continue
		}
		texts := []string{string(e.Text), string(e.Subject), e.Source.Ref}
		for _, v := range e.Labels {
			texts = append(texts, v)
		}
		for _, text := range texts {
			for word := range strings.FieldsFuncSeq(timed.ReplaceAllString(text, ""), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				if id := cmp.Or(MarkerOf(word), snowflake(word)); id != "" {
					out = append(out, Marker{id, e.Time.Earliest})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y Marker) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	return slices.Compact(out)
}
