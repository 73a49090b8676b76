package logs

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRoom holds that series are bounded, that what comes rarely keeps its
// moments beside what comes all the time, and that neither the order of records
// nor how they were shared out matters.
func TestRoom(t *testing.T) {
	type record struct{ key, at uint64 }
	var records []record
	for key, times := range []int{200_000, 100_000, 50_000, 900, 40} {
		for i := range times {
			records = append(records, record{uint64(key), uint64(i) * uint64(200_000/times)})
		}
	}
	var want [5]series
	for n, shares := range []int{1, 3, 2} {
		s := newSource([]File{memory("a.log", "")}, Options{Workers: shares})
		if n == 1 {
			rnd := rand.New(rand.NewPCG(1, 2))
			for i := range len(records) - 50 {
				j := i + rnd.IntN(50)
				records[i], records[j] = records[j], records[i]
			}
		}
		h := newHarvest(s, 0)
		var hands []*hand
		for range shares {
			hands = append(hands, newHand(h))
		}
		for i, r := range records {
			w := hands[i%shares]
			w.h.tally(w.h.pattern(r.key+1, 0, true), mark{instant{ns: int64(r.at) * tick}, placeOf(0, int(r.at)+1)}, true)
			if shares == 2 && i%1000 < 2 {
				w.handOver()
			}
		}
		for _, w := range hands {
			h.adopt(w.h)
		}
		h.flush()
		h.tighten(fine, roomOf[fine])
		if held := h.rooms[fine].held; held > roomOf[fine] {
			t.Errorf("%d bins are held", held)
		}
		for key := range want {
			p := h.patterns[uint64(key)+1]
			if n == 0 {
				want[key] = p.series
			} else if p.width != want[key].width || !slices.Equal(p.bins, want[key].bins) {
				t.Errorf("%d shares: pattern %d is %d ticks wide and was %d", shares, key, p.width, want[key].width)
			}
		}
	}
	if want[0].width == 1 || want[3].width != 1 || want[4].width != 1 {
		t.Errorf("widths %d, %d and %d", want[0].width, want[3].width, want[4].width)
	}
}
