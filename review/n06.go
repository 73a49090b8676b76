package review

var conditionalApologyRule = Rule{
	ID: "N06", Name: "conditional-apology", Level: Error, Profiles: told, Languages: english,
	Doc:    "an apology is made to depend on something: \"sorry if\", \"sorry but\", \"to anyone who\"",
	Why:    "an apology with a condition doubts that anybody was harmed",
	Source: kador,
	Examples: []Example{
		{"We are sorry if you were affected.\n", 1},
		{"We are sorry that we stopped your builds.\n", 0},
	},
	Run: phrases(phrase{
		words:   "sorry apologise apologize apologies apology",
		pattern: re(`\b(?:sorry|apolog(?:i[sz]e|ies|y))[^.;:]{0,40}?(?:,? but\b|\bif (?:you|this|it|we|any|the|your|some)\b|\bto (?:anyone|anybody|those|any|all) (?:\w+ )?who (?:may|might|could|feels?|felt)\b|\bin case\b|\bfor any (?:harm|trouble|confusion|impact|disruption|offen[cs]e|problems?|issues?)\b)`),
		message: "%q makes the apology depend on something",
		hint:    "say to whom it happened and what it was: We are sorry that your builds failed for 13 minutes.",
	}),
}
