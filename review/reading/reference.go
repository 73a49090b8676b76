package reading

import (
	"regexp"
	"strings"
)

var referenceForms = []struct {
	pattern *regexp.Regexp
	issue   bool
}{
	{regexp.MustCompile(`https?://[\w.-]+/(?P<repo>[\w.-]+/[\w.-]+?)(?:/-)?/(?:pull|pulls|merge_requests|pullrequest)/(?P<number>\d+)`), false},
	{regexp.MustCompile(`https?://[\w.-]+/(?P<repo>[\w.-]+/[\w.-]+?)(?:/-)?/issues/(?P<number>\d+)`), true},
	{regexp.MustCompile(`https?://[\w.-]+/(?P<repo>[\w.-]+/[\w.-]+?)(?:/-)?/commits?/(?P<commit>[0-9a-f]{7,40})\b`), false},
	{regexp.MustCompile(`\b(?P<repo>[\w.-]+/[\w.-]+)#(?P<number>\d+)\b`), false},
	{regexp.MustCompile(`(?i)\b(?:PR|MR|pull request|merge request)s?[ \[]*[#!]?(?P<number>\d+)\b`), false},
	{regexp.MustCompile(`(?:^|[\s(\[,;])[#](?P<number>\d+)\b`), false},
	{regexp.MustCompile("(?:`|\\[`?|(?i:\\bcommit|\\bsha|\\brevision)[ :]+`?)(?P<commit>[0-9a-f]{7,40})\\b"), false},
}

// references finds the changes that a line cites, each once.
func (r *reader) references(l *line, from int) []Reference {
	raw := l.raw
	if !strings.ContainsAny(raw, "#/`") && !strings.Contains(raw, "PR") && !strings.Contains(raw, "commit") && !strings.Contains(raw, "request") {
		return nil
	}
	var out []Reference
	seen := map[string]bool{}
	for _, f := range referenceForms {
		for _, m := range f.pattern.FindAllStringSubmatchIndex(raw[from:], -1) {
			ref := Reference{Place: r.place(l, from+m[0], from+m[1]), Issue: f.issue}
			for i, name := range f.pattern.SubexpNames() {
				if name == "" || m[2*i] < 0 {
					continue
				}
				v := raw[from+m[2*i] : from+m[2*i+1]]
				switch name {
				case "repo":
					ref.Repository = v
				case "number":
					ref.Number = v
				case "commit":
					ref.Commit = v
				}
			}
			if ref.Commit != "" && (strings.Trim(ref.Commit, "0123456789") == "" || !strings.ContainsAny(ref.Commit, "0123456789")) {
				continue
			}
			if key := ref.Number + " " + ref.Commit; !seen[key] {
				seen[key] = true
				out = append(out, ref)
			}
		}
	}
	return out
}
