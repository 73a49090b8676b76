package history

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTakeBack(t *testing.T) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct {
		subject, body string
		want          takeBack
		ok            bool
	}{
		{`Revert "Fix it"`, "This reverts commit " + sha + ".", takeBack{hash: sha, subject: "Fix it"}, true},
		{`Revert "Fix it"`, "", takeBack{subject: "Fix it"}, true},
		{`Revert "Fix it (#3)" (#4)`, "Reverts octo/repo#3", takeBack{subject: "Fix it (#3)", pull: "3"}, true},
		{`Revert "Revert "Fix it""`, "This reverts commit " + sha[:9] + ".", takeBack{hash: sha[:9], subject: `Revert "Fix it"`, putBack: true}, true},
		{`Revert "Revert "Revert "Fix it"""`, "", takeBack{subject: `Revert "Revert "Fix it""`}, true},
		{`Reapply "Fix it"`, "This reverts commit " + sha + ".", takeBack{hash: sha, subject: `Revert "Fix it"`, putBack: true}, true},
		{`Revert "Reapply "Fix it""`, "", takeBack{subject: `Reapply "Fix it"`}, true},
		{"Merge branch 'x'", "This reverts commit " + sha + ", reversing\nchanges made to " + strings.Repeat("f", 40) + ".", takeBack{hash: sha}, true},
		{"revert: the cache", "This reverts commit " + sha, takeBack{hash: sha}, true},
		{"Go on", "It is a pity that this reverts commit " + sha, takeBack{}, false},
		{"Go on", "", takeBack{}, false},
		{"Revert the cache", "", takeBack{}, false},
		{"Say how a revert works", "", takeBack{}, false},
	} {
		got, ok := parseTakeBack(c.subject, c.body)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%q %q: %+v %t, want %+v %t", c.subject, c.body, got, ok, c.want, c.ok)
		}
	}
}

func TestRevertsArePaired(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	a := f.commit(made{at: "2026-03-01 10:00", message: "Add cache\n", parents: []string{root}})
	side := f.commit(made{at: "2026-03-01 10:30", message: "Add queue\n", parents: []string{a}})
	b := f.commit(made{at: "2026-03-01 11:00", message: "Merge pull request #5 from o/queue\n\nAdd a queue\n", parents: []string{a, side}})
	ra := f.commit(made{at: "2026-03-01 12:00", message: "Revert \"Add cache\"\n\nThis reverts commit " + a + ".\n", parents: []string{b}})
	rb := f.commit(made{at: "2026-03-01 13:00", message: "Revert \"Merge pull request #5 from o/queue\"\n\nThis reverts commit " + b + ", reversing\nchanges made to " + a + ".\n", parents: []string{ra}})
	again := f.commit(made{at: "2026-03-01 14:00", message: "Reapply \"Add cache\"\n\nThis reverts commit " + ra + ".\n", parents: []string{rb}})
	side2 := f.commit(made{at: "2026-03-01 14:30", message: "Revert \"Reapply \"Add cache\"\"\n\nThis reverts commit " + again + ".\n", parents: []string{again}})
	late := f.commit(made{at: "2026-03-01 15:00", message: "Merge pull request #6 from o/revert-4-cache\n\nRevert \"Reapply \"Add cache\"\"\n", parents: []string{again, side2}})
	f.branch("main", late)

	r := read(t, Options{Path: f.dir})
	short := func(h string) string { return h[:20] }
	want := `2026-03-01 09:00 commit root
2026-03-01 10:00 commit Add cache reverted_by=` + short(ra) + ` reapplied_by=` + short(again) + `
2026-03-01 11:00 commit Add a queue reverted_by=` + short(rb) + `
2026-03-01 12:00 revert Revert "Add cache" reverts=` + short(a) + ` reverted_by=` + short(again) + `
2026-03-01 13:00 revert Revert "Merge pull request #5 from o/queue" reverts=` + short(b) + `
2026-03-01 14:00 commit Reapply "Add cache" reverts=` + short(ra) + ` reverted_by=` + short(late) + ` reapplies=` + short(a) + `
2026-03-01 15:00 revert Revert "Reapply "Add cache"" reverts=` + short(again) + `
`
	if d := cmp.Diff(want, r.lines("reverts", "reverted_by", "reapplies", "reapplied_by")); d != "" {
		t.Error(d)
	}

	// The revert lies after the window; the one of a change before it is named too.
	early := read(t, Options{Path: f.dir, Until: instant("2026-03-01 10:00")})
	if got := early.event(t, "Add cache").Labels["reverted_by"]; got != ra {
		t.Error("look ahead:", got)
	}
	after := read(t, Options{Path: f.dir, Since: instant("2026-03-01 11:30"), Until: instant("2026-03-01 12:30")})
	if got := after.event(t, `Revert "Add cache"`).Labels["reverts"]; got != a {
		t.Error("look back:", got)
	}
}
