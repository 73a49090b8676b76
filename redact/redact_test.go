package redact_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/redact"
	"github.com/candor-reports/candor/timeline"
)

func TestRules(t *testing.T) {
	t.Run("always", func(t *testing.T) { testRules(t, redact.Rules(), redact.Options{}) })
	t.Run("inside", func(t *testing.T) { testRules(t, redact.Inside(), redact.Options{Public: true}) })
}

func testRules(t *testing.T, rules []redact.Rule, o redact.Options) {
	t.Helper()
	last := ""
	for _, rule := range rules {
		if rule.Name <= last {
			t.Errorf("rule %q comes after %q", rule.Name, last)
		}
		last = rule.Name
		if rule.Doc == "" || rule.At == "" && rule.Begins == nil || rule.Find == nil {
			t.Errorf("rule %q is not complete", rule.Name)
		}
		hits, misses := 0, 0
		for _, sample := range rule.Samples {
			if got := redact.New(o).Text(sample.Text); got != sample.Want {
				t.Errorf("rule %q: %q becomes %q, want %q", rule.Name, sample.Text, got, sample.Want)
			}
			if sample.Text == sample.Want {
				misses++
			} else {
				hits++
			}
		}
		if hits == 0 || misses == 0 && rule.Name != "gcp-key" {
			t.Errorf("rule %q has %d samples that it takes out and %d that it leaves", rule.Name, hits, misses)
		}
	}
}

func TestText(t *testing.T) {
	hidden := "ghp_" + strings.Repeat("a1B2", 5) + "\u200b" + strings.Repeat("c3D4", 4)
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"plain text, 14:02, 東京", "plain text, 14:02, 東京"},
		{"api_key=" + "AKIA" + "ABCDEFGH234567XY" + " used", "api_key=[redacted: aws-key] used"},
		{"seen " + hidden + "… twice", "seen [redacted: github-token]… twice"},
		{"ann@" + "a.example and bob@" + "b.example", "[redacted: e-mail] and [redacted: e-mail]"},
		{`{\"password\": \"` + `h3llo\", \"n\":1}`, `{\"password\": \"[redacted: secret]\", \"n\":1}`},
		{"<password>" + "hunter2" + "</password>", "<password>[redacted: secret]</password>"},
		{"commit 0123456789abcdef0123456789abcdef01234567", "commit 0123456789abcdef0123456789abcdef01234567"},
		{"10.0.12.7 db-prod-1.acme.internal", "10.0.12.7 db-prod-1.acme.internal"},
	} {
		r := redact.New(redact.Options{})
		if got := r.Text(tt.in); got != tt.want {
			t.Errorf("Text(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	r := redact.New(redact.Options{Names: map[string]string{"Initech": "", "Initech Labs": "a customer", "app-7": "our notification service"}})
	got := r.Text("initech and Initech Labs saw APP-7 and app-77 fail, not Initechs")
	if want := "[redacted: name] and a customer saw our notification service and app-77 fail, not Initechs"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if diff := cmp.Diff(map[string]int{"name": 3}, r.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestEvent(t *testing.T) {
	at, err := timeline.ParseTime("2026-03-04T14:02Z", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	mail := "ann@" + "a.example"
	labels := map[string]string{"password": "hunter2x", "merge": "12"}
	e := timeline.Event{
		Time: at, Kind: timeline.Commit, Actor: timeline.Foreign("Ann <" + mail + ">"), Subject: "shop", Text: timeline.Foreign("mail to " + mail),
		Detail: timeline.Foreign("a\nCookie: a=" + "1\nb"), Labels: maps.Clone(labels), Source: timeline.Position{Source: "shop", Ref: mail},
	}.Seal()
	r := redact.New(redact.Options{})
	got := r.Event(e)
	want := e
	want.Actor, want.Text, want.Detail = "Ann <[redacted: e-mail]>", "mail to [redacted: e-mail]", "a\nCookie: [redacted: cookie]\nb"
	want.Labels = map[string]string{"password": "[redacted: secret]", "merge": "12"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(labels, e.Labels); diff != "" {
		t.Errorf("the event that was given has changed:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"cookie": 1, "e-mail": 2, "secret": 1}, r.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// ordinary is a stretch of log lines with now and then something to take out.
func ordinary(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "2026-03-04T10:%02d:%02d.532Z INFO api request_id=%08x path=/v1/orders/%d status=200 took=%dms host=app-%d.internal user_agent=\"curl/8.5\"\n",
			i/60%60, i%60, i*2654435761, i, i%900, i%7)
		if i%50 == 0 {
			b.WriteString(`{"level":"warn","user":"ann@` + `a.example","token":"0a1b2c3d4e5f60718293","msg":"login failed: https://u:p4ss@` + `db.internal/x"}` + "\n")
		}
	}
	return b.String()
}

func FuzzText(f *testing.F) {
	for _, rule := range redact.Rules() {
		for _, sample := range rule.Samples {
			f.Add(sample.Text)
		}
	}
	for _, rule := range redact.Inside() {
		for _, sample := range rule.Samples {
			f.Add(sample.Text)
		}
	}
	always := redact.New(redact.Options{})
	public := redact.New(redact.Options{Public: true, Names: map[string]string{"Jane Doe": "Engineer A"}, Words: map[string]string{"Jane": "Engineer A"}})
	f.Fuzz(func(t *testing.T, s string) {
		for _, of := range []func(string) string{always.Text, public.Text, public.Markup} {
			once := of(s)
			if again := of(once); again != once {
				t.Errorf("%q becomes %q, and that becomes %q", s, once, again)
			}
			if len(once) > 8*len(s)+32 {
				t.Errorf("%q becomes %d bytes", s, len(once))
			}
		}
	})
}

// Each of these would be slow for a rule that looks too far at too many places.
func TestLinearTime(t *testing.T) {
	r := redact.New(redact.Options{Public: true})
	for _, unit := range []string{"a-", "a-1-", "1.", "1:", "::", "a.b.", "+1 ", "(1 ", "@a ", "A-1 ", "_a1", "http://a-", "&#", "\\.", "a@", "password=", "a=", "://", "://a:", "-----BEGIN " + "PRIVATE KEY-----\n", "eyJhbGciOi", "4111 ", "DE89 ", "Cookie: a=", "Bearer ", "-p", "--password ", "?sig=", "\u200ba@b.example ", "\"", "<pwd>", "a.a@a."} {
		s := strings.Repeat(unit, 300_000/len(unit))
		start := time.Now()
		r.Text(s)
		t.Logf("%q %v", unit, time.Since(start))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%q repeated to %d bytes took %v", unit, len(s), took)
		}
	}
}

func BenchmarkText(b *testing.B) {
	s := ordinary(10_000)
	lines := strings.SplitAfter(s, "\n")
	b.SetBytes(int64(len(s)))
	r := redact.New(redact.Options{})
	for b.Loop() {
		for _, line := range lines {
			r.Text(line)
		}
	}
}
