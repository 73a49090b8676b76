package history

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// BenchmarkWindow reads two weeks of the repository that CANDOR_BENCH_REPO
// names: the last two before its newest commit, and two of eleven years before. Where
// the git command is installed it reports the time of git log for the same
// window as "git-ms", and as "ratio" how many times that is taken beyond the
// 0.3 s that a start may cost.
func BenchmarkWindow(b *testing.B) {
	path := os.Getenv("CANDOR_BENCH_REPO")
	if path == "" {
		b.Skip("CANDOR_BENCH_REPO names no repository")
	}
	repo, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	head, err := repo.Branch("")
	if err != nil {
		b.Fatal(err)
	}
	tip, err := repo.Change(head.Tip)
	if err != nil {
		b.Fatal(err)
	}
	repo.Close()
	for _, w := range []struct {
		name  string
		years int
	}{{"recent", 0}, {"old", -11}} {
		until := tip.Committed.AddDate(w.years, 0, 0)
		o := Options{Source: "bench", Path: path, Since: until.AddDate(0, 0, -14), Until: until}
		b.Run(w.name, func(b *testing.B) {
			told := 0
			start := time.Now()
			for b.Loop() {
				reader := Read(context.Background(), o)
				for range reader.Events() {
				}
				told = reader.Reading().Tally.Told
			}
			took := time.Since(start) / time.Duration(b.N)
			b.ReportMetric(float64(told), "told")
			if d := gitLog(o); d > 0 {
				b.ReportMetric(d.Seconds()*1000, "git-ms")
				b.ReportMetric(max(0, (took-300*time.Millisecond).Seconds()/d.Seconds()), "ratio")
			}
		})
	}
}

// gitLog is the median of five runs; zero where git cannot be run.
func gitLog(o Options) time.Duration {
	var runs []time.Duration
	for range 5 {
		cmd := exec.Command("git", "-C", o.Path, "log", fmt.Sprintf("--since=%d", o.Since.Unix()), fmt.Sprintf("--until=%d", o.Until.Unix()))
		start := time.Now()
		if cmd.Run() != nil {
			return 0
		}
		runs = append(runs, time.Since(start))
	}
	slices.SortFunc(runs, cmp.Compare[time.Duration])
	return runs[len(runs)/2]
}
