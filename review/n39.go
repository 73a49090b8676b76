package review

import (
	"fmt"
	"unicode/utf8"
)

// What a status page takes.
const (
	longestTitle  = 255
	longestNotice = 25_000
)

var channelLimitRule = Rule{
	ID: "N39", Name: "channel-limit", Level: Error, Profiles: []Profile{Status},
	Doc:    "a notice is longer than status pages take: 255 characters of title, 25,000 of text",
	Why:    "it is cut or refused at the moment when it is needed",
	Source: "Statuspage API, incidents",
	Examples: []Example{
		{"# " + longTitle + "\n", 1},
		{"# Orders fail\n\nOrders fail for all customers.\n", 0},
	},
	Run: func(p *Pass) {
		if len(p.Prose.Blocks) > 0 && p.Prose.Blocks[0].Kind == Heading {
			b := &p.Prose.Blocks[0]
			if n := utf8.RuneCountInString(b.Text); n > longestTitle {
				p.at(b.at(0), fmt.Sprintf("a title of %d characters; status pages take %d", n, longestTitle), "shorten it to what the reader notices")
			}
		}
		if n := utf8.RuneCount(p.Document.Draft.Markdown); n > longestNotice {
			p.whole(fmt.Sprintf("%d characters; status pages take %d", n, longestNotice), "shorten it, and link to the report")
		}
	},
}

const longTitle = "Orders fail with an error page for customers in all countries who pay by card, by invoice or by transfer, whether they are signed in or not, on the web, in both apps and through the interface for partners, since the release of this morning and until further notice from us"
