package review_test

import (
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review"
)

// letter has the shape of a letter that was praised for how plainly it owns
// two failures, and that hedges and promises all the same.
const letter = `# To our customers

Last night a build of our Harbour product stopped accepting new jobs.

We failed in two areas:

- The final release still held a trial check that we had meant to remove.
- Our tests did not set the clock forward, so nobody saw it.

A corrected release is available now, and a full replacement follows within a day.

Example prides itself on the quality of its releases. We are sorry for the difficulty this may have caused you and your partners.

We will quickly make the needed changes, and do everything in our power so that it does not happen again.

Chief Executive Officer
`

const record = `id: i-1
title: It failed
service: Harbour
impact:
  could_not: start jobs
milestones:
  started: 2026-03-04T00:00:00Z
`

func apology(t *testing.T, record, markdown string) map[review.Component]review.Score {
	t.Helper()
	card, err := review.Apology(report(t, record), review.Document{
		File: "letter.md", Draft: &incident.Draft{Name: "letter", Audience: incident.Public, Markdown: []byte(markdown)},
	})
	if err != nil {
		t.Fatal(err)
	}
	scores := map[review.Component]review.Score{}
	for _, s := range card.Scores {
		scores[s.Component] = s
	}
	return scores
}

func TestHedgedLetter(t *testing.T) {
	scores := apology(t, bare, letter)
	for c, want := range map[review.Component]review.Presence{
		review.Responsibility: review.Present, review.Regret: review.Hedged, review.Repair: review.Present,
		review.Explanation: review.Absent, review.Repentance: review.Hedged,
	} {
		if got := scores[c]; got.Presence != want {
			t.Errorf("%s is %s (%q), want %s", c, got.Presence, got.Quote, want)
		}
	}
	if s := scores[review.Responsibility]; s.Line != 5 || s.Quote != "We failed in two areas:" {
		t.Errorf("responsibility is quoted as %q of line %d", s.Quote, s.Line)
	}
	if s := scores[review.Regret]; s.Level != review.Warning || s.Hedge == "" {
		t.Errorf("a hedge without a record is %q (%q), want a warning", s.Level, s.Hedge)
	}
	if s := apology(t, record, letter)[review.Regret]; s.Level != review.Error {
		t.Errorf("a hedge over a proven impact is %q, want an error", s.Level)
	}
	found := map[string]review.Level{}
	for _, f := range review.Check(report(t, record), review.Document{
		File: "letter.md", Profile: review.Letter, Draft: &incident.Draft{Name: "letter", Audience: incident.Public, Markdown: []byte(letter)},
	}) {
		found[f.Rule] = f.Level
	}
	for rule, level := range map[string]review.Level{"N07": review.Error, "N13": review.Warning, "N16": review.Error, "N17": review.Warning} {
		if found[rule] != level {
			t.Errorf("%s is found as %q, want %s", rule, found[rule], level)
		}
	}
}

func TestLanguagesOfApologies(t *testing.T) {
	for text, want := range map[string]review.Presence{
		"Wir bitten um Entschuldigung, dass Sie nicht bestellen konnten. Die Störung ist behoben.":           review.Present,
		"Nous vous prions de nous excuser : vous n'avez pas pu commander. C'est notre erreur.":               review.Present,
		"Pedimos disculpas: no pudieron hacer pedidos durante 47 minutos. Fue nuestro error, y lo que hemos": review.Present,
		"Pedimos desculpas: não foi possível fazer pedidos. O erro foi nosso e não de você.":                 review.Present,
		"ご迷惑をおかけしましたことを深くお詫び申し上げます。":                                                                         review.Present,
		"Wir bitten für etwaige Unannehmlichkeiten um Entschuldigung. Die Störung ist nicht behoben.":        review.Hedged,
		"The service works again.": review.Absent,
	} {
		if got := apology(t, bare, text)[review.Regret]; got.Presence != want {
			t.Errorf("regret is %s in %q, want %s", got.Presence, text, want)
		}
	}
}

func TestUnknownLanguageOfApology(t *testing.T) {
	_, err := review.Apology(report(t, bare), review.Document{File: "brief.nl.md", Draft: &incident.Draft{Name: "brief.nl", Markdown: []byte("Het spijt ons.\n")}})
	if err == nil {
		t.Error("an apology in Dutch is scored")
	}
}

func BenchmarkCheck(b *testing.B) {
	text := strings.Repeat(letter, 6) // as long as a published report: 6 kB
	doc := review.Foreign("letter.md", []byte(text))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		review.Check(nil, doc)
	}
}
