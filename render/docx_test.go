package render

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/candor-reports/candor/incident"
)

// partsOf opens a DOCX as a program would that did not write it.
func partsOf(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return parts
}

// wordText is the text of a part, and the elements that it holds.
func wordText(t *testing.T, part []byte) (text string, elements map[string]int) {
	t.Helper()
	var b strings.Builder
	elements = map[string]int{}
	dec := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return b.String(), elements
		}
		if err != nil {
			t.Fatalf("%v in %s", err, part)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.EndElement:
			if token.Name.Local == "p" || token.Name.Local == "br" {
				b.WriteByte('\n')
			}
		case xml.CharData:
			b.Write(token)
		}
	}
}

func docx(t *testing.T, rep *incident.Report, d *incident.Draft) map[string][]byte {
	t.Helper()
	var b, again bytes.Buffer
	if err := writeDOCX(&b, rep, d); err != nil {
		t.Fatal(err)
	}
	if err := writeDOCX(&again, rep, d); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same document written twice differs")
	}
	return partsOf(t, b.Bytes())
}

const wordSample = "# The title\n\nSome *words* and `code`, a [link](https://example.com/a?b=1&c=2), a note[^1] and it again[^1].\n\n" +
	"- one\n- two\n\n  more of two\n  1. deep\n- [x] done\n\n1. first\n\n| a | b |\n|--|--:|\n| 1 | 2 |\n\n> said\n\n```\nx < y\n  z\n```\n\n[^1]: the *note*, see <https://example.com/n>\n"

func TestDOCXHoldsTheDocument(t *testing.T) {
	parts := docx(t, nil, &incident.Draft{Name: "postmortem", Markdown: []byte(wordSample)})
	text, elements := wordText(t, parts["word/document.xml"])
	want := "The title\nSome words and code, a link, a note and it again1.\none\ntwo\nmore of two\ndeep\n☑ done\nfirst\na\nb\n1\n2\n\nsaid\nx < y\n  z\n"
	if text = strings.TrimPrefix(text, "\n"); text != want {
		t.Errorf("the text is\n%s\nwant\n%s", text, want)
	}
	for name, n := range map[string]int{"numPr": 5, "tbl": 1, "tr": 2, "tblHeader": 1, "tc": 4, "hyperlink": 1, "footnoteReference": 1} {
		if elements[name] != n {
			t.Errorf("there are %d elements %s, want %d", elements[name], name, n)
		}
	}
	if note, _ := wordText(t, parts["word/footnotes.xml"]); strings.TrimSpace(note) != "the note, see https://example.com/n" {
		t.Errorf("the footnote is %q", note)
	}
	for part, target := range map[string]string{"word/_rels/document.xml.rels": "https://example.com/a?b=1&amp;c=2", "word/_rels/footnotes.xml.rels": "https://example.com/n"} {
		if !bytes.Contains(parts[part], []byte(`Target="`+target+`" TargetMode="External"`)) {
			t.Errorf("%s does not lead to %s:\n%s", part, target, parts[part])
		}
	}
}

// TestDOCXOfHostileTexts shows that whatever a draft holds, the file is well
// formed, holds no part but its own, and leads only to the web and to mail.
func TestDOCXOfHostileTexts(t *testing.T) {
	for _, p := range hostile(t, 9) {
		d := &incident.Draft{Name: "postmortem", Title: p, Markdown: []byte("# " + p + "\n\n" + p + "\n\n- " + p + "\n\n[x](" + p + ")\n\n| a |\n|--|\n| " + p + " |\n")}
		var b bytes.Buffer
		if err := writeDOCX(&b, nil, d); err != nil {
			continue // refused as the page is
		}
		parts := partsOf(t, b.Bytes())
		if len(parts) != 10 {
			t.Errorf("%q makes %d parts", p, len(parts))
		}
		for name, part := range parts {
			_, elements := wordText(t, part)
			for _, bad := range []string{"object", "fldSimple", "instrText", "altChunk", "script", "OLEObject", "subDoc"} {
				if elements[bad] > 0 {
					t.Errorf("%q puts %s into %s", p, bad, name)
				}
			}
			dec := xml.NewDecoder(bytes.NewReader(part))
			for token, err := dec.Token(); err == nil; token, err = dec.Token() {
				start, ok := token.(xml.StartElement)
				if !ok || start.Name.Local != "Relationship" {
					continue
				}
				for _, a := range start.Attr {
					if a.Name.Local == "Target" && strings.Contains(a.Value, ":") && !strings.HasPrefix(a.Value, "http://") && !strings.HasPrefix(a.Value, "https://") && !strings.HasPrefix(a.Value, "mailto:") {
						t.Errorf("%q leads to %s", p, a.Value)
					}
				}
			}
		}
	}
}

// TestDOCXReadByAnother turns the file back into a page by a program that did
// not write it, and compares what a reader sees.
func TestDOCXReadByAnother(t *testing.T) {
	modules := os.Getenv("CANDOR_NODE_MODULES")
	if modules == "" {
		t.Skip("CANDOR_NODE_MODULES is not set; it names a node_modules folder with mammoth")
	}
	var b bytes.Buffer
	if err := writeDOCX(&b, nil, letter()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "letter.docx")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	script := `const path=require("path");require(path.resolve(process.argv[1],"mammoth")).convertToHtml({path:process.argv[2]}).then(r=>process.stdout.write(r.value))`
	out, err := exec.Command("node", "-e", script, modules, file).Output()
	if err != nil {
		t.Fatal(err)
	}
	back, err := html.Parse(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(textOf(back)), "")
	want := strings.Join(strings.Fields(textOf(find(pageOf(t, nil, letter()), atom.Main)[0])), "")
	if got != want {
		t.Errorf("the file says\n%s\nwant\n%s", got, want)
	}
}
