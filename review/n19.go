package review

var claimedEmpathyRule = Rule{
	ID: "N19", Name: "claimed-empathy", Level: Info, Profiles: told, Languages: english,
	Doc:    "the writer claims to know how the reader feels",
	Why:    "nobody knows; the effect that is named shows that it was understood",
	Source: kador,
	Examples: []Example{
		{"We know exactly how frustrating this is.\n", 1},
		{"Your builds failed for 13 minutes during your release.\n", 0},
	},
	Run: phrases(phrase{
		words:   "know understand realize realise appreciate recognize recognise imagine",
		pattern: re(`\b(?:we|i) (?:\w+ )?(?:know|understand|reali[sz]e|appreciate|recogni[sz]e|can (?:only )?imagine) (?:exactly |just |fully |very well |that )*(?:how (?:you|frustrating|upsetting|disruptive|important|painful|annoying|stressful|much|difficult|hard|inconvenient|critical|disappoint\w+)|(?:the |your )(?:frustration|disappointment|pain|anger|concern)|(?:this|it) (?:is|was|has been|must be) (?:\w+ )?(?:frustrating|upsetting|disappointing|painful|annoying|stressful))`),
		message: "%q claims to know what the reader feels",
		hint:    "describe the effect instead",
	}),
}
