package templates

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
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
	nearly, _ := timeline.ParseTime("2026-03-05T01:30Z ±5m", time.UTC)
	if got := english().window(zones[1:2], nearly, at); got != "from about 01:30 UTC on 5 March 2026 (07:00 in Kolkata, UTC+5:30) until 01:30 UTC on 5 March 2026 (07:00 in Kolkata, UTC+5:30)" {
		t.Errorf("an end that is nearly known gives %q", got)
	}
	between, _ := timeline.ParseTime("2026-03-05T01:30Z/01:45Z", time.UTC)
	if got := english().moment(between); got != "about 01:40 UTC on 5 March 2026" {
		t.Errorf("a quarter of an hour gives %q", got)
	}
	turn, _ := timeline.ParseTime("2026-12-31T23:30Z", time.UTC)
	if got := english().here(zones[2:], turn); got != " (12:30 in Auckland, UTC+13, a day later)" {
		t.Errorf("at the turn of the year: %q", got)
	}
}

// TestTimesByLanguage holds how each language writes the forms of a time, a
// change of day and one o'clock.
func TestTimesByLanguage(t *testing.T) {
	at := func(s string) timeline.Time {
		x, err := timeline.ParseTime(s, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	tokyo, err := incident.ParseZone("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ lang, on, between, floating, same, days, here, number string }{
		{"de", "am 1. August 2026 um 01:05 Uhr UTC", "am 1. August 2026 zwischen 01:05 und 02:00 Uhr UTC", "00:00 Uhr Ortszeit am 1. August 2026", "von 01:05 bis 02:10 Uhr UTC am 1. August 2026", "vom 1. August 2026 bis zum 2. August 2026", " (08:30 Uhr in Tokio, UTC+9, am Folgetag)", "12.345"},
		{"fr", "le 1er août 2026 à 01:05 UTC", "le 1er août 2026 entre 01:05 et 02:00 UTC", "le 1er août 2026 à 00:00 (heure locale)", "le 1er août 2026 de 01:05 à 02:10 UTC", "du 1er août 2026 au 2 août 2026", " (08:30 à Tokyo, UTC+9, le lendemain)", "12\u202f345"},
		{"es", "a la 1:05 UTC del 1 de agosto de 2026", "entre la 1:05 y las 2:00 UTC del 1 de agosto de 2026", "las 0:00 (hora local) del 1 de agosto de 2026", "desde la 1:05 hasta las 2:10 UTC del 1 de agosto de 2026", "del 1 de agosto de 2026 al 2 de agosto de 2026", " (8:30 en Tokio, UTC+9, del día siguiente)", "12.345"},
		{"pt-BR", "à 01:05 UTC de 1º de agosto de 2026", "entre a 01:05 e as 02:00 UTC de 1º de agosto de 2026", "as 00:00 (horário local) de 1º de agosto de 2026", "da 01:05 às 02:10 UTC de 1º de agosto de 2026", "de 1º de agosto de 2026 a 2 de agosto de 2026", " (08:30 no horário de Tóquio, UTC+9, do dia seguinte)", "12.345"},
		{"ja", "2026年8月1日 1:05 (UTC)に", "2026年8月1日 1:05から2:00 (UTC)までの間に", "2026年8月1日 0:00 (現地時刻)", "2026年8月1日 1:05から2:10 (UTC)まで", "2026年8月1日から2026年8月2日まで", " (日本時間 8:30、UTC+9、翌日)", "12,345"},
	} {
		l, err := readLanguage(tt.lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ got, want string }{
			{l.on(at("2026-08-01T01:05Z")), tt.on},
			{l.on(at("2026-08-01T01:05Z/02:00Z")), tt.between},
			{l.moment(at("2026-08-01T00:00 local")), tt.floating},
			{l.during(at("2026-08-01T01:05Z"), at("2026-08-01T02:10Z")), tt.same},
			{l.days(at("2026-08-01T01:05Z"), at("2026-08-02T02:10Z")), tt.days},
			{l.during(at("2026-08-01"), at("2026-08-02")), tt.days},
			{string(l.here([]incident.Zone{tokyo}, at("2026-03-04T23:30Z"))), tt.here},
			{l.count(12345), tt.number},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", tt.lang, c.got, c.want)
			}
		}
	}
	french, _ := readLanguage("fr")
	if got := french.form(0, french.Units.Minute); got != "0 minute" {
		t.Errorf("none in French is one: got %q", got)
	}
}

var (
	fieldName = regexp.MustCompile(`\.[A-Z]\w*(?:\.[A-Z]\w*)*|\b(?:here|howlong|floating|window|days)\b`)
	blockName = regexp.MustCompile(`template "([^"]+)"`)
)

// TestLanguagesTellTheSame holds every language to the notices and the facts of
// the original: no notice and no fact is left out in any.
func TestLanguagesTellTheSame(t *testing.T) {
	text := func(code, name string) string {
		text, err := files.ReadFile("notice/" + code + "/" + name)
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	facts := func(code, name string) []string {
		blocks := map[string]string{}
		for _, b := range strings.Split(text(code, blocksFile), `{{- define "`)[1:] {
			name, body, _ := strings.Cut(b, `"`)
			blocks[name] = body
		}
		found := map[string]bool{}
		var see func(text string)
		see = func(text string) {
			for _, fact := range fieldName.FindAllString(text, -1) {
				found[fact] = true
			}
			for _, m := range blockName.FindAllStringSubmatch(text, -1) {
				see(blocks[m[1]])
			}
		}
		see(text(code, name))
		return slices.Sorted(maps.Keys(found))
	}
	list, err := files.ReadDir("notice/" + Original)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range languageCodes(t) {
		for _, f := range list {
			if f.Name() == "language.yaml" || f.Name() == blocksFile {
				continue
			}
			want, got := facts(Original, f.Name()), facts(code, f.Name())
			for _, fact := range want {
				if !slices.Contains(got, fact) {
					t.Errorf("%s/%s does not tell %s", code, f.Name(), fact)
				}
			}
			for _, fact := range got {
				if !slices.Contains(want, fact) {
					t.Errorf("%s/%s tells %s, which the original does not", code, f.Name(), fact)
				}
			}
		}
	}
}
