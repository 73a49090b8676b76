package review

import "bytes"

// Difference is a passage that another Markdown engine shows differently.
type Difference struct {
	Line        int    // of the document, from 1
	Here, There string // what either shows
	Why, Hint   string
}

var portableRule = Rule{
	ID: "portable", Level: Warning, Profiles: []Profile{Status, Letter, Public},
	Doc:    "another Markdown engine (gomarkdown) shows something else than candor's own pages (goldmark)",
	Why:    "it is pasted into status pages, wikis and help desks whose Markdown is not ours",
	Source: "both engines, run on the document",
	Needs:  "both engines",
	Run: func(p *Pass) {
		for _, d := range p.Document.Differences {
			p.at(p.lineStart(d.Line), "other engines read this differently: "+d.Why, d.Hint)
		}
	},
}

// lineStart is the offset at which a line of the document begins.
func (p *Pass) lineStart(line int) int {
	at := 0
	for range line - 1 {
		next := bytes.IndexByte(p.Document.Draft.Markdown[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return at
}
