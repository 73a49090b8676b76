package review

var blameShiftRule = Rule{
	ID: "N11", Name: "blame-shift", Level: Error, Profiles: told, Languages: english,
	Doc:    "a provider, a vendor or a customer is the cause, and no sentence in the same or the next paragraph owns our part",
	Why:    "the reader chose you, not your provider",
	Source: "Statuspage, incident communication: own the problem; Benoit 1997",
	Examples: []Example{
		{"Our hosting provider had an outage.\n", 1},
		{"Our hosting provider lost a zone. Our failover did not work, and that is our responsibility.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(otherCause, func(m match) {
			if m.denied() || p.owned(m.sentence.Block) {
				return
			}
			p.say(m, otherCause.message, otherCause.hint)
		})
	},
}

const otherParty = `(?:(?:our|the|an?|one of our|your) (?:[\w-]+ ){0,3}?(?:providers?|vendors?|suppliers?|third[- ]part(?:y|ies)|carriers?|isps?|data ?cent(?:er|re) operator|subcontractors?)|upstream(?: [\w-]+){0,2}|aws|amazon(?: web services)?|azure|google cloud|gcp|cloudflare|fastly|akamai)`

var otherCause = phrase{
	words: "provider providers vendor vendors supplier suppliers party parties carrier carriers isp isps operator subcontractor subcontractors upstream aws amazon azure google gcp cloudflare fastly akamai",
	pattern: re(`\b` + otherParty + `(?:'s)? (?:\w+ )?(?:had|has|have|was|were|is|are|experienced|suffered|reported|failed|lost|made|caused|went|broke|changed)\b[^.;]{0,60}?(?:outage|problem|issue|fail|down|incident|error|unavailable|mistake|caus|trouble|broke|lost|zone|disrupt|degrad)\w*` +
		`|\b(?:caused by|due to|because of|result of|fault of)\b[^.;]{0,40}?\b` + otherParty + `\b`),
	message: "%q makes another the cause, and nobody owns our part",
	hint:    "say next to it what our part was: AWS lost a zone; our failover did not work, and that is ours.",
}

// owned reports whether a sentence of the block or the next owns a part.
func (p *Pass) owned(block int) bool {
	own := partOf(Responsibility).cues["en"]
	for i := block; i <= block+1 && i < len(p.Prose.Blocks); i++ {
		b := &p.Prose.Blocks[i]
		for j := b.From; j < b.To; j++ {
			if own.in(&p.Prose.Sentences[j], b) {
				return true
			}
		}
	}
	return false
}
