package review

import "github.com/candor-reports/candor/incident"

var statusMismatchRule = Rule{
	ID: "N34", Name: "status-text-mismatch", Level: Error, Profiles: []Profile{Status}, Languages: english,
	Doc:    "a notice says resolved and goes on investigating, or is in monitoring and names no fix, or tells a phase that cannot follow the one told before",
	Why:    "the reader does not know which of the two to believe",
	Source: "Statuspage, phases of an incident",
	Examples: []Example{
		{"Resolved: we are still investigating the errors.\n", 1},
		{"Resolved: orders work again since 14:49 UTC.\n", 0},
	},
	Run: func(p *Pass) {
		switch ph := p.phase(); ph {
		case incident.Resolved:
			p.Prose.find(stillOpen, func(m match) {
				if !m.denied() {
					p.say(m, "the notice says resolved, and also %q", "tell it as identified or monitoring until it is over, or leave the sentence out")
				}
			})
		case incident.Monitoring:
			if len(p.Prose.Sentences) > 0 && !p.Prose.has(fixTold) {
				p.whole("the notice says monitoring, and names nothing that was done", "say what was done and when: We went back to the version before at 14:49 UTC.")
			}
		}
	},
}

var stillOpen = phrase{
	words:   "investigating investigate identify working looking",
	pattern: re(`\b(?:we|engineers|our team|the team)(?:'re| are| is)? (?:\w+ )?(?:investigating|looking for the cause|working (?:on|to) (?:an? |the )?(?:fix|resol\w+|restor\w+|identify|find)|trying to (?:identify|find|fix|restore))\b`),
	unless:  re(`\b(?:at|were|was) (?:the time|then)\b|\bto prevent\b|\bwhy\b`),
}

var fixTold = phrase{
	words:   "fix fixed rolled rollback restarted reverted restored deployed applied mitigated implemented replaced moved back added switched changed stopped put disabled enabled released blocked removed repaired corrected failed recovered cleared",
	pattern: re(`\b(?:fix(?:ed)?|rolled|rollback|restarted|reverted|restored|deployed|applied|mitigated|implemented|replaced|moved|back|added|switched|changed|stopped|disabled|enabled|released|blocked|removed|repaired|corrected|failed over|recovered|cleared|put)\b`),
}
