package review

var vagueQuantityRule = Rule{
	ID: "N22", Name: "vague-quantity", Level: Info, Profiles: told, Languages: english,
	Doc:    "\"some users\" or \"a small number of requests\" stand where a number belongs; a warning where the record has the number",
	Why:    "everybody who was hit reads \"some\" as fewer than them",
	Source: "PagerDuty, writing a postmortem: numbers",
	Examples: []Example{
		{"Some users saw errors.\n", 1},
		{"8 % of requests failed.\n", 0},
	},
	Run: func(p *Pass) {
		figure := p.Report.Impact.Count
		if figure == "" {
			figure = p.Report.Impact.Requests
		}
		p.Prose.find(vague, func(m match) {
			// The rows of a timeline say what was said then.
			if m.block.Kind == Cell {
				return
			}
			f := p.say(m, vague.message, vague.hint)
			if stated(p.Report) && figure != "" {
				f.Level, f.Hint = Warning, "the record has the number: "+figure
			}
		})
	},
}

var vague = phrase{
	words:   "some several many most few number subset percentage fraction portion handful certain",
	pattern: re(`\b(?:some|several|many|most|a few|a (?:very )?(?:small|limited|tiny) (?:number|subset|percentage|fraction|portion) of|a (?:number|subset|handful|portion|fraction|percentage) of|certain) (?:of (?:our|the|your) )?(?:\w+ ){0,2}?(?:users?|customers?|people|requests?|accounts?|teams?|tenants?|deployments?|orders?|visitors?|clients?)\b`),
	unless:  re(`\bhow \w+ \w+|\d+(?:\.\d+)? ?(?:%|percent)|\d+ (?:of|out of) `),
	message: "%q is no number",
	hint:    "give the number, or say that it is not known yet",
}
