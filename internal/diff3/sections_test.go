package diff3_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/internal/diff3"
)

const letter = `# Orders failed

You could not order for 47 minutes.

## Impact

Customers could not order from 14:02 to 14:49 UTC.

## Cause

The pool was empty.

## Next

We will add a pool.
`

// TestSections holds what becomes of a letter of which both the person and the
// record changed something.
func TestSections(t *testing.T) {
	now := replace(letter, "47 minutes", "1 hour 4 minutes", "14:49", "15:06")
	moved := "# Orders failed\n\nYou could not order for 47 minutes.\n\n## Cause\n\nThe pool was empty.\n\n## Impact\n\nCustomers could not order from 14:02 to 14:49 UTC.\n\n## Next\n\nWe will add a pool.\n"
	for _, tt := range []struct{ name, yours, ours, want string }{
		{"a section moved", moved, now, replace(moved, "47 minutes", "1 hour 4 minutes", "14:49", "15:06")},
		{"a section moved and edited", replace(moved, "Customers", "All customers"), now, replace(moved, "Customers", "All customers", "47 minutes", "1 hour 4 minutes", "14:49", "15:06")},
		{
			"a section deleted", replace(letter, "## Impact\n\nCustomers could not order from 14:02 to 14:49 UTC.\n\n", ""), now,
			replace(letter, "## Impact\n\nCustomers could not order from 14:02 to 14:49 UTC.\n\n", "", "47 minutes", "1 hour 4 minutes"),
		},
		{"a heading renamed", replace(letter, "## Impact", "## What it did"), now, replace(now, "## Impact", "## What it did")},
		{"a section added", replace(letter, "## Next", "## Thanks\n\nThank you, Ines.\n\n## Next"), now, replace(now, "## Next", "## Thanks\n\nThank you, Ines.\n\n## Next")},
		{"a sentence rewritten around its figure", replace(letter, "You could not order for 47 minutes.", "For 47 minutes our shop sold nothing; that is on us."), now, replace(now, "You could not order for 1 hour 4 minutes.", "For 1 hour 4 minutes our shop sold nothing; that is on us.")},
		{"a sentence rewritten around a time", replace(letter, "Customers could not order from 14:02 to 14:49 UTC.", "It went on until 14:49, when Ines found it."), now, replace(now, "Customers could not order from 14:02 to 15:06 UTC.", "It went on until 15:06, when Ines found it.")},
		{"the same number of something else", replace(letter, "You could not order for 47 minutes.", "Some 47 people wrote, and we are ashamed."), now, replace(now, "You could not order for 1 hour 4 minutes.", "Some 47 people wrote, and we are ashamed.")},
		{"a figure that stands twice", replace(letter, "You could not order for 47 minutes.", "47 minutes! Yes, 47 minutes of nothing at all."), now, replace(now, "You could not order for 1 hour 4 minutes.", "47 minutes! Yes, 47 minutes of nothing at all.")},
		{"a section moved that is no longer drafted", moved, replace(now, "## Cause\n\nThe pool was empty.\n\n", ""), replace(moved, "## Cause\n\nThe pool was empty.\n\n", "", "47 minutes", "1 hour 4 minutes", "14:49", "15:06")},
	} {
		got, n, _ := diff3.Merge([]byte(letter), []byte(tt.yours), []byte(tt.ours))
		if string(got) != tt.want || n != 0 {
			t.Errorf("%s: %d clashes, got\n%s\nwant\n%s", tt.name, n, got, tt.want)
		}
	}
}

func TestNotes(t *testing.T) {
	now := replace(letter, "47 minutes", "51 minutes")
	for _, tt := range []struct {
		name, yours string
		want        []diff3.Note
	}{
		{"nothing", letter, nil},
		{"a figure that stands twice", replace(letter, "You could not order for 47 minutes.", "47 minutes! Yes, 47 minutes of nothing at all."), []diff3.Note{{Line: 3, Old: "47 minutes", New: "51 minutes", Says: true}}},
		{"a figure in a sentence of one's own", letter + "\nWe count those 47 minutes as ours.\n", []diff3.Note{{Line: 17, Old: "47 minutes", New: "51 minutes", Says: true}}},
		{"no figure any more", replace(letter, "You could not order for 47 minutes.", "Nothing was sold, and that is on us."), []diff3.Note{{Line: 3, Old: "47 minutes", New: "51 minutes"}}},
	} {
		got, n, notes := diff3.Merge([]byte(letter), []byte(tt.yours), []byte(now))
		if n != 0 || !slices.Equal(notes, tt.want) {
			t.Errorf("%s: %d clashes, notes %+v, want %+v\n%s", tt.name, n, notes, tt.want, got)
		}
	}
}

func TestCompare(t *testing.T) {
	now := replace(letter, "47 minutes", "51 minutes", "We will add a pool.", "We will add two pools.", "empty", "full")
	yours := replace(letter, "## Impact\n\nCustomers could not order from 14:02 to 14:49 UTC.\n\n", "", "The pool was empty.", "Ines says so.", "add a pool", "add a lake")
	merged, n, _ := diff3.Merge([]byte(letter), []byte(yours), []byte(now))
	got := diff3.Compare([]byte(yours), merged, []byte(now))
	want := []diff3.Change{{"Orders failed", diff3.Updated}, {"Cause", diff3.Clashed}, {"Next", diff3.Clashed}, {"Impact", diff3.Away}}
	if n != 2 || !slices.Equal(got, want) {
		t.Errorf("%d clashes, %v, want %v\n%s", n, got, want, merged)
	}
}

// A section whose heading yours renamed is not told as left out.
func TestCompareRenamed(t *testing.T) {
	now := replace(letter, "47 minutes", "51 minutes")
	yours := replace(letter, "## Impact", "## What it did")
	merged, _, _ := diff3.Merge([]byte(letter), []byte(yours), []byte(now))
	got := diff3.Compare([]byte(yours), merged, []byte(now))
	if want := []diff3.Change{{"Orders failed", diff3.Updated}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestReset(t *testing.T) {
	now := replace(letter, "47 minutes", "51 minutes", "14:49", "14:53")
	for _, tt := range []struct{ name, yours, heading, want, lost string }{
		{"an edited section", replace(letter, "Customers", "Our dear customers"), "Impact", now, "Our dear customers"},
		{"by its marks, in other letters", replace(letter, "Customers", "Our dear customers"), "## impact", now, "Our dear customers"},
		{"the title alone", replace(letter, "You could", "We know you could", "The pool", "Our pool"), "Orders failed", replace(now, "The pool", "Our pool"), "We know"},
		{"a deleted section", replace(letter, "## Impact\n\nCustomers could not order from 14:02 to 14:49 UTC.\n\n", ""), "Impact", now, ""},
		{"a section of one's own", replace(letter, "## Next", "## Thanks\n\nThank you.\n\n## Next"), "Thanks", now, "Thank you."},
		{"a clash", replace(letter, "Customers could not order from 14:02 to 14:49 UTC.\n", diff3.Open+"Mine.\n"+diff3.Split+"Theirs.\n"+diff3.Close), "Impact", now, "Mine."},
	} {
		b, y, lost, ok := diff3.Reset([]byte(letter), []byte(tt.yours), []byte(now), tt.heading)
		if !ok {
			t.Errorf("%s: not found", tt.name)
			continue
		}
		got, n, _ := diff3.Merge(b, y, []byte(now))
		if string(got) != tt.want || n != 0 || !strings.Contains(string(lost), tt.lost) {
			t.Errorf("%s: %d clashes, lost %q, got\n%s\nwant\n%s", tt.name, n, lost, got, tt.want)
		}
	}
	if _, _, _, ok := diff3.Reset([]byte(letter), []byte(letter), []byte(now), "Elsewhere"); ok {
		t.Error("a heading that nothing has was found")
	}
}

// drafted writes a document as a template would from a record that changes.
func drafted(t *rapid.T) string {
	var b strings.Builder
	minutes := rapid.IntRange(40, 60).Draw(t, "minutes")
	fmt.Fprintf(&b, "# Orders failed\n\nYou could not order for %d minutes. We are sorry.\n\n", minutes)
	for _, name := range []string{"Impact", "Cause", "Timeline", "Next"} {
		if rapid.IntRange(0, 5).Draw(t, "drafts "+name) == 0 {
			continue
		}
		fmt.Fprintf(&b, "## %s\n\nIt began at 14:02 UTC and ended at 14:%d UTC.\n\n", name, minutes)
		for i := range rapid.IntRange(0, 3).Draw(t, "items") {
			fmt.Fprintf(&b, "- item %d took %d minutes\n", i, rapid.IntRange(1, 9).Draw(t, "length"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// personal makes one edit that people make, with a sentence that nothing else
// says, and returns it.
func personal(t *rapid.T, text string, n int) (edited, sentence string) {
	sentence = fmt.Sprintf("Sentence%d is one that a person wrote.", n)
	paragraphs := strings.Split(strings.TrimRight(text, "\n"), "\n\n")
	i := rapid.IntRange(0, len(paragraphs)-1).Draw(t, "paragraph")
	// What a person wrote before is not deleted by the edits here, nor the
	// marks of a clash.
	taken := strings.Contains(paragraphs[i], "Sentence") || strings.Contains(text, diff3.Open)
	switch kind := rapid.IntRange(0, 7).Draw(t, "kind"); {
	case kind == 0 && !taken:
		paragraphs[i] = sentence
	case kind == 1 && !taken:
		paragraphs[i] = strings.Replace(paragraphs[i], "You could not order for", sentence+" You could not order for about", 1)
		if !strings.Contains(paragraphs[i], sentence) {
			paragraphs[i] += " " + sentence
		}
	case kind == 2 && !taken && strings.HasPrefix(paragraphs[i], "## "):
		paragraphs[i] = "## " + sentence
	case kind == 3 && !taken:
		return strings.Join(slices.Delete(paragraphs, i, i+1), "\n\n") + "\n", ""
	case kind == 4 && !taken:
		j := rapid.IntRange(0, len(paragraphs)-1).Draw(t, "to")
		paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i]
		return strings.Join(paragraphs, "\n\n") + "\n", ""
	case kind == 5:
		paragraphs = append(paragraphs, "## Added\n\n"+sentence)
	case kind == 6 && !taken:
		paragraphs[i] += "\n- " + sentence
	default:
		paragraphs = slices.Insert(paragraphs, 0, sentence)
	}
	return strings.Join(paragraphs, "\n\n") + "\n", sentence
}

func sequence(t *rapid.T) {
	base := drafted(t)
	text := base
	var sentences []string
	for n := range rapid.IntRange(1, 8).Draw(t, "steps") {
		before := text
		edited, sentence := personal(t, text, n)
		if sentence != "" {
			sentences = append(sentences, sentence)
		}
		ours := drafted(t)
		merged, clashes, _ := diff3.Merge([]byte(base), []byte(edited), []byte(ours))
		base, text = ours, string(merged)
		for _, s := range sentences {
			if !strings.Contains(text, s) {
				t.Fatalf("step %d: %q is lost:\n%s\nedited from\n%s\nto\n%s\ndrafted\n%s", n, s, text, before, edited, ours)
			}
		}
		if got := strings.Count(text, diff3.Open); got != clashes {
			t.Fatalf("step %d: %d clashes counted, %d there:\n%s", n, clashes, got, text)
		}
	}
}

// TestNoSentenceIsLost edits and drafts in turn.
func TestNoSentenceIsLost(t *testing.T) { rapid.Check(t, sequence) }

func FuzzSequence(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sequence)) }
