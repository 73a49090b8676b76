package source_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// exports gives every export of testdata with its kind.
func exports(t testing.TB, f func(kind string, data []byte)) {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no exports in testdata")
	}
	for _, file := range files {
		arc, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range arc.Files {
			if in.Name != "want" {
				f(filepath.Base(filepath.Dir(file)), in.Data)
			}
		}
	}
}

// holds reads data from standard input as a kind and holds what comes out
// against what is true of any source: it adds up, is in order, in bounds and
// the same again.
func holds(t *testing.T, kind string, data []byte) {
	t.Helper()
	read := func() ([]timeline.Event, timeline.Reading) {
		stream, err := source.Read(context.Background(), incident.Source{Name: "a", Kind: kind, Path: "-"}, &source.Env{Stdin: strings.NewReader(string(data))})
		if err != nil {
			t.Fatal(err)
		}
		var events []timeline.Event
		for e, err := range stream.Events {
			if err == nil {
				events = append(events, e)
			}
		}
		return events, stream.Reading()
	}
	events, r := read()
	if err := r.Tally.Err(); err != nil {
		t.Errorf("%s: %v", kind, err)
	}
	for i, e := range events {
		if e.ID == "" || e.Lines < 1 || e.Text == "" || len(e.Text) > 512 || strings.ContainsAny(string(e.Text), "\n\r") || !slices.Contains(timeline.Kinds, e.Kind) {
			t.Errorf("%s: event %+v", kind, e)
		}
		if e.Time.Latest.Year() > 2400 {
			t.Errorf("%s: an event in the year %d", kind, e.Time.Latest.Year())
		}
		if i > 0 && events[i-1].Compare(e) > 0 {
			t.Errorf("%s: events are not in order", kind)
		}
	}
	again, _ := read()
	if !slices.EqualFunc(events, again, func(a, b timeline.Event) bool { return a.ID == b.ID && a.Source == b.Source && a.Text == b.Text }) {
		t.Errorf("%s: the same bytes gave other events", kind)
	}
}

// TestExportsOfAnotherKind reads every export as every kind, and with its end
// cut off.
func TestExportsOfAnotherKind(t *testing.T) {
	exports(t, func(kind string, data []byte) {
		for _, k := range source.Kinds() {
			if k.Get == "" {
				continue
			}
			holds(t, k.Name, data[:min(len(data), 4<<10)])
		}
		holds(t, kind, data[:len(data)*2/3])
	})
}

func FuzzExports(f *testing.F) {
	names := []string{}
	for _, k := range source.Kinds() {
		if k.Get != "" {
			names = append(names, k.Name)
		}
	}
	exports(f, func(kind string, data []byte) {
		if len(data) < 8<<10 {
			f.Add(slices.Index(names, kind), data)
		}
	})
	for _, odd := range []string{"", "[", "{", "{]", `{"a":1,}`, `[1,"a",null,{"a":[[]]}]`, strings.Repeat("[", 500), strings.Repeat(`{"a":`, 500), "\ufeff{}\n{}", "a,b\n1,2\n", "a: &x [*x]", "\x1e{}\n", `{"alerts":[{"labels":{},"startsAt":-1}]}`, `"`} {
		f.Add(0, []byte(odd))
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		if i < 0 || len(data) > 64<<10 {
			return
		}
		holds(t, names[i%len(names)], data)
	})
}

// TestKindsAreTold holds the list of kinds to what the documentation needs.
func TestKindsAreTold(t *testing.T) {
	kinds := source.Kinds()
	if !slices.IsSortedFunc(kinds, func(a, b source.Kind) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the kinds are not sorted by name")
	}
	for i, k := range kinds {
		if k.Doc == "" || k.Read == nil || i > 0 && kinds[i-1].Name == k.Name {
			t.Errorf("kind %q has no doc, reads nothing or is listed twice", k.Name)
		}
		if found, _ := filepath.Glob("testdata/" + k.Name + "/*.txtar"); k.Get != "" && (len(found) == 0 || k.Fields == "" || len(k.Traps) == 0) {
			t.Errorf("kind %q has no sample in testdata, or no fields and traps", k.Name)
		}
	}
}
