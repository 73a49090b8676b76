package review

var bolsteringRule = Rule{
	ID: "N13", Name: "bolstering", Level: Warning, Profiles: told, Languages: english,
	Doc:    "the organisation praises itself: \"industry-leading\", \"prides itself\", \"takes this very seriously\"",
	Why:    "praise of oneself beside a failure reads as an excuse",
	Source: "Benoit 1997: bolstering",
	Examples: []Example{
		{"We pride ourselves on our quality.\n", 1},
		{"We tested the release for four hours.\n", 0},
	},
	Run: phrases(phrase{
		words: "leading class pride prides proud reputation reliable trusted seriously commitment committed standards priority best excellence renowned dedicated uptime availability nines",
		pattern: re(`\b(?:industry|world|market)[- ]leading\b|\b(?:world|best|first)[- ](?:class|in-class|in class)\b|\b(?:prides? (?:itself|ourselves|themselves)|(?:are|is|remain) (?:\w+ )?proud)\b|\b(?:most|highly|extremely) (?:reliable|trusted|available|respected)\b` +
			`|\btak(?:es?|ing) (?:[\w']+ ){1,8}?(?:very |extremely |incredibly |so )?seriously\b|\b(?:long[- ]?standing|strong|unwavering|deep|full|firm) commitment to\b|\b(?:fully|deeply|strongly|firmly|always|remain) committed to\b|\b(?:highest|high|exacting) (?:\w+ )?standards\b|\b(?:our|is|are|as) (?:the |our |a )?(?:top|highest|number one|first|utmost) priority\b|\breputation for\b|\bcommitment to (?:\w+ )?(?:excellence|quality|reliability)\b` +
			`|\b99\.9\d*\s?%(?: \w+){0,2} (?:uptime|availability|reliability)\b|\b(?:uptime|availability) (?:of|record of) (?:over |more than )?99\.`),
		unless:  re(`\bcontract\b|\b(?:sla|slo)\b|\bcredit`),
		message: "%q praises the house where the reader was let down",
		hint:    "leave it out",
	}),
}
