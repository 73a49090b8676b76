package answers

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-reports/candor/archive"
)

// TestSimilarAsAPersonSees asks for each of ten incidents, in three languages,
// which other one is like it, and holds that the one a person would name stands
// first. Half of their words are ordinary.
func TestSimilarAsAPersonSees(t *testing.T) {
	cases := []struct{ id, title, summary, text, like string }{
		{"pool-1", "Orders failed at checkout", "From 14:02 the connection pool of the order database was exhausted.", "The pool had 50 connections. Each request held a connection until the payment was confirmed, and from then on the pool was exhausted.", "pool-2"},
		{"pool-2", "Customers could not pay", "The database connections ran out after a release.", "From the start of the release each worker opened connections that it did not close, until the pool was exhausted.", "pool-1"},
		{"cert-1", "The site could not be reached", "From midnight on the TLS certificate of the site was expired.", "The renewal of the certificate had failed from March on, and nobody saw it. Browsers warned that the certificate was expired.", "cert-2"},
		{"cert-2", "Mail clients refused to connect", "The certificate of the mail server expired.", "From 09:00 the clients refused the expired certificate. The renewal ran, but the server was not told to load it.", "cert-1"},
		{"disk-1", "Plattenplatz erschöpft", "Der Server konnte nicht mehr schreiben, weil die Platte voll war.", "Die Protokolle wurden nicht rotiert, und so war die Platte nach drei Wochen voll. Der Server hat von da an nicht mehr geschrieben.", "disk-2"},
		{"disk-2", "Keine neuen Bestellungen", "Die Datenbank hat nicht mehr geschrieben: Die Platten waren voll.", "Ein Protokoll wuchs, und die Platten waren nach einer Nacht voll. Die Rotation der Protokolle war nicht eingeschaltet.", "disk-1"},
		{"dns-1", "Les noms ne répondaient plus", "La zone DNS contenait une erreur après une modification.", "Une modification de la zone a retiré un enregistrement, et les résolveurs ont répondu que le nom n'existe pas.", "dns-2"},
		{"dns-2", "Le site était introuvable", "Un enregistrement DNS manquait dans la zone.", "La modification de la zone a supprimé un enregistrement dont le site dépend. Les résolveurs gardent la réponse une heure.", "dns-1"},
		{"queue-1", "Reports came late", "The queue of jobs grew from the morning on.", "A poison message stopped each consumer, and from then on the queue grew. The message was moved out by hand.", "queue-2"},
		{"queue-2", "Invoices were sent hours late", "Consumers crashed on a poison message.", "From 03:00 each consumer of the queue took the poison message first, and crashed.", "queue-1"},
	}
	var entries []archive.Entry
	var texts []*archive.Texts
	for _, c := range cases {
		e := archive.Entry{ID: blind(c.id), House: archive.House{Title: c.title, Summary: c.summary}}
		entries = append(entries, e)
		texts = append(texts, &archive.Texts{Entry: e, Texts: []archive.Text{{Document: "postmortem", Lower: strings.ToLower(c.text)}}})
	}
	for i, c := range cases {
		got, err := Similar(entries, listOf(texts...), entries[i].ID, 3)
		if err != nil {
			t.Fatal(err)
		}
		if want := blind(c.like); len(got) == 0 || got[0].Incident != want {
			t.Errorf("like %s is %v, want %s", c.id, got, c.like)
		}
		for _, l := range got {
			for _, s := range l.Shared {
				for _, word := range strings.Fields(strings.NewReplacer(",", "", "words ", "").Replace(s)) {
					if word == "from" || word == "the" || word == "of" {
						t.Errorf("%s and %s are said to share the ordinary word %q", c.id, l.Incident, word)
					}
				}
			}
		}
	}
}

// blind is an id that tells nothing of what the incident was.
func blind(id string) string { return fmt.Sprintf("2026-%x", id) }

func TestWordsOfLanguagesWithoutSpaces(t *testing.T) {
	var got []string
	eachWord("接続プールが枯渇, db7 2026 café", func(w string) { got = append(got, w) })
	if s, want := strings.Join(got, " "), "接続 続プ プー ール ルが が枯 枯渇 db7 café"; s != want {
		t.Errorf("%s, want %s", s, want)
	}
}
