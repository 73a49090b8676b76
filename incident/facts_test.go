package incident_test

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/incident"
)

func setFact(t *testing.T, text, fact, value string) (string, error) {
	t.Helper()
	f, err := incident.FindFact(fact)
	if err != nil {
		t.Fatal(err)
	}
	out, err := incident.SetFact("incident.yaml", []byte(text), f, value)
	return string(out), err
}

func TestSetFactKeepsEveryOtherLine(t *testing.T) {
	for _, tt := range []struct{ name, text, fact, value, want string }{
		{"new, in no part", head, "service", "Shop", head + "service: Shop\n"},
		{"in place of what asks for it", "id: x\n# service: which?\ntitle: T\n", "service", "Shop", "id: x\nservice: Shop\ntitle: T\n"},
		{"in place of another", head + "severity: 2   # of 5\n", "severity", "1", head + "severity: 1  # of 5\n"},
		{"in place of a quoted one", head + "service: \"a # b\"  # why\n", "service", "c", head + "service: c  # why\n"},
		{"a part that is not there", head, "impact.who", "those who pay", head + "\nimpact:\n  who: those who pay\n"},
		{"a part that only asks", head + "impact:\n  # who: customers who …\n  # could_not: pay\n", "impact.could_not", "pay: by card", head + "impact:\n  # who: customers who …\n  could_not: \"pay: by card\"\n"},
		{"a part with another indent", head + "impact:\n    data: none\n# end\n", "impact.who", "all", head + "impact:\n    data: none\n    who: all\n# end\n"},
		{"an empty part", head + "impact: {}\nservice: s\n", "impact.who", "all", head + "impact:\n  who: all\nservice: s\n"},
		{"the first item, asked for in two lines", head + "impact:\n  # effects:\n  #   - One sentence.\n  # count: 3\n", "impact.effects", "It failed.", head + "impact:\n  effects:\n    - It failed.\n  # count: 3\n"},
		{"one more item", head + "our_part:\n- a\n# b\n", "our_part", "c", head + "our_part:\n- a\n- c\n# b\n"},
		{"one more item in a part", head + "impact:\n  effects:\n    - text: a\n      evidence: [e0123456789]\n  who: all\n", "impact.effects", "b", head + "impact:\n  effects:\n    - text: a\n      evidence: [e0123456789]\n    - b\n  who: all\n"},
		{"an item of an empty list", head + "impact:\n  effects: []  # none yet\n", "impact.effects", "b", head + "impact:\n  effects:  # none yet\n    - b\n"},
		{"a milestone", head + "milestones:\n  # started: 2026-03-04T14:02Z\n", "milestones.started", "2026-03-04T14:02Z/14:09Z", head + "milestones:\n  started: 2026-03-04T14:02Z/14:09Z\n"},
		{"lines that end in two ways", "id: x\r\ntitle: T\r\nimpact:\r\n  data: none\r\n", "impact.who", "all", "id: x\r\ntitle: T\r\nimpact:\r\n  data: none\r\n  who: all\r\n"},
		{"no end of the last line", "id: x\ntitle: T", "service", "s", "id: x\ntitle: T\nservice: s\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := setFact(t, tt.text, tt.fact, tt.value); err != nil || got != tt.want {
				t.Errorf("%v\n got %q\nwant %q", err, got, tt.want)
			}
		})
	}
}

func TestSetFactRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, fact, value, says string }{
		{"evidence beside it", head + "summary:\n  text: a\n  evidence: [e0123456789]\n", "summary", "b", "line 3: what is stated there"},
		{"more than a line", head + "impact:\n  who: >\n    all\n    of them\n", "impact.who", "some", "line 4: what is stated there"},
		{"brackets", head + "impact: {who: all}\n", "impact.could_not", "pay", "line 3: what is stated there stands in brackets"},
		{"a list in brackets", head + "our_part: [a]\n", "our_part", "b", "line 3: what is stated there stands in brackets"},
		{"a claim in brackets", head + "summary: {text: a, evidence: [e0123456789]}\n", "summary", "b", "by hand"},
		{"no time", head, "milestones.started", "yesterday", "yesterday"},
		{"a time of no zone", head, "milestones.started", "2026-03-04 14:02", "no time zone"},
		{"no text", head, "service", "  ", "there is no text"},
		{"bytes that are no text", head, "service", "a\xff", "not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := setFact(t, tt.text, tt.fact, tt.value); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, want %q; got %q", err, tt.says, got)
			}
		})
	}
	if _, err := incident.FindFact("impact.hwo"); err == nil || !strings.Contains(err.Error(), `did you mean "impact.who"?`) {
		t.Error(err)
	}
}

// TestEveryFactCanBeSet states each fact in the record that candor new writes:
// it is there for its comments.
func TestEveryFactCanBeSet(t *testing.T) {
	record, err := incident.Start{ID: "x", Title: "T"}.Record()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"timezone": "Europe/Berlin", "zones": "Asia/Tokyo", "languages": "de", "impact.data": "none", "documents": "postmortem"}
	if len(incident.Facts()) < 60 {
		t.Fatalf("there are %d facts", len(incident.Facts()))
	}
	for _, f := range incident.Facts() {
		set := false
		for _, text := range []string{texts[f.Name], "It was so.", "2026-03-04T14:02Z", "Example <a@example.com>", "https://example.com/{id}/{document}.html", "a@example.com", time.UTC.String(), "30m"} {
			if text == "" || set {
				continue
			}
			out, err := incident.SetFact("incident.yaml", record, f, text)
			set = err == nil && strings.Contains(string(out), text)
		}
		if !set {
			_, err := incident.SetFact("incident.yaml", record, f, "It was so.")
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}
