package history

import (
	"bytes"
	"cmp"
	"context"
	"slices"
)

// brought gives, for the commits first to last of a line (newest first), the
// other commits that each of them brought to the branch, oldest first. A
// commit belongs to the oldest commit of the line that contains it: that is
// the one with which it landed. The second result lists commits that could not
// be read.
//
// With a commit-graph the answer is exact. Without one it relies on committer
// dates as git log does, with a slack of a day: a commit whose date is wrong by
// more may be counted as brought although it had landed before.
func (r *Repository) brought(ctx context.Context, steps []step, first, last int) (map[int][]*visit, []oid, error) {
	merges := false
	for _, s := range steps[first : last+1] {
		merges = merges || len(s.parents) > 1
	}
	if !merges {
		return nil, nil, nil
	}
	p := &painter{r: r, visits: map[oid]*visit{}, line: map[oid]bool{}}
	for _, s := range steps[first : last+1] {
		p.line[s.hash] = true
	}
	if last+1 < len(steps) {
		p.add(steps[last+1].hash, true)
	}
	for _, s := range steps[first : last+1] {
		p.add(s.hash, false)
	}
	if err := p.run(ctx); err != nil {
		return nil, nil, err
	}
	out := map[int][]*visit{}
	for i := last; i >= first; i-- {
		if len(steps[i].parents) > 1 {
			out[i] = p.assign(i, steps[i].parents[1:])
		}
	}
	return out, p.missing, nil
}

// assign collects what is reachable from the side parents of a merge and not
// assigned to an older one.
func (p *painter) assign(i int, stack []oid) []*visit {
	stack = slices.Clone(stack)
	var out []*visit
	for len(stack) > 0 {
		v := p.visits[stack[len(stack)-1]]
		stack = stack[:len(stack)-1]
		if v == nil || v.before || v.landed >= 0 || p.line[v.hash] {
			continue
		}
		v.landed = i
		stack = append(stack, v.parents...)
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b *visit) int {
		return cmp.Or(cmp.Compare(a.seconds, b.seconds), bytes.Compare(a.hash[:], b.hash[:]))
	})
	return out
}
