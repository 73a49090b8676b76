package templates

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
	"github.com/candor-reports/candor/timeline"
)

// written is a template as a user writes one.
func written(text string) Template {
	return Template{Name: "abuse", File: "abuse.md.tmpl", lang: english(), parts: append(slices.Clip(Own().shared["report/"]), part{"abuse.md.tmpl", text})}
}

func manyEvents(t *testing.T, n int) *incident.Report {
	var events []timeline.Event
	for i := range n {
		at := timeline.At(time.Date(2026, 3, 4, 14, 0, i, 0, time.UTC), time.Second)
		events = append(events, timeline.Event{Time: at, Kind: timeline.Message, Text: timeline.Foreign(fmt.Sprintf("message %d", i)), Source: timeline.Position{Source: "s", Line: i}}.Seal())
	}
	return report(t, bare, events...)
}

// abuse is a template that wants what no document needs, and what is said
// against it.
type abuse struct{ name, text, want string }

func abuses() []abuse {
	double := `{{ $x := "xxxxxxxxxx" }}` + strings.Repeat(`{{ $x = print $x $x }}`, 60)
	return []abuse{
		{"a range over a number", `{{ range 1000000000 }}{{ end }}`, "more work"},
		{"ranges in ranges", `{{ range 100000 }}{{ range 100000 }}{{ if false }}x{{ end }}{{ end }}{{ end }}`, "more work"},
		{"ranges in ranges over the report", strings.Repeat(`{{ range .Timeline.Entries }}`, 1) + strings.Repeat(`{{ range $.Timeline.Entries }}`, 9) + strings.Repeat(`{{ end }}`, 10), "more work"},
		{"lists made again and again", `{{ range 1000000 }}{{ if $.Chapters }}{{ end }}{{ end }}`, "more work"},
		{"recursion", `{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`, "blocks call each other"},
		{"mutual recursion", `{{ define "a" }}{{ template "b" . }}{{ end }}{{ define "b" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`, "blocks call each other"},
		{"recursion that branches", `{{ define "a" }}{{ if lt . 90 }}{{ template "a" (len (printf "%*d" .)) }}{{ end }}{{ end }}{{ template "a" 0 }}`, "from an argument"},
		{"text doubled", double, "more work"},
		{"text doubled by printf", `{{ $x := "x" }}` + strings.Repeat(`{{ $x = printf "%s%s" $x $x }}`, 60), "more work"},
		{"one argument many times", `{{ $x := printf "%1000d" 1 }}{{ $x := printf "` + strings.Repeat("%[1]s", 1000) + `" $x }}{{ printf "` + strings.Repeat("%[1]q", 1000) + `" $x }}`, "more work"},
		{"a wide field", `{{ printf "%1000000000d" 1 }}`, "width"},
		{"a long fraction", `{{ printf "%.1000000000f" 1.0 }}`, "width"},
		{"a width behind an index", `{{ printf "%[1]999999d" 1 }}`, "width"},
		{"a width from an argument", `{{ printf "%*d" 1000000000 1 }}`, "from an argument"},
		{"long texts compared", `{{ $x := printf "%1000d" 1 }}` + strings.Repeat(`{{ $x = print $x $x }}`, 12) + `{{ range 100000 }}{{ if eq $x $x }}{{ end }}{{ end }}`, "more work"},
		{"output", `{{ range 100000000 }}` + strings.Repeat("x", 10000) + `{{ end }}`, "larger than"},
		{"the meter", `{{ left }}`, `no function "left"`},
		{"the escaper", `{{ "<b>" | escaped }}`, `no function "escaped"`},
		{"the escaper of lines", `{{ "<b>" | escapedInside }}`, `no function "escapedInside"`},
		{"call", `{{ call .Timeline.All }}`, `no function "call"`},
		{"a file", `{{ readFile "/etc/passwd" }}`, `no function "readFile"`},
		{"the environment", `{{ env "HOME" }}`, `no function "env"`},
		{"decoding into the report", `{{ $b := (index .Timeline.Entries 0).Time.MarshalJSON }}`, "not for templates"},
		{"the machine's zone", `{{ (.At "started").Earliest.Local }}`, "not for templates"},
		{"a walk with a function", `{{ range .Timeline.All }}{{ end }}`, "not for templates"},
		{"addresses in memory", `{{ print .Timeline }}`, "takes text and numbers"},
		{"addresses in memory, printed", `{{ .Timeline }}`, "no text of its own"},
		{"an index that is not there", `{{ index .Timeline.Entries 99999999 }}`, "out of range"},
	}
}

// TestAbuse runs templates that want what no document needs. Each is refused
// or stopped, within the same count of work on every machine.
func TestAbuse(t *testing.T) {
	rep := manyEvents(t, 300)
	for _, tt := range abuses() {
		t.Run(tt.name, func(t *testing.T) {
			_, err := written(tt.text).Execute(rep)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%.200s gives %v; want an error with %q", tt.text, err, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), "abuse.md.tmpl:") {
				t.Errorf("the error does not say where: %v", err)
			}
		})
	}
}

// TestAbuseSamples runs the samples of hostile templates. Those that nothing
// stops write a document, escaped as any other.
func TestAbuseSamples(t *testing.T) {
	all := samples(t)
	if len(all) == 0 {
		t.Skip("the samples of hostile templates are not here")
	}
	rep := report(t, strings.Replace(bare, "It failed", "<b>It</b> failed", 1))
	for _, sample := range all {
		d, err := written(sample.Payload).Execute(rep)
		if err == nil && strings.Contains(string(d.Markdown), "<b>It</b>") {
			t.Errorf("%s prints the record as Markdown: %.200s", sample.ID, d.Markdown)
		}
		var at *strict.Error
		if err != nil && !errors.As(err, &at) {
			t.Errorf("%s gives an error without a place: %.300v", sample.ID, err)
		}
		if err != nil && len(err.Error()) > 2000 {
			t.Errorf("%s gives an error of %d bytes", sample.ID, len(err.Error()))
		}
	}
}

type sample struct{ ID, Payload string }

// samples reads the samples of hostile templates; none where they are not here.
func samples(t *testing.T) []sample {
	t.Helper()
	f, err := os.Open("../../shared/data/security/misc/template-abuse-own.jsonl")
	if err != nil {
		return nil
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	var all []sample
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		t.Error("there are no samples in the file")
	}
	return all
}

// reviewed are the methods that templates can call. Each was read: it computes
// from what it is called on and from its arguments, changes neither, and
// neither reads nor writes anything outside.
var reviewed = []string{
	"incident.Answers.Find",
	"incident.Claim.IsZero",
	"incident.Incident.AsOf", "incident.Incident.Cites", "incident.Incident.Corrected", "incident.Incident.Edit", "incident.Incident.InformedBy", "incident.Incident.LastKnown", "incident.Incident.Phase", "incident.Incident.Pledges", "incident.Incident.PublicSources", "incident.Incident.Stated", "incident.Incident.TimelineEdits",
	"incident.Milestones.At",
	"incident.Phase.Maintenance", "incident.Phase.Next",
	"incident.Pledge.By", "incident.Pledge.Standing",
	"incident.Points.Find",
	"incident.Promise.By", "incident.Promise.Standing",
	"incident.Publish.Or", "incident.Theme.Or",
	"incident.Report.AsOf", "incident.Report.Assumed", "incident.Report.At", "incident.Report.Broken", "incident.Report.Chapters", "incident.Report.Cites", "incident.Report.Corrected", "incident.Report.Edit", "incident.Report.Ended", "incident.Report.For", "incident.Report.Grades", "incident.Report.Informed", "incident.Report.InformedBy", "incident.Report.Kept", "incident.Report.LastKnown", "incident.Report.Ledger", "incident.Report.Lineage", "incident.Report.Metric", "incident.Report.Open", "incident.Report.Passed", "incident.Report.Phase", "incident.Report.Pledges", "incident.Report.PublicSources", "incident.Report.Stated", "incident.Report.TimelineEdits", "incident.Report.Together", "incident.Report.Unfinished", "incident.Report.Unseen",
	"incident.Zone.String",
	"timeline.Basis.Assumed", "timeline.Basis.String",
	"timeline.Edit.Apply",
	"timeline.Entry.ID", "timeline.Entry.Lines", "timeline.Entry.Peak", "timeline.Entry.Source", "timeline.Entry.Times", "timeline.Entry.Waves",
	"timeline.Event.Compare", "timeline.Event.End", "timeline.Event.Seal",
	"timeline.Level.String",
	"timeline.LineError.Error",
	"timeline.Milestone.Valid",
	"timeline.Position.String",
	"timeline.Span.Exact", "timeline.Span.Mid", "timeline.Span.Negative", "timeline.Span.String", "timeline.Span.Uncertainty",
	"timeline.Time.Before", "timeline.Time.Clock", "timeline.Time.Compare", "timeline.Time.Exact", "timeline.Time.IsZero", "timeline.Time.Overlaps", "timeline.Time.Shift", "timeline.Time.Since", "timeline.Time.Spread", "timeline.Time.String", "timeline.Time.Wall",
}

func TestMethods(t *testing.T) {
	var got []string
	for _, typ := range Types() {
		for _, m := range Methods(typ) {
			got = append(got, typ.String()+"."+m.Name)
		}
	}
	slices.Sort(got)
	for _, name := range got {
		if !slices.Contains(reviewed, name) {
			t.Errorf("templates can call %s, which is not among the methods that were reviewed", name)
		}
	}
	for _, name := range reviewed {
		if !slices.Contains(got, name) {
			t.Errorf("%s was reviewed, and templates cannot call it", name)
		}
	}
}

// TestMethodsChangeNothing calls every method that a template can, and holds
// that the report is the same afterwards.
func TestMethodsChangeNothing(t *testing.T) {
	rep := manyEvents(t, 5)
	before := fmt.Sprintf("%+v %+v", *rep.Incident, *rep.Timeline)
	var called int
	var visit func(v reflect.Value, depth int)
	visit = func(v reflect.Value, depth int) {
		if depth > 6 || !v.IsValid() {
			return
		}
		if v.Kind() == reflect.Pointer {
			if !v.IsNil() {
				visit(v.Elem(), depth)
			}
			return
		}
		for _, m := range Methods(v.Type()) {
			recv := reflect.New(v.Type())
			recv.Elem().Set(v)
			args := []reflect.Value{recv}
			for i := 1; i < m.Type.NumIn(); i++ {
				args = append(args, reflect.Zero(m.Type.In(i)))
			}
			called++
			out := m.Func.Call(args)[0]
			if depth < 2 {
				visit(out, depth+1)
			}
		}
		switch v.Kind() {
		case reflect.Struct:
			for _, f := range reflect.VisibleFields(v.Type()) {
				if f.IsExported() && len(f.Index) == 1 {
					visit(v.FieldByIndex(f.Index), depth+1)
				}
			}
		case reflect.Slice:
			for i := range min(v.Len(), 2) {
				visit(v.Index(i), depth+1)
			}
		}
	}
	visit(reflect.ValueOf(rep), 0)
	if called < 50 {
		t.Errorf("%d methods were called", called)
	}
	if after := fmt.Sprintf("%+v %+v", *rep.Incident, *rep.Timeline); after != before {
		t.Errorf("the report changed:\n%s\nwas\n%s", after, before)
	}
}

// FuzzTemplate holds that a foreign template ends, within the bounds, and
// prints no text of the record as Markdown.
func FuzzTemplate(f *testing.F) {
	for _, text := range []string{
		`# {{ .Title }}`, `{{ range .Metrics }}{{ .Name }}{{ end }}`, `{{ template "impact" . }}`, `{{ with .Impact }}{{ .Who }}{{ end }}`,
		`{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}`, `{{ printf "%[1]*d" 3 }}`, `{{ range 10000000 }}x{{ end }}`, `{{ print . | js }}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4096 {
			return
		}
		inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: '<script>it</script>'\n"))
		if err != nil {
			t.Fatal(err)
		}
		d, err := written(text).Execute(incident.NewReport(inc, &timeline.Timeline{}, nil))
		if err == nil && len(d.Markdown) > MaxOutput+1 {
			t.Errorf("a document of %d bytes", len(d.Markdown))
		}
		if err == nil && !strings.Contains(text, "<") && strings.Contains(strings.ReplaceAll(string(d.Markdown), `\<`, ""), "<script>") {
			t.Errorf("%q prints the title as it is: %q", text, d.Markdown)
		}
	})
}
