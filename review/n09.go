package review

var ownerlessPassiveRule = Rule{
	ID: "N09", Name: "ownerless-passive", Level: Warning, Profiles: told, Languages: english,
	Doc:    "a mistake has nobody who made it: \"mistakes were made\", \"a bug was introduced\"",
	Why:    "an apology without an author owns nothing; \"by zombies\" fits behind it",
	Source: "Ingall and McCarthy, on public apologies; " + kador,
	Examples: []Example{
		{"Mistakes were made.\n", 1},
		{"We shipped it without a test of dates.\n", 0},
	},
	Run: phrases(phrase{
		words: "mistake mistakes error errors bug bugs issue issues problem problems fault defect failure failures flaw misconfiguration oversight regression incorrect wrong faulty discovered",
		pattern: re(`\b(?:mistakes?|errors?|an? (?:\w+ )?(?:bug|issue|problem|fault|defect|flaw|regression|misconfiguration|oversight)|bugs|issues|problems) (?:was|were|has been|have been|had been|got) (?:\w+ly )?(?:made|introduced|committed|shipped|released|created|overlooked|missed|deployed)\b` +
			`|\ban? (?:incorrect|wrong|faulty|bad|broken) (?:\w+ ){1,3}(?:was|has been|had been) (?:\w+ly )?(?:made|introduced|shipped|released|deployed|applied|pushed|rolled out|set)\b` +
			`|\bit (?:was|has been) (?:\w+ )?(?:discovered|determined|noticed) that\b`),
		unless:  re(`\bby (?:us|our|me|one of our)\b|\bwe (?:introduced|made|shipped|released|deployed)\b`),
		message: "%q leaves out who did it",
		hint:    "say it with we: We released a change that …",
	}),
}
