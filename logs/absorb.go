package logs

import (
	"cmp"
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// gather adds what the workers read. end is what the first and last records of
// the blocks told of the years; false means that the blocks tell otherwise.
func (h *harvest) gather(hands []*hand, end calendar) bool {
	var ends []calendarAt
	var seen []ordersAt
	for _, w := range hands {
		ends = append(ends, w.ends...)
		seen = append(seen, w.seen...)
		h.absorb(w.h)
	}
	slices.SortFunc(ends, func(a, b calendarAt) int { return a.at - b.at })
	slices.SortFunc(seen, func(a, b ordersAt) int { return a.at - b.at })
	derived := len(h.cal.used.years) > 0 || h.cal.used.days != [len(h.cal.used.days)]int{}
	again := h.s.files[h.file].Size >= 0
	for i, e := range ends {
		if !again {
			break // what can be read only once is taken as it is
		}
		last := i == len(ends)-1
		if derived && (!last && e.ended != ends[i+1].began || last && e.ended != end.dating()) {
			return false
		}
		if e.fold && len(ends) > 1 {
			return false // which pass of the hour it is shows only in the order of all lines
		}
	}
	for _, o := range seen {
		h.cal.seen.join(o.orders)
	}
	h.cal.carry(&end)
	h.total.sort()
	return true
}

// absorb adds what another harvest of the same file counted, which is used no
// more. The result does not depend on how the lines were shared out.
func (h *harvest) absorb(o *harvest) {
	if o.stamped > 0 {
		if h.stamped == 0 || o.from.compare(h.from) < 0 {
			h.from = o.from
		}
		if h.stamped == 0 || o.to.ns > h.to.ns || o.to.ns == h.to.ns && o.to.compare(h.to) < 0 {
			h.to = o.to
		}
	}
	h.read += o.read
	h.refused += o.refused
	h.outside += o.outside
	h.quiet += o.quiet
	h.kept += o.kept
	h.told += o.told
	h.stamped += o.stamped
	h.cut += o.cut
	h.serious += o.serious
	h.other += o.other
	h.errs = append(h.errs, o.errs...)
	slices.SortFunc(h.errs, func(a, b *timeline.LineError) int { return a.Position.Line - b.Position.Line })
	h.errs = h.errs[:min(len(h.errs), h.s.o.Limits.Errors)]
	h.cites = append(h.cites, o.cites...)
	slices.SortFunc(h.cites, func(a, b cite) int { return cmp.Compare(a.event.Source.Line, b.event.Source.Line) })
	h.cal.used.add(o.cal.used)
	for _, y := range o.cal.used.years {
		h.cal.used.addYear(y)
	}
	h.groups.merge(o.groups)
	h.marks.merge(&o.marks)
	h.adopt(o)
	h.total.add(&o.total)
}

// adopt adds the patterns and requests of another harvest, which is used no more.
func (h *harvest) adopt(o *harvest) {
	h.take(o, false)
	o.patterns, o.order = nil, nil
}

// take adds what the patterns and requests of another harvest counted. Where that
// one goes on counting, it keeps the patterns themselves.
func (h *harvest) take(o *harvest, goesOn bool) {
	h.answers.add(&o.answers)
	for i := range h.rooms {
		if r := &h.rooms[i]; o.rooms[i].most > 0 && (r.most == 0 || o.rooms[i].most < r.most) {
			r.most = o.rooms[i].most
			h.tighten(grain(i), roomOf[i]+roomOf[i]/4)
		}
	}
	for _, k := range o.order {
		p := o.patterns[k]
		q := h.patterns[k]
		if q != nil {
			r := &h.rooms[q.grain]
			r.held -= r.weighs(q)
			q.merge(p)
			if r.most > 0 && len(q.bins) > r.most {
				q.bound(r.most)
			}
			r.held += r.weighs(q)
		} else {
			if q = p; goesOn {
				q = &pattern{}
				*q = *p
			}
			h.patterns[k] = q
			h.order = append(h.order, k)
			h.family(p.serious).n++
			h.rooms[p.grain].held += h.rooms[p.grain].weighs(p)
		}
		if goesOn {
			p.goOn(q)
		}
	}
	h.counts.join(&o.counts, h.patterns)
	for i, f := range o.families {
		if f.top != 0 && (h.families[i].top == 0 || f.top < h.families[i].top) {
			h.families[i].top = f.top
		}
	}
	for _, serious := range []bool{false, true} {
		if h.family(serious).n > h.s.slack() {
			h.prune(serious)
		}
	}
	for _, g := range []grain{fine, rough} {
		h.crowded(g)
	}
}

func (a *assumptions) addYear(y yearCount) {
	i := slices.IndexFunc(a.years, func(x yearCount) bool { return x.year == y.year })
	if i < 0 {
		a.years = append(a.years, y)
		return
	}
	a.years[i].lines += y.lines
}

// join adds what the dates of the lines after those of o tell.
func (o *orders) join(next orders) {
	switch {
	case next.lines == 0:
		return
	case o.lines == 0:
		*o = next
		return
	}
	o.lines += next.lines
	o.short = o.short || next.short
	for i := range o.first {
		o.first[i], o.last[i] = min(o.first[i], next.first[i]), max(o.last[i], next.last[i])
	}
	o.backUS += next.backUS
	o.backEU += next.backEU
	if next.opened[0] < o.keyed[0] {
		o.backUS++
	}
	if next.opened[1] < o.keyed[1] {
		o.backEU++
	}
	o.keyed = next.keyed
}
