package history

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLandedTimes(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "first\n"})
	// Authored in January, committed in February, landed with the merge in March.
	side := f.commit(made{at: "2026-02-10 10:00", authored: "2026-01-05 10:00", message: "checkout: count twice\n", parents: []string{root}, tree: f.tree("api/pay.go=2", "README=1")})
	side2 := f.commit(made{at: "2026-02-11 10:00", message: "checkout: test it\n", parents: []string{side}})
	own := f.commit(made{at: "2026-03-02 09:00", message: "docs: a word (#7)\n\nmore\n", parents: []string{root}, tree: f.tree("README=2")})
	merge := f.commit(made{at: "2026-03-03 12:00", message: "Merge pull request #12 from octo/checkout\n\nCount twice\n\nBecause.\n", parents: []string{own, side2}, tree: f.tree("api/pay.go=2", "README=2")})
	f.branch("main", merge)
	f.annotated("v1.0", merge, "commit", "2026-03-05 10:00", "v1.0\n")

	r := read(t, Options{Path: f.dir, Since: instant("2026-03-02 00:00"), Until: instant("2026-03-04 00:00")})
	want := `2026-03-02 09:00 commit docs: a word (#7) pull_request=7 release=v1.0
2026-03-03 12:00 commit Count twice merge=yes pull_request=12 release=v1.0
`
	if d := cmp.Diff(want, r.lines("merge", "pull_request", "release")); d != "" {
		t.Error(d)
	}
	m := r.event(t, "Count twice")
	detail := "Merge pull request #12 from octo/checkout\n\nBecause.\n\n2 commits:\n" + side[:12] + " checkout: count twice\n" + side2[:12] + " checkout: test it"
	if d := cmp.Diff(detail, string(m.Detail)); d != "" {
		t.Error(d)
	}
	if m.Source.Ref != merge || m.Subject != "api/pay.go" || m.Actor != "Ada Ito" || m.Labels["released"] != "2026-03-05T10:00:00Z" {
		t.Errorf("%+v", m)
	}
	// root is outside, the two commits of the merge and the tag are counted.
	if tl := r.reading.Tally; tl.Read != 6 || tl.Told != 2 || tl.Quiet != 2 || tl.Outside != 2 {
		t.Errorf("%+v", tl)
	}

	all := read(t, Options{Path: f.dir, Since: instant("2026-03-03 00:00"), AllCommits: true})
	want = `2026-03-03 12:00 commit checkout: count twice landed_by=` + merge[:20] + ` authored=2026-01-05T10:00:00Z
2026-03-03 12:00 commit checkout: test it landed_by=` + merge[:20] + ` authored=2026-02-11T10:00:00Z
2026-03-03 12:00 commit Count twice authored=2026-03-03T12:00:00Z
2026-03-05 10:00 release v1.0
`
	if d := cmp.Diff(want, all.lines("landed_by", "authored")); d != "" {
		t.Error(d)
	}

	paths := read(t, Options{Path: f.dir, Paths: []string{"api/"}})
	if got := paths.lines(); got != "2026-03-03 12:00 commit Count twice\n2026-03-05 10:00 release v1.0\n" {
		t.Error(got)
	}
}

// A commit with a wrong clock in the middle of the line used to be the classic
// way to lose what lies behind it.
func TestDatesThatDoNotFall(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	h = f.commit(made{at: "2026-03-02 09:00", message: "two\n", parents: []string{h}})
	for range 50 {
		h = f.commit(made{at: "2001-01-01 00:00", message: "clock is wrong\n", parents: []string{h}})
	}
	h = f.commit(made{at: "2026-03-03 09:00", message: "three\n", parents: []string{h}})
	f.branch("main", h)
	r := read(t, Options{Path: f.dir, Since: instant("2026-03-01 00:00")})
	if got := r.lines(); got != "2026-03-01 09:00 commit one\n2026-03-02 09:00 commit two\n2026-03-03 09:00 commit three\n" {
		t.Error(got)
	}
	if !strings.Contains(strings.Join(r.reading.Notes, "\n"), "1 commit on main is dated before the one it follows") {
		t.Error(r.reading.Notes)
	}
}

func TestWindowBoundsAreIncluded(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	h = f.commit(made{at: "2026-03-01 10:00", message: "two\n", parents: []string{h}})
	f.branch("main", h)
	for _, c := range []struct {
		since, until string
		want         int
	}{
		{"2026-03-01 09:00", "2026-03-01 10:00", 2},
		{"2026-03-01 09:01", "2026-03-01 10:00", 1},
		{"2026-03-01 09:00", "2026-03-01 09:59", 1},
		{"2026-03-01 09:01", "2026-03-01 09:59", 0},
		{"2026-03-02 09:00", "2026-03-03 09:00", 0},
	} {
		r := read(t, Options{Path: f.dir, Since: instant(c.since), Until: instant(c.until)})
		if len(r.events) != c.want || r.err != nil {
			t.Errorf("%s to %s: %d events, want %d (%v)", c.since, c.until, len(r.events), c.want, r.err)
		}
	}
}

func TestPullMergesAreNoted(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	server := f.commit(made{at: "2026-03-01 10:00", message: "on the server\n", parents: []string{root}})
	local := f.commit(made{at: "2026-03-01 11:00", message: "in a copy\n", parents: []string{root}})
	merge := f.commit(made{at: "2026-03-01 12:00", message: "Merge branch 'main' of https://example.org/x\n", parents: []string{local, server}})
	f.branch("main", merge)
	r := read(t, Options{Path: f.dir})
	if !strings.Contains(strings.Join(r.reading.Notes, "\n"), "1 merge took main into another copy of itself") {
		t.Error(r.reading.Notes)
	}
}

func TestCancelled(t *testing.T) {
	f := newFixture(t)
	f.branch("main", f.commit(made{at: "2026-03-01 09:00", message: "one\n"}))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range Read(ctx, Options{Path: f.dir}).Events() {
		if err == nil {
			t.Error("an event after the end")
		}
	}
}

func TestStopsWhenAsked(t *testing.T) {
	f := newFixture(t)
	h := f.commit(made{at: "2026-03-01 09:00", message: "one\n"})
	f.branch("main", f.commit(made{at: "2026-03-01 10:00", message: "two\n", parents: []string{h}}))
	n := 0
	for range Read(context.Background(), Options{Path: f.dir}).Events() {
		n++
		break
	}
	if n != 1 {
		t.Error(n)
	}
}
