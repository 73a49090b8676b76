package history

import (
	"slices"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// mention is what the message of a fix names as having to do with the fault: a
// commit, or the release that the fault came with.
type mention struct {
	hash    string // a commit's name or the beginning of it
	pull    string // or the number of the request it came by
	version string // or the version since which the fault is there
	sure    bool   // the message says that it brought the fault in
	text    string // the words of the message
}

// A message says what brought the fault in before the name ("introduced in")
// or after it ("… broke the build"). "Since" says so as well, unless it tells
// since when something works or is no longer needed.
const (
	blames   = `(?:fixes|(?:introduced|brought(?: in)?|born|started|began|appeared)(?: \w+){0,2} (?:in|by|with|since|from|after|as of)|(?:bug|regression|problem)(?: \w+){0,4} (?:added|made|created|came)(?: \w+)? (?:in|by|with|from)|introduces|regress(?:ion|ed|es|ions)(?: \w+){0,2} (?:from|in|since|of|by|with|after)|broken (?:in|by|since|with|after)|broke (?:in|with|by)|caused by|bug(?:gy)? (?:from|since|in)|culprit(?: is| was)?|reverts|reverting|amends)`
	commits  = `(?:the )?(?:merge commits?|upstream commit|commits?|change|patch|revision|rev|in|merge of)?`
	hashName = `\b([0-9a-f]{7,40})\b`
)

var (
	blamedHash = pattern.New(`(?i)\b` + blames + `[:\s]\s*` + commits + `\s*[("'` + "`" + `]?` + hashName)
	sinceHash  = pattern.New(`(?i)(?:\b([\w-]+) )?(?:\bever )?\bsince[:\s]\s*` + commits + `\s*[("'` + "`" + `]?` + hashName)
	hashBlamed = pattern.New(`(?i)` + hashName + `(?:\W{0,3}(?:\([^)]{0,200}\)|"[^"]{0,200}"|\[[^\]]{0,200}\]))?[\s,"')]*(?:(?:which|that|has|had|have|also|accidentally|wrongly|inadvertently|mistakenly|incorrectly)[\s,]+)*(?:broke|breaks|regressed|regresses|caused|causes|introduced (?:a|an|this|the) (?:\w+ ){0,2}(?:bug|regression|problem|issue|error|leak|crash|fault|flaw|race|deadlock|overflow|vulnerability))\b`)
	blamedPull = pattern.New(`(?i)\b(?:(?:introduced|brought(?: in)?) (?:in|by|with)|regress(?:ion|ed)(?: \w+){0,2} (?:from|in|since|of|by|with)|broken (?:in|by|since)|caused by|reverts)[:\s]\s*(?:[\w.-]+/[\w.-]+|pr\s*|pull request\s*|mr\s*)?[#!](\d+)\b`)
	anyHash    = pattern.New(`\b[0-9a-f]{7,40}\b`)
	// sinceVersion needs a dot in the number: "since 2019" is a year.
	sinceVersion  = pattern.New(`(?i)\b(?:since|introduced in|regress(?:ion|ed) (?:in|from|since)|broken (?:in|since)|(?:started|began|appeared|present|exists) (?:in|with|since)|born in|bug in|precedes)\s+(?:the\s+)?(?:version\s+|release\s+|v\.?\s*)?v?(\d+(?:\.\d+){1,3})\b`)
	elsewhereMade = pattern.New(`(?i)cherry[ -]?picked|back-?port|upstream commit [0-9a-f]|commit .* upstream|change-id|signed-off|git-svn-id`)
	// wellSince are words before "since" that tell of no fault.
	wellSince = wordSet(`unused used needed supported implemented available possible obsolete dead unnecessary redundant required deprecated`)
)

// mentionsIn reads what the message of a fix names. Lines that say where the
// fix itself was made do not count. A sentence may go on in the next line.
func mentionsIn(message string) []mention {
	var out []mention
	note := func(m mention) {
		i := slices.IndexFunc(out, func(o mention) bool { return o.hash == m.hash && o.pull == m.pull && o.version == m.version })
		if i < 0 {
			out = append(out, m)
		}
	}
	for _, said := range sayings(message) {
		for _, m := range blamedHash.FindAllStringSubmatchIndex(said) {
			note(mention{hash: strings.ToLower(said[m[2]:m[3]]), sure: true, text: around(said, m[0])})
		}
		for _, m := range hashBlamed.FindAllStringSubmatchIndex(said) {
			note(mention{hash: strings.ToLower(said[m[2]:m[3]]), sure: true, text: around(said, m[0])})
		}
		for _, m := range sinceHash.FindAllStringSubmatchIndex(said) {
			well := m[2] >= 0 && wellSince[strings.ToLower(said[m[2]:m[3]])]
			note(mention{hash: strings.ToLower(said[m[4]:m[5]]), sure: !well, text: around(said, m[0])})
		}
		for _, m := range blamedPull.FindAllStringSubmatchIndex(said) {
			note(mention{pull: said[m[2]:m[3]], sure: true, text: around(said, m[0])})
		}
		for _, m := range anyHash.FindAllStringIndex(said) {
			if h := said[m[0]:m[1]]; looksHashed(h) {
				note(mention{hash: h, text: around(said, m[0])})
			}
		}
		for _, m := range sinceVersion.FindAllStringSubmatchIndex(said) {
			note(mention{version: said[m[2]:m[3]], text: around(said, m[0])})
		}
	}
	return out
}

// sayings gives the paragraphs of a message, each on one line, and its trailers.
func sayings(message string) []string {
	var out []string
	open := false
	for line := range strings.Lines(message[:min(len(message), maxBody)]) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			open = false
		case elsewhereMade.MatchString(line):
		case open && !trailerLine.MatchString(line):
			out[len(out)-1] += " " + line
		default:
			out, open = append(out, line), true
		}
	}
	return out
}

// around gives the words of a saying from the beginning of the sentence that a
// place stands in.
func around(said string, at int) string {
	start := max(strings.LastIndex(said[:at], ". "), strings.LastIndex(said[:at], "; "))
	if start < 0 {
		return said
	}
	return said[start+2:]
}
