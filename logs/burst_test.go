package logs

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestRises holds that no stretch is raised where the bound says so.
func TestRises(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	none, some := 0, 0
	for range 3000 {
		sp := span{from: 0, to: 2000, step: quarter}
		r := &rhythm{sp: &sp, base: rate{math.Exp(rnd.Float64()*8 - 6), 1 + float64(rnd.IntN(2))*rnd.ExpFloat64()*3}, lens: &lens{}}
		width := scales[rnd.IntN(3)]
		from, loud := rnd.Int64N(2000), 1+rnd.ExpFloat64()*2
		var counts []amount
		for at := int64(0); at < 2000; at += width {
			mean := r.base.mean * float64(width)
			if at >= from && at < from+300 {
				mean *= loud
			}
			n := 0
			for p := rnd.ExpFloat64(); p < mean; p += rnd.ExpFloat64() {
				n++
			}
			if n > 0 {
				counts = append(counts, amount{at, n})
			}
		}
		c := costs{phi: r.base.phi}
		states := twoStates{rise: 1.5 * math.Log(sp.len()/float64(width))}
		found := c.cheapest(&states, counts, r, width)
		if some += len(found); raised(counts, r, width) == nil {
			if none++; len(found) > 0 {
				t.Fatalf("mean %g, width %d: %v was not found in %v", r.base.mean, width, found, counts)
			}
		}
	}
	if none == 0 || some == 0 {
		t.Errorf("%d without and %d raised", none, some)
	}
}
