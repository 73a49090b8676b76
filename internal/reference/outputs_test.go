package reference

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/candor-reports/candor/render"
)

// The table of outputs stands between these lines of docs/outputs.md.
const (
	outputsBegin = "<!-- Written by go test ./internal/reference -update: outputs -->\n"
	outputsEnd   = "<!-- end of outputs -->\n"
)

// TestOutputsPage keeps the table of docs/outputs.md true.
func TestOutputsPage(t *testing.T) {
	const file = "../../docs/outputs.md"
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(kept), outputsBegin)
	_, after, ended := strings.Cut(rest, outputsEnd)
	if !found || !ended {
		t.Fatalf("docs/outputs.md has no lines %q and %q", outputsBegin, outputsEnd)
	}
	var b strings.Builder
	b.WriteString("\n| output | file ends in | media type | is |\n|---|---|---|---|\n")
	for _, o := range render.Outputs() {
		fmt.Fprintf(&b, "| `%s` | `%s` | `%s` | %s |\n", o.Name, o.Ext, o.Media, o.Doc)
	}
	b.WriteString("\n")
	page := before + outputsBegin + b.String() + outputsEnd + after
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if page != string(kept) {
		t.Error("docs/outputs.md is not what the code says; rewrite it: go test ./internal/reference -update")
	}
}
