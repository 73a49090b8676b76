package review

import "strings"

var whysEndRule = Rule{
	ID: "P08", Name: "why-ends-at-person", Level: Warning, Profiles: reports, Languages: english,
	Doc:    "the last why ends at what a person did or did not do",
	Why:    "one why further stands the guard that was missing",
	Source: dekker,
	Examples: []Example{
		{"## Five whys\n\n1. The disk was full.\n2. An engineer forgot to rotate the logs.\n", 1},
		{"## Five whys\n\n1. The disk was full.\n2. Nothing rotates the logs of that service.\n", 0},
	},
	Run: func(p *Pass) {
		var last *Block
		for i := range p.Prose.Blocks {
			b := &p.Prose.Blocks[i]
			if len(b.Path) > 0 && strings.Contains(b.Path[len(b.Path)-1], "whys") && b.Kind != Heading {
				last = b
			}
		}
		if last == nil || last.From == last.To {
			return
		}
		s := &p.Prose.Sentences[last.To-1]
		if m := personSubject.FindStringIndex(s.Lower); m != nil {
			p.say(match{s, last, m[0], m[1]}, "the last why ends at %q", "ask once more: what let it through?")
		}
	},
}

var personSubject = re(`^(?:because |why[^?]*\? (?:because )?)?` + person + ` (?:\w+ly |had |has |have |was |were |did |didn't )?\w+`)
