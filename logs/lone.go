package logs

import (
	"cmp"
	"math"
	"slices"

	"github.com/candor-reports/candor/timeline"
)

// What lines that came but a few times in the whole log must have to be told: that
// a leader was lost, a flag was changed, a limit was reached is often said once.
const (
	loneReach  = 12 // ticks around the beginning and the end of a burst of errors
	loneMost   = 6  // moments that are told
	loneChance = 4  // of the moments found there, at most one in so many may be there by chance
)

// lone finds lines that the log has nowhere else, told at the moment where errors
// began or ended. How often such lines come at other times says how many of them
// would be there by chance: in a log in which many lines are unlike all others
// none is told.
func (g *signals) lone(sp *span) {
	near := g.turns()
	if len(near) == 0 {
		return
	}
	moments := g.rarities(sp)
	var found []signal
	for _, s := range moments {
		if slices.ContainsFunc(near, func(t stretchOf) bool { at := tickOf(s.sum.first.ns, 1); return at >= t.from && at <= t.to }) {
			found = append(found, s)
		}
	}
	covered := 0.0
	for _, t := range near {
		covered += float64(t.len())
	}
	rest := (sp.len()-float64(sp.missing(sp.from, sp.to)))*(1-1.0/warmUpShare) - covered
	if rest <= covered {
		return
	}
	if chance := float64(len(moments)-len(found)) * covered / rest; chance*loneChance > float64(len(found)) {
		return
	}
	slices.SortStableFunc(found, func(a, b signal) int { return cmp.Compare(b.level(), a.level()) })
	g.found = append(g.found, found[:min(len(found), loneMost)]...)
}

// turns are the stretches around the beginnings and ends of the bursts of errors,
// of warnings where there are none of errors, and of the silences of everything.
// No two of them overlap.
func (g *signals) turns() []stretchOf {
	least := timeline.Warning
	for _, s := range g.found {
		if s.kind == timeline.Burst && s.level() > least {
			least = timeline.Error
		}
	}
	var all []stretchOf
	for _, s := range g.found {
		if s.p.id != hushed && (s.kind != timeline.Burst || s.level() < least) {
			continue
		}
		for _, m := range []mark{s.sum.first, s.sum.last} {
			if m.place == 0 {
				continue // it did not come again
			}
			at := tickOf(m.ns, 1)
			all = append(all, stretchOf{at - loneReach, at + loneReach})
		}
	}
	slices.SortFunc(all, func(a, b stretchOf) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []stretchOf
	for _, t := range all {
		if n := len(out); n > 0 && t.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, t.to)
			continue
		}
		out = append(out, t)
	}
	return out
}

// rarities are the moments at which lines came that the log has but a few times:
// what comes within a moment of another is told with it. Those of the beginning
// of the log are left out, since what was before them is not known.
func (g *signals) rarities(sp *span) []signal {
	var all []signal
	for _, p := range g.order {
		if len(p.samples) == 0 || p.id == failedRequests || tickOf(p.seen, 1) < g.spanOf(p, sp).warm() || p.width > roughly || g.tells(p) {
			continue
		}
		n := 0
		for _, b := range p.bins {
			n += int(b.n)
		}
		if n >= newRecords {
			continue
		}
		for i, b := range p.bins {
			if b.hits > 0 {
				all = append(all, signal{p: p, kind: timeline.Pattern, bins: p.bins[i : i+1], sum: stretch(p.bins[i : i+1]), score: -math.Log(float64(n) / newRecords), fresh: i == 0, lone: true})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b signal) int { return a.sum.first.compare(b.sum.first) })
	return moments(all)
}

// moments tells signals that follow each other within a moment as one: the most
// serious of them leads, of equals the first.
func moments(in []signal) []signal {
	var out []signal
	for i := 0; i < len(in); {
		lead, j := i, i+1
		for j < len(in) && in[j].sum.first.ns-in[j-1].sum.first.ns <= moment {
			if in[j].level() > in[lead].level() {
				lead = j
			}
			j++
		}
		s := in[lead]
		for k := i; k < j; k++ {
			if k != lead {
				s.with = append(s.with, in[k])
			}
		}
		out = append(out, s)
		i = j
	}
	return out
}

// tells reports whether a pattern is told already.
func (g *signals) tells(p *pattern) bool {
	return slices.ContainsFunc(g.found, func(s signal) bool { return s.p == p })
}
