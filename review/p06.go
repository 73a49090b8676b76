package review

import (
	"slices"
	"strings"
)

var namedPersonRule = Rule{
	ID: "P06", Name: "named-person-in-cause", Level: Warning, Levels: map[Profile]Level{Public: Error, Regulator: Error}, Profiles: reports, Languages: english,
	Doc:    "a person is named where causes are told: by a handle, or by the name of somebody who acts in the sources or in the repository",
	Why:    "whoever is named as a cause stops telling what happened; roles are enough to learn from",
	Source: sre,
	Examples: []Example{
		{"## Root cause\n\nThe flag was set by @jdoe in a hurry.\n", 1},
		{"## Timeline\n\n- 14:02 UTC: @jdoe is paged\n", 0},
	},
	Run: func(p *Pass) {
		people := slices.Clone(p.Document.People)
		for name := range p.Report.Aliases.People {
			people = append(people, name)
		}
		slices.Sort(people)
		for i := range p.Prose.Blocks {
			b := &p.Prose.Blocks[i]
			if b.Kind == Heading || !b.Under("cause", "why", "went wrong", "went badly", "went poorly", "contributing") {
				continue
			}
			if m := handleForm.FindStringSubmatchIndex(b.Text); m != nil && !quoted(b.Text, m[2]) {
				p.words(b, m[2], m[3], "%q is a person, where causes are told", "write the role: the on-call engineer")
				continue
			}
			for _, name := range people {
				if at := strings.Index(b.Text, name); at >= 0 && strings.Contains(name, " ") && wholeWords(b.Text, at, at+len(name)) {
					p.words(b, at, at+len(name), "%q is a person, where causes are told", "write the role: the on-call engineer")
					break
				}
			}
		}
	},
}

var handleForm = re(`(?:^|[\s(])(@[A-Za-z][\w-]+)(?:$|[\s),.:;'])`)

// wholeWords reports whether a part of a text begins and ends at words' bounds.
func wholeWords(text string, from, to int) bool {
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 0x80)
	}
	return !letter(from-1) && !letter(to)
}
