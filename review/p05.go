package review

var judgementRule = Rule{
	ID: "P05", Name: "judgement", Level: Error, Profiles: []Profile{Internal, Public, Regulator, Status, Letter}, Languages: english,
	Doc:    "somebody's work is called careless, sloppy, negligent or stupid",
	Why:    "whoever is judged stops telling what happened, and the next report is shorter",
	Source: sre,
	Examples: []Example{
		{"The rollout was careless.\n", 1},
		{"The module is lazy loaded.\n", 0},
	},
	Run: phrases(phrase{
		words:   "careless carelessness negligent negligence sloppy sloppiness reckless recklessness stupid stupidity stupidly idiotic incompetent incompetence lazy laziness dumb clueless thoughtless irresponsible",
		pattern: re(`\b(?:careless(?:ness)?|negligen(?:t|ce)|slopp(?:y|iness)|reckless(?:ness)?|stupid(?:ity|ly)?|idiotic|incompeten(?:t|ce)|lazi?ness|clueless|thoughtless|irresponsible)\b|\b(?:was|were|is|are|being|been|got|too|a|an|by) (?:\w+ly |very |so )?(?:lazy|dumb)\b`),
		unless:  re(`\blazy (?:load|eval|init|migrat|delet|unmount|umount|free|import|consensus|sync|fetch|write|bind|refresh|creat|approach to)|\b(?:gross|contributory|criminal) negligence\b|\bdumb (?:terminal|pipe|proxy|http|protocol|client|switch)|\b(?:not|never|no|nobody|without|n't)\b[^.;]{0,30}\b(?:careless|negligen|slopp|reckless|stupid|incompeten|lazy|irresponsible|thoughtless)|\bstupid (?:simple|question)`),
		message: "%q is a judgement, not a fact",
		hint:    "leave the word out, and say what the conditions were",
	}),
}
