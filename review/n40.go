package review

var contactMissingRule = Rule{
	ID: "N40", Name: "contact-missing", Level: Warning, Profiles: []Profile{Letter}, Languages: english,
	Doc:    "a letter does not say how to reach somebody",
	Why:    "whoever still has the problem needs a person",
	Source: "Hyperping, guide to incident communication",
	Examples: []Example{
		{"We are sorry.\n", 1},
		{"We are sorry. Write to care@example.com.\n", 0},
	},
	Run: func(p *Pass) {
		if len(p.Prose.Sentences) > 0 && !p.Prose.has(contact) && !mailAddress.Match(p.Document.Draft.Markdown) {
			p.whole("it is not said how to reach you", "name an address or a telephone number, and a reference: Write to care@example.com; reference OUT-1200.")
		}
	},
}

var (
	mailAddress = re(`[\w.+-]+@[\w-]+\.\w+|mailto:|\btel:`)
	contact     = phrase{
		words:   "contact call write reply support reach email mail telephone phone ticket reference",
		pattern: re(`\b(?:contact|call|write to|reply to|reach|e-?mail|phone|telephone|talk to) (?:us|me|our|your|the|this|support|\+?\d|\x{fffc})|\bsupport (?:team|portal|ticket|desk|at)\b|\bopen a (?:\w+ )?ticket\b|\breference:? \w`),
	}
)
