package history

import (
	"context"
	"math"
	"slices"
	"time"
)

// landings gives for each commit when it reached the branch that HEAD names:
// the committer time of the oldest commit of its first-parent line that
// contains it. What is not on the branch is not in the result.
func (r *Repository) landings(ctx context.Context, commits []oid) (map[oid]time.Time, error) {
	out := map[oid]time.Time{}
	b, err := r.head()
	if err != nil || len(commits) == 0 {
		return out, nil
	}
	since := int64(math.MaxInt64)
	for _, h := range commits {
		p, err := r.point(h)
		if err != nil {
			continue
		}
		since = min(since, p.seconds)
	}
	steps, _, err := r.line(ctx, b.tip, since-daySlack)
	if err != nil {
		return nil, err
	}
	// A commit of the line contains its history as a release does.
	line := make([]Release, 0, len(steps))
	for _, s := range slices.Backward(steps) {
		line = append(line, Release{Time: time.Unix(s.seconds, 0), commit: s.hash})
	}
	// One at a time: what lies between the landings of two need not be walked.
	for _, h := range commits {
		first, err := r.FirstReleases(ctx, []string{h.String()}, line)
		if err != nil {
			return nil, err
		}
		if s, ok := first[h.String()]; ok {
			out[h] = s.Time.UTC()
		}
	}
	return out, nil
}
