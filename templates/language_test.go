package templates

import (
	"reflect"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// TestLanguages holds every language to saying everything.
func TestLanguages(t *testing.T) {
	for _, code := range languageCodes(t) {
		l, err := readLanguage(code)
		if err != nil {
			t.Error(err)
			continue
		}
		if _, ok := groups[l.Group]; !ok {
			t.Errorf("%s: group %q is none of %v", code, l.Group, groups)
		}
		if l.Plural != "one" && l.Plural != "one-zero" && l.Plural != "none" {
			t.Errorf("%s: plural %q", code, l.Plural)
		}
		missing(t, code, reflect.ValueOf(*l))
	}
}

func languageCodes(t *testing.T) []string {
	t.Helper()
	dirs, err := files.ReadDir("notice")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, d := range dirs {
		codes = append(codes, d.Name())
	}
	return codes
}

// missing reports every text of a language that is empty.
func missing(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		// Where there is no plural, one form serves for all.
		if v.String() == "" {
			t.Errorf("%s is empty", path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if name == "FirstDay" || name == "Code" && path != "" && v.Field(i).String() != "" {
				continue
			}
			missing(t, path+"."+name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			missing(t, path, v.Index(i))
		}
	}
}

func TestHere(t *testing.T) {
	var zones []incident.Zone
	for _, name := range []string{"America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"} {
		z, err := incident.ParseZone(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, z)
	}
	at, err := timeline.ParseTime("2026-03-05T01:30Z", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	const want = " (17:30 in Los Angeles, UTC-8, a day earlier; 07:00 in Kolkata, UTC+5:30; 14:30 in Auckland, UTC+13)"
	if got := english().here(zones, at); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := english().here(zones, timeline.Time{}); got != "" {
		t.Errorf("a time that is not known gives %q", got)
	}
	turn, _ := timeline.ParseTime("2026-12-31T23:30Z", time.UTC)
	if got := english().here(zones[2:], turn); got != " (12:30 in Auckland, UTC+13, a day later)" {
		t.Errorf("at the turn of the year: %q", got)
	}
}
