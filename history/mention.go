package history

import (
	"regexp"
	"slices"
	"strings"
)

// mention is a commit that the message of a fix names.
type mention struct {
	hash string // its name or the beginning of it
	pull string // or the number of the request it came by
	sure bool   // the message says that it brought the fault in
	text string // the words of the message
}

const blames = `(?:fixes|introduced (?:in|by|with)|introduces|regression (?:from|in|since|of|caused by|introduced (?:in|by|with))|regressed (?:in|by|since|with)|broken (?:in|by|since|with)|broke in|caused by|bug(?:gy)? (?:from|since)|culprit(?: is)?|reverts|reverting|amends)`

var (
	blamedHash    = regexp.MustCompile(`(?i)\b` + blames + `[:\s]\s*(?:commits?\s+|merge commit\s+|change\s+|in\s+)?[("'` + "`" + `]?([0-9a-f]{7,40})\b`)
	blamedPull    = regexp.MustCompile(`(?i)\b(?:introduced (?:in|by|with)|regression (?:from|in|since|of)|broken (?:in|by|since)|caused by|reverts)[:\s]\s*(?:[\w.-]+/[\w.-]+|pr\s*|pull request\s*|mr\s*)?[#!](\d+)\b`)
	followed      = regexp.MustCompile(`(?i)\bfollow(?:s|ing|ed|-)?[ -]?up(?:s)?\s+(?:to|for|of|on)[:\s]\s*(?:commit\s+)?([0-9a-f]{7,40})\b`)
	anyHash       = regexp.MustCompile(`\b[0-9a-f]{7,40}\b`)
	elsewhereMade = regexp.MustCompile(`(?i)cherry[ -]?picked|back-?port|upstream commit|commit .* upstream|change-id|signed-off|git-svn-id`)
)

// mentionsIn reads which earlier commits the message of a fix names. Lines that
// say where the fix itself was elsewhereMade from do not count.
func mentionsIn(message string) []mention {
	var out []mention
	note := func(m mention) {
		if !slices.ContainsFunc(out, func(o mention) bool { return o.hash == m.hash && o.pull == m.pull }) {
			out = append(out, m)
		}
	}
	for line := range strings.Lines(message) {
		line = strings.TrimSpace(line)
		if elsewhereMade.MatchString(line) {
			continue
		}
		for _, m := range blamedHash.FindAllStringSubmatch(line, -1) {
			note(mention{hash: strings.ToLower(m[1]), sure: true, text: line})
		}
		for _, m := range blamedPull.FindAllStringSubmatch(line, -1) {
			note(mention{pull: m[1], sure: true, text: line})
		}
		for _, m := range followed.FindAllStringSubmatch(line, -1) {
			note(mention{hash: strings.ToLower(m[1]), text: line})
		}
		for _, h := range anyHash.FindAllString(line, -1) {
			if strings.ContainsAny(h, "abcdef") && strings.ContainsAny(h, "0123456789") {
				note(mention{hash: h, text: line})
			}
		}
	}
	return out
}
