package review

import (
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/markdown"

	"github.com/candor-reports/candor/internal/pattern"
)

// Component is a part of an apology.
type Component string

// The parts of an apology.
const (
	Responsibility Component = "responsibility"
	Repair         Component = "repair"
	Regret         Component = "regret"
	Explanation    Component = "explanation"
	Repentance     Component = "repentance"
	Forgiveness    Component = "forgiveness"
)

// Presence says how a part of an apology is there.
type Presence string

// The ways in which a part is there.
const (
	Present Presence = "present"
	Hedged  Presence = "hedged"
	Absent  Presence = "absent"
)

// Score is what an apology says of one of its parts.
type Score struct {
	Component Component `json:"component"`
	Presence  Presence  `json:"presence"`
	Weight    int       `json:"weight"`          // responsibility and repair weigh most
	Level     Level     `json:"level,omitempty"` // of what is amiss; empty where nothing is
	Line      int       `json:"line,omitempty"`  // of the sentence
	Quote     string    `json:"quote,omitempty"` // the sentence
	Hedge     string    `json:"hedge,omitempty"` // the words that take it back
	Why       string    `json:"why"`
	Source    string    `json:"source"`
}

// Card is the score card of an apology, its weightiest parts first.
type Card struct {
	File   string  `json:"file"`
	Scores []Score `json:"scores"`
	Points int     `json:"points"` // a hedged part counts half
	Most   int     `json:"most"`
}

// Errors counts the parts whose lack stops publication.
func (c Card) Errors() int {
	n := 0
	for _, s := range c.Scores {
		if s.Level == Error {
			n++
		}
	}
	return n
}

// part is how one component is known in a language.
type part struct {
	component Component
	weight    int // in halves of a point, so that a hedged part counts a whole number
	why       string
	source    string
	cues      map[string]*cues
}

// cues are the patterns by which a component is known. A sentence that a
// condition or a doubt matches has it hedged.
type cues struct {
	present *pattern.Pattern
	hedge   *pattern.Pattern
	heading *pattern.Pattern // of a section whose sentences count
	unless  *pattern.Pattern
}

// Apology scores an apology. An apology in a language whose cues are not known
// is refused.
func Apology(rep *incident.Report, doc Document) (Card, error) {
	if rep == nil {
		rep = unrecorded()
	}
	tree, err := markdown.Parse(doc.File, doc.Draft.Markdown)
	if err != nil {
		return Card{}, err
	}
	if doc.Profile == "" {
		doc.Profile = Letter
	}
	return newPass(rep, doc, tree).card()
}

// scored reports whether the parts of an apology are known in the language.
func scored(language string) bool { return parts[0].cues[language] != nil }

func (p *Pass) card() (Card, error) {
	if !scored(p.Document.Language) {
		return Card{}, &languageError{p.Document.File, p.Document.Language}
	}
	card := Card{File: p.Document.File}
	for _, part := range parts {
		s := p.score(part)
		s.Level = p.verdict(s)
		card.Scores = append(card.Scores, s)
		card.Most += 2 * part.weight
		switch s.Presence {
		case Present:
			card.Points += 2 * part.weight
		case Hedged:
			card.Points += part.weight
		}
	}
	return card, nil
}

type languageError struct{ file, language string }

func (e *languageError) Error() string {
	return e.file + ": the parts of an apology are not known in " + e.language + "\n  hint: they are in " + strings.Join(apologyLanguages(), ", ") + "; name the language in the document's name (letter.de.md) or front matter (lang: de)"
}

func apologyLanguages() []string {
	var known []string
	for _, l := range Languages() {
		if scored(l) {
			known = append(known, l)
		}
	}
	return known
}

// score looks for a part. A plain sentence counts before a hedged one, and the
// first counts.
func (p *Pass) score(part part) Score {
	s := Score{Component: part.component, Presence: Absent, Weight: part.weight, Why: part.why, Source: part.source}
	c := part.cues[p.Document.Language]
	for i := range p.Prose.Sentences {
		sentence := &p.Prose.Sentences[i]
		block := &p.Prose.Blocks[sentence.Block]
		if block.Kind == Heading || !c.in(sentence, block) {
			continue
		}
		hedge := ""
		if c.hedge != nil {
			if m := c.hedge.FindStringIndex(sentence.Lower); m != nil {
				hedge = sentence.Text[m[0]:m[1]]
			}
		}
		if s.Presence == Absent || s.Presence == Hedged && hedge == "" {
			s.Presence, s.Hedge = Present, hedge
			if hedge != "" {
				s.Presence = Hedged
			}
			s.Quote = strings.TrimSpace(strings.ReplaceAll(sentence.Text, object, "…"))
			s.Line = p.line(block.at(sentence.Start))
		}
		if s.Presence == Present {
			break
		}
	}
	if part.component == Explanation && s.Presence == Absent {
		p.toldCause(&s)
	}
	return s
}

// toldCause looks for the cause that the record states. Told in words of its
// own, no cue may show it.
func (p *Pass) toldCause(s *Score) {
	if !stated(p.Report) || p.Report.Cause.Plain.Text == "" {
		return
	}
	for i := range p.Prose.Blocks {
		b := &p.Prose.Blocks[i]
		if b.Kind != Heading && b.From < b.To && alike(strings.ToLower(b.Text), p.Report.Cause.Plain.Text) {
			first := &p.Prose.Sentences[b.From]
			s.Presence, s.Line = Present, p.line(b.at(first.Start))
			s.Quote = strings.TrimSpace(strings.ReplaceAll(first.Text, object, "…"))
			return
		}
	}
}

func (c *cues) in(s *Sentence, b *Block) bool {
	if c.unless != nil && c.unless.MatchString(s.Lower) {
		return false
	}
	if c.present.MatchString(s.Lower) {
		return true
	}
	if c.heading == nil || len(b.Path) == 0 || len(strings.Fields(s.Text)) < 4 && !strings.ContainsAny(s.Text, "。、") {
		return false
	}
	return c.heading.MatchString(b.Path[len(b.Path)-1])
}

// verdict says what the lack of a part, or a hedge, stops.
func (p *Pass) verdict(s Score) Level {
	switch {
	case s.Presence == Present || s.Component == Forgiveness:
		return ""
	case s.Presence == Hedged && (proven(p.Report) || s.Component == Responsibility):
		return Error
	case s.Presence == Hedged:
		return Warning
	case s.Component == Responsibility || s.Component == Repair || s.Component == Regret:
		return Error
	case s.Component == Explanation && p.causeKnown():
		return Error
	}
	return Warning
}

// causeKnown reports whether the record knows the cause, so that its readers
// are owed it.
func (p *Pass) causeKnown() bool {
	return stated(p.Report) && (!p.Report.Cause.Plain.IsZero() || !p.Report.Cause.Mechanism.IsZero() || !p.Report.Cause.Trigger.IsZero())
}
