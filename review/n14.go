package review

import "fmt"

var overApologyRule = Rule{
	ID: "N14", Name: "over-apology", Level: Warning, Profiles: []Profile{Status, Letter}, Languages: Languages(),
	Doc:    "an apology is made more than once in a notice, or more than twice in a letter",
	Why:    "said again and again it reads as a form, and it was found to cost trust",
	Source: uber,
	Examples: []Example{
		{"We are sorry that orders fail.\n\nWe apologise to all of you.\n", 1},
		{"We are sorry that orders fail. Next update by 15:30 UTC.\n", 0},
	},
	Run: func(p *Pass) {
		c := partOf(Regret).cues[p.Document.Language]
		most := 1
		if p.Document.Profile == Letter {
			most = 2
		}
		n := 0
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			b := &p.Prose.Blocks[s.Block]
			m := c.present.FindStringIndex(s.Lower)
			if m == nil || b.Kind == Heading {
				continue
			}
			if n++; n == most+1 {
				p.say(match{s, b, m[0], m[1]}, fmt.Sprintf("apology number %d", n), "apologise once, at the end of the incident, for what happened")
			}
		}
	},
}
