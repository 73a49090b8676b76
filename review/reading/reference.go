package reading

import (
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// referenceForms are the ways to cite a change in words. Where may says no, the pattern
// need not be asked: most lines cite none.
var referenceForms = []struct {
	pattern *pattern.Pattern
	may     func(string) bool
}{
	{pattern.New(`\b(?P<repo>[\w.-]+/[\w.-]+)#(?P<number>\d+)\b`), mayNumber},
	{pattern.New(`(?i)\b(?:PR|MR|pull request|merge request)s?[ \[]*[#!]?(?P<number>\d+)\b`), mayRequest},
	{pattern.New(`(?:^|[\s(\[,;])[#](?P<number>\d+)\b`), mayNumber},
	{pattern.New("(?:`|\\[`?|(?i:\\bcommit|\\bsha|\\brevision)[ :]+`?)(?P<commit>[0-9a-f]{7,40})\\b"), mayCommit},
}

func mayNumber(s string) bool {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '#' && digit(s[i+1]) {
			return true
		}
	}
	return false
}

// mayRequest looks for a number that follows the end of a word such as PRs or
// request.
func mayRequest(s string) bool {
	for i := 1; i < len(s); i++ {
		if !digit(s[i]) || digit(s[i-1]) {
			continue
		}
		before := strings.TrimSuffix(strings.TrimSuffix(s[:i], "#"), "!")
		before = strings.TrimRight(before, " [")
		if n := len(before); n > 1 && strings.IndexByte("rRsStT", before[n-1]) >= 0 {
			return true
		}
	}
	return false
}

// mayCommit looks for seven digits and letters up to f in a row.
func mayCommit(s string) bool {
	run := 0
	for i := range len(s) {
		if c := s[i]; digit(c) || c >= 'a' && c <= 'f' {
			if run++; run == 7 {
				return true
			}
			continue
		}
		run = 0
	}
	return false
}

// references finds the changes that a line cites, each once.
func (r *reader) references(l *line, from int) []Reference {
	raw := l.raw[from:]
	var out []Reference
	seen := map[string]bool{}
	add := func(ref Reference) {
		if ref.Commit != "" && (strings.Trim(ref.Commit, "0123456789") == "" || !strings.ContainsAny(ref.Commit, "0123456789")) {
			return
		}
		if key := ref.Number + " " + ref.Commit; !seen[key] {
			seen[key] = true
			out = append(out, ref)
		}
	}
	found := links(raw)
	for _, kind := range []linkKind{pullLink, issueLink, commitLink} {
		for _, k := range found {
			if k.kind == kind {
				ref := Reference{Place: r.place(l, from+k.start, from+k.end), Repository: k.repository, Issue: kind == issueLink}
				if kind == commitLink {
					ref.Commit = k.id
				} else {
					ref.Number = k.id
				}
				add(ref)
			}
		}
	}
	for _, f := range referenceForms {
		if !f.may(raw) {
			continue
		}
		for _, m := range f.pattern.FindAllStringSubmatchIndex(raw) {
			ref := Reference{Place: r.place(l, from+m[0], from+m[1])}
			for i, name := range f.pattern.SubexpNames() {
				if name == "" || m[2*i] < 0 {
					continue
				}
				switch v := raw[m[2*i]:m[2*i+1]]; name {
				case "repo":
					ref.Repository = v
				case "number":
					ref.Number = v
				case "commit":
					ref.Commit = v
				}
			}
			add(ref)
		}
	}
	return out
}
