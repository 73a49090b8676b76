package redact_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/redact"
	"github.com/candor-reports/candor/timeline"
)

func said(actor, text string) timeline.Event {
	return timeline.Event{
		Time: timeline.At(time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC), time.Minute), Kind: timeline.Message,
		Actor: timeline.Foreign(actor), Text: timeline.Foreign(text), Source: timeline.Position{Source: "chat"},
	}.Seal()
}

func TestNamesOf(t *testing.T) {
	events := []timeline.Event{
		said("Jane Doe", "db-prod-1.acme.internal is down, and 10.0.12.7"),
		said("deploy-bot", "app-server-123 restarted"),
		said("Build Engineering", "done"),
		said("checkout", "restarted"),
		said("jdoe", "see 10.0.12.7"),
		said("John Doe <jo@x.example>", "ok"),
		said("Jane Doe", "app-server-124"),
	}
	n := redact.NamesOf(slices.Values(events), redact.Known{Told: map[string]string{"app-server-123": "our notification service"}, Roles: []string{"Checkout duty"}})
	r := redact.New(n.Options(nil))
	for in, want := range map[string]string{
		"Jane Doe told @jdoe and John Doe":            "Engineer A told Engineer B and Engineer C",
		"Jane asked Doe; jane is a word":              "Engineer A asked an engineer; jane is a word",
		"Build Engineering and checkout went back":    "Build Engineering and checkout went back",
		"app-server-123, APP-SERVER-124 and web-07":   "our notification service, Host 3 and [redacted: internal-host]",
		"10.0.12.7 before DB-prod-1.acme.internal, …": "Host 2 before Host 1, …",
	} {
		if got := r.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	again := redact.NamesOf(slices.Values(events), redact.Known{Told: map[string]string{"app-server-123": "our notification service"}, Roles: []string{"Checkout duty"}})
	if diff := cmp.Diff(n, again); diff != "" {
		t.Errorf("a second run gives others:\n%s", diff)
	}
}

func TestAllow(t *testing.T) {
	key := "AKIA" + "ABCDEFGH234567XY"
	r := redact.New(redact.Options{Public: true, Allow: []string{"OPS-1", "*.acme.internal", "ann@" + "a.example", "AKIA*"}})
	for in, want := range map[string]string{
		"OPS-1, ops-1 and OPS-12":         "OPS-1, ops-1 and [redacted: ticket]",
		"www.acme.internal, a.b.internal": "www.acme.internal, [redacted: internal-host]",
		"Ann@" + "a.example":              "Ann@" + "a.example",
		key:                               "[redacted: aws-key]",
	} {
		if got := r.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestMarkup(t *testing.T) {
	r := redact.New(redact.Options{Public: true, Names: map[string]string{"Jane Doe": "Engineer A"}})
	for in, want := range map[string]string{
		`on 10\.0\.12\.7 now`:                  "on [redacted: ip-address] now",
		"on 10&#46;0&#46;12&#x2e;7 now":        "on [redacted: ip-address] now",
		"Jane\nDoe and **Jane** Doe":           "Engineer A and **Engineer A",
		"`app-server-123`":                     "`[redacted: internal-host]`",
		"![jane&period;d@corp&period;example]": "![[redacted: e-mail]]",
		`\*plain\* &amp; *text*`:               `\*plain\* &amp; *text*`,
	} {
		if got := r.Markup(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func ExampleNamesOf() {
	events := []timeline.Event{said("Jane Doe", "app-server-123 is slow")}
	r := redact.New(redact.NamesOf(slices.Values(events), redact.Known{}).Options(nil))
	fmt.Println(r.Text("Jane restarted app-server-123"))
	// Output: Engineer A restarted Host 1
}
