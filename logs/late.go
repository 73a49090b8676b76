package logs

// A file that begins long after the others and speaks another language than they do
// is a log of which only the end was kept. That what stands in it did not come
// before tells nothing.

// mostLate bounds for how many beginnings the usual traffic is learned anew.
const mostLate = 32

// lateFiles finds the ticks at which such files begin. Most of the families that
// they begin with, errors aside, were seen in no file before; of a new instance of
// something that ran already, most were.
func (g *signals) lateFiles(sp *span) map[int]int64 {
	begins := map[int]int64{}
	for i, o := range g.s.parts {
		if at := tickOf(o.from.ns, 1); o.stamped > 0 && at > sp.warm() {
			begins[i] = at
		}
	}
	if len(begins) == 0 {
		return nil
	}
	known, fresh := map[int]int{}, map[int]int{}
	for _, p := range g.order {
		if p.serious {
			continue // a log of errors alone begins with the trouble
		}
		for file := range p.files() {
			at, late := begins[file]
			seen := tickOf(p.seen, 1)
			switch {
			case !late:
			case seen < at:
				known[file]++
			case seen <= at+(sp.to-at)/warmUpShare:
				fresh[file]++
			}
		}
	}
	for file := range begins {
		if fresh[file] <= known[file] {
			delete(begins, file)
		}
	}
	return begins
}

// files are those in which records of a pattern are known to stand.
func (p *pattern) files() map[int]bool {
	files := map[int]bool{}
	for i := range p.bins {
		if b := &p.bins[i]; b.hits > 0 {
			files[b.first.file()], files[b.last.file()] = true, true
		}
	}
	return files
}

// spanOf is the span in which a pattern could have come.
func (g *signals) spanOf(p *pattern, sp *span) *span {
	if len(g.late) == 0 || len(p.bins) == 0 || p.bins[0].hits == 0 || p.bins[0].hits < p.bins[0].n {
		return sp
	}
	at, late := g.late[p.bins[0].first.file()]
	if !late {
		return sp
	}
	if s := g.spans[at]; s != nil {
		return s
	}
	if len(g.spans) == mostLate {
		return sp
	}
	s := sp.since(&g.total, at)
	g.spans[at] = &s
	return &s
}

// since is the span of what was read from a tick on only.
func (sp *span) since(total *series, at int64) span {
	late := *total
	late.bins = inside(total.bins, at-total.width+1, sp.to+1)
	holes := []hole{{stretchOf: stretchOf{sp.from, at - 1}}}
	for _, h := range sp.holes {
		if h.from >= at {
			before := holes[len(holes)-1]
			holes = append(holes, hole{h.stretchOf, before.before + before.len()})
		}
	}
	out := newSpan(&late, 0, sp.from, sp.to, holes)
	out.many, out.heard = sp.many, at
	return out
}

// warm is the tick before which it is not known what is usual.
func (sp *span) warm() int64 { return sp.heard + (sp.to-sp.heard)/warmUpShare }
