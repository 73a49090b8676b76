package review

var singleCauseRule = Rule{
	ID: "P07", Name: "single-root-cause", Level: Info, Profiles: reports, Languages: english,
	Doc:    "one root cause is told; a warning where the record lists fewer than two contributing factors",
	Why:    "failures of systems that are defended need several conditions at once; the others are still there",
	Source: "Cook, How Complex Systems Fail; PagerDuty: contributing factors",
	Examples: []Example{
		{"The root cause was a full disk.\n", 1},
		{"A full disk and a missing alert together made it possible.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(singleCause, func(m match) {
			if f := p.say(m, singleCause.message, singleCause.hint); stated(p.Report) && len(p.Report.Cause.Factors) < 2 {
				f.Level = Warning
			}
		})
	},
}

var singleCause = phrase{
	words:   "cause",
	pattern: re(`\bthe (?:root|sole|only|single) cause (?:was|is|of)\b`),
	unless:  re(`\b(?:unknown|not (?:yet )?known|investigat\w+|find|finding|determine|identify|looking for|search)\b`),
	message: "%q names one cause",
	hint:    "list what else had to be so: contributing factors",
}
