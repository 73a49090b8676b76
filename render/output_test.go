package render

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/browser"
)

func TestOutputsAreListed(t *testing.T) {
	outs := Outputs()
	if !slices.IsSortedFunc(outs, func(a, b Output) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("outputs are not sorted by name")
	}
	// What a browser makes has tests of its own: here it says that there is none,
	// which takes no time on a busy machine.
	t.Setenv(browser.Variable, filepath.Join(t.TempDir(), "none"))
	rep := webReport(t)
	seen := map[string]bool{}
	for _, o := range outs {
		if seen[o.Name] || seen[o.Ext] {
			t.Errorf("%s: name or extension is there twice", o.Name)
		}
		seen[o.Name], seen[o.Ext] = true, true
		if o.Name == "" || !strings.HasSuffix(o.Doc, ".") || !strings.HasPrefix(o.Ext, ".") || !strings.Contains(o.Media, "/") {
			t.Errorf("%s: name, doc, extension and media type must all be there: %+v", o.Name, o)
		}
		if found, err := Find(o.Name); err != nil || found.Name != o.Name {
			t.Errorf("Find(%q) = %v, %v", o.Name, found.Name, err)
		}
		for _, r := range []*incident.Report{nil, {}, {Incident: &incident.Incident{}}, rep} {
			var b bytes.Buffer
			err := o.Write(&b, r, &incident.Draft{Markdown: []byte("# T\n\n![](timeline.svg)\n")})
			// A form that consists of facts may lack one, and then says which.
			if err != nil && (b.Len() > 0 || !strings.Contains(err.Error(), "\n  hint: ")) || err == nil && b.Len() == 0 {
				t.Errorf("%s: %d bytes, %v", o.Name, b.Len(), err)
			}
		}
	}
}

func TestFindSuggests(t *testing.T) {
	for name, want := range map[string]string{
		"htm": `did you mean "html"?`, "MARKDOWN": `did you mean "markdown"?`, "svgg": `did you mean "svg"?`, "": "write one of: ",
		"a-very-different-thing": "write one of: ",
	} {
		_, err := Find(name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q): %v, want %q in it", name, err, want)
		}
	}
}

func TestMarkdownEndsInOneNewline(t *testing.T) {
	for in, want := range map[string]string{"a": "a\n", "a\n": "a\n", "a\n\n\n": "a\n", "a  \r\n": "a  \n", "": "\n"} {
		d := &incident.Draft{Markdown: []byte(in)}
		var b bytes.Buffer
		if err := writeMarkdown(&b, nil, d); err != nil || b.String() != want {
			t.Errorf("%q gives %q, %v", in, b.String(), err)
		}
		if string(d.Markdown) != in {
			t.Errorf("%q was changed to %q", in, d.Markdown)
		}
	}
}

func TestSameBytes(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	for _, o := range Outputs() {
		var first []byte
		for i, zone := range []*time.Location{time.UTC, time.FixedZone("A", 9*3600), time.FixedZone("B", -7*3600)} {
			time.Local = zone
			rep := webReport(t)
			var b bytes.Buffer
			if err := o.Write(&b, rep, webPostmortem(t, rep)); err != nil && b.Len() > 0 {
				t.Fatal(err)
			}
			if i == 0 {
				first = b.Bytes()
			} else if !bytes.Equal(first, b.Bytes()) {
				t.Errorf("%s: other bytes in zone %v", o.Name, zone)
			}
		}
	}
}

func BenchmarkHTML(b *testing.B) {
	rep := longReport(b, 300)
	d := webPostmortem(b, rep)
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := writeHTML(&out, rep, d); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

func ExampleFind() {
	out, err := Find("markdown")
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &incident.Draft{Name: "letter", Markdown: []byte("We are sorry.\n\n")}
	if err := out.Write(os.Stdout, nil, d); err != nil {
		fmt.Println(err)
	}
	_, err = Find("htlm")
	fmt.Println(err)
	// Output:
	// We are sorry.
	// output "htlm" does not exist
	//   hint: did you mean "html"?
}
