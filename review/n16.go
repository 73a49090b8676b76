package review

var absolutePromiseRule = Rule{
	ID: "N16", Name: "absolute-promise", Level: Error, Profiles: told, Languages: english,
	Doc:    "something is promised that nobody can keep: \"never again\", \"everything in our power\", a guarantee",
	Why:    "a promise to do better that is not kept costs more trust than no apology",
	Source: uber,
	Examples: []Example{
		{"This will never happen again.\n", 1},
		{"We are doing these three things so that it is found earlier.\n", 0},
	},
	Run: phrases(phrase{
		words: "can never again happen everything guarantee ensure certain sure power recur recurs reoccur repeat occur possible",
		pattern: re(`\b(?:will|would|shall|can|must|should|may|to)(?: \w+){0,2} never (?:\w+ ){0,3}again\b|\bnever (?:happen|occur|repeat|let)\w* (?:\w+ ){0,3}again\b|^never again\b|\b(?:will|won't|can|does|would|shall) ?(?:not|never)? (?:ever )?(?:happen|occur|repeat|recur|reoccur)s? (?:ever )?again\b|\b(?:will not|won't|will never|cannot|can't) (?:\w+ )?(?:re-?occur|recur|repeat|be repeated)\b` +
			`|\b(?:everything|all) (?:that is |that we can |we can )?(?:with)?in our power\b|\b(?:everything|all)(?: that| possible| we can)+ to (?:\w+ )?(?:prevent|ensure|make|stop|avoid)\b|\bwe (?:can |fully |will )?guarantee (?:that|this|you|it)\b` +
			`|\b(?:ensure|make (?:sure|certain)|guarantee)(?: that)? (?:this|it|such|something like this|these|that)(?: \w+){0,5} (?:never|(?:does|do|will|can) ?not|don't|doesn't|won't|can't|cannot) (?:ever )?(?:happens?|occurs?|repeats?|recurs?|reoccurs?|be repeated)\b`),
		message: "%q promises what nobody can keep",
		hint:    "say what you are doing, by when: By 11 September we will block releases with expiry code.",
	}),
}
