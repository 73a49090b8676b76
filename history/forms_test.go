package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFormsOfARealRepository compares what is told of the repository that
// CANDOR_BENCH_REPO names without a commit-graph file, with one, and with one
// that has changed-path filters: twenty windows of a month, spread over its
// history, and the way of its last fixes, of which CANDOR_BENCH_FIXES says how
// many; 3 if it is not set.
func TestFormsOfARealRepository(t *testing.T) {
	source := os.Getenv("CANDOR_BENCH_REPO")
	if source == "" {
		t.Skip("CANDOR_BENCH_REPO names no repository")
	}
	plain := filepath.Join(t.TempDir(), "plain.git")
	git(t, t.TempDir(), "clone", "-q", "--bare", source, plain)
	graphed, filtered := filepath.Join(t.TempDir(), "graphed.git"), filepath.Join(t.TempDir(), "filtered.git")
	git(t, t.TempDir(), "clone", "-q", "--bare", "--shared", plain, graphed)
	git(t, graphed, "commit-graph", "write", "--reachable")
	git(t, t.TempDir(), "clone", "-q", "--bare", "--shared", plain, filtered)
	git(t, filtered, "commit-graph", "write", "--reachable", "--changed-paths")
	os.RemoveAll(filepath.Join(plain, "objects", "info", "commit-graph"))

	repo, err := Open(plain)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	if repo.graph != nil {
		t.Fatal("the plain clone has a commit-graph file")
	}
	var first, last time.Time
	for _, at := range []*time.Time{&first, &last} {
		args := []string{"log", "-1", "--format=%cI"}
		if at == &first {
			args = append(args, "--max-parents=0")
		}
		*at = instantOf(git(t, plain, args...))
	}
	events := 0
	for i := range 20 {
		until := last.Add(-time.Duration(i) * last.Sub(first) / 20)
		o := Options{Since: until.AddDate(0, -1, 0), Until: until}
		story := func(dir string) string {
			o.Path = dir
			r := read(t, o)
			events += len(r.events)
			return r.lines("release", "landed_by", "authored", "files", "reverts", "reverted_by") + strings.Join(r.reading.Notes, "\n")
		}
		want := story(plain)
		for _, dir := range []string{graphed, filtered} {
			if d := cmp.Diff(want, story(dir)); d != "" {
				t.Errorf("until %s, %s: %s", until, filepath.Base(dir), d)
			}
		}
	}
	n := 3
	if s := os.Getenv("CANDOR_BENCH_FIXES"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			t.Fatal(err)
		}
	}
	fixes := lastFixes(t, plain, n)
	for _, fix := range fixes {
		want, err := traced(t, plain, fix)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range []string{graphed, filtered} {
			got, err := traced(t, dir, fix)
			if d := cmp.Diff(want, got); d != "" || err != nil {
				t.Errorf("%s, %s: %v %s", fix, filepath.Base(dir), err, d)
			}
		}
	}
	t.Logf("20 windows with %d events in three forms, %d fixes traced", events, len(fixes))
}
