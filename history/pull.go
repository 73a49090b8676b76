package history

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// pullRequest is what a message says about the request a change came by.
type pullRequest struct {
	number string // "123", or "D123" where Phabricator numbered it
	title  string // where the message gives one besides its subject
}

// subjectForm is how a forge words the subject of what it merges. The first
// group is the number, the second the title; a form without a title has it in
// the first line of the body where bodyTitle is set.
type subjectForm struct {
	forge     string
	pattern   *pattern.Pattern
	bodyTitle bool
	sample    string
}

var subjectForms = []subjectForm{
	{"github", pattern.New(`^Merge pull request #(\d+) from \S+$`), true, "Merge pull request #12 from octo/fix"},
	{"gitea", pattern.New(`^Merge pull request '(?P<title>.*)' \((?:#|!)(?P<number>\d+)\) from \S+`), false, "Merge pull request 'Fix it' (#12) from fix into main"},
	{"bitbucket", pattern.New(`^Merged in \S+ \(pull request #(\d+)\)$`), true, "Merged in fix/it (pull request #12)"},
	{"bitbucket-server", pattern.New(`^(?:Merge pull|Pull) request #(\d+)(?: in \S+ from .*|: (.+))$`), true, "Pull request #12: Fix it"},
	{"azure", pattern.New(`^Merged PR (\d+): (.+)$`), false, "Merged PR 12: Fix it"},
	{"bors", pattern.New(`^(?:Auto merge of|Rollup merge of|Merge) #(\d+)(?: - .*|$)`), true, "Auto merge of #12 - octo:fix, r=reviewer"},
	{"squash", pattern.New(`^(?P<title>.*\S) \(#(?P<number>\d+)\)$`), false, "Fix it (#12)"},
}

// trailerForms are lines of the body that name the request.
var trailerForms = []*pattern.Pattern{
	pattern.New(`(?m)^See merge request \S*!(\d+)\s*$`),
	pattern.New(`(?m)^Reviewed-on: https?://\S+?/(\d+)/?\s*$`),
	pattern.New(`(?m)^Differential Revision: (?:https?://\S+/)?(D\d+)\s*$`),
	pattern.New(`(?m)^(?:PR-URL|Pull Request|PR): (?:https?://\S+/|#)(\d+)\s*$`),
}

// parsePull reads the request's number, and its title where that is not the
// subject. A merge whose own subject only says which branch was merged takes
// the first line of its body as the title, where a trailer names the request.
func parsePull(subject, body string, merge bool) pullRequest {
	for _, f := range subjectForms {
		m := f.pattern.FindStringSubmatch(subject)
		if m == nil {
			continue
		}
		p := pullRequest{number: m[1]}
		if i := f.pattern.SubexpIndex("number"); i > 0 {
			p.number, p.title = m[i], m[f.pattern.SubexpIndex("title")]
		} else if len(m) > 2 {
			p.title = m[2]
		}
		if p.title == "" && f.bodyTitle {
			p.title = firstLine(body)
		}
		return p
	}
	for _, f := range trailerForms {
		if m := f.FindStringSubmatch(body); m != nil {
			p := pullRequest{number: m[1]}
			if title := firstLine(body); merge && strings.HasPrefix(subject, "Merge ") && !f.MatchString(title) {
				p.title = title
			}
			return p
		}
	}
	return pullRequest{}
}

func firstLine(body string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(body, "\r\n \t"), "\n")
	return strings.TrimSpace(line)
}
