package review

import (
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/redact"
)

// ForPublic gives what takes out of a document whatever only the house may
// know: what redact.Rules and redact.Inside find, and the names of the house
// and of the people and hosts in the timeline. What the record allows stays, as
// does what it names for readers itself: the contact, the service and its parts.
func ForPublic(rep *incident.Report) *redact.Redactor { return redact.New(publicOptions(rep)) }

// ForWords is ForPublic for text that people did not write: it also takes out
// single first and last names. In a person's own sentence those may be words.
func ForWords(rep *incident.Report) *redact.Redactor {
	o := publicOptions(rep)
	o.Words = rep.Aliases.Parts
	return redact.New(o)
}

// ForHouse gives what takes secrets and personal data out of what the house
// reads.
func ForHouse(inc *incident.Incident) *redact.Redactor {
	return redact.New(redact.Options{Allow: slices.Concat(inc.Allow, readersKnow(inc))})
}

func publicOptions(rep *incident.Report) redact.Options {
	o := redact.Options{
		Public: true, Allow: slices.Concat(rep.Allow, readersKnow(rep.Incident)), Hosts: rep.Aliases.Hosts, Names: map[string]string{},
	}
	for name, alias := range rep.Aliases.People {
		o.Names[name] = alias
	}
	for _, n := range rep.Names {
		o.Names[n.Internal] = n.Public
	}
	return o
}

// readersKnow is what looks like a leak in the words by which the record itself
// tells readers whom to ask and what is concerned.
func readersKnow(inc *incident.Incident) []string {
	texts := []string{inc.Contact.How, inc.Service, inc.Organisation, strings.Join(inc.Versions, "\n"), strings.Join(inc.Regions, "\n")}
	texts = append(texts, inc.Publish.Site, inc.Publish.From, inc.Publish.To, inc.Publish.Unsubscribe)
	for _, c := range inc.Components {
		texts = append(texts, c.Name)
	}
	text := strings.Join(texts, "\n")
	var out []string
	for _, f := range redact.New(redact.Options{Public: true}).FindMarkup(text) {
		// A key in the record's contact line is a mistake.
		if f.Inside || f.Rule == "e-mail" {
			out = append(out, text[f.From:f.To])
		}
	}
	// What customers can do instead may name a number or a mailbox.
	workaround := inc.Workaround.Text + "\n" + inc.Workaround.Caveat
	for _, f := range redact.New(redact.Options{Public: true}).FindMarkup(workaround) {
		if f.Rule == "phone" || f.Rule == "e-mail" {
			out = append(out, workaround[f.From:f.To])
		}
	}
	return out
}
