package diff3_test

import (
	"slices"
	"strings"
	"testing"

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
		{"words beside a time reworded", replace(letter, "Customers could not order from 14:02 to 14:49 UTC.", "Between 14:02 and 14:49 UTC nobody could order."), now, replace(now, "Customers could not order from 14:02 to 15:06 UTC.", "Between 14:02 and 15:06 UTC nobody could order.")},
		{"a section moved that is no longer drafted", moved, replace(now, "## Cause\n\nThe pool was empty.\n\n", ""), replace(moved, "## Cause\n\nThe pool was empty.\n\n", "", "47 minutes", "1 hour 4 minutes", "14:49", "15:06")},
	} {
		got, n, _ := diff3.Merge([]byte(letter), []byte(tt.yours), []byte(tt.ours))
		if string(got) != tt.want || n != 0 {
			t.Errorf("%s: %d clashes, got\n%s\nwant\n%s", tt.name, n, got, tt.want)
		}
	}
}

// TestFiguresOfLanguages holds that figures are carried as languages write
// them: a date as one, a unit without a blank.
func TestFiguresOfLanguages(t *testing.T) {
	for _, tt := range []struct{ base, yours, ours, want string }{
		{"By 27 March 2026 we will add a pool.", "Until 27 March 2026 we take time for a pool.", "By 3 April 2026 we will add a pool.", "Until 3 April 2026 we take time for a pool."},
		{"Bis zum 27. März 2026 werden wir testen.", "Zum 27. März 2026 testen wir.", "Bis zum 1. April 2026 werden wir testen.", "Zum 1. April 2026 testen wir."},
		{"D’ici au 27 mars 2026, nous allons tester.", "Le 27 mars 2026 nous testons.", "D’ici au 1er avril 2026, nous allons tester.", "Le 1er avril 2026 nous testons."},
		{"A más tardar el 27 de marzo de 2026 vamos a probar.", "El 27 de marzo de 2026 probamos.", "A más tardar el 3 de abril de 2026 vamos a probar.", "El 3 de abril de 2026 probamos."},
		{"47分にわたり、ご注文ができませんでした。", "47分もの間、ご迷惑をおかけしました。", "51分にわたり、ご注文ができませんでした。", "51分もの間、ご迷惑をおかけしました。"},
		{"We send 5 % of orders to it.", "We give it 5% at first.", "We send 10 % of orders to it.", "We give it 10% at first."},
		{"2026年3月27日までに、試験することをお約束いたします。", "2026年3月27日に試験いたします。", "2026年4月3日までに、試験することをお約束いたします。", "2026年4月3日に試験いたします。"},
	} {
		wrap := func(s string) []byte { return []byte("# Orders failed\n\n" + s + "\n\nThe pool was empty.\n") }
		got, n, notes := diff3.Merge(wrap(tt.base), wrap(tt.yours), wrap(tt.ours))
		if string(got) != string(wrap(tt.want)) || n != 0 || len(notes) != 0 {
			t.Errorf("%q: %d clashes, notes %v, got\n%s", tt.yours, n, notes, got)
		}
	}
}

// TestNoSentenceIsTorn holds what is drafted anew out of the middle of a new
// sentence that has little but blanks in common with the old one.
func TestNoSentenceIsTorn(t *testing.T) {
	const base, yours = "## Impact\n\n- item 0 took 1 minutes\n", "## Impact\n\nInes says that a person wrote. It was 0 minutes, and that is on us.\n"
	got, n, _ := diff3.Merge([]byte(base), []byte(yours), []byte("## Impact\n\n- item 0 took 2 minutes\n- item 1 took 1 minutes\n"))
	if n != 1 || !strings.Contains(string(got), "Ines says that a person wrote. It was 0 minutes, and that is on us.\n") {
		t.Errorf("%d clashes, got\n%s", n, got)
	}
}

// An editor may take the end off the last line, which is that of a clash.
func TestClashAtTheEnd(t *testing.T) {
	yours := "One.\n\n" + diff3.Open + "Mine.\n" + diff3.Split + "Theirs.\n" + strings.TrimSuffix(diff3.Close, "\n")
	if got, n, _ := diff3.Merge([]byte("One.\n"), []byte(yours), []byte("One.\n")); n != 1 || string(got) != yours {
		t.Errorf("%d clashes, got\n%s", n, got)
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
	// Figures that follow each other are told as one.
	parts := "# Orders failed\n\n345 of 623 orders failed.\n"
	_, _, notes := diff3.Merge([]byte(parts), []byte(replace(parts, "345 of 623 orders failed.", "Most of it broke down.")), []byte(replace(parts, "345 of 623", "351 of 640")))
	if want := []diff3.Note{{Line: 3, Old: "345 of 623 orders", New: "351 of 640 orders"}}; !slices.Equal(notes, want) {
		t.Errorf("notes %+v, want %+v", notes, want)
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
