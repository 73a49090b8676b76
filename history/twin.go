package history

import (
	"bytes"
	"cmp"
	"context"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/candor-reports/candor/internal/pattern"
)

// Twin is the same change under another name: on another branch, as a
// cherry-pick or a backport.
type Twin struct {
	Hash  string
	Same  bool     // the patch is the same but for whitespace and the place in the file
	Share float64  // what part of the changed lines both patches have, 0 to 1
	Why   []string // what says that they belong together
}

// brief is what is kept of a commit to find its twins.
type brief struct {
	author   uint64
	subject  uint64
	authored int64
	merge    bool
	cites    []oid // commits that it says it is a copy of
	undoes   oid   // the commit that it says it takes back
}

func newBrief(c rawCommit) brief {
	m := c.message
	first, _, _ := bytes.Cut(bytes.TrimLeft(m[:min(len(m), maxBody)], "\n"), []byte{'\n'})
	b := brief{
		author: digest(c.author.name), subject: digest([]byte(plainSubject(string(first)))), authored: c.author.when.seconds,
		merge: len(c.parents) > 1, cites: citations(m),
	}
	if mentions(m) {
		subject, body, _ := splitMessage(m)
		if t, ok := parseTakeBack(subject, body); ok {
			b.undoes, _ = parseName([]byte(t.hash))
		}
	}
	return b
}

func digest(b []byte) uint64 {
	h := fnv.New64a()
	h.Write(b)
	return h.Sum64()
}

var (
	// backportMarks are what people put around the subject of a backport.
	backportMarks = pattern.New(`(?i)^(?:\[[^\]]*\]\s*|backport(?: of)?:?\s+(?:(?:pr )?[#!]\d+:?\s+)?|cherry-?pick(?:ed)?:?\s+|(?:release|stable)[-/ ]v?\d[\w.]*:\s+)+|(?:\s*\((?:#\d+|(?:backport|cherry).*)\))+$`)
	// copied are the words for "this is a copy of that commit". The names of
	// merges and of commits that were reverted or fixed are no such thing.
	copied = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?im)(?:cherry[- ]picked from (?:commit )?|back-?port(?:ed)?(?: of| from)(?: commit)? |\[\s*upstream commit |picked from:? )([0-9a-f]{40})\b|^\s*commit ([0-9a-f]{40}) upstream`)
	})
)

// copyWord is a quick look for what copied looks for, which spares most messages
// the pattern.
func copyWord(m []byte) bool {
	return spells(m, 'k', 2, "icked from") || spells(m, 'k', 2, "ackport") || spells(m, 'k', 2, "ack-port") || spells(m, 'm', 6, "pstream")
}

func begins(b []byte, word string) bool { return len(b) >= len(word) && string(b[:len(word)]) == word }

// plainSubject is a subject without what a backport adds to it.
func plainSubject(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.HasSuffix(s, ")") || strings.HasPrefix(s, "[") || strings.Contains(s, "backport") || strings.Contains(s, "pick") || strings.HasPrefix(s, "release") || strings.HasPrefix(s, "stable") {
		s = backportMarks.ReplaceAllString(s, "")
	}
	return strings.Join(strings.Fields(s), " ")
}

// citations reads which commits a message says it is a copy of: the line of
// git cherry-pick -x, and those of stable branches.
func citations(message []byte) []oid {
	message = message[:min(len(message), maxBody)]
	if !copyWord(message) {
		return nil
	}
	var out []oid
	for line := range bytes.Lines(message) {
		if len(line) < nameDigits || len(out) == maxCitations || !copyWord(line) {
			continue
		}
		for _, m := range copied().FindAllSubmatch(line, maxCitations) {
			if h, ok := parseName(bytes.ToLower(slices.Concat(m[1], m[2]))); ok && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

const (
	nameDigits   = 40
	maxCitations = 20
)

func (l *Lineage) brief(h oid) (brief, error) {
	f, err := l.r.read(h)
	return f.brief, err
}

// beside lists the commits that neither contain the one asked for nor are
// contained in it, newest first: a twin is among them.
func (l *Lineage) beside(i int32) []int32 {
	bits := l.carried([]int32{i})
	inside := l.inside(i)
	var out []int32
	for j := int32(len(l.names)) - 1; j >= 0; j-- {
		if bits[j] == 0 && (j > i || !inside[j]) {
			out = append(out, j)
		}
	}
	return out
}

const (
	// maxAlike is how many commits that look alike are compared by their
	// patches, those written nearest in time: "update" and "bump version" are
	// thousands of commits.
	maxAlike = 64
	// nearby is how long before or after a merge somebody writes the one commit
	// that takes it to another branch, in seconds.
	nearby = 30 * 24 * 60 * 60
)

// Twins finds the same change under other names, oldest first. A commit that
// says it is a copy is one. A commit of the same author with the same subject,
// or written at the same second, is one where at least half of the changed
// lines are the same. Of a merge, the twins are the commits that hold half of
// what it brought, or are held by it, by one of its authors within a month.
func (l *Lineage) Twins(ctx context.Context, hash string) ([]Twin, error) {
	i, ok := l.find(hash)
	if !ok {
		return nil, nil
	}
	looks, err := l.alike(ctx, i)
	if err != nil {
		return nil, err
	}
	var out []Twin
	alike := 0
	for _, c := range looks {
		if alike++; alike > maxAlike && c.why[0] != saysSo {
			continue
		}
		if t, ok := l.twin(ctx, l.names[i], l.names[c.number], c.why); ok {
			out = append(out, t)
		}
	}
	l.sort(out)
	return out, nil
}

// candidate is a commit that may be a twin.
type candidate struct {
	number int32
	why    []string
	apart  int64 // seconds between the two times of writing
}

const (
	saysSo  = "its message names the commit it is a copy of"
	byParts = "by an author of what the merge brought, within a month"
)

// alike finds the commits that may be twins, those written nearest in time
// first.
func (l *Lineage) alike(ctx context.Context, i int32) ([]candidate, error) {
	own, err := l.brief(l.names[i])
	if err != nil {
		return nil, err
	}
	authors := map[uint64]bool{}
	if own.merge {
		if c, err := l.r.Change(l.names[i].String()); err == nil {
			own.subject = digest([]byte(plainSubject(string(c.Name()))))
		}
	}
	brought := l.brought(i)
	if len(brought) > maxParts {
		brought = nil // a whole branch is nobody's single commit elsewhere
	}
	for _, j := range brought {
		if b, err := l.brief(l.names[j]); err == nil {
			authors[b.author] = true
		}
	}
	beside := l.beside(i)
	if len(beside) > len(l.names)/2 {
		l.r.learn() // as when a repository has thousands of branches
	}
	var out []candidate
	for n, j := range beside {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		b, err := l.brief(l.names[j])
		if err != nil || b.merge {
			continue
		}
		c := candidate{j, own.alike(b, l.names[i], l.names[j]), max(b.authored-own.authored, own.authored-b.authored)}
		if own.merge && authors[b.author] && c.apart < nearby {
			c.why = append(c.why, byParts)
		}
		if len(c.why) > 0 {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.apart, b.apart) })
	return out, nil
}

// alike says why two commits may be the same change.
func (b brief) alike(c brief, own, other oid) []string {
	var why []string
	if slices.Contains(c.cites, own) || slices.Contains(b.cites, other) || slices.ContainsFunc(b.cites, func(h oid) bool { return slices.Contains(c.cites, h) }) {
		why = append(why, saysSo)
	}
	if b.merge && b.subject == c.subject {
		return append(why, "same title")
	}
	if b.merge || b.author != c.author {
		return why
	}
	if b.subject == c.subject {
		why = append(why, "same author and subject")
	}
	if b.authored == c.authored {
		why = append(why, "same author and time of writing")
	}
	return why
}

const (
	// leastShare is what two patches must have in common to be the same change.
	leastShare = 0.5
	// fewLines are too few to tell a part of a merge from chance.
	fewLines = 10
)

// twin compares two patches. Where one cannot be read, what the messages say
// has to be enough.
func (l *Lineage) twin(ctx context.Context, own, other oid, why []string) (Twin, bool) {
	if l.patches == nil {
		l.patches = newPatches(l.r)
	}
	t := Twin{Hash: other.String(), Why: why}
	a, err1 := l.patches.of(ctx, own)
	b, err2 := l.patches.of(ctx, other)
	if err1 != nil || err2 != nil {
		t.Why = append(t.Why, "the patches cannot be compared")
		return t, why[0] == saysSo || len(why) > 1
	}
	shared, smaller, all := a.common(b)
	if all == 0 {
		return t, why[0] == saysSo
	}
	t.Share, t.Same = float64(shared)/float64(all), shared == all
	enough := t.Share >= leastShare
	if why[len(why)-1] == byParts {
		enough = smaller >= fewLines && float64(shared) >= leastShare*float64(smaller)
	}
	return t, why[0] == saysSo || enough
}
