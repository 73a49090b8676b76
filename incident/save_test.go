package incident_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

var noted, _ = timeline.ParseTime("2026-03-04T13:20Z", nil)

const head = "id: x\ntitle: It failed\n"

func TestNotesAndEditsKeepEveryOtherLine(t *testing.T) {
	note := func(text string) func([]byte) ([]byte, error) {
		return func(data []byte) ([]byte, error) {
			return incident.AddNote("incident.yaml", data, incident.Note{At: noted, Text: text})
		}
	}
	edit := func(e incident.Edit) func([]byte) ([]byte, error) {
		return func(data []byte) ([]byte, error) { return incident.SetEdit("incident.yaml", data, e) }
	}
	const id = timeline.ID("e0123456789")
	tests := []struct {
		name, text string
		change     func([]byte) ([]byte, error)
		want       string
	}{
		{"no end of the last line", "id: x\ntitle: It failed", note("n"), head + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: n\n"},
		{"empty lines at the end", head + "\n\n", note("n"), head + "\n\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: n\n"},
		{"lines that end in two ways", "id: x\r\ntitle: It failed\nservice: shop\r\n", note("n"), "id: x\r\ntitle: It failed\nservice: shop\r\n\r\nnotes:\r\n  - at: 2026-03-04T13:20Z\r\n    text: n\r\n"},
		{"a comment on an empty list", "notes: []  # by whom?\n" + head, note("n"), "notes:  # by whom?\n  - at: 2026-03-04T13:20Z\n    text: n\n" + head},
		{"a list without indent", "notes:\n- {at: 2026-03-04T13:00Z, text: a}\n# of the title\n" + head, note("n"), "notes:\n- {at: 2026-03-04T13:00Z, text: a}\n- at: 2026-03-04T13:20Z\n  text: n\n# of the title\n" + head},
		{"the last edit goes", head + "edits:  # mine\n  - event: e0123456789\n    pin: true\n# end\n", edit(incident.Edit{Event: id}), head + "edits: []  # mine\n# end\n"},
		{"spaces around", head, note("  n \n"), head + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: n\n"},
		{"what YAML cannot show", head, note("a\x1b]0;\u202e\u2028\ufeff\uffff\x00b"), head + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: \"a\\u001b]0;\u202e\\u2028\\ufeff\\uffff\\u0000b\"\n"},
		{"what YAML takes for something else", head, note("null"), head + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: \"null\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.change([]byte(tt.text))
			if err != nil || string(got) != tt.want {
				t.Errorf("%v\n got %q\nwant %q", err, got, tt.want)
			}
		})
	}
}

// TestSaveRefuses holds that a layout that the line editing does not
// understand is left alone, whatever it looks like.
func TestSaveRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"a list in brackets":       head + "notes: [{at: 2026-03-04T13:00Z, text: a}]\n",
		"a name in quotes":         head + "\"notes\":\n- {at: 2026-03-04T13:00Z, text: a}\n",
		"a name with a space":      head + "notes :\n- {at: 2026-03-04T13:00Z, text: a}\n",
		"all in brackets":          "{id: x, title: It failed}\n",
		"an end of the document":   head + "...\n",
		"a byte-order mark before": "\ufeffnotes:\n- {at: 2026-03-04T13:00Z, text: a}\n" + head,
		"old line ends":            "id: x\rtitle: It failed\rnotes:\r- {at: 2026-03-04T13:00Z, text: a}\r",
		"words that look like it":  "id: x\ntitle: \"It\nnotes:\n failed\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			if out, err := incident.AddNote("incident.yaml", []byte(text), incident.Note{At: noted, Text: "n"}); err == nil {
				t.Errorf("changed into\n%q", out)
			}
		})
	}
	for _, n := range []incident.Note{{At: noted, Text: "caf\xe9"}, {At: noted, Text: "n", By: "\xff"}} {
		if out, err := incident.AddNote("incident.yaml", []byte(head), n); err == nil || !strings.Contains(err.Error(), "not UTF-8") {
			t.Errorf("%q: %v\n%s", n, err, out)
		}
	}
}

// FuzzSave holds that a note or an edit is refused, or is all that changes:
// every line that does not belong to it is kept byte for byte.
func FuzzSave(f *testing.F) {
	for _, text := range []string{
		good, head, good + "\nnotes:\n  - at: 2026-03-04T13:20Z\n    text: a\n\nedits:\n- {event: e0123456789, pin: true}  # why\n# c\n- event: eaaaaaaaaaa\n  hide: true\n",
		"id: x\r\ntitle: y\r\n", "{id: x, title: y}", "id: x\rtitle: y\r", head + "notes: [] # c\nedits: null", head + "notes:\n\nedits:\n", "title: |\n  a\n  notes:\nid: x\n", "title: \"a\nnotes:\n- b\"\nid: x\n",
		head + "notes:\n  -\n    at: 2026-03-04\n    text: >\n      a\n\n\n      b\n",
	} {
		f.Add(text, "restarted: the \"proxy\"", "e0123456789", true)
		f.Add(text, "", "eaaaaaaaaaa", false)
	}
	f.Fuzz(func(t *testing.T, text, words, id string, pin bool) {
		old, err := incident.Parse("incident.yaml", []byte(text))
		if err != nil {
			_ = err.Error()
			return
		}
		if out, err := incident.AddNote("incident.yaml", []byte(text), incident.Note{At: noted, Text: words, By: words}); err == nil {
			kept(t, text, string(out), 3+1+1, 1)
		}
		e := incident.Edit{Event: timeline.ID(id), Pin: pin, Text: words}
		if out, err := incident.SetEdit("incident.yaml", []byte(text), e); err == nil {
			inc, err := incident.Parse("incident.yaml", out)
			if err != nil {
				t.Fatalf("%q became %q: %v", text, out, err)
			}
			if len(inc.Notes) != len(old.Notes) || len(inc.Sources) != len(old.Sources) || inc.Title != old.Title {
				t.Errorf("%q became %q", text, out)
			}
			if !slices.ContainsFunc(old.Edits, func(o incident.Edit) bool { return o.Event == e.Event }) {
				kept(t, text, string(out), 3+1+1, 1)
			}
		}
	})
}

// kept holds that all lines of the old text are in the new one, in their order:
// all but a few, whose key may have lost its brackets or the text its last end.
func kept(t *testing.T, old, changed string, added, altered int) {
	t.Helper()
	was, is := slices.Collect(strings.Lines(old)), slices.Collect(strings.Lines(changed))
	if len(is) > len(was)+added {
		t.Errorf("%d lines became %d:\n%q\n%q", len(was), len(is), old, changed)
	}
	at := 0
	for i, line := range was {
		next := slices.Index(is[at:], line)
		if next < 0 && i == len(was)-1 {
			next = slices.IndexFunc(is[at:], func(s string) bool { return s == line+"\n" || s == line+"\r\n" })
		}
		if next < 0 {
			if altered--; altered < 0 || !strings.HasPrefix(line, "notes:") && !strings.HasPrefix(line, "edits:") {
				t.Errorf("the line %q is lost:\n%q\n%q", line, old, changed)
			}
			continue
		}
		at += next + 1
	}
}
