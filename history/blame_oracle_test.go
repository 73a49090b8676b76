package history

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// gitBlame gives for each line the commit that git blame names.
func gitBlame(dir, rev, path string, flags ...string) ([]string, error) {
	args := append([]string{"-C", dir, "-c", "blame.ignoreRevsFile=", "blame", "--porcelain"}, flags...)
	cmd := exec.Command("git", append(args, rev, "--", path)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var commits []string
	for line := range bytes.Lines(out) {
		if _, ok := parseName(line[:min(len(line), 40)]); ok && bytes.IndexByte(line, ' ') == 40 {
			commits = append(commits, string(line[:40]))
		}
	}
	return commits, nil
}

// TestBlameOfARealRepository compares random files at random commits of the
// repository that CANDOR_BENCH_REPO names with git blame.
// CANDOR_BENCH_PAIRS says how many; 100 if it is not set.
func TestBlameOfARealRepository(t *testing.T) {
	dir := os.Getenv("CANDOR_BENCH_REPO")
	if dir == "" {
		t.Skip("CANDOR_BENCH_REPO names no repository")
	}
	pairs, _ := strconv.Atoi(os.Getenv("CANDOR_BENCH_PAIRS"))
	if pairs == 0 {
		pairs = 100
	}
	out, err := exec.Command("git", "-C", dir, "rev-list", "HEAD").Output()
	if err != nil {
		t.Fatal(err)
	}
	commits := strings.Fields(string(out))
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	rng := rand.New(rand.NewPCG(1, 2))
	for _, space := range []bool{false, true} {
		lines, equal, whole := 0, 0, 0
		for range pairs {
			rev := commits[rng.IntN(len(commits))]
			path, n := randomFile(t, repo, rng, rev)
			if n == 0 {
				continue
			}
			var flags []string
			if space {
				flags = append(flags, "-w")
			}
			want, err := gitBlame(dir, rev, path, flags...)
			if err != nil {
				t.Fatalf("git blame %s %s: %v", rev, path, err)
			}
			got, err := repo.Blame(context.Background(), rev, path, BlameOptions{IgnoreSpace: space})
			if err != nil || len(got) != len(want) {
				t.Fatalf("%s %s: %d lines, git has %d: %v", rev, path, len(got), len(want), err)
			}
			wrong := 0
			for i, l := range got {
				if l.Commit != want[i] {
					wrong++
				}
			}
			lines, equal = lines+len(want), equal+len(want)-wrong
			if wrong == 0 {
				whole++
			} else if testing.Verbose() {
				fmt.Printf("%s %s: %d of %d lines differ\n", rev[:12], path, wrong, len(want))
			}
		}
		share := float64(equal) / float64(lines)
		t.Logf("ignoring space %t: %d pairs, %d wholly equal, %d of %d lines equal (%.2f %%)", space, pairs, whole, equal, lines, 100*share)
		if share < 0.98 {
			t.Errorf("less than 98 %% of the lines")
		}
	}
}

// randomFile gives a text file of a commit and its size.
func randomFile(t testing.TB, r *Repository, rng *rand.Rand, rev string) (string, int) {
	h, _ := parseName([]byte(rev))
	c, err := r.commit(h)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := r.fileChanges(context.Background(), oid{}, c.tree)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		f := changes[rng.IntN(len(changes))]
		data, err := r.blob(f.new)
		if err == nil && len(data) > 0 && bytes.IndexByte(data, 0) < 0 && bytes.IndexByte(data, '\r') < 0 {
			return f.path, len(data)
		}
	}
	return "", 0
}
