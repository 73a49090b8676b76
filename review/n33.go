package review

var promisedEndRule = Rule{
	ID: "N33", Name: "eta-promised", Level: Warning, Profiles: []Profile{Status}, Languages: english,
	Doc:    "a time is promised at which the service works again, without the word estimate or a promise in the record",
	Why:    "a missed time for the end costs more than none; the next update is a time that you can keep",
	Source: "PagerDuty, customer liaison: never estimate resolution times",
	Examples: []Example{
		{"It will be fixed within 36 hours.\n", 1},
		{"We will update by 15:30 UTC.\n", 0},
	},
	Run: func(p *Pass) {
		if p.phase().Maintenance() {
			return
		}
		p.Prose.find(promisedEnd, func(m match) {
			if len(p.Report.Promises) == 0 {
				p.say(m, promisedEnd.message, promisedEnd.hint)
			}
		})
	},
}

var promisedEnd = phrase{
	words:   "fixed fix resolved restored back running available repaired resolution restoration recovery operational eta normal working up recover recovered",
	pattern: re(`\b(?:will|should|shall|expect(?:ed)?|hope|aim|anticipate[ds]?|eta|plan)\b[^.;]{0,60}?\b(?:fix(?:ed)?|resolved?|restored?|back(?: up| online)?|running|available|repaired|resolution|restoration|recover(?:y|ed)?|operational|normal|working|up)\b[^.;]{0,40}?\b(?:within|in|by|at|before|until|around)\b (?:the next |about |approximately |around )?(?:\d|an? (?:hour|few)|(?:one|two|three|four|five|ten|fifteen|thirty) (?:minutes?|hours?)|tomorrow|tonight|noon|midnight|the end of|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|\beta(?: for \w+)?(?: is|:)? ?(?:\d|around|about|within)`),
	unless:  re(`\bestimate|\bupdate (?:you |this |again )?(?:by|at|in|within)|\bnext update\b`),
	message: "%q promises when it will be over",
	hint:    "promise the next update instead, or call it an estimate and put it into promises: of the record",
}
