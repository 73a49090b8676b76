package reading

import "strings"

// linkKind is what an address leads to.
type linkKind int

const (
	pullLink linkKind = iota
	issueLink
	commitLink
)

var linkKinds = map[string]linkKind{
	"pull": pullLink, "pulls": pullLink, "merge_requests": pullLink, "pullrequest": pullLink,
	"issues": issueLink, "commit": commitLink, "commits": commitLink,
}

// link is an address of a change or an issue, of the forms
// https://host/owner/name/pull/12 and https://host/owner/name/-/commit/0a1b2c3.
type link struct {
	start, end int
	kind       linkKind
	repository string
	id         string
}

// links finds the addresses of changes and issues in a line, in order.
func links(s string) []link {
	var out []link
	for from := 0; ; {
		i := strings.Index(s[from:], "://")
		if i < 0 {
			return out
		}
		i += from
		from = i + len("://")
		start := i - len("https")
		if strings.HasSuffix(s[:i], "http") {
			start = i - len("http")
		} else if !strings.HasSuffix(s[:i], "https") {
			continue
		}
		if k, ok := linkAt(s, from); ok {
			k.start = start
			out = append(out, k)
			from = k.end
		}
	}
}

// linkAt reads what follows the scheme of an address.
func linkAt(s string, i int) (link, bool) {
	part := func() string {
		from := i
		for i < len(s) && (wordAt(s, i) || s[i] == '.' || s[i] == '-') {
			i++
		}
		return s[from:i]
	}
	next := func() bool {
		i++
		return i <= len(s) && s[i-1] == '/'
	}
	host, ok := part(), next()
	if host == "" || !ok {
		return link{}, false
	}
	owner, ok := part(), next()
	if owner == "" || !ok {
		return link{}, false
	}
	name, ok := part(), next()
	if name == "" || !ok {
		return link{}, false
	}
	word := part()
	if word == "-" && next() {
		word = part()
	}
	kind, ok := linkKinds[word]
	if !ok || !next() {
		return link{}, false
	}
	n := run(s[i:], kind)
	if n == 0 {
		return link{}, false
	}
	return link{end: i + n, kind: kind, repository: owner + "/" + name, id: s[i : i+n]}, true
}

// run measures the number or the digits of a commit that a text begins with.
func run(s string, kind linkKind) int {
	n := 0
	for n < len(s) && (digit(s[n]) || kind == commitLink && s[n] >= 'a' && s[n] <= 'f') {
		n++
	}
	if kind == commitLink && (n < 7 || n > 40 || wordAt(s, n)) {
		return 0
	}
	return n
}
