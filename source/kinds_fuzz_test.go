package source_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// exportKinds are the kinds of source whose files FuzzExports changes.
var exportKinds = []string{"slack", "mattermost", "discord", "teams", "kubernetes", "argocd", "flux", "github", "jira", "calendar"}

// FuzzExports holds of exports of any content that every object is accounted
// for, events come in order with one line of text each, and what is read twice
// is the same.
func FuzzExports(f *testing.F) {
	for i, kind := range exportKinds {
		files, err := filepath.Glob("testdata/" + kind + "/*.txtar")
		if err != nil || len(files) == 0 {
			f.Fatalf("no samples of %s", kind)
		}
		for _, file := range files {
			arc, err := txtar.ParseFile(file)
			if err != nil {
				f.Fatal(err)
			}
			for _, member := range arc.Files {
				if member.Name != "want" {
					f.Add(uint8(i), string(member.Data))
					f.Add(uint8(i), string(member.Data[:len(member.Data)*2/3]))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, i uint8, data string) {
		s := incident.Source{Name: "a", Kind: exportKinds[int(i)%len(exportKinds)], Path: "-"}
		var first string
		for range 2 {
			got := readAll(t, s, strings.NewReader(data))
			if first != "" && got != first {
				t.Fatalf("read again it is\n%s\nfirst\n%s", got, first)
			}
			first = got
		}
	})
}

func readAll(t *testing.T, s incident.Source, r io.Reader) string {
	t.Helper()
	stream, err := source.Read(context.Background(), s, &source.Env{Stdin: r})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var last timeline.Event
	for e, err := range stream.Events {
		var bad *timeline.LineError
		switch {
		case errors.As(err, &bad):
			b.WriteString(bad.Error() + "\n")
			continue
		case err != nil:
			t.Fatal(err)
		}
		if strings.ContainsAny(string(e.Text), "\n\r") || len(e.Text) > 400 || len(e.Labels) > 16 {
			t.Errorf("the event is not bounded: %q %q", e.Text, e.Labels)
		}
		if last.ID != "" && last.Compare(e) > 0 {
			t.Errorf("%s comes after %s", e.Time, last.Time)
		}
		last = e
		tellEvent(&b, e)
	}
	if err := stream.Reading().Tally.Err(); err != nil {
		t.Error(err)
	}
	return b.String()
}
