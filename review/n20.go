package review

import "strings"

var unsignedRule = Rule{
	ID: "N20", Name: "unsigned-letter", Level: Warning, Profiles: []Profile{Letter}, Languages: english,
	Doc:    "nobody stands behind a letter with a role",
	Why:    "a letter from nobody is an announcement",
	Source: "37signals, on the language of outages",
	Examples: []Example{
		{"We are sorry.\n\nThe team\n", 1},
		{"We are sorry.\n\nChief Operating Officer, Example Outfitters\n", 0},
	},
	Run: func(p *Pass) {
		if len(p.Prose.Blocks) == 0 || p.signed() {
			return
		}
		p.whole("nobody signs the letter", "end it with the role of whoever answers for it: Chief Operating Officer, Example Outfitters")
	},
}

var signature = re(`\b(?:chief|officer|ceo|cto|coo|ciso|president|head of|director|vp|svp|evp|lead|manager|founder|co-founder|chair(?:man|woman|person)?|principal|owner|managing|partner)\b`)

func (p *Pass) signed() bool {
	blocks := p.Prose.Blocks
	for i := max(0, len(blocks)-4); i < len(blocks); i++ {
		b := &blocks[i]
		lower := lowered(b.Text)
		role := strings.ToLower(p.Report.Signature.Role)
		if b.Kind != Heading && (len(b.Text) < 160 && signature.MatchString(lower) || role != "" && strings.Contains(lower, role)) {
			return true
		}
	}
	return false
}
