package history

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

const (
	// outright is the chance of the commits that a fix's message blames, and
	// named that of those it only mentions: of 27 such mentions in the messages
	// of 417 fixes whose culprit is known, 15 were of the culprit.
	outright  = 0.95
	mentioned = 0.55
	// hinted is what the version that a message names adds to the logarithm of
	// the odds of commits that are first in it.
	hinted = 2.0
	// maxPullSearch is how many commits are searched for a request's number.
	maxPullSearch = 20_000
)

// heed adds the commits that the message of the fix names to the suspects.
func (b *bench) heed(ctx context.Context, message string) error {
	for _, m := range mentionsIn(message) {
		if m.version != "" {
			if err := b.since(ctx, m); err != nil {
				return err
			}
			continue
		}
		h, err := b.find(ctx, m)
		if err != nil {
			return err
		}
		s := b.met(h)
		if s == nil {
			continue
		}
		s.sure, s.mentioned = s.sure || m.sure, true
		verb := "mentions"
		if m.sure {
			verb = "blames"
		}
		s.said = append(s.said, fmt.Sprintf("the fix %s it: %s", verb, clipped(m.text)))
	}
	return nil
}

// met gives the suspect that a commit is, and makes it one. It is nil for the
// fix and for what came after it.
func (b *bench) met(h oid) *suspect {
	if h.IsZero() || h == b.fix {
		return nil
	}
	if i := slices.IndexFunc(b.suspects, func(s *suspect) bool { return s.hash == h }); i >= 0 {
		return b.suspects[i]
	}
	raw, err := b.r.commit(h)
	if err != nil || raw.committer.when.seconds > b.when+daySlack {
		return nil
	}
	s := &suspect{hash: h, raw: raw, paths: map[string]bool{}, recent: -1}
	s.subject, _, _ = splitMessage(raw.message)
	b.suspects = append(b.suspects, s)
	return s
}

// since notes which suspects are first in the release that the message names.
func (b *bench) since(ctx context.Context, m mention) error {
	l, err := b.r.Lineage(ctx)
	if err != nil {
		return err
	}
	is := func(rel Release) bool { return rel.Version == m.version && rel.weight() == 0 }
	if !slices.ContainsFunc(l.Releases, is) {
		return nil
	}
	var hashes []string
	for _, s := range b.suspects {
		hashes = append(hashes, s.hash.String())
	}
	within := l.Containing(hashes...)
	for i, s := range b.suspects {
		if first, ok := l.first(tagged(within[hashes[i]])); ok && is(first) {
			s.dated = true
			s.said = append(s.said, fmt.Sprintf("it is first in %s, which the fix names: %s", first.Tag, clipped(m.text)))
		}
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
	var found oid
	err := b.r.recent(ctx, b.from, maxPullSearch, func(at *stop) error {
		raw, err := b.r.commit(at.commit)
		if err != nil {
			return nil
		}
		subject, body, _ := splitMessage(raw.message)
		if parsePull(subject, body, len(raw.parents) > 1).number == m.pull {
			found = at.commit
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return found, err
}

// errEnough ends a visit that has found what it is for.
var errEnough = errors.New("found")

// weighSaid changes the chances by what the message says. A commit that it
// blames outright leaves little to the others.
func (b *bench) weighSaid() {
	for _, s := range b.suspects {
		if s.dated {
			s.chance *= math.Exp(hinted)
		}
	}
	b.settle(1)
	if b.raise(outright, func(s *suspect) bool { return s.sure }) == 0 {
		b.raise(mentioned, func(s *suspect) bool { return s.mentioned })
	}
	b.rank()
}

// settle makes the chances of all that are not set, and of none, a whole in
// proportion.
func (b *bench) settle(whole float64, set ...*suspect) {
	sum := b.unknown
	for _, s := range b.suspects {
		if !slices.Contains(set, s) {
			sum += s.chance
		}
	}
	if sum == 0 {
		return
	}
	for _, s := range b.suspects {
		if !slices.Contains(set, s) {
			s.chance *= whole / sum
		}
	}
	b.unknown *= whole / sum
}

// raise gives the suspects of a kind a chance together that is no less than
// one, half of it to each alike and half by what they had, and tells how many
// they are.
func (b *bench) raise(chance float64, is func(*suspect) bool) int {
	var kind []*suspect
	sum := 0.0
	for _, s := range b.suspects {
		if is(s) {
			kind = append(kind, s)
			sum += s.chance
		}
	}
	if len(kind) == 0 || sum >= chance {
		return len(kind)
	}
	for _, s := range kind {
		own := 1 / float64(len(kind))
		if sum > 0 {
			own = (own + s.chance/sum) / 2
		}
		s.chance = own * chance
	}
	b.settle(1-chance, kind...)
	return len(kind)
}
