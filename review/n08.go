package review

import "github.com/candor-reports/candor/incident"

var stockPhraseRule = Rule{
	ID: "N08", Name: "stock-inconvenience", Level: Warning, Levels: map[Profile]Level{Letter: Error}, Profiles: told,
	Languages: []string{"en", "de", "es", "fr", "pt-BR"},
	Doc:       "a stock phrase stands in for what happened: \"any inconvenience\"; an error in a letter and where the severity is high",
	Why:       "\"any\" doubts it, \"inconvenience\" shrinks it, and everybody has read it before",
	Source:    "37signals, on the language of outages",
	Examples: []Example{
		{"We apologise for any inconvenience this caused.\n", 1},
		{"We are sorry that your orders failed for 47 minutes.\n", 0},
	},
	Run: func(p *Pass) {
		for _, ph := range stockPhrases[p.Document.Language] {
			p.Prose.find(ph, func(m match) {
				if f := p.say(m, ph.message, ph.hint); severe(p.Report) {
					f.Level = Error
				}
			})
		}
	},
}

const (
	stockMessage = "%q says nothing of what happened to the reader"
	stockHint    = "name the effect: We are sorry that you could not place an order for 47 minutes."
)

var stockPhrases = map[string][]phrase{
	"en": {{
		words:   "inconvenience inconveniences",
		pattern: re(`\b(?:any|possible|potential) (?:\w+ ){0,2}inconveniences?\b|\b(?:the )?inconveniences? (?:this|it|that|which|we) (?:may|might|could|has|have)\b|\bfor (?:the|this|your|all) (?:\w+ )?inconveniences?\b`),
		message: stockMessage, hint: stockHint,
	}},
	"de": {{
		words:   "unannehmlichkeiten unannehmlichkeit",
		pattern: re(`\b(?:etwaige|mögliche|eventuelle|entstandenen?|dadurch entstandenen?|die|alle) (?:\S+ )?unannehmlichkeit(?:en)?`),
		message: stockMessage, hint: "den Schaden nennen: Wir bitten um Entschuldigung, dass Sie 47 Minuten lang nicht bestellen konnten.",
	}, {
		words:   "verständnis",
		pattern: re(`(?:bitten|danken|hoffen)[^.]{0,30} (?:um|für|auf) (?:ihr|euer) verständnis`),
		message: "%q verlangt vom Leser etwas, statt ihm etwas zu sagen", hint: "streichen, oder sagen, wann die nächste Nachricht kommt",
	}},
	"fr": {{
		words:   "gêne gênes désagrément désagréments",
		pattern: re(`\b(?:la|toute|les|des) gênes? (?:occasionnées?|éventuelles?|causées?)|\b(?:tout|le|les|éventuels?|des) (?:\S+ )?désagréments?`),
		message: stockMessage, hint: "nommer l'effet : Nous vous prions de nous excuser : pendant 47 minutes, vous n'avez pas pu commander.",
	}},
	"es": {{
		words:   "molestias molestia inconvenientes inconveniente",
		pattern: re(`\b(?:disculpen?|disculpas? por|perdonen?|lamentamos|sentimos) (?:\S+ )?(?:las? |los? |cualquier |posibles )?(?:posibles )?(?:molestias?|inconvenientes?)`),
		message: stockMessage, hint: "decir qué pasó: Pedimos disculpas: durante 47 minutos no pudieron hacer pedidos.",
	}},
	"pt-BR": {{
		words:   "transtornos transtorno inconvenientes inconveniente inconveniência",
		pattern: re(`\b(?:eventuais|quaisquer|qualquer|possíveis|pelos?|pela) (?:\S+ )?(?:transtornos?|inconvenientes?|inconveniência)`),
		message: stockMessage, hint: "dizer o que aconteceu: Pedimos desculpas: durante 47 minutos não foi possível fazer pedidos.",
	}},
}

// severe reports whether the record gives the incident one of the two highest
// grades, or a component that was down.
func severe(rep *incident.Report) bool {
	if rep == nil || rep.Incident == nil {
		return false
	}
	for _, s := range rep.Impact.Intervals {
		if s.State == "down" {
			return true
		}
	}
	return severeName(rep.Severity)
}
