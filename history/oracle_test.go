package history

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// randomHistory makes a repository of merges, tags and side branches. Dates
// rise, but several commits share a minute and side branches are old.
func randomHistory(t testing.TB, seed uint64, size int) *fixture {
	f := newFixture(t)
	rng := rand.New(rand.NewPCG(seed, 1))
	minute := 0
	at := func() string {
		minute += rng.IntN(3) * 7
		return instant("2026-01-01 00:00").Add(time.Duration(minute) * time.Minute).Format("2006-01-02 15:04")
	}
	main := f.commit(made{at: at(), message: "root\n"})
	sides := []string{main}
	releases := 0
	for i := range size {
		switch rng.IntN(5) {
		case 0, 1:
			main = f.commit(made{at: at(), message: fmt.Sprintf("main %d\n", i), parents: []string{main}})
		case 2:
			sides = append(sides, f.commit(made{at: at(), message: fmt.Sprintf("side %d\n", i), parents: []string{sides[rng.IntN(len(sides))]}}))
		case 3:
			parents := []string{main}
			for range 1 + rng.IntN(2) {
				parents = append(parents, sides[len(sides)-1-rng.IntN(min(5, len(sides)))])
			}
			if rng.IntN(3) == 0 {
				sides = append(sides, f.commit(made{at: at(), message: fmt.Sprintf("side takes main %d\n", i), parents: []string{sides[len(sides)-1], main}}))
			}
			main = f.commit(made{at: at(), message: fmt.Sprintf("merge %d\n", i), parents: parents})
			sides = append(sides, main)
		case 4:
			releases++
			target := []string{main, sides[len(sides)-1]}[rng.IntN(2)]
			minute += 60
			f.annotated(fmt.Sprintf("v1.%d", releases), target, "commit", at(), "m\n")
		}
	}
	f.branch("main", main)
	return f
}

func TestAgainstGit(t *testing.T) {
	for seed := range uint64(3) {
		f := randomHistory(t, seed, 60)
		root := git(t, f.dir, "rev-list", "--max-parents=0", "main")
		landed := map[string]string{root: root}
		lineTimes := map[string]string{}
		for _, row := range strings.Split(git(t, f.dir, "log", "--first-parent", "--format=%H %cI", "main"), "\n") {
			h, at, _ := strings.Cut(row, " ")
			lineTimes[h] = at
			if h == root {
				continue
			}
			for _, b := range strings.Fields(git(t, f.dir, "rev-list", h, "^"+h+"^1")) {
				landed[b] = h
			}
		}
		released := map[string]string{}
		for h := range landed {
			first := strings.Fields(git(t, f.dir, "tag", "--sort=taggerdate", "--contains", h))
			released[h] = strings.Join(first[:min(1, len(first))], "")
		}
		var stories []string
		for _, how := range [][]string{nil, {"commit-graph", "write", "--reachable"}, {"-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50"}, {"repack", "-adfq", "--depth=50", "--window=250"}} {
			if how != nil {
				git(t, f.dir, how...)
			}
			r := read(t, Options{Path: f.dir, AllCommits: true})
			stories = append(stories, r.lines("release", "landed_by", "authored"))
			seen := 0
			for _, e := range r.events {
				if e.Kind == "release" {
					continue
				}
				seen++
				by := landed[e.Source.Ref]
				if want := lineTimes[by]; instantOf(want) != e.Time.Earliest {
					t.Errorf("seed %d, %v: %s landed %s, git says %s", seed, how, e.Source.Ref, e.Time, want)
				}
				if want := released[e.Source.Ref]; e.Labels["release"] != want {
					t.Errorf("seed %d, %v: %s in release %q, git says %q", seed, how, e.Source.Ref, e.Labels["release"], want)
				}
			}
			if seen != len(landed) {
				t.Errorf("seed %d, %v: %d changes, git has %d", seed, how, seen, len(landed))
			}
		}
		for i, s := range stories[1:] {
			if d := cmp.Diff(stories[0], s); d != "" {
				t.Errorf("seed %d: form %d of the same repository is told in another way:\n%s", seed, i+1, d)
			}
		}
		windows(t, f, landed, lineTimes)
	}
}

func instantOf(s string) time.Time {
	t, _ := time.Parse(time.RFC3339, s)
	return t.UTC()
}

// windows compares a few windows with the whole history.
func windows(t *testing.T, f *fixture, landed, lineTimes map[string]string) {
	t.Helper()
	for hour := 0; hour < 12; hour += 2 {
		since := instant("2026-01-01 00:00").Add(time.Duration(hour) * time.Hour)
		until := since.Add(3 * time.Hour)
		var want []string
		for h, by := range landed {
			if at := instantOf(lineTimes[by]); !at.Before(since) && !at.After(until) {
				want = append(want, h)
			}
		}
		var got []string
		for _, e := range read(t, Options{Path: f.dir, Since: since, Until: until, AllCommits: true}).events {
			if e.Kind != "release" {
				got = append(got, e.Source.Ref)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("from %s to %s: %s", since, until, d)
		}
	}
}

// What git itself makes of a repository is read the same.
func TestFormsOfARepository(t *testing.T) {
	f := randomHistory(t, 9, 40)
	whole := read(t, Options{Path: f.dir}).lines("release")
	git(t, f.dir, "config", "uploadpack.allowFilter", "true")
	work := filepath.Join(t.TempDir(), "work")
	git(t, f.dir, "clone", "-q", "file://"+f.dir, work)
	linked := filepath.Join(t.TempDir(), "linked")
	git(t, work, "worktree", "add", "-q", linked, "main~2")
	partial := filepath.Join(t.TempDir(), "partial.git")
	git(t, f.dir, "clone", "-q", "--bare", "--filter=blob:none", "file://"+f.dir, partial)
	borrowed := filepath.Join(t.TempDir(), "borrowed.git")
	git(t, f.dir, "clone", "-q", "--bare", "--shared", f.dir, borrowed)
	sparse := filepath.Join(t.TempDir(), "sparse")
	git(t, f.dir, "clone", "-q", f.dir, sparse)
	git(t, sparse, "sparse-checkout", "set", "a")
	for name, dir := range map[string]string{"clone": work, "partial": partial, "borrowed": borrowed, "sparse": sparse} {
		if d := cmp.Diff(whole, read(t, Options{Path: dir}).lines("release")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	l := read(t, Options{Path: linked})
	if l.err != nil || len(l.events) == 0 || !strings.Contains(l.reading.Notes[0], "HEAD names no branch") {
		t.Error("linked:", l.err, l.reading)
	}
	if d := cmp.Diff(whole, read(t, Options{Path: linked, Branch: "main"}).lines("release")); d != "" {
		t.Error("linked:", d)
	}
	shallow := filepath.Join(t.TempDir(), "shallow.git")
	git(t, f.dir, "clone", "-q", "--bare", "--depth=3", "file://"+f.dir, shallow)
	s := read(t, Options{Path: shallow})
	if s.err != nil || len(s.events) == 0 || len(s.reading.Gaps) != 1 || !strings.Contains(s.reading.Gaps[0], "the clone is shallow") {
		t.Error("shallow:", s.err, s.reading)
	}
}

// A chain of commit-graph files, and one that lies.
func TestCommitGraphs(t *testing.T) {
	f := randomHistory(t, 5, 40)
	whole := read(t, Options{Path: f.dir}).lines("release")
	git(t, f.dir, "commit-graph", "write", "--reachable", "--split")
	main := git(t, f.dir, "rev-parse", "main")
	top := f.commit(made{at: "2026-02-01 00:00", message: "top\n", parents: []string{main}})
	f.branch("main", top)
	git(t, f.dir, "commit-graph", "write", "--reachable", "--split=no-merge")
	repo, err := Open(f.dir)
	if err != nil || repo.graph == nil || len(repo.graph.files) < 2 {
		t.Fatal("the chain is not read", err)
	}
	repo.Close()
	if got := read(t, Options{Path: f.dir}).lines("release"); got != whole+"2026-02-01 00:00 commit top\n" {
		t.Error(cmp.Diff(whole, got))
	}

	// Each byte range of the graph that holds dates and parents is changed.
	g := randomHistory(t, 6, 40)
	whole = read(t, Options{Path: g.dir}).lines()
	git(t, g.dir, "commit-graph", "write", "--reachable")
	name := filepath.Join(g.dir, "objects/info/commit-graph")
	sound, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	g.check(os.Chmod(name, 0o600))
	for at := 8; at < len(sound); at += 41 {
		b := slices.Clone(sound)
		b[at] ^= 0x15
		g.check(os.WriteFile(name, b, 0o600))
		if r := read(t, Options{Path: g.dir}); r.lines() != whole || r.err != nil {
			t.Errorf("byte %d: %v\n%s", at, r.err, cmp.Diff(whole, r.lines()))
		}
	}
}
