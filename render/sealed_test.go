package render

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

// TestSeal puts the digest of a text into files that no browser has to make:
// it is found for that text alone, and the files stay what they are.
func TestSeal(t *testing.T) {
	var made bytes.Buffer
	if err := png.Encode(&made, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	picture, err := sealPNG(made.Bytes(), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(picture)); err != nil {
		t.Errorf("the sealed picture: %v", err)
	}
	paper := sealPDF([]byte("%PDF-1.4\nxref\nstartxref\n9\n%%EOF"), []byte("a"))
	if at := len(paper) - strings.LastIndex(string(paper), "startxref"); at > 1024 {
		t.Errorf("readers look for the end of a PDF in its last 1024 bytes, and it is %d before", at)
	}
	for name, sealed := range map[string][]byte{"png": picture, "pdf": paper} {
		if !ShowsText(sealed, []byte("a")) || ShowsText(sealed, []byte("b")) {
			t.Errorf("%s: shows another text", name)
		}
	}
	if _, err := sealPNG([]byte("no picture"), nil); err == nil {
		t.Error("what is no picture was sealed")
	}
	if ShowsText(nil, nil) || ShowsText([]byte("%PDF"), nil) {
		t.Error("what has no seal shows a text")
	}
}
