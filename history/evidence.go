package history

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// clue is one way in which a fix points to earlier lines.
type clue int

const (
	taken   clue = iota // lines that the fix took out or changed
	beside              // code lines next to where the fix only put lines in
	naming              // lines of the function with the names that the fix handles
	within              // lines of the function
	heading             // the line that begins the function
	clues
)

// evidence is what a fix says about where the fault stands: lines of files
// before the fix, by clue.
type evidence struct {
	files []pointed
	names map[string]*named // the names that the fix handles
	all   [clues]float64    // weight of all lines of a clue
	lines [][]string        // the names in each line that the fix took out or put in
	kind  fileKind          // of the files looked at
	only  bool              // the fix only puts lines in
	same  sameness          // what makes no difference between lines
}

// named is a name that a fix handles.
type named struct {
	weight  float64 // the rarer, the heavier
	out, in bool    // it stands in lines that the fix took out, put in
}

// pointed is a file with the lines that the fix points to.
type pointed struct {
	path  string
	spans []span
}

const (
	maxFixFiles = 40  // files of a fix that are looked at
	maxFixHunks = 120 // changes in one file
	stepsBack   = 7   // changes that are walked past behind a line
)

// evidence reads the evidence of a change between two trees. Where only
// comments and blank lines differ, those are the evidence, and where only
// whitespace does, that is.
func (r *Repository) evidence(ctx context.Context, changes []fileChange) (*evidence, error) {
	var e *evidence
	var err error
	for _, same := range []sameness{{space: true, comments: true}, {space: true}, {}} {
		if e, err = r.evidenceIn(ctx, changes, same); err != nil || len(e.files) > 0 {
			break
		}
	}
	return e, err
}

func (r *Repository) evidenceIn(ctx context.Context, changes []fileChange, same sameness) (*evidence, error) {
	e := &evidence{names: map[string]*named{}, kind: leading(changes), only: true, same: same}
	looked := 0
	for _, c := range changes {
		if kindOf(c.path) != e.kind || c.old.IsZero() {
			continue
		}
		if looked++; looked > maxFixFiles {
			break
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		spans, err := r.pointed(e, c)
		if err != nil {
			return nil, err
		}
		if len(spans) > 0 {
			e.files = append(e.files, pointed{c.before(), spans})
		}
	}
	return e, nil
}

// leading gives the kind of files that a change is about: code before tests
// before prose.
func leading(changes []fileChange) fileKind {
	kind := opaque
	for _, c := range changes {
		if !c.old.IsZero() {
			kind = min(kind, kindOf(c.path))
		}
	}
	return kind
}

// fileEvidence reads what a fix says in one file.
type fileEvidence struct {
	*evidence
	old, new   [][]byte
	code       []bool // which old lines say something
	spans      []span
	functions  map[int]bool
	occurrence map[string]int
}

// pointed reads the lines that a change of one file points to.
func (r *Repository) pointed(e *evidence, c fileChange) ([]span, error) {
	before, err := r.blob(c.old)
	if err != nil {
		return nil, fmt.Errorf("%s before it: %w", c.before(), err)
	}
	after, err := r.blob(c.new)
	if err != nil {
		return nil, fmt.Errorf("%s in it: %w", c.path, err)
	}
	if slices.Contains(before[:min(len(before), 8000)], 0) {
		return nil, nil
	}
	texts := newTexts(e.same)
	hunks := diffLines(texts.parse(before), texts.parse(after))
	f := newFileEvidence(e, before, after)
	if !e.same.comments {
		for i, line := range f.old {
			f.code[i] = indent(line) != blankLine
		}
	}
	added := codeLines(f.new)
	for _, h := range hunks[:min(len(hunks), maxFixHunks)] {
		h.a1, h.b1 = min(h.a1, len(f.old)), min(h.b1, len(f.new))
		if h.a0 <= h.a1 && h.b0 <= h.b1 {
			f.hunk(h, added)
		}
	}
	return f.spans, nil
}

func newFileEvidence(e *evidence, before, after []byte) *fileEvidence {
	f := &fileEvidence{evidence: e, old: split(before), new: split(after), functions: map[int]bool{}, occurrence: map[string]int{}}
	f.code = codeLines(f.old)
	for _, line := range f.old {
		for _, w := range identifiers(line) {
			f.occurrence[w]++
		}
	}
	return f
}

// hunk reads what one change of the fix points to.
func (f *fileEvidence) hunk(h hunk, added []bool) {
	taken := f.put(taken, h.a0, h.a1, 1, stepsBack)
	says := taken > 0
	for i := h.b0; i < h.b1; i++ {
		says = says || added[i] || !f.same.comments
	}
	if !says {
		return
	}
	if taken > 0 {
		f.only = false
	} else {
		f.near(h)
	}
	f.function(h, f.named(h))
}

// put adds the telling lines of a range and gives how many they are.
func (f *fileEvidence) put(c clue, from, to int, weight float64, more int) int {
	n := 0
	for i := from; i < to; i++ {
		if f.code[i] {
			f.line(c, i, weight, more)
			n++
		}
	}
	return n
}

func (f *fileEvidence) line(c clue, i int, weight float64, more int) {
	f.spans = append(f.spans, span{lo: i, hi: i + 1, line: i, group: int(c), more: more, weight: weight})
	f.all[c] += weight
}

// near adds the code lines next to where the fix put lines in: the nearest two
// on each side, those further away half as much.
func (f *fileEvidence) near(h hunk) {
	weight := 1.0
	for i, n := h.a0-1, 0; i >= 0 && n < 2 && i > h.a0-12; i-- {
		if f.code[i] {
			f.line(beside, i, weight, stepsBack)
			n, weight = n+1, weight/2
		}
	}
	weight = 1.0
	for i, n := h.a1, 0; i < len(f.old) && n < 2 && i < h.a1+12; i++ {
		if f.code[i] {
			f.line(beside, i, weight, stepsBack)
			n, weight = n+1, weight/2
		}
	}
}

// named gives the names in the lines of a change with how rare each is in the
// file before.
func (f *fileEvidence) named(h hunk) map[string]float64 {
	out := map[string]float64{}
	note := func(lines [][]byte, in bool) {
		for _, line := range lines[:min(len(lines), 200)] {
			ids := identifiers(line)
			if len(ids) > 1 && len(f.lines) < maxTold {
				f.lines = append(f.lines, ids)
			}
			for _, w := range ids {
				out[w] = 1 / (1 + math.Log1p(float64(f.occurrence[w])))
				n := f.names[w]
				if n == nil {
					n = &named{}
					f.names[w] = n
				}
				n.weight = max(n.weight, out[w])
				n.in, n.out = n.in || in, n.out || !in
			}
		}
	}
	note(f.old[h.a0:h.a1], false)
	note(f.new[h.b0:h.b1], true)
	return out
}

// function adds the lines of the function that a change stands in: its head,
// those with names that the change handles, and all. Outside of a function it
// takes the lines around.
func (f *fileEvidence) function(h hunk, names map[string]float64) {
	at := h.a0
	if h.a0 == h.a1 {
		for at = h.a0 - 1; at > 0 && !f.code[at]; at-- {
		}
	}
	from, to, ok := functionAt(f.old, at)
	if !ok {
		from, to = max(0, h.a0-10), min(len(f.old), h.a1+10)
	}
	for i := from; i < to; i++ {
		if !f.code[i] || i >= h.a0 && i < h.a1 {
			continue
		}
		weight := 0.0
		for _, w := range identifiers(f.old[i]) {
			weight = max(weight, names[w])
		}
		if weight > 0 {
			f.line(naming, i, weight/float64(1+min(abs(i-h.a0), abs(i-h.a1))/20), 3)
		}
	}
	if f.functions[from] {
		return
	}
	f.functions[from] = true
	n := f.put(within, from, to, 1, 0)
	if ok && n > 0 {
		f.line(heading, from, 1, stepsBack)
	}
}
