//go:build unix

package archive_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/archive/answers"
	"github.com/candor-reports/candor/archive/site"
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
		p.House.Metrics = []archive.Metric{{Name: "to detect", Min: time.Duration(1+i%50) * time.Minute, Max: time.Duration(1+i%50) * time.Minute}, {Name: "to mitigate", Min: time.Duration(10+i%300) * time.Minute, Max: time.Duration(12+i%300) * time.Minute}}
		p.House.Patterns = []string{fmt.Sprintf("p%x", i%700)}
		p.House.Severity, p.House.Service = fmt.Sprintf("SEV-%d", 1+i%4), fmt.Sprintf("service-%d", i%12)
		p.Files["drafts/postmortem.md"] = []byte("# " + id + "\n" + prose(i))
		pubs[i] = p
	}
	return pubs
}

// prose is the text of a postmortem of common length, 8 kB; other for each.
func prose(seed int) string {
	r := rand.New(rand.NewPCG(uint64(seed), 1))
	var b strings.Builder
	for b.Len() < 8000 {
		// Some words are everywhere and most are rare, as in any text.
		word := int(math.Pow(r.Float64(), 3) * 5000)
		fmt.Fprintf(&b, "%s%s ", []string{"pool", "order", "tion", "re", "ing", "at", "con", "de"}[word%8], strconv.FormatInt(int64(word), 26))
		if r.IntN(12) == 0 {
			b.WriteString("\n")
		}
	}
	return b.String()
}

// filled is an archive of n incidents, packed as git packs it in time. To make
// one takes longer than to measure it, so it is made once and copied.
func filled(b *testing.B, n int) (*archive.Archive, string) {
	b.Helper()
	made, ok := patterns.Load(n)
	if !ok {
		a, dir := fresh(b, true)
		if _, err := a.Add(context.Background(), many(n)...); err != nil {
			b.Fatal(err)
		}
		git(b, dir, "gc", "-q")
		a.Close()
		forget(b, dir)
		archived := map[string][]byte{}
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				archived[name], err = os.ReadFile(filepath.Join(dir, name))
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		made = archived
		patterns.Store(n, made)
	}
	dir := b.TempDir()
	for name, data := range made.(map[string][]byte) {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return open(b, dir, options(b)), dir
}

// patterns are the archives that were made, by their number of incidents.
var patterns sync.Map

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

// ask asks an archive, opened anew, a question, whose index was made before
// unless first says otherwise.
func ask(b *testing.B, first bool, question func(a *archive.Archive) error) {
	sizes(b, func(b *testing.B, n int) {
		_, dir := filled(b, n)
		o := options(b)
		once := func() {
			if first {
				forget(b, dir)
			}
			a, err := archive.Open(dir, o)
			if err != nil {
				b.Fatal(err)
			}
			defer a.Close()
			if err := question(a); err != nil {
				b.Fatal(err)
			}
		}
		once()
		cpu(b, once)
	})
}

func searched(a *archive.Archive) error {
	q, err := answers.ParseQuery(`pool27a order3 "con71" severity:SEV-1`)
	if err != nil {
		return err
	}
	_, err = answers.Search(a.Texts(), q, false, 20)
	return err
}

func BenchmarkSearch(b *testing.B)      { ask(b, false, searched) }
func BenchmarkSearchFirst(b *testing.B) { ask(b, true, searched) }

func BenchmarkFigures(b *testing.B) {
	ask(b, false, func(a *archive.Archive) error {
		entries, err := a.List()
		if err == nil {
			group, _ := answers.FindGroup("quarter")
			answers.Figures(entries, group, answers.Metrics(entries))
		}
		return err
	})
}

func BenchmarkSimilar(b *testing.B) {
	ask(b, false, func(a *archive.Archive) error {
		entries, err := a.List()
		if err == nil {
			_, err = answers.Similar(entries, a.Texts(), entries[0].ID, 10)
		}
		return err
	})
}

func BenchmarkActions(b *testing.B) {
	ask(b, false, func(a *archive.Archive) error {
		entries, err := a.List()
		answers.Tasks(entries, time.Now())
		return err
	})
}

// BenchmarkSite makes a whole site, and makes it again after one change.
func BenchmarkSite(b *testing.B) {
	for _, again := range []bool{false, true} {
		b.Run(map[bool]string{false: "whole", true: "again"}[again], func(b *testing.B) {
			sizes(b, func(b *testing.B, n int) {
				a, _ := filled(b, n)
				dir := b.TempDir()
				made := func(dir string) {
					if _, err := site.Write(a, dir, site.Options{Base: "https://status.example.com/"}); err != nil {
						b.Fatal(err)
					}
				}
				made(dir)
				i := 0
				cpu(b, func() {
					if !again {
						made(b.TempDir())
						return
					}
					i++
					if _, err := a.Add(context.Background(), small(fmt.Sprintf("2025-12-31-new-%d", i), "Sorry.")); err != nil {
						b.Fatal(err)
					}
					made(dir)
				})
			})
		})
	}
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
