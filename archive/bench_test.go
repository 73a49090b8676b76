//go:build unix

package archive_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/timeline"
)

// many are incidents of ten years, with facts as rich as those of real ones.
func many(n int) []*archive.Publication {
	pubs := make([]*archive.Publication, n)
	for i := range pubs {
		id := fmt.Sprintf("%d-%02d-%02d-incident-%d", 2016+i%10, 1+i/10%12, 1+i/120%28, i)
		p := small(id, "Sorry for "+id+".")
		began := time.Date(2016+i%10, time.Month(1+i/10%12), 1+i/120%28, 12, i%60, 0, 0, time.UTC)
		p.Began = began
		p.House.Summary = strings.Repeat("Orders failed because the pool of connections had none left. ", 4)
		p.House.Factors = []string{"A new version took all orders at once.", "The pool of connections is small."}
		p.House.Actions = []archive.Action{{ID: "A1", Text: "Limit releases", Type: "prevent", Owner: "Platform lead", Due: timeline.At(began, time.Minute)}}
		p.House.Milestones = nil
		for k, name := range timeline.Milestones {
			p.House.Milestones = append(p.House.Milestones, archive.Milestone{Name: name, At: timeline.At(began.Add(time.Duration(k)*time.Minute), time.Minute)})
		}
		p.Files["internal/postmortem/postmortem.md"] = []byte("# " + id + "\n" + strings.Repeat("What happened, at length.\n", 40))
		pubs[i] = p
	}
	return pubs
}

// filled is an archive of n incidents, packed as git packs it in time.
func filled(b *testing.B, n int) (*archive.Archive, string) {
	b.Helper()
	a, dir := fresh(b, true)
	if _, err := a.Add(context.Background(), many(n)...); err != nil {
		b.Fatal(err)
	}
	git(b, dir, "gc", "-q")
	a.Close()
	return open(b, dir, options(b)), dir
}

func sizes(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { f(b, n) })
	}
}

// BenchmarkAdd adds one incident to an archive of many.
func BenchmarkAdd(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		a, _ := filled(b, n)
		i := 0
		cpu(b, func() {
			i++
			if _, err := a.Add(context.Background(), small(fmt.Sprintf("2025-new-%d", i), "Sorry.")); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// BenchmarkList lists an archive, opened anew, whose index was made before.
func BenchmarkList(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		_, dir := filled(b, n)
		o := options(b)
		list(b, dir, o, n)
		cpu(b, func() { list(b, dir, o, n) })
		peak(b, dir)
	})
}

// BenchmarkListFirst lists an archive of which nothing was read before.
func BenchmarkListFirst(b *testing.B) {
	sizes(b, func(b *testing.B, n int) {
		_, dir := filled(b, n)
		o := options(b)
		cpu(b, func() {
			forget(b, dir)
			list(b, dir, o, n)
		})
	})
}

func list(b *testing.B, dir string, o archive.Options, n int) {
	b.Helper()
	a, err := archive.Open(dir, o)
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	if all, err := a.List(); err != nil || len(all) != n {
		b.Fatalf("%d incidents, %v", len(all), err)
	}
}

// cpu tells the processor time of an operation: other programs on the machine
// make the wall clock say little.
func cpu(b *testing.B, f func()) {
	b.Helper()
	var used time.Duration
	n := 0
	for b.Loop() {
		before := processorTime(b)
		f()
		used += processorTime(b) - before
		n++
	}
	b.ReportMetric(float64(used.Milliseconds())/float64(n), "cpu-ms/op")
}

func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak tells how much memory a program of its own takes that lists an archive.
func peak(b *testing.B, dir string) {
	cmd, out := writer(b, dir, "list", 0)
	said, _ := io.ReadAll(out)
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(said), "VmHWM:")
	var kib float64
	if _, err := fmt.Sscan(rest, &kib); err == nil {
		b.ReportMetric(kib/1024, "MiB")
	}
}
