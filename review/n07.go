package review

var hedgedImpactRule = Rule{
	ID: "N07", Name: "hedged-impact", Level: Warning, Profiles: told, Languages: english,
	Doc:    "what the incident did is said to be possible only: \"may have caused\"; an error where the record states the impact",
	Why:    "to those it happened to, a doubt about it reads as a denial",
	Source: kador,
	Examples: []Example{
		{"We are sorry for the difficulty this may have caused.\n", 1},
		{"We are sorry for the difficulty this caused.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(hedge, func(m match) {
			if f := p.say(m, hedge.message, hedge.hint); proven(p.Report) {
				f.Level = Error
				f.Message += ", and the record says that it happened"
			}
		})
	},
}

// hedge puts an effect as a possibility. What is not known yet, and said to be
// so, is no hedge.
var hedge = phrase{
	words:   "may might could possibly potentially",
	pattern: re(`\b(?:may|might|could) (?:\w+ )?have (?:\w+ly )?(?:caused|affected|impacted|experienced|disrupted|interrupted|delayed|prevented|resulted|led|created|brought|been (?:\w+ly )?(?:affected|impacted|unable|inconvenienced|disrupted|delayed)|seen|noticed|received|encountered|inconvenienced|suffered|faced)\b|\b(?:possibly|potentially) (?:affected|impacted|caused|disrupted)\b`),
	unless:  re(`\b(?:do not|don't|not yet|cannot yet) (?:yet )?know\b|\bcould have been (?:prevented|avoided|caught|found)\b|\bunknown\b|\bwe are (?:checking|finding out|still)\b|\b(?:cause|reason)s? (?:may|might|could)\b`),
	message: "%q puts as a possibility what happened",
	hint:    "say what it did: …the difficulty this caused; to whom, and for how long",
}
