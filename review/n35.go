package review

import "github.com/candor-reports/candor/timeline"

var speculationRule = Rule{
	ID: "N35", Name: "speculation", Level: Warning, Profiles: []Profile{Status}, Languages: english,
	Doc:    "a cause is guessed before it is known",
	Why:    "a guess that proves wrong has to be taken back in front of everybody",
	Source: "PagerDuty, customer liaison: never guess",
	Examples: []Example{
		{"This is likely a denial-of-service attack.\n", 1},
		{"We do not know the cause yet.\n", 0},
	},
	Run: func(p *Pass) {
		if !p.Report.Milestones.At(timeline.Identified).IsZero() {
			return
		}
		p.Prose.find(speculation, func(m match) { p.say(m, speculation.message, speculation.hint) })
	},
}

var speculation = phrase{
	words: "suspected possible probable apparent probably likely believe suspect seems appears presumably perhaps maybe possibly apparently think assume",
	pattern: re(`\b(?:probably|presumably|perhaps|maybe|possibly|apparently|likely) (?:been |being |also |not |all )?(?:caused|due|because|related|a result|the result|the cause|triggered|an? |from|the |by )|\b(?:likely|probable|possible|suspected|apparent) (?:root )?cause\b` +
		`|\bwe (?:\w+ )?(?:believe|suspect|think|assume) (?:that )?(?:this|it|the (?:\w+ )?(?:cause|issue|problem|outage|failure|incident))\b|\b(?:seems|appears) to (?:be|have been) (?:\w+ )?(?:caused|due|related|an? |the |from|triggered|a result)`),
	message: "%q guesses at the cause",
	hint:    "say what is known: We do not know the cause yet.",
}
