package history

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// program makes the lines of a file of forty lines, some of them other ones.
func program(other map[int]string) string {
	var b strings.Builder
	for i := range 40 {
		if s, ok := other[i]; ok {
			b.WriteString(s)
		} else {
			fmt.Fprintf(&b, "line %d of the program\n", i)
		}
	}
	return b.String()
}

const (
	faulty = "\tn := length(input)\n\tcopy(out, input, n)\n\tcount(n)\n"
	mended = "\tn := length(input)\n\tif n > size(input) {\n\t\treturn\n\t}\n\tcopy(out, input, n)\n\tcount(n)\n"
)

// heartbeat is the history of a fault that went into the branch that ships and
// into an older one by a copy: on the first it was released in 1.1.0, on the
// other long before, in 1.0.1.
type heartbeat struct {
	*fixture
	fault, twin, fix, backport string
}

func newHeartbeat(t testing.TB, mend string) heartbeat {
	f := newFixture(t)
	tree := func(at int, text string) string { return f.tree("lib/tls.c=" + program(map[int]string{at: text})) }
	by := func(m made) string {
		m.author = "Dr. S"
		return f.commit(m)
	}
	root := by(made{at: "2011-01-01 00:00", message: "root\n", tree: tree(0, "one\n")})
	onMaster := by(made{at: "2011-02-01 00:00", message: "reorder\n", tree: tree(0, "moved\ndown\n"), parents: []string{root}})
	h := heartbeat{fixture: f}
	h.fault = by(made{at: "2011-12-31 22:59", message: "Support heartbeats\n", parents: []string{onMaster},
		tree: f.tree("lib/tls.c=" + program(map[int]string{0: "moved\ndown\n", 20: faulty}))})
	h.twin = by(made{at: "2011-12-31 23:00", message: "Support heartbeats\n", parents: []string{root}, tree: f.tree("lib/tls.c=" + program(map[int]string{0: "one\n", 20: "    n := length(input)\n    copy(out, input, n)\n    count(n)\n"}))})
	f.tag("OpenSSL_1_0_1-beta1", h.twin)
	f.tag("OpenSSL_1_0_1-post-reformat", h.twin)
	r101 := by(made{at: "2012-03-14 12:39", message: "Prepare 1.0.1\n", parents: []string{h.twin}, tree: f.tree("lib/tls.c="+program(map[int]string{0: "one\n", 20: faulty}), "VERSION=1.0.1")})
	f.annotated("OpenSSL_1_0_1", r101, "commit", "2012-03-14 12:40", "m\n")
	f.annotated("OpenSSL_1_0_1f", by(made{at: "2014-01-06 00:00", message: "Prepare f\n", parents: []string{r101}, tree: f.tree("lib/tls.c="+program(map[int]string{0: "one\n", 20: faulty}), "VERSION=1.0.1f")}), "commit", "2014-01-06 01:00", "m\n")
	h.backport = by(made{at: "2014-04-07 16:53", authored: "2014-04-05 23:51", message: "Add bounds check.\n", parents: []string{strings.TrimSpace(git(t, f.dir, "rev-parse", "OpenSSL_1_0_1f^{commit}"))},
		tree: f.tree("lib/tls.c="+program(map[int]string{0: "one\n", 20: mend}), "VERSION=1.0.1f")})
	f.annotated("OpenSSL_1_0_1g", h.backport, "commit", "2014-04-07 16:55", "m\n")
	f.branch("OpenSSL_1_0_1-stable", h.backport)
	h.fix = by(made{at: "2014-04-07 18:44", authored: "2014-04-05 23:51", message: "Add bounds check.\n", parents: []string{h.fault},
		tree: f.tree("lib/tls.c=" + program(map[int]string{0: "moved\ndown\n", 20: mended}))})
	f.annotated("OpenSSL_1_1_0", h.fix, "commit", "2016-08-25 15:00", "m\n")
	f.branch("main", h.fix)
	return h
}

func trace(t testing.TB, dir string, q Question) *Trace {
	t.Helper()
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	tr, err := repo.Trace(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestTraceThroughBackports(t *testing.T) {
	h := newHeartbeat(t, mended)
	var told []*Trace
	for _, form := range [][]string{nil, {"commit-graph", "write", "--reachable", "--changed-paths"}, {"repack", "-adfq"}} {
		if form != nil {
			git(t, h.dir, form...)
		}
		told = append(told, trace(t, h.dir, Question{Fix: []string{h.fix[:10]}, Fault: []string{h.fault}}))
	}
	for _, other := range told[1:] {
		if d := cmp.Diff(told[0], other); d != "" {
			t.Error("another form of the same repository is told in another way:", d)
		}
	}
	tr := told[0]
	if got := tr.Introduced[0].FirstRelease; got != "OpenSSL_1_0_1" {
		t.Errorf("the fault is first in %s", got)
	}
	if got := tr.Fix[0].FirstRelease; got != "OpenSSL_1_0_1g" {
		t.Errorf("the fix is first in %s", got)
	}
	if b := tr.Fix[0].Backports; len(b) != 1 || b[0].Commit != h.backport || !b[0].SamePatch || b[0].Branch != "OpenSSL_1_0_1-stable" {
		t.Errorf("backports: %+v", b)
	}
	if d := cmp.Diff([]string{"OpenSSL_1_0_1", "OpenSSL_1_0_1f"}, tr.AffectedReleases); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"OpenSSL_1_0_1g"}, tr.FixedReleases); d != "" {
		t.Error(d)
	}
	if got := *tr.Latent.Released; got != int64(instant("2014-04-07 16:55").Sub(instant("2012-03-14 12:40")).Seconds()) {
		t.Errorf("latent by release for %d seconds", got)
	}
	notes := strings.Join(tr.Notes, "\n")
	for _, want := range []string{"the commit itself is first in OpenSSL_1_1_0", "the fix was written 2014-04-05T23:51:00Z and landed 2014-04-07T18:44:00Z", "2 pre-releases have the fault too"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes lack %q:\n%s", want, notes)
		}
	}
	back := trace(t, h.dir, Question{Fix: []string{h.backport}, Fault: []string{h.twin}})
	if d := cmp.Diff(tr.AffectedReleases, back.AffectedReleases); d != "" {
		t.Error("asked from the older branch:", d)
	}
}

// A backport whose patch had to differ is found, and said to differ.
func TestTraceBackportThatDiffers(t *testing.T) {
	h := newHeartbeat(t, strings.Replace(mended, "return", "return 0", 1))
	tr := trace(t, h.dir, Question{Fix: []string{h.fix}, Fault: []string{h.fault}})
	if tr.Fix[0].FirstRelease != "OpenSSL_1_0_1g" || tr.Fix[0].Backports[0].SamePatch {
		t.Errorf("%+v", tr.Fix)
	}
	if !strings.Contains(strings.Join(tr.Notes, "\n"), "its patch differs (50 % of the changed lines are the same): same author and subject") {
		t.Error(tr.Notes)
	}
}

// The same author and subject alone make no twin.
func TestNoTwin(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	one := f.commit(made{at: "2026-03-02 09:00", message: "update\n", parents: []string{root}, tree: f.tree("a=1")})
	two := f.commit(made{at: "2026-03-02 10:00", message: "update\n", parents: []string{root}, tree: f.tree("b=2")})
	copied := f.commit(made{at: "2026-03-03 10:00", message: "other words\n\n(cherry picked from commit " + one + ")\n", author: "Bo", parents: []string{two}, tree: f.tree("b=3")})
	f.branch("main", one)
	f.branch("stable", copied)
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	l, err := repo.Lineage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	twins, err := l.Twins(context.Background(), one)
	if err != nil || len(twins) != 1 || twins[0].Hash != copied || twins[0].Same {
		t.Errorf("%+v %v", twins, err)
	}
}

func TestTraceNotes(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	fault := f.commit(made{at: "2026-03-02 09:00", message: "fault\n", parents: []string{root}, tree: f.tree("a=1")})
	f.branch("main", fault)
	check := func(want string, q Question) *Trace {
		t.Helper()
		tr := trace(t, f.dir, q)
		if !strings.Contains(strings.Join(tr.Notes, "\n"), want) {
			t.Errorf("no note %q: %q", want, tr.Notes)
		}
		return tr
	}
	check("impact ended without a commit", Question{Fault: []string{fault}})
	check("no tags of releases", Question{Fault: []string{fault}})
	f.annotated("v0.9", root, "commit", "2026-03-01 10:00", "m\n")
	check("no release has "+fault[:12]+" yet", Question{Fault: []string{fault}})
	back := f.commit(made{at: "2026-03-03 09:00", message: "Revert \"fault\"\n\nThis reverts commit " + fault + ".\n", parents: []string{fault}})
	f.branch("main", back)
	tr := check(back[:12]+" takes "+fault[:12]+" back and is taken for the fix", Question{Fault: []string{fault}})
	if len(tr.Fix) != 1 || tr.Fix[0].Commit != back || *tr.Latent.Landed != 86400 {
		t.Errorf("%+v", tr)
	}
	f.branch("main", f.commit(made{at: "2026-03-04 09:00", message: "Reapply \"fault\"\n\nThis reverts commit " + back + ".\n", parents: []string{back}, tree: f.tree("a=1")}))
	check("put it in again", Question{Fault: []string{fault}})
	lost := f.commit(made{at: "2026-03-05 09:00", message: "draft\n", parents: []string{back}})
	check("no branch and no tag reaches "+lost[:12], Question{Fix: []string{lost}, Fault: []string{fault}})
	f.annotated("v1.0-rc1", fault, "commit", "2026-03-05 10:00", "m\n")
	tr = check("the fault is in no full release; v1.0-rc1 is the first tag that has it", Question{Fault: []string{fault}})
	if !slices.Equal(tr.AffectedReleases, []string{"v1.0-rc1"}) {
		t.Error(tr.AffectedReleases)
	}
}

func TestTraceMistakes(t *testing.T) {
	f := newFixture(t)
	f.branch("main", f.commit(made{at: "2026-03-01 09:00", message: "root\n"}))
	repo, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	for want, q := range map[string]Question{
		"nothing is asked for":  {},
		"there is no commit 12": {Fix: []string{"1234567890"}},
		"there is no branch":    {Fault: []string{"mian"}},
		"names no line":         {Line: "main.c"},
		"lines count from 1":    {Line: "main.c:0"},
		"no regular expression": {Text: "copy(out"},
	} {
		if _, err := repo.Trace(context.Background(), q); err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "\n") != 1 {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func TestCitations(t *testing.T) {
	hash := strings.Repeat("0123456789", 4)
	for message, want := range map[string]bool{
		"x\n\n(cherry picked from commit " + hash + ")\n":      true,
		"x\n\n[ Upstream commit " + hash + " ]\n":              true,
		"x\n\ncommit " + hash + " upstream.\n":                 true,
		"x\n\nBackport of " + hash + "\n":                      true,
		"x\n\nThis reverts commit " + hash + ".\n":             false,
		"x\n\nFixes: " + hash + "\n":                           false,
		"x\n\nSee upstream.\ncommit " + hash + " broke this\n": false,
	} {
		if got := len(citations([]byte(message))) == 1; got != want {
			t.Errorf("%q: %t", message, got)
		}
	}
	for _, s := range []string{"Fix it (#12)", "[release-1.2] Fix it", "Backport PR #3: fix it", "fix it (cherry-pick of #2) (#4)", "[1.2] [backport] Fix  it"} {
		if got := plainSubject(s); got != "fix it" {
			t.Errorf("%q is %q", s, got)
		}
	}
}

// What brought the fault is looked for, and its releases are found through the
// copy on the older branch.
func TestTraceSuspects(t *testing.T) {
	h := newHeartbeat(t, mended)
	for name, q := range map[string]Question{
		"fix":  {Fix: []string{h.fix}},
		"line": {Line: "lib/tls.c:23@" + h.fault, Fix: []string{h.fix}},
		"text": {Text: `count\(n\)`, Fix: []string{h.fix}},
	} {
		tr := trace(t, h.dir, q)
		if len(tr.Introduced) == 0 || tr.Introduced[0].Commit != h.fault || tr.Introduced[0].FirstRelease != "OpenSSL_1_0_1" {
			t.Errorf("%s: %+v", name, tr.Introduced)
			continue
		}
		if !slices.Equal(tr.AffectedReleases, []string{"OpenSSL_1_0_1", "OpenSSL_1_0_1f"}) || !strings.Contains(strings.Join(tr.Notes, "\n"), "the likeliest to have brought the fault") {
			t.Errorf("%s: %q %q", name, tr.AffectedReleases, tr.Notes)
		}
	}
}

func TestTraceStartUnknown(t *testing.T) {
	f := newFixture(t)
	f.branch("main", f.commit(made{at: "2026-03-01 09:00", message: "root\n", tree: f.tree("a=1")}))
	tr := trace(t, f.dir, Question{Fix: []string{"main"}})
	if len(tr.Introduced) > 0 || !strings.Contains(strings.Join(tr.Notes, "\n"), "start unknown") {
		t.Errorf("%+v", tr)
	}
}

// A detached HEAD is what ships, though it is no branch.
func TestLandedOnADetachedHead(t *testing.T) {
	f := newFixture(t)
	root := f.commit(made{at: "2026-03-01 09:00", message: "root\n"})
	side := f.commit(made{at: "2026-03-02 09:00", message: "side\n", parents: []string{root}})
	merge := f.commit(made{at: "2026-03-05 09:00", message: "merge\n", parents: []string{root, side}})
	f.branch("a-feature", side)
	f.write("HEAD", merge+"\n")
	if tr := trace(t, f.dir, Question{Fault: []string{side}}); !tr.Introduced[0].Landed.Equal(instant("2026-03-05 09:00")) {
		t.Error(tr.Introduced[0].Landed)
	}
	f.write("HEAD", "ref: refs/heads/none\n")
	if tr := trace(t, f.dir, Question{Fault: []string{side}}); !tr.Introduced[0].Landed.Equal(instant("2026-03-02 09:00")) {
		t.Error(tr.Introduced[0].Landed)
	}
}
