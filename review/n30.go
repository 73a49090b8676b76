package review

import "strings"

var zoneMissingRule = Rule{
	ID: "N30", Name: "zone-missing", Level: Error, Profiles: []Profile{Status, Letter}, Languages: english,
	Doc:    "a time of day stands without a zone, or is told as \"this morning\"",
	Why:    "readers sit in other zones; 38 of 39 reports of one archive left it open for half the year",
	Source: "measured on published reports",
	Examples: []Example{
		{"Orders failed from 14:02 to 14:49.\n", 1},
		{"Orders failed from 14:02 to 14:49 UTC.\n", 0},
	},
	Run: func(p *Pass) {
		if p.Prose.has(zoneStated) {
			return
		}
		for i := range p.Prose.Sentences {
			s := &p.Prose.Sentences[i]
			b := &p.Prose.Blocks[s.Block]
			m := clockTime.FindStringIndex(s.Lower)
			if m == nil || zone.MatchString(s.Text) || b.Kind == Cell && zone.MatchString(p.headings(b)) || quoted(b.Text, s.Start+m[0]) {
				continue
			}
			p.say(match{s, b, m[0], m[1]}, "%q names no zone", "write the zone: 17:00 BST (16:00 UTC)")
		}
	},
}

var (
	clockTime = re(`\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b)?|\b(?:1[0-2]|[1-9]) ?[ap]\.?m\b|\b(?:this (?:morning|afternoon|evening)|earlier today|last night|yesterday (?:morning|afternoon|evening)|late (?:last night|yesterday))\b`)
	// Zones are written in capitals; Z and offsets stand behind a digit.
	zone       = re(`\b(?:UTC|GMT|[A-Z]{1,4}[SD]T|CET|CEST|EET|EEST|WET|WEST|MSK|IST|JST|[ECMP]T)\b|\dZ\b|\d ?[+-]\d\d:?\d\d\b|[Ll]ocal time|(?:Eastern|Central|Mountain|Pacific)(?: [Tt]ime)?|\b[A-Z][a-z]+/[A-Z][a-z_]+|[Uu]niversal [Tt]ime|\b[A-Z][a-z]+ time\b`)
	zoneStated = phrase{words: "times timestamps time", pattern: re(`\b(?:all |the )?(?:times?|timestamps)\b(?: \w+){0,3} (?:in |are |is )+(?:\w+ )?(?:utc|gmt|[a-z]{2,4}t|local)\b|\btimes? \((?:utc|gmt|[a-z]{2,4}t)\b`)}
)

// headings is the text of the first row of the table that a cell stands in.
func (p *Pass) headings(b *Block) string {
	table := b.Node.Parent().Parent()
	var out strings.Builder
	for i := range p.Prose.Blocks {
		if c := &p.Prose.Blocks[i]; c.Kind == Cell && c.Node.Parent() == table.FirstChild() {
			out.WriteString(c.Text + " ")
		}
	}
	return out.String()
}
