package review

var hindsightRule = Rule{
	ID: "P32", Name: "hindsight-words", Level: Info, Profiles: reports, Languages: english, Off: true,
	Doc:    "a word says that it was easy to see: \"obviously\", \"of course\"; off, since three in four of its findings are harmless",
	Why:    "it was not obvious, or it had not happened",
	Source: "measured on 368 published reports",
	Examples: []Example{
		{"The flag was obviously wrong.\n", 1},
		{"The flag was set to 10 instead of 100.\n", 0},
	},
	Run: phrases(phrase{
		words:   "obviously clearly simply trivially course",
		pattern: re(`\b(?:obviously|of course|clearly|simply|trivially)\b`),
		message: "%q is said with what is known now",
		hint:    "leave the word out",
	}),
}
