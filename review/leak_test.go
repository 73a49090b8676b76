package review_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
)

func leaksIn(t *testing.T, rep *incident.Report, audience incident.Audience, markdown string) []review.Finding {
	t.Helper()
	var out []review.Finding
	for _, f := range review.Check(rep, review.Document{File: "drafts/letter.md", Draft: &incident.Draft{Name: "letter", Audience: audience, Markdown: []byte(markdown)}}) {
		if f.Rule == "leak" {
			out = append(out, f)
		}
	}
	return out
}

func TestLeakSaysWhatToWrite(t *testing.T) {
	rep := report(t, bare+"service: Search\ncontact: {how: 'write to jo.ann"+"@shop.example'}\nnames: [{internal: app-server-123, public: our notification service}]\nallow: [OPS-1]\n")
	rep.Aliases = incident.Aliases{People: map[string]string{"Jane Doe": "Engineer A"}, Parts: map[string]string{"Jane": "Engineer A"}, Hosts: map[string]string{"10.0.0.7": "Host 1"}}
	for _, tt := range []struct {
		text, level, message, hint string
	}{
		{"app-server-123 was down.", "error", "app-server-123", `write "our notification service"`},
		{"It was on 10\\.0\\.0\\.7.", "error", "address", `write "Host 1"`},
		{"Jane Doe saw it.", "error", "Jane Doe", `write "Engineer A"`},
		{"Jane saw it.", "warning", "Jane", `write "Engineer A"`},
		{"See OPS-12.", "error", "ticket", "allow:"},
		{"Ask bob" + "@customer.example.", "error", "e-mail", "mailbox"},
		{"It said [redacted: ticket].", "error", "taken out here", "customers call it"},
		{"See OPS-1, or write to jo.ann" + "@shop.example.", "", "", ""},
	} {
		found := leaksIn(t, rep, incident.Public, tt.text+"\n")
		if tt.message == "" {
			if len(found) != 0 {
				t.Errorf("%q: found %v", tt.text, found)
			}
			continue
		}
		if len(found) != 1 || string(found[0].Level) != tt.level || !strings.Contains(found[0].Message, tt.message) || !strings.Contains(found[0].Hint, tt.hint) || found[0].Column == 0 {
			t.Errorf("%q: found %+v, want one %s about %q with the hint %q", tt.text, found, tt.level, tt.message, tt.hint)
		}
	}
}

func TestLeakOfTheHouse(t *testing.T) {
	rep := report(t, bare)
	key := "AKIA" + "ABCDEFGH234567XY"
	found := leaksIn(t, rep, incident.Internal, "app-server-123, OPS-1 and 10.0.0.7.\n\nKey "+key+", mail bob"+"@customer.example.\n")
	if len(found) != 2 || found[0].Level != review.Error || found[1].Level != review.Warning {
		t.Fatalf("found %v, want the key as an error and the address as a warning", found)
	}
	if s := found[0].String(); strings.Contains(s, key) || !strings.Contains(s, "[redacted: aws-key]") {
		t.Errorf("the finding spreads the key:\n%s", s)
	}
}
