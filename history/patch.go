package history

import (
	"context"
	"path"
)

// patch is what a commit changed: how often each line was added to or taken
// from each file. Line numbers, context and whitespace are no part of it, so
// that it stays the same on another branch.
type patch map[patchLine]int

type patchLine struct {
	file  string // its name without folders, which differ between branches
	added bool
	key   uint64
}

// common counts the changed lines that two patches share, those of the smaller
// and those of both together.
func (p patch) common(q patch) (shared, smaller, all int) {
	left, right := 0, 0
	for line, n := range p {
		left += n
		shared += min(n, q[line])
	}
	for _, n := range q {
		right += n
	}
	return shared, min(left, right), left + right - shared
}

// patches reads what commits changed against their first parents.
type patches struct {
	r     *Repository
	texts *texts
	kept  map[oid]patch
}

func newPatches(r *Repository) *patches {
	return &patches{r, newTexts(sameness{space: true}), map[oid]patch{}}
}

// maxPatchFiles is how many changed files make a patch. What changes more is
// an import or a change of format, and its first files stand for it.
const maxPatchFiles = 500

func (p *patches) of(ctx context.Context, h oid) (patch, error) {
	if out, ok := p.kept[h]; ok {
		return out, nil
	}
	c, err := p.r.commit(h)
	if err != nil {
		return nil, err
	}
	var from oid
	if len(c.parents) > 0 {
		parent, err := p.r.commit(c.parents[0])
		if err != nil {
			return nil, err
		}
		from = parent.tree
	}
	changes, err := p.r.fileChanges(ctx, from, c.tree)
	if err != nil {
		return nil, err
	}
	out := patch{}
	for _, f := range changes[:min(len(changes), maxPatchFiles)] {
		if err := p.file(out, f); err != nil {
			return nil, err
		}
	}
	p.kept[h] = out
	return out, nil
}

func (p *patches) file(out patch, f fileChange) error {
	a, err := p.texts.text(p.r, f.old)
	if err != nil {
		return err
	}
	b, err := p.texts.text(p.r, f.new)
	if err != nil {
		return err
	}
	for _, h := range diffLines(a, b) {
		out.count(path.Base(f.path), false, a, h.a0, h.a1)
		out.count(path.Base(f.path), true, b, h.b0, h.b1)
	}
	return nil
}

func (p patch) count(file string, added bool, t text, from, to int) {
	for i := from; i < to; i++ {
		if t.indents[i] != blankLine {
			p[patchLine{file, added, t.keys[i]}]++
		}
	}
}
