package history

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// told is a commit of a story: its message and all its files, name and content
// in turn.
type told struct {
	message string
	files   []string
}

// story writes commits one after another, a day apart.
func story(t testing.TB, f *fixture, line ...told) []string {
	t.Helper()
	var out, parents []string
	for i, c := range line {
		message := c.message
		for j, h := range out {
			message = strings.ReplaceAll(message, fmt.Sprintf("<%d>", j), h[:12])
		}
		at := fmt.Sprintf("2026-03-%02d 10:00", i+1)
		h := f.commit(made{at: at, tree: f.folder(c.files...), message: message + "\n", parents: parents})
		out, parents = append(out, h), []string{h}
	}
	f.branch("main", out[len(out)-1])
	return out
}

func opened(t testing.TB, f *fixture) *Repository {
	t.Helper()
	r, err := Open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

const (
	total   = "int total(struct order *order)\n{\n\tint sum = 0;\n\tfor (int i = 0; i < order->count; i++)\n\t\tsum += order->price[i];\n\treturn sum;\n}\n"
	refunds = "int total(struct order *order)\n{\n\tint sum = 0;\n\tfor (int i = 0; i < order->count; i++)\n\t\tsum += order->price[i];\n\tsum -= refund_of(order);\n\treturn sum;\n}\n"
	spaced  = "int total(struct order *order)\n{\n    int sum = 0;\n    for (int i = 0; i < order->count; i++)\n        sum += order->price[i];\n    sum -= refund_of(order);\n    return sum;\n}\n"
	limited = "int total(struct order *order)\n{\n\tint sum = 0;\n\tfor (int i = 0; i < order->count; i++)\n\t\tsum += order->price[i];\n\tsum -= min(sum, refund_of(order));\n\treturn sum;\n}\n"
	names   = "int name(void)\n{\n\treturn order_name;\n}\n"
)

// Each story's fix is its last commit; want is the index of the culprit.
func TestIntroducedBy(t *testing.T) {
	tests := []struct {
		name  string
		story []told
		want  int
		why   string
	}{
		{"the fix changes a line", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"name: add names", []string{"name.c", names, "order.c", refunds}},
			{"order: fix totals below zero", []string{"name.c", names, "order.c", limited}},
		}, 1, "it brought in 1 of the 1 lines that the fix took out or changed"},
		{"whitespace changed in between", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"indent with spaces", []string{"order.c", spaced}},
			{"order: fix totals below zero", []string{"order.c", strings.Replace(spaced, "refund_of(order)", "min(sum, refund_of(order))", 1)}},
		}, 1, "took out or changed"},
		{"the fix only puts a line in", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"name: add names", []string{"name.c", names, "order.c", refunds}},
			{"order: fix refunds", []string{"name.c", names, "order.c", strings.Replace(refunds, "\tsum -=", "\tif (refund_of(order) > sum)\n\t\treturn 0;\n\tsum -=", 1)}},
		}, 1, "it brought in code next to where the fix put lines in"},
		{"the file has a new name", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"rename the file", []string{"cart.c", refunds}},
			{"order: fix totals below zero", []string{"cart.c", limited}},
		}, 1, "took out or changed"},
		{"the function moved to another file", []told{
			{"order: add totals", []string{"order.c", total + names}},
			{"order: subtract refunds", []string{"order.c", refunds + names}},
			{"move totals to a file of their own", []string{"order.c", names, "total.c", refunds}},
			{"order: fix totals below zero", []string{"order.c", names, "total.c", limited}},
		}, 1, "took out or changed"},
		{"the message blames a commit", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"order: fix totals below zero\n\nFixes: <0> (\"order: add totals\")", []string{"order.c", limited}},
		}, 0, "the fix blames it: Fixes: "},
		{"the message blames a request", []told{
			{"order: add totals (#7)", []string{"order.c", total}},
			{"order: subtract refunds (#8)", []string{"order.c", refunds}},
			{"order: fix totals\n\nRegression from #7.", []string{"order.c", limited}},
		}, 0, "the fix blames it: Regression from #7."},
		{"the fix takes a change back", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: subtract refunds", []string{"order.c", refunds}},
			{"Revert \"order: subtract refunds\"\n\nThis reverts commit <1>.", []string{"order.c", total}},
		}, 1, "the fix blames it: This reverts commit"},
		{"only a comment differs", []told{
			{"order: add totals", []string{"order.c", total}},
			{"order: say what totals are", []string{"order.c", "/* teh total */\n" + total}},
			{"order: fix a typo", []string{"order.c", "/* the total */\n" + total}},
		}, 1, "took out or changed"},
	}
	for _, tt := range tests {
		f := newFixture(t)
		hashes := story(t, f, tt.story...)
		got, err := opened(t, f).IntroducedBy(context.Background(), "main")
		if err != nil || len(got.Candidates) == 0 {
			t.Errorf("%s: no candidate: %+v %v", tt.name, got, err)
			continue
		}
		first := got.Candidates[0]
		if i := slices.Index(hashes, first.Commit); i != tt.want {
			t.Errorf("%s: it was %d with %.2f, want %d\n%v", tt.name, i, first.Score, tt.want, got.Candidates)
		}
		if !strings.Contains(strings.Join(first.Why, "\n"), tt.why) {
			t.Errorf("%s: %q does not say %q", tt.name, first.Why, tt.why)
		}
		if want := instant(fmt.Sprintf("2026-03-%02d 10:00", tt.want+1)); !first.Landed.Equal(want) || !first.Authored.Equal(want) {
			t.Errorf("%s: authored %s, landed %s, want %s", tt.name, first.Authored, first.Landed, want)
		}
		checkScores(t, tt.name, got)
	}
}

// checkScores sees that the probabilities are some.
func checkScores(t *testing.T, name string, got *Introduction) {
	t.Helper()
	sum := got.Unknown
	for i, c := range got.Candidates {
		if sum += c.Score; c.Score <= 0 || c.Score > 1 || i > 0 && c.Score > got.Candidates[i-1].Score {
			t.Errorf("%s: score %d is %v", name, i, c.Score)
		}
	}
	if sum > 1.0001 {
		t.Errorf("%s: the scores make %.3f", name, sum)
	}
}

// Where no line leads to the cause, what messages tell may.
func TestIntroducedInAnotherFile(t *testing.T) {
	f := newFixture(t)
	hashes := story(t, f,
		told{"order: add totals", []string{"order.c", total}},
		told{"url: keep the trailing dot of host names", []string{"order.c", total, "url.c", names}},
		told{"order: subtract refunds", []string{"order.c", refunds, "url.c", names}},
		told{"cookies: ignore a trailing dot of host names", []string{"order.c", refunds, "url.c", names, "cookie.c", limited}})
	got, err := opened(t, f).IntroducedBy(context.Background(), "main")
	if err != nil || len(got.Candidates) == 0 || got.Candidates[0].Commit != hashes[1] {
		t.Fatalf("%+v %v", got, err)
	}
	if why := strings.Join(got.Candidates[0].Why, "; "); !strings.Contains(why, "its message tells of the same") {
		t.Error(why)
	}
	if notes := strings.Join(got.Notes, "; "); !strings.Contains(notes, "start unknown") || !strings.Contains(notes, "rests on what messages say") {
		t.Error(notes)
	}
}

// A commit that the message mentions counts although no line leads to it, and
// the release that it names narrows the search.
func TestIntroducedAsMentioned(t *testing.T) {
	f := newFixture(t)
	hashes := story(t, f,
		told{"order: add totals", []string{"order.c", total}},
		told{"name: add names", []string{"order.c", total, "name.c", names}},
		told{"order: subtract refunds", []string{"order.c", refunds, "name.c", names}},
		told{"order: fix totals\n\nSee <1> for what is meant.", []string{"order.c", limited, "name.c", names}})
	got, err := opened(t, f).IntroducedBy(context.Background(), "main")
	if err != nil || got.Candidates[0].Commit != hashes[1] || got.Candidates[0].Score < 0.5 || got.Candidates[0].Score > 0.6 {
		t.Errorf("%+v %v", got, err)
	}
	g := newFixture(t)
	hashes = story(t, g,
		told{"order: add totals", []string{"order.c", total}},
		told{"order: subtract refunds", []string{"order.c", refunds}},
		told{"order: fix totals, broken since 1.0", []string{"order.c", strings.Replace(refunds, "sum -= refund_of(order)", "sum += refund_of(order)", 1)}})
	g.write("refs/tags/v1.0", hashes[0]+"\n")
	g.write("refs/tags/v2.0", hashes[1]+"\n")
	got, err = opened(t, g).IntroducedBy(context.Background(), "main")
	if err != nil || !slices.ContainsFunc(got.Candidates, func(c Candidate) bool {
		return c.Commit == hashes[0] && strings.Contains(strings.Join(c.Why, ";"), "it is first in v1.0, which the fix names")
	}) {
		t.Errorf("%+v %v", got, err)
	}
}

// A fix that changes whitespace alone mends a fault of whitespace.
func TestIntroducedWhitespace(t *testing.T) {
	f := newFixture(t)
	hashes := story(t, f,
		told{"order: add totals", []string{"order.py", "def total():\n    x()\n    return y\n"}},
		told{"order: read z", []string{"order.py", "def total():\n    x()\n        z()\n    return y\n"}},
		told{"name: add names", []string{"order.py", "def total():\n    x()\n        z()\n    return y\n", "name.c", names}},
		told{"order: fix an indent", []string{"order.py", "def total():\n    x()\n    z()\n    return y\n", "name.c", names}})
	got, err := opened(t, f).IntroducedBy(context.Background(), "main")
	if err != nil || len(got.Candidates) == 0 || got.Candidates[0].Commit != hashes[1] {
		t.Errorf("%+v %v", got, err)
	}
}

func TestMessagesCanBeLeftOut(t *testing.T) {
	f := newFixture(t)
	hashes := story(t, f,
		told{"order: add totals", []string{"order.c", total}},
		told{"order: subtract refunds", []string{"order.c", refunds}},
		told{"order: fix totals below zero\n\nFixes: <0>", []string{"order.c", limited}})
	got, err := opened(t, f).introducedBy(context.Background(), "main", false)
	if err != nil || got.Candidates[0].Commit != hashes[1] {
		t.Error(got, err)
	}
}

func TestNoCulprit(t *testing.T) {
	f := newFixture(t)
	story(t, f, told{"first", []string{"order.c", total}}, told{"name: add names", []string{"name.c", names, "order.c", total}})
	r := opened(t, f)
	got, err := r.IntroducedBy(context.Background(), "main")
	if err != nil || len(got.Candidates) != 0 || len(got.Notes) == 0 || !strings.HasPrefix(got.Notes[0], "no culprit in this repository") {
		t.Errorf("a fix that only makes a file: %+v %v", got, err)
	}

	g := newFixture(t)
	hashes := story(t, g, told{"order: add totals", []string{"order.c", total}}, told{"order: subtract refunds", []string{"order.c", refunds}}, told{"order: fix totals", []string{"order.c", limited}})
	g.write("shallow", hashes[2]+"\n")
	got, err = opened(t, g).IntroducedBy(context.Background(), "main")
	if err != nil || len(got.Candidates) != 0 || !strings.Contains(strings.Join(got.Notes, "\n"), "start unknown") {
		t.Errorf("a shallow clone: %+v %v", got, err)
	}
}

func TestIntroducedLineAndText(t *testing.T) {
	f := newFixture(t)
	hashes := story(t, f,
		told{"order: add totals", []string{"order.c", total}},
		told{"order: subtract refunds", []string{"order.c", refunds}},
		told{"indent with spaces", []string{"order.c", spaced}})
	r := opened(t, f)
	ctx := context.Background()
	got, err := r.IntroducedLine(ctx, "main", "order.c", 6)
	if err != nil || got.Candidates[0].Commit != hashes[1] {
		t.Errorf("line 6: %+v %v", got, err)
	}
	got, err = r.IntroducedText(ctx, "", regexp.MustCompile(`sum \+= `))
	if err != nil || got.Candidates[0].Commit != hashes[0] {
		t.Errorf("text: %+v %v", got, err)
	}
	for _, ask := range []func() error{
		func() error { _, err := r.IntroducedLine(ctx, "main", "order.c", 60); return err },
		func() error { _, err := r.IntroducedLine(ctx, "main", "gone.c", 1); return err },
		func() error { _, err := r.IntroducedText(ctx, "main", regexp.MustCompile("nowhere")); return err },
		func() error { _, err := r.IntroducedBy(ctx, "0123456"); return err },
	} {
		if err := ask(); err == nil || !strings.Contains(err.Error(), "\n") {
			t.Errorf("the error says not what to do: %v", err)
		}
	}
}

// The same answer comes with a commit-graph and without, loose and packed.
func TestIntroducedInEveryForm(t *testing.T) {
	f := randomFiles(t, 21, 60)
	ask := func() string {
		r, err := Open(f.dir)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		got, err := r.IntroducedBy(context.Background(), "main")
		return fmt.Sprintf("%+v %v", got, err)
	}
	want := ask()
	for _, how := range [][]string{{"commit-graph", "write", "--reachable", "--changed-paths"}, {"repack", "-adfq"}} {
		git(t, f.dir, how...)
		if got := ask(); got != want {
			t.Errorf("after %v:\n%s\nwas\n%s", how, got, want)
		}
	}
	f.check(os.RemoveAll(filepath.Join(f.dir, "objects/info/commit-graph")))
}
