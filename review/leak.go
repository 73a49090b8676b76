package review

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/redact"
)

var leakRule = Rule{
	ID: "leak",
	Doc: "a document holds a secret or a person's data, or one for the public names what only the house may know: hosts, addresses, tickets, " +
		"chats, pages behind a login, customers, people",
	Why:    "what was published once cannot be taken back, and tells an attacker where to begin and a customer who is meant",
	Source: "docs/leaks.md",
	Level:  Error,
	Examples: []Example{
		{"The key AKIA" + "ABCDEFGH234567XY was in the log.\n", 1},
		{"It was the first commit, 0123456789abcdef0123456789abcdef01234567.\n", 0},
		{"Write to support@example.com.\n", 0},
	},
	Run: runLeak,
}

func runLeak(p *Pass) {
	source := string(p.Document.Draft.Markdown)
	// Of a report that somebody else wrote it is not known what its house calls
	// internal; secrets are secrets everywhere.
	public := p.Document.Draft.Audience == incident.Public && p.Report.Incident != nil && p.Report.ID != ""
	gate := redact.New(redact.Options{})
	switch {
	case public:
		gate = ForWords(p.Report)
	case p.Report.Incident != nil:
		gate = ForHouse(p.Report.Incident)
	}
	for _, found := range gate.FindMarkup(source) {
		text := source[found.From:found.To]
		f := p.at(found.From, fmt.Sprintf("%s: %s", leaks(found), leaked(found, text)), p.leakHint(found, public))
		f.Level, f.Words = leakLevel(found, public), text
		if !found.Inside {
			// The report of a secret must not spread it.
			f.Words = strings.Repeat("x", len([]rune(text)))
			f.Quote = gate.Markup(f.Quote)
		}
	}
	if public {
		p.takenOut(source)
	}
}

var takenOutMark = regexp.MustCompile(`(\[|&#91;)redacted: [a-z-]+`)

// takenOut finds the marks of what was taken out before the draft was written.
func (p *Pass) takenOut(source string) {
	for _, m := range takenOutMark.FindAllStringIndex(source, -1) {
		p.at(m[0], "something that only the house may know was taken out here", "write what customers call it, in incident.yaml or here; names: gives what is internal a public name, allow: lets it stand").Words = source[m[0]:m[1]]
	}
}

// leakLevel is an error for all that must not be seen. In a document of the
// house a person's data is for people to weigh, and a single first name may be
// a word.
func leakLevel(f redact.Find, public bool) Level {
	personal := f.Rule == "e-mail" || f.Rule == "card" || f.Rule == "iban"
	if f.Rule == "word" || personal && !public {
		return Warning
	}
	return Error
}

func leaked(f redact.Find, text string) string {
	if !f.Inside {
		return f.Instead
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// kindsOfLeak say what a rule of redact.Inside found.
var kindsOfLeak = map[string]string{
	"account": "a person's account is named", "channel": "a channel of the house's chat is named", "cloud-id": "an id of the house's cloud stands here",
	"codename": "a project of the house is named", "customer-id": "the id of a customer stands here", "embargo": "an embargo is mentioned",
	"handle": "a person's handle is named", "home": "a path names a person's account", "internal-host": "an internal host is named",
	"internal-url": "this address is for the house alone", "ip-address": "the address of a host or a user stands here", "name": "a name of the house stands here",
	"person": "a person is named", "phone": "a telephone number stands here", "pod": "a pod is named", "ticket": "a ticket of the house is named",
	"word": "this may be the name of a person", "e-mail": "a person's e-mail address stands here", "card": "a card number stands here", "iban": "an account number stands here",
}

func leaks(f redact.Find) string {
	if what := kindsOfLeak[f.Rule]; what != "" {
		return what
	}
	return "a secret stands here"
}

func (p *Pass) leakHint(f redact.Find, public bool) string {
	allow := "list it under allow: in incident.yaml or names.yaml"
	switch {
	case !f.Inside && f.Rule == "e-mail":
		return "name a role or a mailbox of the house; where readers shall have it, " + allow
	case !f.Inside:
		return "take it out, and have it changed where it is used: it must be taken for known"
	case f.Rule == "word":
		return fmt.Sprintf("where a person is meant, write %q or a role", f.Instead)
	case !strings.HasPrefix(f.Instead, "[redacted"):
		return fmt.Sprintf("write %q; where readers shall have it, %s", f.Instead, allow)
	}
	return "write what customers call it; names: in incident.yaml or names.yaml gives it a public name; where readers shall have it, " + allow
}
