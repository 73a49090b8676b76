package review

var humanErrorRule = Rule{
	ID: "P01", Name: "human-error", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "human error is given as a cause; an error where causes and reasons are told",
	Why:    "it ends the search where it should begin: what made the error possible, and what let it through",
	Source: dekker,
	Examples: []Example{
		{"# Root cause\n\nHuman error during the deploy.\n", 1},
		{"Human error is never a root cause.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(humanError, func(m match) {
			if m.denied() || m.block.Kind == Heading {
				return
			}
			f := p.say(m, humanError.message, humanError.hint)
			if m.block.Under("cause", "why", "reason", "went wrong", "contributing") || causal.MatchString(m.sentence.Lower) {
				f.Level = Error
			}
		})
	},
}

var causal = re(`\b(?:caused by|due to|because of|result of|root cause|attributed to|down to)\b`)

var humanError = phrase{
	words:   "error errors mistake mistakes",
	pattern: re(`\b(?:human|operator|pilot|manual|(?:fat|slipped)[- ]finger(?:ed)?|(?:engineer|developer|admin|employee|administrator)(?:'s)?) (?:error|mistake)s?\b|\buser (?:error|mistake)\b`),
	// Errors that users see, rates, budgets and keywords are none.
	unless:  re(`\berror (?:rates?|messages?|codes?|pages?|budget|handling|logs?)\b|\bkeywords?\b|\btags?:|\b(?:to|and|that) (?:prevent|avoid|catch|reduce)\b[^.]*\b(?:human|operator|user|manual) (?:error|mistake)|\b(?:guards?|protects?|prone|resilient|robust) (?:\w+ )?(?:against|to)\b`),
	message: "%q is where the report should begin to ask, not an answer",
	hint:    "say what allowed it: The tool accepted prod without asking for confirmation.",
}
