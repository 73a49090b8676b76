package flow

import (
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/source"
)

// TestTheLastWallAlone puts leaks where no earlier look can see them: into what
// an output writes, after the draft was made, reviewed and redacted.
func TestTheLastWallAlone(t *testing.T) {
	const host = "db-17.prod.acme.internal"
	key := "AKIA" + "ABCDEFGH234567XY"
	for name, leak := range map[string]string{
		"a host":                   "<p>" + host + "</p>",
		"an address":               "<svg><title>10.12.7.31</title></svg>",
		"a key":                    "<!-- " + key + " -->",
		"a name of the house":      `{"title":"Project Falcon"}`,
		"in the escapes of JSON":   `{"who":"jane.doe\u0040acme.example"}`,
		"in references of XML":     "jane.doe&#64;acme.example",
		"in an address":            "https://x.example/?to=jane.doe%40acme.example",
		"in a quoted mail":         "Content-Transfer-Encoding: quoted-printable\r\n\r\nsee db-17.prod.acme.in=\r\nternal for it",
		"in a mail's encoded part": "Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte("ask at "+host+" for the rest of it")),
	} {
		t.Run(name, func(t *testing.T) {
			f, rep, d := letter(t)
			leaking := render.Output{Name: "leaking", Ext: ".leak", Write: func(w io.Writer, _ *incident.Report, _ *incident.Draft) error {
				_, err := io.WriteString(w, "Orders failed.\n"+leak+"\n")
				return err
			}}
			if made, err := f.Output(rep, d, leaking); !isRefusal(err) {
				t.Errorf("%q leaves, %v", made, err)
			}
			if written, err := f.Render(rep, d, []render.Output{leaking}, true); !isRefusal(err) {
				t.Errorf("%q is written, %v", written, err)
			}
			if got := files(t, f.Dir); len(got) != 1 {
				t.Errorf("the folder holds %q", got)
			}
			// The same document for the house may say it.
			d.Draft.Audience = incident.Internal
			if _, err := f.Output(rep, d, leaking); err != nil {
				t.Errorf("a document of the house is refused: %v", err)
			}
		})
	}
}

// TestPublishLooksAtTheBytes puts a leak into a file of the public folder that
// no output made, and has it approved.
func TestPublishLooksAtTheBytes(t *testing.T) {
	f, rep, d := letter(t)
	md, err := render.Find("markdown")
	if err != nil {
		t.Fatal(err)
	}
	outputs := []render.Output{md}
	if _, err := f.Render(rep, d, outputs, true); err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(f.Dir, publicDir, "thanks.note")
	if err := os.WriteFile(public, []byte("Seen on db-17.prod.acme.internal.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	consented := func() error {
		digest, _, err := f.Digest(d.Draft.Name)
		if err != nil {
			t.Fatal(err)
		}
		rep.Approvals = []incident.Approval{{Document: d.Draft.Name, By: "lead", SHA256: digest}}
		_, err = f.Publish(rep, d, outputs)
		return err
	}
	if err := consented(); !isRefusal(err) || !strings.Contains(err.Error(), "thanks.note, line 1: an internal host is named") {
		t.Errorf("published with a leak beside the letter: %v", err)
	}
	if _, err := os.Stat(filepath.Join(f.Dir, publishedDir)); err == nil {
		t.Error("part of the document was published")
	}
	if err := os.WriteFile(public, []byte("Seen on three hosts.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := consented(); err != nil {
		t.Errorf("refused without a leak: %v", err)
	}
}

// letter is a folder with a report and a document for the public that nothing
// is wrong in.
func letter(t *testing.T) (*Folder, *incident.Report, Drafted) {
	t.Helper()
	f, _ := folder(t)
	inc, err := incident.Parse("incident.yaml", []byte(record+"names: [{internal: Project Falcon, public: the new checkout}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Report(inc, &source.Collected{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f, rep, Drafted{File: "drafts/thanks.md", Draft: &incident.Draft{
		Name: "thanks", Title: "Thanks", Audience: incident.Public, Markdown: []byte("# Orders failed\n\n12 orders failed.\n"),
	}}
}

func isRefusal(err error) bool {
	r := (*Refusal)(nil)
	return errors.As(err, &r)
}
