package history

import (
	"bytes"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
)

// takeBack is what a message says about a change it takes back or puts back.
type takeBack struct {
	hash    string // the whole name of the commit or its beginning
	subject string // the subject of the change that is undone by this one
	pull    string // the request that is undone
	putBack bool   // undoes a revert: the change is there again
}

var (
	revertedHash = pattern.New(`(?i)this reverts (?:merge )?commit ([0-9a-f]{7,40})\b`)
	appliedHash  = pattern.New(`(?i)this reapplies commit ([0-9a-f]{7,40})\b`)
	revertedPull = pattern.New(`(?m)^Reverts (?:[\w.-]+/[\w.-]+)?[#!](\d+)\s*$`)
	squashNumber = pattern.New(` \(#\d+\)$`)
)

// parseTakeBack reads the forms git revert and the forges write:
//
//	Revert "Fix it"                      Reapply "Fix it"
//	Revert "Revert "Fix it""             This reverts commit 0123456….
//	Reverts octo/repo#12
//
// A message that only mentions a hash in passing is not a revert: "This reverts
// commit" counts where it begins a line, or where the subject says revert.
func parseTakeBack(subject, body string) (takeBack, bool) {
	var t takeBack
	if !mentions([]byte(subject)) && !mentions([]byte(body)) {
		return t, false
	}
	said := false
	base := squashNumber.ReplaceAllString(strings.TrimSpace(subject), "")
	if quoted, ok := unquote(base, "Revert "); ok {
		t.subject, said = quoted, true
	} else if quoted, ok := unquote(base, "Reapply "); ok {
		t.subject, t.putBack, said = `Revert "`+quoted+`"`, true, true
	} else if lower := strings.ToLower(base); strings.HasPrefix(lower, "revert ") || strings.HasPrefix(lower, "revert: ") || strings.HasPrefix(lower, "back out ") {
		said = true
	}
	if inner, ok := unquote(t.subject, "Revert "); ok && inner != "" && !t.putBack {
		// Each Revert around a Revert turns the meaning round.
		for t.putBack = true; ; t.putBack = !t.putBack {
			if inner, ok = unquote(inner, "Revert "); !ok {
				break
			}
		}
	}
	if m := revertedHash.FindStringSubmatchIndex(body); m != nil && (said || startsLine(body, m[0])) {
		t.hash, said = strings.ToLower(body[m[2]:m[3]]), true
	} else if m := appliedHash.FindStringSubmatch(body); m != nil && t.putBack {
		t.hash = strings.ToLower(m[1])
	}
	if m := revertedPull.FindStringSubmatch(body); m != nil {
		t.pull, said = m[1], true
	}
	return t, said && (t.hash != "" || t.subject != "" || t.pull != "")
}

// mentions is a quick look that spares most messages the patterns.
func mentions(s []byte) bool {
	return spells(s, 'v', 1, "evert") || spells(s, 'V', 2, "REVERT") || spells(s, 'y', 5, "eapply") || spells(s, 'k', 2, "ack out")
}

// spells reports whether a text has a word. It leaps from one to the next of a
// letter that is rare in texts, so many letters before it in the word.
func spells(s []byte, letter byte, before int, word string) bool {
	for from := 0; ; {
		i := bytes.IndexByte(s[from:], letter)
		if i < 0 {
			return false
		}
		i += from
		if i >= before && begins(s[i-before:], word) {
			return true
		}
		from = i + 1
	}
}

func startsLine(s string, i int) bool {
	return i == 0 || s[i-1] == '\n'
}

func unquote(s, word string) (string, bool) {
	s, ok := strings.CutPrefix(s, word+`"`)
	if !ok || !strings.HasSuffix(s, `"`) {
		return "", false
	}
	return s[:len(s)-1], true
}
