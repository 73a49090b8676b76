package history

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"time"
)

// Introduction is what the history says about which commit brought a fault in.
// A score is a probability; that none of the candidates is the one has a
// probability, too. Who judges is a person: a candidate is a suspicion.
type Introduction struct {
	Fix        string      // the commit that mended the fault, where it was asked about; 40 hexadecimal digits
	Candidates []Candidate // the likeliest first
	Unknown    float64     // the probability that it is none of those looked at
	Notes      []string    // what could not be seen, and what the answer rests on
}

// Candidate is a commit that may have brought a fault in.
type Candidate struct {
	Commit   string  // 40 hexadecimal digits
	Score    float64 // the probability that it is the one, from 0 to 1; docs/accuracy.md says how good it is
	Why      []string
	Authored time.Time // zero where it is not known
	Landed   time.Time // when it reached the branch that ships; zero where it did not or that is not known
}

const (
	maxCandidates = 10
	leastScore    = 0.01
	unlikely      = 0.5 // from here on of Unknown, the start is called unknown
)

// IntroducedBy looks for the commits that brought in the fault which a commit
// mended. The fix is named by its hash or the beginning of it, or by a tag or
// branch. A merge stands for all that it brought.
func (r *Repository) IntroducedBy(ctx context.Context, fix string) (*Introduction, error) {
	return r.introducedBy(ctx, fix, true)
}

// introducedBy can leave out what the message of the fix says of earlier
// commits: where that is the truth of a measurement, it must not be read.
func (r *Repository) introducedBy(ctx context.Context, fix string, messages bool) (*Introduction, error) {
	h, err := r.revision(fix)
	if err != nil {
		return nil, err
	}
	var out *Introduction
	err = r.withoutLies(ctx, func() error {
		q, err := r.inquire(ctx, h)
		if err != nil {
			return err
		}
		message := ""
		if messages {
			message = q.message
		}
		out, err = q.answer(ctx, message)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history: %s: commit %s: %w", r.path, h, err)
	}
	out.Fix = h.String()
	return out, nil
}

// inquire prepares the inquiry into a fix.
func (r *Repository) inquire(ctx context.Context, fix oid) (*inquiry, error) {
	c, err := r.commit(fix)
	if err != nil {
		return nil, err
	}
	q := &inquiry{r: r, fix: fix, when: c.committer.when.seconds, message: string(c.message), evidence: &evidence{same: sameness{space: true, comments: true}}}
	q.subject, _, _ = splitMessage(c.message)
	if len(c.parents) == 0 {
		q.cut = r.shallow[fix]
		return q, nil
	}
	q.from = c.parents[0]
	before, err := r.point(q.from)
	if err != nil {
		q.cut = true
		return q, nil
	}
	changes, err := r.fileChanges(ctx, before.tree, c.tree)
	if err != nil {
		return nil, err
	}
	if changes, err = r.renames(ctx, changes); err != nil {
		return nil, err
	}
	q.files, q.folders = map[string]bool{}, map[string]bool{}
	for _, c := range changes {
		q.files[c.before()], q.folders[path.Dir(c.before())] = true, true
	}
	q.evidence, err = r.evidence(ctx, changes)
	return q, err
}

// answer follows the evidence and tells what it led to.
func (q *inquiry) answer(ctx context.Context, message string) (*Introduction, error) {
	suspects, err := q.follow(ctx)
	if err != nil {
		return nil, err
	}
	b := newBench(q, suspects)
	b.judge()
	if err := b.heed(ctx, message); err != nil {
		return nil, err
	}
	b.weighSaid()
	out := &Introduction{Unknown: b.unknown, Notes: b.notes()}
	var hashes []oid
	for _, s := range b.suspects {
		if s.chance < leastScore || len(out.Candidates) == maxCandidates {
			break
		}
		out.Candidates = append(out.Candidates, Candidate{
			Commit: s.hash.String(), Score: s.chance, Why: b.why(s), Authored: s.raw.author.when.time(),
		})
		hashes = append(hashes, s.hash)
	}
	landed, err := q.r.landings(ctx, hashes)
	if err != nil {
		return nil, err
	}
	for i, h := range hashes {
		out.Candidates[i].Landed = landed[h]
	}
	return out, nil
}

// IntroducedLine looks for the commits that brought in a line of a file as it
// stands at a revision, or what the line was before. Lines count from 1. The
// score is not measured for lines: it says how the candidates compare.
func (r *Repository) IntroducedLine(ctx context.Context, rev, path string, line int) (*Introduction, error) {
	return r.introducedLines(ctx, rev, func(tree oid) (found, error) {
		return found{lines: map[string][]int{path: {line}}}, nil
	})
}

// IntroducedText looks for the commits that brought in the lines of a revision
// that match a pattern. At most 200 lines are followed.
func (r *Repository) IntroducedText(ctx context.Context, rev string, pattern *regexp.Regexp) (*Introduction, error) {
	return r.introducedLines(ctx, rev, func(tree oid) (found, error) { return r.grep(ctx, tree, pattern) })
}

func (r *Repository) introducedLines(ctx context.Context, rev string, find func(tree oid) (found, error)) (*Introduction, error) {
	at, err := r.revision(rev)
	if err != nil {
		return nil, err
	}
	var out *Introduction
	err = r.withoutLies(ctx, func() error {
		p, err := r.point(at)
		if err != nil {
			return err
		}
		lines, err := find(p.tree)
		if err != nil {
			return err
		}
		q := &inquiry{r: r, from: at, when: p.seconds, lines: true}
		if q.evidence, err = r.evidenceOfLines(p.tree, lines.lines); err != nil {
			return err
		}
		if out, err = q.answer(ctx, ""); err == nil && lines.unseen() != "" {
			out.Notes = append(out.Notes, lines.unseen())
		}
		return err
	})
	var none noSuchLine
	if errors.As(err, &none) {
		because := ""
		if none.because != "" {
			because = ": " + none.because
		}
		return nil, fmt.Errorf("history: %s: %w at %s%s\n%s", r.path, err, rev, because, none.hint)
	}
	if err != nil {
		return nil, fmt.Errorf("history: %s: commit %s: %w", r.path, at, err)
	}
	return out, nil
}
