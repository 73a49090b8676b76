package render

import (
	"bytes"
	"errors"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/internal/browser"
)

// unlessNoBrowser skips a test where there is no browser to print with.
func unlessNoBrowser(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, browser.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPDFHoldsThePage reads the PDF by a program that did not make it: each
// word of the letter is there, in its order. Between them may stand where links
// lead, which only paper needs.
func TestPDFHoldsThePage(t *testing.T) {
	pdftotext, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("there is no pdftotext here (package poppler-utils)")
	}
	var first, again bytes.Buffer
	unlessNoBrowser(t, usual().writePDF(&first, nil, letter()))
	unlessNoBrowser(t, usual().writePDF(&again, nil, letter()))
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same letter printed twice gives two PDF files that differ")
	}
	var page bytes.Buffer
	if err := writeHTML(&page, nil, letter()); err != nil {
		t.Fatal(err)
	}
	if !ShowsText(first.Bytes(), page.Bytes()) || ShowsText(first.Bytes(), append(page.Bytes(), ' ')) {
		t.Error("the PDF does not say which page it shows")
	}
	file := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(file, first.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(pdftotext, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	rest := squeeze(string(text))
	for _, word := range strings.Fields(textOf(find(pageOf(t, nil, letter()), atom.Main)[0])) {
		_, after, found := strings.Cut(rest, squeeze(strings.TrimRight(word, ".,;:")))
		if !found {
			t.Fatalf("%q is not in what is left of the PDF: %.200q", word, rest)
		}
		rest = after
	}
}

// squeeze takes out what the setting of lines puts in.
func squeeze(s string) string {
	return strings.NewReplacer("\u00ad", "", "\u2010", "-", " ", "", "\n", "", "\f", "", "•", "", "◦", "").Replace(s)
}

func TestPNGIsThePicture(t *testing.T) {
	rep := webReport(t)
	d := webPostmortem(t, rep)
	var drawn, svg bytes.Buffer
	unlessNoBrowser(t, usual().writePNG(&drawn, rep, d))
	if err := usual().writeSVG(&svg, rep, d); err != nil {
		t.Fatal(err)
	}
	width, height, err := sizeOf(svg.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !ShowsText(drawn.Bytes(), svg.Bytes()) || ShowsText(drawn.Bytes(), nil) {
		t.Error("the PNG does not say which picture it shows")
	}
	img, err := png.Decode(&drawn)
	if err != nil {
		t.Fatal(err)
	}
	size := img.Bounds().Size()
	if size.X != 2*width || size.Y != 2*height {
		t.Errorf("the picture is %v, want %d by %d", size, 2*width, 2*height)
	}
	// The lowest line of the picture is its legend: it must not be cut off.
	seen := map[color.Color]int{}
	for y := size.Y - 40; y < size.Y; y++ {
		for x := range size.X {
			seen[img.At(x, y)]++
		}
	}
	if len(seen) < 3 {
		t.Errorf("the lowest lines hold %d colours: where is the legend?", len(seen))
	}
}

func TestNoBrowserSaysWhatToDo(t *testing.T) {
	err := noBrowser("pdf", browser.ErrNone, "print it")
	for _, want := range []string{"pdf: no Chromium", "install chromium", browser.Variable, "print it"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v says nothing of %q", err, want)
		}
	}
}
