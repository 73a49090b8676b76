package history

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Window is what landed on a branch between two times.
type Window struct {
	Branch  Branch
	Changes []Change              // in the order they landed
	Refused []*timeline.LineError // commits whose time cannot be known
	Tally   timeline.Tally        // in commits
	Oldest  time.Time             // the earliest and the latest commit of the branch that was looked at
	Newest  time.Time
	Notes   []string
	Gaps    []string
	line    map[oid]int // the commits of the branch that were looked at, by index: larger is older
}

// Window finds the changes that landed on a branch from o.Since to o.Until,
// both included. The commits that a merge brought are counted as quiet, or
// told one by one where o.AllCommits is set; they landed with their merge.
//
// What it finds is complete as far as line and brought say. Whether a later
// change took one of them back is looked for in the window and in the 1,024
// commits of the line after it.
func (r *Repository) Window(ctx context.Context, o Options) (*Window, error) {
	w, err := r.window(ctx, o)
	if errors.Is(err, errGraph) {
		r.graph.close()
		r.graph = nil
		if w, err = r.window(ctx, o); err == nil {
			w.Notes = append(w.Notes, "the repository's commit-graph file contradicts its commits and was not used")
		}
	}
	return w, err
}

// windowReader collects a window.
type windowReader struct {
	*Window
	r      *Repository
	o      Options
	steps  []step
	bodies int
	hidden int // trees that could not be read
}

func (r *Repository) window(ctx context.Context, o Options) (*Window, error) {
	b, err := r.Branch(o.Branch)
	if err != nil {
		return nil, err
	}
	since, until := bounds(o)
	steps, gap, err := r.line(ctx, b.tip, since)
	if errors.Is(err, errGraph) || ctx.Err() != nil {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("history: %s: %s cannot be read: %w\nmake a fresh clone and name that", r.path, b, err)
	}
	w := &windowReader{Window: &Window{Branch: b, Tally: timeline.Tally{Source: o.Source, Unit: unit}}, r: r, o: o, steps: steps}
	w.line = make(map[oid]int, len(steps))
	for i, s := range steps {
		w.line[s.hash] = i
	}
	first, last := w.classify(since, until)
	if first >= 0 {
		if err := w.fill(ctx, first, last, since, until); err != nil {
			return nil, err
		}
	}
	w.pair(first)
	w.notes(first, last)
	w.gaps(gap)
	return w.Window, nil
}

// bounds gives the window in whole seconds, as commits have them.
func bounds(o Options) (since, until int64) {
	since, until = math.MinInt64, math.MaxInt64
	if !o.Since.IsZero() {
		since = o.Since.Unix()
		if o.Since.Nanosecond() > 0 {
			since++
		}
	}
	if !o.Until.IsZero() {
		until = o.Until.Unix()
	}
	return since, until
}

func (s step) believed() string {
	if s.odd == "" && (s.seconds < firstBelieved || s.seconds >= lastBelieved) {
		return "its date lies outside 1970 to 2200"
	}
	return s.odd
}

// classify counts the commits of the line and gives the range of those in the
// window, newest and oldest; -1 where there are none.
func (w *windowReader) classify(since, until int64) (first, last int) {
	first, last = -1, -1
	for i, s := range w.steps {
		w.Tally.Read++
		// A zone that does not exist leaves the seconds as they are, so such a
		// commit concerns nobody where it lies outside anyway.
		unbelieved := s.seconds < firstBelieved || s.seconds >= lastBelieved || s.seconds == 0 && s.odd != ""
		switch {
		case unbelieved:
			w.refuse(s.hash, s.believed())
		case s.seconds < since || s.seconds > until:
			w.Tally.Outside++
		default:
			if first < 0 {
				first = i
			}
			last = i
		}
		if t := (stamp{seconds: s.seconds}).time(); !unbelieved {
			if w.Newest.IsZero() || t.After(w.Newest) {
				w.Newest = t
			}
			if w.Oldest.IsZero() || t.Before(w.Oldest) {
				w.Oldest = t
			}
		}
	}
	return first, last
}

func (w *windowReader) refuse(h oid, why string) {
	w.Tally.Refused++
	w.Refused = append(w.Refused, &timeline.LineError{
		Position: timeline.Position{Source: w.o.Source, Ref: h.String()},
		Err:      errors.New("the time of the commit is not known: " + why),
	})
}

// fill makes the changes of the window from the commits of the line.
func (w *windowReader) fill(ctx context.Context, first, last int, since, until int64) error {
	brought, missing, err := w.r.brought(ctx, w.steps, first, last)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		w.Gaps = append(w.Gaps, fmt.Sprintf("%s that merges brought cannot be read (the first is %s), so nothing behind them can be seen", count(len(missing), "commit", "commits"), missing[0]))
	}
	for i := last; i >= first; i-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		s := w.steps[i]
		w.Tally.Read += len(brought[i])
		switch {
		case s.seconds < firstBelieved || s.seconds >= lastBelieved || s.seconds == 0 && s.odd != "":
			w.Tally.Refused += len(brought[i])
		case s.seconds < since || s.seconds > until:
			w.Tally.Outside += len(brought[i])
		default:
			if err := w.land(i, brought[i]); err != nil {
				return err
			}
		}
	}
	slices.SortStableFunc(w.Changes, func(a, b Change) int { return a.Landed.Compare(b.Landed) })
	return nil
}

// land makes the changes of one commit of the line.
func (w *windowReader) land(i int, brought []*visit) error {
	s := w.steps[i]
	raw, err := w.r.commit(s.hash)
	if err != nil {
		w.refuse(s.hash, err.Error())
		w.Tally.Refused += len(brought)
		return nil
	}
	if !s.agrees(raw) {
		return errGraph
	}
	if odd := raw.committer.when.odd; odd != "" {
		w.refuse(s.hash, odd)
		w.Tally.Refused += len(brought)
		return nil
	}
	landed := raw.committer.when.time()
	c := w.r.change(s.hash, raw)
	c.Landed, c.order, c.BroughtAll = landed, i, len(brought)
	for n, v := range brought {
		if n >= maxBrought && !w.o.AllCommits && len(w.o.Cited) == 0 {
			w.Tally.Quiet += len(brought) - n
			break
		}
		if err := w.bring(&c, n, v); err != nil {
			return err
		}
	}
	w.tell(c)
	return nil
}

// maxBrought is how many of the commits that a merge brought are listed.
const maxBrought = 50

// bring reads one of the commits that a merge brought.
func (w *windowReader) bring(by *Change, n int, v *visit) error {
	raw, err := w.r.commit(v.hash)
	if err != nil {
		w.Tally.Quiet++
		return nil
	}
	if !v.agrees(raw) {
		return errGraph
	}
	c := w.r.change(v.hash, raw)
	c.Landed, c.LandedBy, c.order = by.Landed, by.Hash, by.order
	if n < maxBrought {
		by.Brought = append(by.Brought, Commit{c.Hash, c.Subject})
	}
	// A merge that brings a revert and nothing else is that revert.
	if by.BroughtAll == 1 && by.back == nil {
		by.back = c.back
	}
	if w.o.AllCommits || cited(w.o.Cited, c.Hash) {
		w.tell(c)
		return nil
	}
	w.Tally.Quiet++
	return nil
}

// shortest is the shortest beginning of a hash that names a commit.
const shortest = 7

func cited(prefixes []string, hash string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return len(p) >= shortest && strings.HasPrefix(hash, p) })
}

// maxBodies bounds what is held of messages in all.
const maxBodies = 128 << 20

func (w *windowReader) tell(c Change) {
	if len(w.o.Paths) > 0 {
		var from oid
		if !c.parent.IsZero() {
			if parent, err := w.r.commit(c.parent); err == nil {
				from = parent.tree
			}
		}
		touched, err := w.r.touches(from, c.tree, w.o.Paths)
		if err != nil {
			w.hidden++
		}
		if !touched {
			w.Tally.Quiet++
			return
		}
	}
	if w.bodies += len(c.Body); w.bodies > maxBodies && len(c.Body) > 1024 {
		c.Body = c.Body[:1024]
		c.Marks = append(c.Marks, markCut)
	}
	w.Tally.Told++
	w.Changes = append(w.Changes, c)
}

// unit is what the tally counts.
const unit = "commits"

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (w *windowReader) notes(first, last int) {
	b := w.Branch
	if w.r.through != "" {
		w.Notes = append(w.Notes, throughGit(w.r.through))
	}
	switch {
	case b.Detached:
		w.Notes = append(w.Notes, fmt.Sprintf("HEAD names no branch: the history of %s was read as the branch that ships", b.Tip[:12]))
	case b.Remote:
		w.Notes = append(w.Notes, fmt.Sprintf("%s is as it was last fetched", b))
	}
	if first < 0 {
		return
	}
	w.Notes = append(w.Notes, fmt.Sprintf("the time of a change is when it landed on %s: the committer time of the commit or of the merge that brought it (%s)", b, count(len(w.Changes), "change", "changes")))
	merges, brought, backwards := 0, 0, 0
	for _, c := range w.Changes {
		if c.BroughtAll > 0 {
			merges, brought = merges+1, brought+c.BroughtAll
		}
	}
	if merges > 0 && !w.o.AllCommits {
		w.Notes = append(w.Notes, fmt.Sprintf("%s came with %s and %s told by the merge", count(brought, "commit", "commits"), count(merges, "merge", "merges"), verb(brought)))
	}
	for i := first; i <= last && i+1 < len(w.steps); i++ {
		if w.steps[i].seconds < w.steps[i+1].seconds {
			backwards++
		}
	}
	if backwards > 0 {
		w.Notes = append(w.Notes, fmt.Sprintf("%s on %s %s dated before the one it follows: a clock was wrong, or the date was set by hand", count(backwards, "commit", "commits"), b, verb(backwards)))
	}
	if n := w.pulls(); n > 0 {
		w.Notes = append(w.Notes, fmt.Sprintf("%s %s %s into another copy of itself: what came with it may have landed earlier than is told", count(n, "merge", "merges"), "took", b))
	}
}

func verb(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// pulls counts the merges that git pull makes: the branch as it was on the
// server merged into somebody's copy, which then became the branch. The order
// of the parents is the wrong way round there.
func (w *windowReader) pulls() int {
	if w.Branch.Name == "" {
		return 0
	}
	name := regexp.QuoteMeta(w.Branch.Name)
	pull := regexp.MustCompile(`^Merge (?:remote-tracking branch '(?:origin|upstream)/` + name + `'|branch '` + name + `' of \S+)(?: into \S+)?$`)
	n := 0
	for _, c := range w.Changes {
		if c.Merge && pull.MatchString(string(c.Subject)) {
			n++
		}
	}
	return n
}

func (w *windowReader) gaps(gap error) {
	if gap != nil {
		w.Gaps = append(w.Gaps, gap.Error())
	}
	if n := len(w.r.shallow); n > 0 {
		text := fmt.Sprintf("the clone is shallow: history is cut off at %s", count(n, "commit", "commits"))
		if end := w.steps[len(w.steps)-1]; w.r.shallow[end.hash] {
			text = fmt.Sprintf("the clone is shallow: nothing that landed before %s (commit %s) can be seen", timeline.At(stamp{seconds: end.seconds}.time(), time.Second).Clock(), end.hash.String()[:12])
		}
		w.Gaps = append(w.Gaps, text+", and releases may be missed; git fetch --unshallow in it gets the rest")
	}
	if n := len(w.r.objects.faults()); n > 0 {
		w.Gaps = append(w.Gaps, fmt.Sprintf("%s of the repository cannot be read (%v), so commits in it are not seen", count(n, "part", "parts"), w.r.objects.faults()[0]))
	}
	if w.hidden > 0 {
		w.Gaps = append(w.Gaps, fmt.Sprintf("what %s touched cannot be read, so %s left out", count(w.hidden, "change", "changes"), cmp.Or(map[bool]string{true: "it was"}[w.hidden == 1], "they were")))
	}
}
