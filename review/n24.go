package review

var dataStatementRule = Rule{
	ID: "N24", Name: "data-statement-missing", Level: Error, Levels: map[Profile]Level{Letter: Warning}, Profiles: []Profile{Status, Letter}, Languages: english,
	Doc:    "the notice that ends an incident, or a letter, does not say whether data was lost or damaged",
	Why:    "silence about data is read as loss",
	Source: "PagerDuty, external communication: resolution says any data loss, or none",
	Examples: []Example{
		{"Resolved: orders work again since 14:49 UTC. We are sorry, a full disk caused it.\n", 1},
		{"Resolved: orders work again since 14:49 UTC. No data was lost.\n", 0},
	},
	Run: func(p *Pass) {
		if p.apology() && !p.Prose.has(dataStatement) {
			p.whole("it is not said whether data was lost or damaged", "say it: No data was lost. Or what was, whose, and what they can do.")
		}
	},
}

var dataStatement = phrase{
	words:   "data lost loss corrupted corruption intact charged stored kept preserved records safe exposed leaked accessed",
	pattern: re(`\bdata\b[^.;]*\b(?:lost|loss|corrupt\w*|intact|safe|kept|affected|damaged|missing|deleted|preserved|exposed|accessed|recovered|unaffected|incomplete|changed)\b|\b(?:lost|loss|losing|corrupt\w*|damage\w*|exposed?|accessed|missing)\b[^.;]*\bdata\b|\b(?:no|none|nothing|any|all|every|\d+) [^.;]{0,40}(?:was|were|is|are|been) (?:lost|charged|corrupted|deleted|damaged|exposed|kept|stored|preserved|recovered|intact|safe)\b|\b(?:baskets|orders|records|files|messages|e-?mails|payments) (?:was|were|are) (?:kept|safe|intact|not lost|lost|preserved)\b|\bdata loss\b`),
}
