package logs

import (
	"math"
	"slices"
)

// taughtBlocks is how many blocks of a file one worker reads before the others begin
// with what it learned: most of what lines look like shows early, and is then not
// found out by each of them.
const taughtBlocks = 4

// learnFrom takes over what another worker found out of the lines of the same file,
// but not what it counted. It does nothing after that one gave up groups or patterns.
func (h *harvest) learnFrom(o *harvest) {
	if o.drops() > 0 || len(h.order) > 0 {
		return
	}
	groups := make(map[*group]*group, len(o.groups.groups)+1)
	for key, g := range o.groups.groups {
		twin := &group{shapes: g.shapes}
		h.groups.put(key, twin, []byte(g.masked))
		groups[g] = twin
	}
	patterns := make(map[*pattern]*pattern, len(o.order)+1)
	for _, k := range o.order {
		p := o.patterns[k]
		twin := &pattern{
			key: p.key, group: p.group, id: p.id, level: p.level, serious: p.serious, grain: p.grain, seen: math.MaxInt64,
			settled: p.settled, // what is later is no sample of the whole file, either
			series:  series{width: p.grain.width()},
		}
		h.patterns[k] = twin
		h.family(p.serious).n++
		patterns[p] = twin
	}
	h.order = slices.Clone(o.order)
	h.recall.table, h.recall.used = slices.Clone(o.recall.table), o.recall.used
	for i := range h.recall.table {
		k := &h.recall.table[i]
		k.group, k.pattern = groups[k.group], patterns[k.pattern]
	}
	h.outlines.learnFrom(&o.outlines, groups, patterns)
}

// learnFrom takes over the outlines that were noted.
func (t *outlines) learnFrom(o *outlines, groups map[*group]*group, patterns map[*pattern]*pattern) {
	dials := make(map[*dial]*dial, len(o.dials)+1)
	for _, d := range o.dials {
		twin := *d
		dials[d] = &twin
		t.dials = append(t.dials, &twin)
	}
	t.slots, t.table, t.used, t.pinned = slices.Clone(o.slots), slices.Clone(o.table), o.used, o.pinned
	for i := range t.table {
		k := &t.table[i]
		d := dials[k.dial]
		if d == nil && k.dial != nil {
			twin := *k.dial // one that is not looked up any more
			d = &twin
		}
		k.group, k.pattern, k.dial = groups[k.group], patterns[k.pattern], d
	}
}
