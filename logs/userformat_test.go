package logs

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

const acme = `name: acme
doc: the gateway of Acme
pattern: '^(?P<level>[A-Z0-9]+) \((?P<time>[^)]+)\) (?P<service>\w+)/(?P<shard>\d+) ~ (?P<message>.*)$'
time: '%d.%m.%y um %H:%M:%S,%f'
levels:
  error: [S1, S2]
  info: [S5]
samples:
  - line: 'S1 (04.03.24 um 14:02:11,250) pay/7 ~ no route'
    time: 2024-03-04T14:02:11.25Z
    level: error
    subject: pay
    text: no route
`

func TestUserFormat(t *testing.T) {
	f, err := ReadFormat("acme.yaml", []byte(acme))
	if err != nil {
		t.Fatal(err)
	}
	text := "S5 (04.03.24 um 14:02:11,250) pay/7 ~ ready\nS2 (05.03.24 um 00:00:00,000) pay/7 ~ gone\n  stack\n"
	r := Read(t.Context(), []File{memory("a.log", text)}, Options{Source: "s", Each: timeline.Note, Formats: []Format{f}})
	events, refused := collect(t, r)
	if len(events) != 2 || len(refused) > 0 {
		t.Fatalf("%d events, refused %v", len(events), refused)
	}
	e := events[1]
	if e.Level != timeline.Error || e.Text != "gone" || e.Subject != "pay" || e.Labels["shard"] != "7" || e.Lines != 2 ||
		e.Time.Earliest.Format(time.RFC3339) != "2024-03-05T00:00:00Z" {
		t.Errorf("got %+v", e)
	}
	if notes := strings.Join(r.Reading().Notes, "\n"); !strings.Contains(notes, "read as acme: 1 file") {
		t.Errorf("notes: %s", notes)
	}
}

func TestUserFormatMistakes(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"name: acme", "name: text", "acme.yaml:1:7: name: text is a format that candor has"},
		{"name: acme", "name: A b", "small letters"},
		{"doc:", "docs:", "did you mean"},
		{"(?P<level>", "(?P<level", "acme.yaml:3:"},
		{"?P<time>", "?P<tempo>", "no group is named time"},
		{"%d.%m", "%d.%Q", "acme.yaml:4:7: time: %Q is not known"},
		{"%H:%M:%S,%f", "", "no hour"},
		{"[S5]", "[S1]", "stands for two levels"},
		{"S1 (04", "S1 [04", "acme.yaml:9:11: samples, item 1: the pattern does not match this line"},
		{"14:02:11.25Z", "14:02:11Z", "acme.yaml:10:11: samples, item 1: the time is read as 2024-03-04T14:02:11.25Z"},
		{"04.03.24 um", "04.13.24 um", "is no time that is known"},
		{"level: error", "level: info", "acme.yaml:11:12: samples, item 1: the level is read as"},
		{"level: error", "level: hot", "is no level"},
		{"text: no route", "text: route", "acme.yaml:13:11: samples, item 1: the text is read as"},
		{"subject: pay", "subject: buy", "the subject is read as"},
	} {
		text := strings.Replace(acme, c.old, c.new, 1)
		if text == acme {
			t.Fatalf("%q is not in the format", c.old)
		}
		if _, err := ReadFormat("acme.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.new, err, c.want)
		}
	}
	if _, err := ReadFormat("acme.yaml", []byte(acme[:strings.Index(acme, "samples")])); err == nil || !strings.Contains(err.Error(), "samples: a format needs") {
		t.Errorf("without samples: %v", err)
	}
}

func TestLayouts(t *testing.T) {
	for _, c := range []struct{ layout, text, want string }{
		{"%Y-%m-%dT%H:%M:%S%z", "2024-03-04T14:02:11+01:00", "2024-03-04T13:02:11Z"},
		{"%Y-%m-%dT%H:%M:%S%z", "2024-03-04T14:02:11Z", "2024-03-04T14:02:11Z"},
		{"%a %b %e %T %Z %Y", "Mon Mar  4 14:02:11 CET 2024", "2024-03-04T13:02:11Z"},
		{"%m/%d/%y %I:%M:%S %p", "03/04/24 12:02:11 am", "2024-03-04T00:02:11Z"},
		{"%d/%m/%Y %H.%M", "04/03/2024 14.02", "2024-03-04T14:02:00Z"},
		{"%Y%j%H%M%S", "2024064140211", "2024-03-04T14:02:11Z"},
		{"epoch %s", "epoch 1709560931.25", "2024-03-04T14:02:11Z"},
		{"%b %d %T", "Mar 04 14:02:11", "2024-03-04T14:02:11Z"},
		{"%F %T,%f %%", "2024-03-04 14:02:11,250 %", "2024-03-04T14:02:11Z"},
		{"%d. %B %Y %R", "4. März 2024 14:02", "2024-03-04T14:02:00Z"},
	} {
		var s stamp
		if err := layout(c.layout).check(); err != nil {
			t.Errorf("%s: %v", c.layout, err)
		}
		if !layout(c.layout).read(&s, []byte(c.text)) {
			t.Errorf("%s: does not read %s", c.layout, c.text)
			continue
		}
		cal := calendar{clockOf: clockOf{loc: time.UTC}, year: 2024, basis: yearDeclared}
		got, err := cal.settle(&s)
		if at := time.Unix(0, got.ns).UTC().Format(time.RFC3339); err != nil || at != c.want {
			t.Errorf("%s: %s, %v, want %s", c.layout, at, err, c.want)
		}
	}
}

func TestMapping(t *testing.T) {
	m, err := ParseMapping("time=when,message=what,level=sev")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`{"when":1709560931,"time":"2001-01-01T00:00:00Z","what":"no route","msg":"x","sev":"error"}`,
		"when=1709560931 what=\"no route\" sev=error msg=x",
		"time,when,msg,what,sev\n1,1709560931,x,no route,error",
		`[{"when":"1709560931","what":"no route","sev":"E"}]`,
	} {
		r := Read(t.Context(), []File{memory("a.log", text+"\n")}, Options{Source: "s", Each: timeline.Note, Map: m})
		events, refused := collect(t, r)
		if len(events) != 1 || len(refused) > 0 {
			t.Fatalf("%s: %d events, refused %v", text, len(events), refused)
		}
		if e := events[0]; e.Text != "no route" || e.Level != timeline.Error || e.Time.Earliest.Unix() != 1709560931 {
			t.Errorf("%s: %+v", text, e)
		}
	}
	for _, bad := range []string{"", "time", "time=", "tiem=a", "time=a,level=a", "time=a,time=b"} {
		if _, err := ParseMapping(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzUserFormat(f *testing.F) {
	f.Add(acme)
	f.Fuzz(func(t *testing.T, text string) {
		format, err := ReadFormat("x.yaml", []byte(text))
		if err == nil && (format.Name == "" || len(format.Samples) == 0) {
			t.Errorf("accepted: %+v", format)
		}
	})
}

// TestMappingOfNothing holds that a mistyped field is told.
func TestMappingOfNothing(t *testing.T) {
	for _, c := range []struct{ text, mapping, gap string }{
		{`{"when":"2024-03-04 14:02:11","text":"hello"}`, "time=when,message=text", ""},
		{`{"when":"2024-03-04 14:02:11","text":"hello"}`, "time=when,message=txet", `no field "txet" for the message`},
		{"when,text\n2024-03-04 14:02:11,hello", "time=when,message=text", ""},
		{"when,text\n2024-03-04 14:02:11,hello", "time=whem", `no field "whem" for the time`},
	} {
		m, err := ParseMapping(c.mapping)
		if err != nil {
			t.Fatal(err)
		}
		r := Read(t.Context(), []File{memory("a.log", c.text+"\n")}, Options{Source: "s", Map: m})
		if gaps := strings.Join(r.Reading().Gaps, "\n"); !strings.Contains(gaps, c.gap) || c.gap == "" && gaps != "" {
			t.Errorf("%s of %q: gaps %q, want %q", c.mapping, c.text, gaps, c.gap)
		}
	}
}
