package incident_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-reports/candor/incident"
)

func TestParseMailbox(t *testing.T) {
	for in, want := range map[string]incident.Mailbox{
		"status@example.com":                   {Address: "status@example.com"},
		" Example <status@Example.com> ":       {Name: "Example", Address: "status@Example.com"},
		`"Ex, ample" <a.b+c@mail.example.com>`: {Name: "Ex, ample", Address: "a.b+c@mail.example.com"},
		"<a@b.example>":                        {Address: "a@b.example"},
	} {
		got, err := incident.ParseMailbox(in)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "a", "a@b", "@example.com", "a@", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "A <a@example.com",
		"a b@example.com", "a@exa mple.com", "a..b@example.com", "a@-example.com", "a@[127.0.0.1]", "A\n <a@example.com>", "A <a@example.com> b", "ä@example.com",
	} {
		if got, err := incident.ParseMailbox(in); err == nil {
			t.Errorf("%q was read as %+v", in, got)
		}
	}
	if h := (incident.Mailbox{Address: "a@Mail.Example.COM"}).Host(); h != "mail.example.com" {
		t.Errorf("the host is %q", h)
	}
}

func TestPublish(t *testing.T) {
	head := "id: i-1\ntitle: It failed\npublish:\n"
	for in, want := range map[string]string{
		"  site: http://status.example.com/":            "is not the address of a site",
		"  site: https://user@status.example.com/":      "is not the address of a site",
		"  site: https://status.example.com/?a=b":       "is not the address of a site",
		"  site: status.example.com":                    "write it as https://",
		"  from: nobody":                                "is not a mail address",
		"  to: \"a@example.com\\r\\nBcc: b@c.example\"": "is not a mail address",
		"  unsubscribe: 'javascript:alert(1)'":          "neither an https nor a mailto",
		"  unsubscribe: 'mailto:a@b.example?subject=x'": "neither an https nor a mailto",
		"  sight: https://status.example.com/":          "write one of: site, from, to, unsubscribe",
	} {
		if _, err := incident.Parse("incident.yaml", []byte(head+in+"\n")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", in, err, want)
		}
	}
	inc, err := incident.Parse("incident.yaml", []byte(head+"  site: https://status.example.com/\n  unsubscribe: mailto:leave@example.com\n"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := incident.ParseHouse("names.yaml", []byte("publish: {site: https://other.example.com/, from: Example <status@example.com>, to: all@example.com}\n"))
	if err != nil {
		t.Fatal(err)
	}
	inc.Join(h)
	want := incident.Publish{Site: "https://status.example.com/", From: "Example <status@example.com>", To: "all@example.com", Unsubscribe: "mailto:leave@example.com"}
	if diff := cmp.Diff(want, inc.Publish); diff != "" {
		t.Errorf("what the record states counts, the rest is the house's (-want +got):\n%s", diff)
	}
	if _, err := incident.ParseHouse("names.yaml", []byte("publish: {from: nobody}\n")); err == nil {
		t.Error("a house with a mail address that is none was read")
	}
}
