package render

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), b.String()); diff != "" {
			t.Errorf("%s is not what is written now (run with -update and read the diff):\n%s", file, diff)
		}
	})
}

func TestGolden(t *testing.T) {
	web := webReport(t)
	licence := &incident.Report{Incident: &incident.Incident{Title: "Licences expired", Status: "resolved"}, Timeline: licenceTimeline(t)}
	page := func(rep *incident.Report, d *incident.Draft) func(io.Writer) error {
		return func(w io.Writer) error { return writeHTML(w, rep, d) }
	}
	picture := func(tl *timeline.Timeline) func(io.Writer) error {
		return func(w io.Writer) error { return SVG(w, tl, Picture{Title: "sample", Audience: incident.Internal}) }
	}
	golden(t, "postmortem.html", page(web, webPostmortem(t, web)))
	golden(t, "letter.html", page(licence, letter()))
	golden(t, "licence.html", page(licence, &incident.Draft{
		Name: "postmortem", Audience: incident.Internal, Markdown: []byte(clashText),
	}))
	golden(t, "web.svg", picture(web.Timeline))
	golden(t, "licence.svg", picture(licence.Timeline))
	golden(t, "three.svg", picture(build(t, `
2026-03-04 14:02:11 | deploy | deploys | checkout v2026.9.1
2026-03-04 14:02:50 | alert | alerts | CheckoutErrorRate firing
2026-03-04 14:04:02 | revert | deploys | checkout v2026.8.3
`)))
	golden(t, "long.svg", picture(longReport(t, 300).Timeline))
	golden(t, "empty.svg", picture(nil))
}

const clashText = `# Licences expired

Words before.

<<<<<<< yours
The patch came **late**.
=======
The patch came at 20:00 UTC.
>>>>>>> drafted

## Timeline

<details> Raw <b onclick="alert(1)">HTML</b> and [a link](javascript:alert(1)) and ![an image](https://example.com/track.png) stay visible.

<!-- a comment is not -->

Text that runs backwards: ` + "\u202Eabc\u202C" + `.

- one
  - two
    1. three
`
