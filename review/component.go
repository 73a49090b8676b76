package review

import "strings"

// The rules of what a letter has to hold follow the score card of an apology.

var regretMissingRule = Rule{
	ID: "N01", Name: "regret-missing", Level: Error, Levels: map[Profile]Level{Status: Warning}, Profiles: []Profile{Letter, Status}, Languages: Languages(),
	Doc:    "a letter, or the notice that ends an incident, says sorry nowhere",
	Why:    "without the word sorry nothing that follows is an apology",
	Source: research,
	Examples: []Example{
		{"The issue is resolved. Orders work again.\n", 1},
		{"We are sorry that your builds failed for 13 minutes.\n", 0},
	},
	Run: lacks(Regret, "nobody says sorry", "say it once, with the effect: We are sorry that your builds failed for 13 minutes."),
}

var responsibilityMissingRule = Rule{
	ID: "N02", Name: "responsibility-missing", Level: Error, Profiles: []Profile{Letter}, Languages: Languages(),
	Doc:    "a letter has no sentence in which we own what happened",
	Why:    "that it was our doing weighs more than anything else an apology says",
	Source: research,
	Examples: []Example{
		{"An issue occurred during a release.\n", 1},
		{"We released an update that contained this code.\n", 0},
	},
	Run: lacks(Responsibility, "nobody owns what happened", "say what we did: We released an update that contained this code."),
}

var repairMissingRule = Rule{
	ID: "N03", Name: "repair-missing", Level: Error, Profiles: []Profile{Letter}, Languages: Languages(),
	Doc:    "a letter has nothing that was mended, given back or offered",
	Why:    "what is given back, or made whole, is what turns words into an act",
	Source: research + "; " + uber,
	Examples: []Example{
		{"We are looking at our options.\n", 1},
		{"The patch is available now.\n", 0},
	},
	Run: lacks(Repair, "nothing is mended, given back or offered", "say what works again since when, and what the reader gets: The patch is available now."),
}

var explanationMissingRule = Rule{
	ID: "N04", Name: "explanation-missing", Level: Warning, Profiles: []Profile{Letter, Status}, Languages: Languages(),
	Doc:    "a letter, or the notice that ends an incident, gives no cause or calls it a technical issue; in a letter an error once the record knows the cause",
	Why:    "what is not explained is imagined",
	Source: research,
	Examples: []Example{
		{"Logins failed due to a technical issue.\n", 1},
		{"Logins failed because a certificate had expired.\n", 0},
	},
	Run: func(p *Pass) {
		if !p.apology() {
			return
		}
		s := p.score(partOf(Explanation))
		if s.Presence == Present {
			return
		}
		f := p.whole("no cause is told", "say it in one plain sentence: A certificate had expired.")
		if s.Presence == Hedged {
			f.Message = "“" + s.Hedge + "” stands where the cause belongs"
			f.Line, f.Quote = s.Line, string(p.lines[s.Line-1])
		}
		if p.Document.Profile == Letter && p.causeKnown() {
			f.Level = Error
		}
	},
}

var preventionMissingRule = Rule{
	ID: "N05", Name: "prevention-missing", Level: Warning, Profiles: []Profile{Letter}, Languages: Languages(),
	Doc:    "a letter names nothing that is changed",
	Why:    "what changes is what makes it believable that it ends",
	Source: research + "; Hornsey et al. 2024: reform weighs more than guilt",
	Examples: []Example{
		{"We are sorry. Orders work again.\n", 1},
		{"By 30 November we will block releases with expiry code.\n", 0},
	},
	Run: lacks(Repentance, "nothing is named that changes", "name the change and its date: By 30 November we will block releases with expiry code."),
}

var regretNotSorryRule = Rule{
	ID: "N10", Name: "regret-not-sorry", Level: Info, Profiles: told, Languages: english,
	Doc:    "\"we regret\" or \"unfortunately\" stands in a text that says sorry nowhere",
	Why:    "regret without sorry is how a refusal begins",
	Source: research,
	Examples: []Example{
		{"Unfortunately your orders were lost.\n", 1},
		{"Unfortunately your orders were lost. We are sorry.\n", 0},
	},
	Run: func(p *Pass) {
		sorry := false
		p.Prose.find(saysSorry, func(match) { sorry = true })
		if !sorry {
			p.Prose.find(regrets, func(m match) { p.say(m, regrets.message, regrets.hint) })
		}
	},
}

var saysSorry = phrase{
	words:   "sorry apologise apologize apology apologies",
	pattern: re(`\b(?:sorry|apologi[sz]e|apolog(?:y|ies))\b`),
}

var regrets = phrase{
	words:   "regret unfortunately regrettably",
	pattern: re(`\b(?:we|i) (?:\w+ )?regret\b|\bunfortunately\b|\bregrettably\b`),
	message: "%q is no apology, and there is none in the text",
	hint:    "say sorry for the effect, once",
}

// lacks makes the run of a rule that wants a part of an apology.
func lacks(c Component, message, hint string) func(*Pass) {
	return func(p *Pass) {
		if p.apology() && p.score(partOf(c)).Presence == Absent {
			p.whole(message, hint)
		}
	}
}

func partOf(c Component) part {
	for _, p := range parts {
		if p.component == c {
			return p
		}
	}
	panic("no such part: " + c)
}

// apology reports whether the document is one that apologises: a letter that
// is no follow-up, or the notice that ends an incident.
func (p *Pass) apology() bool {
	if !scored(p.Document.Language) || len(p.Prose.Sentences) == 0 {
		return false
	}
	switch p.Document.Profile {
	case Letter:
		return !p.followUp()
	case Status:
		return p.phase() == "resolved"
	}
	return false
}

// followUp reports whether the document is the letter that tells what became
// of promises: what happened was told before.
func (p *Pass) followUp() bool {
	return strings.Contains(p.Document.Draft.Name+p.Document.Draft.Template, "follow")
}

// whole adds a finding about the document as a whole.
func (p *Pass) whole(message, hint string) *Finding {
	f := p.at(0, message, hint)
	f.Line, f.Column, f.Quote = 0, 0, ""
	return f
}
