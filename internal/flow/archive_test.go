package flow

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/render"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// fillWords puts a word of its own into every text of a record.
func fillWords(v reflect.Value, path string, words map[string]string) {
	switch v.Type() {
	case reflect.TypeFor[timeline.Time](), reflect.TypeFor[incident.Zone](), reflect.TypeFor[timeline.Milestone](), reflect.TypeFor[incident.Points](), reflect.TypeFor[incident.Answers]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		word := fmt.Sprintf("canary%dz", len(words))
		words[word] = path
		v.SetString(word)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "ID" {
				fillWords(v.Field(i), path+"."+f.Name, words)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillWords(v.Index(0), path, words)
	}
}

// TestPublicFactsHoldNothingInternal puts a word into everything that a record
// says, and holds that the public part of the index has those alone that it is
// meant to have.
func TestPublicFactsHoldNothingInternal(t *testing.T) {
	at, err := timeline.ParseTime("2026-03-04T14:00Z", nil)
	if err != nil {
		t.Fatal(err)
	}
	var inc incident.Incident
	words := map[string]string{}
	fillWords(reflect.ValueOf(&inc).Elem(), "", words)
	inc.ID, inc.Allow = "x", nil
	inc.Milestones = incident.Milestones{{Name: timeline.Started, At: at, Text: "canary-text", Public: true}, {Name: timeline.Resolved, At: at, Text: "canary-text"}}
	secret := timeline.Event{Time: at, Kind: timeline.Message, Text: "canary-event", Source: timeline.Position{Source: "canary-source", Line: 1}}.Seal()
	rep, err := Report(&inc, &source.Collected{Events: []timeline.Event{secret}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	facts := publicFacts(rep)
	out, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	told := []string{".Title", ".Organisation", ".Service", ".Components.Name"}
	for _, word := range regexp.MustCompile(`canary(?:[0-9]+z|-[a-z]+)`).FindAllString(string(out), -1) {
		if !slices.Contains(told, words[word]) {
			t.Errorf("the public part of the index holds %s, which is %s", word, words[word])
		}
	}
	if facts.Started == nil || facts.Ended != nil {
		t.Errorf("it tells the milestones %v and %v, of which only the first is public", facts.Started, facts.Ended)
	}
	if len(words) < 60 {
		t.Errorf("only %d texts were tried", len(words))
	}
}

// TestReleaseIsForThePublic publishes a document whose title names what only the
// house may know.
func TestReleaseIsForThePublic(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x")
	f, err := CreateFolder(dir, []byte("id: x\ntitle: Mercury could not order\nservice: Mercury shop\ntimezone: UTC\nnames: [{internal: Mercury, public: a customer}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	inc, err := f.Record()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Report(inc, &source.Collected{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.write(draftFile("apology-letter"), []byte("# Mercury could not order\n\nSorry.\n")); err != nil {
		t.Fatal(err)
	}
	drafts, err := f.Drafts(rep)
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts, %v", len(drafts), err)
	}
	o, err := render.Find("markdown")
	if err != nil {
		t.Fatal(err)
	}
	made, err := f.Output(rep, drafts[0], o)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.write("published/apology-letter.md", made); err != nil {
		t.Fatal(err)
	}
	rep.Approvals = []incident.Approval{{Document: "apology-letter", By: "Care lead", SHA256: digestOf([]archive.Content{{Name: "apology-letter.md", Data: made}})}}
	pub, held, err := f.Publication(rep, []render.Output{o}, nil)
	if err != nil || len(held) > 0 || len(pub.Releases) != 1 {
		t.Fatalf("%+v, held %v, %v", pub, held, err)
	}
	out, err := json.Marshal([]any{pub.Public, pub.Releases})
	if err != nil || strings.Contains(string(out), "Mercury") {
		t.Errorf("what the public reads holds the name of a customer: %s", out)
	}
	rep.Approvals = nil
	pub, held, err = f.Publication(rep, []render.Output{o}, nil)
	if err != nil || len(held) != 1 || len(pub.Releases) != 0 {
		t.Errorf("without an approval: %d documents go out, held %v, %v", len(pub.Releases), held, err)
	}
}

func TestIDsOfReports(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range []struct{ name, id string }{
		{"2019-05-01-queue.md", "2019-05-01-queue"}, {"etcd v3.5 (final).markdown", "etcd-v3-5-final"}, {"2020/outage/index.md", "outage"}, {"con.md", ""}, {"../../x.md", "x"},
		{"Störung.md", "St-rung"}, {"2019-05-01-QUEUE.md", ""}, {"….md", ""}, {"a.md.erb", "a"},
	} {
		id := idOf(c.name, taken)
		taken[id] = true
		if err := incident.CheckID(id); err != nil || c.id != "" && id != c.id {
			t.Errorf("%s has the id %q (%v), want %q", c.name, id, err, c.id)
		}
	}
}

// TestImportSharedReports reads reports that others published.
func TestImportSharedReports(t *testing.T) {
	dir := "../../../shared/data/reports"
	files, err := filepath.Glob(filepath.Join(dir, "*md"))
	if err != nil || len(files) == 0 {
		t.Skip("the reports of others are not here")
	}
	pubs, err := Imports(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(pubs) != len(files) {
		t.Errorf("%d of %d reports were read", len(pubs), len(files))
	}
	for _, p := range pubs {
		data, err := os.ReadFile(filepath.Join(dir, p.Imported))
		if err != nil {
			t.Fatal(err)
		}
		for name, kept := range p.Files {
			if string(kept) != string(data) {
				t.Errorf("%s of %s is not what the file holds", name, p.ID)
			}
		}
		if p.Began.IsZero() || p.House.Title == "" || p.House.Title == "Summary" {
			t.Errorf("%s: began %v, title %q", p.ID, p.Began, p.House.Title)
		}
	}
}

func TestChanges(t *testing.T) {
	before := "# Orders failed\n\nWe are sorry. 345 orders failed. Nothing was lost.\n\n- One\n- Two\n"
	for after, want := range map[string][2][]string{
		"# Orders failed\n\nWe are sorry. 352 orders failed. Nothing was lost.\n\n- One\n- Two\n":          {{"345 orders failed."}, {"352 orders failed."}},
		"# Orders failed\n\nWe are sorry. 345 orders failed. Nothing was lost.\n\n- One\n- Two\n- Three\n": {{""}, {"Three"}},
		"# Orders failed\n\nWe are sorry. 345 orders failed. Nothing was lost.\n\n- Two\n":                 {{"One"}, {""}},
		"# Orders  failed\n\nWe are sorry. 345 orders failed. Nothing was lost.\n\n* One\n* Two\n":         {nil, nil},
		before: {nil, nil},
	} {
		was, now := changes([]byte(before), []byte(after))
		if !slices.Equal(was, want[0]) || !slices.Equal(now, want[1]) {
			t.Errorf("after %q: %q became %q, want %q and %q", after, was, now, want[0], want[1])
		}
	}
}
