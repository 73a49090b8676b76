package review

import "strings"

var personFailedRule = Rule{
	ID: "P02", Name: "person-failed", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "a person or a team failed, forgot or overlooked",
	Why:    "it tells what did not happen and hides why it made sense at the time",
	Source: dekker,
	Examples: []Example{
		{"The engineer forgot to drain the node.\n", 1},
		{"The pods failed to start.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(personFailed, func(m match) {
			// A statement of our own part is what a letter or a public report is for.
			if p.Document.Profile == Public && strings.HasPrefix(m.words(), "We ") {
				return
			}
			p.say(m, personFailed.message, personFailed.hint)
		})
	},
}

var personFailed = phrase{
	words:   "failed forgot forgotten neglected overlooked misread misjudged misconfigured broke did didn't",
	pattern: re(person + ` (?:had |has |have )?(?:\w+ly )?(?:failed to (?:\w+)|forgot(?:ten)?|neglected to|overlooked|misread|misjudged|did(?:n't| not) (?:\w+ly )?(?:check|notice|test|verify|reali[sz]e|read|follow|think|remember|bother|pay attention))\b`),
	unless:  re(`\bwe (?:did not|didn't) (?:notice|reali[sz]e|test|verify|check) (?:any|further|more)\b`),
	message: "%q says what a person did not do",
	hint:    "say what the tools and the process did: The check of the sandbox did not cover KIAM.",
}
