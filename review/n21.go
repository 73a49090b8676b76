package review

import "strings"

var impactFirstRule = Rule{
	ID: "N21", Name: "impact-not-first", Level: Warning, Profiles: []Profile{Status}, Languages: english,
	Doc:    "a notice does not begin with what the reader notices",
	Why:    "the reader wants to know whether this is the failure in front of them",
	Source: "PagerDuty, customer liaison: impact first",
	Examples: []Example{
		{"We identified a problem with a database.\n", 1},
		{"Orders fail with an error page for all customers in the EU.\n", 0},
	},
	Run: func(p *Pass) {
		if p.phase().Maintenance() || p.phase() == "resolved" {
			return
		}
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			if b := &p.Prose.Blocks[s.Block]; b.Kind != Heading && len(strings.Fields(s.Text)) > 3 {
				title := strings.ToLower(p.Prose.Blocks[0].Text)
				if !effect.MatchString(s.Lower) && (p.Prose.Blocks[0].Kind != Heading || !effect.MatchString(title)) {
					p.say(match{s, b, 0, len(strings.TrimSpace(s.Text))}, "the first sentence does not say what the reader notices", "begin with the effect: API writes fail for all customers in the EU.")
				}
				return
			}
		}
	},
}

var effect = re(`\b(?:can(?:no|')t|cannot|could not|couldn't|unable|fail\w*|slow\w*|delay\w*|users?|customers?|you|your|errors?|unavailable|unreachable|down|not (?:\w+ )?work\w*|not available|missing|lost|interrupt\w*|degraded|timeouts?|time out|timing out|visitors|readers|members|subscribers|reject\w*|wrong|stale|duplicate\w*|inaccessible|outage|works?|worked)\b`)
