package history

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"slices"
)

const (
	maxSpeeches = 10_000 // commits before the fault whose messages are read
	maxTelling  = 12     // of those, the ones that are suspects for what their messages say
)

// spoken reads the messages of the last commits before the fault. Those that
// tell most of what the fix's does are suspects, whatever they changed: where
// the cause lies in another file, no line leads there.
func (q *inquiry) spoken(ctx context.Context) error {
	if q.subject == "" {
		return nil
	}
	q.speech = newSpeech(q.message, q.subject)
	type speaker struct {
		commit oid
		heard  heard
		score  float64
	}
	var all []speaker
	err := q.r.recent(ctx, q.from, maxSpeeches, func(at *stop) error {
		if len(at.parents) > 1 {
			return nil
		}
		raw, err := q.r.commit(at.commit)
		if err != nil {
			return nil
		}
		h := q.speech.hear(raw.message)
		q.speech.count(h)
		if len(h.words) > 0 {
			all = append(all, speaker{commit: at.commit, heard: h})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range all {
		all[i].score = q.speech.score(all[i].heard)
	}
	slices.SortFunc(all, func(a, b speaker) int {
		return cmp.Or(cmp.Compare(b.score, a.score), bytes.Compare(a.commit[:], b.commit[:]))
	})
	for _, s := range all[:min(len(all), maxTelling)] {
		if q.suspects[s.commit] == nil {
			q.suspects[s.commit] = &suspect{hash: s.commit, paths: map[string]bool{}, recent: -1, far: true}
		}
	}
	return nil
}

// recent visits so many of the commits that a commit contains, newest first,
// itself at the beginning.
func (r *Repository) recent(ctx context.Context, from oid, most int, visit func(*stop) error) error {
	seen := map[oid]bool{}
	var queue stops
	add := func(h oid) {
		if seen[h] {
			return
		}
		seen[h] = true
		if p, err := r.point(h); err == nil {
			heap.Push(&queue, &stop{point: p, commit: h})
		}
	}
	add(from)
	for n := 0; n < most && len(queue) > 0; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := heap.Pop(&queue).(*stop)
		for _, h := range at.parents {
			add(h)
		}
		if err := visit(at); err != nil {
			return err
		}
	}
	return nil
}

// tell gives the suspects what their messages tell, and who was the first of
// them to tell of something.
func (q *inquiry) tell(all []*suspect) {
	if q.speech == nil {
		return
	}
	byTime := slices.Clone(all)
	slices.SortFunc(byTime, func(a, b *suspect) int {
		return cmp.Or(cmp.Compare(a.raw.committer.when.seconds, b.raw.committer.when.seconds), bytes.Compare(a.hash[:], b.hash[:]))
	})
	whole := q.speech.subject()
	told := map[int]bool{}
	for _, s := range byTime {
		h := q.speech.hear(s.raw.message)
		s.telling = q.speech.score(h)
		for _, t := range h.words {
			if q.speech.asked[t.word].subject && !told[t.word] && whole > 0 {
				s.firstTold += q.speech.weight(t.word) / whole
				s.firstWords = append(s.firstWords, q.speech.asked[t.word].word)
			}
			told[t.word] = true
		}
	}
}
