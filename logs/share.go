package logs

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// workers is how many goroutines read at a time.
func (s *source) workers() int {
	if s.o.Workers > 0 {
		return s.o.Workers
	}
	return min(runtime.GOMAXPROCS(0), 16)
}

// fewFiles is how many small files are read before what they gave is put
// together.
const fewFiles = 256

// readFirst reads every file once: long ones one after the other, each in
// blocks, small ones several at a time.
func (s *source) readFirst(ctx context.Context) error {
	s.parts = make([]*harvest, len(s.files))
	for i := 0; i < len(s.files); {
		j := i
		for j < len(s.files) && j-i < fewFiles && s.files[j].Size >= 0 && s.files[j].Size <= int64(s.o.block) {
			j++
		}
		if j == i {
			h, err := s.read(ctx, i, undecided, 0, s.workers())
			if err != nil {
				return err
			}
			s.parts[i] = h
			j++
		} else if err := s.readSmall(ctx, i, j); err != nil {
			return err
		}
		for ; i < j; i++ {
			s.groups.merge(s.parts[i].groups)
			s.parts[i].groups = nil
			s.settle(s.parts[i])
		}
	}
	return nil
}

// readSmall reads the files from i to j, each as a whole.
func (s *source) readSmall(ctx context.Context, i, j int) error {
	var next atomic.Int64
	next.Store(int64(i))
	errs := make([]error, min(s.workers(), j-i))
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= j || errs[n] != nil {
					return
				}
				s.parts[k], errs[n] = s.read(ctx, k, undecided, 0, 1)
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

// settle moves the patterns of a file that will not be read again to those of
// all such files, so that many files take no more memory than one.
func (s *source) settle(h *harvest) {
	if h.cal.seen.lines > 0 && h.cal.seen.verdict() == undecided {
		return
	}
	if s.spare == nil {
		s.spare = newHarvest(s, h.file)
	}
	s.spare.adopt(h)
	s.spare.other, h.other = s.spare.other+h.other, 0
}

// counted is everything that holds counts of records.
func (s *source) counted() []*harvest {
	if s.spare == nil {
		return s.parts
	}
	return append(slices.Clone(s.parts), s.spare)
}
