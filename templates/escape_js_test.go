package templates

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// jsCase is a document with foreign text in it and the same document with the
// marker; see testdata/escape/check.mjs.
type jsCase struct {
	Doc    string `json:"doc"`
	Plain  string `json:"plain"`
	Marker string `json:"marker"`
	Shown  string `json:"shown"`
	Code   bool   `json:"code"` // the text may be cut into several code spans
}

func jsCases(s string) []jsCase {
	var out []jsCase
	if shown := visible.Line(s); shown != "" {
		for _, p := range textPlaces {
			out = append(out, jsCase{fmt.Sprintf(p.Doc, Text(timeline.Foreign(s))), fmt.Sprintf(p.Doc, marker), marker, shown, false})
		}
	}
	if shown := strings.TrimSpace(visible.Text(oneLine.Replace(s))); shown != "" {
		for _, p := range codePlaces {
			out = append(out, jsCase{fmt.Sprintf(p.Doc, Code(timeline.Foreign(s))), fmt.Sprintf(p.Doc, "`"+marker+"`"), marker, shown, true})
		}
	}
	fence := "Before.\n\n%s\n\nAfter.\n"
	return append(out, jsCase{
		fmt.Sprintf(fence, Fence("text", timeline.Foreign(s))), fmt.Sprintf(fence, Fence("text", marker)),
		marker, strings.TrimRight(visible.Lines(s), "\n"), false,
	})
}

// TestInJavaScript asks two engines of the browser world. CANDOR_NODE_MODULES
// names the node_modules folder that holds marked and markdown-it.
func TestInJavaScript(t *testing.T) {
	modules := os.Getenv("CANDOR_NODE_MODULES")
	if modules == "" {
		t.Skip("CANDOR_NODE_MODULES is not set; it names a node_modules folder with marked and markdown-it")
	}
	var cases []jsCase
	for _, tt := range textSamples {
		cases = append(cases, jsCases(tt.in)...)
	}
	for _, name := range sets {
		t.Run(name, func(t *testing.T) {
			for _, s := range payloads(t, name) {
				cases = append(cases, jsCases(s)...)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "cases.json")
	data, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", filepath.Join("testdata", "escape", "check.mjs"), file, modules).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.8000s", err, out)
	}
	t.Logf("%s", out)
}
