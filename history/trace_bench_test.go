package history

import (
	"context"
	"os"
	"testing"
	"time"
)

// BenchmarkTrace asks the whole way of a fault of the repository that
// CANDOR_BENCH_REPO names, from the fix that CANDOR_BENCH_FIX names or else the
// last commit that calls itself a fix. The repository is opened anew each time,
// as the command does.
func BenchmarkTrace(b *testing.B) {
	dir := os.Getenv("CANDOR_BENCH_REPO")
	if dir == "" {
		b.Skip("CANDOR_BENCH_REPO names no repository")
	}
	fix := os.Getenv("CANDOR_BENCH_FIX")
	if fix == "" {
		fixes := lastFixes(b, dir, 1)
		if len(fixes) == 0 {
			b.Skip("no commit there calls itself a fix")
		}
		fix = fixes[0]
	}
	var worst time.Duration
	for b.Loop() {
		start := time.Now()
		repo, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		t, err := repo.Trace(context.Background(), Question{Fix: []string{fix}})
		if err != nil {
			b.Fatal(err)
		}
		repo.Close()
		worst = max(worst, time.Since(start))
		b.ReportMetric(float64(len(t.Introduced)), "candidates")
	}
	b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
}
