package history

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

// BenchmarkBlame follows the longest text file of the repository that
// CANDOR_BENCH_REPO names, or CANDOR_BENCH_FILE. Where the git command is
// installed it reports the median of three runs of git blame as "git-ms", and
// as "ratio" how many times as long this package takes.
func BenchmarkBlame(b *testing.B) {
	dir := os.Getenv("CANDOR_BENCH_REPO")
	if dir == "" {
		b.Skip("CANDOR_BENCH_REPO names no repository")
	}
	path := cmp.Or(os.Getenv("CANDOR_BENCH_FILE"), longestFile(b, dir))
	lines := 0
	start := time.Now()
	for b.Loop() {
		repo, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		out, err := repo.Blame(context.Background(), "HEAD", path, BlameOptions{})
		if err != nil {
			b.Fatal(err)
		}
		lines = len(out)
		repo.Close()
	}
	took := time.Since(start) / time.Duration(b.N)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(mem.Sys>>20), "MiB")
	b.ReportMetric(float64(lines), "lines")
	var runs []time.Duration
	for range 3 {
		start := time.Now()
		if _, err := gitBlame(dir, "HEAD", path); err != nil {
			return
		}
		runs = append(runs, time.Since(start))
	}
	slices.SortFunc(runs, cmp.Compare[time.Duration])
	b.ReportMetric(runs[1].Seconds()*1000, "git-ms")
	b.ReportMetric(took.Seconds()/runs[1].Seconds(), "ratio")
	b.Log(path)
}

// longestFile gives the text file with the most lines at HEAD, documents and
// translations aside.
func longestFile(b *testing.B, dir string) string {
	repo, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer repo.Close()
	h, err := repo.revision("HEAD")
	if err != nil {
		b.Fatal(err)
	}
	c, err := repo.commit(h)
	if err != nil {
		b.Fatal(err)
	}
	files, err := repo.fileChanges(context.Background(), oid{}, c.tree)
	if err != nil {
		b.Fatal(err)
	}
	best, most := "", 0
	for _, f := range files {
		if kindOf(f.path) != code {
			continue
		}
		data, err := repo.blob(f.new)
		if n := bytes.Count(data, []byte{'\n'}); err == nil && n > most {
			best, most = f.path, n
		}
	}
	return best
}
