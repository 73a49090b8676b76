package history

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every commit of random histories, in every form of a repository, against the
// git command.
func TestContainingAgainstGit(t *testing.T) {
	for seed := range uint64(3) {
		f := randomHistory(t, 20+seed, 70)
		// What a forge keeps of a pull request is no branch.
		pull := f.commit(made{at: "2026-01-09 00:00", message: "a request\n", parents: []string{git(t, f.dir, "rev-parse", "main")}})
		f.write("refs/pull/1/head", pull+"\n")
		all := strings.Fields(git(t, f.dir, "rev-list", "--branches", "--tags"))
		want := map[string]string{}
		for _, h := range all {
			want[h] = git(t, f.dir, "tag", "--sort=refname", "--contains", h)
		}
		for _, form := range [][]string{nil, {"commit-graph", "write", "--reachable"}, {"repack", "-adfq", "--depth=50"}} {
			if form != nil {
				git(t, f.dir, form...)
			}
			repo, err := Open(f.dir)
			if err != nil {
				t.Fatal(err)
			}
			l, err := repo.Lineage(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for h, releases := range l.Containing(all...) {
				names := tags(releases)
				slices.Sort(names)
				got[h] = strings.Join(names, "\n")
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("seed %d, %v: %s", seed, form, d)
			}
			if got := l.Containing(pull); len(got) > 0 {
				t.Errorf("a pull request is in %v", got)
			}
			repo.Close()
		}
	}
}

// A tag may name a tag, and a date that is wrong hides nothing.
func TestContainingOddHistories(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "the fault\n"})
	fault := h
	for i := range 30 {
		h = f.commit(made{at: "2001-01-01 00:00", message: fmt.Sprintf("the clock is wrong %d\n", i), parents: []string{h}})
	}
	f.branch("main", h)
	f.tag("v1.0", f.object("tag", "object "+f.annotated("inner", h, "commit", "2026-03-02 09:00", "x\n")+"\ntype tag\ntag v1.0\ntagger R <r> 1772442000 +0000\n\nouter\n"))
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	l, err := repo.Lineage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := tags(l.Containing(fault)[fault]); len(got) != 1 || got[0] != "v1.0" {
		t.Error(got)
	}
}

// A commit-graph file that lies about a tip is found out and not used.
func TestLineageWithoutLies(t *testing.T) {
	f := randomHistory(t, 31, 30)
	root := git(t, f.dir, "rev-list", "--max-parents=0", "main")
	want := git(t, f.dir, "tag", "--contains", root)
	git(t, f.dir, "commit-graph", "write", "--reachable")
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	main := git(t, f.dir, "rev-parse", "main")
	top := f.commit(made{at: "2026-02-01 00:00", message: "top\n", parents: []string{main}})
	f.branch("main", top)
	l, err := repo.Lineage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	names := tags(l.Containing(root)[root])
	slices.Sort(names)
	if got := strings.Join(names, "\n"); got != strings.Join(sorted(strings.Fields(want)), "\n") {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }
