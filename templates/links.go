package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// address finds web and mail addresses in prose. Sentence punctuation at the
// end is not part of one.
var address = regexp.MustCompile(`https://[^\s<>"()]*[^\s<>"().,;:!?']|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`)

// prose escapes what a person wrote into the record, with its addresses as
// links that show themselves.
func prose(s string) Markdown {
	s = strings.Join(strings.Fields(s), " ")
	var b strings.Builder
	last := 0
	for _, at := range address.FindAllStringIndex(s, -1) {
		b.WriteString(string(between(s[last:at[0]])))
		b.WriteString("<" + safeAddress(s[at[0]:at[1]]) + ">")
		last = at[1]
	}
	b.WriteString(string(between(s[last:])))
	return Markdown(b.String())
}

// between escapes a piece of a line and keeps the spaces at its ends, which
// part it from what stands beside it.
func between(s string) Markdown {
	out := Text(timeline.Foreign(s))
	if strings.HasPrefix(s, " ") {
		out = " " + out
	}
	if strings.HasSuffix(s, " ") && s != " " {
		out += " "
	}
	return out
}

func safeAddress(s string) string {
	if strings.HasPrefix(s, "https://") {
		return safeURL(s)
	}
	return s
}

// shortSum is a short, stable name for a string.
func shortSum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:8]
}

// safeURL writes a web address so that it can stand between angle brackets: as
// url.URL encodes it, without a user name or password, and with the characters
// encoded that would end the brackets.
func safeURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "about:invalid"
	}
	u.User = nil
	return strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\\", "%5C", "`", "%60").Replace(u.String())
}
