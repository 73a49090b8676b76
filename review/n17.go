package review

var undatedPromiseRule = Rule{
	ID: "N17", Name: "undated-promise", Level: Warning, Profiles: told, Languages: english,
	Doc:    "something is promised for \"soon\", \"quickly\" or \"the coming weeks\"",
	Why:    "nobody can hold you to it, and everybody remembers it",
	Source: uber,
	Examples: []Example{
		{"We will quickly make the needed changes.\n", 1},
		{"We will make the change by 11 September.\n", 0},
	},
	Run: phrases(phrase{
		words:   "will we'll shall are is plan intend working promise committed",
		pattern: re(`\b(?:we(?:'ll| will| shall| are| plan| intend| promise)?|will|team is|teams are)\b[^.;]*?\b(quickly|soon|shortly|promptly|swiftly|rapidly|as (?:soon|quickly|fast) as (?:possible|we can)|in (?:the )?(?:near future|due course|coming (?:days|weeks|months)|next (?:few )?(?:days|weeks|months))|over (?:the )?(?:coming|next)(?: few| several)? (?:days|weeks|months)|in the (?:days|weeks|months) (?:ahead|to come)|going forward|immediately)\b`),
		unless:  re(`\bby (?:\w+ )?(?:\d|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|the end|mid|end|noon|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december)|\bwithin (?:the next )?(?:\d|an hour|one|two|three|24|48)|\b(?:january|february|march|april|june|july|august|september|october|november|december) \d|\d{4}-\d\d|\d\d:\d\d|\b(?:please|you should|you can)\b`),
		message: "%q is no date",
		hint:    "name the day, and keep it: by 11 September",
	}),
}
