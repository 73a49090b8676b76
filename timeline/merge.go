package timeline

import (
	"container/heap"
	"iter"
)

// Map applies f to each event of a sequence and passes errors through.
func Map(seq iter.Seq2[Event, error], f func(Event) Event) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for e, err := range seq {
			if err == nil {
				e = f(e)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// Merge joins sequences that are each in time order into one, lazily. Events
// that compare equal keep the order of the arguments. An error is passed on as
// soon as its sequence comes to it; the merge goes on after it. The result can
// be ranged over as often as all of its sequences can.
func Merge(seqs ...iter.Seq2[Event, error]) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		h := make(mergeHeap, 0, len(seqs))
		for i, seq := range seqs {
			next, stop := iter.Pull2(seq)
			defer stop()
			if c := (&cursor{next: next, order: i}); c.advance() {
				h = append(h, c)
			}
		}
		heap.Init(&h)
		for len(h) > 0 {
			c := h[0]
			if !yield(c.event, c.err) {
				return
			}
			if c.advance() {
				heap.Fix(&h, 0)
			} else {
				heap.Pop(&h)
			}
		}
	}
}

type cursor struct {
	next  func() (Event, error, bool)
	order int
	event Event
	err   error
}

func (c *cursor) advance() (ok bool) {
	c.event, c.err, ok = c.next()
	return ok
}

type mergeHeap []*cursor

func (h mergeHeap) Len() int { return len(h) }

func (h mergeHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if (a.err != nil) != (b.err != nil) {
		return a.err != nil
	}
	if a.err == nil {
		if c := a.event.Compare(b.event); c != 0 {
			return c < 0
		}
	}
	return a.order < b.order
}

func (h mergeHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *mergeHeap) Push(x any)   { *h = append(*h, x.(*cursor)) }

func (h *mergeHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
