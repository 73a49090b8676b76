package cli

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/candor-reports/candor/logs"
)

// everySoOften is how often a terminal is told how far the reading is.
const everySoOften = 500 * time.Millisecond

// progress tells on a terminal, from the first second on, how much of the files
// was read. The files it gives are to be read in place of the others, and stop
// is to be called when they were: it returns when the line is cleared.
func (a *app) progress(files []logs.File) (counted []logs.File, stop func()) {
	if a.quiet || !a.err.Terminal() {
		return files, func() {}
	}
	read, total := &atomic.Int64{}, int64(0)
	for _, f := range files {
		open := f.Open
		f.Open = func() (io.ReadCloser, error) {
			rc, err := open()
			if err != nil {
				return nil, err
			}
			return &counter{rc, read}, nil
		}
		counted = append(counted, f)
		total += max(f.Size, 0)
	}
	over, done := make(chan struct{}), sync.WaitGroup{}
	done.Go(func() {
		tick := time.NewTicker(everySoOften)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-over:
				a.err.Status("")
				return
			case <-tick.C:
				if n > 1 {
					a.err.Status(howFar(read.Load(), total, time.Duration(n)*everySoOften))
				}
			}
		}
	})
	return counted, func() {
		close(over)
		done.Wait()
	}
}

// howFar tells how much was read, of how much where that is known, and how much
// longer it takes at that pace.
func howFar(read, total int64, after time.Duration) string {
	text := fmt.Sprintf("reading   %d MB", read/1e6)
	if total <= 0 || read > total {
		return text // of standard input, or of files that are read twice
	}
	text += fmt.Sprintf(" of %d MB, %d %%", total/1e6, 100*read/total)
	if read > 0 {
		left := time.Duration(float64(after) * float64(total-read) / float64(read))
		text += fmt.Sprintf(", %d s left", int(left.Round(time.Second)/time.Second))
	}
	return text
}

// counter counts what is read.
type counter struct {
	io.ReadCloser
	n *atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n.Add(int64(n))
	return n, err
}
