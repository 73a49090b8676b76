package review

import (
	"fmt"
	"strings"
)

var codeRule = Rule{
	ID: "P37", Name: "code-mismatch", Level: Warning, Source: "a report of 2019 whose cause says 502 and whose timeline says 503",
	Profiles: reports,
	Doc:      "one part of the report tells of errors with one HTTP code, and another part with another",
	Why:      "502 and 503 come from different parts of a system; a reader follows the wrong one",
	Examples: []Example{
		{"## Cause\n\nThe balancer served 502s.\n\n## Timeline\n\n- 14:02 UTC: first report of 503 responses\n", 1},
		{"## Cause\n\nThe balancer served 503s.\n\n## Timeline\n\n- 14:02 UTC: first report of 503 responses\n", 0},
	},
	Run: func(p *Pass) {
		var first, other match
		count := map[string]int{}
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			for _, m := range serverError.FindAllStringSubmatchIndex(s.Lower) {
				code := s.Lower[m[2]:m[3]]
				at := match{s, &p.Prose.Blocks[s.Block], m[2], m[3]}
				switch count[code]++; {
				case first.sentence == nil:
					first = at
				case code != first.words() && other.sentence == nil:
					other = at
				}
			}
		}
		// Each told once, in sections of their own: nobody compared the two.
		if len(count) != 2 || other.sentence == nil || count[first.words()] != 1 || count[other.words()] != 1 || section(first.block) == section(other.block) {
			return
		}
		p.say(other, fmt.Sprintf("%%q here, and %s in %q", first.words(), section(first.block)), "where both were seen, say so in one place; else mend one of them")
	},
}

// serverError is a code of a server's own errors.
var serverError = re(`(?:^|[^\w.,$:/-])(50[0234])(?:s\b|'s\b| (?:errors?|responses?|status|codes?|bad gateway|service unavailable|gateway)\b)`)

func section(b *Block) string {
	if len(b.Path) == 0 {
		return "the beginning"
	}
	return strings.TrimSpace(b.Path[len(b.Path)-1])
}
