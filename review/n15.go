package review

import "strings"

var unbackedPromiseRule = Rule{
	ID: "N15", Name: "unbacked-promise", Level: Warning, Levels: map[Profile]Level{Letter: Error}, Profiles: told, Languages: english,
	Doc:    "something is promised for which the record has no action item and no promise, and the sentence no date",
	Why:    "a promise that nobody wrote down is not kept",
	Source: uber,
	Examples: []Example{
		{"We will add a test of expiry dates by 30 November 2026.\n", 0},
	},
	Run: func(p *Pass) {
		p.Prose.find(promiseMade, func(m match) {
			if stated(p.Report) && !p.backed(m.sentence.Lower) {
				p.say(m, promiseMade.message, promiseMade.hint)
			}
		})
	},
}

var promiseMade = phrase{
	words:   "will we'll going",
	pattern: re(`\bwe(?:'ll| will| are going to) (?:\w+ly |also |now )?(?:not )?(?:[a-z]+)(?: [\w-]+){0,6}`),
	unless:  re(`\bwe(?:'ll| will| are going to) (?:\w+ly |also |continue to )?(?:keep you|update|write|inform|tell|let|share|post|publish|provide (?:an |another |a )?(?:\w+ )?update|send you|report|be in touch|contact|answer|reply|monitor)|` + dated),
	message: "%q is promised, and nothing in the record stands behind it",
	hint:    "add an action item with told:, an owner and a due date to the record, and say the date here",
}

// dated is a pattern of a sentence that names a day or a time.
const dated = `\b(?:by|on|before|until|within|from) (?:the end of )?(?:\w+ )?(?:\d|january|february|march|april|may \d|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|noon)|\d{4}-\d\d-\d\d|\b[a-z]{2,10}-\d+\b`

// backed reports whether an action item or a promise of the record says what a
// sentence promises.
func (p *Pass) backed(sentence string) bool {
	for _, a := range p.Report.Actions {
		if a.Told != "" && alike(sentence, a.Told) || alike(sentence, a.Text) {
			return true
		}
	}
	for _, pr := range p.Report.Promises {
		if alike(sentence, pr.Text) {
			return true
		}
	}
	return false
}

// alike reports whether a sentence holds most of the longer words of a text.
func alike(sentence, text string) bool {
	all, there := 0, 0
	for w := range words(strings.ToLower(text)) {
		if len(w) < 4 {
			continue
		}
		if all++; strings.Contains(sentence, w) {
			there++
		}
	}
	return all > 0 && there*5 >= all*3
}
