package history

import (
	"context"
	"os"
	"testing"
	"time"
)

// BenchmarkIntroducedBy looks for the culprits of the last five commits of the
// repository that CANDOR_BENCH_REPO names which call themselves a fix. It
// reports the longest as "worst-ms".
func BenchmarkIntroducedBy(b *testing.B) {
	dir := os.Getenv("CANDOR_BENCH_REPO")
	if dir == "" {
		b.Skip("CANDOR_BENCH_REPO names no repository")
	}
	fixes := lastFixes(b, dir, 5)
	var worst, all time.Duration
	asked := 0
	for b.Loop() {
		for _, fix := range fixes {
			start := time.Now()
			repo, err := Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := repo.IntroducedBy(context.Background(), fix); err != nil {
				b.Fatal(err)
			}
			repo.Close()
			took := time.Since(start)
			worst, all, asked = max(worst, took), all+took, asked+1
		}
	}
	b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
	b.ReportMetric(float64(all.Milliseconds())/float64(asked), "ms/fix")
}

func lastFixes(b testing.TB, dir string, n int) []string {
	r, err := Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	h, err := r.revision("HEAD")
	var out []string
	for err == nil && len(out) < n {
		var c rawCommit
		if c, err = r.commit(h); err != nil || len(c.parents) == 0 {
			break
		}
		side := c.parents[len(c.parents)-1]
		if s, e := r.commit(side); e == nil && len(c.parents) == 2 && len(s.parents) == 1 {
			if subject, _, _ := splitMessage(s.message); mending.MatchString(subject) {
				out = append(out, side.String())
			}
		}
		if subject, _, _ := splitMessage(c.message); len(c.parents) == 1 && mending.MatchString(subject) {
			out = append(out, h.String())
		}
		h = c.parents[0]
	}
	return out
}
