package history

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"slices"
)

const (
	// outright is the chance of the commits that a fix's message blames.
	outright = 0.95
	// hinted is what a mere mention adds to the logarithm of the odds.
	hinted = 2.0
	// maxPullSearch is how many commits are searched for a request's number.
	maxPullSearch = 20_000
)

// heed adds the commits that the message of the fix names to the suspects.
func (b *bench) heed(ctx context.Context, message string) error {
	for _, m := range mentionsIn(message) {
		h, err := b.find(ctx, m)
		if err != nil {
			return err
		}
		if h.IsZero() || h == b.fix {
			continue
		}
		i := slices.IndexFunc(b.suspects, func(s *suspect) bool { return s.hash == h })
		if i < 0 {
			raw, err := b.r.commit(h)
			if err != nil || raw.committer.when.seconds > b.when+daySlack {
				continue
			}
			s := &suspect{hash: h, raw: raw, paths: map[string]bool{}, recent: -1}
			s.subject, _, _ = splitMessage(raw.message)
			i, b.suspects = len(b.suspects), append(b.suspects, s)
		}
		s := b.suspects[i]
		s.sure = s.sure || m.sure
		verb := "mentions"
		if m.sure {
			verb = "blames"
		}
		s.said = append(s.said, fmt.Sprintf("the fix %s it: %s", verb, clipped(m.text)))
	}
	return nil
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// find gives the commit that a mention means; zero where there is none.
func (b *bench) find(ctx context.Context, m mention) (oid, error) {
	if m.hash != "" {
		h, err := b.r.expand(m.hash)
		if err != nil {
			return oid{}, nil
		}
		return h, nil
	}
	var queue stops
	seen := map[oid]bool{}
	add := func(h oid) {
		if p, err := b.r.point(h); err == nil && !seen[h] {
			seen[h] = true
			heap.Push(&queue, &stop{point: p, commit: h})
		}
	}
	add(b.from)
	for n := 0; n < maxPullSearch && len(queue) > 0; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return oid{}, ctx.Err()
		}
		at := heap.Pop(&queue).(*stop)
		raw, err := b.r.commit(at.commit)
		if err != nil {
			continue
		}
		subject, body, _ := splitMessage(raw.message)
		if parsePull(subject, body, len(raw.parents) > 1).number == m.pull {
			return at.commit, nil
		}
		for _, h := range at.parents {
			add(h)
		}
	}
	return oid{}, nil
}

// weighSaid changes the chances by what the message says. A commit that it
// blames outright leaves little to the others.
func (b *bench) weighSaid() {
	sure := 0
	for _, s := range b.suspects {
		if s.sure {
			sure++
		}
	}
	sum := b.unknown
	for _, s := range b.suspects {
		switch {
		case sure == 0 && len(s.said) > 0:
			s.chance *= math.Exp(hinted)
		case s.sure:
			s.chance = 0
		}
		sum += s.chance
	}
	rest := 1.0
	if sure > 0 {
		rest = 1 - outright
	}
	for _, s := range b.suspects {
		if s.sure {
			s.chance = outright / float64(sure)
		} else if sum > 0 {
			s.chance *= rest / sum
		}
	}
	if sum > 0 {
		b.unknown *= rest / sum
	}
	b.rank()
}
