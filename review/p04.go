package review

var counterfactualRule = Rule{
	ID: "P04", Name: "counterfactual", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "it is told what should or could have happened",
	Why:    "what did not happen explains nothing of what did",
	Source: dekker,
	Examples: []Example{
		{"This should have been caught in review.\n", 1},
		{"Each repository should have rules for its main branch.\n", 0},
	},
	Run: phrases(phrase{
		words:   "should could would ought shouldn't couldn't wouldn't if",
		pattern: re(`\b(?:should|could|would|ought to)(?:n't| not)? (?:\w+ly |also |still |never |at least |just )?have (?:\w+ly |also |never |at least )?(?:been|had|led|kept|made|set|run|come|gone|caught|found|known|seen|taken|done|given|got|gotten|thought|told|left|sent|read|put|held|chosen|written|cut|hit|[a-z]+ed|[a-z]+wn)\b|\bif only (?:we|i|they|he|she|it|somebody|someone) `),
		// A guess at what happened, and an effect on customers, tell no other story.
		unless:  re(`\b(?:there|it|this|that|they) could have been (?:an? |the |due|caused|because|related|triggered)|\b(?:may|might|could) have (?:been )?(?:affected|impacted|caused|seen|experienced|received)\b|\bif only (?:one|a|the|two|some)\b|\bwould have (?:liked|expected)\b|\bwhat (?:could|would|should) have\b|\?\s*$`),
		message: "%q tells another story than the one that happened",
		hint:    "say what was there: No alert covers a full disk.",
	}),
}
