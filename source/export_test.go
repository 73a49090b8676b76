package source_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

var update = flag.Bool("update", false, "rewrite what is expected of the exports in testdata")

// TestExports reads every export in testdata/KIND/NAME.txtar and holds it
// against the file "want" in it. The comment before the files may hold fields
// of the source, as the record would, and a window.
func TestExports(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no exports in testdata")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.ToSlash(file[len("testdata/"):]), ".txtar"), func(t *testing.T) {
			arc, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			want, at := "", -1
			for i, f := range arc.Files {
				if f.Name == "want" {
					want, at = string(f.Data), i
					continue
				}
				put(t, dir, map[string]string{"in/" + f.Name: string(f.Data)})
			}
			got := told(t, exportOf(t, filepath.Base(filepath.Dir(file)), string(arc.Comment)), dir)
			if *update {
				if at < 0 {
					arc.Files = append(arc.Files, txtar.File{Name: "want"})
					at = len(arc.Files) - 1
				}
				arc.Files[at].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(arc), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("differs from what is expected (-want +got); rewrite it: go test ./source -update\n%s", d)
			}
		})
	}
}

// exportOf is the source that the comment of a test describes.
func exportOf(t *testing.T, kind, comment string) *incident.Incident {
	t.Helper()
	record := "id: a\ntitle: b\nsources:\n  - name: export\n    kind: " + kind + "\n    path: in\n"
	for line := range strings.Lines(comment) {
		if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
			record += "    " + line
		}
	}
	inc, err := incident.Parse("incident.yaml", []byte(record))
	if err != nil {
		t.Fatal(err)
	}
	return inc
}

// told writes what a source tells, for people to compare.
func told(t *testing.T, inc *incident.Incident, dir string) string {
	t.Helper()
	stream, err := source.Read(context.Background(), inc.Sources[0], &source.Env{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	n := 0
	for e, err := range stream.Events {
		var bad *timeline.LineError
		switch {
		case errors.As(err, &bad):
			fmt.Fprintf(&b, "refused %s\n", strings.TrimPrefix(bad.Error(), "export in/"))
		case err != nil:
			t.Fatal(err)
		default:
			n += e.Lines
			tellEvent(&b, e)
		}
	}
	r := stream.Reading()
	if err := r.Tally.Err(); err != nil {
		t.Error(err)
	}
	fmt.Fprintf(&b, "read %d: refused %d, outside %d, quiet %d, told %d\n", r.Tally.Read, r.Tally.Refused, r.Tally.Outside, r.Tally.Quiet, r.Tally.Told)
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	for _, gap := range r.Gaps {
		fmt.Fprintf(&b, "gap: %s\n", strings.ReplaceAll(gap, "in/", ""))
	}
	if r.Failed {
		b.WriteString("failed\n")
	}
	return b.String()
}

func tellEvent(b *strings.Builder, e timeline.Event) {
	fmt.Fprintf(b, "%s", e.Time)
	if !e.Until.IsZero() {
		fmt.Fprintf(b, " .. %s", e.Until)
	}
	fmt.Fprintf(b, " %s", e.Kind)
	if e.Level != timeline.NoLevel {
		fmt.Fprintf(b, " %s", e.Level)
	}
	fmt.Fprintf(b, " | %s\n", e.Text)
	for _, f := range []struct {
		name  string
		value string
	}{{"subject", string(e.Subject)}, {"actor", string(e.Actor)}, {"detail", strings.ReplaceAll(string(e.Detail), "\n", `\n`)}} {
		if f.value != "" {
			fmt.Fprintf(b, "    %s: %s\n", f.name, f.value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Labels)) {
		fmt.Fprintf(b, "    %s=%s\n", name, e.Labels[name])
	}
	fmt.Fprintf(b, "    at %s", strings.TrimPrefix(strings.TrimPrefix(e.Source.String(), "export "), "in/"))
	if e.Lines > 1 {
		fmt.Fprintf(b, " ×%d", e.Lines)
	}
	b.WriteString("\n")
}
