package review

var nextUpdateRule = Rule{
	ID: "N27", Name: "next-update-missing", Level: Error, Profiles: []Profile{Status}, Languages: english,
	Doc:    "a notice of an open incident does not say when the next comes",
	Why:    "who does not know when to look again calls support",
	Source: "PagerDuty, external communication: always a next-update time",
	Examples: []Example{
		{"Investigating: orders fail for all customers.\n", 1},
		{"Investigating: orders fail for all customers. Next update by 15:30 UTC.\n", 0},
	},
	Run: func(p *Pass) {
		if ph := p.phase(); !open(ph) || len(p.Prose.Sentences) == 0 || p.Prose.has(nextUpdate) {
			return
		}
		p.whole("it is not said when the next update comes", "end with it: Next update by 15:30 UTC.")
	},
}

var nextUpdate = phrase{
	words:   "update updates write again report inform post minutes hour hours",
	pattern: re(`\b(?:next|another|further|more) (?:\w+ )?(?:update|information|report|message|news)s?\b[^.;]*?(?:\d|hour|noon|midnight|tomorrow)|\b(?:update|write|inform|tell|post|report)\b[^.;]*?\b(?:by|at|in|within|every|before)\b [^.;]*?(?:\d|hour|half|noon|midnight|tomorrow)|\bupdates? every\b`),
}
