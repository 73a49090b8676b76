package review

import "strings"

var unquantifiedRule = Rule{
	ID: "P17", Name: "impact-unquantified", Level: Error, Profiles: reports, Languages: english,
	Doc:    "the section on impact has no number and does not say that it is not known",
	Why:    "without a number nobody can weigh it, or see whether the next is worse",
	Source: "PagerDuty, writing a postmortem; GitLab, incident review",
	Examples: []Example{
		{"## Impact\n\nServices were unavailable.\n", 1},
		{"## Impact\n\n8.2 % of requests failed, 90,733 in all.\n", 0},
	},
	Run: func(p *Pass) {
		for i := range p.Prose.Blocks {
			h := &p.Prose.Blocks[i]
			if h.Kind != Heading || !impactHeading.MatchString(strings.ToLower(h.Text)) {
				continue
			}
			if text := p.section(h, i); strings.TrimSpace(text) != "" && !quantity.MatchString(strings.ToLower(text)) {
				p.words(h, 0, len(h.Text), "the impact is told without a number", "say how many, of how many, for how long; or: not known, because …")
			}
		}
	},
}

var (
	impactHeading = re(`^(?:\W|\d)*(?:(?:customer|user|business|summary of|overall|incident|service|end-user) )?impact(?: (?:on|to|summary|assessment)\b.*)?\W*$`)
	quantity      = re(`\d|\b(?:unknown|not aware|not known|cannot tell|no (?:\w+ )?impact|none|nobody|no one|no users?|no customers?|all|every|everyone|everybody|entire|both|one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|half|nothing|n/a|whole|no data)\b`)
)

// section is all the source that stands under a heading, code and pictures
// included.
func (p *Pass) section(h *Block, i int) string {
	from := h.at(len(h.Text))
	to := len(p.Document.Draft.Markdown)
	for j := i + 1; j < len(p.Prose.Blocks); j++ {
		if b := &p.Prose.Blocks[j]; b.Kind == Heading && b.Level <= h.Level {
			to = b.at(0)
			break
		}
	}
	from = min(max(from, 0), len(p.Document.Draft.Markdown))
	return strings.Trim(string(p.Document.Draft.Markdown[from:max(from, to)]), "# \n=-")
}
