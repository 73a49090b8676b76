package review

import (
	"bytes"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
	"strings"
)

// Foreign makes a document of a report that somebody else wrote. Whether it
// speaks to customers or to the house is guessed from its words.
func Foreign(file string, markdown []byte) Document {
	d := &incident.Draft{Name: file, Audience: audience(markdown), Markdown: markdown}
	profile := Internal
	if d.Audience == incident.Public {
		profile = Public
	}
	return Document{File: file, Foreign: true, Profile: profile, Draft: d}
}

var (
	forCustomers = re(`(?i)\bour (?:customers|users)\b|\byour (?:service|account|data|site|patience|builds?|jobs?)\b|\bwe(?:'re| are)? (?:sincerely |deeply |very |truly )?(?:sorry|apologi[sz]e)\b|\bcontact us\b`)
	forTheHouse  = re(`(?i)^(?:action items?|root causes?|what went (?:well|wrong|badly|poorly)|lessons learned|lessons learnt|contributing factors|review actions|where we got lucky|five whys|post-?mortem)\b`)
)

// audience takes a document for a postmortem of the house where its headings
// are those of one, and for a notice where it speaks to its readers.
func audience(markdown []byte) incident.Audience {
	if !tellsTheHouse(markdown) && forCustomers.Match(markdown) {
		return incident.Public
	}
	return incident.Internal
}

func tellsTheHouse(markdown []byte) bool {
	for line := range bytes.Lines(markdown) {
		i := bytes.IndexFunc(line, func(r rune) bool {
			return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		})
		if i >= 0 && strings.IndexByte("arwlcfpARWLCFP", line[i]) >= 0 && forTheHouse.Match(line[i:min(len(line), i+longestHouseWord)]) {
			return true
		}
	}
	return false
}

// longestHouseWord is more than the longest text that forTheHouse matches.
const longestHouseWord = 32

// unrecorded is the report of an incident of which there is no record.
func unrecorded() *incident.Report {
	return incident.NewReport(&incident.Incident{}, &timeline.Timeline{}, nil)
}
