package history

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkContaining asks which releases contain twenty commits of the
// repository that CANDOR_BENCH_REPO names, spread over its history. Where the
// git command is installed it reports as "git-ms" what git tag --contains takes
// for the twenty, one after the other, the median of three, and as "ratio" how
// many times that candor takes.
func BenchmarkContaining(b *testing.B) {
	path := os.Getenv("CANDOR_BENCH_REPO")
	if path == "" {
		b.Skip("CANDOR_BENCH_REPO names no repository")
	}
	ask := twenty(b, path)
	answers := 0
	start := time.Now()
	for b.Loop() {
		repo, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		l, err := repo.Lineage(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		answers = 0
		for _, found := range l.Containing(ask...) {
			answers += len(found)
		}
		repo.Close()
	}
	took := time.Since(start) / time.Duration(b.N)
	b.ReportMetric(float64(answers), "releases")
	var runs []time.Duration
	for range 3 {
		start := time.Now()
		for _, h := range ask {
			if exec.Command("git", "-C", path, "tag", "--contains", h).Run() != nil {
				return
			}
		}
		runs = append(runs, time.Since(start))
	}
	slices.SortFunc(runs, cmp.Compare[time.Duration])
	b.ReportMetric(runs[1].Seconds()*1000, "git-ms")
	b.ReportMetric(took.Seconds()/runs[1].Seconds(), "ratio")
}

// twenty picks commits that lie evenly in the history of HEAD.
func twenty(b *testing.B, path string) []string {
	out, err := exec.Command("git", "-C", path, "rev-list", "HEAD").Output()
	if err != nil {
		b.Skip("the commits are picked by the git command, which cannot be run")
	}
	all := strings.Fields(string(out))
	var ask []string
	for i := range 20 {
		ask = append(ask, all[(2*i+1)*len(all)/40])
	}
	return ask
}
