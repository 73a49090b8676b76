package incident_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
)

func TestTranslateKeepsWhatPeopleWrote(t *testing.T) {
	parse := func(effects string) *incident.Incident {
		inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: It failed\nimpact:\n  effects: ["+effects+"]\n"))
		if err != nil {
			t.Fatal(err)
		}
		return inc
	}
	file := `# Mine.
language: de
texts:
  - of: title
    source: It failed
    text: "Es fiel aus" # agreed with the press office
  # Checked twice.
  - of: impact.effects.1
    source: "Orders failed."
    text: "Bestellungen scheiterten."
  - of: impact.effects.2
    source: "Pages were slow."
    text: "Seiten waren langsam."
`
	same, err := incident.Translate(parse("Orders failed., Pages were slow."), "de.yaml", "de", []byte(file))
	if err != nil || string(same) != file {
		t.Errorf("nothing changed, but the file did: %v\n%s", err, same)
	}
	// A new first effect moves the others; one of them has changed.
	inc := parse("Search failed., Orders failed., Pages were very slow.")
	out, err := incident.Translate(inc, "de.yaml", "de", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, kept := range []string{"# Mine.", "# agreed with the press office", "# Checked twice.", "Bestellungen scheiterten.", "Seiten waren langsam."} {
		if !strings.Contains(string(out), kept) {
			t.Errorf("%q is lost in\n%s", kept, out)
		}
	}
	tr, err := incident.ParseTranslation("de.yaml", "de", out)
	if err != nil {
		t.Fatal(err)
	}
	told := tr.Apply(inc)
	if told.Title != "Es fiel aus" || told.Impact.Effects[1].Text != "Bestellungen scheiterten." {
		t.Errorf("got title %q and effects %v", told.Title, told.Impact.Effects)
	}
	if inc.Title != "It failed" || inc.Impact.Effects[1].Text != "Orders failed." {
		t.Errorf("the record itself was changed: %q, %v", inc.Title, inc.Impact.Effects)
	}
	missing, stale := tr.Lacks(inc)
	if len(missing)+len(stale) != 2 {
		t.Errorf("missing %v, stale %v, want two in all", missing, stale)
	}
}

func TestTranslationSaysWhatIsOlder(t *testing.T) {
	inc, err := incident.Parse("incident.yaml", []byte("id: i-1\ntitle: It failed twice\n"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := incident.Translate(inc, "de.yaml", "de", []byte("language: de\ntexts:\n  - of: title\n    source: It failed\n    text: Es fiel aus\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := "language: de\ntexts:\n  - of: title\n    source: It failed twice\n    was: It failed\n    text: Es fiel aus\n"
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
	empty, err := incident.Translate(inc, "fr.yaml", "fr", nil)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := incident.ParseTranslation("fr.yaml", "fr", empty)
	if err != nil {
		t.Fatal(err)
	}
	if got := tr.Apply(inc).Title; got != "TODO(translator): title in fr" {
		t.Errorf("a missing translation gives %q", got)
	}
}

func TestTranslationErrors(t *testing.T) {
	_, err := incident.ParseTranslation("de.yaml", "de", []byte("language: fr\ntexts:\n  - of: title\n    txet: x\n"))
	if err == nil || !strings.Contains(err.Error(), "de.yaml:1:11") || !strings.Contains(err.Error(), "de.yaml:4:5") {
		t.Errorf("got %v, want the places of both mistakes", err)
	}
}
