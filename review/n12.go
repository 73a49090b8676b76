package review

var minimisingRule = Rule{
	ID: "N12", Name: "minimising", Level: Warning, Profiles: told, Languages: english,
	Doc:    "a word makes the incident small: \"minor\", \"a brief glitch\", \"only\"; an error where the severity is high",
	Why:    "how small it was is for the reader to say",
	Source: "Benoit 1997: minimising is one of the defences that offend",
	Examples: []Example{
		{"A brief glitch kept you from logging in.\n", 1},
		{"For 22 minutes logins failed.\n", 0},
	},
	Run: func(p *Pass) {
		for _, ph := range minimising {
			p.Prose.find(ph, func(m match) {
				if f := p.say(m, ph.message, ph.hint); severe(p.Report) {
					f.Level = Error
				}
			})
		}
	},
}

var minimising = []phrase{{
	words:   "glitch glitches hiccup hiccups snafu blip blips snag",
	pattern: re(`\b(?:an? )?(?:\w+ )?(?:glitch(?:es)?|hiccups?|snafu|blips?|snag)\b`),
	message: "%q makes it small", hint: "say what failed and for how long: 22 minutes of failed logins",
}, {
	words:   "minor small slight brief briefly slightly short tiny",
	pattern: re(`\b(?:minor|small|slight|brief|short|tiny)(?:,? \w+)? (?:issues?|problems?|outages?|incidents?|disruptions?|interruptions?|errors?|bugs?|degradations?|delays?|inconveniences?|downtime|moment|period of (?:time|downtime|degradation|instability|errors))\b|\b(?:briefly|slightly) (?:unavailable|down|degraded|delayed|affected|impacted|interrupted)\b`),
	message: "%q makes it small", hint: "give the figure: how long, how many",
}, {
	words:   "only just merely",
	pattern: re(`\b(?:only|just|merely) (?:affected|impacted|an? (?:\w+ )?(?:issue|problem|error|few)|a (?:small|limited|tiny|handful|subset|fraction)|some|a few|lasted|(?:a )?couple)\b|\b(?:affected|impacted|lasted) (?:for )?(?:only|just|merely)\b`),
	message: "%q makes it small", hint: "give the figure and leave the word out",
}}
