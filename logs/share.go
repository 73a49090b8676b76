package logs

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/candor-reports/candor/timeline"
)

// workers is how many goroutines read at a time.
func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return min(runtime.GOMAXPROCS(0), 16)
}

// fewFiles is how many small files are read before what they gave is put
// together.
const fewFiles = 32

// readFirst reads every file once: long ones one after the other, each in
// blocks, small ones several at a time.
func (s *source) readFirst(ctx context.Context) error {
	s.parts = make([]*facts, len(s.files))
	batch := make([]*harvest, fewFiles)
	for i := 0; i < len(s.files); {
		j := i
		for j < len(s.files) && j-i < fewFiles && s.files[j].Size >= 0 && s.files[j].Size <= sharedFrom*int64(s.o.block) {
			j++
		}
		if j == i {
			h, err := s.read(ctx, i, undecided, 0, s.o.workers())
			if err != nil {
				return err
			}
			batch[0] = h
			j++
		} else if err := s.readSmall(ctx, i, j, batch); err != nil {
			return err
		}
		for n, h := range batch[:j-i] {
			s.groups.merge(h.groups)
			s.settle(h, s.depends(&h.facts))
			batch[n] = nil
		}
		i = j
	}
	return nil
}

// readSmall reads the files from i to j, each as a whole.
func (s *source) readSmall(ctx context.Context, i, j int, into []*harvest) error {
	var next atomic.Int64
	next.Store(int64(i))
	errs := make([]error, min(s.o.workers(), j-i))
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= j || errs[n] != nil {
					return
				}
				into[k-i], errs[n] = s.read(ctx, k, undecided, 0, 1)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// depends is the order of day and month that a file was read in, where the
// other files may still show that it was the wrong one.
func (s *source) depends(o *facts) dayOrder {
	if o.cal.seen.lines == 0 || o.cal.seen.verdict() != undecided || s.files[o.file].Size < 0 {
		return undecided
	}
	return o.cal.order.settled(o.cal.seen.short, o.cal.seen.dots)
}

// settle moves what a file gave to what others gave that depend on the same
// order of day and month, so that many files take no more memory than one.
func (s *source) settle(h *harvest, order dayOrder) {
	heap := s.heaps[order]
	if heap == nil {
		heap = &harvest{s: s, patterns: map[uint64]*pattern{}, total: series{width: roughly}}
		s.heaps[order] = heap
	}
	if h.marks.bound(); len(s.files) > mostClocks {
		heap.marks.merge(&h.marks)
		h.marks = marks{}
	}
	left := h.facts
	s.parts[h.file] = &left
	heap.adopt(h)
	heap.other += h.other
	heap.serious += h.serious
	heap.addEvents(h.events)
	t := &heap.total
	if t.width != h.total.width {
		t.add(&h.total)
		return
	}
	if t.bins = append(t.bins, h.total.bins...); len(t.bins) > 2*t.tidy+1024 {
		t.bound(maxTotal)
	}
}

// addEvents adds the events of a file and keeps to the limit.
func (h *harvest) addEvents(events []timeline.Event) {
	limit := h.s.o.Limits.Events
	if h.events = append(h.events, events...); len(h.events) <= 2*limit {
		return
	}
	for i, e := range h.events {
		if e.ID == "" {
			h.events[i] = e.Seal()
		}
	}
	slices.SortFunc(h.events, timeline.Event.Compare)
	h.over += len(h.events) - limit
	clear(h.events[limit:])
	h.events = h.events[:limit]
}

// record is a record that no file is read into.
func (s *source) record() *record {
	select {
	case r := <-s.records:
		return r
	default:
		r := &record{}
		r.at.last = &r.lastAt
		return r
	}
}

// back takes a record that no file is read into any more.
func (s *source) back(r *record) {
	*r = record{buf: r.buf[:0], fields: r.fields[:0]}
	r.at.last = &r.lastAt
	select {
	case s.records <- r:
	default:
	}
}
