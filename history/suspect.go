package history

import (
	"cmp"
	"context"
	"math"
	"path"
	"slices"
)

// suspect is a commit that the evidence leads to.
type suspect struct {
	hash       oid
	raw        rawCommit
	subject    string
	hits       [clues][stepsTold + 1]float64 // weight of the lines it brought in, by clue and steps walked past
	began      [clues]float64                // weight of the lines behind which it left nothing older
	firstNames uint64                        // the names that nothing before it had put in
	firstPairs uint64                        // the pairs of names that nothing before it had in one line
	paths      map[string]bool               // as they were called there
	recent     int                           // how many later commits changed the same file; -1 where it was not the file's last
	made       bool                          // it made one of the files
	changes    int                           // files it changed
	shared     float64                       // which part of the fix's files it changed
	near       bool                          // it changed a file in a folder of the fix
	put        int                           // lines it put into the files
	telling    float64                       // how much its message tells of what the fix's does
	firstTold  float64                       // which part of the words of the fix's subject no message before it had
	firstWords []string                      // those words
	like       float64                       // how alike its subject is to the fix's
	told       float64                       // which part of the words of the fix's subject its message has
	spoken     uint64                        // the fix's names in its message
	names      uint64                        // the fix's names that it put into the files
	far        bool                          // it touched other files only
	signals    []float64
	chance     float64
	said       []string // what messages say of it
	sure       bool     // a message says outright that it is the one
	mentioned  bool     // a message names it
	dated      bool     // it is first in the release that a message names
}

// stepsTold is how many of the steps back are told apart.
const stepsTold = 3

// maxSuspects is how many commits are looked at closely: those that are
// likeliest by what is known without reading all that they changed.
const maxSuspects = 40

// inquiry follows the evidence of one fix.
type inquiry struct {
	r                      *Repository
	evidence               *evidence
	fix                    oid
	from                   oid // the commit in which the fault stands
	message                string
	subject                string
	lines                  bool // lines were asked about, and no fix
	when                   int64
	suspects               map[oid]*suspect
	stops                  map[oid][]*stop
	passed                 map[string]int // commits that changed a file, by its path
	texts                  *texts
	names                  []*named // of the fix, each a bit
	words                  []string // what they are called
	pairs                  []uint64 // of names that stand in one line of the fix
	firstNames, firstPairs firsts
	cut                    bool
	files, folders         map[string]bool // that the fix changed
	speech                 *speech         // what the fix's message says; nil where there is none
}

// follow walks all lines of the evidence back and gives the commits that
// brought them in, those with most evidence first.
func (q *inquiry) follow(ctx context.Context) ([]*suspect, error) {
	q.suspects, q.stops, q.passed = map[oid]*suspect{}, map[oid][]*stop{}, map[string]int{}
	t := q.r.newTrail(q.evidence.same, q.hit)
	t.moves, t.passes, q.texts = true, q.pass, t.texts
	q.mark(t.texts)
	for _, f := range q.evidence.files {
		if err := t.start(q.from, f.path, f.spans, max(5, wholeHistory/len(q.evidence.files))); err != nil {
			return nil, err
		}
	}
	if err := t.walk(ctx); err != nil {
		return nil, err
	}
	q.cut = q.cut || len(t.cut) > 0
	q.brought()
	if err := q.elsewhere(ctx); err != nil {
		return nil, err
	}
	if err := q.spoken(ctx); err != nil {
		return nil, err
	}
	var err error
	words := subjectWords(q.subject)
	var out []*suspect
	for _, s := range q.suspects {
		if s.raw, err = q.r.commit(s.hash); err != nil || s.hash == q.fix {
			continue
		}
		s.subject, _, _ = splitMessage(s.raw.message)
		s.like = likeSubjects(words, subjectWords(s.subject))
		q.compare(s, words, t.texts.names)
		out = append(out, s)
	}
	q.tell(out)
	b := newBench(q, out)
	b.judge()
	out = b.suspects[:min(len(out), maxSuspects)]
	return q.describe(ctx, out)
}

// compare compares a suspect's message with the fix's subject and names.
func (q *inquiry) compare(s *suspect, words map[string]bool, names map[string]uint64) {
	message := s.raw.message[:min(len(s.raw.message), maxSpeech)]
	told, common := subjectWords(string(message)), 0
	for w := range words {
		if told[w] {
			common++
		}
	}
	s.told = float64(common) / float64(max(3, len(words)))
	for _, w := range identifier.FindAll(message, -1) {
		s.spoken |= names[string(w)]
	}
}

// wholeHistory is how many of the last changes of a file are looked at whatever
// lines they touched.
const wholeHistory = 150

// pass notes a commit that changed a file, and which of the fix's names it put
// in. Trails go from new to old.
func (q *inquiry) pass(at, before *stop, hunks []hunk) {
	if len(at.parents) > 1 {
		return
	}
	s := q.suspect(at)
	n := q.passed[at.path]
	q.passed[at.path]++
	if s.recent < 0 || n < s.recent {
		s.recent = n
	}
	new, err := q.texts.text(q.r, at.place.blob)
	if err != nil {
		return
	}
	var old text
	if before == nil {
		hunks = []hunk{{b1: len(new.keys)}}
	} else if old, err = q.texts.text(q.r, before.place.blob); err != nil {
		return
	}
	for _, h := range hunks {
		s.put += h.b1 - h.b0
	}
	names := q.texts.put(old, new, hunks)
	s.names |= names
	q.firstNames.met(s, names)
	q.firstPairs.met(s, q.texts.putPairs(old, new, hunks, q.pairs))
}

func (q *inquiry) suspect(at *stop) *suspect {
	s := q.suspects[at.commit]
	if s == nil {
		s = &suspect{hash: at.commit, paths: map[string]bool{}, recent: -1}
		q.suspects[at.commit] = s
	}
	if !s.paths[at.path] {
		s.paths[at.path] = true
		q.stops[at.commit] = append(q.stops[at.commit], at)
	}
	return s
}

// hit counts lines that a commit brought in.
func (q *inquiry) hit(at *stop, lines span) {
	s, weight := q.suspect(at), lines.weight*float64(lines.hi-lines.lo)
	s.hits[lines.group][min(lines.depth, stepsTold)] += weight
	if lines.begins {
		s.began[lines.group] += weight
	}
}

// share gives which part of a clue's lines a commit brought in.
func (q *inquiry) share(s *suspect, c clue, depth int) float64 {
	if q.evidence.all[c] == 0 {
		return 0
	}
	return min(1, s.hits[c][depth]/q.evidence.all[c])
}

// shareBegan gives the part of a clue's lines that began with a commit.
func (q *inquiry) shareBegan(s *suspect, c clue) float64 {
	if q.evidence.all[c] == 0 {
		return 0
	}
	return min(1, s.began[c]/q.evidence.all[c])
}

// describe reads what is needed to judge the suspects. Merges only bring what
// others did; where lines come from a merge itself, it stays.
func (q *inquiry) describe(ctx context.Context, all []*suspect) ([]*suspect, error) {
	var out []*suspect
	for _, s := range all {
		for _, at := range q.stops[s.hash] {
			if err := q.r.prove(at); err != nil {
				return nil, err
			}
		}
		if err := q.inspect(ctx, s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// inspect counts the files that a suspect changed, and sees whether it made one.
func (q *inquiry) inspect(ctx context.Context, s *suspect) error {
	var before oid
	if len(s.raw.parents) > 0 {
		p, err := q.r.point(s.raw.parents[0])
		if err != nil {
			return nil
		}
		before = p.tree
	}
	changes, err := q.r.fileChanges(ctx, before, s.raw.tree)
	if err != nil {
		return err
	}
	s.changes = len(changes)
	same := 0
	for _, c := range changes {
		if q.files[c.path] {
			same++
		}
		s.near = s.near || q.folders[path.Dir(c.path)]
	}
	s.shared = float64(same) / float64(max(1, len(q.files)))
	for _, c := range changes {
		if !s.paths[c.path] {
			continue
		}
		if c.old.IsZero() {
			_, from, err := q.r.sourceOf(changes, c.path, c.new)
			s.made = s.made || err != nil || from.IsZero()
		}
	}
	return nil
}

// mark numbers the fix's names, the rarest first, for as many as there are bits.
func (q *inquiry) mark(t *texts) {
	var words []string
	for w := range q.evidence.names {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(q.evidence.names[b].weight, q.evidence.names[a].weight), cmp.Compare(a, b))
	})
	t.names, t.marks = map[string]uint64{}, map[uint64]uint64{}
	for i, w := range words[:min(len(words), 64)] {
		t.names[w] = 1 << i
		q.names, q.words = append(q.names, q.evidence.names[w]), append(q.words, w)
	}
	q.pairUp(t.names)
}

func anyName(*named) bool    { return true }
func goneName(n *named) bool { return n.out && !n.in }
func newName(n *named) bool  { return n.in && !n.out }

// share64 gives the share of the fix's names of a kind that are among some.
func (q *inquiry) share64(some uint64, kind func(*named) bool) float64 {
	all, found := 0.0, 0.0
	for i, n := range q.names {
		if !kind(n) {
			continue
		}
		all += n.weight
		if some&(1<<i) != 0 {
			found += n.weight
		}
	}
	if all == 0 {
		return 0
	}
	return found / all
}

// days gives how many days lie between a suspect and the fix.
func (q *inquiry) days(s *suspect) float64 {
	return math.Max(0, float64(q.when-s.raw.committer.when.seconds)/86400)
}
