package review

var personAdverbRule = Rule{
	ID: "P03", Name: "person-adverb", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "a person did something mistakenly, accidentally, carelessly",
	Why:    "the adverb judges with what is known now; at the time it looked right",
	Source: dekker,
	Examples: []Example{
		{"An engineer mistakenly wiped the primary.\n", 1},
		{"The script accidentally matched both hosts.\n", 0},
	},
	Run: phrases(phrase{
		words:   "accidentally mistakenly inadvertently unintentionally erroneously wrongly carelessly incorrectly",
		pattern: re(person + ` (?:had |has |have |was |were )?(accidentally|mistakenly|inadvertently|unintentionally|erroneously|wrongly|carelessly|incorrectly)\b`),
		message: "%q judges a person",
		hint:    "say what made it look right: The wipe command ran on the primary; the prompt does not show which host it is.",
	}),
}
