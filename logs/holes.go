package logs

import (
	"cmp"
	"slices"
)

// A hole is a part of the time of which nothing was read: the logs of two days with
// none between, an old file that was left in the folder. It tells nothing of how
// much is usual.
const (
	holeLeast = 360 // ticks
	holeDense = 0.5 // of the other stretches, in how many something must come
)

// stretchOf is a stretch of ticks, both ends included.
type stretchOf struct{ from, to int64 }

func (s stretchOf) len() int64 { return s.to - s.from + 1 }

// hole is a stretch in which nothing was read, with how many ticks the holes
// before it take.
type hole struct {
	stretchOf
	before int64
}

// holesOf finds the stretches of an hour or more in which nothing at all came, in a
// source in which something comes nearly always otherwise. Its bins are in order.
func holesOf(total *series) []hole {
	if len(total.bins) == 0 {
		return nil
	}
	var holes []hole
	missing := int64(0)
	for i := range total.bins[1:] {
		h := hole{stretchOf{total.bins[i].at + total.width, total.bins[i+1].at - 1}, missing}
		if h.len() >= max(holeLeast, 6*total.width) {
			holes = append(holes, h)
			missing += h.len()
		}
	}
	rest := total.bins[len(total.bins)-1].at - total.bins[0].at + total.width - missing
	if float64(int64(len(total.bins))*total.width) < holeDense*float64(rest) {
		return nil // what comes so seldom has no holes
	}
	return holes
}

// missing is how many ticks between two, which are included, lie in holes.
func (sp *span) missing(from, to int64) int64 {
	if len(sp.holes) == 0 || to < from {
		return 0
	}
	return sp.missingBefore(to+1) - sp.missingBefore(from)
}

// missingBefore is how many ticks before one lie in holes.
func (sp *span) missingBefore(at int64) int64 {
	i, _ := slices.BinarySearchFunc(sp.holes, at, func(h hole, at int64) int { return cmp.Compare(h.from, at) })
	if i == 0 {
		return 0
	}
	h := sp.holes[i-1]
	return h.before + min(h.len(), at-h.from)
}
