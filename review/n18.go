package review

var thanksRule = Rule{
	ID: "N18", Name: "thanks-for-patience", Level: Info, Profiles: told,
	Languages: []string{"en", "de", "es", "fr", "pt-BR"},
	Doc:       "the reader is thanked for a patience that nobody asked about",
	Why:       "it takes as given what the reader may not have",
	Source:    "six components of an apology name no thanks; " + research,
	Examples: []Example{
		{"Thank you for your patience.\n", 1},
		{"Next update by 15:30 UTC.\n", 0},
	},
	Run: inLanguage(map[string][]phrase{
		"en": {{
			words:   "patience understanding understand",
			pattern: re(`\b(?:thanks?(?: you)?|appreciate|grateful|gratitude)\b[^.;]{0,30}\b(?:patience|understanding)\b|\bhope (?:that )?you (?:will |can )?understand\b|\b(?:ask|appeal|count on) (?:for |to )?your (?:patience|understanding)\b`),
			message: "%q takes the reader's patience as given", hint: "leave it out, or say when you write again: Next update by 15:30 UTC.",
		}},
		"de": {{
			words:   "geduld",
			pattern: re(`\b(?:danken|dank|bitten)[^.]{0,30}\bgeduld\b`),
			message: "%q setzt die Geduld des Lesers voraus", hint: "streichen, oder sagen, wann die nächste Nachricht kommt",
		}},
		"fr": {{
			words:   "patience compréhension",
			pattern: re(`\b(?:merci|remercions|remercie)[^.]{0,30} (?:patience|compréhension)`),
			message: "%q tient pour acquise la patience du lecteur", hint: "supprimer, ou dire quand viendra le prochain message",
		}},
		"es": {{
			words:   "paciencia comprensión",
			pattern: re(`\b(?:gracias|agradecemos)[^.]{0,30} (?:paciencia|comprensión)`),
			message: "%q da por hecha la paciencia del lector", hint: "suprimir, o decir cuándo llega el próximo aviso",
		}},
		"pt-BR": {{
			words:   "paciência compreensão",
			pattern: re(`\b(?:obrigado|obrigada|agradecemos)[^.]{0,30} (?:paciência|compreensão)`),
			message: "%q dá por certa a paciência do leitor", hint: "retirar, ou dizer quando vem o próximo aviso",
		}},
	}),
}
