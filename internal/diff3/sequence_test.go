package diff3_test

import (
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/candor-reports/candor/internal/diff3"
)

var everything = flag.Bool("everything", false, "edit and draft in turn five thousand times, which takes a minute")

// TestNoSentenceIsLost edits and drafts in turn: after any number of edits that
// people make, and of documents drafted anew, every sentence that a person wrote
// and did not delete is in the text, but for figures, which may be brought up to
// date.
func TestNoSentenceIsLost(t *testing.T) {
	if *everything {
		if err := flag.Set("rapid.checks", "5000"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, sequence)
}

func FuzzSequence(f *testing.F) { f.Fuzz(rapid.MakeFuzz(sequence)) }

func sequence(t *rapid.T) {
	base := drafted(t)
	d := written{text: base}
	for n := range rapid.IntRange(1, 8).Draw(t, "steps") {
		before := d.text
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			d.edit(t)
		}
		edited, ours := d.text, drafted(t)
		merged, clashes, _ := diff3.Merge([]byte(base), []byte(edited), []byte(ours))
		base, d.text = ours, string(merged)
		for _, s := range d.sentences {
			if !strings.Contains(plain(d.text), plain(s)) {
				t.Fatalf("step %d: %q is lost:\n%s\nedited from\n%s\nto\n%s\ndrafted\n%s", n, s, d.text, before, edited, ours)
			}
		}
		if got := strings.Count(plain(d.text), "<<<<<<< yours"); got != clashes {
			t.Fatalf("step %d: %d clashes counted, %d there:\n%s", n, clashes, got, d.text)
		}
	}
}

var figures = regexp.MustCompile(`\d[\d:]*`)

// plain is a text without what editors and figures change: how it is wrapped,
// how its lines end, and its numbers.
func plain(text string) string {
	return figures.ReplaceAllString(strings.Join(strings.Fields(text), " "), "0")
}

// drafted writes a document as a template would from a record that changes.
func drafted(t *rapid.T) string {
	var b strings.Builder
	minutes := rapid.IntRange(40, 59).Draw(t, "minutes")
	fmt.Fprintf(&b, "# Orders failed\n\nYou could not order for %d minutes. We are sorry.\n\n", minutes)
	for _, name := range []string{"Impact", "Cause", "Timeline", "Next"} {
		if rapid.IntRange(0, 5).Draw(t, "drafts "+name) == 0 {
			continue
		}
		fmt.Fprintf(&b, "## %s\n\nIt began at 14:02 UTC and ended at 14:%d UTC.\n\n", name, minutes)
		if name == "Timeline" {
			b.WriteString("| Time | What |\n|---|---|\n")
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "items") {
			length := rapid.IntRange(1, 9).Draw(t, "length")
			switch name {
			case "Timeline":
				fmt.Fprintf(&b, "| 14:%02d | step %d |\n", length, i)
			case "Next":
				fmt.Fprintf(&b, "- By %d March 2026 we will do thing %d. Responsible: lead.\n", 10+length, i)
			default:
				fmt.Fprintf(&b, "- item %d took %d minutes\n", i, length)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// written is a text and the sentences that a person wrote into it.
type written struct {
	text      string
	sentences []string
	names     int
}

// write makes a sentence that nothing else says.
func (d *written) write(t *rapid.T) string {
	d.names++
	name := "Sentence" + strings.Repeat("X", d.names) + "Y"
	s := name + rapid.SampledFrom([]string{
		" is one that a person wrote.",
		" says that 45 minutes were lost.",
		" was written at 14:50, and by 12 March 2026 we know more.",
		" * stands by _itself_ here.",
	}).Draw(t, "sentence")
	d.sentences = append(d.sentences, s)
	return s
}

// edits are what people do to a document. Each is given its paragraphs, and
// which of them; it says whether it could be done.
var edits = []func(d *written, t *rapid.T, p []string, i int) ([]string, bool){
	// write a paragraph
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		return slices.Insert(p, i, d.write(t)), !strings.Contains(d.text, "<<<<<<<") || i == 0
	},
	// write a section at the end
	func(d *written, t *rapid.T, p []string, _ int) ([]string, bool) {
		return append(p, "## Added\n\n"+d.write(t)), true
	},
	// replace a paragraph
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) {
			return nil, false
		}
		p[i] = d.write(t)
		return p, true
	},
	// write into a paragraph
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) {
			return nil, false
		}
		words := strings.Fields(p[i])
		at := rapid.IntRange(0, len(words)).Draw(t, "at")
		p[i] = strings.Join(slices.Insert(words, at, d.write(t)), " ")
		return p, true
	},
	// reword around a figure
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		f := figures.FindString(p[i])
		if f == "" || d.kept(p[i]) {
			return nil, false
		}
		p[i] = d.write(t) + " It was " + f + rapid.SampledFrom([]string{" minutes", " UTC", "", " minutes, yes, " + f + " minutes"}).Draw(t, "unit") + ", and that is on us."
		return p, true
	},
	// rename a heading
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) || !strings.HasPrefix(p[i], "## ") {
			return nil, false
		}
		p[i] = "## " + d.write(t)
		return p, true
	},
	// add to a list
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) || !strings.HasPrefix(p[i], "- ") {
			return nil, false
		}
		lines := strings.Split(p[i], "\n")
		p[i] = strings.Join(slices.Insert(lines, rapid.IntRange(0, len(lines)).Draw(t, "line"), "- "+d.write(t)), "\n")
		return p, true
	},
	// add to a table
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) || !strings.HasPrefix(p[i], "| ") {
			return nil, false
		}
		p[i] += "\n| 14:59 | " + d.write(t) + " |"
		return p, true
	},
	// delete a paragraph
	func(d *written, _ *rapid.T, p []string, i int) ([]string, bool) {
		if d.kept(p[i]) {
			return nil, false
		}
		return slices.Delete(p, i, i+1), true
	},
	// delete a section
	func(d *written, _ *rapid.T, p []string, i int) ([]string, bool) {
		from, to := sectionOf(p, i)
		for _, each := range p[from:to] {
			if d.kept(each) {
				return nil, false
			}
		}
		return slices.Delete(p, from, to), true
	},
	// move a paragraph
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		moved := p[i]
		p = slices.Delete(p, i, i+1)
		return slices.Insert(p, rapid.IntRange(0, len(p)).Draw(t, "to"), moved), !strings.Contains(d.text, "<<<<<<<")
	},
	// move a section
	func(d *written, t *rapid.T, p []string, i int) ([]string, bool) {
		from, to := sectionOf(p, i)
		moved := slices.Clone(p[from:to])
		p = slices.Delete(p, from, to)
		return slices.Insert(p, rapid.IntRange(0, len(p)).Draw(t, "to"), moved...), !strings.Contains(d.text, "<<<<<<<")
	},
	// wrap a paragraph
	func(d *written, _ *rapid.T, p []string, i int) ([]string, bool) {
		if strings.ContainsAny(p[i][:1], "#|-") || strings.Contains(p[i], "<<<<<<<") || strings.Contains(p[i], ">>>>>>>") || strings.Contains(p[i], "=======") {
			return nil, false
		}
		words := strings.Fields(p[i])
		for k := 5; k < len(words); k += 6 {
			words[k] = "\n" + words[k]
		}
		p[i] = strings.ReplaceAll(strings.Join(words, " "), " \n", "\n")
		return p, true
	},
}

// kept reports whether a paragraph holds what a person wrote, or a clash.
func (d *written) kept(paragraph string) bool {
	return strings.Contains(paragraph, "Sentence") || strings.Contains(d.text, "<<<<<<<")
}

// sectionOf is the part of the paragraphs that the heading at or before one
// begins.
func sectionOf(p []string, i int) (from, to int) {
	for from = i; from > 0 && !strings.HasPrefix(p[from], "#"); from-- {
	}
	for to = from + 1; to < len(p) && !strings.HasPrefix(p[to], "#"); to++ {
	}
	return from, to
}

// edit makes one edit, if it can be made there.
func (d *written) edit(t *rapid.T) {
	text := strings.TrimSuffix(strings.ReplaceAll(d.text, "\r\n", "\n"), "\n") + "\n"
	if strings.Contains(text, diff3.Open) && rapid.Bool().Draw(t, "resolve") {
		d.text = resolved(t, text)
		return
	}
	p := strings.Split(strings.Trim(text, "\n"), "\n\n")
	p = slices.DeleteFunc(p, func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(p) == 0 {
		p = []string{"Empty."}
	}
	before := len(d.sentences)
	e := edits[rapid.IntRange(0, len(edits)-1).Draw(t, "edit")]
	i := rapid.IntRange(0, len(p)-1).Draw(t, "paragraph")
	p, ok := e(d, t, p, i)
	if !ok {
		d.sentences = d.sentences[:before]
		return
	}
	d.text = strings.Join(p, "\n\n")
	if rapid.IntRange(0, 4).Draw(t, "end of file") > 0 {
		d.text += "\n"
	}
	if rapid.IntRange(0, 9).Draw(t, "line ends") == 0 {
		d.text = strings.ReplaceAll(d.text, "\n", "\r\n")
	}
}

// resolved takes the marks of one clash out: what a person wrote stays, and of
// the other text what they choose.
func resolved(t *rapid.T, text string) string {
	before, rest, _ := strings.Cut(text, diff3.Open)
	clash, after, _ := strings.Cut(rest, diff3.Close)
	at := strings.LastIndex("\n"+clash, "\n"+diff3.Split)
	yours, ours := clash[:at], clash[at+len(diff3.Split):]
	if rapid.Bool().Draw(t, "both") {
		yours += ours
	}
	return before + yours + after
}
