package redact

import (
	"fmt"
	"iter"
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-reports/candor/timeline"
)

// Names are what is written for the people and the hosts of an incident:
// "Engineer A", "Host 3". They follow from the events alone, so they are the
// same in every document of an incident and on every run over the same
// evidence, and are stored nowhere. New evidence from an earlier time moves
// them; what must stay is named in the record, with what the public reads.
type Names struct {
	People map[string]string // full names and handles
	Parts  map[string]string // first and last names, in their own spelling
	Hosts  map[string]string // hosts and "@" with a handle, in small letters
}

// Known is what the record says of names.
type Known struct {
	Told  map[string]string // names with what the public reads; they come first and count in no series
	Allow []string          // as in Options
	Roles []string          // by which the record speaks of people: who is called so in a source is no name
}

// NamesOf gives pseudonyms in the order in which people and hosts first appear
// in the events, which come in the order of the timeline.
func NamesOf(events iter.Seq[timeline.Event], known Known) Names {
	told := known.Told
	n := Names{People: map[string]string{}, Parts: map[string]string{}, Hosts: map[string]string{}}
	for internal, public := range told {
		n.Hosts[strings.ToLower(internal)] = public
	}
	find := New(Options{Public: true, Allow: known.Allow})
	roles := strings.ToLower(strings.Join(known.Roles, "\n"))
	people, hosts := 0, 0
	for e := range events {
		if name := personOf(e); name != "" && n.People[name] == "" && !find.allow.text(name, true) && told[name] == "" && !strings.Contains(roles, strings.ToLower(name)) {
			alias := "Engineer " + letter(people)
			people++
			n.People[name] = alias
			n.part(name, alias)
			n.Hosts["@"+strings.ToLower(name)] = alias
		}
		for _, text := range []timeline.Foreign{e.Subject, e.Text, e.Detail, timeline.Foreign(e.Labels["host"])} {
			for _, sp := range find.spans(string(text)) {
				host := strings.ToLower(string(text[sp.from:sp.to]))
				if (sp.rule == "internal-host" || sp.rule == "ip-address" || sp.rule == "pod") && n.Hosts[host] == "" {
					hosts++
					n.Hosts[host] = fmt.Sprintf("Host %d", hosts)
				}
			}
		}
	}
	maps.Copy(n.People, told)
	return n
}

// Options are those of a Redactor that writes for the public.
func (n Names) Options(allow []string) Options {
	return Options{Public: true, Names: n.People, Words: n.Parts, Hosts: n.Hosts, Allow: allow}
}

// part keeps the words of a full name. A word that two people share names
// neither.
func (n Names) part(name, alias string) {
	words := strings.Fields(name)
	if len(words) < 2 {
		return
	}
	for _, word := range words {
		word = strings.Trim(word, ".,()\"'")
		first, _ := utf8.DecodeRuneInString(word)
		if len(word) < 3 || !unicode.IsUpper(first) {
			continue
		}
		if old := n.Parts[word]; old != "" && old != alias {
			alias = "an engineer"
		}
		n.Parts[word] = alias
	}
}

// personOf is who an event says acted, where that is a person. The record
// speaks of roles; and what a program calls itself is no name.
func personOf(e timeline.Event) string {
	name := strings.TrimPrefix(strings.Join(strings.Fields(string(e.Actor)), " "), "@")
	if at := strings.IndexByte(name, '<'); at > 0 {
		name = strings.TrimSpace(name[:at])
	}
	if e.Source.Source == timeline.RecordSource || len(name) < 3 || strings.Contains(name, redacted) || program(strings.ToLower(name)) {
		return ""
	}
	return name
}

var programs = words(`root system admin administrator postgres mysql nobody daemon jenkins github gitlab argocd flux terraform ansible kubernetes kubelet
	prometheus alertmanager grafana pagerduty opsgenie slackbot dependabot renovate scheduler cron deploy deployer automation kernel anonymous unknown none
	monitoring monitor service server api user users support oncall on-call web ops gitops codecov nginx engineer github-actions incident-bot customer customers`)

// roleWords make a name that of a team or a role.
var roleWords = words(`team lead leader engineering engineers engineer support operations ops on-call oncall care quality assurance release build communications comms manager
	management desk infrastructure platform security database network customer customers service services responder commander incident duty shift staff department group sre devops
	developer developers product marketing sales legal press status monitoring automation pipeline system hosting helpdesk office`)

// program reports whether a name in small letters is that of a program, a team
// or a role.
func program(name string) bool {
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' }) {
		if roleWords[word] {
			return true
		}
	}
	return programs[name] || strings.HasSuffix(name, "bot") || strings.HasSuffix(name, "[bot]") || strings.ContainsAny(name, "/:{}") ||
		strings.HasSuffix(name, "-ci") || strings.HasPrefix(name, "system ") || strings.Contains(name, "service account") || strings.Contains(name, "gserviceaccount") || digits.all(name)
}

// letter counts A to Z, AA, AB, and so on.
func letter(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letter(n/26-1) + letter(n%26)
}
