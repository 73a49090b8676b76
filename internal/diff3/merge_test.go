package diff3_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/internal/diff3"
)

const section = "# Report\n\nThe service was down for 42 minutes.\n\n## Impact\n\n- logins failed\n- 12 customers wrote\n\n## Cause\n\nNot known.\n"

func replace(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }

func clash(yours, ours string) string {
	return diff3.Open + yours + diff3.Split + ours + diff3.Close
}

func TestMerge(t *testing.T) {
	tests := []struct {
		name, base, yours, ours, want string
	}{
		{"nothing changed", section, section, section, section},
		{"only ours", section, section, replace(section, "42", "47"), replace(section, "42", "47")},
		{"only yours", section, replace(section, "down", "away"), section, replace(section, "down", "away")},
		{"same change", section, replace(section, "42", "47"), replace(section, "42", "47"), replace(section, "42", "47")},
		{
			"rewording and a figure in one sentence", section,
			replace(section, "The service was down", "Our log-in service could not be used"), replace(section, "42", "47"),
			replace(section, "The service was down for 42", "Our log-in service could not be used for 47"),
		},
		{
			"words put in before a changed figure", section,
			replace(section, "for 42", "for about 42"), replace(section, "42", "47"), replace(section, "for 42", "for about 47"),
		},
		{
			"the same figure", section, replace(section, "42", "40"), replace(section, "42", "47"),
			replace(section, "The service was down for 42 minutes.\n", clash("The service was down for 40 minutes.\n", "The service was down for 47 minutes.\n")),
		},
		{
			"a figure and its unit", section, replace(section, "minutes", "hours"), replace(section, "42", "47"),
			replace(section, "The service was down for 42 minutes.\n", clash("The service was down for 42 hours.\n", "The service was down for 47 minutes.\n")),
		},
		{
			"neighbouring list items", section, replace(section, "logins failed", "nobody could log in"), replace(section, "12 customers", "14 customers"),
			replace(section, "logins failed", "nobody could log in", "12", "14"),
		},
		{
			"a sentence rewritten", section,
			replace(section, "The service was down for 42 minutes.", "Nobody got in, and that is on us."), replace(section, "42", "47"),
			replace(section, "The service was down for 42 minutes.", "Nobody got in, and that is on us."),
		},
		{
			"a deleted section stays deleted", section,
			replace(section, "## Impact\n\n- logins failed\n- 12 customers wrote\n\n", ""), replace(section, "42", "47"),
			replace(section, "## Impact\n\n- logins failed\n- 12 customers wrote\n\n", "", "42", "47"),
		},
		{
			"a deleted section that changed", section,
			replace(section, "- logins failed\n- 12 customers wrote\n\n", ""), replace(section, "12", "14"),
			replace(section, "- logins failed\n- 12 customers wrote\n\n", clash("", "- logins failed\n- 14 customers wrote\n")+"\n"),
		},
		{
			"a section that is no longer drafted", section, section, replace(section, "## Cause\n\nNot known.\n", ""),
			replace(section, "## Cause\n\nNot known.\n", ""),
		},
		{
			"an edited section that is no longer drafted", section, replace(section, "Not known.", "A cable."), replace(section, "\n## Cause\n\nNot known.\n", ""),
			replace(section, "\n## Cause\n\nNot known.\n", "\n"+clash("## Cause\n\nA cable.\n", "")),
		},
		{
			"a paragraph each, at different places", section,
			replace(section, "## Cause", "We are sorry.\n\n## Cause"), section + "\n## Next\n\nNew locks.\n",
			replace(section, "## Cause", "We are sorry.\n\n## Cause") + "\n## Next\n\nNew locks.\n",
		},
		{
			"a paragraph each, at the same place", section, section + "\nYours.\n", section + "\nOurs.\n",
			section + "\n" + clash("Yours.\n", "Ours.\n"),
		},
		{
			"a table", "| t | what |\n|---|---|\n| 1 | a |\n| 2 | b |\n", "| t | what |\n|---|---|\n| 1 | a, and how |\n| 2 | b |\n",
			"| t | what |\n|---|---|\n| 1 | a |\n| 2 | b |\n| 3 | c |\n", "| t | what |\n|---|---|\n| 1 | a, and how |\n| 2 | b |\n| 3 | c |\n",
		},
		{"no base", "", "one\n\nmine\n\nthree\n", "one\n\ntheirs\n\nthree\n\nfour\n", "one\n\n" + clash("mine\n", "theirs\n") + "\nthree\n\n" + clash("", "four\n")},
		{"no base, more of yours", "", "one\n\nmine\n\nthree\n", "one\n\nthree\n", "one\n\nmine\n\nthree\n"},
		{"nothing at all", "", "", "", ""},
		{"emptied by hand", "a\n", "", "a\n", ""},
		{"no line feed at the end", "a b c\n\nd\n", "a b c\n\nd", "a b c\n\nd\n\ne\n", "a b c\n\nd\n\ne\n"},
		{"Windows line ends", section, replace(section, "\n", "\r\n", "down", "away"), replace(section, "42", "47"), replace(section, "\n", "\r\n", "42", "47", "down", "away")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, n, _ := diff3.Merge([]byte(tt.base), []byte(tt.yours), []byte(tt.ours))
			if string(got) != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if want := strings.Count(tt.want, diff3.Open); n != want {
				t.Errorf("%d clashes, want %d", n, want)
			}
		})
	}
}

// A clash that nobody resolved is neither nested nor lost by drafting again,
// and its second half follows what is drafted.
func TestMergeKeepsClashes(t *testing.T) {
	first, second := replace(section, "42", "47"), replace(section, "42", "52", "12", "14")
	yours, n, _ := diff3.Merge([]byte(section), []byte(replace(section, "42", "40")), []byte(first))
	if n != 1 {
		t.Fatalf("%d clashes, want 1:\n%s", n, yours)
	}
	same, n, _ := diff3.Merge([]byte(first), yours, []byte(first))
	if !bytes.Equal(same, yours) || n != 1 {
		t.Errorf("merged with nothing new: %d clashes\n%s", n, same)
	}
	elsewhere, n, _ := diff3.Merge([]byte(first), yours, []byte(replace(first, "12", "14")))
	if want := replace(string(yours), "12", "14"); string(elsewhere) != want || n != 1 {
		t.Errorf("merged with a change elsewhere: %d clashes\n%s", n, elsewhere)
	}
	again, n, _ := diff3.Merge([]byte(first), yours, []byte(second))
	want := replace(section, "12", "14", "The service was down for 42 minutes.\n",
		clash("The service was down for 40 minutes.\n", "The service was down for 52 minutes.\n"))
	if string(again) != want || n != 1 {
		t.Errorf("merged with a new figure: %d clashes\n%s\nwant\n%s", n, again, want)
	}
	settled, n, _ := diff3.Merge([]byte(first), yours, []byte(replace(section, "42", "40")))
	if want := replace(section, "42", "40"); string(settled) != want || n != 0 {
		t.Errorf("merged with what yours says: %d clashes\n%s", n, settled)
	}
}

// edited returns a document that differs from lines by a few edits, with words
// nobody else uses.
func edited(t *rapid.T, lines []string, who string) []string {
	out := append([]string(nil), lines...)
	for i := range rapid.IntRange(0, 5).Draw(t, who+" edits") {
		word := fmt.Sprintf("%s%d", who, i)
		at := rapid.IntRange(0, len(out)).Draw(t, "at")
		switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
		case kind == 0 || at == len(out):
			out = append(out[:at], append([]string{word + " is new\n"}, out[at:]...)...)
		case kind == 1:
			out = append(out[:at], out[at+1:]...)
		case kind == 2:
			out[at] = word + " for all of it\n"
		default:
			fields := strings.Fields(out[at])
			if len(fields) == 0 {
				fields = []string{""}
			}
			fields[rapid.IntRange(0, len(fields)-1).Draw(t, "word")] = word
			out[at] = strings.Join(fields, " ") + "\n"
		}
	}
	return out
}

func document(t *rapid.T) []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{
		"\n", "\n", "- one two three\n", "- four five six\n", "The service was down for 42 minutes in all.\n",
		"## Heading\n", "| 14:02 | restarted |\n", "| 14:05 | recovered |\n", "Another sentence of some words.\n",
	}), 0, 14).Draw(t, "document")
}

func TestNothingOfYoursIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := document(t)
		yours, ours := edited(t, base, "yours"), edited(t, base, "ours")
		b, y, o := strings.Join(base, ""), strings.Join(yours, ""), strings.Join(ours, "")
		merged, n, _ := diff3.Merge([]byte(b), []byte(y), []byte(o))
		got := string(merged)
		for _, word := range strings.Fields(y) {
			if strings.Contains(word, "yours") && !strings.Contains(got, word) {
				t.Fatalf("%q is lost:\n%s", word, got)
			}
		}
		if n != strings.Count(got, diff3.Open) || n != strings.Count(got, diff3.Close) {
			t.Fatalf("%d clashes counted in\n%s", n, got)
		}
		// A section that yours deleted stays away, and Compare tells it.
		away := slices.ContainsFunc(diff3.Compare([]byte(y), merged, []byte(o)), func(c diff3.Change) bool { return c.What == diff3.Away })
		for _, word := range strings.Fields(o) {
			if strings.Contains(word, "ours") && !strings.Contains(got, word) && !away {
				t.Fatalf("%q is lost without a word:\n%s", word, got)
			}
		}
		if b == "" {
			return
		}
		again, n2, _ := diff3.Merge([]byte(o), merged, []byte(o))
		if !bytes.Equal(again, merged) || n2 != n {
			t.Fatalf("merged again with nothing new, %d clashes became %d:\n%s\nbecame\n%s", n, n2, merged, again)
		}
		third := edited(t, ours, "later")
		next, _, _ := diff3.Merge([]byte(o), merged, []byte(strings.Join(third, "")))
		for _, word := range strings.Fields(y) {
			if strings.Contains(word, "yours") && !strings.Contains(string(next), word) {
				t.Fatalf("%q is lost by the second merge:\n%s\nfrom\n%s", word, next, got)
			}
		}
		if strings.Contains(string(next), diff3.Open+diff3.Open) || strings.Count(string(next), diff3.Open) != strings.Count(string(next), diff3.Close) {
			t.Fatalf("nested clashes:\n%s", next)
		}
	})
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-d <>=\n]{0,4}|<<<<<<< yours\n|=======\n|>>>>>>> candor\n){0,8}`)
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		for _, tt := range []struct{ base, yours, ours, want string }{{a, a, b, b}, {a, b, a, b}, {a, b, b, b}} {
			got, _, _ := diff3.Merge([]byte(tt.base), []byte(tt.yours), []byte(tt.ours))
			if string(got) != tt.want {
				t.Fatalf("Merge(%q, %q, %q) = %q", tt.base, tt.yours, tt.ours, got)
			}
		}
	})
}

func TestAgreesWithGit(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed; it is the second opinion")
	}
	dir := t.TempDir()
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		var base []string
		for i := range rapid.IntRange(1, 20).Draw(t, "lines") {
			base = append(base, fmt.Sprintf("line %d\n", i))
		}
		yours, ours := edited(t, base, "yours"), edited(t, base, "ours")
		names := []string{"yours", "base", "ours"}
		for i, lines := range [][]string{yours, base, ours} {
			names[i] = filepath.Join(dir, names[i])
			if err := os.WriteFile(names[i], []byte(strings.Join(lines, "")), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := exec.Command(git, append([]string{"merge-file", "-p"}, names...)...).Output()
		if err != nil || bytes.Contains(want, []byte("<<<<<<<")) {
			return
		}
		compared++
		got, n, _ := diff3.Merge([]byte(strings.Join(base, "")), []byte(strings.Join(yours, "")), []byte(strings.Join(ours, "")))
		if n > 0 || !bytes.Equal(got, want) {
			t.Fatalf("%d clashes, got\n%s\ngit has\n%s", n, got, want)
		}
	})
	if compared == 0 {
		t.Error("no merge was free of clashes")
	}
	t.Logf("%d merges compared", compared)
}

// large is a document of many parts, a hundred bytes each.
func large(parts int, figure string) []byte {
	var b strings.Builder
	for i := range parts {
		fmt.Fprintf(&b, "## Part %d\n\nThe service was down for %s minutes, said part %d.\n\n- one\n- two\n\n", i, figure, i%50)
	}
	return []byte(b.String())
}

func TestLargeDocuments(t *testing.T) {
	base, ours := large(1500, "42"), large(1500, "47")
	yours := bytes.ReplaceAll(base, []byte("The service"), []byte("Our service"))
	start := time.Now()
	got, n, _ := diff3.Merge(base, yours, ours)
	if want := bytes.ReplaceAll(ours, []byte("The service"), []byte("Our service")); n != 0 || !bytes.Equal(got, want) {
		t.Errorf("every paragraph changed on both sides: %d clashes", n)
	}
	same := []byte(strings.Repeat("x\n", 100_000))
	diff3.Merge(same, bytes.ReplaceAll(same, []byte("x\nx\n"), []byte("x\ny\n")), bytes.ReplaceAll(same, []byte("x\nx\nx\n"), []byte("z\nx\n")))
	if took := time.Since(start); took > time.Minute {
		t.Errorf("merging took %v", took)
	} else {
		t.Logf("took %v", took)
	}
}

func BenchmarkMerge(b *testing.B) {
	base, ours := large(5000, "42"), large(5000, "47")
	yours := bytes.ReplaceAll(base, []byte("The service"), []byte("Our service"))
	b.SetBytes(int64(len(base)))
	for b.Loop() {
		diff3.Merge(base, yours, ours)
	}
}
